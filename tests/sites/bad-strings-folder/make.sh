mkdir -p layouts/strings/en.yaml
