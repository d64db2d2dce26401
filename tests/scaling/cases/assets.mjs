// Style sheets, scripts and pictures: what layouts and content name of static/.
import {role, roles, times} from '../sites.mjs'

const svg = (i) => `<svg xmlns="http://www.w3.org/2000/svg" width="${i + 1}" height="20"/>`
const layout = (...names) => ({
    'layouts/page.html': names.map((name) => `<link rel="stylesheet" href="{{ROOT}}${name}">`).join('\n'),
})
// A site of one style sheet.
const sheet = (text) => ({...layout('x.css'), 'static/x.css': text, 'static/a.png': 'x'})
const sheets = (n, each) =>
    Object.fromEntries(Array.from({length: n}, (_, i) => [`static/s/${i}.css`, each(i)]))
const pictures = (n, each = svg) =>
    Object.fromEntries(Array.from({length: n}, (_, i) => [`static/img/${i}.svg`, each(i)]))

// Pieces at which a tokenizer might begin anew to look for an end. Each is a style sheet: were one
// looked at n times n, it would cost more than all others together.
const open = ['url(', 'url("x\n', '/* ', '/* * ', 'url(\\41 ', 'url(data:x,"', '/*# sourceMappingURL=', "@import 'x\n"]
const closed = ['*', '@import ', '@import/**/', '"', '"\'', '"\\"', '"\n', '\\41 ', 'image-set(', '(', ' ', '@', '-', '#', 'src(', 'url']
const pieces = (list, n) => ({
    ...layout(...list.map((_, i) => `${i}.css`)),
    ...Object.fromEntries(list.map((piece, i) => [`static/${i}.css`, piece.repeat(n)])),
})

export default [
    {name: 'css, what does not end', n: 7000, status: 1, code: 'bad-css', site: (n) => pieces(open, n)},
    {name: 'css, what ends', n: 7000, site: (n) => pieces(closed, n)},
    {name: 'css, a name of many escapes', n: 70000, site: (n) => sheet(`a{b:${'\\75 '.repeat(n)}rl(a.png)}`)},
    {name: 'css, one long url', n: 80000, status: 1, code: 'broken-asset', site: (n) => sheet(`url(${'a/'.repeat(n)})`)},
    {name: 'css, a url of many steps up', n: 40000, status: 1, code: 'broken-asset', site: (n) => sheet(`url(${'a/../'.repeat(n)})`)},
    {name: 'css, references', n: 10000, site: (n) => sheet('url(a.png)'.repeat(n))},
    {name: 'css, references with fragments', n: 10000, site: (n) => sheet('url("a.png?#x") '.repeat(n))},
    {name: 'css, escaped references', n: 5000, site: (n) => sheet('url(\\61.png)url(%61.png)'.repeat(n))},
    {name: 'css, imports of one another in a chain', n: 1300,
        site: (n) => ({...layout('s/0.css'), ...sheets(n, (i) => (i + 1 < n ? `@import "${i + 1}.css";` : 'a{}'))})},
    {name: 'css, a circle of imports', n: 1500, status: 1, code: 'asset-loop',
        site: (n) => ({...layout('s/0.css'), ...sheets(n, (i) => `@import "${(i + 1) % n}.css";`)})},
    {name: 'css, imports that all lead back', n: 1500, status: 1, code: 'asset-loop',
        site: (n) => ({...layout('s/0.css'), ...sheets(n, (i) => `@import "0.css";@import "${i + 1 < n ? i + 1 : 0}.css";`)})},
    {name: 'css, a diamond on each level', n: 500,
        site: (n) => ({...layout('s/0.css'), ...sheets(2 * n, (i) => {
            const next = i - i % 2 + 2
            return next < 2 * n ? `@import "${next}.css";@import "${next + 1}.css";` : 'a{}'
        })})},
    {name: 'css, wide', n: 1300,
        site: (n) => ({...layout('s/0.css'), ...sheets(n, (i) => (i ? 'a{}' : times(n - 1, (j) => `@import "${j + 1}.css";`)))})},
    {name: 'css, one sheet that all import', n: 700,
        site: (n) => ({...layout(...Array.from({length: n}, (_, i) => `s/${i}.css`)), 'static/x.css': 'a{}',
            ...sheets(n, () => '@import "../x.css";')})},
    {name: 'css, the same sheet in many places', n: 800,
        site: (n) => ({...layout(...Array.from({length: n}, (_, i) => `s/${i}/x.css`)),
            ...Object.fromEntries(Array.from({length: n}, (_, i) => [`static/s/${i}/x.css`, 'a{}']))})},
    {name: 'css, broken references on one line', n: 3000, status: 1, code: 'broken-asset', site: (n) => sheet(times(n, (i) => `url(n${i})`))},
    {name: 'css, a broken sheet that many import', n: 1500, status: 1, code: 'broken-asset',
        site: (n) => ({...layout('s/0.css'), 'static/x.css': 'url(nowhere)',
            ...sheets(n, (i) => `@import "../x.css";${i + 1 < n ? `@import "${i + 1}.css";` : ''}`)})},
    {name: 'pictures', n: 1200,
        site: (n) => ({...pictures(n), ...role(times(n, (i) => `![p](/img/${i}.svg)\n\n`))})},
    {name: 'pictures, each named ten times', n: 220,
        site: (n) => ({...pictures(n), ...role(times(10 * n, (i) => `![p](../../static/img/${i % n}.svg)\n\n`))})},
    {name: 'pictures, the same on each page', n: 200,
        site: (n) => ({...pictures(1), ...roles(n, () => ['image: {src: /img/0.svg, alt: A}\n', '![p](/img/0.svg)'])})},
    {name: 'pictures with strange names', n: 800,
        site: (n) => ({...Object.fromEntries(Array.from({length: n}, (_, i) => [`static/img/${'% '.repeat(20)}${i}.svg`, svg(i)])),
            ...role(times(n, (i) => `![p](/img/${'%25%20'.repeat(20)}${i}.svg)\n\n`))})},
    {name: 'a picture of comments', n: 150000, site: (n) => ({'static/x.svg': '<!-- -->'.repeat(n), ...role('![x](/x.svg)')})},
    {name: 'a picture of attributes', n: 25000, site: (n) => ({'static/x.svg': `<svg ${'width="1" '.repeat(n)}/>`, ...role('![x](/x.svg)')})},
    {name: 'a picture of declarations', n: 20000, site: (n) => ({'static/x.svg': `<!DOCTYPE svg [${'<!ENTITY a "<">'.repeat(n)}`, ...role('![x](/x.svg)')})},
    {name: 'pictures of open comments', n: 250000, site: (n) => ({
        ...Object.fromEntries([0, 1, 2, 3].map((i) => [`static/${i}.svg`, '<!--'.repeat(n)])), ...role(times(4, (i) => `![x](/${i}.svg)\n\n`)),
    })},
    {name: 'static files', n: 4500, site: (n) => Object.fromEntries(Array.from({length: n}, (_, i) => [`static/f/${i}.txt`, `${i}`]))},
]
