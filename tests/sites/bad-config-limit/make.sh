for i in $(seq 30000); do echo '# comment'; done >>site.yaml
