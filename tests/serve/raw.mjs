// What the attacks on the preview server share: a site full of secrets, a server, and requests as raw bytes.
import {execFileSync, spawn} from 'node:child_process'
import {mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {connect} from 'node:net'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'

export const SECRET = 'BYTES-OF-NO-OUTPUT'
export const work = mkdtempSync(join(tmpdir(), 'metier-hostile-'))
process.on('exit', () => rmSync(work, {recursive: true, force: true}))

const PROBLEMS_SHOWN = 20
export const problems = []
export const fail = (what) => { if (problems.push(what) > 500) throw new Error(`too many problems: ${problems.slice(0, 5).join('\n')}`) }
export const expect = (is, what) => is || fail(what)
export function showProblems() {
    problems.slice(0, PROBLEMS_SHOWN).forEach((text) => console.log(text))
    if (problems.length > PROBLEMS_SHOWN) console.log(`and ${problems.length - PROBLEMS_SHOWN} more`)
}

const write = (folder, files) => Object.entries(files).forEach(([path, text]) => {
    mkdirSync(dirname(join(folder, path)), {recursive: true})
    writeFileSync(join(folder, path), text)
})

export const roleText = (title) => `---\ntitle: ${title}\n# ${SECRET}\nbranch: Care\nsummary: One of many.\n---\nA text.\n`

// A site with secrets wherever a file lies that is no output, and two drafts.
export function makeSite(name, baseUrl) {
    const place = join(work, name)
    const site = join(place, 'site')
    write(place, {'outside.txt': SECRET, 'outside/index.html': SECRET, 'index.html': SECRET})
    write(site, {
        'site.yaml': `title: Attacked\nbase_url: ${baseUrl}\n# ${SECRET}\n`,
        'content/roles/nurse.md': roleText('Nurse'),
        'content/roles/café.md': roleText('Barista'),
        'content/roles/midwife.md': roleText('Midwife').replace('branch', 'draft: true\nbranch'),
        'content/pages/about.md': `---\ntitle: About\n# ${SECRET}\n---\n[A draft](/roles/midwife/).\n`,
        'content/pages/.note.md': SECRET,
        'content/notes.txt': SECRET,
        'layouts/partials/own.html': `<p>${SECRET}</p>\n`,
        'layouts/own.css': SECRET,
        '.git/config': SECRET, '.env': SECRET, 'notes.md': SECRET, 'public/index.html': SECRET,
        '.metier/events': SECRET, '.metier/live.js': SECRET,
        'static/.hidden': SECRET, 'static/.folder/file.txt': SECRET,
        'static/bare.txt': 'SMUGGLED\n', 'static/img/a b.txt': 'a space\n', 'static/empty.txt': '',
        'static/movie.mp4': Buffer.alloc(12 << 20, 'large '),
    })
    return {place, site}
}

export function addLinks({place, site}) {
    symlinkSync(join(place, 'outside.txt'), join(site, 'static/link.txt'))
    symlinkSync(join(place, 'outside'), join(site, 'static/linked'))
}

// What a build publishes, by path.
export function published(metier, {place, site}, allowedStatus = [0]) {
    const out = join(place, 'out')
    try { execFileSync(metier, ['build', '-C', site, '-o', out, '--drafts'], {stdio: 'pipe'}) } catch (error) {
        if (!allowedStatus.includes(error.status)) throw new Error(`${error.stdout}${error.stderr}`)
    }
    const ret = new Map()
    const read = (below) => readdirSync(join(out, below), {withFileTypes: true}).forEach((item) => {
        const path = join(below, item.name)
        if (item.isDirectory()) read(path)
        else ret.set(path, readFileSync(join(out, path)))
    })
    read('')
    for (const [path, bytes] of ret) expect(!bytes.includes(SECRET), `a build publishes a secret in ${path}`)
    return ret
}

const reportsOf = (text) => (/Sanitizer|runtime error|LeakSanitizer/.test(text) ? text.slice(0, 4000) : '')

// A server of a site; `stop` says what went wrong in it.
export function startServer(metier, site, args = []) {
    const child = spawn(metier, ['serve', '-C', site, ...args], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {...process.env, ASAN_OPTIONS: 'quarantine_size_mb=4:malloc_context_size=5'},
    })
    let out = '', err = ''
    const ended = new Promise((done) => child.on('exit', (status, signal) => done(signal ?? status)))
    child.stderr.on('data', (data) => { err += data })
    return new Promise((done, failed) => {
        ended.then((status) => failed(new Error(`the server ended with ${status}: ${err}`)))
        child.stdout.on('data', (data) => {
            const isFirst = !/http:\/\/\S+:\d+\//.test(out)
            out += data
            const port = /http:\/\/\S+?:(\d+)\//.exec(out)?.[1]
            if (isFirst && port) done({
                port: Number(port), pid: child.pid, isUp: () => child.exitCode === null && child.signalCode === null, said: () => out + err,
                stop: async () => {
                    child.kill('SIGTERM')
                    const late = setTimeout(() => { fail('the server does not end'); child.kill('SIGKILL') }, 10_000)
                    const status = await ended
                    clearTimeout(late)
                    expect(status === 0, `the server ended with ${status}: ${err.slice(0, 4000)}`)
                    expect(!reportsOf(err), reportsOf(err))
                },
            })
        })
    })
}

// Sends bytes and takes what comes until the server closes. `pace_ms`: byte by byte. `isEnding`: says
// that no more follows. `until`: ends when it is content with what has come. `quiet_ms`: ends when nothing has come
// for so long, `first_ms` for the first time.
export function exchange(port, bytes, {pace_ms, isEnding, until, quiet_ms, first_ms, wait_ms = 8000, host = '127.0.0.1'} = {}) {
    return new Promise((done) => {
        const chunks = []
        const start = performance.now()
        const socket = connect({port, host, noDelay: true})
        let isOver = false
        let timer = null, quiet = null
        const finish = (how) => {
            if (isOver) return
            isOver = true
            clearTimeout(timer)
            clearTimeout(quiet)
            socket.destroy()
            done({bytes: Buffer.concat(chunks), how, took_ms: performance.now() - start})
        }
        timer = setTimeout(() => finish('silent'), wait_ms)
        socket.on('connect', async () => {
            for (let i = 0; pace_ms !== undefined && i < bytes.length && !isOver; i++) {
                socket.write(bytes.subarray(i, i + 1))
                await new Promise((next) => setTimeout(next, pace_ms))
            }
            if (isOver) return
            if (pace_ms === undefined) socket.write(bytes)
            if (first_ms) quiet = setTimeout(() => finish('quiet'), first_ms)
            if (isEnding) socket.end()
        })
        socket.on('data', (data) => {
            chunks.push(data)
            clearTimeout(quiet)
            if (quiet_ms) quiet = setTimeout(() => finish('quiet'), quiet_ms)
            if (until?.(Buffer.concat(chunks))) finish('content')
        })
        socket.on('end', () => finish('closed'))
        socket.on('error', (error) => finish(error.code))
        socket.on('close', () => finish('closed'))
    })
}

function chunkedEnd(bytes, at) {
    const parts = []
    for (;;) {
        const line = bytes.indexOf('\r\n', at)
        if (line < 0) return {body: Buffer.concat(parts), end: bytes.length, isWhole: false}
        const size = parseInt(bytes.subarray(at, line).toString('latin1'), 16)
        parts.push(bytes.subarray(line + 2, line + 2 + size))
        at = line + 4 + size
        if (!size) return {body: Buffer.concat(parts), end: at, isWhole: true}
    }
}

// The answers in what came. `isHead(i)`: whether the i-th has no body.
export function parse(bytes, isHead = () => false) {
    const ret = []
    for (let at = 0; at < bytes.length;) {
        const end = bytes.indexOf('\r\n\r\n', at)
        const head = bytes.subarray(at, end < 0 ? bytes.length : end).toString('latin1')
        const [first, ...lines] = head.split('\r\n')
        const status = Number(/^HTTP\/1\.[01] (\d{3}) /.exec(first)?.[1] ?? 0)
        const headers = new Map(lines.map((line) => [line.split(':')[0].toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]))
        const answer = {status, headers, body: Buffer.alloc(0), isWhole: end >= 0}
        if (status === 100) { at = end + 4; continue }
        ret.push(answer)
        if (end < 0 || !status) return ret
        at = end + 4
        if (isHead(ret.length - 1)) continue
        if (headers.get('transfer-encoding') === 'chunked') {
            const chunked = chunkedEnd(bytes, at)
            answer.body = chunked.body
            answer.isWhole = chunked.isWhole
            at = chunked.end
        } else {
            const size = Number(headers.get('content-length') ?? bytes.length - at)
            answer.body = bytes.subarray(at, at + size)
            answer.isWhole = answer.body.length === size
            at += size
        }
    }
    return ret
}

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms))

// As a browser asks, once.
export async function ask(port, path, extra = '', wait_ms = 8000) {
    const sent = Buffer.from(`GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n${extra}\r\n`)
    const came = await exchange(port, sent, {wait_ms})
    return {...(parse(came.bytes)[0] ?? {status: 0, headers: new Map(), body: Buffer.alloc(0)}), how: came.how, took_ms: came.took_ms}
}

// Opens an event stream; `close` ends it. Resolves to its status: 0 where nothing came.
export function openStream(port, {isReading = true, wait_ms = 5000, path = '/.metier/events?page=/'} = {}) {
    return new Promise((done) => {
        const socket = connect({port, host: '127.0.0.1'})
        let came = '', answered = false
        const timer = setTimeout(() => done({status: 0, close: () => socket.destroy()}), wait_ms)
        socket.on('error', () => {})
        socket.on('close', () => { clearTimeout(timer); done({status: 0, close: () => {}}) })
        socket.on('connect', () => socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`))
        socket.on('data', (data) => {
            came = (came + data.toString('latin1')).slice(-100_000)
            if (answered) return
            const status = /^HTTP\/1.1 (\d+)/.exec(came)?.[1]
            if (!status) return
            clearTimeout(timer)
            answered = true
            if (!isReading) socket.pause()
            done({status: Number(status), socket, said: () => came, close: () => socket.destroy()})
        })
    })
}
