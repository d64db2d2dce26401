// Real disks that fill up: small file systems in memory, with a little more room each, or a few names more,
// so that each phase of a first build and of a later one meets its end. A build that has room gives the very
// bytes of an undisturbed one; else it ends with status 3, what was published before stands, and with more
// room the next build gives those bytes. For root alone.
//
//   node tests/fault/full.mjs BUILD/metier [STEPS]
import {execFileSync, spawnSync} from 'node:child_process'
import {cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {readFiles, writeFiles} from '../cli/files.mjs'
import {leftovers} from '../state.mjs'

const metier = resolve(process.argv[2])
const steps = Number(process.argv[3] ?? 12)
const work = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'metier-full-'))
const disk = join(work, 'disk')
const out = join(disk, 'public')
const problems = []
let isMounted = false

const mount = (...words) => spawnSync('mount', words, {stdio: 'ignore'}).status === 0
function unmount() {
    if (isMounted) execFileSync('umount', [disk])
    isMounted = false
}
process.on('exit', () => { unmount(); rmSync(work, {recursive: true, force: true}) })
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1))

function site(name, text) {
    const files = {'site.yaml': 'title: Full\n'}
    for (let i = 0; i < 30; i++) files[`content/roles/role-${i}.md`] = `---\ntitle: Role ${i}\nbranch: Care\nsummary: One of many.\n---\n${text}\n`
    writeFiles(join(work, name), files)
}

function build(name, to) {
    const ran = spawnSync(metier, ['build', '-C', join(work, name), '-o', to, '-j', '2', '--now', '2026-01-01'], {encoding: 'utf8', timeout: 60000})
    return {status: ran.signal ?? ran.status, text: ran.stdout + ran.stderr}
}

const text = (folder) => existsSync(folder) ? JSON.stringify(readFiles(folder)) : ''

// As much as a finished build takes, of both: a step is a part of that.
function measure(name) {
    const folder = join(work, `${name}-alone`)
    const ran = build(name, join(folder, 'public'))
    if (ran.status !== 0) throw new Error(ran.text)
    const [size] = execFileSync('du', ['-sk', folder], {encoding: 'utf8'}).split('\t')
    const names = execFileSync('find', [folder], {encoding: 'utf8'}).split('\n').length
    return {kilobytes: Number(size), names, text: text(join(folder, 'public'))}
}

site('earlier', 'Text.')
site('later', 'Text, as it is later. '.repeat(200))
const refs = {earlier: measure('earlier'), later: measure('later')}
mkdirSync(disk)

let whole = 0
const full = {}   // by the kind of disk that a build met the end of
function disturb(label, options, isFirst) {
    if (isFirst && !mount('-t', 'tmpfs', '-o', options, 'tmpfs', disk)) return false
    if (!isFirst && !mount('-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk)) return false
    isMounted = true
    if (!isFirst) cpSync(join(work, 'earlier-alone'), disk, {recursive: true, preserveTimestamps: true})
    if (!isFirst && !mount('-o', `remount,${options}`, disk)) {   // what is there already takes more
        unmount()
        return true
    }
    const before = text(out)
    const ran = build('later', out)
    const got = text(out)
    if (ran.status === 0) {
        whole++
        if (got !== refs.later.text) problems.push(`${label}: exit 0 with another site`)
    } else {
        const kind = label.replace(/\d+ /, '')
        full[kind] = (full[kind] ?? 0) + 1
        if (ran.status !== 3 || !ran.text.includes('error: ')) problems.push(`${label}: exit ${ran.status}: ${ran.text}`)
        const isUntouched = got === before
        if (ran.text.includes('nothing was published') && !isUntouched) problems.push(`${label}: says that nothing was published`)
        if (!isUntouched && !ran.text.includes('the next build completes it')) problems.push(`${label}: does not say how it stands: ${ran.text}`)
        if (!mount('-o', 'remount,size=64m,nr_inodes=100000', disk)) throw new Error('no more room')
        const next = build('later', out)
        if (next.status !== 0 || text(out) !== refs.later.text) problems.push(`${label}: the next build: exit ${next.status}: ${next.text}`)
        const left = leftovers(join(disk, '.public.metier'))
        const beside = readdirSync(disk).filter((name) => name !== 'public' && name !== '.public.metier')
        if (left.length || beside.length) problems.push(`${label}: the next build leaves ${[...left, ...beside]}`)
    }
    unmount()
    return true
}

let canMount = true
for (const isFirst of [true, false]) {
    // A later build has what is published, and as much again beside it.
    const need = isFirst ? refs.later : {kilobytes: refs.earlier.kilobytes + refs.later.kilobytes, names: refs.earlier.names + refs.later.names}
    const base = isFirst ? {kilobytes: 0, names: 0} : refs.earlier
    for (let i = 1; i <= steps && canMount; i++) {
        const part = (unit) => Math.ceil(base[unit] + (need[unit] * 1.2 - base[unit]) * i / steps)
        const name = isFirst ? 'first build' : 'later build'
        canMount = disturb(`${name}, ${part('kilobytes')} KB`, `size=${part('kilobytes')}k`, isFirst) &&
                   disturb(`${name}, ${part('names')} names`, `size=64m,nr_inodes=${part('names')}`, isFirst)
    }
}
const fullCount = Object.values(full).reduce((sum, count) => sum + count, 0)
// Both builds met the end of room and of names, and half of all did.
if (canMount && (Object.keys(full).length < 4 || fullCount < steps * 2 || !whole)) problems.push(`too few full disks: ${JSON.stringify(full)}, and ${whole} builds had room`)
for (const problem of problems.slice(0, 20)) console.log(problem)
if (problems.length) console.log(`${problems.length} problems`)
else if (!canMount) console.log('full disks skipped: no file system can be mounted here')
else console.log(`full disks: ${fullCount} builds met the end of one, ${whole} had room`)
process.exit(problems.length ? 1 : 0)
