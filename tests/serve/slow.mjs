// Slow clients of the preview server, as many as 500: a browser is still answered at once; who sends no whole request
// in time is told so (408); event streams are limited, end when their reader is gone, and pile up nothing.
import {readFileSync, writeFileSync} from 'node:fs'
import {connect} from 'node:net'
import {join, resolve} from 'node:path'
import {isMainThread, Worker, workerData} from 'node:worker_threads'

import {ask, exchange, expect, fail, makeSite, openStream, parse, roleText, sleep, startServer} from './raw.mjs'

const SLOW_CLIENTS = 500, ROUNDS = 12, AGAIN_MS = 200, PAGE_MAX_MS = 1000, WORST_MAX_MS = 3000
const REQUEST_TIMEOUT_S = 10, STREAMS_MAX = 32, STREAMS_KEPT = 4
const REFRESHES = 300, GROWTH_MAX_MIB = 16

// What a slow client does with its connection.
const HABITS = {
    nothing: () => {},
    dribble: (socket, request) => {
        let at = 0
        const timer = setInterval(() => socket.write(request[at++ % request.length]), 300)
        socket.on('close', () => clearInterval(timer))
    },
    half: (socket, request) => socket.write(request.slice(0, 20)),
    unread: (socket, request) => { socket.write(request.replace('/ ', '/movie.mp4 ')); socket.pause() },
    sips: (socket, request) => {
        socket.write(request.replace('/ ', '/movie.mp4 '))
        const timer = setInterval(() => { socket.resume(); socket.once('data', () => socket.pause()) }, 200)
        socket.on('close', () => clearInterval(timer))
    },
    answered: (socket, request) => { socket.write(request); socket.resume() },
}

// Clients that come again soon after they are sent away. In a thread of their own: they must not slow the browser.
function crowd({port, count, habits}) {
    const request = `GET / HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`
    const open = (index) => {
        const socket = connect({port, host: '127.0.0.1'})
        socket.on('connect', () => HABITS[habits[index % habits.length]](socket, request))
        socket.on('error', () => {})
        socket.on('close', () => setTimeout(() => open(index), AGAIN_MS))
    }
    for (let i = 0; i < count; i++) open(i)
}

// A page and what belongs to it, each on a new connection, up to six at once.
async function browse(port) {
    const start = performance.now()
    const page = await ask(port, '/roles/nurse/')
    const parts = [...page.body.toString().matchAll(/(?:href|src)="(\/(?:assets|\.metier|favicon)[^"]*)"/g)].map((match) => match[1])
    const answers = [page, ...await Promise.all([...parts, '/bare.txt', '/img/a%20b.txt'].slice(0, 6).map((path) => ask(port, path)))]
    const bad = answers.filter((answer) => answer.status !== 200)
    return {took_ms: performance.now() - start, bad: bad.map((answer) => `${answer.status} ${answer.how}`)}
}

async function browseAmid(server, name, habits) {
    const clients = new Worker(new URL(import.meta.url), {workerData: {port: server.port, count: SLOW_CLIENTS, habits}})
    const times_ms = []
    await sleep(500)
    for (let i = 0; i < ROUNDS; i++) {
        const {took_ms, bad} = await browse(server.port)
        times_ms.push(took_ms)
        if (bad.length) fail(`amid ${name}, round ${i}: ${bad.join(', ')}`)
        await sleep(100)
    }
    times_ms.sort((a, b) => a - b)
    const worst_ms = times_ms.at(-1)
    const isPrompt = times_ms[ROUNDS >> 1] < PAGE_MAX_MS && worst_ms < WORST_MAX_MS
    expect(isPrompt, `amid ${name}: a page took ${times_ms.map(Math.round).join(', ')} ms`)
    await clients.terminate()
    await sleep(100)
    return worst_ms
}

async function waitTooLong({port}) {
    const begun = ['', 'G', `GET / HTTP/1.1\r\nHost: localhost:${port}\r\n`]
    const came = await Promise.all(begun.map((text) => exchange(port, Buffer.from(text), {wait_ms: 2000 * REQUEST_TIMEOUT_S})))
    came.forEach((one, index) => {
        const status = parse(one.bytes)[0]?.status
        const isInTime = one.took_ms > 1000 * REQUEST_TIMEOUT_S - 500 && one.took_ms < 1000 * (REQUEST_TIMEOUT_S + 3)
        expect(status === 408 && isInTime, `${JSON.stringify(begun[index])}: ${status} ${one.how} after ${Math.round(one.took_ms)} ms`)
    })
}

async function openManyStreams({port}) {
    const streams = []
    for (let i = 0; i < 100; i++) streams.push(await openStream(port))
    await sleep(200)
    const told = streams.filter((stream) => stream.status === 200 && stream.said().includes('event: report')).length
    const kept = streams.filter((stream) => stream.status === 200 && !stream.said().endsWith('\r\n0\r\n\r\n')).length
    expect(told === 100 && kept === STREAMS_KEPT, `of 100 streams ${told} are told how things stand, and ${kept} are kept`)
    const {took_ms, bad} = await browse(port)
    expect(!bad.length && took_ms < PAGE_MAX_MS, `amid streams: ${bad} ${Math.round(took_ms)} ms`)
    streams.forEach((stream) => stream.close())
    await sleep(50)
    // A browser that has left its pages opens another.
    const next = await openStream(port)
    expect(next.status === 200, `a stream after others were closed: ${next.status}`)
    next.close()
    // A page that is loaded again and again.
    for (let i = 0; i < 3 * STREAMS_MAX; i++) {
        const stream = await openStream(port)
        stream.close()
        if (stream.status !== 200) { fail(`load ${i} of a page has no stream: ${stream.status}`); break }
        await sleep(5)
    }
}

const residentMib = ({pid}) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024

// Streams that nobody reads, while the site changes.
async function refreshUnread(server, {site}) {
    const file = join(site, 'content/roles/nurse.md')
    for (let i = 0; i < 150; i++) writeFileSync(join(site, `content/a-file-that-is-no-content-${i}.txt`), '')   // a warning of each
    const change = async (index) => {
        writeFileSync(file, roleText(`Nurse ${index}`))
        const answer = await ask(server.port, '/roles/nurse/')
        expect(answer.body.includes(`Nurse ${index}`), `change ${index} does not show: ${answer.status} ${answer.how}`)
    }
    for (let i = 0; i < 30; i++) await change(i)
    const before = residentMib(server)
    const streams = await Promise.all(Array.from({length: STREAMS_MAX - 4}, () => openStream(server.port, {isReading: false})))
    expect(streams.every((stream) => stream.status === 200), `unread streams: ${streams.map((stream) => stream.status)}`)
    for (let i = 0; i < REFRESHES; i++) await change(1000 + i)
    const growth = residentMib(server) - before
    expect(growth < GROWTH_MAX_MIB, `with streams that nobody reads, memory grows by ${growth.toFixed(1)} MiB`)
    streams.forEach((stream) => stream.close())
    return growth
}

export async function attackSlowly(metier) {
    const place = makeSite('slow', 'https://slow.example/')
    const server = await startServer(metier, place.site, ['--port', '8400'])
    await openManyStreams(server)
    const late = waitTooLong(server)
    const growth = await refreshUnread(server, place)
    await late
    await sleep(100)
    let worst_ms = await browseAmid(server, 'slow senders', ['nothing', 'dribble', 'half', 'answered'])
    worst_ms = Math.max(worst_ms, await browseAmid(server, 'slow readers', ['unread', 'sips']))
    worst_ms = Math.max(worst_ms, await browseAmid(server, 'all of them', Object.keys(HABITS)))
    await server.stop()
    return `amid ${SLOW_CLIENTS} slow clients a page takes ${Math.round(worst_ms)} ms at most, unread streams take ${growth.toFixed(1)} MiB`
}

if (!isMainThread) {
    crowd(workerData)
} else if (process.argv[1].endsWith('slow.mjs')) {
    const {problems, showProblems} = await import('./raw.mjs')
    console.log(await attackSlowly(resolve(process.argv[2])))
    showProblems()
    process.exit(problems.length ? 1 : 0)
}
