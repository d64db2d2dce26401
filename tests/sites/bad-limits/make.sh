head -c 4500000 /dev/zero | tr '\0' 'a' >content/roles/large.md
{ printf -- '---\ntitle: '; head -c 70000 /dev/zero | tr '\0' 'a'; printf '\n---\nText.\n'; } >content/roles/long.md
# A wide header and many short rows: cells grow with the product of the two.
{ printf -- '---\ntitle: T\nbranch: B\nsummary: S\n---\n'; for i in $(seq 100); do printf '|a'; done; echo '|'
  for i in $(seq 100); do printf '|---'; done; echo '|'; for i in $(seq 20000); do echo '|b|'; done; } >content/roles/table.md
