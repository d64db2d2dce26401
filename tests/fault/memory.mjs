// Memory that runs out: allocations of a build fail, one in each run, whoever makes them. The build
// ends with status 3 and says so, or it did not need that memory and gives the very bytes of an
// undisturbed one; the next build gives those bytes, too, and leaves nothing behind.
//
//   node tests/fault/memory.mjs BUILD/metier MEMORY.so [--every K] [--sample COUNT]
import {spawn} from 'node:child_process'
import {cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync} from 'node:fs'
import {cpus, tmpdir} from 'node:os'
import {dirname, join, resolve} from 'node:path'
import {fileURLToPath} from 'node:url'
import {leftovers} from '../state.mjs'
import {option, sample, told} from './sample.mjs'

const [metier, shim] = process.argv.slice(2, 4).map((path) => resolve(path))
const every = Number(option('--every') ?? 1)
const SITES = {complete: 0, german: 0, 'bad-values': 1}   // and their exit status
const ALLOCATIONS_MIN = 5000    // of each build: less means that they are not seen
const sites = join(dirname(fileURLToPath(import.meta.url)), '../sites')
const work = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'metier-memory-'))
const problems = []

function build(site, out, env) {
    return new Promise((done) => {
        const args = ['build', '-C', join(work, site), '-o', out, '-j', '1', '--now', '2026-01-01']
        const child = spawn(metier, args, {env: {...process.env, ...env}, stdio: ['ignore', 'pipe', 'pipe']})
        let text = ''
        child.stdout.on('data', (data) => { text += data })
        child.stderr.on('data', (data) => { text += data })
        child.on('close', (status, signal) => done({status: signal ?? status, text}))
    })
}

// What a folder holds, as one text.
function bytes(folder) {
    if (!existsSync(folder)) return ''
    const items = readdirSync(folder, {withFileTypes: true}).sort((a, b) => (a.name < b.name ? -1 : 1))
    return items.map((item) => {
        const path = join(folder, item.name)
        return `${item.name}\0${item.isDirectory() ? bytes(path) : readFileSync(path, 'latin1')}\0`
    }).join('')
}

async function disturb({site, at, expected, words}) {
    const label = `${site}, allocation ${at}`
    const folder = join(work, `${site}-${at}`)
    const out = join(folder, 'public')
    const ran = await build(site, out, {LD_PRELOAD: shim, FAULT_AT: String(at)})
    const isExhausted = ran.status === 3 && ran.text.endsWith('metier: out of memory\n')
    const isDone = ran.status === SITES[site] && bytes(out) === expected && (ran.status === 0 || ran.text === words)
    if (!isExhausted && !isDone) problems.push(`${label}: exit ${ran.status}: ${ran.text}`)
    const next = await build(site, out, {})
    if (next.status !== SITES[site] || bytes(out) !== expected) problems.push(`${label}: the next build: exit ${next.status}: ${next.text}`)
    const left = leftovers(join(folder, '.public.metier'))
    if (left.length) problems.push(`${label}: the next build leaves ${left}`)
    rmSync(folder, {recursive: true, force: true})
}

const cases = []
for (const site of Object.keys(SITES)) {
    cpSync(join(sites, site), join(work, site), {recursive: true})
    const [out, file] = [join(work, `${site}-whole/public`), join(work, 'count')]
    const ran = await build(site, out, {LD_PRELOAD: shim, FAULT_COUNT: file})
    const count = Number(readFileSync(file, 'utf8'))
    if (count < ALLOCATIONS_MIN) problems.push(`${site}: only ${count} allocations were seen`)
    const expected = bytes(out)
    for (let at = 1; at <= count; at += every) cases.push({site, at, expected, words: ran.text})
}
const queue = sample(cases)
const total = queue.length
await Promise.all(cpus().map(async () => {
    while (queue.length) await disturb(queue.shift())
}))
rmSync(work, {recursive: true})
for (const problem of problems.slice(0, 20)) console.log(problem)
console.log(problems.length ? `${problems.length} problems${told()}` : `${total} failed allocations of ${cases.length * every}${told()}`)
process.exit(problems.length ? 1 : 0)
