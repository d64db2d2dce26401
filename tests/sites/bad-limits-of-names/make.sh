long() { printf "$2%.0s" $(seq "$1"); }
mkdir -p content/roles static
{ printf -- '---\ntitle: Nurse\nbranch: Care\nsummary: Nurses care.\n'
  printf 'alternative_titles:\n  - %s\n  - %s\n' "$(long 255 b)" "$(long 256 b)"
  printf 'skills: [%s]\nsalary: [{currency: USD, average: null, region: %s}, {currency: USD, average: null, region: US}]\n' "$(long 256 s)" "$(long 256 r)"
  printf 'aliases: [/%s%s/, /old/%s.html]\n---\nText.\n' "$(long 10 "$(long 100 x)/")" "$(long 90 y)" "$(long 248 z)"
} >content/roles/nurse.md
printf -- '---\ntitle: Doctor\nbranch: %s\nsummary: Doctors heal.\nslug: %s\n---\nText.\n' "$(long 256 c)" "$(long 256 d)" >content/roles/doctor.md
printf x >"static/$(long 252 f)"
printf x >"static/$(long 253 f)"
printf 'regions: [{id: %s, name: Far away}]\n' "$(long 256 r)" >>site.yaml
