// Links, pipes, sockets and devices in every place that the program reads from or writes to.
import {execFileSync, spawnSync} from 'node:child_process'
import {cpSync, existsSync, lstatSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs'
import {dirname, join, relative} from 'node:path'
import {beside, both, clear, expect, fail, finish, isChosen, isRoot, makeSite, note, roleText, run, snapshot} from './harness.mjs'
import {STATE} from '../state.mjs'

const link = (path, target) => { clear(path); symlinkSync(target, path) }
const command = (...words) => execFileSync(words[0], words.slice(1), {stdio: 'ignore'})
// Each makes something at a path that must not be read, nor written through.
const strange = {
    '/etc/passwd': (path) => link(path, '/etc/passwd'),
    '/proc/self/environ': (path) => link(path, '/proc/self/environ'),
    '/proc/self/fd/0': (path) => link(path, '/proc/self/fd/0'),
    '/proc/self/cwd': (path) => link(path, '/proc/self/cwd'),
    '/dev/zero': (path) => link(path, '/dev/zero'),
    '/dev/stdin': (path) => link(path, '/dev/stdin'),
    'a file outside': (path, place) => link(path, relative(dirname(path), join(place.victim, 'secret'))),
    'a file outside by its absolute path': (path, place) => link(path, join(place.victim, 'secret')),
    'a folder outside': (path, place) => link(path, relative(dirname(path), place.victim)),
    'a folder outside by its absolute path': (path, place) => link(path, place.victim),
    'a chain': (path, place) => {
        link(`${path}.chain1`, relative(dirname(path), join(place.victim, 'secret')))
        link(`${path}.chain2`, `${path.split('/').at(-1)}.chain1`)
        link(path, `${path.split('/').at(-1)}.chain2`)
    },
    itself: (path) => link(path, path.split('/').at(-1)),
    nothing: (path) => link(path, 'missing'),
    'a new file outside': (path, place) => link(path, join(place.victim, 'new')),
    'a pipe': (path) => { clear(path); command('mkfifo', path) },
    'a socket': (path) => {
        clear(path)
        const script = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`
        if (path.length < 100) spawnSync(process.execPath, ['-e', script], {stdio: 'ignore'})
        else command('mkfifo', path)
    },
}
if (isRoot && spawnSync('mknod', ['/dev/shm/metier-attack-node', 'c', '1', '5']).status === 0) {
    clear('/dev/shm/metier-attack-node')
    strange['a device'] = (path) => { clear(path); command('mknod', path, 'c', '1', '5') }
} else note('devices skipped: they cannot be made here')

// Sources. A folder of the site that is not there is no error; here each is something else.
for (const at of ['site.yaml', 'content', 'content/roles', 'content/roles/x.md', 'content/roles/nurse.md', 'content/x.txt',
    'layouts', 'layouts/role.html', 'layouts/base.html', 'layouts/partials', 'layouts/strings', 'layouts/strings/en.yaml',
    'static', 'static/x', 'static/dir', 'static/style2.css', 'static/.well-known']) {
    for (const [name, make] of Object.entries(strange)) {
        if (!isChosen()) continue
        const label = `${at} is ${name}`
        const place = makeSite()
        make(join(place.site, at), place)
        const ran = both(label, place)
        if (ran.status !== 1 && ran.status !== 3) fail(label, `exit ${ran.status}: ${ran.text}`)
        if (existsSync(place.out)) fail(label, 'something is published')
    }
}

// The output folder and what stands beside it, in a place that is new and in one that was published.
const published = makeSite()
expect('a first build', run('a first build', published, ['build']), 0)
const targets = ['public', 'public/roles', 'public/roles/nurse', 'public/roles/nurse/index.html', 'public/index.html',
    '.public.metier', ...[...STATE, ...STATE.filter((name) => name !== 'lock').map((name) => `${name}.new`), 'journal', 'staging', 'staging/roles'].map((name) => `.public.metier/${name}`)]
for (const isLater of [false, true]) {
    for (const at of targets) {
        for (const [name, make] of Object.entries(strange)) {
            if (!isLater && at.startsWith('public/')) continue
            for (const force of at.startsWith('public') ? [[], ['--force']] : [[]]) {
                if (!isChosen()) continue
                const label = `${at} is ${name}${isLater ? ', later' : ''}${force}`
                const place = makeSite()
                if (isLater) for (const one of ['public', '.public.metier']) cpSync(join(published.site, one), join(place.site, one), {recursive: true, verbatimSymlinks: true})
                make(join(place.site, at), place)
                writeFileSync(join(place.site, 'content/roles/nurse.md'), roleText('Nurse', 'Changed text.'))
                const ran = run(label, place, ['build', ...force])
                // The way to a file is cleared only where that was asked for.
                const isLeft = !force.length && ran.status === 0 && at.startsWith('public/')
                if (isLeft) fail(label, 'what stood there was replaced')
                if (ran.status === 0 && lstatSync(place.out).isSymbolicLink()) fail(label, 'the output is a link')
                if (ran.status === 0 && !readFileSync(join(place.out, 'roles/nurse/index.html'), 'utf8').includes('Changed text')) fail(label, 'the page is an old one')
                if (Object.entries(ran.after).some(([path, value]) => value.startsWith('link') && !path.includes('.chain')) && ran.status === 0) fail(label, 'a link is published')
            }
        }
    }
}

// Links that stay in their own top folder are followed.
{
    const place = makeSite({'content/roles/sub/doctor.md': roleText('Doctor', 'A doctor.'), 'layouts/mine.html': '<p>mine</p>\n'})
    link(join(place.site, 'content/roles/midwife.md'), 'nurse.md')
    link(join(place.site, 'content/articles'), 'pages')
    link(join(place.site, 'static/again'), 'dir')
    link(join(place.site, 'static/chain'), './again/../again/file.txt')
    link(join(place.site, 'layouts/partials/other.html'), '../mine.html')
    writeFileSync(join(place.site, 'content/pages/about.md'), '---\ntitle: About\ndate: 2026-01-01\n---\nText.\n')
    clear(join(place.site, 'content/articles'))
    writeFileSync(join(place.site, 'static/absolute'), '')
    link(join(place.site, 'content/roles/again'), 'sub')
    const ran = both('links inside', place)
    expect('links inside', ran, 1, /slug|same/)
    clear(join(place.site, 'content/roles/again'))
    clear(join(place.site, 'content/roles/midwife.md'))
    expect('links inside, once each', both('links inside, once each', place), 0)
    for (const path of ['again/file.txt', 'chain']) {
        if (readFileSync(join(place.out, path), 'utf8') !== 'a file\n') fail('links inside', `${path} is not the file`)
        if (lstatSync(join(place.out, path)).isSymbolicLink()) fail('links inside', `${path} is a link`)
    }
}

// Links that cost much: each of many leads a long way, through folders and back.
{
    const place = makeSite({'static/d/file': 'x'})
    for (let i = 0; i < 1000; i++) symlinkSync(`${'d/../'.repeat(800)}d/file`, join(place.site, `static/way-${i}`))
    const ran = run('long ways', place, ['check'])
    expect('long ways', ran, 1, /walk-limit/)
}
{
    const place = makeSite()
    for (let i = 0; i < 10_000; i++) symlinkSync('style2.css', join(place.site, `static/l${i}.css`))
    expect('10,000 links', run('10,000 links', place, ['check']), 0)
}
if (Object.keys(snapshot(beside(published))).some((name) => name && !STATE.includes(name))) fail('state', 'something is left in it')
finish('links')
