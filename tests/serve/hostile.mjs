// Hostile requests to the preview server, generated from a seed: no crash, no hang, and no byte that a build with
// drafts does not publish, but for the server's own script, its events and its few lines of text.
//
//   node tests/serve/hostile.mjs BUILD-SANITIZE/metier [SEED]
import {readFileSync, renameSync, rmSync, symlinkSync} from 'node:fs'
import {join, resolve} from 'node:path'

import {SECRET, addLinks, ask, exchange, expect, fail, makeSite, openStream, parse, problems, published, showProblems,
        sleep, startServer, work} from './raw.mjs'
import {attackSlowly} from './slow.mjs'

const metier = resolve(process.argv[2])
const seed = Number(process.argv.slice(3).find((argument) => /^\d+$/.test(argument)) ?? 20261126)
const REQUESTS_MIN = 20_000, PARALLEL = 24, BATCH = 24, PROMPT_MS = 2000
const CHECKED_EVERY = 60

let state = seed >>> 0
function random(below) {   // mulberry32
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
}
const pick = (list) => list[random(list.length)]
const times = (count, make) => Array.from({length: count}, (_, index) => make(index))
const shown = (item) => JSON.stringify(item.bytes.toString('latin1').slice(0, 300))
const bytesOf = (text) => Buffer.from(text, 'latin1')

// What is attacked: one site at the top of its host, one below a folder.
async function makeTarget(name, base) {
    const place = makeSite(name, `https://${name}.example${base}`)
    const outputs = published(metier, place)
    const server = await startServer(metier, place.site, ['--port', '8300'])
    const allowed = new Set([...outputs.values()].map((bytes) => bytes.toString('latin1')))
    const {port} = server
    const script = await ask(port, '/.metier/live.js')
    expect(script.status === 200, `the script: ${script.status}`)
    allowed.add(script.body.toString('latin1'))
    return {...place, ...server, name, base, outputs, allowed, good: `localhost:${port}`, missing: outputs.get('404.html').toString('latin1')}
}

const SCRIPT_TAG = /<script src="\/\.metier\/live\.js" data-hash="[0-9a-f]{96}" async><\/script>\n/
const OWN_TEXTS = new Map([
    [400, ['A path begins with \'/\'.\n', 'No request here has a body.\n']], [403, ['This is for pages of this server.\n']], [405, ['']],
    [421, ['This server does not go by that name. Ask for localhost, or start it with --host NAME.\n']], [503, ['Too many pages are open.\n']],
])
const LIBRARY_STATUSES = new Set([400, 408, 413, 414, 431, 501, 505])
const isFromLibrary = (answer) => LIBRARY_STATUSES.has(answer.status) && !answer.headers.has('x-content-type-options')

// What every answer has to be, whatever was asked. `item`: {bytes, method, isForeign}.
function judgeAnswer(target, item, answer) {
    const {status, headers} = answer
    const what = (text) => fail(`${target.name}: ${text} (${status}): ${shown(item)}`)
    const body = answer.body.toString('latin1')
    for (const name of headers.keys()) if (name.startsWith('access-control-')) what(`a header ${name}`)
    if (isFromLibrary(answer)) return
    if (headers.get('x-content-type-options') !== 'nosniff' || headers.get('cache-control') !== 'no-store') what('headers are missing')
    if (item.isForeign && status !== 421) what('a foreign Host is answered')
    if (item.method && !/^(GET|HEAD)$/.test(item.method) && status !== 405 && status !== 421) what('a method other than GET and HEAD')
    if (item.method === 'HEAD' && body) what('an answer to HEAD has a body')
    if (item.method === 'HEAD') return
    if (OWN_TEXTS.has(status)) {
        if (!OWN_TEXTS.get(status).includes(body)) what('bytes of nobody')
    } else if (status === 200) {
        if (!target.allowed.has(body.replace(SCRIPT_TAG, ''))) what('bytes that no build publishes')
    } else if (status === 404) {
        if (body.replace(SCRIPT_TAG, '') !== target.missing) what('it is not the page of what is missing')
    } else if (status === 301 || status === 302) {
        const to = headers.get('location')
        if (body || !/^\/([^/\\].*)?$/s.test(to)) what(`it leads to ${to}`)
    } else what('a status of nobody')
}

// Items that leave the connection open, in one; an answer to each.
async function sendBatch(target, items) {
    const last = {bytes: bytesOf(`GET /bare.txt HTTP/1.1\r\nHost: ${target.good}\r\nConnection: close\r\n\r\n`), method: 'GET'}
    const all = [...items, last]
    const came = await exchange(target.port, Buffer.concat(all.map((item) => item.bytes)))
    judgeSecrets(target, came, items)
    const answers = parse(came.bytes, (index) => all[index]?.method === 'HEAD')
    answers.forEach((answer, index) => judgeAnswer(target, all[index] ?? last, answer))
    if (answers.length !== all.length || !answers.at(-1).isWhole) {
        fail(`${target.name}: ${answers.length} answers to ${all.length} requests, ${came.how}; the next: ${shown(all[answers.length] ?? last)}, after ${shown(all[answers.length - 1] ?? last)}`)
    }
    items.forEach((item, index) => { if (item.status && answers[index] && !item.status.includes(answers[index].status)) fail(`${target.name}: ${answers[index].status}, not ${item.status}: ${shown(item)}`) })
}

function judgeSecrets(target, came, items) {
    if (came.bytes.includes(SECRET)) fail(`${target.name}: a secret comes: ${JSON.stringify(items.map((item) => item.bytes.toString('latin1')).join('').slice(0, 600))}`)
    if (came.how === 'silent') fail(`${target.name}: no end: ${JSON.stringify(items.map((item) => item.bytes.toString('latin1')).join('').slice(0, 300))}`)
}

// One that may end its connection, or be answered more than once.
async function sendAlone(target, item) {
    const isHead = item.bytes.subarray(0, 5).toString() === 'HEAD '
    const came = await exchange(target.port, item.bytes, {isEnding: random(2) === 0, pace_ms: item.pace_ms, quiet_ms: 20, first_ms: item.mustSay ? 0 : 150})
    judgeSecrets(target, came, [item])
    for (const answer of parse(came.bytes, () => isHead)) {
        if (!answer.status) continue   // the library says some of its errors twice
        judgeAnswer(target, isHead ? {...item, method: 'HEAD'} : item, answer)
        if (answer.status === 200 && item.isRefused) fail(`${target.name}: it is answered: ${shown(item)}`)
    }
    if (item.mustSay && !item.mustSay.some((status) => parse(came.bytes)[0]?.status === status)) {
        fail(`${target.name}: ${parse(came.bytes)[0]?.status ?? came.how}, not ${item.mustSay}: ${JSON.stringify(item.bytes.toString('latin1').slice(0, 120))}`)
    }
    if (item.mayNotSay && came.bytes.includes(item.mayNotSay)) fail(`${target.name}: a request inside a request is answered: ${shown(item)}`)
}

const request = (target, path, extra = '', method = 'GET', host = target.good) => ({
    bytes: bytesOf(`${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n${extra}\r\n`), method,
})

// Paths.
const UPS = ['..', '%2e%2e', '.%2e', '%2E.', '%252e%252e', '%c0%ae%c0%ae', '%e0%80%ae%e0%80%ae', '%f0%80%80%ae.', '..;', '..%00', '...', '....',
             '%u002e%u002e', '\xc0\xae\xc0\xae', '..%20', '%2e%2e;x=1', '.', '%2e', '..%0d', '..%c0', '%ff..', '%EF%BC%8E%EF%BC%8E']
const SEPARATORS = ['/', '//', '%2f', '%2F', '%5c', '\\', '%255c', '%252f', '%c0%af', '%c1%9c', '/./', '/%2e/', '/;/', '%00/', '/%09/', '\xc0\xaf', '%u2215', '%EF%BC%8F']
const STARTS = ['', '/', '/.metier', '/.metier/live.js', '/.metier/events', '/roles', '/roles/nurse', '/assets', '/img', '/bare.txt', '/index.html',
                '/static', '/C:', '/~root', '/file:', '/proc/self/cwd', '/proc/self/root', '/%', '/%00', '/.', '/?', '/img/a%20b.txt']
const ENDS = ['', '', '', '/', '%00', '%00.html', '.html', '?a=b', '?../..', '%3f', '#x', '%23', ';x', '::$DATA', '%20', '.', '~', '.md', '%2500', '/.', '/..', '%',
              '%g1', '%e', '\x80', '\xff\xfe', '.bak', '.swp', '/index.html', '%c3', '&', '+']
const FILES = ['site.yaml', 'content/roles/nurse.md', 'content/pages/.note.md', 'content/notes.txt', 'layouts/partials/own.html', 'layouts/own.css', '.git/config', '.env',
               'notes.md', 'public/index.html', 'static/.hidden', '.hidden', '.folder/file.txt', 'outside.txt', 'outside/index.html', 'index.html', 'static/bare.txt',
               'etc/passwd', 'link.txt', 'linked/index.html', '.metier/events', '.metier/live.js', 'static', 'layouts', 'content', '', 'proc/self/environ']

function traversal(target) {
    const files = [...FILES, join(target.site, 'site.yaml').slice(1), join(target.place, 'outside.txt').slice(1)]
    const up = pick(UPS), separator = pick(SEPARATORS)
    const isMixed = random(3) === 0
    const middle = times(random(9), () => (isMixed ? pick(UPS) + pick(SEPARATORS) : up + separator)).join('')
    const file = random(4) ? pick(files) : pick(files).replaceAll('/', separator)
    const start = random(3) ? pick([target.base.slice(0, -1), '']) + pick(STARTS) : target.base.slice(0, -1)
    return request(target, (start + pick(['/', separator]) + middle + file + pick(ENDS)).replace(/^(?!\/)/, '/'), '', random(8) ? 'GET' : 'HEAD')
}

const encode = (letter) => `%${letter.charCodeAt(0).toString(16).padStart(2, '0')}`
const MUTATIONS = [
    (path, at) => path.slice(0, at) + encode(path[at] ?? '/') + path.slice(at + 1),
    (path, at) => path.slice(0, at) + encode(path[at] ?? '/').toUpperCase() + path.slice(at + 1),
    (path, at) => path.slice(0, at) + pick(['/', '.', '//', '%', '\\', ';', '\x80', '%2e', '%2f', '%00', '%25', '../', './', '?', '#', '~', '*', ':', '@']) + path.slice(at),
    (path, at) => path.slice(0, at) + path.slice(at + 1),
    (path, at) => path.slice(0, at) + (path[at] ?? '').toUpperCase() + path.slice(at + 1),
    (path, at) => path.slice(0, at) + String.fromCharCode(33 + random(94)) + path.slice(at + 1),
    (path, at) => path.slice(0, at) + path.slice(at) + path.slice(at),
    (path) => path + pick(ENDS),
    (path) => path.replace(target => target, (all) => all),
]
function mutated(target) {
    const names = [...target.outputs.keys()].filter((name) => name !== 'movie.mp4')
    const name = pick(names)
    let path = target.base + pick([name, encodeURI(name), name.replace(/index\.html$/, '')])
    for (let i = random(5); i > 0; i--) path = pick(MUTATIONS)(path, random(path.length))
    path = bytesOf(Buffer.from(path).toString('latin1')).toString('latin1').replace(/[\x00- \x7f]/g, '').replace(/^(?!\/)/, '/')
    return path.includes('movie') ? request(target, '/') : request(target, path.replace('.metier/events', '.metier/event'), '', random(6) ? 'GET' : 'HEAD')
}

const ODD_TARGETS = (target) => ['*', '', 'http://evil.example/', `http://${target.good}/`, `http://${target.good}/bare.txt`, `HTTP://${target.good}/.metier/events`,
    'https://evil.example/bare.txt', 'evil.example:443', `${target.good}`, '//evil.example/', '///evil.example/..', '/\\evil.example/', '//roles', '/roles//', '//roles/nurse', '/\t/roles/nurse', '/%0d%0aSet-Cookie:a', 'bare.txt', './bare.txt', '../outside.txt',
    `file://${target.site}/site.yaml`, 'file:///etc/passwd', 'javascript:1', '?', '#', '%2f', '\\', '.', '..', 'ftp://localhost/', '/?page=/../..', `${target.base}?${'a'.repeat(3000)}`, '/.metier', '/.metier/', '/.metier/events/', '/.metier/%65vents', '/.METIER/events', '/.metier//events',
    '/.metier/live.js/', '/.metier/live.js%00', '/.metier/live%2ejs', '/.metier/../bare.txt', '/.metier/events/../../bare.txt', '/.metier/events;x', `${target.base}.metier/x`]
// The library ends a connection over a space; a stream of events has no end, and only the matrix knows who gets one.
const isPlain = (path) => path && !/[\x00-\x20]/.test(path)
const isStream = (path) => /^\/\.metier\/events(\?|$)/.test(path)

// Names and origins.
function matrix(target) {
    const {port} = target
    const names = ['localhost', 'LOCALHOST', 'LocalHost', 'localhost.', '127.0.0.1', '[::1]', '127.1', '127.0.0.2', '0x7f.1', '0x7f000001', '2130706433', '0.0.0.0', '[::]', '::1',
                   '[::ffff:127.0.0.1]', '[0:0:0:0:0:0:0:1]', 'evil.example', 'evil.localhost', 'localhost.evil.example', 'localhost@evil.example', 'evil.example@localhost',
                   'localhost#', 'localhost/', 'localhost,evil.example', 'localhost evil.example', '%6cocalhost', 'xn--localhost', 'localhost\x00', 'l\xf6calhost', '', ' ', '*', 'null']
    const ports = [`:${port}`, '', ':', ':80', `:${port + 1}`, `:0${port}`, `:${port}0`, ':99999999999999999999', `:${port}:${port}`, `:+${port}`, `:${port} `, `:${port}/`]
    const origins = [null, `http://localhost:${port}`, `http://127.0.0.1:${port}`, 'null', '', `https://localhost:${port}`, 'http://localhost', `http://localhost:${port + 1}`, 'http://evil.example',
                     `http://localhost:${port}.evil.example`, `http://evil.example:${port}`, `HTTP://localhost:${port}`, 'file://', `http://localhost:${port}/`, '*']
    const sites = [null, 'same-origin', 'none', 'same-site', 'cross-site', 'SAME-ORIGIN', '']
    const ret = []
    const add = (host, origin, site, path) => {
        const trimmed = host.trimStart()
        const isOwn = [`localhost:${port}`, `127.0.0.1:${port}`].includes(trimmed.toLowerCase())
        // What stands for nothing may be taken as not said.
        const isNear = (!origin || origin === `http://${trimmed}`) && (!site || site === 'same-origin' || site === 'none')
        const extra = (origin === null ? '' : `Origin: ${origin}\r\n`) + (site === null ? '' : `Sec-Fetch-Site: ${site}\r\n`)
        const item = {...request(target, path, extra, 'GET', host), isForeign: !isOwn}
        if (path !== '/.metier/events') ret.push({...item, status: isOwn ? [200] : [421, 400]})
        else if (!isOwn || !isNear || origin === '' || site === '') ret.push({...item, status: isOwn ? [403] : [421, 400], isEvents: isOwn && (origin === '' || site === '')})
    }
    for (const name of names) for (const part of ports) for (const path of ['/bare.txt', '/.metier/events']) add(name + part, pick(origins), pick(sites), path.replace('/bare.txt', `${target.base}bare.txt`))
    for (const origin of origins) for (const site of sites) for (const name of ['localhost', '127.0.0.1', 'LOCALHOST', 'evil.example']) {
        for (const path of [`${target.base}bare.txt`, '/.metier/events', '/.metier/live.js']) add(`${name}:${port}`, origin, site, path)
    }
    return ret.filter((item) => !item.isEvents && !item.bytes.includes(0))
}

// Whole requests that are no good ones; each on a connection of its own.
const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT', 'PROPFIND', 'get', 'Get', 'head', 'GETT', 'GE', 'G', 'HEADGET', 'PRI', 'X-\xff', 'G\x00ET', '%47ET', 'GET\t', '"GET"', 'A'.repeat(4000)]
function methods(target) {
    const bodies = ['', 'Content-Length: 0\r\n', 'Content-Length: 5\r\n\r\nhello', 'Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n', 'Expect: 100-continue\r\nContent-Length: 5\r\n']
    const path = pick([`${target.base}bare.txt`, '/.metier/events', '/', '*', 'localhost:443', '/.metier/live.js', '/nothing'])
    const method = pick(METHODS)
    return {...request(target, path, pick(bodies), method), isRefused: true}
}

const SMUGGLED = 'SMUGGLED'
function smuggling(target) {
    const inner = `GET ${target.base}bare.txt HTTP/1.1\r\nHost: ${target.good}\r\n\r\n`
    const size = inner.length
    const chunk = `${size.toString(16)}\r\n${inner}\r\n0\r\n\r\n`
    const shapes = [
        [`Content-Length: ${size}\r\n\r\n${inner}`], [`Content-Length: ${size}\r\nContent-Length: ${size}\r\n\r\n${inner}`], [`Content-Length: ${size}, ${size}\r\n\r\n${inner}`],
        [`Content-Length: ${size}\r\nContent-Length: 0\r\n\r\n${inner}`], [`Content-Length: 0\r\nContent-Length: ${size}\r\n\r\n${inner}`], [`Content-Length: +${size}\r\n\r\n${inner}`], [`Content-Length: 0x${size.toString(16)}\r\n\r\n${inner}`],
        [`Content-Length: -1\r\n\r\n${inner}`], [`Content-Length: 99999999999999999999999\r\n\r\n${inner}`], [`Content-Length: 18446744073709551615\r\n\r\n${inner}`], [`Content-Length: ${size}x\r\n\r\n${inner}`],
        [`Transfer-Encoding: chunked\r\n\r\n${chunk}`], [`Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n${chunk}`], [`Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${inner}`],
        [`Transfer-Encoding: xchunked\r\nContent-Length: ${size}\r\n\r\n${inner}`], [`Transfer-Encoding: identity\r\nContent-Length: ${size}\r\n\r\n${inner}`], [`Transfer-Encoding: chunked, identity\r\n\r\n${chunk}`], [`Transfer-Encoding: gzip, chunked\r\n\r\n${chunk}`],
        [`Transfer-Encoding:\x0bchunked\r\nContent-Length: ${size}\r\n\r\n${inner}`], [`Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n${chunk}`],
        [`Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n${inner}`], [`Transfer-Encoding: chunked\r\n\r\n-1\r\n${inner}`], [`Transfer-Encoding: chunked\r\n\r\n0x10\r\n${inner}`], [`Transfer-Encoding: chunked\r\n\r\n1;${'a'.repeat(40000)}\r\n${inner}`],
        [`Transfer-Encoding: chunked\r\n\r\n0\r\nHost: evil.example\r\n\r\n${inner}`], [`Expect: 100-continue\r\nContent-Length: ${size}\r\n\r\n${inner}`],
    ]
    const method = pick(['GET', 'POST', 'HEAD', 'PUT'])
    const [extra] = pick(shapes)
    return {...request(target, `${target.base}empty.txt`, '', method), bytes: bytesOf(`${method} ${target.base}empty.txt HTTP/1.1\r\nHost: ${target.good}\r\n${extra}`), mayNotSay: SMUGGLED}
}

const long = (size) => 'a'.repeat(size)
function oddHeaders(target) {
    const host = `Host: ${target.good}\r\n`
    const whole = (first, rest) => `${first}\r\n${rest}\r\n`
    const line = `GET ${target.base}bare.txt HTTP/1.1`
    const list = [
        {text: whole(line, `${host}X: ${long(33_000)}\r\n`), mustSay: [431]},
        {text: whole(line, host + `X: ${long(1000)}\r\n`.repeat(33)), mustSay: [431]},
        {text: whole(line, host + 'X: y\r\n'.repeat(5400)), mustSay: [431]},
        {text: whole(line, host + 'A:\r\n'.repeat(100 + random(900)))},
        {text: whole(line, `${host}${long(33_000)}: x\r\n`), mustSay: [431]},
        {text: whole(`GET /${long(33_000)} HTTP/1.1`, host), mustSay: [414]},
        {text: whole(`GET /?${long(33_000)} HTTP/1.1`, host), mustSay: [414]},
        {text: whole(`GET /?${'a&'.repeat(2000 + random(9000))} HTTP/1.1`, host)},
        {text: `GET /${long(200_000)}`},
        {text: `${line}\r\n${host}X: ${long(200_000)}`},
        {text: long(200_000)},
        {text: whole(line, ''), mustSay: [400]},
        {text: whole(line, `${host}${host}`), mustSay: [400, 421], isForeign: true},
        {text: whole(line, `${host}Host: evil.example\r\n`), isForeign: true},
        {text: whole(line, `Host: evil.example\r\n${host}`), isForeign: true},
        {text: whole(line, `Host: evil.example\r\n ${target.good}\r\n`), isForeign: true},
        {text: whole(line, `Host : ${target.good}\r\n`)},
        {text: whole(line, ` Host: ${target.good}\r\n`)},
        {text: whole(line, `X: y\r\n ${host}`)},
        {text: whole(line, `Host:\r\n ${target.good}\r\n`)},
        {text: whole(line, `${host}NoColon\r\n`)},
        {text: whole(line, `${host}: no name\r\n`)},
        {text: whole(line, `${host}X: a\r\n  folded\r\n\tmore\r\n`)},
        {text: whole(line, `${host}X: a\rHost: evil.example\r\n`)},
        {text: whole(line, `${host}X: a\nY: b\r\n`)},
        {text: whole(line, `${host}X: a\x00b\r\n`)},
        {text: whole(line, `${host}X\x00: a\r\n`)},
        {text: whole(line, `Host: ${target.good}\x00.evil.example\r\n`)},
        {text: whole(line, `${host}\x7f\xff: \x80\r\n`)},
        {text: whole(line, `${host}Cookie: ${'a=b; '.repeat(2000)}\r\n`)},
        {text: whole(line, `${host}Cookie: ===;;;"\\\r\n`)},
        {text: `${line}\n${host}\n`}, {text: `${line}\r${host}\r\r`}, {text: `\r\n\r\n${whole(line, host)}`}, {text: `\n\n\n${whole(line, host)}`}, {text: '\r\n'.repeat(5000)},
        {text: `\0\0${whole(line, host)}`}, {text: `${line} \r\n${host}\r\n`}, {text: ` ${whole(line, host)}`},
        {text: `GET ${target.base}bare.txt\r\n\r\n`}, {text: 'GET /\r\n'}, {text: 'GET\r\n\r\n'}, {text: 'GET '}, {text: 'G'}, {text: '\r\n'}, {text: ''},
        {text: whole(`GET ${target.base}bare.txt HTTP/1.0`, ''), isForeign: true}, {text: whole(`GET ${target.base}bare.txt HTTP/1.0`, host)}, {text: whole(`GET ${target.base}bare.txt HTTP/1.0`, `${host}Connection: keep-alive\r\n`)},
        ...['HTTP/2.0', 'HTTP/0.9', 'HTTP/1.2', 'HTTP/1.', 'HTTP/1.10', 'HTTP/11', 'http/1.1', 'HTTP/-1', 'HTTP/9999999999.1', 'XTTP/1.1', '', 'HTTP/1.1 x'].map((version) => ({text: whole(`GET ${target.base}bare.txt ${version}`, host)})),
        {text: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00'}, {text: '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'}, {text: 'GET  /  HTTP/1.1\r\n\r\n'},
        {text: whole(`GET ${target.base}a b HTTP/1.1`, host)}, {text: whole(`GET\t${target.base}bare.txt\tHTTP/1.1`, host)}, {text: whole(`GET ${target.base}\x00bare.txt HTTP/1.1`, host)}, {text: whole(`GET ${target.base}bare.txt\x00.html HTTP/1.1`, host)},
        {text: whole(line, `${host}Connection: ${pick(['upgrade', 'close, keep-alive', 'Host', long(5000), ',,,,'])}\r\nUpgrade: ${pick(['h2c', 'websocket'])}\r\n`)},
    ]
    const {text, ...rest} = pick(list)
    return {bytes: bytesOf(text), ...rest}
}

function garbage(target) {
    if (random(2)) return {bytes: Buffer.from(times(1 + random(600), () => random(256)))}
    const bytes = Buffer.from(pick([traversal(target), request(target, `${target.base}bare.txt`, 'Accept: */*\r\nCookie: a=b\r\n'), smuggling(target)]).bytes)
    for (let i = 1 + random(4); i > 0; i--) bytes[random(bytes.length)] = random(3) ? random(256) : bytes[random(bytes.length)] ^ (1 << random(8))
    return {bytes: bytes.subarray(0, random(6) ? bytes.length : random(bytes.length))}
}

const CONDITIONS = ['Range: bytes=0-1', 'Range: bytes=0-0,5-9,-1', 'Range: bytes=99999999999999999999-', `Range: bytes=${'0-1,'.repeat(900)}`, 'If-None-Match: *', 'If-None-Match: "a"', 'If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT',
    'If-Range: "a"', 'If-Match: "none"', 'Expect: 200-ok', 'Accept-Encoding: gzip, br', 'Accept: image/png', 'TE: trailers', 'X-Forwarded-Host: evil.example', 'X-Original-URL: /../site.yaml', 'X-Rewrite-URL: /site.yaml', 'X-HTTP-Method-Override: PUT',
    'Forwarded: host=evil.example', 'Access-Control-Request-Method: GET', 'Origin: http://evil.example', 'Authorization: Basic AAAA', 'Content-Type: multipart/form-data; boundary=x']
function conditional(target) {
    const [name, expected] = pick([...target.outputs].filter(([path]) => path !== 'movie.mp4'))
    return {...request(target, target.base + encodeURI(name), `${pick(CONDITIONS)}\r\n${pick(CONDITIONS)}\r\n`), status: [200], expected}
}

// Sends what there is, in parallel, and looks now and then whether the server still is well.
async function attack(targets, works) {
    let next = 0
    const checkWell = async () => {
        for (const target of targets) {
            const answer = await ask(target.port, `${target.base}bare.txt`)
            if (answer.status !== 200 || answer.took_ms > PROMPT_MS) fail(`${target.name}: a good request: ${answer.status} ${answer.how} after ${Math.round(answer.took_ms)} ms`)
            if (!target.isUp()) throw new Error(`the server has died: ${target.said().slice(-4000)}`)
        }
    }
    await Promise.all(times(PARALLEL, async () => {
        while (next < works.length) {
            const index = next++
            await works[index]()
            if (index % CHECKED_EVERY === 0) await checkWell()
        }
    }))
    await checkWell()
}

function makeWorks(target) {
    const together = [...times(4200, () => traversal(target)), ...times(2500, () => mutated(target)), ...matrix(target), ...times(600, () => conditional(target)),
                      ...times(300, () => request(target, pick(ODD_TARGETS(target))))]
        .filter((item) => {
            const path = item.bytes.toString('latin1').split(' ')[1]
            return isPlain(path) && (item.status || !isStream(path))
        })
    const alone = [...times(50, () => request(target, `${target.base}bare.txt`, 'Expect: 100-continue\r\n')), ...times(700, () => methods(target)), ...times(600, () => smuggling(target)), ...times(700, () => oddHeaders(target)), ...times(1100, () => garbage(target)),
                   ...times(20, () => ({...pick([conditional, methods, traversal])(target), pace_ms: 1})), ...ODD_TARGETS(target).map((path) => request(target, path))]
    const mixed = times(150, () => {   // between good ones stands another
        const parts = [request(target, `${target.base}bare.txt`), methods(target), request(target, `${target.base}empty.txt`)]
        return {bytes: Buffer.concat(parts.map((part) => part.bytes)), count: 3}
    })
    const batches = []
    for (let i = 0; i < together.length; i += BATCH) batches.push(together.slice(i, i + BATCH))
    const works = [...batches.map((items) => () => sendBatch(target, items)), ...[...alone, ...mixed].map((item) => () => sendAlone(target, item))]
    return {works, count: together.length + batches.length + alone.length + mixed.length * 3}
}

// Streams are for pages of this server, by any of its names.
async function askForEvents(target) {
    for (const name of [`localhost:${target.port}`, `127.0.0.1:${target.port}`]) for (const extra of ['', `Origin: http://${name}\r\n`, 'Sec-Fetch-Site: same-origin\r\n', 'Sec-Fetch-Site: none\r\n']) {
        const sent = bytesOf(`GET /.metier/events?page=/ HTTP/1.1\r\nHost: ${name}\r\n${extra}\r\n`)
        const came = await exchange(target.port, sent, {until: (bytes) => bytes.includes('event: draft')})
        expect(came.how === 'content', `${target.name}: no events for ${name} ${extra}`)
        expect(!/access-control/i.test(came.bytes.toString('latin1')), 'the stream is for others')
    }
    const pages = ['', '/../site.yaml', '%00', 'a'.repeat(3000), '/%2e%2e/site.yaml', '/movie.mp4', '*', '/.metier/events', '?', '&page=&page=/', `&hash=${'f'.repeat(96)}`, `&hash=${'g'.repeat(96)}`, `&hash=${'f'.repeat(9000)}`]
    for (const page of pages) {
        const sent = bytesOf(`GET /.metier/events?page=${page} HTTP/1.1\r\nHost: ${target.good}\r\n\r\n`)
        const came = await exchange(target.port, sent, {until: (bytes) => bytes.includes('event: draft') || bytes.includes('503')})
        expect(came.how === 'content' && !came.bytes.includes(SECRET), `${target.name}: events of ${page}: ${came.how}`)
    }
}

// A link that leads out of static/, and a file of it that becomes one while the site is served.
async function followLinks(target) {
    const asked = ['link.txt', 'linked/', 'linked/index.html', 'movie.mp4', 'bare.txt']
    const look = async (when) => {
        for (const path of asked) {
            const answer = await ask(target.port, target.base + path)
            expect(!answer.body.includes(SECRET) && answer.status, `${target.name}: ${path}, ${when}: ${answer.status} ${answer.how}`)
        }
    }
    addLinks(target)
    await look('with links')
    for (const path of ['static/link.txt', 'static/linked']) rmSync(join(target.site, path))
    for (const path of ['movie.mp4', 'bare.txt']) {
        renameSync(join(target.site, 'static', path), join(work, path))
        symlinkSync(join(target.place, 'outside.txt'), join(target.site, 'static', path))
        await look(`${path} is a link`)
        rmSync(join(target.site, 'static', path))
        renameSync(join(work, path), join(target.site, 'static', path))
    }
    const mended = await ask(target.port, `${target.base}bare.txt`)
    expect(mended.status === 200 && mended.body.toString() === 'SMUGGLED\n', `${target.name}: after links: ${mended.status}`)
}

const start = performance.now()
const targets = [await makeTarget('top', '/'), await makeTarget('below', '/careers/')]
const plans = targets.map(makeWorks)
const works = plans.flatMap((plan) => plan.works)
for (let i = works.length - 1; i > 0; i--) { const j = random(i + 1); [works[i], works[j]] = [works[j], works[i]] }
await attack(targets, works)
for (const target of targets) await askForEvents(target)
for (const target of targets) await followLinks(target)
for (const target of targets) await target.stop()
const count = plans.reduce((sum, plan) => sum + plan.count, 0)
expect(count >= REQUESTS_MIN, `${count} requests are too few`)
const took_s = Math.round((performance.now() - start) / 1000)
const slow = process.argv.includes('--no-slow') ? '' : await attackSlowly(metier)
showProblems()
if (problems.length) console.log(`${problems.length} problems (seed ${seed})`)
console.log(`${count} hostile requests in ${took_s} s; ${slow}`)
process.exit(problems.length ? 1 : 0)
