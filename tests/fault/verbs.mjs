// Each verb under fire, on small sites: a call that writes or reads fails or is the last one, or an allocation fails.
// One oracle for every run, over the whole folder that the site and all it writes stand in:
//
//   - it ends as an undisturbed run does and leaves what that leaves, or
//   - it ends with status 3 and a diagnostic, and all stands as it was; of a verb that writes file by file, and of
//     any that is killed, each file is as it was or as it will be, and the next run completes them
//   - what it could not read is all that it tells beside what an undisturbed run tells
//   - it is ended by no signal, in no more than the time and the memory that are given; no sanitizer reports
//
//   node tests/fault/verbs.mjs METIER FAULT.so MEMORY.so [--sanitized LIBASAN] [--only VERB] [--calls KIND] [--every K]
//       [--first COUNT] [--sample COUNT]     of each kind of call the first COUNT alone
import {spawn} from 'node:child_process'
import {createHash} from 'node:crypto'
import {cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, symlinkSync} from 'node:fs'
import {cpus, tmpdir} from 'node:os'
import {dirname, join, resolve} from 'node:path'
import {fileURLToPath} from 'node:url'
import {writeFiles} from '../cli/files.mjs'
import {isTelling, option, sample, told} from './sample.mjs'

const [metier, shim, memory] = process.argv.slice(2, 5).map((path) => resolve(path))
const sanitizer = option('--sanitized')
const every = Number(option('--every') ?? 1), first = Number(option('--first') ?? Infinity)
const EINTR = 4, EIO = 5, ENOMEM = 12, EACCES = 13, EMFILE = 24, ENOSPC = 28
const ROOM_BYTES = 1 << 30, SECONDS_MAX = 60
const sites = join(dirname(fileURLToPath(import.meta.url)), '../sites')
const work = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'metier-verbs-'))
const problems = []

const role = (title, more = '') => `---\ntitle: ${title}\nbranch: Care\nsummary: Cares.\n${more}---\n## Duties\n\n- Cares\n`
const small = {'site.yaml': 'title: Fire\n', 'content/roles/nurse.md': role('Nurse'), 'content/roles/cook.md': role('Cook'), 'static/file': 'file'}
const wrong = {...small, 'content/roles/nurse.md': role('Nurse', 'updated: 2024/5/3\n'), 'content/roles/cook.md': role('Cook', 'draft: no\n')}
// A file becomes a folder, and a folder a file; one profile comes, another one goes.
const turned = {
    'site.yaml': 'title: Fire, later\noutputs: {precompress: true}\n', 'content/roles/nurse.md': role('Nurse'),
    'content/roles/carer.md': role('Carer'), 'content/pages/file.md': '---\ntitle: File\n---\nA folder now.\n', 'static/page': 'file',
}
const folded = {...small, 'content/pages/page.md': '---\ntitle: Page\n---\nA file later.\n'}
const complete = (to) => cpSync(join(sites, 'complete'), to, {recursive: true, filter: (path) => !path.endsWith('/expected')})
const links = (to) => {
    mkdirSync(join(to, 'static'), {recursive: true})
    symlinkSync('file', join(to, 'static/link'))
}
// Of each: what stands in site/ (and in later/), what ran before, the words, its status, whether it writes file by file,
// and the errors that are there before.
const verbs = {
    'check': {make: links, files: small, words: ['check', '-C', 'site']},
    'check, errors': {files: wrong, words: ['check', '-C', 'site'], status: 1},
    'check --fix': {files: wrong, words: ['check', '--fix', '-C', 'site'], byFile: true, isTrue: ['wrong-type']},
    'new role': {files: small, words: ['new', '-C', 'site', '--branch', 'Care', 'role', 'Smith']},
    'new language': {files: small, words: ['new', '-C', 'site', 'language', 'fr']},
    'init': {files: {}, words: ['init', 'site'], byFile: true, endsAgain: [0, 1]},
    'build, complete': {make: complete, words: ['build', '-C', 'site', '-o', '../public']},
    'build, errors': {files: {...small, 'content/roles/bad.md': '---\ntitle: Bad\n'}, words: ['build', '-C', 'site', '-o', '../public'], status: 1},
    'build, file becomes folder': {files: folded, later: turned, before: [['build', '-C', 'site', '-o', '../public']], words: ['build', '-C', 'later', '-o', '../public']},
    'build, folder becomes file': {files: turned, later: folded, before: [['build', '-C', 'site', '-o', '../public']], words: ['build', '-C', 'later', '-o', '../public']},
    'build, unchanged': {files: small, before: [['build', '-C', 'site', '-o', '../public']], words: ['build', '-C', 'site', '-o', '../public']},
    'build --shard': {files: folded, words: ['build', '-C', 'site', '--shard', '1/2', '-o', '../part']},
    'merge': {
        files: folded, later: turned, words: ['merge', 'part-1', 'part-2', '-o', 'public'],
        before: [['build', '-C', 'site', '-o', '../public'], ...[1, 2].map((n) => ['build', '-C', 'later', '--shard', `${n}/2`, '-o', `../part-${n}`])],
    },
    'diff': {files: folded, later: turned, words: ['diff', '-C', 'site', 'later']},
}

function run(room, words, fault = {}) {
    return new Promise((done) => {
        const {library, ...env} = fault
        if (library) env.LD_PRELOAD = [...sanitizer ? [sanitizer] : [], library].join(':')
        if (library && !sanitizer) env.FAULT_ROOM = String(ROOM_BYTES)
        const all = [...words, ...['build', 'merge'].includes(words[0]) ? ['-j', '1'] : [], ...['merge', 'init'].includes(words[0]) ? [] : ['--now', '2026-01-01']]
        const child = spawn(metier, all, {cwd: room, env: {...process.env, ...env}, stdio: ['ignore', 'pipe', 'pipe'], timeout: SECONDS_MAX * 1000})
        let text = ''
        child.stdout.on('data', (data) => { text += data })
        child.stderr.on('data', (data) => { text += data })
        child.on('close', (status, signal) => done({status: signal ?? status, text}))
    })
}

// All below a folder, but for what a run keeps for itself: path → mode, and hash or target.
function listing(folder, below = '', ret = {}) {
    for (const name of readdirSync(join(folder, below))) {
        const path = join(below, name)
        const at = lstatSync(join(folder, path))
        if (/(^|\/)(\.[a-z0-9-]+)?\.metier$/.test(path)) continue
        if (at.isDirectory()) listing(folder, path, ret)
        else ret[path] = `${at.mode} ${at.isSymbolicLink() ? readlinkSync(join(folder, path)) : createHash('sha1').update(readFileSync(join(folder, path))).digest('hex')}`
    }
    return ret
}
const differences = (a, b) => [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((path) => a[path] !== b[path])

// A file that was to take the place of another one stays after a kill, until the next run, under a name that content never has.
const ours = (files) => Object.fromEntries(Object.entries(files).filter(([path]) => !/\/\.metier-edit-\d+$/.test(path)))

const errorCodes = (text) => [...text.matchAll(/ error: .*\[([a-z-]+)\]$/gm)].map((match) => match[1])

// What LeakSanitizer looks at when a run ends is granted to it as one of the first things: where a fault meets that, the
// run has ended as it would, and nothing is known of leaks.
let blindCount = 0
const BLIND_SHARE_MAX = 0.02
const isBlind = (text) => sanitizer && /Can't open \/proc\/\d+\/task/.test(text)

let rooms = 0
function makeRoom(from) {
    const room = join(work, `room-${rooms++}`)
    cpSync(from, room, {recursive: true, preserveTimestamps: true, verbatimSymlinks: true})
    return room
}

async function disturb({name, verb, at, what, calls, library}) {
    const label = `${name}, ${calls} ${at}, ${what}`
    const room = makeRoom(verb.start)
    const ran = await run(room, verb.words, {library, FAULT_CALLS: calls, FAULT_AT: String(at), FAULT_DO: String(what)})
    if (isBlind(ran.text)) {
        blindCount++
        ran.status = verb.ends
    }
    const got = ours(listing(room))
    const isKill = String(what).startsWith('kill')
    if (isKill ? ran.status !== 'SIGKILL' : typeof ran.status !== 'number') problems.push(`${label}: ends with ${ran.status}: ${ran.text}`)
    else if (/AddressSanitizer|runtime error:/.test(ran.text)) problems.push(`${label}: ${ran.text}`)
    // Nothing is torn, nothing else is touched.
    for (const path of Object.keys(got)) {
        if (got[path] !== verb.before[path] && got[path] !== verb.after[path]) problems.push(`${label}: ${path} is neither as it was nor as it will be`)
    }
    const isDone = !differences(got, verb.after).length
    if (!isKill && ran.status === verb.ends) {
        if (!isDone) problems.push(`${label}: exit ${ran.status} with others: ${differences(got, verb.after).slice(0, 5)}: ${ran.text}`)
        if (ran.status !== 0 && !ran.text.includes('error: ')) problems.push(`${label}: says ${ran.text}`)
    } else if (!isKill && typeof ran.status === 'number') {
        const isTold = ran.status === 3 ? /error: |^metier: /m.test(ran.text) : ran.status === 1 && (verb.endsAgain ? ran.text.includes('error: ') : what === 'short' && ran.text.includes('[changed-source]'))
        if (!isTold) problems.push(`${label}: exit ${ran.status}: ${ran.text}`)
        // What could not be looked at is not told to be missing.
        const madeUp = ran.status === 3 ? errorCodes(ran.text).filter((code) => code !== 'environment' && !verb.codes.includes(code)) : []
        if (madeUp.length) problems.push(`${label}: makes up ${madeUp}: ${ran.text}`)
        const changed = differences(got, verb.before)
        // Without memory a run ends where it is, as if it were killed: what stands then is for the next one.
        const isCut = calls === 'allocation' && ran.text.endsWith('metier: out of memory\n')
        if (changed.length && !verb.byFile && !isCut && !ran.text.includes('the next build completes it')) problems.push(`${label}: exit ${ran.status}, and changed: ${changed.slice(0, 5)}: ${ran.text}`)
        if (changed.length && ran.text.includes('nothing was')) problems.push(`${label}: says ${ran.text}, and changed ${changed.slice(0, 5)}`)
    }
    // What is done refuses to be done twice.
    if (!verb.endsAgain && !(isDone && verb.words[0] === 'new')) {
        const next = await run(room, verb.words, verb.quiet)
        const left = differences(listing(room), verb.after)
        if (next.status !== verb.ends || left.length) problems.push(`${label}: the next run: exit ${next.status}, ${left.slice(0, 5)}: ${next.text}`)
    }
    rmSync(room, {recursive: true})
}

const cases = []
const only = option('--only')   // verbs whose names begin so
for (const [name, given] of Object.entries(verbs).filter(([name]) => name.startsWith(only ?? ''))) {
    const start = join(work, name.replace(/\W+/g, '-'))
    mkdirSync(join(start, 'beside'), {recursive: true})
    writeFiles(start, {'beside/secret.txt': 'not ours'})
    if (given.make) given.make(join(start, 'site'))
    writeFiles(join(start, 'site'), given.files ?? {})
    writeFiles(join(start, 'later'), given.later ?? {})
    // Which libraries there are is a part of what a build is known by: they stand there in each run of one kind.
    const kinds = [['write', shim], ['read', shim], ...sanitizer ? [] : [['allocation', memory]]]
    for (const [calls, library] of kinds) {
        if (!calls.startsWith(option('--calls') ?? '')) continue
        const counted = join(work, 'count')
        const quiet = {library, FAULT_CALLS: calls, FAULT_AT: '0', FAULT_COUNT: counted, FAULT_KINDS: join(work, 'kinds')}
        const before = makeRoom(start)
        for (const words of given.before ?? []) {
            const ran = await run(before, words, quiet)
            if (ran.status !== 0) throw new Error(`${name}: ${ran.text}`)
        }
        const whole = makeRoom(before)
        const ran = await run(whole, given.words, quiet)
        if (ran.status !== (given.status ?? 0)) throw new Error(`${name}: exit ${ran.status}: ${ran.text}`)
        const verb = {...given, start: before, before: listing(before), after: listing(whole), ends: ran.status, codes: [...errorCodes(ran.text), ...given.isTrue ?? []], quiet}
        const count = Math.min(Number(readFileSync(counted, 'utf8')), first)
        const kinds = library === shim ? readFileSync(join(work, 'kinds'), 'utf8') : ''
        if (calls !== 'write' && !count) problems.push(`${name}: no ${calls} was seen`)
        const errors = {write: [ENOSPC, EIO, EACCES, EINTR, 'short', EMFILE], read: [EIO, EACCES, ENOMEM, 'short', EINTR, EMFILE], allocation: [ENOMEM]}[calls]
        for (let at = 1; at <= count; at += calls === 'allocation' ? every : 1) {
            const telling = errors.filter((what) => isTelling(what, kinds, at))
            const one = (i) => telling[i % telling.length]
            const whats = calls === 'write' ? ['kill', 'killed-after', one(at), one(at + 2)] : [one(at)]
            for (const what of whats) cases.push({name, verb, calls, library, at, what})
        }
    }
}
const queue = sample(cases)
const total = queue.length
const amount = (is) => queue.filter(is).length
const [kills, allocations] = [amount((one) => String(one.what).startsWith('kill')), amount((one) => one.calls === 'allocation')]
await Promise.all(cpus().map(async () => {
    while (queue.length) await disturb(queue.shift())
}))
rmSync(work, {recursive: true})
if (blindCount > Math.ceil(total * BLIND_SHARE_MAX)) problems.push(`${blindCount} runs in which LeakSanitizer saw nothing`)
for (const problem of problems.slice(0, 40)) console.log(problem)
if (problems.length) console.log(`${problems.length} problems of ${total}${told()}`)
else console.log(`${only ?? Object.keys(verbs).length + " kinds of run"}: ${kills} kills, ${total - kills - allocations} failed calls, ${allocations} failed allocations${told()}`)
process.exit(problems.length ? 1 : 0)
