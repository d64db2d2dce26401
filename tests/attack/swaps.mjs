// Things that change while a build runs: a source, the output or the state is replaced by a link, a pipe
// or another folder, again and again. Each build works or says why it does not, and none reads or
// writes anything outside. Then builds that are killed at any time.
import {execFileSync, spawn} from 'node:child_process'
import {existsSync, linkSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {beside, clear, differences, execute, expect, fail, finish, isSame, judgeWords, makeSite, metier, roleText, run, snapshot, write} from './harness.mjs'
import {STATE} from '../state.mjs'

const helper = process.argv[3]
const ROUNDS = 12
const PASSES_MAX = 10           // through one scenario, until it has bitten and a build has worked
const KILLS = 50
const KILLS_MAX = 1000          // until some builds were killed and some were not
const pause = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
const toVictim = (path) => (double, place) => symlinkSync(join(place.victim, path), double)
const pipe = (double) => execFileSync('mkfifo', [double])

const scenarios = [
    ['site.yaml', toVictim('secret')],
    ['content', toVictim('')],
    ['content/roles', toVictim('roles')],
    ['content/roles/nurse.md', toVictim('nurse.md')],
    ['content/roles/nurse.md', pipe],
    ['static', toVictim('')],
    ['static/dir', toVictim('')],
    ['static/dir/file.txt', toVictim('file.txt')],
    ['static/style2.css', (double) => mkdirSync(double)],
    ['layouts', toVictim('')],
    ['layouts/base.html', toVictim('base.html')],
    ['layouts/strings', toVictim('strings')],
    ['public', toVictim('')],
    ['public/roles', toVictim('roles')],
    ['public/roles/nurse', toVictim('roles/nurse')],
    ['public/roles/nurse/index.html', toVictim('roles/nurse/index.html')],
    ['public/roles/nurse/index.html', pipe],
    ['.public.metier', toVictim('')],
    ['.public.metier/lock', toVictim('lock')],
    ['.public.metier/manifest', toVictim('manifest')],
    ['.public.metier/stamps', toVictim('secret')],
    ['.public.metier/staging', toVictim('')],
    ['.public.metier/staging/roles', toVictim('roles')],
]
// Whether a build worked, and whether one met the swap: it was refused, or a file of its own took the double's place.
function swap([at, makeDouble]) {
    const label = `${at} is swapped${makeDouble === pipe ? ' with a pipe' : ''}`
    const place = makeSite({'layouts/base.html': execFileSync('cat', ['layouts/base.html']).toString(), 'layouts/strings/en.yaml': execFileSync('cat', ['layouts/strings/en.yaml']).toString()})
    const path = join(place.site, at)
    const double = join(place.place, 'double')
    expect(label, run(label, place, ['build']), 0)
    makeDouble(double, place)
    let succeeded = 0
    let refused = 0
    const swapper = spawn(helper, ['swap', path, double], {stdio: 'ignore'})
    for (let i = 0; i < ROUNDS; i++) {
        // Nothing here is looked at while it changes: written behind the build's back it is, too.
        if (!at.startsWith('content')) writeFileSync(join(place.site, 'content/roles', `doctor-${i % 3}.md`), roleText(`Doctor ${i}`, `Text ${i}.`))
        if (i % 4 === 3) execute(metier, ['check', '-C', place.site])
        const ran = execute(metier, ['build', '-C', place.site, ...(i % 5 === 4 ? ['--force'] : [])])
        judgeWords(label, ran)
        if (ran.status === 0) succeeded++
        else refused++
    }
    swapper.kill('SIGKILL')
    pause(20)
    // What was swapped last stands where it belongs again.
    const isAway = (existing) => existsSync(existing) || (() => { try { lstatSync(existing); return true } catch { return false } })()
    const isDouble = (one) => isAway(one) && (lstatSync(one).isSymbolicLink() || lstatSync(one).isFIFO() || (at === 'static/style2.css' && lstatSync(one).isDirectory()))
    const isGone = !isDouble(path) && !isDouble(double)
    if (isDouble(path) && isAway(double)) {
        renameSync(path, `${double}.aside`)
        renameSync(double, path)
    }
    const changed = differences(place.victimBefore, snapshot(place.victim, true))
    if (changed.length) fail(label, `the victim changed: ${changed}`)
    for (const folder of [place.out, double, beside(place)]) {
        const leaks = Object.entries(snapshot(folder)).filter(([, value]) => value.endsWith(' LEAK'))
        if (leaks.length) fail(label, `foreign bytes in ${folder}: ${leaks.map(([name]) => name)}`)
    }
    const last = run(`${label}, then`, place, ['build', '--force'])
    expect(`${label}, then`, last, 0)
    run(`${label}, alone`, place, ['build', '-o', 'alone'], {out: join(place.site, 'alone')})
    // What was lost sight of while the state was away stays, and is nobody's.
    const [got, wanted] = [snapshot(place.out), snapshot(join(place.site, 'alone'))]
    const odd = Object.keys(wanted).filter((name) => got[name] !== wanted[name])
    if (odd.length) fail(label, `the last build differs in ${odd}`)
    return {hasWorked: succeeded > 0, hasBitten: refused > 0 || isGone}
}
for (const scenario of scenarios) {
    let hasWorked = false
    let hasBitten = false
    for (let pass = 0; pass < PASSES_MAX && !(hasWorked && hasBitten); pass++) {
        const came = swap(scenario)
        hasWorked ||= came.hasWorked
        hasBitten ||= came.hasBitten
    }
    if (!hasWorked || !hasBitten) fail('swaps', `${scenario[0]}: ${hasWorked ? 'no build met the swap' : 'no build worked'}`)
}

// Killed at any time: the next build gives the very site, and leaves nothing.
{
    const place = makeSite()
    for (let i = 0; i < 150; i++) write(place.site, {[`content/roles/role-${i}.md`]: roleText(`Role ${i}`, 'Text.')})
    // How long a build takes here, so that the kills are spread over it, and a little beyond its end.
    const start = performance.now()
    expect('killed, before', execute(metier, ['build', '-C', place.site]), 0)
    const whole = performance.now() - start
    let killed = 0
    let spared = 0
    for (let i = 0; i < KILLS_MAX && (i < KILLS || !killed || !spared); i++) {
        const label = `killed, ${i}`
        if (i % 10 === 0) for (const path of [place.out, beside(place)]) rmSync(path, {recursive: true, force: true})
        for (let j = 0; j < 150; j += 3) writeFileSync(join(place.site, `content/roles/role-${j}.md`), roleText(`Role ${j}`, `Text ${i}.`))
        const ran = execute(metier, ['build', '-C', place.site], {timeout: 1 + Math.floor(whole * 1.5 * ((i * 7919) % 90) / 90), killSignal: 'SIGKILL'})
        if (ran.status === 'SIGKILL') killed++
        else spared++
        if (i % 5 !== 4) continue
        expect(label, run(label, place, ['build']), 0)
        if (readdirSync(beside(place)).some((name) => !STATE.includes(name))) fail(label, `leaves ${readdirSync(beside(place))}`)
        rmSync(join(place.site, 'fresh'), {recursive: true, force: true})
        rmSync(join(place.site, '.fresh.metier'), {recursive: true, force: true})
        run(label, place, ['build', '-o', 'fresh'], {out: join(place.site, 'fresh')})
        if (!isSame(snapshot(place.out), snapshot(join(place.site, 'fresh')))) fail(label, 'the next build gives another site')
    }
    if (!killed || !spared) fail('killed', `${killed} builds were, ${spared} were not`)
}

// A published file that has a second name elsewhere: that one keeps its bytes.
{
    const place = makeSite()
    expect('second names', run('second names', place, ['build']), 0)
    linkSync(join(place.out, 'index.html'), join(place.place, 'second'))
    const before = execFileSync('sha1sum', [join(place.place, 'second')]).toString()
    clear(join(place.site, 'content/pages/about.md'))
    write(place.site, {'site.yaml': 'title: Another\n'})
    expect('second names, later', run('second names, later', place, ['build']), 0)
    if (execFileSync('sha1sum', [join(place.place, 'second')]).toString() !== before) fail('second names', 'the other name has other bytes')
}
finish('swaps')
