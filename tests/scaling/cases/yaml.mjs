// Shapes of front matter and site.yaml, most of which are refused.
import {role, times} from '../sites.mjs'

const nurse = role('Text.')
const front = (text) => ({'content/roles/nurse.md': `---\n${text}\n---\nText.\n`})
// In site.yaml, which may be larger than front matter.
const config = (text) => ({...nurse, 'site.yaml': `title: Scaling\n${text}\n`})
const inList = (text, code = 'unknown-field') => ({status: 1, code, endsEarly: true, site: (n) => config(`x: [${text.repeat(n)}]`)})
const inText = (each, code = 'unknown-field') => ({status: 1, code, endsEarly: true, site: (n) => config(each(n))})

export default [
    {name: 'yaml, pairs in a list', n: 10000, ...inList('a: b, ')},
    {name: 'yaml, pairs of letters of two bytes', n: 10000, ...inList('ä: ö, ')},
    {name: 'yaml, pairs without a key', n: 15000, costsNothing: true, ...inList(': b, ', 'yaml-syntax')},
    {name: 'yaml, pairs marked as such', n: 10000, ...inList('? a : b, ')},
    {name: 'yaml, lists in a list', n: 15000, ...inList('[], ')},
    {name: 'yaml, mappings in a list', n: 10000, ...inList('{a: b}, ')},
    {name: 'yaml, pairs on lines of a list', n: 10000, ...inList('a:\n b,\n ')},
    {name: 'yaml, lists on lines', n: 15000, ...inText((n) => `x:\n${'- - a\n'.repeat(n)}`)},
    {name: 'yaml, open lists', n: 100000, ...inText((n) => `x: ${'['.repeat(n)}`, 'yaml-depth')},
    {name: 'yaml, open mappings', n: 50000, costsNothing: true, ...inText((n) => `x: ${'{a: '.repeat(n)}`, 'yaml-depth')},
    {name: 'yaml, deep lists on one line', n: 50000, costsNothing: true, ...inText((n) => `x:\n ${'- '.repeat(n)}a`, 'yaml-depth')},
    {name: 'yaml, deep keys on one line', n: 50000, costsNothing: true, ...inText((n) => '? '.repeat(n), 'yaml-key')},
    {name: 'yaml, deep mappings on lines', n: 700, costsNothing: true, ...inText((n) => times(n, (i) => `${' '.repeat(i)}a:\n`), 'yaml-depth')},
    {name: 'yaml, closed before it was opened', n: 100000, costsNothing: true, ...inText((n) => `x: ${']'.repeat(n)}`, 'yaml-syntax')},
    {name: 'yaml, many fields', n: 5000, ...inText((n) => times(n, (i) => `f${i}: a\n`))},
    {name: 'yaml, many fields in braces', n: 5000, ...inText((n) => `salary: {${times(n, (i) => `f${i}: a, `)}}`)},
    {name: 'yaml, the same field', n: 20000, costsNothing: true, ...inText((n) => 'a: b\n'.repeat(n), 'duplicate-field')},
    {name: 'yaml, one long text', n: 100000, ...inText((n) => `x: ${'a '.repeat(n)}`)},
    {name: 'yaml, a text of many lines', n: 50000, ...inText((n) => `x: a\n${' a\n'.repeat(n)}`)},
    {name: 'yaml, a quoted text of escapes', n: 30000, ...inText((n) => `x: "${'\\u0041'.repeat(n)}"`)},
    {name: 'yaml, a quoted text of quotes', n: 80000, ...inText((n) => `x: '${"''".repeat(n)}'`)},
    {name: 'yaml, a block text', n: 50000, ...inText((n) => `x: >\n${'  a\n'.repeat(n)}`)},
    {name: 'yaml, blank lines', n: 200000, ...inText((n) => `x: a\n${'\n'.repeat(n)}`)},
    {name: 'yaml, comments', n: 80000, ...inText((n) => `x: a\n${'# \n'.repeat(n)}`)},
    {name: 'yaml, one long comment', n: 200000, ...inText((n) => `x: a # ${'a'.repeat(n)}`)},
    {name: 'yaml, directives', n: 8000, costsNothing: true, status: 1, code: 'yaml-feature', endsEarly: true, site: (n) => ({...nurse, 'site.yaml': times(n, (i) => `%TAG !a${i}! b\n`)})},
    {name: 'yaml, a long anchor', n: 200000, ...inText((n) => `x: &${'a'.repeat(n)} b`, 'yaml-feature')},
    {name: 'yaml, a long tag', n: 200000, ...inText((n) => `x: !${'a'.repeat(n)} b`, 'yaml-feature')},
    {name: 'yaml, a quote without an end', n: 200000, ...inText((n) => `x: "${'a'.repeat(n)}`, 'yaml-syntax')},
    {name: 'yaml, tabs', n: 200000, costsNothing: true, ...inText((n) => `x: a\n${'\t'.repeat(n)}b: c`, 'yaml-syntax')},
    {name: 'yaml, wrong redirects', n: 3000, ...inText((n) => `redirects:\n${times(n, (i) => `  r${i}: x\n`)}`, 'bad-redirect')},
    {name: 'front matter, fields', n: 1500, status: 1, code: 'unknown-field', site: (n) => front(times(n, (i) => `f${i}: a\n`))},
    {name: 'front matter, wrong figures', n: 250, status: 1, code: 'wrong-type',
     site: (n) => role('Text.', `salary: [${times(n, (i) => `{region: r${i}, currency: USD, average: x, as_of: y}, `)}]\n`)},
]
