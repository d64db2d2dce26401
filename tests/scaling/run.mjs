// Twice the input costs at most 2.6 times the instructions, whatever the input.
//
//   node tests/scaling/run.mjs BUILD/metier [--only NAME] [--plain] [--long]
//
// cases/*.mjs export lists of cases {name, n, site, status, code, verb}: `site(n)` gives a site's
// files by path as text (or {link: target}), `status` is the exit status that is expected (0 unless it
// says otherwise), `code` a diagnostic that must be among what is printed. Each is checked at half of n and at n by
// count.c, under cachegrind; what an empty site costs is subtracted from both (of one that `endsEarly`, what a
// site costs whose site.yaml is refused, or is no YAML; of one whose static files are refused, what the least of
// those does, and likewise of layouts, which are compiled only where nothing is wrong with them). What is refused at once says `costsNothing`, and is
// held to it. What a layout does with its values costs the same whatever stands in a file: kinds of texts and of
// YAML are measured with next to no theme, the others with the theme. With --plain, for a build with sanitizers, each is run once by the program itself, at n, and only
// its status, code and time-out are looked at. Those that are `isLong` run with --long alone.
import {execFile, execFileSync, spawn} from 'node:child_process'
import {mkdtempSync, mkdirSync, writeFileSync, symlinkSync, rmSync, readdirSync} from 'node:fs'
import {tmpdir, cpus} from 'node:os'
import {join, dirname, resolve} from 'node:path'
import {fileURLToPath} from 'node:url'
import {role} from './sites.mjs'
import {installWithPlainTheme, installWithTheme} from '../theme.mjs'

const RATIO_MAX = 2.6           // of instructions, at n against half of it
const INSTRUCTIONS_MIN = 4e6    // a case that costs less measures nothing
const NOTHING_MAX = 4e6         // what may be refused at once costs no more
const TIMEOUT_MS = 120_000      // only so that an endless loop ends
const OUTPUT_MAX = 4 << 20      // bytes that a run may print

const here = dirname(fileURLToPath(import.meta.url))
const metier = resolve(process.argv[2])
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : ''
const isPlain = process.argv.includes('--plain')
const isLong = process.argv.includes('--long')
const work = mkdtempSync(join(tmpdir(), 'metier-scaling-'))
const PLAIN = ['bodies.mjs', 'diagnostics.mjs', 'marks.mjs', 'yaml.mjs']   // cases that no layout has a part in
const themes = {plain: join(work, 'plain'), whole: join(work, 'whole')}
const programs = {plain: installWithPlainTheme(metier, themes.plain), whole: installWithTheme(metier, themes.whole)}

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

// The program that counts. Without debugging information it starts sooner.
function compileCounter() {
    const root = join(here, '../..'), build = dirname(metier), counter = join(work, 'count')
    const libraries = execFileSync('make', ['-s', '--no-print-directory', '-C', root, 'libraries'])
    execFileSync('gcc', ['-std=c17', '-O2', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-Werror', `-I${root}/src`, '-c', `${here}/count.c`, '-o', `${counter}.o`])
    execFileSync('g++', ['-s', `${counter}.o`, `${build}/libmetier.a`, ...libraries.toString().trim().split(/\s+/), '-lpthread', '-o', counter])
    return counter
}

// What makes it translate most of itself before it counts.
const WARM = ['complete', 'bad-values', 'bad-layout-names', 'bad-links-broken', 'bad-assets', 'lint-marks']

// One that runs: hands it folders in turn.
function startCounter(program) {
    const options = ['--tool=cachegrind', '--cache-sim=no', '--branch-sim=no', '--cachegrind-out-file=/dev/null', '--log-fd=1', '--vex-guest-chase=no']
    const warm = WARM.map((name) => join(here, '../sites', name))
    const child = spawn('valgrind', [...options, program, themes.whole, ...warm])
    let text = '', waiting = null
    const end = (status) => {
        if (!waiting) return
        const {done, timer} = waiting
        waiting = null
        clearTimeout(timer)
        const counts = [...text.matchAll(/I +refs: +([\d,]+)/g)].map((match) => Number(match[1].replaceAll(',', '')))
        const said = text.replace(/^(==|--)\d+(==|--).*\n/gm, '')   // without what valgrind says
        text = ''
        done({status, text: said, instructions: counts.length === 2 ? counts[1] - counts[0] : 0})
    }
    child.stdout.on('data', (data) => {
        text += data
        const last = /^= (\d+)\n$/m.exec(text.slice(-8))
        if (last && waiting) {
            text = text.slice(0, text.lastIndexOf('= '))
            end(Number(last[1]))
        }
    })
    child.on('close', (code, signal) => end(signal ?? code))
    return {
        count: (folder, theme) => new Promise((done) => {
            waiting = {done, timer: setTimeout(() => child.kill('SIGKILL'), TIMEOUT_MS)}
            child.stdin.write(`${folder}\t${theme}\n`)
        }),
        close: () => child.stdin.end(),
        hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    }
}

let folders = 0
async function measure(one, n, counter) {
    const folder = join(work, `site-${folders++}`)
    mkdirSync(folder)
    write(folder, {'site.yaml': 'title: Scaling\n', ...one.site(n)})
    const ran = counter ? await counter.count(folder, themes[one.theme])
        : await run(programs[one.theme], ['check', '-C', folder, '-j', '1', '--now', '2026-01-01'])
    rmSync(folder, {recursive: true})
    return ran
}

const problems = []
function judge(one, ran, n) {
    const wanted = one.status ?? 0
    if (ran.status !== wanted) problems.push(`${one.name} at ${n}: exit ${ran.status}, not ${wanted}: ${ran.text.slice(0, 1000)}`)
    if (one.code && !ran.text.includes(`[${one.code}]`)) problems.push(`${one.name} at ${n}: no [${one.code}] in ${ran.text.slice(0, 1000)}`)
    if (ran.text.length > OUTPUT_MAX) problems.push(`${one.name} at ${n}: prints ${ran.text.length} bytes`)
}

const bases = {plain: {}, whole: {}}
const baseSites = {
    late: {'site.yaml': 'title: Scaling\n'}, unread: {'site.yaml': 'x: [\n'}, early: {'site.yaml': 'x: 1\n'},
    assets: {'site.yaml': 'title: Scaling\n', 'layouts/page.html': '<link rel="stylesheet" href="{{ROOT}}x.css">', 'static/x.css': 'url(a)'},
    layouts: {'site.yaml': 'title: Scaling\n', 'layouts/base.html': 'x'},
    role: {'site.yaml': 'title: Scaling\n', ...role('Nurses care for people.'), 'layouts/role.html': '<p></p>'},
}
function baseOf({code, endsEarly, theme, site}) {
    const {unread, early, layouts, assets, role, late} = bases[theme]
    if (endsEarly) return /^(yaml-|duplicate-field$)/.test(code) ? unread : early
    if (/^(include-limit|main-include)$/.test(code)) return layouts
    if (/^(asset-loop|broken-asset|bad-css)$/.test(code)) return assets
    // Of a site that brings its own, the theme's largest layout is not compiled.
    return site(1)['layouts/role.html'] !== undefined ? role : late
}
async function prove(one, counter) {
    const half = isPlain ? one.n : Math.ceil(one.n / 2)
    const first = await measure(one, half, counter)
    judge(one, first, half)
    if (isPlain || counter.hasEnded()) return
    const second = await measure(one, half * 2, counter)
    judge(one, second, half * 2)
    const base = baseOf(one)
    const [small, large] = [first.instructions - base, second.instructions - base]
    const ratio = large / small
    console.log(`${ratio.toFixed(2)} ${(small / 1e6).toFixed(0).padStart(6)} M  ${one.name}`)
    if (one.costsNothing) {
        if (large > NOTHING_MAX) problems.push(`${one.name}: is not refused at once: costs ${large} at ${2 * half}`)
    } else if (small < INSTRUCTIONS_MIN) problems.push(`${one.name}: costs next to nothing at ${half}: choose a larger n`)
    else if (ratio > RATIO_MAX) problems.push(`${one.name}: twice the input costs ${ratio.toFixed(2)} times as much`)
}

const cases = []
for (const file of readdirSync(join(here, 'cases')).sort()) {
    if (!file.endsWith('.mjs')) continue
    const theme = PLAIN.includes(file) ? 'plain' : 'whole'
    cases.push(...(await import(join(here, 'cases', file))).default.map((one) => ({theme, ...one})))
}
const chosen = cases.filter((one) => one.name.includes(only) && (isLong || !one.isLong))
const program = isPlain ? null : compileCounter()
const queue = [...chosen]
await Promise.all(cpus().map(async () => {
    const start = async () => {
        if (isPlain) return null
        const counter = startCounter(program)
        for (const theme of Object.keys(themes)) {
            for (const [name, site] of Object.entries(baseSites)) {
                bases[theme][name] = (await measure({site: () => site, theme}, 0, counter)).instructions
            }
        }
        return counter
    }
    let counter = await start()
    while (queue.length) {
        await prove(queue.shift(), counter)
        if (counter?.hasEnded()) counter = await start()
    }
    counter?.close()
}))
rmSync(work, {recursive: true, force: true})
for (const problem of problems) console.log(problem)
if (!chosen.length || (!isPlain && bases.whole.unread < 1e6)) problems.push('nothing was measured')
if (!problems.length) console.log(`${chosen.length} kinds of input`)
process.exit(problems.length ? 1 : 0)
