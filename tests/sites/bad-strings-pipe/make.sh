mkdir -p layouts/strings
mkfifo layouts/strings/en.yaml
