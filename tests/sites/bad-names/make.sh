mkdir -p static
printf x >"static/$(printf 'x\nCNAME')"
printf x >"static/$(printf 'a\344')"
printf x >"static/$(printf 'a\366')"
printf x >"static/$(printf 'a\342\200\256txt.exe')"
printf x >"static/My file, 2.pdf"
cp content/roles/nurse.md "content/roles/$(printf 'n\344').md"
cp content/roles/nurse.md "content/roles/$(printf 'n\001').md"
