// Names and addresses: whatever a file is called, check and build agree about it, and what is said of it
// is plain text.
import {existsSync, mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {both, differences, expect, fail, finish, isChosen, makeSite, roleText, run, snapshot} from './harness.mjs'

const bytes = (path) => (Buffer.isBuffer(path) ? path : Buffer.from(path))
function put(site, path, text) {
    const whole = Buffer.concat([Buffer.from(`${site}/`), bytes(path)])
    for (let at = whole.indexOf('/', site.length + 1); at >= 0; at = whole.indexOf('/', at + 1)) {
        const folder = whole.subarray(0, at)
        if (!existsSync(folder)) mkdirSync(folder)
    }
    writeFileSync(whole, text)
}
const PACKED = 'title: Attacked\noutputs: {search: false, data: false, precompress: true}\n'
const long = (size, ending = '') => 'n'.repeat(size - ending.length) + ending
const strange = ['new\nline', 'x\nCNAME', 'tab\tbed', 'escape\x1b[31m', 'bell\x07', 'c1\u009b31m', Buffer.from([0x62, 0xff, 0xfe]),
    'bidi\u202egnp', 'isolate\u2066x\u2069', 'zero\u200bwidth', 'line\u2028end', '-dash', '--force', ' blank', 'blank ', 'dot.', '..dots', '...', 'con', 'nul.txt', 'a:b', 'a\\b',
    '::error::x', '##[error]x', '##vso[task]x', '%2e%2e', '%00', '*', '?', '"quoted"', "'", '<b>', '{{X}}', '$(id)', '`id`', '~', '#', 'ﬁ', 'é', 'e\u0301', 'ß', 'İ', 'K', '\ufeffbom', '\u{10ffff}']

// Each strange name in each top folder, as a file and as a folder.
for (const name of strange) {
    for (const [top, ending, text] of [['content/roles', '.md', roleText('Doctor', 'Text.')], ['content/pages', '.md', '---\ntitle: Page\n---\n[x](/about/)\n'],
        ['layouts', '.html', '<p>x</p>\n'], ['static', '', 'text '.repeat(200)], ['static', '.css', 'a { b: url(missing.png) }\n'.repeat(20)]]) {
        if (!isChosen()) continue
        const place = makeSite()
        put(place.site, Buffer.concat([Buffer.from(`${top}/`), bytes(name), Buffer.from(ending)]), text)
        put(place.site, Buffer.concat([Buffer.from(`${top}/`), bytes(name), Buffer.from(`.d/file${ending}`)]), text.replace(/Doctor|Page/, 'Other'))
        const ran = both(`${top}/${JSON.stringify(String(name))}${ending}`, place)
        if (ran.status !== 0 && ran.status !== 1) fail(name, `exit ${ran.status}: ${ran.text}`)
        if (ran.status === 0) expect(`${name}, again`, run(`${name}, again`, place, ['build']), 0, / 0 changed, 0 removed/)
    }
}

// Names and paths at their limits, plain and with what is added for compressed copies and temporary names.
for (const config of [undefined, PACKED]) {
    for (const size of config ? [247, 248, 252, 253] : [247, 250, 251, 255]) {
        for (const [top, ending, text] of [['static', '.txt', 'text '.repeat(200)], ['static', '.html', '<p>text</p>'.repeat(99)], ['static', '', 'x'], ['content/roles', '.md', roleText('Doctor', 'Text.')], ['content/pages', '.md', '---\ntitle: Page\n---\nText.\n']]) {
            if (config && !isChosen()) continue
            const place = makeSite(config ? {'site.yaml': config} : {})
            put(place.site, `${top}/${long(size, ending)}`, text)
            const label = `${top}, ${size} bytes${ending}${config ? ', packed' : ''}`
            const ran = both(label, place)
            if (ran.status === 0) expect(`${label}, again`, run(`${label}, again`, place, ['build']), 0, / 0 changed, 0 removed/)
            else expect(label, ran, 1, /-limit/)
        }
    }
    for (const size of [1024, 1025]) {
        const place = makeSite(config ? {'site.yaml': config} : {})
        const folders = `static/${`${'d'.repeat(99)}/`.repeat(9)}`
        put(place.site, `${folders}${'f'.repeat(size - folders.length - 4)}.txt`, 'text '.repeat(200))
        const ran = both(`a path of ${size} bytes`, place)
        if (ran.status !== 0) expect(`a path of ${size} bytes`, ran, 1, /path-limit/)
    }
}
{
    const place = makeSite()
    let folder = join(place.site, 'static')
    const before = process.cwd()
    process.chdir(folder)
    for (let i = 0; i < 40; i++) {
        mkdirSync('p'.repeat(200))
        process.chdir('p'.repeat(200))
    }
    writeFileSync('file', 'x')
    process.chdir(before)
    expect('a path over PATH_MAX', both('a path over PATH_MAX', place), 1, /path-limit/)
    process.chdir(before)
}

// Two files for one place: by case, by how letters are composed, against pages and against copies.
for (const files of [['static/A.png', 'static/a.png'], ['static/d/x', 'static/D/y'], ['static/é.png', 'static/e\u0301.png'], ['static/ﬁ.txt', 'static/fi.txt'],
    ['static/index.html'], ['static/INDEX.html'], ['static/roles/nurse/index.html'], ['static/Roles/x'], ['static/about'], ['static/about/index.html/x'],
    ['static/_headers'], ['static/_redirects'], ['static/CNAME'], ['static/.nojekyll'], ['static/robots.txt'], ['static/404.html'], ['static/sitemap.xml'], ['static/.well-known/x'],
    ['static/x.txt', 'static/x.txt.gz'], ['static/x.txt', 'static/x.txt.br'], ['static/x.txt', 'static/X.TXT.gz'], ['static/x.txt', 'static/x.txt.gz/file'], ['static/x.txt', 'static/x.TXT.Br/file.txt'],
    ['static/index.html.gz'], ['static/Index.html.GZ'], ['static/index.html.br/x'], ['static/roles/nurse/index.html.gz/x/y'], ['static/robots.txt.gz'], ['static/assets/x.css', 'static/assets'],
    ['static/.git/config'], ['static/.metier-staging/x'], ['static/.public.metier/manifest'], ['static/d/.htaccess']]) {
    const place = makeSite({'site.yaml': PACKED})
    for (const file of files) {
        try { put(place.site, file, 'text '.repeat(20)) } catch { continue }
    }
    const label = `${files}`
    const ran = both(label, place)
    if (ran.status !== 0) expect(label, ran, 1, /same-path|same-case|assets-folder/)
    if (Object.keys(ran.after).some((path) => /(^|\/)\.(?!well-known|nojekyll)/.test(path))) fail(label, 'a hidden name is published')
    if (ran.status !== 0 || !isChosen()) continue
    expect(`${label}, again`, run(`${label}, again`, place, ['build']), 0, / 0 changed, 0 removed/)
    const alone = snapshot(place.out)
    expect(`${label}, one thread`, run(`${label}, one thread`, place, ['build', '-o', 'one', '-j', '1']), 0)
    if (differences(alone, snapshot(join(place.site, 'one'))).filter(Boolean).length) fail(label, 'one thread publishes something else')
}

// Addresses that lead away.
for (const address of ['/../x/', '//x/', '/x/../../y/', '/./', '/a\u0000b/', '/.git/', '/.public.metier/', '/x\ny/', '/-x/', '/\u202e/', '/%2e%2e/', `/${'a/'.repeat(100)}`, `/${'a/'.repeat(600)}`, `/${'a'.repeat(300)}/`,
    '/index.html/', '/roles/', '/con/', 'C:/x/', '\\\\x\\y\\', '/_redirects/', '/assets/', '/.well-known/']) {
    for (const field of ['permalink', 'aliases', 'slug']) {
        if (!isChosen()) continue
        const value = JSON.stringify(address)
        const place = makeSite(field === 'slug' ? {'content/roles/doctor.md': roleText('Doctor', 'x').replace('branch', `slug: ${value}\nbranch`)}
            : {'content/pages/page.md': `---\ntitle: Page\n${field}: ${field === 'aliases' ? `[${value}]` : value}\n---\nText.\n`})
        const ran = both(`${field}: ${value}`, place)
        if (ran.status !== 0 && ran.status !== 1) fail(`${field}: ${value}`, ran.text)
        if (Object.keys(ran.after).some((path) => /(^|\/)\.(?!nojekyll)/.test(path))) fail(`${field}: ${value}`, 'a hidden name is published')
    }
}
finish('names')
