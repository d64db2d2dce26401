import {role, roles, times} from '../sites.mjs'

const nurse = role('Nurses care for people.')
const page = (text, more = {}) => ({...nurse, 'layouts/role.html': text, ...more})
// Names of partials: {{>P_AB}} is partials/p-ab.html.
const letters = (i) => [...String(i)].map((digit) => 'abcdefghij'[digit]).join('')
const include = (i) => `{{>P_${letters(i).toUpperCase()}}}`
const partial = (i) => `layouts/partials/p-${letters(i)}.html`

function chain(n, each, last) {
    const files = {[partial(n)]: last}
    for (let i = 0; i < n; i++) files[partial(i)] = each(i)
    return files
}

const full = await (async () => {
    const {readFileSync} = await import('node:fs')
    return readFileSync(new URL('../../../layouts/strings/en.yaml', import.meta.url), 'utf8')
})()
const withStrings = (text) => ({...nurse, 'layouts/strings/en.yaml': full.replace(/^sections:/m, `${text}sections:`)})

export default [
    // Marks and contexts.
    {name: 'layout of many values', n: 6000, site: (n) => page(times(n, () => '<p title="{{TITLE}}">{{SUMMARY}}</p>\n'))},
    {name: 'layout of many sections', n: 6000, site: (n) => page(times(n, () => '{{#HAS_SUMMARY}}a{{/HAS_SUMMARY}}\n'))},
    {name: 'layout of one long tag', n: 12000, site: (n) => page(`<p${times(n, (i) => ` data-a${i}="{{TITLE}}"`)}></p>`)},
    {name: 'layout of one long attribute', n: 12000, site: (n) => page(`<p title="${times(n, () => '{{TITLE}} a ')}"></p>`)},
    {name: 'layout of one long address', n: 40000, site: (n) => page(`<a href="${'a'.repeat(n)}/{{TITLE}}${times(n, () => '/b&amp;')}"></a>`)},
    {name: 'layout of many comments', n: 15000, site: (n) => page(`<p></p>${times(n, () => '{{! c }} <!-- -- > -->')}`)},
    {name: 'layout of one long comment', n: 150000, site: (n) => page(`<p></p><!-- ${times(n, () => '-- ')} -->`)},
    {name: 'layout of broken end tags', n: 100000, site: (n) => page(`<title>${times(n, () => '</titl')}</title>`)},
    {name: 'layout of blank lines', n: 250000, site: (n) => page(`<p></p>${times(n, () => '\r\n  ')}`)},
    {name: 'layout of braces', n: 250000, site: (n) => page(`<p>${times(n, () => '{ }')}</p>`)},
    {name: 'layout of unknown names', n: 300, status: 1, code: 'unknown-name', site: (n) => page(times(n, (i) => `{{NAME_${letters(i)}}}\n`))},
    {name: 'layout of unknown strings', n: 300, status: 1, code: 'unknown-string', site: (n) => page(times(n, (i) => `{{T_NAME_${letters(i)}}}\n`))},
    {name: 'layout of unsafe contexts', n: 300, status: 1, code: 'unsafe-context', site: (n) => page(times(n, () => '<p onclick="{{TITLE}}">\n'))},
    {name: 'layout of unclosed sections', n: 300, status: 1, code: 'layout-syntax', site: (n) => page(times(n, () => '{{#HAS_SUMMARY}}\n'))},
    {name: 'layout of misplaced MAIN', n: 8000, status: 1, code: 'main-include',
     site: (n) => ({...nurse, 'layouts/base.html': times(n, (i) => `<p>{{#IS_HOME}}{{#NOT_HOME}}{{>MAIN}}{{/NOT_HOME}}{{/IS_HOME}}</p>`)})},
    // Includes.
    {name: 'many partials', n: 300, site: (n) => page(times(n, include), chain(n, () => '<p>{{TITLE}}</p>', ''))},
    {name: 'one partial many times', n: 2500, site: (n) => page(times(n, () => '{{>P_A}}'), {'layouts/partials/p-a.html': times(200, () => '{{TITLE}}')})},
    {name: 'partials in many scopes', n: 8, status: 1, code: 'include-limit',
     site: (n) => page(include(0), chain(n, (i) => times(12, () => `{{#RELATED}}${include(i + 1)}{{/RELATED}}{{#SKILLS}}${include(i + 1)}{{/SKILLS}}{{#CODES}}${include(i + 1)}{{/CODES}}`) + times(4000, () => '{{TITLE}}'), 'x'))},
    {name: 'includes that double', n: 7, status: 1, code: 'include-limit',
     site: (n) => page(include(0), chain(15, (i) => times(n, () => include(i + 1)) + times(20000, () => '{{TITLE}}'), 'x'))},
    {name: 'partial that includes itself', n: 300, status: 1, code: 'include-loop',
     site: (n) => page('{{>P_A}}', {'layouts/partials/p-a.html': times(n, () => '{{>P_A}}\n')})},
    // Pages.
    {name: 'lists in each other', n: 28, site: (n) => ({...roles(n * 2, (i) => `skills: [S${i}]\n`),
     'layouts/skills.html': '{{#SKILLS}}{{#SKILLS}}<p>{{TITLE}}</p>{{/SKILLS}}{{/SKILLS}}', 'layouts/branches.html': '{{#BRANCHES}}<p>{{TITLE}}</p>{{/BRANCHES}}'})},
    {name: 'pages beyond the limit', n: 50, status: 1, code: 'page-limit', site: (n) => ({...roles(n * 2, () => ''),
     'layouts/role.html': `{{#RELATED}}${'{{#RELATED}}'.repeat(9)}${'x'.repeat(2000)}${'{{/RELATED}}'.repeat(9)}{{/RELATED}}`})},
    // Strings.
    {name: 'many strings', n: 2500, site: (n) => withStrings(times(n, (i) => `text_${i}: Text of {title} ${i}\n`))},
    {name: 'string of many placeholders', n: 6000, status: 1, code: 'bad-placeholder',
     site: (n) => withStrings(`text: "${times(300, () => '{title}')}"\nother: "${times(n, (i) => `{a${i}}`)}{"\n`)},
    {name: 'long string', n: 80000, site: (n) => withStrings(`text: "${'{title}'}${'a '.repeat(n)}"\n`)},
    {name: 'many headings of sections', n: 4000, site: (n) => ({...nurse, 'layouts/strings/en.yaml': full.replace('duties: [', `duties: [${times(n, (i) => `Duty ${i}, `)}`)})},
]
