// Sizes: what is large is passed on piece by piece or refused in words, soon, and in little memory.
import {mkdirSync, truncateSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {both, expect, finish, limitMemory, makeSite, roleText, run, write} from './harness.mjs'

const MEMORY_KB = 600_000     // of addresses, with the stacks of four threads
const wrap = limitMemory(MEMORY_KB)
const limited = (label, place, status, pattern) => expect(label, both(label, place, ['-j', '4'], {wrap}), status, pattern)

function sparse(place, path, size) {
    write(place.site, {[path]: ''})
    truncateSync(join(place.site, path), size)
}
{
    const place = makeSite()
    sparse(place, 'static/film.mp4', 600 << 20)
    limited('a file of 600 MB', place, 0)
    limited('a file of 600 MB, again', place, 0, / 0 changed/)
}
for (const [path, size, status, pattern] of [
    ['site.yaml', 10 << 20, 1, /site\.yaml/], ['site.yaml', 100 << 20, 1, /site\.yaml/],
    ['layouts/strings/en.yaml', 300 << 10, 1, /strings-limit/], ['layouts/strings/en.yaml', 100 << 20, 1, /strings-limit/],
    ['layouts/role.html', 100 << 20, 1, /layout-limit/], ['layouts/unused.html', 2 ** 31, 1, /layout-limit/], ['layouts/other.txt', 2 ** 31, 0],
    ['content/roles/large.md', (4 << 20) + 1, 1, /file-limit/], ['content/roles/large.md', 2 ** 33, 1, /file-limit/], ['content/roles/nul.md', 4 << 20, 1, /empty-file|nul-byte|front-matter/],
    ['static/style.css', 17 << 20, 1, /asset-limit/], ['static/unused.css', 100 << 20, 0], ['static/search.js', 2 ** 31, 1, /asset-limit/],
]) {
    const place = makeSite(path === 'static/search.js' ? {'site.yaml': 'title: With search\n'} : {})
    sparse(place, path, size)
    limited(`${path} of ${size} bytes`, place, status, pattern)
}
// What is too large is not missing as well.
{
    const place = makeSite({'layouts/partials/own.html': 'x'.repeat((1 << 20) + 1), 'layouts/page.html': '<p>{{TITLE}}</p>{{>OWN}}'})
    limited('an include of 1 MB and more', place, 1, /^(?![^]*unknown-include)[^]*layout-limit/)
}

// Text up to the limits and beyond them.
const front = (size) => `---\ntitle: Large\nbranch: Care\nsummary: ${'s'.repeat(100)}\n${'# comment\n'.repeat(Math.ceil(size / 10))}---\nText.\n`
for (const [name, files, status, pattern] of [
    ['a front matter of 60 KB', {'content/roles/large.md': front(60 << 10)}, 0],
    ['a front matter of 70 KB', {'content/roles/large.md': front(70 << 10)}, 1, /front-matter-limit/],
    ['a body of 4 MB', {'content/roles/large.md': roleText('Large', 'word '.repeat(((4 << 20) - 100) / 5))}, 0],
    ['a body of 4 MB and more', {'content/roles/large.md': roleText('Large', 'word '.repeat((4 << 20) / 5))}, 1, /file-limit/],
    ['a site.yaml of 10 MB', {'site.yaml': `title: Large\n${'# comment\n'.repeat(1 << 20)}`}, 1, /site\.yaml/],
    ['strings of 300 KB', {'layouts/strings/en.yaml': `home: Home\n${'# comment\n'.repeat(30 << 10)}`}, 1, /strings-limit/],
    ['one line of 3 MB', {'content/roles/large.md': roleText('Large', '[x](/nowhere/) '.repeat(200_000))}, 1, /bracket-limit/],
    ['a layout of one line', {'layouts/role.html': `<p>${'{{TITLE}} '.repeat(90_000)}</p>`}, undefined],
]) {
    const place = makeSite(files)
    const ran = both(name, place, ['-j', '2'])
    if (status !== undefined) expect(name, ran, status, pattern)
}

// Many of everything.
{
    const place = makeSite()
    mkdirSync(join(place.site, 'static', ...Array(63).fill('d')), {recursive: true})
    writeFileSync(join(place.site, 'static', ...Array(63).fill('d'), 'file'), 'x')
    limited('folders 63 deep', place, 0)
    mkdirSync(join(place.site, 'static', ...Array(66).fill('d')), {recursive: true})
    limited('folders 66 deep', place, 1, /walk-depth/)
}
{
    const place = makeSite()
    for (let i = 0; i < 5000; i++) mkdirSync(join(place.site, `static/empty-${i}/x/y`), {recursive: true})
    limited('15,000 folders', place, 0)
    for (let i = 0; i < 3000; i++) writeFileSync(join(place.site, `content/roles/bad-${i}.md`), '\x1b]0;bad')
    expect('3,000 bad files', run('3,000 bad files', place, ['check'], {wrap}), 1, /more/)
}
finish('sizes')
