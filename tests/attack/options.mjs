// The command line and what surrounds it: hostile values of every option, of the environment, of limits.
import {chmodSync, chownSync, existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync} from 'node:fs'
import {execFileSync, spawnSync} from 'node:child_process'
import {join} from 'node:path'
import {beside, both, clear, differences, execute, expect, fail, finish, isChosen, isRoot, isSame, judgeWords, limitMemory, makeSite, metier, note, roleText, run, snapshot, work, write} from './harness.mjs'
import {STATE} from '../state.mjs'

// What stands in a folder, but for the output and its state.
function around(place) {
    return snapshot(place.place, true)
}
// A build that must leave all as it is, wherever it was told to publish.
function refused(label, place, args, status = 1, pattern = /error/, options = {}) {
    const before = around(place)
    const ran = run(label, place, ['build', ...args], options)
    expect(label, ran, status, pattern)
    const changed = differences(before, around(place)).filter((path) => !(before[path] ?? '').startsWith('folder') || !existsSync(join(place.place, path)))
    if (changed.length) fail(label, `changes ${changed.slice(0, 5)}`)
    return ran
}

// Output folders that are none.
{
    const place = makeSite({'.git/config': 'x'})
    mkdirSync(join(place.place, 'elsewhere/static'), {recursive: true})
    write(join(place.place, 'elsewhere'), {'site.yaml': 'title: Other\n', 'content/roles/nurse.md': roleText('Nurse', 'Other.'), 'layouts/x.html': 'x'})
    expect('a state folder', run('a state folder', place, ['build', '-o', 'out']), 0)
    symlinkSync('content', join(place.site, 'to-content'))
    symlinkSync('../victim', join(place.site, 'to-victim'))
    symlinkSync('site/content', join(place.place, 'around-to-content'))
    writeFileSync(join(place.site, 'file'), 'x')
    for (const out of ['content', 'content/new', 'content/roles/new', 'layouts', 'layouts/new/x', 'static', 'static/dir', 'static/new', '.git', '.git/new', '.git/hooks/new',
        '.out.metier', '.out.metier/new', '.out.metier/staging', '.new.metier', '.new.metier/x', '.metier', '.metier/x', 'src', 'tests/x', '.', './', '..', '../', '/', '//', '/.', './.', '../site', '../site/', 'out/..', 'out/../content/x', '../site/content/x',
        'file', 'file/', 'file/x', 'to-content', 'to-content/', 'to-content/new', 'to-victim', 'to-victim/', 'to-victim/new', '../around-to-content/new', '../site/to-victim/new',
        'missing/../content/new', 'missing/../../victim/new', '../elsewhere/content/new', '../elsewhere/static', '../elsewhere/static/new', '../elsewhere/layouts/new/x', '../elsewhere/.git/new',
        join(place.site, 'content/new'), join(place.site, '.out.metier/x'), place.site, place.place, work, `${place.site}/`, '/proc/self/fd/x', '/dev/null', '/dev/null/x', '/dev/full',
        'a'.repeat(256), `new/${'a'.repeat(250)}`, `new/${'a'.repeat(300)}/b`, 'a/'.repeat(2500), `${'a'.repeat(5000)}`, `${'../'.repeat(2000)}x`, `x/${'./'.repeat(2400)}y`]) {
        for (const force of [[], ['--force']]) {
            if (!isChosen()) continue
            refused(`-o ${out.slice(0, 60)}${force}`, place, ['-o', out, ...force], out.startsWith('/proc') ? 3 : 1)
        }
    }
    refused('-o with nothing', place, ['-o', ''], 2, /-o takes a text/)
    for (const out of ['x\ny', '\x1b[31m', '::error::x', '\u202ex', '##[error]x']) refused(`-o ${JSON.stringify(out)}`, place, ['-o', `content/${out}`])
    for (const out of ['new', './new2', 'new3/', '././/new4//', 'deep/er/new', '../new5', '../site/new6', join(place.site, 'new7'), '-new8', 'x\ny', 'a b', '\u202e', 'a'.repeat(247), `${'d/'.repeat(120)}x`]) {
        const label = `-o ${JSON.stringify(out).slice(0, 40)}`
        expect(label, run(label, place, ['build', '-o', out], {out: join(place.site, out)}), 0)
        expect(`${label}, again`, run(`${label}, again`, place, ['build', `-o${out}`], {out: join(place.site, out)}), 0, / 0 changed/)
    }
    for (const [first, second] of [['public', './public'], ['public/', 'public'], ['../site/public', join(place.site, 'public')]]) {
        run(`${first}, then ${second}`, place, ['build', '-o', first])
        expect(`${first}, then ${second}`, run(`${first}, then ${second}`, place, ['build', '-o', second]), 0, / 0 changed/)
    }
    expect('-o twice', run('-o twice', place, ['build', '-o', 'first', '-o', 'second'], {out: join(place.site, 'second')}), 0)
    if (existsSync(join(place.site, 'first'))) fail('-o twice', 'both are made')
}

// Sites that are none: nothing is left behind.
{
    const place = makeSite()
    mkdirSync(join(place.place, 'bare'))
    mkdirSync(join(place.place, 'folder/site.yaml'), {recursive: true})
    symlinkSync('../victim/secret', join(place.place, 'bare/link'))
    write(join(place.place, 'broken'), {'site.yaml': 'title: [\n'})
    for (const [at, status] of [['bare', 1], ['missing', 3], ['victim/secret', 3], ['/dev/null', 3], ['/proc/self/fd/0', 3], ['folder', 3], ['broken', 1], ['x\ny\x1b[31m', 3], ['::error::', 3], ['a'.repeat(5000), 3], ['/', 1], ['', 2]]) {
        for (const out of ['public', 'deep/er/public', '../deep/public', join(place.place, 'new/public')]) {
            refused(`-C ${at.slice(0, 40)} -o ${out}`, place, ['-C', at.startsWith('/') || !at ? at : `../${at}`, '-o', out], status, /error|takes a text/)
        }
    }
    write(place.site, {'content/roles/bad.md': 'bad'})
    refused('an error, with a new folder', place, ['-o', 'deep/er/public'])
}

// Addresses that a site cannot stand at.
{
    const place = makeSite()
    for (const url of ['https://x.org/"onload=x', "https://x.org/'x", 'https://x.org/<b>', 'https://x.org/\nX-Header: x', 'https://x.org/\x1b[31m', 'javascript:alert(1)', 'JavaScript://x.org/%0aalert(1)', 'data:text/html,x',
        'https://user:password@x.org/', 'https://user@x.org/', 'https://x.org/ x', ' https://x.org/', 'https://', 'https:///x', 'http:/x', '//x.org/', '/x"y/', '/../x/', '/x/../y/', '/./', 'https://x.org/../', 'https://x.org/?x', 'https://x.org/#x', 'x', 'https://x y/', 'https://x\\y/', 'https://\u202ex/',
        'https://x.org:port/', 'https://x.org/%zz/', '/%00/', 'https://x.org//y/', 'ftp://x.org/', 'https://x.org/;x=*', 'https://x.org\t/', "https://x.org/',/"]) {
        expect(`--base-url ${url}`, both(`--base-url ${url}`, place, ['--base-url', url]), 1, /bad-url/)
    }
    for (const url of ['https://x.org', 'https://x.org/', 'https://x.org:8443/careers', '/', '/careers', 'http://[::1]:8000/', 'http://localhost:8000/', 'https://xn--bcher-kva.example/', 'https://x.org/~me/', `https://x.org/${'long/'.repeat(2000)}`, '/p%C3%A4th/']) {
        expect(`--base-url ${url.slice(0, 50)}`, both(`--base-url ${url.slice(0, 50)}`, place, ['--base-url', url]), 0)
    }
}

// Days, numbers, words.
{
    const place = makeSite()
    for (const day of ['', 'today', '2026-13-01', '2026-02-30', '0000-00-00', '-1-01-01', '99999-01-01', '2026-01-01x', '２０２６-01-01', '2026-01-01\n', '\x1b[31m', '::error::']) expect(`--now ${day}`, both(`--now ${day}`, place, ['--now', day]), 2)
    for (const day of ['0001-01-01', '9999-12-31', '2024-02-29']) expect(`--now ${day}`, both(`--now ${day}`, place, ['--now', day]), 0)
    for (const count of ['0', '-1', '257', '1e2', '99999999999999999999', ' 1', '1 ', '+1', '0x1', '', '\x1b[1m']) expect(`-j ${count}`, both(`-j ${count}`, place, ['-j', count]), 2)
    for (const count of ['1', '256', '007']) expect(`-j ${count}`, both(`-j ${count}`, place, ['-j', count]), 0)
    for (const words of [['\x1b[31mred'], ['a\nb'], ['\u202eb'], ['--\x1b[31m'], ['-\x1b'], ['--x\n::error::y'], ['##[error]x'], ['--base-url\x1b'], [Buffer.from([0xc3, 0x28]).toString('latin1')], ['--now', '##vso[x]'], ['x'.repeat(100_000)], ['--quiet=\x1b[31m'], ['-q\x1b']]) {
        for (const verb of [[], ['build'], ['check'], ['help']]) {
            const ran = run(`the words ${JSON.stringify([...verb, ...words]).slice(0, 60)}`, place, [...verb, ...words])
            expect(`the words ${JSON.stringify([...verb, ...words]).slice(0, 60)}`, ran, 2)
        }
    }
    for (const epoch of ['soon', '1e9', ' 1', '1 ', '-1', '+1', '0x10', '99999999999999', '99999999999999999999', '-99999999999999999999', '253402300800', '\x1b[31m', '1\n']) {
        expect(`SOURCE_DATE_EPOCH=${epoch}`, both(`SOURCE_DATE_EPOCH=${epoch}`, place, [], {env: {SOURCE_DATE_EPOCH: epoch}}), 2, /SOURCE_DATE_EPOCH/)
    }
    for (const epoch of ['0', '1', '253402300799']) expect(`SOURCE_DATE_EPOCH=${epoch}`, both(`SOURCE_DATE_EPOCH=${epoch}`, place, [], {env: {SOURCE_DATE_EPOCH: epoch}}), 0)
    expect('bare', both('bare', place, ['--now', '2026-01-01']), 0)
    const bare = snapshot(place.out)
    for (const env of [{HOME: ''}, {HOME: '/nonexistent'}, {TMPDIR: place.victim}, {LC_ALL: 'tr_TR.UTF-8', LANG: 'xx\x1b'}, {TZ: '../../etc/passwd'}, {TZ: 'Pacific/Kiritimati'}, {PATH: ''}, {TERM: '\x1b'}, {COLUMNS: '-1'}]) {
        const label = JSON.stringify(env)
        expect(label, both(label, place, ['--now', '2026-01-01'], {env}), 0, / 0 changed|no errors/)
        if (!isSame(bare, snapshot(place.out))) fail(label, 'other bytes are published')
    }
}

// Limits and ends of the process. `shell` runs a script with the program as "$@".
const shell = (script) => ['sh', '-c', script, 'sh']
{
    for (const mask of ['000', '077', '777']) {
        const place = makeSite()
        expect(`umask ${mask}`, run(`umask ${mask}`, place, ['build'], {wrap: shell(`umask ${mask}; exec "$@"`)}), 0)
        const modes = execFileSync('find', [place.out, beside(place), '-printf', '%m %y\n']).toString().trim().split('\n')
        if (modes.some((mode) => mode !== '644 f' && mode !== '755 d')) fail(`umask ${mask}`, `${[...new Set(modes)]}`)
    }
    for (const closed of ['>&-', '2>&-', '<&-', '>&- 2>&-', '<&- >&- 2>&-']) {
        for (const isBroken of [false, true]) {
            const label = `${closed}${isBroken ? ', with errors' : ''}`
            const place = makeSite(isBroken ? {'content/roles/bad.md': 'bad'} : {})
            const ran = execute('sh', ['-c', `exec "$@" ${closed}`, 'sh', metier, 'build', '-C', place.site])
            if (ran.status !== (isBroken ? 1 : 0)) fail(label, `exit ${ran.status}: ${ran.text}`)
            expect(`${label}, then`, run(`${label}, then`, place, ['build']), isBroken ? 1 : 0, isBroken ? /bad\.md/ : / 0 changed/)
            for (const path of readdirSync(place.site, {recursive: true})) {
                if (/\.(html|xml|css|lock)$|lock$/.test(path) && /nothing was published|files: /.test(execFileSync('cat', [join(place.site, path)]).toString())) fail(label, `words are written into ${path}`)
            }
        }
    }
    const place = makeSite()
    expect('a full stdout', run('a full stdout', place, ['build'], {wrap: shell('exec "$@" >/dev/full')}), 3, /metier: .*No space left/)
    expect('a full stdout, quiet', run('a full stdout, quiet', place, ['build', '-q'], {wrap: shell('exec "$@" >/dev/full')}), 0)
    expect('a full stdout, help', run('a full stdout, help', place, ['help'], {wrap: shell('exec "$@" >/dev/full')}), 3, /No space left/)
    write(place.site, {'content/roles/bad.md': 'bad'})
    if (execute('sh', ['-c', 'exec "$@" 2>/dev/full', 'sh', metier, 'build', '-C', place.site]).status !== 1) fail('a full stderr', 'another exit status')
    clear(join(place.site, 'content/roles/bad.md'))
}
for (const [name, script, status] of [['few descriptors', 'ulimit -n 20', [0]], ['very few descriptors', 'ulimit -n 8', [3]], ['hardly any descriptors', 'ulimit -n 5', [3]], ['small files', 'ulimit -f 1', [3]], ['no files', 'ulimit -f 0', [3]],
    ...(limitMemory(1).length ? [['little memory', 'ulimit -v 60000', [0, 3, 127, 1]]] : []), ['a small stack', 'ulimit -s 200', [0, 3]], ['one process', isRoot ? ':' : 'ulimit -u 1', [0, 3]]]) {
    for (const isLater of [false, true]) {
        const label = `${name}${isLater ? ', later' : ''}`
        const place = makeSite({'static/large.bin': 'x'.repeat(100_000)})
        if (isLater) run(label, place, ['build'])
        if (isLater) write(place.site, {'static/large.bin': 'y'.repeat(100_000), 'content/roles/nurse.md': roleText('Nurse', 'Other. '.repeat(3000))})
        const ran = run(label, place, ['build', '-j', '4'], {wrap: shell(`${script}; exec "$@"`)})
        if (!status.includes(ran.status)) fail(label, `exit ${ran.status}: ${ran.text}`)
        if (ran.status === 0 && !/files: /.test(ran.text)) fail(label, `no words: ${ran.text}`)
        expect(`${label}, then`, run(`${label}, then`, place, ['build']), 0)
        if (readdirSync(beside(place)).some((file) => !STATE.includes(file))) fail(label, `leaves ${readdirSync(beside(place))}`)
    }
}

// With fewer and fewer descriptors a site is published, or it is said what could not be read, and nothing
// that only follows from that: what was not seen is not missing.
{
    const place = makeSite({'layouts/page.html': '<h1>{{TITLE}}</h1>\n<p>{{SUMMARY}}</p>\n{{BODY:none}}\n{{>OWN}}\n', 'content/pages/other.md': '---\ntitle: Other\n---\n[About](about.md)\n'})
    let refusals = 0
    for (let count = 24; count > 4; count--) for (const verb of ['check', 'build']) {
        for (const path of [place.out, beside(place)]) clear(path)
        const label = `${count} descriptors, ${verb}`
        const ran = run(label, place, [verb], {wrap: shell(`ulimit -n ${count}; exec "$@"`)})
        const others = ran.err.split('\n').filter((line) => / error: /.test(line) && !line.endsWith('[environment]'))
        if (ran.status !== 0 && ran.status !== 3) fail(label, `exit ${ran.status}: ${ran.text.slice(0, 300)}`)
        if (others.length) fail(label, `makes up ${others.slice(0, 3)}`)
        refusals += ran.status === 3
    }
    if (!refusals) fail('descriptors', 'there were always enough')
}

// Somebody who may not write here, or not read.
if (isRoot && spawnSync('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', metier, '--version']).status === 0) {
    const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
    const place = makeSite()
    refused('nobody, a new output', place, [], 3, /Permission denied/, {wrap: nobody})
    refused('nobody, a new folder', place, ['-o', 'deep/public'], 3, /Permission denied/, {wrap: nobody})
    run('as root', place, ['build'])
    write(place.site, {'content/roles/nurse.md': roleText('Nurse', 'Other.')})
    refused('nobody, an output of another', place, [], 3, /Permission denied/, {wrap: nobody})
    chownSync(place.site, 65534, 65534)
    refused('nobody, a state folder of another', place, [], 3, /Permission denied/, {wrap: nobody})
    for (const path of execFileSync('find', [place.site, '-not', '-path', '*/public*']).toString().trim().split('\n')) chownSync(path, 65534, 65534)
    refused('nobody, an output folder of another', place, [], 3, /Permission denied/, {wrap: nobody})
    for (const path of execFileSync('find', [place.site]).toString().trim().split('\n')) chownSync(path, 65534, 65534)
    expect('nobody, their own', run('nobody, their own', place, ['build'], {wrap: nobody}), 0)
    for (const path of ['site.yaml', 'content', 'content/roles', 'content/roles/nurse.md', 'static', 'static/dir/file.txt', 'static/style2.css', 'layouts', 'layouts/partials/own.html']) {
        chmodSync(join(place.site, path), 0)
        expect(`nobody, ${path} unreadable`, both(`nobody, ${path} unreadable`, place, [], {wrap: nobody}), 3, /Permission denied/)
        chmodSync(join(place.site, path), path.includes('.') ? 0o644 : 0o755)
    }
    for (const path of ['public', 'public/roles', 'public/roles/nurse/index.html', '.public.metier', '.public.metier/lock', '.public.metier/manifest']) {
        const whole = join(place.site, path)
        for (const mode of [0o000, 0o555]) {
            write(place.site, {'content/roles/nurse.md': roleText('Nurse', `${path} ${mode}`)})
            chmodSync(whole, mode)
            const ran = run(`nobody, ${path} ${mode}`, place, ['build'], {wrap: nobody})
            if (ran.status !== 0 && ran.status !== 3) fail(`nobody, ${path} ${mode}`, `exit ${ran.status}: ${ran.text}`)
            chmodSync(whole, /html|lock|manifest/.test(path) && existsSync(whole) ? 0o644 : 0o755)
            expect(`nobody, ${path} ${mode}, then`, run(`nobody, ${path} ${mode}, then`, place, ['build'], {wrap: nobody}), 0)
        }
    }
    // Where all may write, somebody else has made a state folder already.
    const open = join(place.place, 'open')
    mkdirSync(join(open, '.public.metier'), {recursive: true})
    chmodSync(open, 0o1777)
    chownSync(join(open, '.public.metier'), 12345, 12345)
    chmodSync(join(open, '.public.metier'), 0o777)
    refused('a state folder of somebody', place, ['-o', '../open/public'], 1, /belongs to somebody else/, {wrap: nobody})
    refused('a state folder of somebody, root', place, ['-o', '../open/public'], 1, /belongs to somebody else/)
} else note('another user skipped: not root, or the program cannot be run by others')

// Two sites with one output, one output inside of another: each keeps what is its own.
{
    const left = makeSite({'static/left.txt': 'left'})
    const right = makeSite({'static/right.txt': 'right', 'content/roles/doctor.md': roleText('Doctor', 'Text.')})
    const shared = join(left.place, 'shared')
    expect('left', run('left', left, ['build', '-o', shared], {out: shared}), 0)
    expect('right over left', run('right over left', right, ['build', '-o', shared], {out: shared}), 0)
    if (existsSync(join(shared, 'left.txt')) || !existsSync(join(shared, 'right.txt'))) fail('two sites', 'a mixture stands there')
    const inner = join(shared, 'roles/x')
    expect('inside', run('inside', left, ['build', '-o', inner], {out: inner}), 0)
    const before = snapshot(inner)
    expect('right again', run('right again', right, ['build', '-o', shared], {out: shared}), 0)
    write(right.site, {'site.yaml': 'title: Fewer\noutputs: {feeds: false, data: false}\n'})
    clear(join(right.site, 'content/roles'))
    expect('right, fewer', run('right, fewer', right, ['build', '-o', shared], {out: shared}), 0)
    if (!isSame(before, snapshot(inner))) fail('inside', 'an output in another was changed')
    expect('inside, again', run('inside, again', left, ['build', '-o', inner], {out: inner}), 0, / 0 changed, 0 removed/)
    refused('where a page is to be', left, ['-o', join(shared, 'index.html')])
    judgeWords('done', {status: 0, text: ''})
}
finish('options')
