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

const wide = (count, next) => times(count, () => include(next))
const marks = (n) => times(n, () => '{{TITLE}}')
const lists = ['RELATED', 'SKILLS', 'CODES', 'SALARIES', 'FACTS', 'COMPARED', 'ARTICLES', 'SOURCES']
const inLists = (text) => lists.map((list) => `{{#${list}}}${text}{{/${list}}}`).join('')

export default [
    // Marks and contexts.
    {name: 'layout of values', n: 5000, site: (n) => page(times(n, () => '<p title="{{TITLE}}">{{SUMMARY}}</p>\n'))},
    {name: 'layout of addresses', n: 5000, site: (n) => page(times(n, (i) => `<a href="{{ROOT}}roles/?${i}">a</a>\n`))},
    {name: 'layout of scripts in one tag', n: 4000, site: (n) => page(`<script ${times(n, (i) => `src='{{ROOT}}a.js' a${i}=''\n`)}></script>`, {'static/a.js': 'a'})},
    {name: 'layout of broken addresses', n: 4000, site: (n) => page(times(n, (i) => `<a href="{{ROOT}}x${i}/">a</a>\n`)), status: 1, code: 'broken-link'},
    {name: 'layout of sections', n: 3000, site: (n) => page(times(n, () => '{{#HAS_SUMMARY}}a{{/HAS_SUMMARY}}\n'))},
    {name: 'layout of one long tag', n: 6000, site: (n) => page(`<p${times(n, (i) => ` data-a${i}="{{TITLE}}"`)}></p>`)},
    {name: 'layout of one long attribute', n: 8000, site: (n) => page(`<p title="${times(n, () => '{{TITLE}} a ')}"></p>`)},
    {name: 'layout of one long address', n: 60000, site: (n) => page(`<a href="${'a'.repeat(n)}/{{TITLE}}${times(n, () => '/b&amp;')}"></a>`)},
    {name: 'layout of comments', n: 30000, site: (n) => page(`<p></p>${times(n, () => '{{! c }} <!-- -- > -->')}`)},
    {name: 'layout of broken end tags', n: 70000, site: (n) => page(`<title>${times(n, () => '</titl')}</title>`)},
    {name: 'layout of blank lines', n: 200000, site: (n) => page(`<p></p>${times(n, () => '\r\n  ')}`)},
    {name: 'layout of braces', n: 240000, site: (n) => page(`<p>${times(n, () => '{ }')}</p>`)},
    {name: 'layout that answers many questions', n: 1000, status: 1, code: 'main-include',
     site: (n) => ({...nurse, 'layouts/base.html': times(n, () => '{{#IS_HOME}}{{#NOT_HOME}}{{>MAIN}}{{/NOT_HOME}}{{/IS_HOME}}\n')})},
    // Includes.
    {name: 'partials side by side', n: 4000, site: (n) => page(times(n, include), chain(n, () => '<p>{{TITLE}}</p>', ''))},
    {name: 'one partial, often', n: 2000, site: (n) => page(times(n, () => '{{>P_A}}'), {'layouts/partials/p-a.html': marks(50)})},
    {name: 'partials in lists in lists', n: 300, status: 1, code: 'include-limit',
     site: (n) => page(include(0), chain(3, (i) => marks(n) + inLists(inLists(include(i + 1))), 'x'))},
    {name: 'includes six wide and nine deep', n: 2000, status: 1, code: 'include-limit',
     site: (n) => page(include(0), chain(9, (i) => marks(n) + wide(6, i + 1), 'x'))},
    {name: 'includes two wide and eight deep', n: 300, site: (n) => page(include(0), chain(8, (i) => marks(n) + wide(2, i + 1), 'x'))},
    // Pages.
    {name: 'lists in each other', n: 120, site: (n) => ({...roles(n, (i) => `skills: [S${i % 30}]\n`),
     'layouts/skills.html': `{{#LETTERS}}${'{{#SKILLS}}'.repeat(3)}<p>{{TITLE}}</p>${'{{/SKILLS}}'.repeat(3)}{{/LETTERS}}`})},
    {name: 'pages beyond the limit', n: 100, status: 1, code: 'page-limit', site: (n) => ({...roles(n, () => ''),
     'layouts/role.html': `${'{{#RELATED}}'.repeat(10)}${'x'.repeat(2000)}${'{{/RELATED}}'.repeat(10)}`})},
    // Strings.
    {name: 'many strings', n: 2500, site: (n) => withStrings(times(n, (i) => `text_${i}: Text of {title} ${i}\n`))},
    {name: 'string of many placeholders', n: 15000, site: (n) => withStrings(`text: "${times(n, (i) => `{a${i}}`)}"\n`)},
    {name: 'many headings of sections', n: 4000, site: (n) => ({...nurse, 'layouts/strings/en.yaml': full.replace('duties: [', `duties: [${times(n, (i) => `Duty ${i}, `)}`)})},
]
