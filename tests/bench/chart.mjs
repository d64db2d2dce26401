// Draws what the bench measured at 10,000 roles: a bar for each generator, and for what metier does again.
//
//   node tests/bench/chart.mjs RESULT.json CHART.svg
import {readFileSync, writeFileSync} from 'node:fs'

const [from, to] = process.argv.slice(2)
const {results, peers, cores, isInMemory} = JSON.parse(readFileSync(from, 'utf8'))
const ROLES = 10_000
const own = results.find((one) => one.roles === ROLES && one.profile === 'pages')
if (!own?.first) {
    console.log(`no chart: ${from} has no builds of 10,000 roles`)
    process.exit(0)
}
const TITLES = {hugo: 'Hugo', zola: 'Zola', eleventy: 'Eleventy'}
const bars = [
    {name: 'cp -r of the finished site', ms: own.copy.wall_ms, kind: 'copy'},
    {name: 'metier, one role edited', ms: own.edit.wall_ms, kind: 'own'},
    {name: 'metier, first build', ms: own.first.wall_ms, mb: own.first.peak_mb, kind: 'own'},
    ...peers.filter((one) => one.roles === ROLES).sort((a, b) => a.wall_ms - b.wall_ms)
        .map((one) => ({name: `${TITLES[one.name]} ${one.version}`, ms: one.wall_ms, mb: one.peak_mb, kind: 'peer'})),
]
const most = Math.max(...bars.map((bar) => bar.ms))
// As wide as a phone: a larger screen shows it as large.
const WIDTH = 390, MARGIN = 16, ROW = 46, TOP = 62, INNER = WIDTH - 2 * MARGIN
const height = TOP + bars.length * ROW + 26
const seconds = (ms) => `${(ms / 1000).toFixed(ms < 9950 ? 2 : 1)} s`
const rows = bars.map(({name, ms, mb, kind}, i) => {
    const y = TOP + i * ROW
    const figures = seconds(ms) + (mb ? ` · ${mb < 1000 ? `${mb.toFixed(0)} MB` : `${(mb / 1000).toFixed(1)} GB`}` : '')
    return `<text x="${MARGIN}" y="${y + 14}">${name}</text><text class="figure" x="${WIDTH - MARGIN}" y="${y + 14}">${figures}</text>
<rect class="${kind}" x="${MARGIN}" y="${y + 21}" width="${Math.max(1.5, ms / most * INNER).toFixed(1)}" height="12" rx="1.5"/>`
})
const words = bars.map(({name, ms}) => `${name}: ${seconds(ms)}`).join('; ')
writeFileSync(to, `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title words">
<title id="title">How long 10,000 profiles take</title>
<desc id="words">${words}</desc>
<style>
:root { --ground: #fff; --ink: #1b1f24; --quiet: #57606a; --own: #0b6e4f; --peer: #8c959f; --copy: #afb8c1 }
@media (prefers-color-scheme: dark) { :root { --ground: #0d1117; --ink: #e6edf3; --quiet: #9aa4ae; --own: #4cc38a; --peer: #6e7681; --copy: #3d444d } }
text { font: 14px system-ui, sans-serif; fill: var(--ink) }
.title { font-size: 16px; font-weight: 600 }
.quiet { font-size: 12px; fill: var(--quiet) }
.figure { text-anchor: end; font-variant-numeric: tabular-nums }
.ground { fill: var(--ground) } .own { fill: var(--own) } .peer { fill: var(--peer) } .copy { fill: var(--copy) }
</style>
<rect class="ground" width="${WIDTH}" height="${height}" rx="6"/>
<text class="title" x="${MARGIN}" y="28">10,000 profiles: pages, feed, sitemap</text>
<text class="quiet" x="${MARGIN}" y="46">seconds and peak memory, less is better</text>
${rows.join('\n')}
<text class="quiet" x="${MARGIN}" y="${height - 12}">${cores} cores, ${isInMemory ? 'in memory' : 'on a disk'}, all in one run</text>
</svg>
`)
console.log(`${to}: ${words}`)
