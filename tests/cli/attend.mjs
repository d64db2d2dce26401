// A build that is attended: SIGINT and SIGTERM end it at any moment, with a true word, and leave nothing
// half done; on a terminal a line says how far it has come.
//
//   node tests/cli/attend.mjs BUILD/metier BUILD/bench/generate
import {execFileSync, spawn, spawnSync} from 'node:child_process'
import {createHash} from 'node:crypto'
import {existsSync, mkdtempSync, readFileSync, readdirSync, rmSync} from 'node:fs'
import {constants, tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {fileURLToPath} from 'node:url'
import {STATE} from '../state.mjs'

const [metier, generate] = process.argv.slice(2, 4).map((path) => resolve(path))
const base = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
const work = mkdtempSync(join(base, 'metier-attend-'))
const site = join(work, 'site')
const SIGNALS = ['SIGINT', 'SIGTERM']
const ROUNDS = 30
const POKED_BEFORE_MS = 15
const ROLES = 150, MANY_ROLES = 6000   // these take longer than the line waits
const problems = []
const expect = (is, what) => is || problems.push(what)

function digest(folder, below = '', hash = createHash('sha1')) {
    if (!existsSync(folder)) return 'nothing'
    for (const item of readdirSync(join(folder, below), {withFileTypes: true}).sort((a, b) => (a.name < b.name ? -1 : 1))) {
        const path = join(below, item.name)
        if (item.isDirectory()) digest(folder, path, hash)
        else hash.update(`${path}\0`).update(readFileSync(join(folder, path)))
    }
    return below ? '' : hash.digest('hex')
}

function build(out, {title = 'A', signal, after_ms, isPoked} = {}) {
    return new Promise((done) => {
        const args = ['build', '-C', site, '-o', out, '--base-url', `https://${title}.example/`, '--now', '2026-01-01']
        const child = spawn(metier, args, {stdio: ['ignore', 'pipe', 'pipe']})
        const start = performance.now()
        let text = ''
        child.stdout.on('data', (data) => { text += data })
        child.stderr.on('data', (data) => { text += data })
        // A signal that it ends its attending with must not do so when it comes from elsewhere.
        if (isPoked) setTimeout(() => child.kill('SIGUSR2'), after_ms - POKED_BEFORE_MS)
        const timer = signal && setTimeout(() => child.kill(signal), after_ms)
        child.on('close', (status, by) => {
            clearTimeout(timer)
            done({status: by ?? status, text, took_ms: performance.now() - start})
        })
    })
}

execFileSync(generate, [site, String(ROLES)], {stdio: 'ignore'})
const whole = {}
for (const title of ['A', 'B']) {
    const ran = await build(join(work, title), {title})
    expect(ran.status === 0, `an undisturbed build: ${ran.status} ${ran.text}`)
    whole[title] = {digest: digest(join(work, title)), took_ms: ran.took_ms}
}
// A first build, and a later one that changes every page, stopped ever later.
const outcomes = {stopped: 0, published: 0}
for (let round = 0; round < ROUNDS; round++) {
    const out = join(work, `out-${round}`)
    const isLater = round % 2 === 1
    const signal = SIGNALS[(round >> 1) % 2]
    if (isLater) await build(out, {title: 'A'})
    const before = digest(out)
    const after_ms = whole.B.took_ms * 1.2 * (round + 1) / ROUNDS
    const ran = await build(out, {title: 'B', signal, after_ms, isPoked: after_ms > whole.B.took_ms / 2})
    const label = `round ${round}, ${signal} after ${after_ms.toFixed(0)} ms`
    const isStopped = ran.text === 'metier: stopped; nothing of this build was published\n'
    if (isStopped) {
        outcomes.stopped++
        expect(ran.status === signal, `${label}: ends by ${ran.status}`)
        expect(digest(out) === before, `${label}: what is published has changed`)
    } else {
        outcomes.published++
        expect(ran.status === 0 || ran.status === signal, `${label}: ends by ${ran.status}: ${ran.text}`)
        // Before the program attends to signals, the system does: then nothing is said, or done.
        const isEarly = ran.status === signal && !ran.text
        expect(digest(out) === (isEarly ? before : whole.B.digest), `${label}: not the whole site: ${ran.text}`)
    }
    const next = await build(out, {title: 'B'})
    expect(next.status === 0 && digest(out) === whole.B.digest, `${label}: the next build: ${next.text}`)
    const left = readdirSync(join(work, `.out-${round}.metier`)).filter((name) => !STATE.includes(name))
    expect(!left.length, `${label}: the next build leaves ${left}`)
    rmSync(out, {recursive: true})
}
expect(outcomes.stopped >= 5, `only ${outcomes.stopped} of ${ROUNDS} builds were stopped`)

// A signal that comes when the run is over, and before its outcome is said: one thread is joined then.
const shim = join(work, 'fault.so')
const source = fileURLToPath(new URL('../fault/fault.c', import.meta.url))
execFileSync(process.env.CC || 'cc', ['-O1', '-D_GNU_SOURCE', '-shared', '-fPIC', source, '-o', shim, '-ldl'])
for (const signal of [...SIGNALS, 'SIGUSR2']) {
    const out = join(work, `late-${signal}`)
    const ran = spawnSync(metier, ['build', '-C', site, '-o', out, '-j', '1', '--base-url', 'https://B.example/',
        '--now', '2026-01-01'], {env: {...process.env, LD_PRELOAD: shim, FAULT_SIGNAL: String(constants.signals[signal])},
        encoding: 'utf8'})
    // The one that it ends its attending with says nothing when it comes from elsewhere.
    const isEnd = SIGNALS.includes(signal) ? ran.signal === signal : ran.status === 0
    expect(isEnd && /^\d+ files: /.test(ran.stdout) && digest(out) === whole.B.digest,
        `${signal} when the run is over: ends by ${ran.signal ?? ran.status}: ${ran.stdout}${ran.stderr}`)
}

// Who started it may have said that it shall not hear of a signal.
const ignoring = spawn('sh', ['-c', `trap '' INT; exec "$0" build -C "$1" -o "$2" --now 2026-01-01`, metier, site, join(work, 'ignoring')],
    {stdio: 'ignore'})
const wakes = setInterval(() => ignoring.kill('SIGINT'), 5)
const status = await new Promise((done) => ignoring.on('close', (code, by) => done(by ?? code)))
clearInterval(wakes)
expect(status === 0, `a build that ignores SIGINT ends by ${status}`)

// On a terminal, which `script` makes where the system has any.
const onTerminal = (command) => execFileSync('script', ['-qec', command, '/dev/null'],
    {env: {...process.env, TERM: 'xterm'}, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']})
let note = ''
try {
    onTerminal('true')
} catch {
    note = '; the line of progress skipped: there is no terminal here'
}
if (!note) {
    const many = join(work, 'many')
    execFileSync(generate, [many, String(MANY_ROLES)], {stdio: 'ignore'})
    const check = `"${metier}" check -C "${many}" -j 1 --now 2026-01-01`
    const shown = onTerminal(check)
    expect(/\r\x1b\[K(load|render): \d+ of \d+/.test(shown), `no progress in ${JSON.stringify(shown.slice(0, 300))}`)
    expect(/\r\x1b\[Kthe site can be published/.test(shown), 'the line of progress is not removed')
    expect(onTerminal(`${check} --quiet`) === '', '--quiet says something')
}
rmSync(work, {recursive: true})
for (const problem of problems.slice(0, 20)) console.log(problem)
if (!problems.length) console.log(`${outcomes.stopped} builds stopped, ${outcomes.published} ended by themselves${note}`)
process.exit(problems.length ? 1 : 0)
