// A build for which nothing has changed renders nothing; one for which anything has changed is as good as
// a first one. Whatever happens, what is published is what a first build would give.
//
//   node tests/cli/unchanged.mjs BUILD/metier
import {execFileSync, spawnSync} from 'node:child_process'
import {createHash} from 'node:crypto'
import {appendFileSync, cpSync, existsSync, lutimesSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync,
    statSync, symlinkSync, utimesSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join, resolve} from 'node:path'
import {fileURLToPath} from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const work = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'metier-unchanged-'))
// An installation of its own: the program, and the theme that it finds beside itself.
mkdirSync(join(work, 'theme/build'), {recursive: true})
const metier = join(work, 'theme/build/metier')
cpSync(resolve(process.argv[2]), metier)
for (const folder of ['layouts', 'static']) cpSync(join(root, folder), join(work, 'theme', folder), {recursive: true})
const site = join(work, 'site')
const out = join(work, 'public')
const problems = []
let count = 0

function digest(folder, below = '', hash = createHash('sha1')) {
    for (const item of readdirSync(join(folder, below), {withFileTypes: true}).sort((a, b) => (a.name < b.name ? -1 : 1))) {
        const path = join(below, item.name)
        if (item.name === 'mine.txt' || path === 'roles/new/index.html') continue
        if (item.isDirectory()) digest(folder, path, hash)
        else hash.update(`${path}\0`).update(readFileSync(join(folder, path)))
    }
    return below ? '' : hash.digest('hex')
}

const file = (path) => join(site, path)
const append = (path, text) => appendFileSync(file(path), text)
let options = []
function build(to) {
    const ran = spawnSync(metier, ['build', '-C', site, '-o', to, '--now', '2026-01-01', ...options, '--timings'], {encoding: 'utf8'})
    // What it says beside how long it took.
    const words = `${ran.stderr}\n${ran.stdout.split('\n')[0].replace(/, [\d.]+ s$/, '')}`
    const copied = /^static .* ([\d.]+)$/m.exec(ran.stdout)   // megabytes
    return {status: ran.status, words, hasRendered: /^render /m.test(ran.stdout), copied: Number(copied?.[1])}
}

// After a change: whether the build renders; the next one does not; and all is as in a first build.
function check(name, change, shouldRender) {
    count++
    change?.()
    const ran = build(out)
    if (ran.status !== 0) problems.push(`${name}: exit ${ran.status}: ${ran.words}`)
    if (ran.hasRendered !== shouldRender) problems.push(`${name}: ${shouldRender ? 'renders nothing' : 'renders'}`)
    const again = build(out)
    if (again.hasRendered) problems.push(`${name}: renders once more`)
    if (again.status !== ran.status || again.words.split('\n')[0] !== ran.words.split('\n')[0]) problems.push(`${name}: other words: ${again.words} after ${ran.words}`)
    const fresh = join(work, 'fresh')
    const first = build(fresh)
    if (!existsSync(fresh)) throw new Error(`${name}: ${first.words}`)
    if (digest(fresh) !== digest(out)) problems.push(`${name}: not what a first build gives`)
    const warnings = (text) => text.split('\n').slice(0, -1).join('\n')
    if (warnings(first.words) !== warnings(again.words)) problems.push(`${name}: ${warnings(again.words)} instead of ${warnings(first.words)}`)
    rmSync(fresh, {recursive: true})
    rmSync(join(work, '.fresh.metier'), {recursive: true})
}

// Times of files have the tick of a clock: what was written in the tick of a build is looked into.
const tick = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
const later = (change) => () => { tick(); change(); tick() }

cpSync(join(root, 'tests/sites/complete'), site, {recursive: true})
rmSync(file('expected'), {recursive: true, force: true})
writeFileSync(file('content/stray.txt'), 'warned of\n')
mkdirSync(file('content/roles/more'), {recursive: true})
const roles = readdirSync(file('content/roles')).filter((name) => name.endsWith('.md'))
const role = `content/roles/${roles[0]}`
const text = readFileSync(file(role), 'utf8')
tick()
check('the first build', null, true)
if (!build(out).words.includes('stray-file')) problems.push('the warning is not repeated')
check('nothing', null, false)
check('a role is edited', later(() => append(role, '\nMore.\n')), true)
check('a role is edited, its size and time kept', later(() => {
    const {atime, mtime} = statSync(file(role))
    writeFileSync(file(role), readFileSync(file(role), 'utf8').replace('More.', 'Less.'))
    utimesSync(file(role), atime, mtime)
}), true)
check('a role is touched', later(() => utimesSync(file(role), new Date(), new Date())), false)
check('a role is written again as it is', later(() => writeFileSync(file(role), readFileSync(file(role)))), false)
check('a role is replaced by the same', later(() => {
    cpSync(file(role), file(`${role}.new`))
    renameSync(file(`${role}.new`), file(role))
}), false)
check('a role comes', later(() => writeFileSync(file('content/roles/more/new.md'), '---\ntitle: New\nbranch: Healthcare\nsummary: One more.\n---\nText.\n')), true)
check('a role goes', later(() => rmSync(file('content/roles/more/new.md'))), true)
check('an empty folder comes', later(() => mkdirSync(file('content/roles/empty'))), false)
check('a hidden file comes', later(() => writeFileSync(file('content/.hidden'), 'x')), false)
check('a stray file comes', later(() => writeFileSync(file('content/more.txt'), 'x')), true)
mkdirSync(file('content/roles/folder/img'), {recursive: true})
writeFileSync(file('content/roles/folder/index.md'), '---\ntitle: A folder\nbranch: Healthcare\nsummary: One more.\n---\n![A picture](img/a.png)\n')
check('a page comes with a picture beside it', later(() => writeFileSync(file('content/roles/folder/img/a.png'), 'a')), true)
if (readFileSync(join(out, 'roles/folder/img/a.png'), 'utf8') !== 'a') problems.push('the picture is not beside its page')
check('a picture beside a page is edited', later(() => writeFileSync(file('content/roles/folder/img/a.png'), 'b')), true)
if (readFileSync(join(out, 'roles/folder/img/a.png'), 'utf8') !== 'b') problems.push('the picture is not as it was edited')
check('a picture beside a page is edited, its size and time kept', later(() => {
    const {atime, mtime} = statSync(file('content/roles/folder/img/a.png'))
    writeFileSync(file('content/roles/folder/img/a.png'), 'c')
    utimesSync(file('content/roles/folder/img/a.png'), atime, mtime)
}), true)
check('nothing, with a picture beside a page', null, false)
check('a page no longer refers to its picture', later(() => writeFileSync(file('content/roles/folder/index.md'), '---\ntitle: A folder\nbranch: Healthcare\nsummary: One more.\n---\n')), true)
if (existsSync(join(out, 'roles/folder/img'))) problems.push('a picture without a page is still there')
check('site.yaml is edited', later(() => append('site.yaml', '# A comment.\n')), true)
check('site.yaml is touched', later(() => utimesSync(file('site.yaml'), new Date(), new Date())), false)
check('a file of static/ comes', later(() => { mkdirSync(file('static'), {recursive: true}); writeFileSync(file('static/a.txt'), 'a') }), true)
check('a file of static/ is edited', later(() => writeFileSync(file('static/a.txt'), 'b')), true)
check('a file of static/ is edited, its size and time kept', later(() => {
    const {atime, mtime} = statSync(file('static/a.txt'))
    writeFileSync(file('static/a.txt'), 'c')
    utimesSync(file('static/a.txt'), atime, mtime)
}), true)
check('a large file of static/ comes', later(() => writeFileSync(file('static/large.bin'), Buffer.alloc(4e6, 1))), true)
later(() => append(role, '\nStill more.\n'))()
const besides = build(out)
if (!(besides.hasRendered && besides.copied < 1)) problems.push(`a role is edited: ${besides.copied} MB of static/ are copied`)
check('a large file of static/ is edited', later(() => writeFileSync(file('static/large.bin'), Buffer.alloc(4e6, 2))), true)
check('a large file of static/ goes', later(() => rmSync(file('static/large.bin'))), true)
check('a link comes', later(() => symlinkSync('a.txt', file('static/b.txt'))), true)
check('a link leads elsewhere', later(() => {
    writeFileSync(file('static/c.txt'), 'b')
    rmSync(file('static/b.txt')); symlinkSync('c.txt', file('static/b.txt'))
}), true)
check('a link is touched', later(() => lutimesSync(file('static/b.txt'), new Date(), new Date())), false)
check('a layout comes', later(() => { mkdirSync(file('layouts/strings'), {recursive: true}); cpSync(join(work, 'theme/layouts/page.html'), file('layouts/page.html')) }), true)
check('a layout is edited', later(() => append('layouts/page.html', '<p>More</p>\n')), true)
check('a layout of the theme is edited', later(() => appendFileSync(join(work, 'theme/layouts/article.html'), '<p>More</p>\n')), true)
check('a style sheet of the theme is edited', later(() => appendFileSync(join(work, 'theme/static/style.css'), '/* More */\n')), true)
check('the program is another', later(() => { cpSync(metier, `${metier}.new`); renameSync(`${metier}.new`, metier) }), true)
options = ['--base-url', 'https://example.org/x/']
check('another base_url', null, true)
options = ['--drafts']
check('with drafts', null, true)
options = ['--now', '2026-01-02']
check('another day', null, true)
options = []
check('the day before', null, true)
const page = join(out, 'index.html')
check('a published file is edited', later(() => appendFileSync(page, 'x')), true)
check('a published file is edited, its size and time kept', later(() => {
    const {atime, mtime} = statSync(page)
    const bytes = readFileSync(page)
    bytes[bytes.length - 2] ^= 1
    writeFileSync(page, bytes)
    utimesSync(page, atime, mtime)
}), true)
check('a published file is touched', later(() => utimesSync(page, new Date(), new Date())), false)
check('a published file goes', later(() => rmSync(page)), true)
check('a foreign file comes', later(() => writeFileSync(join(out, 'mine.txt'), 'mine')), false)
rmSync(join(out, 'mine.txt'))
// A folder that is now a link to where it was moved has the very same files: still it is not what was published.
const aFolder = join(out, 'roles', readdirSync(join(out, 'roles')).find((name) => !name.includes('.')))
for (const [folder, isEdited] of [[aFolder, false], [join(out, 'roles'), false], [aFolder, true], [join(out, 'roles'), true]]) {
    build(out)
    tick()
    // After an edit as well, which moves a file below folders that stay as they were.
    if (isEdited) {
        append(role, '\nMore.\n')
        build(out)
        tick()
    }
    renameSync(folder, join(work, 'away'))
    symlinkSync(join(work, 'away'), folder)
    const linked = build(out)
    if (linked.status !== 1 || !linked.words.includes('is a link')) problems.push(`a folder is a link: ${linked.status} ${linked.words}`)
    rmSync(folder)
    renameSync(join(work, 'away'), folder)
}
check('the state comes from elsewhere', later(() => {
    cpSync(join(work, '.public.metier'), join(work, 'state'), {recursive: true, preserveTimestamps: true})
    rmSync(join(work, '.public.metier'), {recursive: true})
    renameSync(join(work, 'state'), join(work, '.public.metier'))
    // That is said once, and not kept to be said again.
    if (!build(out).words.includes('copied-folder')) problems.push('a copied state folder is not told of')
}), true)
check('what was kept is garbage', later(() => writeFileSync(join(work, '.public.metier/inputs'), 'x'.repeat(3000))), true)
check('what was kept is cut off', later(() => {
    const bytes = readFileSync(join(work, '.public.metier/inputs'))
    writeFileSync(join(work, '.public.metier/inputs'), bytes.subarray(0, bytes.length - 40))
}), true)
check('what was kept is gone', later(() => rmSync(join(work, '.public.metier/inputs'))), true)
// An error in between, and its mend.
tick()
append(role, '\n<b>\n')
const failed = build(out)
if (failed.status !== 1) problems.push(`an error: exit ${failed.status}`)
check('the error is mended', later(() => writeFileSync(file(role), text)), true)
// A published file that somebody has changed is told of once: later builds have nothing to do with it.
writeFileSync(file('content/roles/more/new.md'), '---\ntitle: New\nbranch: Healthcare\nsummary: One more.\n---\nText.\n')
build(out)
appendFileSync(join(out, 'roles/new/index.html'), 'x')
rmSync(file('content/roles/more/new.md'))
if (!build(out).words.includes('changed-file')) problems.push('a changed file is not told of')
check('a file that somebody had changed stays', later(() => {}), true)
rmSync(join(out, 'roles/new'), {recursive: true})
check('it is removed by hand', null, false)
// Lists of all roles are put together from earlier ones: whatever stands in a row, and whichever of them changes.
const many = ['aaa', 'slug', 'clerk-b', 'clerk', 'clerk-a', 'slug-title', 'zzz', 'zzzz']
const profile = (name, title = `${name}, "the" ${name}`, more = '') => `---\ntitle: '${title}'\nbranch: "A \\"branch\\", and more"\nsummary: |-
  Of ${name}, he said "yes,
  ${many.map((other) => `${other},`).join('\n  ')}
  and no.
skills: ["=1+1", 'C "x"']\nrelated: [${name === 'slug' ? '' : 'slug'}]\n${more}---\nText.\n`
const pay = 'salary:\n' + ['US', 'GB', 'DE'].map((region) => `  - {region: ${region}, currency: USD, period: year, average: 50000}\n`).join('')
const listed = (name) => file(`content/roles/listed/${name}.md`)
mkdirSync(file('content/roles/listed'))
check('roles come', later(() => many.forEach((name, i) => writeFileSync(listed(name), profile(name, undefined, i % 2 ? pay : '')))), true)
for (const name of [...many, many[3]]) {
    check(`${name} is edited`, later(() => writeFileSync(listed(name), readFileSync(listed(name), 'utf8').replace('he said', 'she said so: he said'))), true)
}
check('a role moves in front', later(() => writeFileSync(listed('zzz'), profile('zzz', '0 first'))), true)
check('a role moves to the end', later(() => writeFileSync(listed('zzz'), profile('zzz', 'zzzzzz last', pay))), true)
check('a role has no pay any more', later(() => writeFileSync(listed('slug'), profile('slug'))), true)
check('what is called as a column is comes first', later(() => writeFileSync(listed('slug'), profile('slug', '00 first'))), true)
check('then another is edited', later(() => writeFileSync(listed('clerk'), profile('clerk'))), true)
check('others go', later(() => ['aaa', 'clerk', 'zzz'].forEach((name) => rmSync(listed(name)))), true)
check('others come again', later(() => ['aaa', 'clerk', 'zzz'].forEach((name) => writeFileSync(listed(name), profile(name, undefined, pay)))), true)
for (const list of ['roles.json', 'roles.csv']) {
    const spoil = (bytes) => later(() => {
        writeFileSync(join(out, list), bytes(readFileSync(join(out, list))))
        writeFileSync(listed('clerk'), readFileSync(listed('clerk'), 'utf8').replace('said', 'said, said'))
    })
    check(`${list} is cut off`, spoil((bytes) => bytes.subarray(0, bytes.length / 2)), true)
    check(`${list} is another`, spoil((bytes) => bytes.map((byte) => byte === 0x41 ? 0x42 : byte)), true)
    check(`${list} is empty`, spoil(() => ''), true)
    check(`${list} is gone`, later(() => { rmSync(join(out, list)); append('content/roles/listed/slug.md', 'More.\n'); writeFileSync(listed('clerk'), profile('clerk')) }), true)
}
check('the data of a role is gone', later(() => { rmSync(join(out, 'roles/clerk/index.json')); append('content/roles/listed/slug.md', 'More.\n'); writeFileSync(listed('clerk'), profile('clerk')) }), true)
// Edits as fast as can be: within the tick of a build nothing is believed.
for (let i = 0; i < 40; i++) {
    writeFileSync(file(role), text.replace('summary: ', `summary: ${i % 10} `))
    build(out)
    const shown = readFileSync(join(out, 'roles.json'), 'utf8')
    if (!shown.includes(`"summary":"${i % 10} `)) problems.push(`an edit at once is not seen (${i})`)
}
rmSync(work, {recursive: true})
for (const problem of problems.slice(0, 20)) console.log(problem.slice(0, 1500))
if (!problems.length) console.log(`${count} changes, 40 edits at once`)
process.exit(problems.length ? 1 : 0)
