{ echo 'title: Large'; yes '# A comment in its place.' | head -c 1048576; } >site.yaml
