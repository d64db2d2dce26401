// metier explain: each code that there is; and of each output all that it was made from: whatever file or
// setting is changed, each output that becomes another names it.
//
//   node tests/cli/explain.mjs BUILD/metier
import {execFileSync, spawnSync} from 'node:child_process'
import {cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join, resolve} from 'node:path'
import {fileURLToPath} from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const work = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'metier-explain-'))
process.on('exit', () => rmSync(work, {recursive: true, force: true}))
const metier = resolve(process.argv[2])
const site = join(work, 'site')
const problems = []
let count = 0
const fail = (text) => problems.push(text)
function run(...words) {
    count++
    const ran = spawnSync(metier, words, {encoding: 'utf8', env: {...process.env, SOURCE_DATE_EPOCH: '1796083200'}})
    return {status: ran.status, out: ran.stdout, err: ran.stderr}
}
const explain = (...words) => run('explain', '-C', site, ...words)
function expect(status, pattern, ...words) {
    const ran = explain(...words)
    if (ran.status !== status) fail(`explain ${words.join(' ')}: exit ${ran.status}, not ${status}: ${ran.out}${ran.err}`)
    if (!pattern.test(ran.out + ran.err)) fail(`explain ${words.join(' ')}: no ${pattern} in:\n${ran.out}${ran.err}`)
    return ran.out
}

// Codes: those that src/ uses, those that have a row, and those that are listed are the same.
const used = execFileSync(join(root, 'tests/codes'), {encoding: 'utf8'}).trim().split('\n')
const listed = run('explain').out.trim().split('\n').map((line) => line.split(' ')[0])
if (used.length < 100) fail(`only ${used.length} codes were found in src/`)
for (const code of used.filter((code) => !listed.includes(code))) fail(`no row for the code ${code}`)
for (const code of listed.filter((code) => !used.includes(code))) fail(`nothing uses the code ${code}`)
const cases = readdirSync(join(root, 'tests/sites')).flatMap((name) => ['expected.diag', 'expected.warnings']
    .map((file) => join(root, 'tests/sites', name, file)).filter(existsSync))
const told = new Set(cases.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/: (?:error|warning): .* \[([a-z0-9-]+)\]$/gm)].map((match) => match[1])))
for (const code of [...told].filter((code) => !listed.includes(code))) fail(`a golden site has the code ${code}, which is not listed`)
for (const code of listed) {
    const {status, out} = run('explain', code)
    if (status !== 0 || !new RegExp(`^${code}: (error|warning|off)\n\n[A-Z'"{].*\\.\n`, 's').test(out)) fail(`explain ${code}: exit ${status}: ${out}`)
    if (out.split('\n').some((line) => line.length > 90)) fail(`explain ${code}: a line is too long`)
}

// A site with something of everything, its own layouts and static files.
cpSync(join(root, 'tests/sites/complete'), site, {recursive: true})
for (const file of ['expected', 'expected.warnings']) rmSync(join(site, file), {recursive: true})
for (const folder of ['layouts', 'static']) cpSync(join(root, folder), join(site, folder), {recursive: true})
const write = (path, text) => { mkdirSync(dirname(join(site, path)), {recursive: true}); writeFileSync(join(site, path), text) }
const role = (title, branch, more = '', text = 'Text.') => `---\ntitle: ${title}\nbranch: ${branch}\nsummary: They do it.\n${more}---\n${text}\n`
write('content/roles/doctor.md', role('Doctor', 'Healthcare', 'alternative_titles: [Medic]\naliases: [/jobs/doctor/]\nskills: [Python]\nsalary: {region: NO, currency: NOK, average: 900000, as_of: 2025}\n', '![Logo](/img/logo.svg) [Later](later.md)\n\n## What they do\n\n- Cure'))
write('content/roles/paramedic.md', role('Paramedic', 'Healthcare', 'alternative_titles: [Medic]\nimage: {src: /img/logo.svg, alt: A logo}\ncareer_path: {from: [nurse], to: [doctor]}\n'))
write('content/roles/draft.md', role('Draft', 'Healthcare', 'draft: true\n'))
write('content/roles/later.md', role('Later', 'Healthcare', 'date: 2999-01-01\n'))
write('content/roles/gone.md', role('Gone', 'Healthcare', 'expires: 2001-01-01\n'))
write('content/roles/both.md', role('Both', 'Healthcare', 'draft: true\ndate: 2999-01-01\n'))
const longPath = `content/roles/nurse-${'and-carer-'.repeat(5)}by-night.md`
write(longPath, role('Night Nurse', 'Healthcare'))
write('static/notes/a.txt', 'Notes')
write('static/brand.css', 'h1 { color: #123456 }')
write('static/img/mark.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="4"/>')
write('layouts/partials/unused.html', '<p></p>')
writeFileSync(join(site, 'site.yaml'), `${readFileSync(join(site, 'site.yaml'), 'utf8')}redirects: {/old/: /roles/nurse/, /away/: "https://example.com/"}
organization: {name: Example, url: "https://example.org/", logo: /img/mark.svg}
branches: [Healthcare, IT & Development]
regions: [{id: "NO", name: Norway}]
sections: {duties: [What they do]}
`)
const good = readFileSync(join(site, 'site.yaml'), 'utf8')

function build(to) {
    const out = join(work, to)
    rmSync(out, {recursive: true, force: true})
    rmSync(join(work, `.${to}.metier`), {recursive: true, force: true})
    const ran = run('build', '-C', site, '-o', out, '--now', '2026-12-01')
    if (ran.status !== 0) throw new Error(`the site does not build: ${ran.err}`)
    return new Map(readdirSync(out, {recursive: true, withFileTypes: true}).filter((item) => item.isFile()).map((item) => {
        const path = join(item.parentPath ?? item.path, item.name)
        return [path.slice(out.length + 1), readFileSync(path, 'latin1')]
    }))
}

// What each output names, in full: longer lists than are shown do not come up in so small a site.
const first = build('first')
const origins = new Map([...first.keys()].map((path) => {
    const {status, out, err} = explain(`/${path}`)
    if (status !== 0 || !out.includes(`file: ${path}\n`)) fail(`explain /${path}: exit ${status}: ${out}${err}`)
    if (/^ {2}and \d+ more$/m.test(out)) fail(`explain /${path}: a list is cut`)
    return [path, new Set(out.split('\nbeside it\n')[0].split('\n').filter((line) => line.startsWith('  ')).map((line) => line.trim().split(/ (?:\(\d+\))?/)[0]))]
}))
expect(0, new RegExp(`\n  ${longPath}  the profile itself\n`), longPath.replace('content', '').replace('.md', '/'))
if (first.size < 60) fail(`only ${first.size} outputs`)

// Whatever changes, no output becomes another that does not name it.
function change(name, file, before, after, named = [file]) {
    const text = readFileSync(join(site, file), 'utf8')
    if (!text.includes(before)) fail(`${name}: there is no '${before}'`)
    writeFileSync(join(site, file), text.replace(before, after))
    const second = build('second')
    writeFileSync(join(site, file), text)
    const changed = [...first.keys()].filter((path) => second.has(path) && second.get(path) !== first.get(path))
    if (!changed.length) fail(`${name}: nothing has changed`)
    const folder = file.startsWith('content/') ? [`${file.split('/').slice(0, 2).join('/')}/`] : []
    for (const path of changed) {
        if (![...named, ...folder].some((item) => origins.get(path).has(item))) fail(`${name}: ${path} has changed and does not name ${named}`)
    }
    // A file names all that: the same the other way round.
    if (file === 'site.yaml' || problems.length) return
    const {out} = explain(file)
    for (const path of changed) {
        const shown = `/${path.replace(/(^|\/)index\.html$/, '$1')}`
        const isCut = /^ {2}and \d+ more$/m.test(out)
        if (!isCut && !out.split('\n').includes(`  ${shown}`)) fail(`explain ${file} does not name ${shown}`)
    }
}
change('a title', 'content/roles/nurse.md', 'title: Nurse', 'title: Ward Nurse')
change('a summary', 'content/roles/doctor.md', 'They do it.', 'They do that.')
change('a figure', 'content/roles/backend-developer.md', 'average: 102450', 'average: 102451')
change('a skill', 'content/roles/backend-developer.md', '[Python,', '[Java,')
change('a slug', 'content/roles/paramedic.md', 'title: Paramedic', 'slug: medic-at-large\ntitle: Paramedic')
change('a text', 'content/roles/paramedic.md', 'Text.', 'Another text.')
change('an article', 'content/articles/pay.md', 'title: ', 'title: All ')
change("an article's address", 'content/articles/pay.md', 'title: ', 'slug: wages\ntitle: ')
change('a page', 'content/pages/about.md', 'title: ', 'title: All ')
change('a picture', 'static/img/logo.svg', '<svg ', '<svg width="7" height="9" ')
change('a file', 'static/notes/a.txt', 'Notes', 'Other notes')
change('a style sheet', 'static/style.css', ':root', ':root, :scope')
change("the site's own style sheet", 'static/brand.css', '#123456', '#654321')
change('the logo', 'static/img/mark.svg', 'width="8"', 'width="9"')
change('the frame', 'layouts/base.html', '<body', '<body class="x"')
change('a layout', 'layouts/role.html', '<h1', '<h1 class="x"')
change('the layout of redirects', 'layouts/redirect.html', '<body', '<body class="x"')
change('a partial', 'layouts/partials/role-card.html', '<', '<i></i><')
change('the words', 'layouts/strings/en.yaml', 'Page not found', 'No such page')
change('a word of many pages', 'layouts/strings/en.yaml', 'branch: ', 'branch: The ')
const setting = (name, before, after, ...named) => change(`the setting ${name}`, 'site.yaml', before, after, named.length ? named : [name])
setting('title', 'title: Test Careers', 'title: Other Careers')
setting('description', 'with everything', 'with all things')
setting('base_url', 'https://example.org/\nlanguage', 'https://example.com/careers/\nlanguage')
setting('language', 'language: en-US', 'language: en-IN')
setting('menu', '{title: Roles,', '{title: All roles,')
setting('organization', 'name: Example', 'name: Other')
setting('salary', 'percent: 125', 'percent: 130')
setting('salary', '6 months', '60 months')
setting('call_to_action', 'label: Post', 'label: List')
setting('branches', 'branches: [Healthcare,', 'branches: [{name: Healthcare, description: They care.},')
setting('regions', 'name: Norway', 'name: Kingdom of Norway')
setting('sections', 'What they do', 'What others do')
setting('redirects', '/roles/nurse/,', '/roles/doctor/,')
setting('relative_urls', 'title: Test', 'relative_urls: true\ntitle: Test')
setting('outputs', 'title: Test', 'outputs: {skills: false}\ntitle: Test', 'outputs')
setting('outputs.data', 'title: Test', 'outputs: {data: false}\ntitle: Test', 'outputs', 'outputs.data')

// However an output is named, it is the same.
const page = expect(0, /^\/roles\/nurse\/\n {2}kind: role, file: roles\/nurse\/index.html\n/, '/roles/nurse/')
for (const name of ['/roles/nurse', 'roles/nurse/', 'roles/nurse', 'roles/nurse/index.html', './roles/nurse/', 'https://example.org/roles/nurse/?a#b', '/roles/n%75rse/']) {
    if (expect(0, /kind: role/, name) !== page) fail(`explain ${name} tells another thing`)
}
if (!page.includes("content/roles/paramedic.md") || !/next on the career path|leads here/.test(page)) fail(`the career path is missing:\n${page}`)
for (const [pattern, name] of [
    [/content\/roles\/nurse.md +the profile itself/, '/roles/nurse/'],
    [/content\/roles\/backend-developer.md +leads here on the career path/, '/roles/nurse/'],
    [/content\/roles\/nurse.md +next on the career path/, '/roles/backend-developer/'],
    [/content\/roles\/[a-z-]*.md +is similar by/, '/roles/doctor/'],
    [/content\/articles\/pay.md +the text leads there/, '/roles/backend-developer/'],
    [/layouts\/partials\/salary-guide.html +included/, '/roles/nurse/'],
    [/static\/img\/logo.svg +its picture/, '/roles/paramedic/'],
    [/static\/img\/logo.svg +a picture in the text/, '/roles/doctor/'],
    [/content\/roles\/later.md +the text leads there once it is out/, '/roles/doctor/'],
    [/outputs.data +roles.csv/, '/roles/nurse/index.json'],
    [/\/jobs\/doctor\/ +leads here/, '/roles/doctor/'],
    [/\/roles\/nurse\/index.md +role's text/, '/roles/nurse/'],
    [/content\/roles\/doctor.md +asks for it/, '/jobs/doctor/'],
    [/^ {2}redirects +old path/m, '/old/'],
    [/content\/roles\/paramedic.md +has this other title/, '/roles/medic/'],
    [/published at \/roles\/nurse\/\n/, 'content/roles/nurse.md'],
    [/^branch: belongs here\n {2}\/branches\/healthcare\/$/m, 'content/roles/nurse.md'],
    [/^role: the layout of this kind of page\n/m, 'layouts/role.html'],
    [/^home\n {2}\/\n/m, 'site.yaml'],
    [/^Nothing is made from it\.$/m, 'layouts/partials/unused.html'],
    [/^Nothing is made from it: it is a draft/m, 'content/roles/draft.md'],
]) expect(0, pattern, name)
// A theme's files are named by where they lie, and are found by their names there.
rmSync(join(site, 'layouts'), {recursive: true})
expect(0, /^ {2}\/.*\/layouts\/base.html +the frame/m, '/roles/nurse/')
expect(0, /outputs are made from it/, 'layouts/base.html')

// What is not there, and why.
for (const [pattern, ...words] of [
    [/no code 'unkown-field'; did you mean 'unknown-field'/, 'unkown-field'],
    [/no code 'nothing-like-it'/, 'nothing-like-it'],
    [/no output and no file '\/roles\/nurze\/'; did you mean '\/roles\/nurse\/'/, '/roles/nurze/'],
    [/did you mean '\/assets\/style\.[0-9a-f]{16}\.css'/, '/assets/style.0123456789abcdef.css'],
    [/did you mean 'content\/roles\/nurse.md'/, 'content/roles/nrse.md'],
    [/no output and no file/, '/a/b/c/nothing/of/the/kind/at/all/'],
    [/it is a draft: --drafts has it/, '/roles/draft/'],
    [/its date is still to come/, '/roles/later/'],
    [/it has expired/, '/roles/gone/'],
    [/--drafts, --future and --expired/, '/roles/both/'],
    [/'other' is too much/, '/roles/nurse/', 'other'],
]) expect(2, pattern, ...words)
expect(0, /kind: role/, '--future', '/roles/later/')
expect(0, /kind: role/, '--now', '2999-01-02', '/roles/later/')
writeFileSync(join(site, 'site.yaml'), good.replace('base_url: https://example.org/\n', 'outputs: {skills: false}\n'))
expect(2, /it needs a 'base_url' with a host/, '/feed.xml')
expect(0, /kind: Atom feed/, '--base-url', 'https://example.net/', '/feed.xml')
expect(2, /'outputs' of site.yaml switches it off/, '/skills/python/')
writeFileSync(join(site, 'site.yaml'), good.replace('title:', 'tilte:'))
expect(1, /site.yaml:1:1: error: unknown field 'tilte'/, '/roles/nurse/')
if (spawnSync(metier, ['explain', '-C', work, '/roles/'], {encoding: 'utf8'}).status !== 1) fail('a folder that is no site')

for (const problem of problems.slice(0, 20)) console.log(problem)
if (problems.length > 20) console.log(`and ${problems.length - 20} more`)
if (problems.length) process.exitCode = 1
else console.log(`${listed.length} codes, ${first.size} outputs, ${count} runs`)
