// A site in parts: `metier build --shard` and `metier merge` give what one build does, byte for byte, on the
// engines that stand beside this file; and whatever is wrong with the parts, nothing of it is published.
//
//   tests/browser/run build/metier ../../tests/shards/run.mjs      with packages to validate files with
import {spawn, spawnSync} from 'node:child_process'
import {chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, symlinkSync,
    writeFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {tmpdir} from 'node:os'
import {dirname, join, resolve} from 'node:path'
import {fileURLToPath} from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '../..')
const load = createRequire(join(root, 'build/browser/package.json'))
const metier = resolve(process.argv[2])
const work = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'metier-shards-'))
const at = (...names) => join(work, ...names)
const day = '2026-12-01'
const problems = []
let count = 0

function run(program, words, env = {}) {
    const ran = spawnSync(program, words, {cwd: work, encoding: 'utf8', env: {...process.env, LC_ALL: 'C.UTF-8', ...env}})
    return {status: ran.status, text: `${ran.error ?? ''}${ran.stdout}${ran.stderr}`}
}
const build = (site, out, ...words) => run(metier, ['build', '-q', '-C', at(site), '-o', at(out), '--now', day, ...words])
const merge = (out, ...parts) => run(metier, ['merge', '-q', '-o', out, ...parts])
const shard = (site, k, n, out, ...words) => build(site, out, '--shard', `${k}/${n}`, ...words)
const numbers = (n) => Array.from({length: n}, (_, i) => i + 1)

function check(what, isTrue, why = '') {
    count++
    if (!isTrue) problems.push(`${what}${why && `: ${why}`}`)
}
function isDone(what, {status, text}) {
    check(what, status === 0, `exit ${status}: ${text}`)
    return status === 0
}
function isRefused(what, {status, text}, wanted, words) {
    check(what, status === wanted && text.includes(words), `exit ${status}: ${text}`)
}

// All files of a folder, without the list of a part.
function files(folder) {
    const ret = new Map()
    for (const item of readdirSync(at(folder), {recursive: true, withFileTypes: true})) {
        const path = join(item.parentPath ?? item.path, item.name)
        if (!item.isDirectory() && item.name !== '.metier-part') ret.set(path.slice(at(folder).length + 1), path)
    }
    return ret
}
function isSame(what, one, other) {
    const [a, b] = [files(one), other instanceof Map ? other : files(other)]
    const odd = [...new Set([...a.keys(), ...b.keys()])]
        .filter((name) => !a.has(name) || !b.has(name) || !readFileSync(a.get(name)).equals(readFileSync(b.get(name))))
    check(what, a.size > 0 && !odd.length, `${odd.length} differ of ${a.size}: ${odd.slice(0, 3)}`)
}

// A site in n parts: they are disjoint, and together the whole.
function inParts(name, site, n, whole) {
    const all = new Map()
    const sizes = []
    for (const k of numbers(n)) {
        const part = `${name}/${k}`
        if (!isDone(`${part} of ${n}`, shard(site, k, n, part))) return
        const own = files(part)
        sizes.push(own.size)
        for (const [path, file] of own) {
            if (all.has(path)) problems.push(`${path} is in two parts of ${n}`)
            all.set(path, file)
        }
    }
    isSame(`${n} parts of ${site} are the whole`, whole, all)
    if (isDone(`merge of ${n} parts`, merge(`${name}-merged`, ...numbers(n).reverse().map((k) => `${name}/${k}`)))) {
        isSame(`merged from ${n} parts`, whole, `${name}-merged`)
    }
    return sizes
}

function writeSites() {
    run(join(root, 'build/bench/generate'), [at('site'), '300'])
    mkdirSync(at('site/static'), {recursive: true})
    writeFileSync(at('site/static/large.bin'), Buffer.alloc(9e6, 'metier'))   // is copied piece by piece
    mkdirSync(at('small/content/roles'), {recursive: true})
    writeFileSync(at('small/site.yaml'), 'title: Small\nbase_url: https://example.org/\noutputs: {precompress: true}\n')
    for (const name of ['nurse', 'cook']) {
        writeFileSync(at(`small/content/roles/${name}.md`),
            `---\ntitle: ${name}\nbranch: B\nsummary: Works.\nalternative_titles: [A ${name}]\naliases: [/${name}/]\n---\nText of a ${name}.\n`)
    }
}

function testParts() {
    isDone('whole', build('site', 'whole'))
    isDone('small whole', build('small', 'small-whole'))
    inParts('one', 'site', 1, 'whole')
    const sizes = inParts('three', 'site', 3, 'whole')
    check('shares are even', Math.max(...sizes) < 1.3 * Math.min(...sizes), `${sizes}`)
    inParts('parts', 'site', 16, 'whole')
    const large = ['roles.csv', 'roles.json', 'llms.txt', 'search/data.json']
        .map((name) => numbers(16).find((k) => existsSync(at(`parts/${k}`, name)))).filter(Boolean)
    check('large files are spread', large.length === 4 && new Set(large).size === 4, `${large}`)
    const few = inParts('few', 'small', 60, 'small-whole')
    check('there are more parts than files', few.includes(0), `${few}`)
    // What was merged is what a build would have published.
    const before = statSync(at('parts-merged/index.html')).mtimeMs
    const again = run(metier, ['build', '-C', at('site'), '-o', at('parts-merged'), '--now', day])
    check('a build after a merge changes nothing', /: 0 changed, 0 removed/.test(again.text), again.text)
    check('a build after a merge leaves files alone', statSync(at('parts-merged/index.html')).mtimeMs === before)
    // A part that is as it was is not rendered again.
    const timed = shard('site', 3, 16, 'parts/3', '--timings')
    check('an unchanged part renders nothing', timed.status === 0 && !/^render /m.test(timed.text), timed.text)
}

function testEngines() {
    const env = (name, more) => ({METIER: metier, SITE: at('site'), PARTS: at(`${name}-parts`), OUT: at(name), COUNT: '16', DAY: day, ...more})
    const made = run('make', ['-s', '-j4', '-f', join(here, 'Makefile')], {...env('by-make'), MAKEFLAGS: ''})
    if (isDone('make', made)) isSame('by make', 'whole', 'by-make')
    const parallel = run(join(here, 'parallel.sh'), ['-j', '4'], env('by-parallel'))
    if (isDone('GNU parallel', parallel)) isSame('by GNU parallel', 'whole', 'by-parallel')

    isDone('the syntax of slurm.sh', run('bash', ['-n', join(here, 'slurm.sh')]))
    const script = readFileSync(join(here, 'slurm.sh'), 'utf8')
    const [, from, to] = script.match(/^#SBATCH --array=(\d+)-(\d+)$/m)
    check('the array of slurm.sh', from === '1' && to === '16')
    for (const k of numbers(16)) {
        isDone(`task ${k}`, run('sh', [join(here, 'slurm.sh')], env('by-slurm', {SLURM_ARRAY_TASK_ID: `${k}`, SLURM_ARRAY_TASK_COUNT: to})))
    }
    const wrapped = script.match(/--wrap '(metier .*)'/)[1].replace(/^metier/, '"$METIER"').replaceAll('/data/parts', '"$PARTS"').replace('/data/public', '"$OUT"')
    if (isDone('the merge of slurm.sh', run('sh', ['-c', wrapped], env('by-slurm')))) isSame('by slurm', 'whole', 'by-slurm')
}

// What GitHub would run in a job's steps, with the values of its expressions.
function runSteps(job, values, cwd) {
    mkdirSync(cwd, {recursive: true})
    for (const {run: command} of job.steps) {
        if (!command?.startsWith('metier ')) continue
        const filled = command.replace(/\$\{\{ *([\w.]+) *\}\}/g, (_, name) => values[name] ?? `no ${name}`)
        const ran = spawnSync('sh', ['-ec', `cd "${cwd}"; metier() { "${metier}" "$@"; }; ${filled}`], {encoding: 'utf8'})
        isDone(command, {status: ran.status, text: ran.stdout + ran.stderr})
    }
}

function testGithub() {
    const text = readFileSync(join(here, 'github.yml'), 'utf8')
    const {jobs} = load('yaml').parse(text)
    const {errors} = load('@action-validator/core').validateWorkflow(text)
    check('github.yml', !errors.length, JSON.stringify(errors))
    const bad = load('@action-validator/core').validateWorkflow(text.replace('runs-on:', 'run-on:'))
    check('a workflow with a mistake is found', bad.errors.length > 0)
    const {shard: all} = jobs.part.strategy.matrix
    check('the matrix has all parts', `${all}` === `${numbers(16)}`)
    const kept = jobs.part.steps.at(-1).with
    check('lists come along', kept['include-hidden-files'] === true)
    for (const k of all) {
        const cwd = at('by-github', `${k}`)
        cpSync(at('site'), cwd, {recursive: true})
        runSteps(jobs.part, {'matrix.shard': k, 'needs.program.outputs.day': day}, cwd)
        mkdirSync(at('by-github/site/parts'), {recursive: true})
        renameSync(join(cwd, kept.path), at('by-github/site/parts', kept.name.replace('${{ matrix.shard }}', k)))
        rmSync(cwd, {recursive: true})
    }
    runSteps(jobs.site, {}, at('by-github/site'))
    isSame('by GitHub', 'whole', 'by-github/site/public')
}

async function testKubernetes() {
    const text = readFileSync(join(here, 'kubernetes.yaml'), 'utf8')
    const [parts, merged] = load('yaml').parseAllDocuments(text).map((document) => document.toJS())
    const {Job} = await import(join(root, 'build/browser/node_modules/kubernetes-models/batch/v1/Job.js'))
    const why = (job) => { try { new Job(job).validate() } catch ({message}) { return message } }
    for (const job of [parts, merged]) check(`${job.metadata.name} fits the schema`, !why(job) && job.apiVersion === 'batch/v1' && job.kind === 'Job', why(job))
    check('a job with a mistake is found', why({...parts, spec: {...parts.spec, completions: 'many'}}))
    const {spec} = parts
    const settings = Object.fromEntries(spec.template.spec.containers[0].env.map(({name, value}) => [name, value]))
    check('each part is one completion', spec.completionMode === 'Indexed' && spec.completions === 16 && settings.COUNT === '16')
    const start = (job, env) => {
        const {command, args} = job.spec.template.spec.containers[0]
        const filled = args[0].replaceAll('exec metier', `exec "${metier}"`)
        return run(command[0], [...command.slice(1), filled], {...settings, SITE: at('site'), MADE: at('by-kubernetes'), ...env})
    }
    mkdirSync(at('by-kubernetes/parts'), {recursive: true})
    for (let i = 0; i < spec.completions; i++) isDone(`pod ${i}`, start(parts, {JOB_COMPLETION_INDEX: `${i}`}))
    if (isDone('the second job', start(merged, {}))) isSame('by Kubernetes', 'whole', 'by-kubernetes/public')
}

function testUsage() {
    for (const bad of ['0/16', '17/16', '1/0', '1/', '/3', '1', 'a/b', '1/2/3', '-1/4', '1/10001', '99999999999999999999/3', ' 1/2', '1/2 ']) {
        isRefused(`--shard ${bad}`, build('small', 'bad', '--shard', bad), 2, '--shard takes a part like 3/16')
    }
    isRefused('no -o', run(metier, ['build', '-C', at('small'), '--shard', '1/2']), 2, 'a folder of its own')
    for (const verb of ['check', 'serve', 'merge']) isRefused(verb, run(metier, [verb, '--shard', '1/2']), 2, "unknown option '--shard'")
    isRefused('merge of nothing', run(metier, ['merge']), 2, 'the folders of all parts')
    check('nothing was made', !existsSync(at('bad')) && !existsSync(at('small/public')) && !existsSync(at('public')))
    isRefused('a part in place of a site', shard('small', 1, 2, 'small-whole'), 1, '[output-folder]')
    isDone('the site stands', build('small', 'fresh'))
    isSame('it is untouched', 'fresh', 'small-whole')
}

// What is wrong with a site is told by each part, as by a build.
function testErrors() {
    cpSync(at('small'), at('broken'), {recursive: true})
    writeFileSync(at('broken/content/roles/bad.md'), '---\ntitle: Bad\nbranch: B\nsummary: S.\nsalry: 1\n---\n[x](/nowhere/)\n')
    const whole = build('broken', 'broken-whole')
    for (const k of [1, 2]) {
        const part = shard('broken', k, 2, `broken-${k}`)
        check(`an error in part ${k}`, part.status === 1 && whole.status === 1 && part.text === whole.text, `${part.text} instead of ${whole.text}`)
        check('nothing is published', !existsSync(at(`broken-${k}`)))
    }
}

function testWrongParts() {
    for (const k of [1, 2]) isDone(`half ${k}`, shard('small', k, 2, `half/${k}`))
    const wrong = (what, words, ...parts) => {
        isRefused(what, merge('wrong', ...parts), 1, words)
        check(`${what}: nothing is published`, !existsSync(at('wrong')) && !existsSync(at('.wrong.metier')))
    }
    const other = (name, site, ...words) => {
        isDone(name, shard(site, 2, 2, name, ...words))
        return name
    }
    wrong('one is missing', 'of 2 parts, 2 is missing [part-missing]', 'half/1')
    wrong('one is there twice', '[part-repeated]', 'half/1', 'half/2', 'half/1')
    wrong('no part', '[part-list]', 'half/1', 'small')
    wrong('a whole site', '[part-list]', 'half/1', 'small-whole')
    isRefused('no folder', merge('wrong', 'half/1', 'nowhere'), 3, 'cannot be opened')
    wrong('another count', 'another number of parts', 'half/1', 'few/2')
    cpSync(at('small'), at('later'), {recursive: true})
    writeFileSync(at('later/content/roles/nurse.md'), readFileSync(at('small/content/roles/nurse.md'), 'utf8').replace('Text', 'Words'))
    wrong('another commit', 'built from other files', 'half/1', other('of-later', 'later'))
    cpSync(at('small'), at('restyled'), {recursive: true})
    mkdirSync(at('restyled/static'))
    writeFileSync(at('restyled/static/brand.css'), ':root { --accent: red }')
    wrong('another style', 'built from other files', 'half/1', other('of-restyled', 'restyled'))
    wrong('another day', 'on another day', 'half/1', other('next-day', 'small', '--now', '2026-12-02'))
    wrong('with drafts', 'with other options', 'half/1', other('with-drafts', 'small', '--drafts'))
    wrong('elsewhere', 'with other options', 'half/1', other('elsewhere', 'small', '--base-url', 'https://example.com/'))
    // Where the same things stand on another machine does not matter; which program it is does.
    mkdirSync(at('install/bin'), {recursive: true})
    mkdirSync(at('install/share/metier'), {recursive: true})
    for (const folder of ['layouts', 'static']) cpSync(join(root, folder), at('install/share/metier', folder), {recursive: true})
    const installed = at('install/bin/metier')
    const byOther = (out) => run(installed, ['build', '-q', '-C', at('moved'), '-o', at(out), '--now', day, '--shard', '2/2', '-j', '1'])
    cpSync(metier, installed)
    cpSync(at('small'), at('moved'), {recursive: true})
    if (isDone('another machine', byOther('of-machine')) && isDone('of two machines', merge('two', 'half/1', 'of-machine'))) isSame('from two machines', 'small-whole', 'two')
    writeFileSync(installed, Buffer.concat([readFileSync(metier), Buffer.from('\n')]))
    chmodSync(installed, 0o755)
    if (isDone('another program', byOther('of-program'))) wrong('another program', 'by another program', 'half/1', 'of-program')

    isRefused('over a part', merge('half/1', 'half/1', 'half/2'), 1, '[output-folder]')
    symlinkSync(at('half/2'), at('link'))
    isDone('a part that a link leads to', merge('linked', 'half/1', 'link'))
    const damage = (what, words, change) => {
        rmSync(at('damaged'), {recursive: true, force: true})
        cpSync(at('half/2'), at('damaged'), {recursive: true})
        const path = [...files('damaged').keys()].find((name) => name.endsWith('.html'))
        change(at('damaged', path), path)
        isRefused(what, merge('wrong', 'half/1', 'damaged'), 1, words)
        check(`${what}: nothing is published`, !existsSync(at('wrong')))
    }
    damage('a changed file', 'changed or damaged [part-file]', (file) => writeFileSync(file, 'x'))
    damage('a longer file', 'changed or damaged [part-file]', (file) => writeFileSync(file, readFileSync(file, 'utf8') + ' '))
    damage('a missing file', 'is missing [part-file]', (file) => rmSync(file))
    damage('a foreign file', "not in the part's list of files [part-file]", (file) => writeFileSync(`${file}.bak`, ''))
    damage('a link', 'a link or a folder stands [part-file]'.replace(' [', ' in place of this file ['), (file) => {
        renameSync(file, at('elsewhere.html'))
        symlinkSync(at('elsewhere.html'), file)
    })
    damage('a pipe', '[part-file]', (file) => { rmSync(file); run('mkfifo', [file]) })
    damage('a folder', '[part-file]', (file) => { rmSync(file); mkdirSync(file) })
    damage('no list', 'it has no list of its files [part-list]', () => rmSync(at('damaged/.metier-part')))
    const list = () => readFileSync(at('damaged/.metier-part'))
    const relist = (bytes) => writeFileSync(at('damaged/.metier-part'), bytes)
    damage('a short list', 'is damaged [part-list]', () => relist(list().subarray(0, -40)))
    damage('a changed list', 'is damaged [part-list]', (file, path) => relist(list().toString('latin1').replace(path, path.replace('html', 'htmm'))))
    damage('a manifest', 'is damaged [part-list]', () => cpSync(at('.small-whole.metier/manifest'), at('damaged/.metier-part')))
    damage('a list that is a link', '[part-list]', () => { renameSync(at('damaged/.metier-part'), at('list')); symlinkSync(at('list'), at('damaged/.metier-part')) })

    // Nor is what stands there touched.
    isDone('it stands', merge('stands', 'half/1', 'half/2'))
    writeFileSync(at('stands/mine.txt'), 'mine')
    isRefused('a merge that fails', merge('stands', 'half/1'), 1, 'nothing was published')
    isDone('later parts', shard('later', 1, 2, 'later-parts/1'))
    isDone('later parts', shard('later', 2, 2, 'later-parts/2'))
    isDone('a later merge', merge('stands', 'later-parts/1', 'later-parts/2'))
    check('what is not ours stays', readFileSync(at('stands/mine.txt'), 'utf8') === 'mine')
    rmSync(at('stands/mine.txt'))
    isDone('later', build('later', 'later-whole'))
    isSame('a later merge', 'later-whole', 'stands')
}

const killed = (words, ms) => new Promise((end) => {
    const child = spawn(metier, words, {cwd: work, stdio: 'ignore'})
    setTimeout(() => child.kill('SIGKILL'), ms)
    child.on('exit', (status, signal) => end(signal === 'SIGKILL'))
})

// Killed at any moment: the next merge, or the next build, completes it.
async function testKills() {
    cpSync(at('site'), at('other'), {recursive: true})
    writeFileSync(at('other/site.yaml'), readFileSync(at('site/site.yaml'), 'utf8').replace(/^title: .*$/m, 'title: Another'))
    isDone('another whole', build('other', 'other-whole'))
    for (const k of numbers(3)) isDone(`another ${k}`, shard('other', k, 3, `other-parts/${k}`))
    const sites = [['three', 'whole', 'site'], ['other-parts', 'other-whole', 'other']]
    const parts = (name) => numbers(3).map((k) => `${name}/${k}`)
    const start = Date.now()
    merge('kept', ...parts('three'))
    const whole_ms = Date.now() - start
    let kills = 0
    for (let i = 0; i < 24; i++) {
        const [name, whole, site] = sites[i % 2]
        if (i % 5 === 4) rmSync(at('kept'), {recursive: true, force: true})
        kills += await killed(['merge', '-q', '-o', 'kept', ...parts(name)], Math.random() * 1.2 * whole_ms)
        isDone('after a kill', i % 3 ? merge('kept', ...parts(name)) : build(site, 'kept'))
        isSame(`after kill ${i}`, whole, 'kept')
    }
    check('merges were killed', kills >= 8, `${kills} of 24`)
}

try {
    writeSites()
    testParts()
    testEngines()
    testGithub()
    await testKubernetes()
    testUsage()
    testErrors()
    testWrongParts()
    await testKills()
} catch (failure) {
    problems.push(failure.stack)
} finally {
    rmSync(work, {recursive: true})
}
problems.slice(0, 20).forEach((problem) => console.log(problem))
console.log(`${count} checks, ${problems.length} failed`)
process.exitCode = problems.length ? 1 : 0
