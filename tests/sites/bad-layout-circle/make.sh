mkdir -p layouts/partials
echo '{{>B}}' >layouts/partials/a.html
echo '{{>C}}{{>C}}{{>C}}' >layouts/partials/b.html
echo '{{>A}}{{>A}}{{>A}}' >layouts/partials/c.html
echo '{{>A}}' >layouts/page.html
echo '{{>MAIN}}' >layouts/role.html
