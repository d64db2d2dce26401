ln -s /etc/hostname content/roles/host.md
ln -s /etc static/etc 2>/dev/null || { mkdir -p static; ln -s /etc static/etc; }
