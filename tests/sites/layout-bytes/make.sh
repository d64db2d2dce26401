# Line ends of Windows, a byte order mark, text that goes on behind a section, and a link that stays in layouts/.
mkdir -p layouts/partials layouts/strings
bom=$(printf '\357\273\277')
printf '%s<article>\r\n  <h1>{{TITLE}}</h1>\r\n  {{#HAS_SUMMARY}}\r\n  <p>{{SUMMARY}}</p>\r\n  {{/HAS_SUMMARY}}\r\n  {{>CONTENTS}}\r\n' "$bom" >layouts/role.html
printf '  <p>Hours{{#HAS_HOURS}}: {{HOURS}}\r\n{{/HAS_HOURS}}\r\n  and more</p>\r\n  <pre>\r\n  a\r\n    b\r\n</pre>\r\n</article>\r\n' >>layouts/role.html
printf '<!doctype html>\n<html lang="{{LANGUAGE}}"><title>{{HEAD_TITLE}}</title>\n{{#IS_HOME}}<div class="home">{{>MAIN}}</div>{{/IS_HOME}}{{#NOT_HOME}}<main>{{>MAIN}}</main>{{/NOT_HOME}}\n</html>\n' >layouts/base.html
printf '<li{{#HAS_PAY}} class="paid"{{/HAS_PAY}}>{{TITLE}}</li>\n' >layouts/real.html
ln -s ../real.html layouts/partials/role-card.html
