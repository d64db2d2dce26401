// What a loss of power would leave: of each run the calls that change files, and those that wait for a disk, are written
// down in their order (order.c), and gone through with what no disk has been waited for. A kill shows none of that: the
// system keeps what a killed program wrote. Whatever a disk does first of what it may put off,
//
//   - what is staged is on it before a journal that promises it begins
//   - the journal and its name are on it before the first step that it tells of
//   - all these steps are, before the journal becomes the manifest, or goes
//   - the bytes of a file are, before it gets its name or takes the place of another one; but for what builds remember,
//     which has a seal
//   - with --fix, what was replaced is when the run ends
//
//   node tests/fault/order.mjs METIER ORDER.so
import {spawnSync} from 'node:child_process'
import {cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join, resolve} from 'node:path'
import {writeFiles} from '../cli/files.mjs'

const [metier, shim] = process.argv.slice(2, 4).map((path) => resolve(path))
const tables = new URL('../import/tables/', import.meta.url).pathname
const work = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'metier-order-'))
// A disk of its own, where one can be mounted.
const mounted = join(work, 'mounted/public')
mkdirSync(mounted, {recursive: true})
const hasDisk = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', mounted], {stdio: 'ignore'}).status === 0
process.on('exit', () => {
    if (hasDisk) spawnSync('umount', [mounted])
    rmSync(work, {recursive: true, force: true})
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1))
const problems = new Set()
const seen = {}
let runs = 0
const log = join(work, 'log')
const traced = {LD_PRELOAD: shim, ORDER_LOG: log}

function run(words, env = traced) {
    rmSync(log, {force: true})
    const more = ['merge', 'init'].includes(words[0]) ? [] : ['--now', '2026-01-01']
    return spawnSync(metier, [...words, ...['build', 'merge'].includes(words[0]) ? ['-j', '1'] : [], ...more], {cwd: work, env: {...process.env, ...env}, encoding: 'utf8'})
}
function must(words) {
    const ran = run(words, {})
    if (ran.status !== 0) throw new Error(`${words}: ${ran.status} ${ran.stdout}${ran.stderr}`)
}

const isBelow = (path, folder) => path === folder || path.startsWith(`${folder}/`)

// Goes through what a run did. `state` is where its journal and what it stages lie, `top` where it puts that; both are
// undefined of a run without a journal.
function judge(label, words, {state, top, endsSynced = false, steps = 1, status = 0}) {
    const journal = state && join(work, state, 'journal')
    let isPromised = !!journal && existsSync(journal)
    const ran = run(words)
    runs++
    if (ran.status !== status) return problems.add(`${label}: exit ${ran.status}: ${ran.stdout}${ran.stderr}`)
    const inside = (path) => isBelow(path, join(work, state ?? '.none'))
    const isStaged = (path) => state && (isBelow(path, join(work, state, 'staging')) || isBelow(path, join(work, state, 'before')) || path.includes('/.metier-staging/'))
    const isOut = (path) => top && isBelow(path, join(work, top)) && !inside(path) && !isStaged(path)
    let bytes = new Set()   // paths of files that are written, and not on the disk
    let names = []          // paths of which it is not known on the disk whether, or where, they are
    let count = 0
    const expect = (is, what) => { if (!is) problems.add(`${label}: ${what}`) }
    for (const line of readFileSync(log, 'utf8').trim().split('\n')) {
        const [what, path, target] = line.split('\t')
        if (!isBelow(path, work) && !what.startsWith('sync')) continue   // temporary files
        seen[what] = (seen[what] ?? 0) + 1
        if (what === 'sync-disk') {
            const isElsewhere = (each) => isBelow(each, mounted) !== isBelow(path, mounted)
            bytes = new Set([...bytes].filter(isElsewhere))
            names = names.filter(isElsewhere)
        }
        if (what === 'sync') {
            bytes.delete(path)
            names = names.filter((name) => dirname(name) !== path)
        }
        if (what === 'write') bytes.add(path)
        if (what === 'name' && path === journal) {
            isPromised = true
            expect(![...bytes, ...names].some(isStaged), 'a journal begins, and what is staged is on no disk')
        }
        const isEnd = isPromised && path === journal && ['move', 'remove'].includes(what)
        const isStep = isPromised && !isEnd && [path, target].some((each) => each && isOut(each)) && !['write', 'name'].includes(what)
        if (isStep) {
            count++
            expect(!bytes.has(journal) && !names.includes(journal), `${what} ${path.slice(work.length)}, and its journal is on no disk`)
        }
        if (isEnd) {
            const late = [...bytes, ...names].filter((each) => isOut(each))
            expect(!late.length, `the journal goes, and ${late.length} of its steps are on no disk: ${late[0]?.slice(work.length)}`)
            isPromised = false
        }
        if (what === 'move' || what === 'link') {
            const isSealed = inside(target) && !/\/(journal|manifest)$/.test(target)
            expect(!bytes.has(path) || isSealed || isStaged(target), `${target.slice(work.length)} gets its name, and its bytes are on no disk`)
            if (bytes.delete(path)) bytes.add(target)
            for (const each of [...bytes].filter((each) => isBelow(each, path))) { bytes.delete(each); bytes.add(target + each.slice(path.length)) }
            names = names.map((name) => isBelow(name, path) ? target + name.slice(path.length) : name)
            names.push(target)
        }
        if (what === 'remove' || what === 'move') bytes.delete(path)
        if (what !== 'write' && !what.startsWith('sync')) names.push(path)
    }
    expect(count >= steps, `only ${count} steps of a journal were seen`)
    if (endsSynced) expect(!bytes.size && !names.length, `it ends, and on no disk is ${[...bytes, ...names][0]?.slice(work.length)}`)
    seen.steps = (seen.steps ?? 0) + count
    return undefined
}

const role = (title, more = '') => `---\ntitle: ${title}\nbranch: Care\nsummary: Cares.\n${more}---\n## Duties\n\n- Cares\n`
const page = (title) => `---\ntitle: ${title}\n---\nText.\n`
// A file becomes a folder, and a folder a file; one profile comes, another one goes.
writeFiles(join(work, 'earlier'), {'site.yaml': 'title: Earlier\n', 'content/roles/nurse.md': role('Nurse'), 'content/roles/cook.md': role('Cook'), 'content/pages/page.md': page('Page'), 'static/file': 'file'})
writeFiles(join(work, 'later'), {'site.yaml': 'title: Later\n', 'content/roles/nurse.md': role('Nurse'), 'content/roles/carer.md': role('Carer'), 'content/pages/file.md': page('File'), 'static/page': 'page'})
const published = {state: '.public.metier', top: 'public', steps: 20}
const build = (sources) => ['build', '-C', sources, '-o', '../public']
judge('first build', build('earlier'), {...published, steps: 1})
judge('later build', build('later'), published)
for (const sources of ['earlier', 'later']) {
    for (const number of [1, 2]) must(['build', '-C', sources, '--shard', `${number}/2`, '-o', `../${sources}-${number}`])
}
const merge = (sources) => ['merge', `${sources}-1`, `${sources}-2`, '-o', 'public']
judge('merge', merge('earlier'), published)
for (const folder of ['public', '.public.metier']) rmSync(join(work, folder), {recursive: true})
judge('first merge', merge('later'), {...published, steps: 1})
judge('build of a part', ['build', '-C', 'earlier', '--shard', '1/2', '-o', '../part'], {state: '.part.metier', top: 'part'})

// Where the output is on a disk of its own it is that one that has to be waited for.
if (hasDisk) {
    const apart = {state: 'mounted/.public.metier', top: 'mounted/public', steps: 15}
    judge('first build, to another disk', ['build', '-C', 'earlier', '-o', '../mounted/public'], apart)
    judge('later build, to another disk', ['build', '-C', 'later', '-o', '../mounted/public'], apart)
}

// A build that is cut off in the middle of its steps, and the next one, which completes it; also where something has
// come into the way of a file since, which its manifest must not claim.
for (const hasObstacle of [false, true]) {
    must(build('earlier'))
    run(build('later'), {...traced, ORDER_MOVES: '10'})
    if (!existsSync(join(work, published.state, 'journal'))) problems.add('no build was cut off')
    if (hasObstacle) {
        rmSync(join(work, 'public/roles/nurse/index.html'))
        writeFiles(join(work, 'public/roles/nurse/index.html'), {mine: 'mine'})
    }
    const label = hasObstacle ? 'completing one, with a folder in the way' : 'completing one'
    judge(label, build('later'), {...published, steps: 5, status: hasObstacle ? 1 : 0})
    for (const folder of [published.top, published.state]) rmSync(join(work, folder), {recursive: true})
}

// File by file.
writeFiles(join(work, 'wrong'), {'site.yaml': 'title: Wrong\n', 'content/roles/nurse.md': role('Nurse', 'updated: 2024/5/3\n'), 'content/roles/cook.md': role('Cook', 'draft: no\n')})
judge('check --fix', ['check', '--fix', '-C', 'wrong'], {endsSynced: true, steps: 0})
judge('new role', ['new', '-C', 'earlier', '--branch', 'Care', 'role', 'Smith'], {steps: 0})
judge('new language', ['new', '-C', 'earlier', 'language', 'fr'], {steps: 0})
judge('init', ['init', 'made'], {steps: 0})

// All or none.
const year = readFileSync(join(tables, 'oews_M2023.csv'), 'utf8')
writeFileSync(join(work, 'oews_M2023.csv'), year)
writeFileSync(join(work, 'oews_M2024.csv'), year.replaceAll('93600', '93610').replaceAll('74880', '74890').replaceAll('113000', '113010'))
writeFiles(join(work, 'figures'), {'site.yaml': 'title: Figures\n'})
const taking = {state: 'figures/.metier/batch', top: 'figures/content', steps: 2}
judge('import', ['import', '-C', 'figures', '--oews', 'oews_M2023.csv', '--vintage', '2023-05'], taking)
const refresh = ['refresh', '-C', 'figures', '--oews', 'oews_M2024.csv', '--vintage', '2024-05']
cpSync(join(work, 'figures'), join(work, 'imported'), {recursive: true})
judge('refresh', refresh, taking)
rmSync(join(work, 'figures'), {recursive: true})
cpSync(join(work, 'imported'), join(work, 'figures'), {recursive: true})
run(refresh, {...traced, ORDER_MOVES: '3'})
if (!existsSync(join(work, taking.state, 'journal'))) problems.add('no refresh was cut off')
judge('completing a refresh', refresh, taking)

for (const what of ['write', 'name', 'move', 'link', 'remove', 'sync', 'sync-disk']) if (!seen[what]) problems.add(`no ${what} was seen`)
for (const problem of [...problems].slice(0, 30)) console.log(problem)
if (problems.size) console.log(`${problems.size} problems`)
else console.log(`order of calls: ${runs} runs as a loss of power asks for, ${seen.steps} steps of journals, ${seen.sync + seen['sync-disk']} waits for a disk`)
if (!hasDisk) console.log('order on two disks skipped: no file system can be mounted here')
process.exit(problems.size ? 1 : 0)
