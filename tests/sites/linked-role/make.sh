ln -s nurse.md content/roles/carer.md
