mkdir -p content/roles layouts
i=0
while [ $i -lt 40 ]; do
    printf -- '---\ntitle: Role %s\nbranch: Branch %s\nsummary: Number %s of many.\n---\nText.\n' $i $i $i >content/roles/role-$i.md
    i=$((i + 1))
done
open='{{#BRANCHES}}' close='{{/BRANCHES}}'
echo "$open$open$open$open$open$close$close$close$close$close" >layouts/branches.html
text=$(head -c 2000 /dev/zero | tr '\0' x)
echo "$open$open$open$text$close$close$close" >layouts/home.html
