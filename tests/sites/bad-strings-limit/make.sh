mkdir -p layouts/strings
yes '# as long as can be' | head -c 300000 >layouts/strings/en.yaml
