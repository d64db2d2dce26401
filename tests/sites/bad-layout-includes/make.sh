mkdir -p layouts/partials
for i in a b c d e f g h; do
    next=$(echo $i | tr a-h b-i | tr a-z A-Z)
    for j in 1 2 3 4 5 6; do echo "{{>$next}}"; done >layouts/partials/$i.html
done
echo '<p>{{TITLE}}</p>' >layouts/partials/i.html
echo '{{>A}}' >layouts/page.html
head -c 1000000 /dev/zero | tr '\0' 'x' >layouts/partials/large.html
echo '{{>LARGE}}{{>LARGE}}{{>LARGE}}{{>LARGE}}{{>LARGE}}' >layouts/role.html
