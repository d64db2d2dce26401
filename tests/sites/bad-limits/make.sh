head -c 4500000 /dev/zero | tr '\0' 'a' >content/roles/large.md
{ printf -- '---\ntitle: '; head -c 70000 /dev/zero | tr '\0' 'a'; printf '\n---\nText.\n'; } >content/roles/long.md
