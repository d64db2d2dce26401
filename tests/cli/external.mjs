// metier check --external: links to other sites, asked of servers on this machine. What they see is looked at
// as well: who is asked, how often, by how many at once, and with what. Nothing needs the internet.
//
//   node tests/cli/external.mjs BUILD/metier
import {spawn} from 'node:child_process'
import {existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {writeFiles} from './files.mjs'

const metier = resolve(process.argv[2])
const work = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'metier-external-'))
process.on('exit', () => rmSync(work, {recursive: true, force: true}))
const HOSTS = 20, LINKS_PER_HOST = 6, AT_ONCE_MAX = 16, PER_HOST_MAX = 2, PAUSE_MS = 200, TIMEOUT_MS = 15000
const CODES = ['dead-link', 'moved-link', 'unchecked-link', 'broken-link']
const problems = []
let count = 0
const expect = (is, what) => { count++; is || problems.push(what) }
const same = (got, wanted, what) => expect(String(got) === String(wanted), `${what}:\n${got}\nnot:\n${wanted}`)

// What each path answers. Others: 404.
const redirect = (status, to) => (request, answer) => answer.writeHead(status, to === undefined ? {} : {location: to}).end()
const answers = {
  '/ok': (request, answer) => answer.writeHead(200, {'set-cookie': 'a=b; Path=/'}).end('good'),
  '/gone': (request, answer) => answer.writeHead(410).end(),
  '/no-head': (request, answer) => answer.writeHead(request.method === 'HEAD' ? 405 : 200).end('x'.repeat(1e6)),
  '/head-is-404': (request, answer) => answer.writeHead(request.method === 'HEAD' ? 404 : 200).end('good'),
  '/empty': (request, answer) => answer.writeHead(request.method === 'HEAD' ? 501 : 416).end(),
  '/drops-head': (request, answer) => (request.method === 'HEAD' ? request.socket.destroy() : answer.end('good')),
  '/drops': (request) => request.socket.destroy(),
  '/forbidden': (request, answer) => answer.writeHead(403).end(),
  '/broken': (request, answer) => answer.writeHead(500).end(),
  '/down': (request, answer) => answer.writeHead(503).end(),
  '/endless': (request, answer) => {
    if (request.method === 'HEAD') return answer.writeHead(405).end()
    answer.writeHead(200)
    const timer = setInterval(() => answer.write('x'.repeat(65536)), 1)
    answer.on('close', () => clearInterval(timer))
  },
  '/slow': () => {},
  '/drip': (request) => {
    request.socket.write('HTTP/1.1 200 OK\r\n')
    const timer = setInterval(() => request.socket.write('X: y\r\n'), 500)
    request.socket.on('close', () => clearInterval(timer))
  },
  '/headers': (request) => {
    request.socket.write('HTTP/1.1 200 OK\r\n')
    const timer = setInterval(() => request.socket.write(`X: ${'y'.repeat(8000)}\r\n`.repeat(4)), 1)
    request.socket.on('close', () => clearInterval(timer))
  },
  '/moved': redirect(301, '/ok'),
  '/moved-twice': redirect(308, '/moved'),
  '/moved-then-found': redirect(301, '/found'),
  '/moved-away': redirect(301, '/nothing'),
  '/moved-nowhere': redirect(301),
  '/moved-to-part': redirect(301, '/ok#there'),
  '/moved-strangely': redirect(301, '/ok?\xe9 \xff%22'),
  '/found': redirect(302, '/ok'),
  '/loop': redirect(302, '/loop'),
  '/file': redirect(302, 'file:///etc/passwd'),
  '/gopher': redirect(301, 'gopher://127.0.0.1/x'),
  '/metadata': redirect(302, 'http://169.254.169.254/latest/meta-data/'),
  '/link-local': redirect(302, 'http://[fe80::1]/'),
  '/user': redirect(302, 'http://name:secret@127.0.0.1/ok'),
  '/long': redirect(302, `/${'x'.repeat(9000)}`),
  '/late': (request, answer) => setTimeout(() => answer.end(), 600),
}

// One server at each address, for all tests; they tell of what they see.
const seen = {requests: [], connections: 0, running: 0, most: 0, perHost: new Map(), mostPerHost: 0, starts: new Map()}
function forget() {
  Object.assign(seen, {requests: [], connections: 0, running: 0, most: 0, perHost: new Map(), mostPerHost: 0, starts: new Map()})
}
// These run beside all others: what is asked there is not looked at.
const slow = ['/slow', '/drip', '/headers', '/endless']
function serve(request, answer) {
  const host = request.headers.host.replace(/:.*/, '')
  const path = request.url.replace(/\?.*/, '')
  if (slow.includes(path)) return answers[path](request, answer)
  seen.requests.push({method: request.method, host, path, url: request.url, headers: request.headers})
  seen.starts.set(host, [...seen.starts.get(host) ?? [], performance.now()])
  const now = (seen.perHost.get(host) ?? 0) + 1
  seen.perHost.set(host, now)
  seen.most = Math.max(seen.most, ++seen.running)
  seen.mostPerHost = Math.max(seen.mostPerHost, now)
  let isOver = false
  const end = () => {
    if (isOver) return
    isOver = true
    seen.running--
    seen.perHost.set(host, seen.perHost.get(host) - 1)
  }
  answer.on('finish', end)
  answer.on('close', end)
  const busy = /^\/busy/.test(path)
  if (busy) return answer.writeHead(429, {'retry-after': '60'}).end()
  if (/^\/late/.test(path)) return answers['/late'](request, answer)
  if (/^\/jitter/.test(path)) return setTimeout(() => answer.writeHead(path.length % 2 ? 200 : 404).end(), Math.random() * 60)
  return (answers[path] ?? ((_, other) => other.writeHead(404).end()))(request, answer)
}
const listen = (address, port) => new Promise((done, failed) => {
  const server = http.createServer(serve).on('connection', () => seen.connections++).on('error', failed)
  server.on('clientError', (error, socket) => socket.destroy())
  server.listen(port, address, () => done(server))
})
const servers = [await listen('127.0.0.1', 0)]
const {port} = servers[0].address()
for (let i = 2; i <= HOSTS; i++) servers.push(await listen(`127.0.0.${i}`, port))
try { servers.push(await listen('::1', port)) } catch { /* this machine has no IPv6 */ }
// A port at which nobody listens.
const closed = await new Promise((done) => {
  const server = net.createServer().listen(0, '127.0.0.1', () => { const {port: free} = server.address(); server.close(() => done(free)) })
})
const at = (path, host = '127.0.0.1') => `http://${host}:${port}${path}`

// Who runs it has names and words for hosts, and a proxy, of which none is used.
const home = join(work, 'home')
mkdirSync(home)
writeFileSync(join(home, '.netrc'), 'machine 127.0.0.1 login somebody password secret\n', {mode: 0o600})
const environment = {...process.env, HOME: home, SOURCE_DATE_EPOCH: '1796083200', http_proxy: `http://127.0.0.1:${closed}`, all_proxy: `http://127.0.0.1:${closed}`}
delete environment.no_proxy

function start(site, ...options) {
  const child = spawn(metier, ['check', '-C', site, ...options], {env: environment, stdio: ['ignore', 'pipe', 'pipe']})
  const ran = {child, out: '', err: ''}
  child.stdout.on('data', (data) => { ran.out += data })
  child.stderr.on('data', (data) => { ran.err += data })
  const begun = performance.now()
  ran.end = new Promise((done) => child.on('close', (status, signal) => {
    const findings = [...ran.err.matchAll(/^(.*:\d+:\d+): (error|warning): (.*) \[(\S+)\]\n(?: {2}\| .*\n)*(?: {2}hint: (.*)\n)?/gm)]
      .map(([, place, severity, message, code, hint]) => ({place: place.replace(/^.*?((content|site)[^ ]*)$/, '$1'), severity, message, code, hint}))
      .filter(({code}) => CODES.includes(code))   // whatever else lints find in these pages
    done({status: signal ?? status, out: ran.out, err: ran.err, findings, took_ms: performance.now() - begun})
  }))
  return ran
}
const check = (site, ...options) => start(site, ...options).end
const ask = (site, ...options) => check(site, '--external', '--external-private', ...options)

let siteCount = 0
function makeSite(files, settings = '') {
  const site = join(work, `site ${++siteCount}`)
  writeFiles(site, {'site.yaml': `title: Links\n${settings}`, ...files})
  return site
}
const page = (body, fields = '') => `---\ntitle: Links\nsummary: Where they lead.\n${fields}---\n${body}\n`
// A page with a link a line, from line 5 on; the address begins in column 5.
const linking = (urls, fields = '') => page(urls.map((url) => `[x](${url})\n`).join('\n'), fields)
const sitePage = (urls, settings = '') => makeSite({'content/pages/links.md': linking(urls)}, settings)
const told = (ran) => ran.findings.map(({place, code, message}) => `${place} ${code} ${message.replace(/^.*?: (?=[^/])/, '')}`).join('\n')
const hints = (ran) => ran.findings.filter(({code}) => code === 'moved-link').map(({hint}) => hint).join('\n')
const requested = () => seen.requests.map(({method, path}) => `${method} ${path}`).sort().join('\n')
const summary = (ran) => /files? of content read; (.*)$/m.exec(ran.out + ran.err)?.[1]
const line = (i) => 5 + 2 * i   // of the i-th link of a page

async function testSlow() {
  const ran = await ask(sitePage(slow.map((path, i) => at(path, `127.0.0.${2 + i}`))))
  same(told(ran), [0, 1, 2].map((i) => `content/pages/links.md:${line(i)}:5 unchecked-link ${i < 2 ? 'its host takes too long to answer' : 'the request fails'}`).join('\n'), 'slow answers')
  expect(ran.took_ms > TIMEOUT_MS - 1000 && ran.took_ms < TIMEOUT_MS * 1.5, `slow answers took ${ran.took_ms} ms`)
  same(ran.status, 0, 'slow answers')
}

// Each answer, and what is said of it.
async function testAnswers() {
  const dead = (status) => `dead-link its host answers ${status}`
  const unchecked = (why) => `unchecked-link ${why}`
  const table = {
    '/ok': '', '/gone': dead(410), '/nothing': dead(404), '/no-head': '', '/head-is-404': '', '/empty': '', '/drops-head': '',
    '/drops': unchecked('the connection breaks off'), '/forbidden': unchecked('its host answers 403'),
    '/broken': unchecked('its host answers 500'), '/down': unchecked('its host answers 503'),
    '/moved': 'moved-link', '/moved-twice': 'moved-link', '/moved-then-found': 'moved-link', '/moved-away': dead(404),
    '/moved-nowhere': unchecked('its host answers 301'), '/moved-to-part#here': 'moved-link', '/moved-strangely': 'moved-link', '/found': '',
    '/loop': unchecked('it leads on and on'), '/file': unchecked('it leads to what is neither http nor https'),
    '/gopher': unchecked('it leads to what is neither http nor https'),
    '/metadata': unchecked('its host has an address that no page can be at'),
    '/link-local': unchecked('its host has an address that no page can be at'),
    '/user': unchecked('the address names a user'), '/long': unchecked('the address is too long'),
  }
  forget()
  const site = sitePage([...Object.keys(table).map((path) => at(path)), 'mailto:a@example.org', 'tel:+4712345678'])
  const ran = await ask(site)
  const wanted = Object.values(table).flatMap((what, i) => (what ? [`content/pages/links.md:${line(i)}:5 ${what}`] : []))
  same(told(ran).replace(/(moved-link) .*/g, '$1'), wanted.join('\n'), 'answers')
  same(hints(ran).replace(/[+]|%../g, (code) => (code === '+' ? '%20' : code.toUpperCase())), [at('/ok'), at('/ok'), at('/found'), at('/ok#there'), at('/ok?%E9%20%FF%22')].map((to) => `write ${to}`).join('\n'), 'where pages have moved to')
  same(ran.status, 0, 'warnings pass')
  same(summary(ran), '26 links to other sites checked, 3 dead, 5 moved, 12 of which nobody can tell', 'the summary')
  const gets = seen.requests.filter(({method}) => method === 'GET').map(({path}) => path).sort()
  same(gets, ['/broken', '/down', '/drops', '/drops-head', '/empty', '/forbidden', '/head-is-404', '/moved-nowhere', '/no-head', '/nothing', '/nothing'], 'what is asked with GET')
  same(seen.requests.filter(({path}) => path === '/gone').length, 1, 'requests of /gone')
  same(seen.requests.filter(({path}) => path === '/loop').length, 6, 'requests of /loop')
  expect(seen.requests.every(({method}) => method === 'HEAD' || method === 'GET'), 'another method')
  expect(seen.requests.every(({headers}) => /^metier\/\d/.test(headers['user-agent'])), 'not the name of metier')
  expect(seen.requests.every(({headers}) => !headers.cookie && !headers.authorization && !headers.referer), 'cookies, passwords or where it comes from')
  expect(seen.requests.every(({method, headers}) => (method === 'GET') === (headers.range === 'bytes=0-0')), 'more than a byte')
  expect(seen.requests.every(({url}) => !url.includes('#')), 'a fragment is sent')
  return site
}

// Wherever an address may stand, its place is told; each is asked once.
async function testPlaces() {
  forget()
  const role = `---
title: Nurse
branch: Care
summary: Nurses care.
licences: [{name: RN, url: "${at('/a')}"}]
salary: {currency: USD, average: 90000, source: here, as_of: 2025}
extra: {board: "${at('/m')}"}
sources:
  - {id: here, name: Here, url: ${at('/b')}}
---
See [this](${at('/c#part')} "title"), <${at('/d')}> and [that][ref].

| a | b |
|---|---|
| x | [y](${at('/e')}) |

- [again](${at('/c')})

[ref]: ${at('/f')}
`
  const settings = `base_url: ${at('/own/')}
menu: [{title: Away, url: "${at('/g')}"}]
organization: {name: We, url: "${at('/h')}"}
call_to_action: {label: Go, url: "${at('/i')}"}
sources: [{id: all, name: All, url: "${at('/j')}"}]
redirects: {/old/: "${at('/k')}"}
extra: {role: [{name: board, type: url}]}
`
  const site = makeSite({
    'content/roles/nurse.md': role,
    'content/articles/news.md': page(`[own](${at('/own/roles/nurse/')}) [home](${at('/own')}) [top](${at('/own#top')}) [one](${at('/l')})`, 'date: 2026-01-01\n'),
    'content/pages/draft.md': linking([at('/draft')], 'draft: true\n'),
  }, settings)
  const ran = await ask(site)
  const places = ran.findings.filter(({code}) => code === 'dead-link').map(({place, message}) => `${/127[^']*(\/[^']*)'/.exec(message)[1]} ${place}`)
  const news = readFileSync(join(site, 'content/articles/news.md'), 'utf8')
  const texts = {'content/roles/nurse.md': role, 'site.yaml': `title: Links\n${settings}`, 'content/articles/news.md': news}
  // As somebody who reads the files would count.
  const placeOf = (name, file, what = at(name)) => {
    const before = texts[file].slice(0, texts[file].indexOf(what)).split('\n')
    return `${name} ${file}:${before.length}:${before.at(-1).length + 1}`
  }
  const quoted = (name) => `"${at(name)}"`
  const nurse = 'content/roles/nurse.md'
  same(places.sort().join('\n'), [
    placeOf('/a', nurse, quoted('/a')), placeOf('/b', nurse), placeOf('/c', nurse, `${at('/c')})`), placeOf('/c#part', nurse),
    placeOf('/d', nurse), placeOf('/e', nurse), placeOf('/f', nurse, '[that]'), placeOf('/g', 'site.yaml', quoted('/g')),
    placeOf('/h', 'site.yaml', quoted('/h')), placeOf('/i', 'site.yaml', quoted('/i')), placeOf('/j', 'site.yaml', quoted('/j')),
    placeOf('/k', 'site.yaml', quoted('/k')), placeOf('/l', 'content/articles/news.md'), placeOf('/m', nurse, quoted('/m')),
  ].join('\n'), 'places')
  same(requested(), [...'abcdefghijklm'].flatMap((name) => [`GET /${name}`, `HEAD /${name}`]).sort().join('\n'), 'what is asked')
  forget()
  await ask(site, '--drafts')
  expect(seen.requests.some(({path}) => path === '/draft'), '--drafts does not ask for the links of drafts')
}

// Hosts are treated with care.
async function testCare() {
  forget()
  const urls = []
  for (let i = 0; i < LINKS_PER_HOST; i++) for (let j = 1; j <= HOSTS; j++) urls.push(at(`/late${i}`, `127.0.0.${j}`))
  const ran = await ask(sitePage(urls))
  same(ran.findings.length, 0, 'many hosts')
  same(seen.requests.length, urls.length, 'requests at many hosts')
  expect(seen.most <= AT_ONCE_MAX && seen.most >= AT_ONCE_MAX / 2, `${seen.most} requests at once`)
  expect(seen.mostPerHost <= PER_HOST_MAX, `${seen.mostPerHost} requests at one host at once`)
  let shortest_ms = Infinity
  for (const starts of seen.starts.values()) for (let i = 1; i < starts.length; i++) shortest_ms = Math.min(shortest_ms, starts[i] - starts[i - 1])
  expect(shortest_ms > PAUSE_MS / 4, `a pause of ${shortest_ms} ms`)
  const whole_ms = Math.max(...[...seen.starts.values()].map((starts) => starts.at(-1) - starts[0]))
  expect(whole_ms > (LINKS_PER_HOST - 1) * PAUSE_MS * 0.9, `all of a host in ${whole_ms} ms`)

  // One that asks for fewer requests gets none any more, and is not dead.
  forget()
  const busy = await ask(sitePage([...Array(8).keys()].map((i) => at(`/busy${i}`))))
  expect(seen.requests.length >= 1 && seen.requests.length <= PER_HOST_MAX, `${seen.requests.length} requests at a busy host`)
  same(busy.findings.map(({code}) => code).join(' '), Array(8).fill('unchecked-link').join(' '), 'a busy host')
  expect(/answers 429/.test(busy.err) && /its host asks for fewer requests/.test(busy.err), `a busy host: ${busy.err}`)

  // So does one that does not answer.
  const mute = await ask(sitePage([...Array(8).keys()].map((i) => `http://127.0.0.1:${closed}/${i}`)))
  const reasons = mute.findings.map(({code, message}) => `${code} ${message.replace(/^.*: /, '')}`)
  const left = reasons.filter((reason) => reason === 'unchecked-link its host does not answer other requests').length
  expect(left >= 4 && left <= 5, `${left} are left at a host that does not answer`)
  same(reasons.filter((reason) => reason === 'unchecked-link its host cannot be reached').length, 8 - left, 'a host that does not answer')
  const unsafe = await ask(sitePage([`https://127.0.0.1:${port}/ok`, 'http://nowhere.invalid/']))
  same(told(unsafe), `content/pages/links.md:5:5 unchecked-link no secure connection comes about\ncontent/pages/links.md:7:5 unchecked-link its host is not known`, 'no TLS, no host')
}

// Without the permission nobody on this machine is asked, however its address is written.
async function testPrivate() {
  forget()
  const hosts = ['127.0.0.1', 'localhost', 'LOCALHOST.', '127.1', '2130706433', '0x7f.0.0.1', '017700000001', '127.0.0.9', '[::1]', '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]', '10.0.0.1', '172.16.0.1', '192.168.0.1', '[fd00::1]', '100.64.0.1']
  const never = ['0.0.0.0', '169.254.169.254', '[fe80::1]', '[fd00:ec2::254]', '[::]', '[::127.0.0.1]', '[64:ff9b::a9fe:a9fe]', '224.0.0.1', '255.255.255.255', '168.63.129.16', '100.100.100.200', '[2002:7f00:1::]']
  const urls = [...hosts, ...never].map((host) => at('/ok', host))
  const site = sitePage(urls)
  const ran = await check(site, '--external')
  same(seen.connections, 0, 'connections without the permission')
  // A machine may lack a family of addresses, or a name.
  const allowed = /its host (has a private address|has an address that no page can be at|cannot be reached|is not known|does not answer other requests)$/
  same(ran.findings.filter(({code, message}) => code === 'unchecked-link' && allowed.test(message)).length, urls.length, `without the permission: ${ran.err}`)
  expect(ran.findings[0].hint.includes('--external-private'), 'the permission is not named')
  expect(!existsSync(join(site, '.metier')), 'something is kept of what was not asked')
  const forbidden = await ask(sitePage(never.map((host) => at('/ok', host))))
  same(seen.connections, 0, 'connections to what nobody may ask')
  same(forbidden.findings.filter(({code}) => code === 'unchecked-link').length, never.length, `what nobody may ask: ${forbidden.err}`)
}

// What was found out is kept for a week, where it was good.
async function testKept() {
  // Each at a host of its own, so that none waits for another.
  const [found, moved, nothing, ok] = ['/found', '/moved', '/nothing', '/ok'].map((path, i) => at(path, `127.0.0.${13 + i}`))
  const links = [found, moved, nothing, ok]
  const site = sitePage(links)
  const file = join(site, '.metier/links')
  const from = (day) => ask(site, '--now', day)
  const first = await from('2026-01-01')
  const kept = readFileSync(file, 'utf8')
  same(kept, `links that metier has found, 1, private ones too\n2026-01-01 ${found}\n2026-01-01 ${moved} ${at('/ok', '127.0.0.14')}\n2026-01-01 ${ok}\n`, 'what is kept')
  forget()
  const second = await from('2026-01-07')
  same(requested(), 'GET /nothing\nHEAD /nothing', 'a second run')
  same(told(second), told(first), 'the findings of a second run')
  same(hints(second), hints(first), 'the hints of a second run')
  same(summary(second), '4 links to other sites checked, 3 of them earlier, 1 dead, 1 moved', 'the summary of a second run')
  same(readFileSync(file, 'utf8'), kept, 'what a second run keeps')
  const all = 'GET /nothing\nHEAD /found\nHEAD /moved\nHEAD /nothing\nHEAD /ok\nHEAD /ok\nHEAD /ok'
  for (const day of ['2026-01-08', '2025-12-31']) {
    writeFileSync(file, kept)
    forget()
    await from(day)
    same(requested(), all, `on ${day}`)
  }
  // A link that is new is asked, and one that has gone is forgotten.
  writeFileSync(file, kept)
  writeFileSync(join(site, 'content/pages/links.md'), linking([ok, at('/head-is-404')]))
  forget()
  await from('2026-01-02')
  same(requested(), 'GET /head-is-404\nHEAD /head-is-404', 'a changed link')
  same(readFileSync(file, 'utf8').split('\n').slice(1).join(' '), `2026-01-01 ${ok} 2026-01-02 ${at('/head-is-404')} `, 'what is kept of a changed page')
  // Torn, of another kind, or by somebody else: as if there was none.
  writeFileSync(join(site, 'content/pages/links.md'), linking(links))
  const lines = kept.split('\n')
  for (const bad of ['', '\n', kept.slice(0, -1), `${kept}x`, `${kept}2026-01-01 \n`, kept.replace('2026', '2o26'), kept.replace(', 1,', ', 2,'), kept.replace('private ones too', 'public ones'),
    [lines[0], lines[3], lines[1], lines[2], ''].join('\n'), [lines[0], lines[1], lines[1], ''].join('\n'), `${kept}\0\n`, `${kept}2026-01-01 ~\xff\n`, kept.replace(/\n$/, ' a b\n'), 'x'.repeat(17e6)]) {
    writeFileSync(file, bad, 'latin1')
    forget()
    await from('2026-01-02')
    same(requested(), all, `with ${JSON.stringify(bad.slice(-60))} kept`)
    same(readFileSync(file, 'utf8'), kept.replaceAll('2026-01-01', '2026-01-02'), 'what is kept then')
  }
  // No link is followed to what is kept, or from it.
  const elsewhere = join(work, 'elsewhere')
  mkdirSync(elsewhere)
  rmSync(join(site, '.metier'), {recursive: true})
  symlinkSync(elsewhere, join(site, '.metier'))
  same((await from('2026-01-02')).status, 0, 'a folder that is a link')
  same(readdirSync(elsewhere).length, 0, 'files behind a link')
  rmSync(join(site, '.metier'))
  mkdirSync(join(site, '.metier'))
  writeFileSync(join(elsewhere, 'file'), kept)
  symlinkSync(join(elsewhere, 'file'), file)
  forget()
  await from('2026-01-02')
  same(requested(), all, 'a file that is a link')
  same(readFileSync(join(elsewhere, 'file'), 'utf8'), kept, 'what a link leads to')
  same(readdirSync(join(site, '.metier')).join(' '), 'links', 'files in .metier')
}

// What the options and settings of a check do to it.
async function testSettings() {
  const links = [at('/nothing'), at('/moved'), at('/broken')]
  const site = sitePage(links)
  same((await ask(site, '--strict')).status, 1, '--strict')
  const off = await ask(sitePage(links, 'lints: {dead-link: error, moved-link: off}\n'))
  same(off.findings.map(({code, severity}) => `${code} ${severity}`).join(', '), 'dead-link error, unchecked-link warning', 'lints')
  same(off.status, 1, 'a dead link that is an error')
  const silenced = await ask(makeSite({'content/pages/a.md': linking(links, 'silence: {dead-link: the host forgets}\n'), 'content/pages/b.md': page(`[x](${links[0]})`).replace('Links', 'More')}))
  same(silenced.findings.map(({place, code}) => `${place.replace(/:.*/, '')} ${code}`).join(', '), 'content/pages/a.md moved-link, content/pages/a.md unchecked-link, content/pages/b.md dead-link', 'silence')
  // All problems are told in one run.
  const wrong = await ask(makeSite({'content/pages/a.md': linking(links), 'content/pages/b.md': page('[x](/nowhere/)').replace('Links', 'More')}))
  same(wrong.findings.map(({code}) => code).join(' '), 'dead-link moved-link unchecked-link broken-link', 'beside an error')
  same(wrong.status, 1, 'beside an error')
  // Forms for programs.
  const json = JSON.parse((await ask(site, '--format', 'json')).out)
  const diagnostics = json.diagnostics ?? json
  same(diagnostics.filter(({code}) => CODES.includes(code)).map(({code, line: at_line, column, severity}) => `${code} ${at_line}:${column} ${severity}`).join(', '), 'dead-link 5:5 warning, moved-link 7:5 warning, unchecked-link 9:5 warning', 'json')
  const sarif = JSON.parse((await ask(site, '--format', 'sarif')).out)
  same(sarif.runs[0].results.filter(({ruleId}) => CODES.includes(ruleId)).map(({ruleId, level, locations}) => `${ruleId} ${level} ${locations[0].physicalLocation.region.startLine}`).join(', '), 'dead-link warning 5, moved-link warning 7, unchecked-link warning 9', 'sarif')
  const github = await ask(site, '--format', 'github')
  same([...(github.out + github.err).matchAll(/^::warning .*line=(\d+),.*(?:title=((?:dead|moved|unchecked)-link)).*$/gm)].map(([, number, code]) => `${code} ${number}`).join(', '), 'dead-link 5, moved-link 7, unchecked-link 9', 'github')
  // Two runs say the same, in whatever order the answers come.
  const many = sitePage([...Array(40).keys()].map((i) => at(`/jitter${'x'.repeat(i)}`, `127.0.0.${1 + i % HOSTS}`)))
  const one = await ask(many)
  rmSync(join(many, '.metier'), {recursive: true})
  same((await ask(many)).err, one.err, 'two runs')
  expect(one.findings.length === 20 && one.findings.every(({code}) => code === 'dead-link'), `${one.findings.length} of 20 dead links: ${one.err}`)
}

// Only a check that is told to asks anybody.
async function testNobody() {
  const site = sitePage([at('/ok'), at('/nothing')])
  forget()
  same((await check(site)).findings.length, 0, 'a plain check')
  const build = (...options) => new Promise((done) => spawn(metier, ['build', '-C', site, ...options], {env: environment, stdio: 'ignore'}).on('close', done))
  same(await build(), 0, 'build')
  same(await build('--external'), 2, 'build --external')
  same(await build('--external-private'), 2, 'build --external-private')
  same(seen.connections, 0, 'connections of a build and a plain check')
  expect(!existsSync(join(site, '.metier')), 'a plain check keeps links')
}

// Who stops it waits for nothing, and what was found out is kept.
async function testStopped() {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    const site = sitePage([at('/ok', '127.0.0.6'), at('/nothing', '127.0.0.7'), ...[...Array(5).keys()].map((i) => at('/slow', `127.0.0.${8 + i}`))])
    forget()
    const run = start(site, '--external-private')
    // The last request that is answered, and some time to take the answer.
    for (let i = 0; i < 300 && seen.requests.length < 3; i++) await new Promise((done) => setTimeout(done, 100))
    await new Promise((done) => setTimeout(done, 500))
    const stopped_ms = performance.now()
    run.child.kill(signal)
    const ran = await run.end
    expect(performance.now() - stopped_ms < 1500, `${signal}: stopped after ${performance.now() - stopped_ms} ms`)
    same(ran.status, signal, `${signal}: ends by`)
    same(told(ran), 'content/pages/links.md:7:5 dead-link its host answers 404', `${signal}: findings`)
    same(summary(ran), '2 links to other sites checked, 1 dead, 5 left, as the run was stopped', `${signal}: the summary`)
    same(readFileSync(join(site, '.metier/links'), 'utf8').split('\n')[1], `2026-12-01 ${at('/ok', '127.0.0.6')}`, `${signal}: what is kept`)
  }
}

const apart = testSlow()
for (const test of [testAnswers, testPlaces, testCare, testPrivate, testKept, testSettings, testNobody, testStopped]) await test()
await apart
for (const server of servers) { server.close(); server.closeAllConnections() }
if (problems.length) { console.log(problems.join('\n\n')); process.exit(1) }
console.log(`${count} looks`)
