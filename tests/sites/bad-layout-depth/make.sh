mkdir -p layouts/partials
for i in $(seq 40); do printf '{{#HAS_SUMMARY}}'; done >layouts/page.html
for i in $(seq 40); do printf '{{/HAS_SUMMARY}}'; done >>layouts/page.html
i=0
name() { echo "$1" | sed 's/\(.\)/-\1/g' | tr 0-9 a-j; }
while [ $i -lt 20 ]; do
    echo "{{>$(name "$((i + 1))" | tr a-z- A-Z_)}}" >"layouts/partials/$(name $i).html"
    i=$((i + 1))
done
echo end >"layouts/partials/$(name $i).html"
echo '{{>_A}}' >layouts/role.html
