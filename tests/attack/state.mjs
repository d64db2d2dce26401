// Manifests, journals and staging folders that somebody forged: whatever they say, only what stands in
// the output with the very hash that is written there is removed, and only whole files are put there.
import {cpSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync, statSync, symlinkSync, truncateSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {beside, clear, execute, expect, fail, finish, isChosen, limitMemory, makeSite, roleText, run, snapshot, work, write} from './harness.mjs'

const helper = process.argv[3]
function hashOf(bytes) {
    const path = join(work, 'hashed')
    writeFileSync(path, bytes)
    return execute(helper, ['hash', path]).out.trim()
}
// What tells the state folder of a place from its copies.
function instanceOf(place) {
    const lock = join(beside(place), 'lock')
    if (!existsSync(lock)) write(beside(place), {lock: ''})
    const {ino, ctimeNs} = statSync(lock, {bigint: true})
    return `${ino} ${ctimeNs}`
}
// A journal with these records, [action, hash, path], that ends as a whole one does, and seems to be written there.
function journal(records, place, isWhole = false, instance = instanceOf(place)) {
    const lines = records.map(([action, hash, path]) => Buffer.concat([Buffer.from(`${action}${hash} `), Buffer.from(path), Buffer.from('\0')]))
    const text = Buffer.concat([Buffer.from(`metier journal 2${isWhole ? ' whole' : ''}\0${instance ? `@${instance}\0` : ''}`), ...lines])
    return Buffer.concat([text, Buffer.from(`.${hashOf(text)}\0`)])
}
function recordsOf(place) {
    const lines = readFileSync(join(beside(place), 'manifest'), 'latin1').split('\0').slice(1)
    return lines.filter((line) => /^[=+]/.test(line)).map((line) => ['=', line.slice(1, 33), line.slice(34)])
}

const model = makeSite()
expect('the model', run('the model', model, ['build']), 0)
// A place that was published as the model is, with a file of somebody else.
function publishedPlace() {
    const place = makeSite()
    for (const name of ['public', '.public.metier']) cpSync(join(model.site, name), join(place.site, name), {recursive: true})
    write(place.out, {'note.txt': 'mine', 'mine/index.html': 'mine'})
    return place
}
const isMine = (place) => ['note.txt', 'mine/index.html'].every((path) => existsSync(join(place.out, path)) && readFileSync(join(place.out, path), 'utf8') === 'mine')
const reference = snapshot(model.out)
// What a sound build leaves: the site, and what was there besides.
function judgeSite(label, place, also = []) {
    const got = snapshot(place.out)
    for (const [path, bytes] of Object.entries(reference)) if (got[path] !== bytes) fail(label, `${path} is missing or another`)
    for (const path of Object.keys(got)) {
        if (!(path in reference) && !also.includes(path)) fail(label, `${path} stands there`)
    }
}
const MINE = ['note.txt', 'mine/index.html']
const mine = hashOf('mine')
const other = hashOf('other')
const places = ['../victim/index.html', '../../victim/index.html', '/etc/passwd', 'roles/../../../victim/lock', './note.txt', 'roles//nurse/index.html', '',
    'a'.repeat(300), `${'a/'.repeat(600)}x`, 'note.txt/', '..', '.', 'x\0y', '\u001b[31m', '::error::x\n::error::y', Buffer.from([0xff, 0xfe])]

// Records that lead elsewhere, in manifest and journal, with each action.
for (const file of ['manifest', 'journal']) {
    for (const path of places) {
        for (const action of ['=', '+', '-']) {
            if (!isChosen()) continue
            const label = `${file}: ${action}${JSON.stringify(String(path)).slice(0, 40)}`
            const place = publishedPlace()
            const records = recordsOf(place)
            writeFileSync(join(beside(place), file), journal([...records, [action, mine, path]].sort((a, b) => Buffer.compare(Buffer.from(a[2]), Buffer.from(b[2]))), place))
            write(beside(place), {'staging/x': 'mine'})
            const ran = run(label, place, ['build'])
            if (ran.status !== 0 && ran.status !== 1) fail(label, `exit ${ran.status}: ${ran.text}`)
            if (!isMine(place)) fail(label, 'a file of somebody else is gone')
        }
    }
}

// Records out of order, twice, or against each other: no page that is of the site may go.
for (const file of ['manifest', 'journal']) {
    for (const [name, change] of [
        ['reversed', (records) => records.reverse()],
        ['the last one first', (records) => [records.at(-1), ...records.slice(0, -1)]],
        ['each twice', (records) => records.flatMap((record) => [record, record])],
        ['each kept and removed', (records) => records.flatMap((record) => [record, ['-', record[1], record[2]]])],
        ['each removed behind the others', (records) => [...records, ...records.map((record) => ['-', record[1], record[2]])]],
        ['other hashes', (records) => records.map(([action, , path]) => [action, other, path])],
        ['none', () => []],
    ]) {
        const label = `${file}: ${name}`
        const place = publishedPlace()
        writeFileSync(join(beside(place), file), journal(change(recordsOf(place)), place))
        const first = run(label, place, ['build'])
        const second = run(`${label}, again`, place, ['build'])
        for (const ran of [first, second]) {
            if (ran.status === 0) judgeSite(label, place, MINE)
            if (ran.status !== 0) expect(label, ran, 1, /foreign-folder/)
        }
        if (!isMine(place)) fail(label, 'a file of somebody else is gone')
    }
}

// Garbage of all kinds and sizes.
const garbage = {
    empty: Buffer.alloc(0), nul: Buffer.alloc(1000), 'no end': Buffer.from('metier journal 2\0=00'),
    random: Buffer.from(Array.from({length: 4000}, (_, i) => (i * 7919 + (i >> 3) * 31) & 255)),
    'a hash that does not match': Buffer.from(journal([['-', mine, 'note.txt']], model).toString('latin1').replace('note', 'nota'), 'latin1'),
    'another version': Buffer.from('metier journal 9\0'),
}
for (const file of ['manifest', 'journal', 'stamps', 'inputs', 'manifest.new', 'stamps.new', 'inputs.new', 'lock']) {
    for (const [name, bytes] of Object.entries(garbage)) {
        const place = publishedPlace()
        writeFileSync(join(beside(place), file), bytes)
        const ran = run(`${file}: ${name}`, place, ['build'])
        if (file === 'manifest') expect(`${file}: ${name}`, ran, 1, /is damaged/)
        else expect(`${file}: ${name}`, ran, 0)
        if (!isMine(place)) fail(`${file}: ${name}`, 'a file of somebody else is gone')
    }
    for (const [name, begin] of [['900 MB', () => ''], ['900 MB behind a good start', (path) => existsSync(path) ? readFileSync(path) : '']]) {
        const place = publishedPlace()
        const path = join(beside(place), file)
        writeFileSync(path, begin(path))
        truncateSync(path, 900 << 20)
        const ran = run(`${file}: ${name}`, place, ['build'], {wrap: limitMemory(600_000)})
        if (file === 'manifest') expect(`${file}: ${name}`, ran, name === '900 MB' ? 1 : 3, name === '900 MB' ? /is damaged/ : /out of memory/)
        else expect(`${file}: ${name}`, ran, 0)
    }
}
// What is kept says how much of it there is: nobody makes room for more than is there.
const SIZE_OFFSET = 48
for (const file of ['stamps', 'inputs', 'fingerprints', 'parsed']) {
    const label = `${file}: a gigabyte, as it says`
    const place = makeSite()
    expect(label, run(label, place, ['build']), 0)
    const bytes = readFileSync(join(beside(place), file))
    if (Number(bytes.readBigUInt64LE(SIZE_OFFSET)) >= bytes.length) fail(label, 'the size does not stand there')
    bytes.writeBigUInt64LE(1n << 30n, SIZE_OFFSET)
    writeFileSync(join(beside(place), file), bytes)
    write(place.site, {'content/roles/nurse.md': roleText('Nurse', 'Another text.')})
    expect(label, run(label, place, ['build'], {wrap: limitMemory(600_000)}), 0)
}

// What a journal removes has the hash that it says; all else stays.
{
    const place = publishedPlace()
    writeFileSync(join(beside(place), 'journal'), journal([...recordsOf(place), ['-', other, 'mine/index.html'], ['-', other, 'note.txt']], place))
    expect('removals with other hashes', run('removals with other hashes', place, ['build']), 0)
    if (!isMine(place)) fail('removals with other hashes', 'a file of somebody else is gone')
}

// What is staged is put only where it is a file with the recorded bytes.
for (const [name, stage] of [
    ['a link', (path, place) => symlinkSync(join(place.victim, 'secret'), path)],
    ['a link to a folder', (path, place) => symlinkSync(place.victim, path)],
    ['a folder', (path) => mkdirSync(path)],
    ['a folder with a file', (path) => write(path, {'deep/evil.html': '<script>'})],
    ['a pipe', (path) => execute('mkfifo', [path])],
    ['a device', (path) => { if (execute(helper, ['node', path]).status) writeFileSync(path, 'bytes that nobody recorded') }],
    ['other bytes', (path) => writeFileSync(path, 'bytes that nobody recorded')],
]) {
    for (const isWhole of [false, true]) {
        const label = `staged: ${name}${isWhole ? ', whole' : ''}`
        const place = publishedPlace()
        const staging = join(beside(place), 'staging')
        clear(staging)
        if (isWhole) {
            renameSync(place.out, staging)
            clear(join(beside(place), 'manifest'))
        } else mkdirSync(staging)
        for (const path of ['evil.html', 'index.html']) {
            clear(join(staging, path))
            stage(join(staging, path), place)
        }
        const records = isWhole ? snapshot(staging) : {}
        const kept = [['+', other, 'evil.html'], ['+', other, 'index.html'], ...(isWhole ? Object.keys(records).filter((path) => path && !/^(evil|index)/.test(path)).map((path) => ['+', hashOf(readFileSync(join(staging, path))), path]) : [])]
        writeFileSync(join(beside(place), 'journal'), journal(kept.sort((a, b) => (a[2] < b[2] ? -1 : 1)), place, isWhole))
        const ran = run(label, place, ['build'])
        if (ran.status === 0) judgeSite(label, place, isWhole ? [] : MINE)
        else fail(label, `exit ${ran.status}: ${ran.text}`)
        if (existsSync(join(place.out, 'evil.html'))) fail(label, 'it is published')
        expect(`${label}, again`, run(`${label}, again`, place, ['build']), 0)
    }
}

// A staged folder that holds more than the journal says is not the output folder to be.
{
    const place = makeSite()
    const staging = join(beside(place), 'staging')
    write(staging, {'index.html': 'mine', 'evil.html': '<script>'})
    writeFileSync(join(beside(place), 'journal'), journal([['+', mine, 'index.html']], place, true))
    expect('more is staged', run('more is staged', place, ['build']), 0)
    judgeSite('more is staged', place)
}
// One that is very deep goes nevertheless.
{
    const place = makeSite()
    mkdirSync(join(beside(place), 'staging', ...Array(500).fill('d')), {recursive: true})
    expect('a deep staging folder', run('a deep staging folder', place, ['build']), 0)
    if (existsSync(join(beside(place), 'staging'))) fail('a deep staging folder', 'it is still there')
}

// Something else in the place of what has to be removed: it stays, and the build goes on.
for (const [name, make] of [
    ['a pipe', (path) => execute('mkfifo', [path])],
    ['a folder', (path) => write(path, {mine: 'mine'})],
    ['a link', (path, place) => symlinkSync(join(place.victim, 'index.html'), path)],
    ['a socket', (path) => execute(process.execPath, ['-e', `process.chdir(${JSON.stringify(join(path, '..'))}); require('net').createServer().listen('index.html', () => process.kill(process.pid, 'SIGKILL'))`])],
]) {
    for (const isCutOff of [false, true]) {
        const label = `removed, but ${name} stands there${isCutOff ? ', in a journal' : ''}`
        const place = publishedPlace()
        const path = join(place.out, 'about/index.html')
        const hash = recordsOf(place).find((record) => record[2] === 'about/index.html')[1]
        clear(join(place.site, 'content/pages/about.md'))
        clear(path)
        make(path, place)
        if (isCutOff) writeFileSync(join(beside(place), 'journal'), journal([...recordsOf(place).filter((record) => record[2] !== 'about/index.html'), ['-', hash, 'about/index.html']], place))
        expect(label, run(label, place, ['build']), 0)
        try { lstatSync(path) } catch { fail(label, 'it is gone') }
    }
}

// A build that completes an earlier one and then finds an error says so: something was published.
{
    const place = publishedPlace()
    write(beside(place), {'staging/roles/nurse/index.html': 'mine'})
    const records = recordsOf(place).map((record) => (record[2] === 'roles/nurse/index.html' ? ['+', mine, record[2]] : record))
    writeFileSync(join(beside(place), 'journal'), journal(records, place))
    write(place.site, {'content/roles/doctor.md': roleText('Doctor', '<b>raw</b>')})
    expect('completed, then an error', run('completed, then an error', place, ['build']), 1, /completed/)
    if (readFileSync(join(place.out, 'roles/nurse/index.html'), 'utf8') !== 'mine') fail('completed, then an error', 'it was not completed')
}

// What a commit brings was written elsewhere: no journal of it is carried out, and of a manifest it is said.
for (const [name, instance] of [['none', () => ''], ['another', instanceOf], ['zeros', () => '0 0']]) {
    for (const isWhole of [false, true]) {
        const label = `a journal from elsewhere, ${name}${isWhole ? ', whole' : ''}`
        const place = isWhole ? makeSite() : publishedPlace()
        const before = snapshot(place.out)
        write(beside(place), {'staging/index.html': '<script>', lock: ''})
        writeFileSync(join(beside(place), 'journal'), journal([['+', hashOf('<script>'), 'index.html']], place, isWhole, instance(model)))
        write(place.site, {'content/roles/doctor.md': roleText('Doctor', '<b>raw</b>')})
        const ran = run(label, place, ['build'])
        expect(label, ran, 1)
        if (ran.text.includes('completed')) fail(label, 'it is said to be completed')
        if (JSON.stringify(snapshot(place.out)) !== JSON.stringify(before)) fail(label, 'something was published')
    }
    const label = `a manifest from elsewhere, ${name}`
    const place = makeSite()
    write(place.out, {'evil.html': '<script>'})
    write(beside(place), {lock: ''})
    writeFileSync(join(beside(place), 'manifest'), journal([], place, false, instance(model)))
    expect(`${label}, strict`, run(label, place, ['build', '--strict']), 1, /copied-folder/)
    expect(label, run(label, place, ['build']), 0, /copied-folder/)
    const again = run(label, place, ['build'])
    if (again.status !== 0 || again.text.includes('copied-folder')) fail(`${label}, again`, `exit ${again.status}: ${again.text}`)
}

// Where a build was cut off, and somebody took a place that it had in mind: theirs stays.
for (const [name, make] of [
    ['a file', (path) => writeFileSync(path, 'mine')],
    ['a link', (path, place) => symlinkSync(join(place.victim, 'index.html'), path)],
]) {
    const label = `completed around ${name}`
    const place = publishedPlace()
    write(beside(place), {'staging/new.html': 'new', 'staging/index.html': 'new'})
    make(join(place.out, 'new.html'), place)
    const isTheirs = () => readFileSync(join(place.out, 'new.html'), 'utf8') !== 'new'
    const records = recordsOf(place).map((record) => (record[2] === 'index.html' ? ['+', hashOf('new'), record[2]] : record))
    const all = [...records, ['+', hashOf('new'), 'new.html']].sort((a, b) => (a[2] < b[2] ? -1 : 1))
    writeFileSync(join(beside(place), 'journal'), journal(all, place))
    write(place.site, {'content/roles/doctor.md': roleText('Doctor', '<b>raw</b>')})
    expect(label, run(label, place, ['build']), 1, /completed/)
    if (readFileSync(join(place.out, 'index.html'), 'utf8') !== 'new') fail(label, 'it was not completed')
    if (!isTheirs()) fail(label, 'it was replaced')
    clear(join(place.site, 'content/roles/doctor.md'))
    expect(label, run(label, place, ['build']), 0)
    if (!isTheirs()) fail(label, 'it was removed')
}
finish('state')
