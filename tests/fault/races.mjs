// Builds that meet: whoever comes second is told so, and whoever says that it is done has published
// its whole site.
//
//   node tests/fault/races.mjs BUILD/metier [ROUNDS [ROUNDS_OF_EIGHT]]
import {spawn} from 'node:child_process'
import {existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {readFiles} from '../cli/files.mjs'
import {leftovers} from '../state.mjs'

const metier = resolve(process.argv[2])
const rounds = Number(process.argv[3] ?? 100)
const roundsOfEight = Number(process.argv[4] ?? 10)
const base = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
const work = mkdtempSync(join(base, 'metier-races-'))
const problems = []
// More of them where no build has been told yet that another one publishes.
const ROUNDS_MAX = 10
const told = {both: 0, eight: 0}

function makeSite(name) {
    mkdirSync(join(work, name, 'content/roles'), {recursive: true})
    writeFileSync(join(work, name, 'site.yaml'), `title: ${name}\n`)
    for (let i = 0; i < 10; i++) {
        const text = `---\ntitle: Role ${i}\nbranch: ${name}\nsummary: Of ${name}.\n---\nText of ${name}.\n`
        writeFileSync(join(work, name, `content/roles/${name}-${i}.md`), text)
    }
}

const part = (number) => join(work, `part-${number}`)
const buildWords = (name) => ['build', '-C', join(work, name), '--now', '2026-01-01']
function build(name, out, words = name === 'parts' ? ['merge', part(1), part(2)] : buildWords(name)) {
    return new Promise((done) => {
        const args = [...words, '-o', join(work, out)]
        const child = spawn(metier, args, {stdio: ['ignore', 'pipe', 'pipe']})
        let text = ''
        child.stdout.on('data', (data) => { text += data })
        child.stderr.on('data', (data) => { text += data })
        child.on('close', (status, signal) => done({name, status: signal ?? status, text}))
    })
}

const text = (folder) => JSON.stringify(readFiles(join(work, folder)))

// Some of these builds at once; each either publishes, or is told that another one does.
async function race(label, names, out) {
    const ran = await Promise.all(names.map((name) => build(name, out)))
    const winners = ran.filter((one) => one.status === 0).map((one) => one.name)
    if (!winners.length) problems.push(`${label}: nobody published: ${ran.map((one) => one.text)}`)
    for (const one of ran) {
        const isTold = one.status === 3 && one.text.includes('another build publishes into this folder')
        if (isTold) told[out]++
        if (one.status !== 0 && !isTold) problems.push(`${label}: exit ${one.status}: ${one.text}`)
    }
    const got = text(out)
    const isWhole = winners.some((name) => refs[name] === got)
    if (winners.length && !isWhole) problems.push(`${label}: what stands there is none of ${winners}`)
    const beside = readdirSync(work).filter((name) => name.startsWith(`.${out}.`))
    const left = leftovers(join(work, `.${out}.metier`))
    if (beside.length !== 1 || left.length) problems.push(`${label}: leaves ${[...beside, ...left]}`)
    return winners.length
}

const refs = {}
for (const name of ['left', 'right']) {
    makeSite(name)
    await build(name, `${name}-alone`)
    refs[name] = text(`${name}-alone`)
}
// Parts of the left site, for merges among the builds.
for (const number of [1, 2]) await build('left', `part-${number}`, [...buildWords('left'), '--shard', `${number}/2`])
await build('parts', 'parts-alone')
refs.parts = text('parts-alone')
if (refs.parts !== refs.left) problems.push('a merge alone publishes another site than a build')
const eight = ['left', 'right', 'left', 'right', 'left', 'right', 'left', 'parts']
let published = 0
for (let i = 0; i < rounds || (!told.both && i < rounds * ROUNDS_MAX); i++) {
    // Into an empty place and into a full one, by turns.
    if (i % 2 === 0) for (const name of ['both', '.both.metier']) rmSync(join(work, name), {recursive: true, force: true})
    published += await race(`two sites, round ${i}`, ['left', 'right'], 'both')
}
for (let i = 0; i < roundsOfEight || (!told.eight && i < roundsOfEight * ROUNDS_MAX); i++) {
    if (i % 2 === 0) for (const name of ['eight', '.eight.metier']) rmSync(join(work, name), {recursive: true, force: true})
    await race(`eight builds, round ${i}`, eight, 'eight')
}
for (const [out, count] of Object.entries(told)) if (!count) problems.push(`${out}: no two builds ever met`)
rmSync(work, {recursive: true})
for (const problem of problems.slice(0, 20)) console.log(problem)
if (!problems.length) console.log(`${rounds} rounds of two sites (${published} builds published, ${told.both} met another), ${roundsOfEight} of seven builds and a merge at once (${told.eight} met another)`)
process.exit(problems.length ? 1 : 0)
