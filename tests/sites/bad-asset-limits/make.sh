# A style sheet that names too much, and style sheets that are too large together.
mkdir -p static layouts
yes 'a{b:url(#c)}' | head -n 100001 >static/many.css
for i in 1 2 3 4 5; do truncate -s 15M "static/$i.css"; done
for name in many 1 2 3 4 5; do
    printf '<link rel="stylesheet" href="{{ROOT}}%s.css">' "$name" >>layouts/page.html
done
