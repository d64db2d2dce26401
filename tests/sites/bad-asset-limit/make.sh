# A style sheet that is too large to be read and changed.
mkdir -p static layouts
truncate -s 17M static/large.css
printf '<link rel="stylesheet" href="{{ROOT}}large.css">' >layouts/page.html
