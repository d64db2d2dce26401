// How the preview server starts and ends: at which addresses and ports, with which browser, by which signals, and with
// nobody to hear it.
//
//   node tests/serve/starting.mjs BUILD-SANITIZE/metier
import {spawn} from 'node:child_process'
import {chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:net'
import {networkInterfaces} from 'node:os'
import {join, resolve} from 'node:path'
import {ask, exchange, expect, makeSite, parse, problems, showProblems, sleep, startServer, work} from './raw.mjs'

const metier = resolve(process.argv[2])
const {site} = makeSite('starting', 'https://starting.example/')
const hasSix = Object.values(networkInterfaces()).flat().some(({address}) => address === '::1')

// The address that it names, its other names, and no more.
async function hosts() {
    const near = {'::': '::1', '0.0.0.0': '127.0.0.1'}   // where one that listens everywhere is reached
    for (const host of ['127.0.0.2', '0.0.0.0', ...(hasSix ? ['::1', '::'] : [])]) {
        const server = await startServer(metier, site, ['--host', host])
        const name = /http:\/\/(\S+):\d+\//.exec(server.said())[1]
        const isSix = host.includes(':')
        expect(name === (isSix ? `[${host}]` : host), `--host ${host} is called ${name}`)
        const statuses = {[name]: 200, localhost: 200, [isSix ? host : `[${host}]`]: 421, [`${name}.evil.example`]: 421, 'evil.example': 421, '[::2]': 421, '127.0.0.3': 421, '': 421}
        for (const [asked, status] of Object.entries(statuses)) {
            const sent = Buffer.from(`GET /bare.txt HTTP/1.1\r\nHost: ${asked}:${server.port}\r\nConnection: close\r\n\r\n`)
            const came = await exchange(server.port, sent, {host: near[host] ?? host})
            expect(parse(came.bytes)[0]?.status === status, `--host ${host}: ${asked} is answered ${parse(came.bytes)[0]?.status ?? came.how}`)
        }
        await server.stop()
    }
}

// The next one where a port is taken, by another preview of the same site as well; both follow it.
async function ports() {
    const taken = createServer()
    const port = await new Promise((done) => taken.listen(0, '127.0.0.1', () => done(taken.address().port)))
    const args = ['--port', String(port)]
    const first = await startServer(metier, site, args)
    const second = await startServer(metier, site, args)
    expect(first.port > port && second.port > first.port, `${port} is taken: ${first.port}, ${second.port}`)
    writeFileSync(join(site, 'static/bare.txt'), 'BOTH\n')
    for (const server of [first, second]) {
        const answer = await ask(server.port, '/bare.txt')
        expect(answer.body.toString() === 'BOTH\n', `one of two previews: ${answer.status} ${answer.body}`)
    }
    for (const server of [first, second]) await server.stop()
    taken.close()
}

// The signals of a row of /proc/…/status.
const signalsOf = (row, text) => BigInt(`0x${new RegExp(`${row}:\\s*([0-9a-f]+)`).exec(text)?.[1] ?? 'ff'}`)

// The browser gets the address as one word and no signal ignored or blocked, and what it says is not heard. Those of
// 32 and above are the thread library's own, and pass on from whoever started this.
async function browser() {
    const folder = join(work, 'bin')
    const told = join(work, 'told')
    mkdirSync(folder)
    writeFileSync(join(folder, 'xdg-open'), `#!/bin/sh\necho "$#" "$1" $(grep SigIgn /proc/self/status) $(grep SigBlk /proc/self/status) >${told}.new\necho noise; echo noise >&2\nmv ${told}.new ${told}\n`)
    chmodSync(join(folder, 'xdg-open'), 0o755)
    const before = process.env.PATH
    process.env.PATH = `${folder}:${before}`
    const server = await startServer(metier, site, ['--open'])
    process.env.PATH = before
    for (let i = 0; i < 200 && !existsSync(told); i++) await sleep(20)
    const words = existsSync(told) ? readFileSync(told, 'utf8').trim() : 'nothing'
    expect(words.startsWith(`1 http://localhost:${server.port}/ `), `--open starts the browser with ${words}`)
    const here = readFileSync('/proc/self/status', 'utf8')
    for (const row of ['SigIgn', 'SigBlk']) {
        const passedOn = signalsOf(row, here) >> 31n << 31n
        expect(!(signalsOf(row, words) & ~passedOn), `--open starts the browser with ${words}`)
    }
    expect(!server.said().includes('noise'), 'what the browser says is heard')
    await server.stop()

    process.env.PATH = '/nowhere'
    const lone = await startServer(metier, site, ['--open'])
    process.env.PATH = before
    for (let i = 0; i < 200 && !lone.said().includes('xdg-open'); i++) await sleep(20)
    expect(/^metier: there is no 'xdg-open' that would open it$/m.test(lone.said()), `where no program opens a browser, this is told: ${lone.said()}`)
    await lone.stop()
}

// How it ends, with an open stream. stop() looks at what SIGTERM does.
async function signals() {
    for (const [signal, wanted] of [['SIGINT', 0], ['SIGTERM', 0], ['SIGHUP', 'SIGHUP']]) {
        const child = spawn(metier, ['serve', '-C', site], {stdio: ['ignore', 'pipe', 'inherit']})
        const ended = new Promise((done) => child.on('exit', (status, name) => done(name ?? status)))
        let said = ''
        await new Promise((done) => child.stdout.on('data', (data) => { if (/:\d+\/ /.test(said += data)) done() }))
        const port = Number(/:(\d+)\/ /.exec(said)[1])
        const stream = exchange(port, Buffer.from(`GET /.metier/events?page=/ HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`))
        await sleep(100)
        const start = performance.now()
        child.kill(signal)
        const status = await ended
        await stream
        expect(status === wanted, `${signal}: ${status}, not ${wanted}`)
        expect(performance.now() - start < 3000, `${signal}: it ends late`)
    }
}

// Nobody hears it, or nobody any more: it serves on.
async function unheard() {
    const port = 8000 + 900 + process.pid % 90
    for (const [how, stdio] of [['closed', ['ignore', 'ignore', 'ignore']], ['left', ['ignore', 'pipe', 'pipe']]]) {
        const shell = how === 'closed' ? ['-c', 'exec "$@" <&- >&- 2>&-', 'sh'] : ['-c', 'exec "$@"', 'sh']
        const child = spawn('/bin/sh', [...shell, metier, 'serve', '-C', site, '--port', String(port)], {stdio})
        const ended = new Promise((done) => child.on('exit', (status, name) => done(name ?? status)))
        child.stdout?.destroy()
        child.stderr?.destroy()
        for (const text of ['ONE', 'TWO', 'THREE']) {
            writeFileSync(join(site, 'static/bare.txt'), text)
            let answer
            for (let i = 0; i < 100 && !(answer = await ask(port, '/bare.txt')).status; i++) await sleep(50)
            expect(answer.body.toString() === text, `output ${how}: ${answer.status} ${answer.body}`)
        }
        child.kill('SIGTERM')
        const status = await ended
        expect(Number.isInteger(status), `output ${how}: ended by ${status}`)
    }
}

const tests = {hosts, ports, browser, signals, unheard}
for (const test of Object.values(tests)) await test()
showProblems()
console.log(`${Object.keys(tests).length} ways to start and end a preview`)
process.exit(problems.length ? 1 : 0)
