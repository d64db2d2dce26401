ln -s /etc/hostname content/roles/host.md
ln -s /etc static
mkdir layouts/partials
ln -s /etc/hostname layouts/partials/notice.html
