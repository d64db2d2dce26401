// Files of the editor that metier writes: check --fix, new and init lose nothing, whoever else is at work and
// however full the disk is.
import {spawn, spawnSync} from 'node:child_process'
import {chownSync, mkdirSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {execute, expect, fail, finish, isRoot, judgeWords, makeSite, metier, note, run, snapshot, work, write} from './harness.mjs'

const role = (i, fields, text = 'Text.') => `---\ntitle: Role ${i}\nbranch: Care\nsummary: Number ${i}.\n${fields}---\n${text}\n`
const start = (args, cwd) => new Promise((resolve) => {
    let text = ''
    const child = spawn(metier, args, {cwd})
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => { text += bytes })
    child.on('exit', (status, signal) => resolve({status: signal ?? status, text}))
})

const LONG = 'Much is to be written, which takes time.\n'.repeat(5000)

// Several at once: each file is as before or mended, and the last word is the same.
for (let round = 0; round < 5; round++) {
    const count = 60
    const files = (fields) => Object.fromEntries(Array.from({length: count}, (_, i) => [`content/roles/r${i}.md`, role(i, fields, LONG)]))
    const place = makeSite(files('lastmod: 2024/5/3\n'))
    for (const ran of await Promise.all(Array.from({length: 4}, () => start(['check', '--fix'], place.site)))) {
        judgeWords('four at once', ran)
        if (ran.status !== 0 && !/changed-source/.test(ran.text)) fail('four at once', ran.text.slice(0, 300))
    }
    expect('after four at once', run('after four at once', place, ['check', '--fix']), 0)
    for (const [path, text] of Object.entries(files('updated: 2024-05-03\n'))) {
        const is = readFileSync(join(place.site, path), 'utf8')
        if (is !== text) fail('four at once', `${path} holds ${JSON.stringify(is.slice(0, 100))}`)
    }
    const strays = readdirSync(join(place.site, 'content/roles')).filter((name) => name.startsWith('.'))
    if (strays.length) fail('four at once', `left behind: ${strays}`)
}

// An editor saves all the while: what was saved last is there, mended or not.
{
    const place = makeSite()
    const path = join(place.site, 'content/roles/busy.md')
    let saved = 0
    const save = () => {
        writeFileSync(join(place.site, 'content/roles/.busy.swp'), role(++saved, 'lastmod: 2024/5/3\n'))
        renameSync(join(place.site, 'content/roles/.busy.swp'), path)
    }
    for (let i = 0; i < 40; i++) {
        save()
        const ended = start(['check', '--fix'], place.site)
        await new Promise((resolve) => setTimeout(resolve, 3 + i))
        save()
        judgeWords('saved meanwhile', await ended)
        const is = readFileSync(path, 'utf8')
        if (!is.includes(`Number ${saved}.`)) fail('saved meanwhile', `version ${saved} is lost: ${is}`)
    }
}

// More than a report shows, of a file and of all: one run mends it.
{
    const sources = Array.from({length: 130}, (_, i) => `  - {id: s${i}, name: S${i}, retrieved: 2024/5/3}\n`).join('')
    const place = makeSite(Object.fromEntries(Array.from({length: 90}, (_, i) => [`content/roles/r${i}.md`, role(i, `sources:\n${sources}`)])))
    const ran = run('very many mends', place, ['check', '--fix'])
    expect('very many mends', ran, 0)
    const said = ran.text.match(/: mended: /g)?.length
    if (said !== 130 * 90) fail('very many mends', `${said} are said`)
    if (/mended/.test(run('very many mends, again', place, ['check', '--fix']).text)) fail('very many mends', 'a second run mends on')
}

// Root mends a file of somebody else: it stays theirs.
if (isRoot) {
    const place = makeSite({'content/roles/r.md': role(1, 'lastmod: 2024/5/3\n')})
    const path = join(place.site, 'content/roles/r.md')
    chownSync(path, 65534, 65533)
    expect('an owner', run('an owner', place, ['check', '--fix']), 0, /mended/)
    const status = statSync(path)
    if (status.uid !== 65534 || status.gid !== 65533) fail('an owner', `now ${status.uid}:${status.gid}`)
} else note('owners skipped: only root gives files away')

// A disk on which so much is free, as the function sees it.
function withDisk(kilobytes, see) {
    const disk = join(work, `disk-${kilobytes}`)
    mkdirSync(disk)
    if (!isRoot || spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk]).status !== 0) {
        note('full disks skipped: no file system can be mounted')
        return
    }
    try {
        const site = join(disk, 'a site/für')
        write(site, {'site.yaml': 'title: Full\nbaseURL: https://example.org\n', 'content/roles/r.md': role(1, 'lastmod: 2024/5/3\n', 'x'.repeat(30_000))})
        const block = Buffer.alloc(4096)
        const free = () => Number(execute('stat', ['-f', '-c', '%a', disk]).out) * 4
        for (let i = 0; free() > kilobytes; i++) writeFileSync(join(disk, `fill-${i}`), block)
        see(site)
    } finally { spawnSync('umount', [disk]) }
}
for (const kilobytes of [0, 4, 8, 16, 24]) {
    withDisk(kilobytes, (site) => {
        for (const args of [['new', 'role', 'Nurse', '--branch', 'Care'], ['new', 'language', 'fr'], ['init', 'other'], ['check', '--fix']]) {
            const label = `${args.slice(0, 2).join(' ')} with ${kilobytes} KB free`
            const before = snapshot(site)
            const ran = execute(metier, args, {cwd: site})
            judgeWords(label, ran)
            const after = snapshot(site)
            if (ran.status === 0) continue
            expect(label, ran, 3, /No space left/)
            const changed = Object.keys({...before, ...after}).filter((path) => before[path] !== after[path])
            const isMended = (path) => args[1] === '--fix' && ran.text.includes(`${path}:`) && after[path]
            if (!changed.every(isMended)) fail(label, `left behind: ${changed}`)
        }
    })
}

finish('mending')
