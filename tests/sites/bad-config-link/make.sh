echo 'title: [secret' >secret
ln -s secret site.yaml
