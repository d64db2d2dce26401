// What a build costs in instructions, which no other work on the machine disturbs, and what one after it does,
// against the figures in instructions.json: a change of more than 3 % is told, to the better as well, so that the
// figures stay true. And four times the roles cost at most 4.2 times as much.
//
//   node tests/bench/instructions.mjs BUILD/metier [--rewrite]    with --rewrite the figures are written anew
//
// One thread, an empty environment, a fixed day, paths of one length, and the C library's plain variants of its
// functions. Another compiler, or other libraries, than those of the figures count otherwise: clang 14 differs from
// gcc 12 by 1.5 %. There the window is 10 %. (A fixed work compiled beside them is no better measure: that differs
// by 22 %.)
import {execFile, execFileSync} from 'node:child_process'
import {cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join, resolve} from 'node:path'
import {fileURLToPath} from 'node:url'

const WINDOW = 0.03, WINDOW_ELSEWHERE = 0.10, GROWTH_MAX = 4.2
const LIBRARIES = ['md4c', 'yaml-0.1', 'libctemplate', 'icu-i18n', 'libdeflate', 'nettle']
const PAGES = 'outputs: {skills: false, salaries: false, redirects: false, search: false, compare: false, robots: false, llms: false, data: false, hosting: false}\n'
const ENVIRONMENT = {
    PATH: process.env.PATH, SOURCE_DATE_EPOCH: '1796083200',
    GLIBC_TUNABLES: 'glibc.cpu.hwcaps=-AVX2,-AVX512F,-AVX512VL,-AVX512BW,-ERMS,-FSRM',
}

const here = dirname(fileURLToPath(import.meta.url))
const path = join(here, 'instructions.json')
const metier = resolve(process.argv[2])
const work = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'metier-instructions-'))
process.on('exit', () => rmSync(work, {recursive: true, force: true}))

// Without debugging information it starts sooner; beside the theme, which it looks for there.
const stripped = join(work, 'theme/build/metier')
mkdirSync(dirname(stripped), {recursive: true})
execFileSync('strip', ['-o', stripped, metier])
for (const folder of ['layouts', 'static']) cpSync(join(here, '../..', folder), join(work, 'theme', folder), {recursive: true})

let counted = 0
function count(command, args) {
    const out = join(work, `count-${counted++}`)
    const options = ['-q', '--log-file=/dev/null', '--tool=cachegrind', '--cache-sim=no', '--branch-sim=no', `--cachegrind-out-file=${out}`, command, ...args]
    return new Promise((done, fail) => execFile('valgrind', options, {cwd: work, env: ENVIRONMENT}, (error) => {
        if (error) fail(error)
        else done(Number(/^summary: (\d+)/m.exec(readFileSync(out, 'utf8'))[1]))
    }))
}

function generate(name, roles, yaml = '') {
    execFileSync(join(dirname(metier), 'bench/generate'), [join(work, name), String(roles)])
    const file = join(work, name, 'site.yaml')
    writeFileSync(file, readFileSync(file, 'utf8') + yaml)
    return build(name)
}

const build = (name) => count(stripped, ['build', '-C', name, '-o', join('..', `${name}-out`), '-j', '1'])

// Of a site that was built: nothing has changed, and then the summary of one role has.
async function buildAgain(name) {
    const unchanged = await build(name)
    const role = join(work, name, 'content/roles/role-000500.md')
    writeFileSync(role, readFileSync(role, 'utf8').replace(/^summary: .*/m, 'summary: Another one, of the words that many have.'))
    return [unchanged, await build(name)]
}

// What made the program, what it was linked to, and what counts: an older valgrind does not know each system call.
const text = (command, args) => execFileSync(command, args, {encoding: 'utf8'}).trim()
const compiler = [...text('readelf', ['-p', '.comment', metier]).matchAll(/\] +(.+)/g)].map((found) => found[1]).join(', ')
const toolchain = [compiler, text('valgrind', ['--version']), text('getconf', ['GNU_LIBC_VERSION']), ...LIBRARIES.map((name) => `${name} ${text('pkg-config', ['--modversion', name])}`)].join('; ')

// The longest beside the others: two processors are enough.
const [large, [small, again, pages, start]] = await Promise.all([
    generate('large', 4000),
    (async () => [await generate('small', 1000), await buildAgain('small'), await generate('pages', 1000, PAGES), await generate('start', 8)])(),
])
const now = {
    toolchain,
    'every output, a role': Math.round(small / 1000),
    'pages, feed, sitemap, a role': Math.round(pages / 1000),
    'nothing changed, a role': Math.round(again[0] / 1000),
    'one role of a thousand changed, a role': Math.round(again[1] / 1000),
    'a site of eight roles': start,
}
const growth = large / small
if (process.argv.includes('--rewrite')) {
    writeFileSync(path, `${JSON.stringify(now, null, 4)}\n`)
    console.log(`written: ${path}`)
}

const figures = JSON.parse(readFileSync(path, 'utf8'))
const isSame = figures.toolchain === toolchain
const problems = []
if (!isSame) console.log(`other tools than the figures': ${toolchain}`)
for (const name of Object.keys(now)) {
    if (name === 'toolchain') continue
    const change = now[name] / figures[name] - 1
    const words = `${name}: ${now[name].toLocaleString('en-US')} instructions, ${(change * 100).toFixed(1)} % against the figure`
    console.log(words)
    if (Math.abs(change) <= (isSame ? WINDOW : WINDOW_ELSEWHERE)) continue
    problems.push(change > 0 ? `${words}: it has become dearer` : `${words}: well done; bring the figure down, so that it stays so`)
}
console.log(`four times the roles: ${growth.toFixed(2)} times the instructions`)
if (growth > GROWTH_MAX) problems.push(`four times the roles cost ${growth.toFixed(2)} times as much, more than ${GROWTH_MAX}`)
for (const problem of problems) console.log(problem)
if (problems.length) console.log('if that is meant: node tests/bench/instructions.mjs build/metier --rewrite')
else console.log(`${Object.keys(now).length - 1} figures, ${isSame ? '' : 'of other tools, '}growth ${growth.toFixed(2)}`)
process.exit(problems.length ? 1 : 0)
