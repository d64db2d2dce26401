// See run. The program may be that of the sanitizers.
import {spawn, spawnSync} from 'node:child_process'
import {createHash} from 'node:crypto'
import {chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join, resolve} from 'node:path'
import {fileURLToPath} from 'node:url'
import {leftovers} from '../state.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const [metier, tools] = process.argv.slice(2)
const theme = join(dirname(metier), '..')
const work = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'metier-sandbox-'))
process.on('exit', () => rmSync(work, {recursive: true, force: true}))
const MARK = 'BYTES-OF-THE-VICTIM', ENOSYS = 38, EOPNOTSUPP = 95, EPERM = 1
const KERNELS = [{SHIM_LANDLOCK: -ENOSYS}, {SHIM_LANDLOCK: -EOPNOTSUPP}, {SHIM_LANDLOCK: -EPERM}, {SHIM_LANDLOCK: 1},
    {SHIM_SECCOMP: -ENOSYS}, {SHIM_LANDLOCK: -ENOSYS, SHIM_SECCOMP: -ENOSYS}]
const problems = []
let count = 0
function expect(label, is, text = '') {
    count++
    if (!is) problems.push(`${label}${text ? `: ${text}` : ''}`)
}

const environment = {...process.env, SOURCE_DATE_EPOCH: '1796083200'}
function withShim(settings) {
    return Object.keys(settings).length ? {LD_PRELOAD: join(tools, 'shim.so'), ASAN_OPTIONS: 'verify_asan_link_order=0', ...settings} : {}
}
function run(args, settings = {}, user = {}) {
    const ran = spawnSync(metier, args, {encoding: 'utf8', cwd: work, env: {...environment, ...withShim(settings)}, timeout: 120000, ...user})
    // What took how long is another each time.
    return {status: ran.status, text: (ran.stdout + ran.stderr).replace(/\d+\.\d\d s/g, 'a while')}
}
function write(folder, files) {
    for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), {recursive: true})
        writeFileSync(join(folder, path), text)
    }
}
// All that lies in a folder, with what a link says.
function snapshot(folder, below = '', all = {}) {
    for (const name of existsSync(join(folder, below)) ? readdirSync(join(folder, below)).sort() : []) {
        const path = join(below, name), state = lstatSync(join(folder, path))
        const bytes = () => createHash('sha256').update(readFileSync(join(folder, path))).digest('hex')
        all[path] = `${state.mode} ${state.isSymbolicLink() ? readlinkSync(join(folder, path)) : state.isFile() ? bytes() : ''}`
        if (state.isDirectory()) snapshot(folder, path, all)
    }
    return all
}
const differences = (a, b) => [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((path) => a[path] !== b[path])

let places = 0
// A folder with a site and, beside it, what is nobody's business.
function makePlace(files = {}) {
    const place = join(work, `place-${places++}`)
    write(place, {
        'site/site.yaml': 'title: A site\noutputs: {search: false}\n',
        'site/content/roles/nurse.md': '---\ntitle: Nurse\nbranch: Care\nsummary: One of many.\n---\nText.\n',
        'site/content/pages/about.md': '---\ntitle: About\n---\nText.\n',
        'site/static/note.txt': 'a note\n',
        'outside/secret': `${MARK}\n`, 'outside/secret.md': `---\ntitle: ${MARK}\n---\n${MARK}\n`,
        ...files,
    })
    return place
}

// 1. What can be done from within, by the sandbox alone.
function tryInside(kind, mode, settings = {}, program = 'inside') {
    const place = makePlace({'site/program': '', 'outside/program': '', 'outside/folder/file': ''})
    for (const at of ['site', 'outside']) spawnSync('chmod', ['+x', join(place, at, 'program')])
    symlinkSync(theme, join(place, 'theme'))
    if (kind === 'later') run(['build', '-q', '-C', join(place, 'site')])
    write(place, {'site/content/spare': ''})
    for (const name of ['empty0', 'empty1']) mkdirSync(join(place, 'site/content', name))
    symlinkSync('../../outside/secret', join(place, 'site/content/link'))
    const before = snapshot(place)
    const ran = spawnSync(join(tools, program), [mode, kind], {encoding: 'utf8', cwd: place, env: {...environment, ...withShim(settings)}})
    rmSync(join(place, 'outside/socket'), {force: true})
    if (program !== 'inside') return ran
    const label = `inside, ${kind}, ${mode}${JSON.stringify(settings)}`
    expect(label, ran.status === 0, ran.stdout + ran.stderr)
    count += Number(ran.stdout) || 0
    const left = differences(before, snapshot(place)).filter((path) => !/content(\/empty\d)?$/.test(path))
    expect(`${label}: all is as it was`, !left.length, left.join(' '))
}
for (const kind of ['first', 'later', 'check', 'external', 'fix']) for (const mode of ['off', 'require']) tryInside(kind, mode)
// What newer versions of Landlock refuse, calls are refused for as well.
for (const version of [2, 3, 4, 5, 6]) for (const kind of ['first', 'later', 'check', 'external', 'fix']) tryInside(kind, 'require', {SHIM_LANDLOCK: version})
// A line that is missing from the lists is seen.
for (const call of ['setns', 'getsockopt', 'fchown', 'vmsplice']) {
    const ran = tryInside('check', 'require', {}, `inside-${call}`)
    expect(`without ${call} in the list`, ran.status === 1 && new RegExp(`^${call}, in a thread: `, 'm').test(ran.stdout), ran.stdout)
}
// The lists of the program and of this test are the same, and all that the system has stands in one of them.
{
    const sections = readFileSync(join(here, 'calls.txt'), 'utf8').replace(/^#.*\n/gm, '').trim().split(/\n(?=\S)/).map((section) => section.trim().split(/:\n\s+/))
    const named = new Map(sections.flatMap(([what, names]) => names.split(/\s+/).map((name) => [name, what])))
    const refused = new Set([...readFileSync(join(here, '../../src/base/refused_calls.c'), 'utf8').matchAll(/\bCALL\((?!name\))(\w+)\)/g)].map((found) => found[1]))
    for (const [name, what] of named) expect(`${name}: ${what}, as the program has it`, refused.has(name) === (what !== 'left'))
    for (const name of refused) expect(`${name} is in calls.txt`, named.has(name))
    const defined = spawnSync('cc', ['-E', '-dM', '-xc', '-'], {input: '#include <sys/syscall.h>\n', encoding: 'utf8'}).stdout
    const numbers = [...defined.matchAll(/^#define __NR_(\w+) (\d+)$/gm)].filter((found) => Number(found[2]) <= 446)
    expect('the calls of this system are known', process.arch !== 'x64' || numbers.length > 350, `${numbers.length}`)
    for (const [, name] of process.arch === 'x64' ? numbers : []) expect(`${name} is in calls.txt`, named.has(name))
}

// 2. A build does not notice it: the same bytes, messages and ends, of sites that are good and of others.
const sites = readdirSync(join(here, '../sites')).map((name) => join(here, '../sites', name)).filter((site, index) => existsSync(join(site, 'site.yaml')) && index % 6 === 0)
for (const site of [join(here, '../..'), ...sites]) {
    const results = ['off', 'auto', 'require'].map((mode) => {
        const out = join(work, 'out')
        const ran = run(['build', '-C', site, '-o', out, '--sandbox', mode])
        const again = run(['build', '-C', site, '-o', out, '--sandbox', mode, '--now', '2027-01-05'])
        const check = run(['check', '-C', site, '--sandbox', mode])
        const ret = [snapshot(out), ran, again, check, leftovers(join(work, '.out.metier'))]
        for (const name of ['out', '.out.metier']) rmSync(join(work, name), {recursive: true, force: true})
        return JSON.stringify(ret)
    })
    expect(`${site}: a build in the sandbox is as one outside`, results.every((one) => one === results[0]), results.join('\n').slice(0, 2000))
}
// Where the output folder may stand, new and later; and a shard, which reads the program.
for (const out of ['site/public', 'site/a/b/public', 'elsewhere', 'a/b/c', 'site/../sibling']) {
    const place = makePlace()
    for (const later of [false, true]) {
        if (later) write(place, {'site/content/pages/about.md': '---\ntitle: About\n---\nOther text.\n'})
        const ran = run(['build', '-C', join(place, 'site'), '-o', join(place, out), '--sandbox', 'require'])
        expect(`${out}${later ? ', later' : ''}`, ran.status === 0 && existsSync(join(place, out, 'roles/nurse/index.html')), ran.text)
    }
    const refused = makePlace({'site/content/pages/about.md': '---\ntitel: About\n---\n'})
    const before = snapshot(refused)
    expect(`${out}: errors`, run(['build', '-C', join(refused, 'site'), '-o', join(refused, out)]).status === 1)
    expect(`${out}: nothing is left after errors`, !differences(before, snapshot(refused)).length, differences(before, snapshot(refused)).join(' '))
}
{
    const place = makePlace(), site = join(place, 'site')
    const parts = [1, 2, 3].map((number) => join(place, `part-${number}`))
    for (const [index, part] of parts.entries()) expect('a part', run(['build', '-C', site, '--shard', `${index + 1}/3`, '-o', part, '--sandbox', 'require']).status === 0)
    const merged = run(['merge', '-o', join(place, 'merged'), '--sandbox', 'require', ...parts])
    expect('parts are merged', merged.status === 0, merged.text)
    run(['build', '-C', site, '-o', join(place, 'whole'), '--sandbox', 'off'])
    expect('… as one build', !differences(snapshot(join(place, 'merged')), snapshot(join(place, 'whole'))).length)
}
// What is mended, and what is asked elsewhere, is written; nothing else is left.
{
    const place = makePlace({'site/content/pages/about.md': '---\ntitle: About\ndate: 5 January 2026\n---\nText.\n'})
    const fixed = run(['check', '--fix', '-C', join(place, 'site'), '--sandbox', 'require'])
    expect('what is mended is written', fixed.status === 0 && readFileSync(join(place, 'site/content/pages/about.md'), 'utf8').includes('2026-01-05'), fixed.text)
    const before = snapshot(place)
    const asked = run(['check', '--external', '-C', join(place, 'site'), '--sandbox', 'require'])
    expect('nothing was asked elsewhere, and nothing is left', asked.status === 0 && !differences(before, snapshot(place)).length, asked.text)
}

// A run says how far it was locked in, where it is asked.
function saysExtent(site, extent, args = [], settings = {}) {
    const check = run(['check', '-C', site, '--format', 'json', ...args], settings).text
    const build = run(['build', '-C', site, '--timings', ...args], settings).text
    return JSON.parse(check.slice(0, check.lastIndexOf('}') + 1)).summary.sandbox === extent && new RegExp(`^sandbox +${extent}$`, 'm').test(build)
}
{
    const site = join(makePlace(), 'site')
    for (const [mode, extent] of [['off', 'off'], ['auto', 'whole'], ['require', 'whole']]) {
        for (const more of [[], ['-j', '1']]) expect(`${mode}: it says how far`, saysExtent(site, extent, ['--sandbox', mode, ...more]), extent)
    }
    const broken = join(makePlace({'site/site.yaml': 'titel: A site\n'}), 'site'), asked = JSON.parse(run(['check', '-C', broken, '--format', 'json', '-q']).text.split(/\n(?=\d+ error)/)[0])
    expect('a site with errors, too', asked.summary.sandbox === 'whole', JSON.stringify(asked.summary))
}

// 3. Other kernels: as far as they can, or not at all.
for (const settings of KERNELS) {
    const label = JSON.stringify(settings)
    const plain = run(['build', '-C', join(makePlace(), 'site')])
    const place = makePlace(), site = join(place, 'site')
    const auto = run(['build', '-C', site], settings)
    expect(`${label}: auto goes on and says nothing of it`, auto.status === 0 && auto.text === plain.text, auto.text)
    const extent = settings.SHIM_LANDLOCK && settings.SHIM_SECCOMP ? 'off' : 'partly'
    expect(`${label}: it says how far`, saysExtent(site, extent, [], settings), extent)
    expect(`${label}: auto checks`, run(['check', '-C', site], settings).status === 0)
    const other = makePlace(), before = snapshot(other)
    for (const verb of [['build', '-C', join(other, 'site')], ['check', '-C', join(other, 'site')], ['check', '--fix', '-C', join(other, 'site')],
        ['build', '-C', join(other, 'site'), '-o', join(other, 'x/y')], ['merge', '-o', join(other, 'merged'), join(other, 'site')]]) {
        const ran = run([...verb, '--sandbox', 'require'], settings)
        expect(`${label}: ${verb[0]} ends`, ran.status === 3 && /^--sandbox: error: this kernel has no (Landlock|seccomp).*\[environment\]/m.test(ran.text), `${ran.status} ${ran.text}`)
        const told = ran.text.split('\n').filter((line) => line.startsWith('--sandbox')).length
        expect(`${label}: ${verb[0]} says so once`, told === 1, ran.text)
    }
    expect(`${label}: nothing is left`, !differences(before, snapshot(other)).length, differences(before, snapshot(other)).join(' '))
    const doctor = run(['doctor', '-C', site], settings)
    expect(`${label}: the doctor sees it`, doctor.status === 3 && /--sandbox require would end here/.test(doctor.text), doctor.text)
}

// The process that puts a new output folder in its place is killed: all is published, or nothing.
for (const when of ['before', 'after']) {
    const place = makePlace(), site = join(place, 'site'), out = join(site, 'public')
    const ran = run(['build', '-C', site], {SHIM_ERRAND: when})
    const isDone = existsSync(join(out, 'index.html'))
    expect(`killed ${when} it moves`, isDone ? ran.status === 0 && when === 'after' : ran.status === 3 && when === 'before' && /public: error: cannot be put in place/.test(ran.text) && ran.text.includes('nothing was published'), `${ran.status} ${ran.text}`)
    const next = run(['build', '-C', site])
    expect(`killed ${when} it moves: the next build`, next.status === 0 && existsSync(join(out, 'index.html')) && !leftovers(join(site, '.public.metier')).length, next.text)
}

// 4. A program that is fooled reads and writes elsewhere without the sandbox, and cannot with it.
const secretIn = (folder) => Object.keys(snapshot(folder)).some((path) => lstatSync(join(folder, path)).isFile() && readFileSync(join(folder, path), 'latin1').includes(MARK))
for (const [what, from, to, args] of [
    ['content', 'about.md', 'outside/secret.md', []],
    ['a file of static/', 'static/note.txt', 'outside/secret', []],
    ['a layout', 'layouts/page.html', 'outside/secret', []],
]) for (const mode of ['off', 'auto']) {
    const place = makePlace(what === 'a layout' ? {'site/layouts/page.html': '<p>own</p>\n'} : {})
    const ran = run(['build', '-C', join(place, 'site'), '--sandbox', mode, ...args], {SHIM_FROM: from, SHIM_TO: join(place, to)})
    const isOut = secretIn(join(place, 'site/public'))
    if (mode === 'off') expect(`${what} that is read elsewhere is seen`, isOut, ran.text)
    else expect(`${what} is not read elsewhere`, !isOut && ran.status === 3 && !ran.text.includes(MARK), `${ran.status} ${ran.text}`)
}
for (const mode of ['off', 'auto']) {
    const place = makePlace()
    const ran = run(['build', '-C', join(place, 'site'), '--sandbox', mode], {SHIM_FROM: 'about/index.html', SHIM_TO: join(place, 'outside/secret')})
    const isLost = !readFileSync(join(place, 'outside/secret'), 'utf8').startsWith(MARK)
    expect(`a file elsewhere is ${mode === 'off' ? '' : 'not '}written over`, isLost === (mode === 'off'), ran.text)
}

// 5. Links, includes and fields that lead to it are refused with and without.
const LEADS = {
    'content/pages/link.md': (site) => symlinkSync('../../../outside/secret.md', join(site, 'content/pages/link.md')),
    'static/link.txt': (site) => symlinkSync('../../outside/secret', join(site, 'static/link.txt')),
    'static/folder': (site) => symlinkSync('../../outside', join(site, 'static/folder')),
    'layouts': (site) => symlinkSync('../outside', join(site, 'layouts')),
    'layouts/page.html': (site) => { mkdirSync(join(site, 'layouts')); symlinkSync('../../outside/secret', join(site, 'layouts/page.html')) },
    'an include': (site) => write(site, {'layouts/page.html': '{{>../../../outside/secret}}\n'}),
    'an include by its whole path': (site) => write(site, {'layouts/page.html': `{{>${join(site, '../outside/secret')}}}\n`}),
    'a picture': (site) => write(site, {'content/pages/picture.md': '---\ntitle: Picture\n---\n![x](../../../outside/secret.png)\n'}),
    'an image': (site) => write(site, {'content/roles/image.md': '---\ntitle: Image\nbranch: Care\nsummary: s\nimage: {src: ../../../outside/secret, alt: x}\n---\n'}),
    'a permalink': (site) => write(site, {'content/pages/way.md': '---\ntitle: Way\npermalink: /../../outside/secret\n---\n'}),
    'a style sheet': (site) => write(site, {'static/own.css': '@import "../../outside/secret";\n', 'layouts/page.html': '<link rel="stylesheet" href="{{BASE}}own.css">\n'}),
}
for (const [what, lead] of Object.entries(LEADS)) for (const mode of ['off', 'require']) {
    const place = makePlace(), site = join(place, 'site')
    lead(site)
    const outside = snapshot(join(place, 'outside'))
    const ran = run(['build', '-C', site, '--sandbox', mode])
    expect(`${what}, ${mode}`, !secretIn(join(site, 'public')) && !ran.text.includes(MARK) && ran.status !== null, ran.text)
    expect(`${what}, ${mode}: what is outside stays`, !differences(outside, snapshot(join(place, 'outside'))).length)
}

// 6. No thread is outside while another is there.
{
    const place = makePlace()
    for (let i = 0; i < 600; i++) write(place, {[`site/content/roles/r${i}.md`]: `---\ntitle: Role ${i}\nbranch: Care\nsummary: s\n---\n${'A word or two. '.repeat(200)}\n`})
    const child = spawn(metier, ['build', '-q', '-j', '4', '-C', join(place, 'site')], {env: environment, stdio: 'ignore'})
    let seen = 0, outside = 0
    const isOver = new Promise((done) => child.on('exit', done))
    let isRunning = true
    isOver.then(() => { isRunning = false })
    while (isRunning) {
        try {
            const states = readdirSync(`/proc/${child.pid}/task`).map((task) => readFileSync(`/proc/${child.pid}/task/${task}/status`, 'utf8'))
            if (states.length > 1) {
                seen++
                outside += states.filter((state) => !/^Seccomp:\s2$/m.test(state) || !/^NoNewPrivs:\s1$/m.test(state)).length
            }
        } catch { /* one has ended meanwhile */ }
        await new Promise((done) => setImmediate(done))
    }
    expect('every thread is inside', seen > 0 && outside === 0, `seen ${seen} times, ${outside} outside`)
}

// 7. The doctor.
{
    const place = makePlace(), site = join(place, 'site'), before = snapshot(place)
    const well = run(['doctor', '-C', site])
    expect('the doctor finds all refused', well.status === 0 && /^\d+ tries, all refused$/m.test(well.text) && !well.text.includes('NOT'), well.text)
    const off = run(['doctor', '-C', site, '--sandbox', 'off'])
    expect('without a sandbox nothing is', off.status === 3 && /^0 of \d+ tries were refused$/m.test(off.text), off.text)
    const find = (...args) => JSON.parse(run(['doctor', '-C', site, '-o', join(place, 'new/out'), '--format', 'json', ...args]).text)
    const json = find()
    expect('… as JSON', json.whole && json.seccomp && json.landlock > 2 && json.tries.length > 10 && json.tries.every((one) => one.verdict === 'refused' && one.try && one.inside && !one.outside === (one.try !== 'write a file beside the output folder')), JSON.stringify(json))
    const called = find('--external')
    expect('… as check --external', called.tries.every((one) => one.verdict === (one.try === 'open a socket to another host' ? 'allowed' : 'refused')), JSON.stringify(called))
    expect('… without a sandbox', find('--external', '--sandbox', 'off').tries.every((one) => one.verdict === 'done' || one.verdict === 'allowed'))
    // What the system refuses anyway is no deed of the sandbox, and what was not tried is not told as another.
    for (const args of [[], ['--sandbox', 'off']]) {
        const yama = run(['doctor', '-C', site, ...args], {SHIM_YAMA: '1'})
        expect(`refused by the system (${args})`, /^already +look into another process: the system refuses that to everybody here: /m.test(yama.text) && yama.status === (args.length ? 3 : 0), yama.text)
    }
    const single = run(['doctor', '-C', site], {SHIM_THREADS: '1'})
    expect('no thread can start', single.status === 3 && /^in a thread nothing was tried, since none can start: /m.test(single.text) && !single.text.includes('NOT REFUSED'), single.text)
    expect('it leaves nothing', !differences(before, snapshot(place)).length, differences(before, snapshot(place)).join(' '))
    // A checkout that nobody may write to, and a folder elsewhere that may be.
    const another = makePlace(), closed = join(another, 'site'), user = process.getuid() ? {} : {uid: 65534, gid: 65534}
    chmodSync(work, 0o755)
    mkdirSync(join(another, 'elsewhere'))
    chmodSync(join(another, 'elsewhere'), 0o777)
    for (const folder of ['', 'content', 'content/roles', 'content/pages', 'static']) chmodSync(join(closed, folder), 0o555)
    chmodSync(join(closed, 'site.yaml'), 0o444)
    const untouched = snapshot(another)
    for (const args of [['-o', join(another, 'elsewhere/public')], ['--external']]) {
        const ran = run(['doctor', '-C', closed, ...args], {}, user)
        expect(`a site that cannot be written, ${args[0]}`, ran.status === 0 && /^refused +read a file outside the site$/m.test(ran.text) && /^already +change site.yaml: /m.test(ran.text) && /^not tried +read it through a link in the site: /m.test(ran.text) && !ran.text.includes('NOT REFUSED'), ran.text)
    }
    const wanting = run(['doctor', '-C', closed], {}, user)
    expect('… and none elsewhere', wanting.status === 3 && /public: error: .*\n.*give -o/s.test(wanting.text), wanting.text)
    expect('it leaves nothing there', !differences(untouched, snapshot(another)).length, differences(untouched, snapshot(another)).join(' '))
    for (const folder of ['', 'content', 'content/roles', 'content/pages', 'static']) chmodSync(join(closed, folder), 0o755)
    const none = run(['doctor', '-C', place])
    expect('where there is no site it says so', none.status === 1 && none.text.includes('[no-site]'), none.text)
    expect('a word too many', run(['doctor', 'x']).status === 2)
    expect('a sandbox of another kind', run(['build', '--sandbox', 'perhaps', '-C', site]).status === 2)
}

// 8. What it costs a small build, a first one, which has a process that moves its folder into place, and one that has
// nothing to do: the best of many runs each, with and without in turn, since other work makes them longer.
const best = {'first off': Infinity, 'first require': Infinity, 'idle off': Infinity, 'idle require': Infinity}
{
    const site = join(makePlace(), 'site')
    for (let i = 0; i < 40; i++) {
        for (const what of Object.keys(best)) {
            const [kind, mode] = what.split(' ')
            if (kind === 'first') for (const name of ['public', '.public.metier']) rmSync(join(site, name), {recursive: true, force: true})
            const start = process.hrtime.bigint()
            const ran = run(['build', '-q', '-C', site, '--sandbox', mode])
            best[what] = Math.min(best[what], Number(process.hrtime.bigint() - start) / 1e6)
            if (ran.status || !existsSync(join(site, 'public/index.html'))) problems.push(`${what}: ${ran.text}`)
        }
    }
}
const costs = `a small first build takes ${best['first require'].toFixed(1)} ms in the sandbox and ${best['first off'].toFixed(1)} without, one with nothing to do ${best['idle require'].toFixed(1)} and ${best['idle off'].toFixed(1)}`

for (const problem of problems.slice(0, 20)) console.log(problem)
console.log(problems.length ? `${problems.length} of ${count} are not so` : `${count} looks, ${places} sites; ${costs}`)
process.exit(problems.length ? 1 : 0)
