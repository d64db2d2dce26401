body() { { printf -- '---\ntitle: %s\n---\n' "$1"; cat; } >"content/pages/$1.md"; }
repeat() { for i in $(seq "$1"); do printf -- "$2" "$i"; done; }
mkdir -p content/pages
repeat 2001 '## Heading %s\n' | body headings
repeat 501 '## Week\n' | body repeated
repeat 20001 '[home](https://example.org/%s)\n\n' | body links
{ echo '> - quoted'; echo; seq 20001 | sed 's/^/- item /'; } | body items
{ printf 'Text.\n\n'; repeat 65 '> '; echo 'deep'; } | body nesting
{ repeat 20000 '['; repeat 20000 ']'; printf '\n\n[a]: /\n'; } | body brackets
repeat 20000 '~a ~~b ' | body tildes
{ printf '[a](/'; repeat 4096 'a'; printf ')\n'; } | body address
{ printf 'A [word] and ![picture].\n\n[word]: / "Title"\n[picture]: /a.png "'; repeat 4097 'a'; printf '"\n'; } | body title
