// Publishing under fire: a first build and a later one are killed, and each call that changes the disk
// is made to fail, at every call in turn; then calls that read. Whatever happens,
//
//   - no file is ever torn: each is a whole one of the old site or of the new
//   - "nothing was published" is true when it is said
//   - the next build gives the very bytes of an undisturbed one, and leaves nothing behind
//   - files of somebody else stay as they are
//
// With --merge the disturbed runs, and those after them, merge two parts of the same sites. Each call that
// writes is the last before a kill and the last one made, and fails with each error that it may have; each that
// reads fails with each of its own. With --few a call fails once or twice, with other errors than the next.
//
//   node tests/fault/run.mjs BUILD/metier FAULT.so [--merge] [--few] [--themed] [--sample COUNT]
import {spawn} from 'node:child_process'
import {createHash} from 'node:crypto'
import {copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs'
import {cpus, tmpdir} from 'node:os'
import {dirname, join, resolve} from 'node:path'
import {STATE} from '../state.mjs'
import {installWithPlainTheme} from '../theme.mjs'
import {sample, told} from './sample.mjs'

const [given, shim] = process.argv.slice(2, 4).map((path) => resolve(path))
const isMerging = process.argv.includes('--merge')
const hasFew = process.argv.includes('--few')
const EINTR = 4, EIO = 5, ENOMEM = 12, EACCES = 13, EMFILE = 24, ENOSPC = 28
const CALLS_MIN = 500           // that change the disk, in each of the two builds
// In memory where that is possible: each build waits for the disk.
const base = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
const work = mkdtempSync(join(base, 'metier-fault-'))
// A call fails in the same places whatever the pages look like: next to no theme, but for the whole sweep.
const metier = process.argv.includes('--themed') ? given : installWithPlainTheme(given, join(work, 'theme'))
const problems = []

function write(folder, files) {
    for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), {recursive: true})
        writeFileSync(join(folder, path), text)
    }
}

// Files of all roles are large enough to be written in pieces.
const summary = 'One of many. '.repeat(300).trim()
const entry = (title, text) => `---\ntitle: ${title}\nbranch: Care\nsummary: ${summary}\nskills: [Care]\n---\n${text}\n`
const page = (title, text) => `---\ntitle: ${title}\n---\n${text}\n`

// The site before and after a change of each kind: a page changes, goes, comes, becomes a file, and a
// file becomes a page.
function site(isLater) {
    const files = {'site.yaml': 'title: Fire\noutputs: {search: false}\n'}
    for (let i = 0; i < 40; i++) {
        files[`content/roles/role-${i}.md`] = entry(`Role ${i}`, isLater ? 'Text, as it is later.' : 'Text.')
    }
    files['content/roles/same.md'] = entry('Same', 'Always the same.')
    files[`content/roles/${isLater ? 'comes' : 'goes'}.md`] = entry('Another', 'Another text.')
    if (isLater) files['content/pages/file.md'] = page('Page', 'A file before.')
    else files['content/pages/page.md'] = page('Page', 'A file later.')
    files[`static/${isLater ? 'page' : 'file'}`] = 'file'
    return files
}

const buildWords = (sources) => ['build', '-C', join(work, sources), '--now', '2026-01-01']
const part = (sources, number) => join(work, `part-${number}-of-${sources}`)
// Of a site with an error there is no second part.
const mergeWords = (sources) => ['merge', ...(sources === 'broken' ? ['later'] : [sources, sources]).map((name, i) => part(name, i + 1))]

function build(sources, out, fault = {}, words = isMerging ? mergeWords(sources) : buildWords(sources)) {
    return new Promise((done) => {
        const env = {...process.env, ...fault, ...(fault.FAULT_AT ? {LD_PRELOAD: shim} : {})}
        const child = spawn(metier, [...words, '-o', out, '-j', '1'], {env, stdio: ['ignore', 'pipe', 'pipe']})
        let text = ''
        child.stdout.on('data', (data) => { text += data })
        child.stderr.on('data', (data) => { text += data })
        child.on('close', (status, signal) => done({status: signal ?? status, text}))
    })
}

// What a folder holds: path → hash of its bytes.
function listing(folder, below = '', ret = {}) {
    if (!existsSync(folder)) return ret
    for (const item of readdirSync(join(folder, below), {withFileTypes: true})) {
        const path = join(below, item.name)
        if (item.isDirectory()) listing(folder, path, ret)
        else ret[path] = createHash('sha1').update(readFileSync(join(folder, path))).digest('hex')
    }
    return ret
}

const isSame = (a, b) => {
    const [left, right] = [Object.keys(a), Object.keys(b)]
    return left.length === right.length && left.every((path) => a[path] === b[path])
}

// Thousands of times over, this takes half of what cpSync does.
function copy(from, to) {
    mkdirSync(to)
    for (const item of readdirSync(from, {withFileTypes: true})) {
        const [source, target] = [join(from, item.name), join(to, item.name)]
        if (item.isDirectory()) copy(source, target)
        else copyFileSync(source, target)
    }
}

// A place to publish into, as it was before the disturbed build.
let places = 0
function place(isFirst) {
    const folder = join(work, `place-${places++}`)
    if (isFirst) mkdirSync(folder)
    else copy(join(work, 'published'), folder)
    return folder
}

function judgeAfter(name, folder, expected, text) {
    const got = listing(join(folder, 'public'))
    if (!isSame(got, expected)) {
        const odd = [...new Set([...Object.keys(got), ...Object.keys(expected)])].filter((path) => got[path] !== expected[path])
        problems.push(`${name}: the next build differs in ${odd.slice(0, 5)}: ${text}`)
    }
    const left = Object.keys(listing(join(folder, '.public.metier'))).filter((path) => !STATE.includes(path))
    const beside = readdirSync(folder).filter((path) => path !== 'public' && path !== '.public.metier')
    if (left.length || beside.length) problems.push(`${name}: the next build leaves ${[...left, ...beside]}`)
}

let refs
async function disturb({name, isFirst, at, calls, what}) {
    const label = `${name}, ${calls} ${at}, ${what}`
    const folder = place(isFirst)
    const out = join(folder, 'public')
    const before = isFirst ? {} : {...refs.earlier, ...refs.foreign}
    const expected = isFirst ? refs.later : {...refs.later, ...refs.foreign}
    const ran = await build('later', out, {FAULT_CALLS: calls, FAULT_AT: String(at), FAULT_DO: String(what)})
    const got = listing(out)
    const isKilled = ran.status === 'SIGKILL'
    if (isKilled !== String(what).startsWith('kill') || (!isKilled && typeof ran.status !== 'number')) {
        problems.push(`${label}: ends with ${ran.status}: ${ran.text}`)
    }
    for (const [path, hash] of Object.entries(got)) {
        const isWhole = [refs.earlier, refs.later, refs.foreign].some((ref) => ref[path] === hash)
        if (!isWhole) problems.push(`${label}: ${path} is torn`)
    }
    if (isFirst && Object.keys(got).length && !isSame(got, refs.later)) problems.push(`${label}: a part of a first build is there`)
    for (const path of isFirst ? [] : Object.keys(refs.foreign)) {
        if (got[path] !== refs.foreign[path]) problems.push(`${label}: ${path}, which is not ours, changed`)
    }
    if (ran.status === 0 && !isSame(got, expected)) problems.push(`${label}: exit 0 with another site`)
    if (ran.status !== 0 && !isKilled) {
        // One that finds no theme to begin with has one line to say.
        const hasNotBegun = /^metier: the theme cannot be opened: .*\n$/.test(ran.text)
        if (ran.status !== 3 || !(hasNotBegun || ran.text.includes('error: '))) problems.push(`${label}: exit ${ran.status}: ${ran.text}`)
        const isUntouched = isSame(got, before)
        const saysUntouched = hasNotBegun || ran.text.includes('nothing was published')
        if (saysUntouched && !isUntouched) problems.push(`${label}: says that nothing was published`)
        if (!saysUntouched && !ran.text.includes('the next build completes it')) problems.push(`${label}: does not say how it stands: ${ran.text}`)
    }
    // A build that has errors of its own completes the earlier one, too, or leaves the old site.
    if (isKilled && at % 7 === 0) {
        const failed = await build('broken', out)
        const half = listing(out)
        if (failed.status !== 1 || (!isSame(half, before) && !isSame(half, expected))) {
            const odd = [...new Set([...Object.keys(half), ...Object.keys(expected)])].filter((path) => half[path] !== expected[path])
            problems.push(`${label}: a mixture after a failed build, of ${odd.slice(0, 5)}: ${failed.status} ${failed.text.slice(-300)}`)
        }
    }
    const next = await build('later', out)
    if (next.status !== 0) problems.push(`${label}: the next build: exit ${next.status}: ${next.text}`)
    judgeAfter(label, folder, expected, next.text)
    rmSync(folder, {recursive: true})
}

async function countCalls(isFirst, calls) {
    const folder = place(isFirst)
    const file = join(work, 'count')
    const ran = await build('later', join(folder, 'public'), {FAULT_CALLS: calls, FAULT_AT: '0', FAULT_COUNT: file})
    if (ran.status !== 0) throw new Error(ran.text)
    rmSync(folder, {recursive: true})
    return Number(readFileSync(file, 'utf8'))
}

write(join(work, 'earlier'), site(false))
write(join(work, 'later'), site(true))
write(join(work, 'broken'), {...site(true), 'content/roles/role-0.md': '---\ntitle: Broken\n'})
for (const sources of isMerging ? ['earlier', 'later'] : []) {
    for (const number of [1, 2]) {
        const ran = await build(sources, part(sources, number), {}, [...buildWords(sources), '--shard', `${number}/2`])
        if (ran.status !== 0) throw new Error(ran.text)
    }
}
await build('earlier', join(work, 'published', 'public'))
refs = {earlier: listing(join(work, 'published', 'public'))}
await build('later', join(work, 'fresh', 'public'), {}, buildWords('later'))
refs.later = listing(join(work, 'fresh', 'public'))
write(join(work, 'published', 'public'), {'note.txt': 'mine', 'roles/goes/mine.txt': 'mine'})
refs.foreign = {}
for (const path of ['note.txt', 'roles/goes/mine.txt']) refs.foreign[path] = listing(join(work, 'published', 'public'))[path]

const cases = []
const counts = {}
for (const [name, isFirst] of [['first build', true], ['later build', false]]) {
    for (const calls of ['write', 'read']) {
        const count = await countCalls(isFirst, calls)
        counts[`${name}, ${calls}`] = count
        if (calls === 'write' && count < CALLS_MIN) problems.push(`${name}: only ${count} calls that write`)
        const errors = calls === 'write' ? [ENOSPC, EIO, EACCES, EINTR, 'short', EMFILE] : [EIO, EACCES, ENOMEM, 'short', EINTR, EMFILE]
        for (let at = 1; at <= count; at++) {
            const first = at * 2 % errors.length
            const some = hasFew ? errors.slice(first, first + (calls === 'write' ? 2 : 1)) : errors
            for (const what of [...calls === 'write' ? ['kill', 'killed-after'] : [], ...some]) {
                cases.push({name, isFirst, calls, at, what})
            }
        }
    }
}
const queue = sample(cases)
const total = queue.length
const kills = queue.filter((one) => String(one.what).startsWith('kill')).length
await Promise.all(cpus().map(async () => {
    while (queue.length) await disturb(queue.shift())
}))
rmSync(work, {recursive: true})
for (const problem of problems.slice(0, 20)) console.log(problem)
if (problems.length) console.log(`${problems.length} problems among:`)
console.log(`${kills} kills, ${total - kills} failed calls${isMerging ? ' of a merge' : ''} (${Object.entries(counts).map(([of, n]) => `${of}: ${n}`).join('; ')})${told()}`)
process.exit(problems.length ? 1 : 0)
