# Names that need care in HTML and in CSS, one that is as long as a name can be, and one style sheet
# in two places.
mkdir -p static/img
svg='<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"/>'
long=$(printf '%0251d' 0)
mkdir static/css/copy
echo "$svg" >'static/img/a #1?.svg'
echo "$svg" >'static/img/50%.svg'
echo 'a { color: blue }' >"static/$long.css"
echo "@import '../$long.css';" >static/css/plain.css
printf '@import "forms.css";\n/*# sourceMappingURL=nowhere.map */\n' >'static/css/my "style".css'
printf '@import "../forms.css";\n/*# sourceMappingURL=nowhere.map */\n' >'static/css/copy/my "style".css'
