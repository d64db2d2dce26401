list() { for i in $(seq "$1"); do printf '%s%s, ' "$2" "$i"; done; }
role() { printf -- '---\ntitle: %s\nbranch: Care\nsummary: One of many %s.\n%s\n---\nText.\n' "$1" "$1" "$2" >"content/roles/$1.md"; }
mkdir -p content/roles content/pages
for i in $(seq 101); do printf -- '---\ntitle: Page %s\n---\nText.\n' "$i" >"content/pages/page-$(printf %03d "$i").md"; done
role skills "skills: [$(list 201 skill-)]"
role aliases "aliases: [$(list 201 /old-)]"
role salaries "salary: [$(for i in $(seq 1001); do printf '{currency: USD, region: r%s}, ' "$i"; done)]"
role title "plural: $(printf 'a%.0s' $(seq 5000))"
sed -i "s/title: title/title: $(printf 'a%.0s' $(seq 1025))/" content/roles/title.md
role deep "aliases: [/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16, /1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17]"
role words "alternative_titles: [$(for i in $(seq 60); do printf '%s' "$(for j in $(seq 20); do printf 'word%dx%d ' "$i" "$j"; done)"; printf ', '; done)]"
printf -- '---\ntitle: Deep\npermalink: /1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/\n---\nText.\n' >content/pages/deep.md
