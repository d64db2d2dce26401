// Many problems: in one file, in one line, in many files, from many places about one thing.
import {role, roles, times} from '../sites.mjs'

const broken = {status: 1, code: 'broken-link'}
const wrong = (text) => ({status: 1, site: (n) => roles(n, () => text)})

export default [
    {name: 'problems, on a line each', n: 2000, ...broken, site: (n) => role(times(n, (i) => `[a](b${i}.md)\n\n`))},
    {name: 'problems, on one line', n: 2000, ...broken, site: (n) => role(times(n, (i) => `[a](b${i}.md) `))},
    {name: 'problems, the same on one line', n: 2000, ...broken, site: (n) => role(times(n, () => '[a](b.md) '))},
    {name: 'problems, behind long lines', n: 60000, ...broken, site: (n) => role(`${'many words '.repeat(n / 2)}[a](b.md)`)},
    {name: 'problems, behind many lines', n: 25000, ...broken, site: (n) => role(`${'many\nwords\n'.repeat(n / 2)}[a](b.md)`)},
    {name: 'problems, of wide letters', n: 2000, ...broken, site: (n) => role(times(n, (i) => `職業職業 [職](業${i}.md)\n\n`))},
    {name: 'problems, of letters that are escaped', n: 2000, ...broken, site: (n) => role(times(n, (i) => `\u200E\u2028 [a](b${i}.md)\n\n`))},
    {name: 'problems, one in each file', n: 300, ...wrong('education: [a]\n'), code: 'wrong-type'},
    {name: 'problems, many in each file', n: 50, code: 'unknown-field', ...wrong(times(20, (i) => `f${i}: x\n`))},
    {name: 'problems, a warning in each file', n: 400,
     site: (n) => Object.fromEntries(Array.from({length: n}, (_, i) => [`content/roles/x${i}.txt`, 'x']))},
    {name: 'problems, long words', n: 60000, status: 1, code: 'yaml-syntax',
        site: (n) => roles(2, () => [`${'a'.repeat(n)}: b\n`, 'Text.'])},
]
