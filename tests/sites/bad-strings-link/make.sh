mkdir -p layouts/strings
echo 'token: secret' >secret.yaml
ln -s ../../secret.yaml layouts/strings/en.yaml
