// What the attacks share: sites to attack, a victim that must stay as it is, and runs of the program
// each of which is judged:
//
//   - it ends in time, by itself
//   - nothing of the victim, of the environment or of standard input is in the output or in what is said
//   - the victim's bytes, modes and times stay
//   - what is said holds no control bytes, and nothing that a log takes for a command
//   - "nothing was published" is said exactly when that is so
import {spawnSync} from 'node:child_process'
import {createHash} from 'node:crypto'
import {chmodSync, cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {basename, dirname, join, resolve} from 'node:path'
import {installWithPlainTheme, installWithTheme} from '../theme.mjs'

export const isRoot = process.getuid() === 0
// A run is bounded by what it computes, which a busy machine does not change; one that waits for ever, by the clock.
// ATTACK_SECONDS gives a slower program more.
const PROCESSOR_SECONDS = Number(process.env.ATTACK_SECONDS ?? 20)
const TIMEOUT_MS = PROCESSOR_SECONDS * 6000
const PROBLEMS_SHOWN = 20
const base = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
export const work = mkdtempSync(join(base, 'metier-attack-'))
process.on('exit', () => spawnSync('rm', ['-rf', work]))   // which copes with paths of any length
// An installation that anybody may read, wherever the repository lies. Where what is attacked takes the place
// of the theme's own files, it has all of those.
chmodSync(work, 0o755)
const install = /^(sizes|swaps)\.mjs$/.test(basename(process.argv[1])) ? installWithTheme : installWithPlainTheme
export const metier = install(resolve(process.argv[2]), join(work, 'installed'))
const problems = []
const notes = new Set()
let runs = 0
let chances = 0
// Of the combinations of two lists every third, so that each item of both is met; all with --full.
export const isChosen = () => process.argv.includes('--full') || (chances + Math.floor(chances++ / 3)) % 3 === 0

export const fail = (label, text) => problems.push(`${label}: ${text}`)
export const note = (text) => notes.add(text)
// Says how it went; the module's last call.
export function finish(name) {
    for (const problem of problems.slice(0, PROBLEMS_SHOWN)) console.log(problem)
    if (problems.length > PROBLEMS_SHOWN) console.log(`and ${problems.length - PROBLEMS_SHOWN} more`)
    for (const text of notes) console.log(`  ${text}`)
    if (!problems.length) console.log(`${name}: ${runs} runs`)
    process.exit(problems.length ? 1 : 0)
}

export function write(folder, files) {
    for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), {recursive: true})
        writeFileSync(join(folder, path), text)
    }
}

// Bytes that nobody may find anywhere else.
export const MARK = 'BYTES-OF-THE-VICTIM'
const role = (title, text) => `---\ntitle: ${title}\nbranch: Care\nsummary: One of many.\n---\n${text}\n`
export const roleText = role

let sites = 0
// A small site in a folder of its own, beside a victim.
export function makeSite(files = {}) {
    const place = join(work, `place-${sites++}`)
    const site = join(place, 'site')
    write(site, {
        'site.yaml': 'title: Attacked\noutputs: {search: false, data: false}\n',
        'content/roles/nurse.md': role('Nurse', 'A [style sheet](/style2.css).'),
        'content/pages/about.md': '---\ntitle: About\n---\nText.\n',
        'layouts/partials/own.html': '<p>own</p>\n',
        'static/style2.css': 'body { color: red }\n',
        'static/dir/file.txt': 'a file\n',
        ...files,
    })
    const victim = join(place, 'victim')
    write(victim, {
        secret: `title: ${MARK}\n`,
        'secret.md': role(MARK, MARK),
        'secret.html': `<p>${MARK}</p>\n`,
        'index.html': MARK,
        'nurse.md': role(MARK, MARK),
        'roles/nurse.md': role(MARK, MARK),
        'roles/nurse/index.html': MARK,
        'strings/en.yaml': `home: ${MARK}\n`,
        'base.html': MARK,
        'file.txt': MARK,
        manifest: MARK,
        journal: MARK,
        lock: MARK,
    })
    return {place, site, victim, victimBefore: snapshot(victim, true), out: join(site, 'public')}
}

// What a folder holds: path → kind, bytes, and with `isExact` mode and time, too.
export function snapshot(folder, isExact = false, below = '', ret = {}) {
    let status
    try { status = lstatSync(join(folder, below), {bigint: true}) } catch { return ret }
    const exact = isExact ? ` ${status.mode} ${status.mtimeNs} ${status.ino}` : ''
    if (status.isDirectory()) {
        if (isExact || !below) ret[below] = `folder${exact}`
        for (const name of readdirSync(join(folder, below))) snapshot(folder, isExact, join(below, name), ret)
    } else if (status.isSymbolicLink()) ret[below] = `link ${readlinkSync(join(folder, below))}${exact}`
    else if (status.isFile() && status.size > 64n * 1024n * 1024n) ret[below] = `large ${status.size}${exact}`
    else if (status.isFile()) {
        const bytes = readFileSync(join(folder, below))
        ret[below] = `file ${createHash('sha1').update(bytes).digest('hex')}${exact}`
        if (bytes.includes(MARK) || bytes.includes(ENVIRONMENT) || bytes.includes('root:x:0:0')) ret[below] += ' LEAK'
    } else ret[below] = `other${exact}`
    return ret
}
export const differences = (a, b) => [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((path) => a[path] !== b[path])
export const isSame = (a, b) => !differences(a, b).length

const ENVIRONMENT = 'BYTES-OF-THE-ENVIRONMENT'
const STDIN = 'title: BYTES-OF-THE-STDIN\n'
// Everything that must not stand in what is said, but for the ends of lines.
const BAD_LETTERS = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u061c\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffd]/
const COMMANDS = /(^\s*::)|##\[|##vso\[/m

export function execute(command, args, options = {}) {
    runs++
    const ran = spawnSync('/usr/bin/prlimit', [`--cpu=${PROCESSOR_SECONDS}`, command, ...args], {
        timeout: TIMEOUT_MS, killSignal: 'SIGKILL', input: STDIN, maxBuffer: 64 << 20, ...options,
        env: {...process.env, ATTACK: ENVIRONMENT, ...options.env},
    })
    return {status: ran.signal ?? ran.status, text: `${ran.stdout ?? ''}${ran.stderr ?? ''}`, out: `${ran.stdout ?? ''}`, err: `${ran.stderr ?? ''}`}
}

// What runs a program with as much memory, in kilobytes of addresses; sanitizers reserve more than any.
const limited = (kilobytes) => ['sh', '-c', `ulimit -v ${kilobytes}; exec "$@"`, 'sh']
const canLimit = spawnSync(limited(600_000)[0], [...limited(600_000).slice(1), metier, '--version']).status === 0
if (!canLimit) note('limits of memory skipped: the program does not start with one')
export const limitMemory = (kilobytes) => (canLimit ? limited(kilobytes) : [])

const VERDICT = /^(\d+ (?:errors?|warnings?),? .* of content read); .*\n/m
export function judgeWords(label, ran) {
    if (typeof ran.status !== 'number' || ran.status > 3) fail(label, `ends with ${ran.status}: ${ran.text.slice(0, 300)}`)
    if (BAD_LETTERS.test(ran.text)) fail(label, `control bytes in ${JSON.stringify(ran.text.slice(0, 400))}`)
    if (COMMANDS.test(ran.text)) fail(label, `a command in ${ran.text.slice(0, 300)}`)
    for (const secret of [MARK, ENVIRONMENT, 'BYTES-OF-THE-STDIN', 'root:x:0:0']) {
        if (ran.text.includes(secret)) fail(label, `'${secret}' is said: ${ran.text.slice(0, 300)}`)
    }
    if (ran.status !== 0 && !/error|metier: |nothing was published/.test(ran.text)) fail(label, `exit ${ran.status} without a word`)
}

// One run of the program on a place; `out` is where it publishes.
export function run(label, place, args, {out = place.out, wrap = [], ...options} = {}) {
    const before = snapshot(out)
    const [command, ...rest] = [...wrap, metier, ...args]
    const ran = execute(command, rest, {cwd: place.site, ...options})
    judgeWords(label, ran)
    const after = snapshot(out)
    const leaks = Object.keys(after).filter((path) => after[path].endsWith(' LEAK') && before[path] !== after[path])
    if (leaks.length) fail(label, `foreign bytes are published in ${leaks}`)
    const changed = differences(place.victimBefore, snapshot(place.victim, true))
    if (changed.length) fail(label, `the victim changed: ${changed}`)
    const isTold = /nothing was published/.test(ran.text)
    const hasVerdict = VERDICT.test(ran.text)
    if (args[0] === 'build' && hasVerdict && isTold !== isSame(before, after)) {
        fail(label, `says '${ran.text.trim().split('\n').at(-1)}', and ${differences(before, after).slice(0, 3)} changed`)
    }
    return {...ran, after}
}

const withoutVerdict = (text) => text.replace(VERDICT, '$1\n')
// check and build, which must agree in exit status and words. Returns the build.
export function both(label, place, args = [], options = {}) {
    const checked = run(`${label}, check`, place, ['check', ...args], options)
    const built = run(`${label}, build`, place, ['build', ...args], options)
    if (checked.status !== built.status) {
        fail(label, `check gives ${checked.status}, build ${built.status}: ${checked.text.slice(0, 300)} / ${built.text.slice(0, 300)}`)
    } else if (withoutVerdict(checked.err) !== withoutVerdict(built.err)) {
        fail(label, `check says ${checked.err.slice(0, 300)}, build ${built.err.slice(0, 300)}`)
    }
    return built
}

export function expect(label, ran, status, pattern = /^/) {
    if (ran.status !== status) fail(label, `exit ${ran.status}, not ${status}: ${ran.text.slice(0, 400)}`)
    if (!pattern.test(ran.text)) fail(label, `no ${pattern} in: ${ran.text.slice(0, 400)}`)
}

// Removes whatever stands at a path, and makes the folders above it.
export function clear(path) {
    rmSync(path, {recursive: true, force: true})
    if (!existsSync(dirname(path))) mkdirSync(dirname(path), {recursive: true})
}
export const beside = (place) => join(place.site, `.${basename(place.out)}.metier`)
