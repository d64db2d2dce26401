mkdir -p layouts/partials
echo '<p>{{TITLE}}</p>' >layouts/Role.html
echo '<p>{{TITLE}}</p>' >layouts/page.HTML
echo '<p>{{TITLE}}</p>' >layouts/partials/Header.html
echo '<p>{{TITLE}}</p>' >"layouts/$(printf 'caf\351').html"
printf '<p>{{TI\000TLE}}</p>\n' >layouts/skill.html
printf '<p>caf\351 {{TITLE}}</p>\n' >layouts/branch.html
printf '<p>{{TITLE }}</p>\n<p>{{TITLE\n}}</p>\n<p>{{TITLE\r\n}}\r\n{{SUMMARY\r' >layouts/article.html
printf '{{#ROLES}}{{TITLE}}{{#RELATED_separator}}, {{/RELATED_separator}}{{/ROLES}}{{#ROLES_separator}}x{{/ROLES_separator}}' >layouts/choice.html
