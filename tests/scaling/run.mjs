// Twice the input costs at most 2.6 times the instructions, whatever the input.
//
//   node tests/scaling/run.mjs BUILD/metier [--only NAME] [--plain]
//
// cases/*.mjs export lists of cases {name, n, site, status, code, verb}: `site(n)` gives a site's
// files by path as text (or {link: target}), `status` is the exit status that is expected (0 unless it
// says otherwise), `code` a diagnostic that must be among what is printed. Each is run at n and at 2n
// under cachegrind; what an empty site costs is subtracted from both (of one that `endsEarly`, what a site
// costs whose site.yaml is refused, or is no YAML). What is refused at once says `costsNothing`, and is held to it. With --plain, for a build with
// sanitizers, each is run once, at n, and only its status, code and time-out are looked at.
import {execFile, execFileSync} from 'node:child_process'
import {mkdtempSync, mkdirSync, writeFileSync, symlinkSync, rmSync, readdirSync} from 'node:fs'
import {tmpdir, cpus} from 'node:os'
import {join, dirname, resolve} from 'node:path'
import {fileURLToPath} from 'node:url'

const RATIO_MAX = 2.6           // of instructions, at 2n against n
const INSTRUCTIONS_MIN = 4e6    // a case that costs less measures nothing
const TIMEOUT_MS = 120_000      // only so that an endless loop ends
const OUTPUT_MAX = 4 << 20      // bytes that a run may print

const here = dirname(fileURLToPath(import.meta.url))
const given = resolve(process.argv[2])
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : ''
const isPlain = process.argv.includes('--plain')
// Counting goes on sooner without debugging information to be read. The theme is beside the program.
const metier = isPlain ? given : `${given}-stripped`
if (!isPlain) execFileSync('strip', ['-o', metier, given])
// Following jumps makes longer pieces of code, which take longer to translate than they save: most of a case
// is the translation.
const counting = ['--tool=cachegrind', '--cache-sim=no', '--branch-sim=no', '--cachegrind-out-file=/dev/null', '--vex-guest-chase=no']
const work = mkdtempSync(join(tmpdir(), 'metier-scaling-'))

function write(folder, files) {
    for (const [path, content] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), {recursive: true})
        if (typeof content.link === 'string') symlinkSync(content.link, join(folder, path))
        else writeFileSync(join(folder, path), content)
    }
}

function run(command, args) {
    return new Promise((done) => {
        const options = {timeout: TIMEOUT_MS, maxBuffer: 64 << 20, killSignal: 'SIGKILL'}
        execFile(command, args, options, (error, stdout, stderr) => {
            done({status: error ? error.signal ?? error.code : 0, text: stdout + stderr})
        })
    })
}

let folders = 0
async function measure(one, n) {
    const folder = join(work, String(folders++))
    mkdirSync(folder)
    write(folder, {'site.yaml': 'title: Scaling\n', ...one.site(n)})
    const build = [one.verb ?? 'check', '-C', folder, '-j', '1', '--now', '2026-01-01']
    const ran = isPlain ? await run(metier, build)
        : await run('valgrind', [...counting, metier, ...build])
    rmSync(folder, {recursive: true})
    const counted = /I +refs: +([\d,]+)/.exec(ran.text)
    const text = ran.text.replace(/^(==|--)\d+(==|--).*\n|^You may be able.*\n/gm, '')   // what valgrind says
    return {...ran, text, instructions: counted ? Number(counted[1].replaceAll(',', '')) : 0}
}

const problems = []
function judge(one, ran, n) {
    const wanted = one.status ?? 0
    if (ran.status !== wanted) problems.push(`${one.name} at ${n}: exit ${ran.status}, not ${wanted}: ${ran.text.slice(0, 1000)}`)
    if (one.code && !ran.text.includes(`[${one.code}]`)) problems.push(`${one.name} at ${n}: no [${one.code}] in ${ran.text.slice(0, 1000)}`)
    if (ran.text.length > OUTPUT_MAX) problems.push(`${one.name} at ${n}: prints ${ran.text.length} bytes`)
}

const bases = {unread: 0, early: 0, late: 0}
async function prove(one) {
    const first = await measure(one, one.n)
    judge(one, first, one.n)
    if (isPlain) return
    const second = await measure(one, one.n * 2)
    judge(one, second, one.n * 2)
    const isUnread = /^(yaml-|duplicate-field$)/.test(one.code)
    const base = !one.endsEarly ? bases.late : isUnread ? bases.unread : bases.early
    const [small, large] = [first.instructions - base, second.instructions - base]
    const ratio = large / small
    console.log(`${ratio.toFixed(2)} ${(small / 1e6).toFixed(0).padStart(6)} M  ${one.name}`)
    if (one.costsNothing) {
        if (large > INSTRUCTIONS_MIN) problems.push(`${one.name}: is not refused at once: costs ${large} at ${2 * one.n}`)
    } else if (small < INSTRUCTIONS_MIN) problems.push(`${one.name}: costs next to nothing at ${one.n}: choose a larger n`)
    else if (ratio > RATIO_MAX) problems.push(`${one.name}: twice the input costs ${ratio.toFixed(2)} times as much`)
}

const cases = []
for (const file of readdirSync(join(here, 'cases')).sort()) {
    if (file.endsWith('.mjs')) cases.push(...(await import(join(here, 'cases', file))).default)
}
const chosen = cases.filter((one) => one.name.includes(only))
if (!isPlain) {
    bases.late = (await measure({site: () => ({})}, 0)).instructions
    bases.unread = (await measure({site: () => ({'site.yaml': 'x: [\n'})}, 0)).instructions
    bases.early = (await measure({site: () => ({'site.yaml': 'x: 1\n'})}, 0)).instructions
}
const queue = [...chosen]
await Promise.all(cpus().map(async () => {
    while (queue.length) await prove(queue.shift())
}))
rmSync(work, {recursive: true})
for (const problem of problems) console.log(problem)
if (!chosen.length || (!isPlain && bases.unread < 1e6)) problems.push('nothing was measured')
if (!problems.length) console.log(`${chosen.length} kinds of input`)
process.exit(problems.length ? 1 : 0)
