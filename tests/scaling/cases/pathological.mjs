// Shapes that parsers of Markdown are known to take the square of; with --long, as large as they can
// be written at all.
import {role, roles, times} from '../sites.mjs'

const shape = (name, n, site, rest = {}) => ({name: `pathological, ${name}`, n, site, ...rest})
const again = (name, n, text, code) => shape(name, n, (n) => role(text.repeat(n)), code ? {status: 1, code} : {})
const long = (name, n, site, code, rest) => shape(`long, ${name}`, 2 * n, site, {isLong: true, ...rest, ...code ? {status: 1, code} : {}})
const front = (text) => ({'content/roles/nurse.md': `---\n${text}\n---\nText.\n`})

export default [
    // Links and definitions that never end.
    again('open titles in quotes', 3000, "[a](b '"),
    again('open titles in parentheses', 3000, '[a](b ('),
    again('open angles of addresses', 3000, '[a](<b'),
    again('open pictures', 20000, '![a'),
    again('open mail addresses', 20000, '<a@'),
    again('open addresses', 20000, '<http:'),
    again('definitions with an open title', 5000, '[a]: b "\n'),
    again('definitions without an address', 4000, '[a]:\n\n'),
    again('labels of lines', 20000, '[\n'),
    again('pairs of brackets', 2000, '[a][b]'),
    // Emphasis.
    again('stars and lines in turn', 20000, '*_'),
    again('stars in threes', 20000, '***a '),
    again('closing stars', 20000, 'a** '),
    shape('stars in a link', 5000, (n) => role(`**x [${'a*b**c*'.repeat(n)}](https://example.org/)`)),
    // Entities and code.
    again('ampersands', 50000, '&'),
    again('open entities', 20000, '&#1'),
    shape('one long entity', 400000, (n) => role(`&${'a'.repeat(n)};`)),
    shape('growing runs of backticks', 80000, (n) => role(times(Math.sqrt(2 * n), (i) => `${'`'.repeat(i + 1)} a `))),
    again('growing fences in quotes', 8000, '> ```\n'),
    // Blocks.
    again('quotes and lists in turn', 4000, '> - a\n'),
    again('lines that are nearly underlines', 20000, 'a\n==a\n'),
    again('rules', 12000, '***\n'),
    shape('empty cells', 8000, (n) => role(`|a|b|c|d|\n|---|---|---|---|\n${'|||||\n'.repeat(n)}`)),
    shape('empty cells in one row', 3000, (n) => role(`${'|x'.repeat(n)}\n${'|---'.repeat(n)}\n${'|'.repeat(n)}\n`)),
    shape('bars in code in a cell', 20000, (n) => role(`|a|\n|---|\n|\`${'\\|'.repeat(n)}\`|\n`)),
    // As large as can be.
    long('headings', 50000, (n) => role(times(n, (i) => `## a ${i}\n`)), 'heading-limit'),
    long('a line beyond the limit', 2200000, (n) => role('a '.repeat(n)), 'file-limit', {costsNothing: true}),
    long('links', 500000, (n) => roles(100, () => ['', `${'[a](/) '.repeat(100)}\n\n`.repeat(n / 10000)])),
    long('brackets in each of many lines', 60000, (n) => role('[[]](\n\n'.repeat(n))),
    long('stars', 1000000, (n) => role('*'.repeat(n))),
    long('stars in turn with letters', 1000000, (n) => role('a*'.repeat(n))),
    long('backticks', 1000000, (n) => role('`'.repeat(n))),
    long('strikes', 1000000, (n) => role('~~a '.repeat(n / 2)), 'bracket-limit'),
    long('a line of words', 320000, (n) => role('people work '.repeat(n / 2))),
    long('one word again and again', 60000, (n) => role('a '.repeat(n))),
    long('items', 200000, (n) => role('- a\n'.repeat(n)), 'item-limit'),
    long('laughs', 20, (n) => front(`a: &a0 [x]\n${times(n, (i) => `b${i}: &a${i + 1} [${`*a${i}, `.repeat(9)}x]\n`)}`), 'yaml-feature', {costsNothing: true}),
    long('columns', 5000, (n) => role(`${'|x'.repeat(n)}\n${'|---'.repeat(n)}\n${'|y'.repeat(n)}\n`)),
]
