ln -s /etc/hostname content/roles/host.md
ln -s /etc static
