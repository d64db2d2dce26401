// What follows from the content as a whole: references, redirects, taxonomies, rankings, the search.
import {role, roles, times} from '../sites.mjs'

const config = (text) => ({'site.yaml': `title: Scaling\nbase_url: https://example.org/\n${text}`})
const lands = (n) => config(`regions: ${list(n, (i) => `{id: Land ${word(i)}, name: Land ${word(i)}}`)}\n`)
const list = (n, each) => `[${Array.from({length: n}, (_, i) => each(i)).join(', ')}]`
// Those that are older than the oldest ICU that we build with.
const newest = ['XCG', 'ZWG', 'SLE', 'VED']
const currencies = Intl.supportedValuesOf('currency').filter((code) => !newest.includes(code))
const periods = ['year', 'month', 'week', 'day', 'hour']
// A word of its own for each number, of letters only.
const word = (i) => [...String(i)].map((digit) => 'abcdefghij'[digit]).join('')
const han = (i) => String.fromCodePoint(0x4E00 + i % 20000)
const pages = (n) => Object.fromEntries(Array.from({length: n}, (_, i) =>
    [`content/pages/page-${i}.md`, `---\ntitle: Page ${i}\n---\nText.\n`]))
const articles = (n, each) => Object.fromEntries(Array.from({length: n}, (_, i) =>
    [`content/articles/article-${i}.md`, `---\ntitle: Article ${i}\nsummary: One of many.\ndate: 2025-01-01\n${each(i)}---\nText.\n`]))

export default [
    {name: 'unknown related roles', n: 300, status: 1, code: 'unknown-role',
     site: (n) => roles(n, (i) => `related: [rolf-${i}, nobody-at-all-${i}]\n`)},
    {name: 'unknown roles of articles', n: 800, status: 1, code: 'unknown-role',
     site: (n) => ({...roles(n, () => ''), ...articles(n, (i) => `roles: [rolf-${i}]\n`)})},
    {name: 'unknown sources', n: 40, status: 1, code: 'unknown-source',
     site: (n) => roles(n, () => `salary: ${list(20, (i) => `{currency: USD, source: unknown-${i}}`)}\n`
         + `sources: ${list(20, (i) => `{id: source-${i}, name: S}`)}\n`)},
    {name: 'unknown branches', n: 400, status: 1, code: 'unknown-branch',
     site: (n) => ({...roles(n, () => ''), ...config(`branches: ${list(n, (i) => `Branch ${i}`)}\n`)})},
    {name: 'redirect chain', n: 1500, status: 1, code: 'redirect-chain',
     site: (n) => config('redirects:\n' + times(n, (i) => `  /r${i}/: /r${i + 1}/\n`) + `  /r${n}/: /roles/\n`)},
    {name: 'redirect loop', n: 1500, status: 1, code: 'redirect-loop',
     site: (n) => config('redirects:\n' + times(n, (i) => `  /r${i}/: /r${(i + 1) % n}/\n`))},
    {name: 'redirects into a loop', n: 1500, status: 1, code: 'redirect-loop',
     site: (n) => config('redirects:\n  /x/: /y/\n  /y/: /x/\n' + times(n, (i) => `  /r${i}/: /r${i + 1}/\n`) + `  /r${n}/: /x/\n`)},
    {name: 'shared alternative titles', n: 700,
     site: (n) => roles(n, () => 'alternative_titles: [Carer, Attendant, Helper]\n')},
    {name: 'alternative titles', n: 20,
     site: (n) => roles(n, (i) => `alternative_titles: ${list(100, (j) => `Title ${word(i)} ${word(j)}`)}\n`)},
    {name: 'aliases', n: 20,
     site: (n) => roles(n, (i) => `aliases: ${list(100, (j) => `/old/${i}/${j}/`)}\n`)},
    {name: 'one role is related to all', n: 700, site: (n) => roles(n, (i) => i ? 'related: [role-0]\n' : '')},
    {name: 'all paths lead to one role', n: 700, site: (n) => roles(n, (i) => i ? 'career_path: {to: [role-0]}\n' : '')},
    {name: 'all paths begin at one role', n: 700, site: (n) => roles(n, (i) => i ? 'career_path: {from: [role-0]}\n' : '')},
    {name: 'hub at both ends', n: 700,
     site: (n) => roles(n, (i) => i > 1 ? 'career_path: {from: [role-0], to: [role-1]}\n' : 'career_path: {from: [role-2], to: [role-3]}\n')},
    {name: 'one role of all articles', n: 500, site: (n) => ({...role('Text.'), ...articles(n, () => 'roles: [nurse]\n')})},
    {name: 'one skill of all roles', n: 700, site: (n) => roles(n, () => 'skills: [Care]\n')},
    {name: 'many skills of all roles', n: 60, site: (n) => roles(n, () => `skills: ${list(100, (j) => `Skill ${word(j)}`)}\n`)},
    {name: 'skills of two roles each', n: 60,
     site: (n) => roles(n, (i) => `skills: ${list(20, (j) => `Skill ${word((i >> 1) * 20 + j)}`)}\n`)},
    {name: 'branch of its own for each role', n: 300,
     site: (n) => Object.fromEntries(Object.entries(roles(n, () => '')).map(([path, text], i) =>
         [path, text.replace('branch: Care', `branch: Branch ${word(i)}`)]))},
    {name: 'region of its own for each role', n: 300,
     site: (n) => ({...roles(n, (i) => `salary: {currency: USD, region: Land ${word(i)}, average: ${i + 1}}\n`), ...lands(n)})},
    {name: 'unknown region for each role', n: 600,
     site: (n) => ({...roles(n, (i) => `salary: {currency: USD, region: Land ${word(i + n)}, average: ${i + 1}}\n`), ...lands(n)}),
     status: 1, code: 'unknown-region'},
    {name: 'named regions', n: 300,
     site: (n) => ({...roles(n, (i) => `salary: {currency: USD, region: l${i}, average: ${i + 1}}\n`),
                    ...config(`regions: ${list(n, (i) => `{id: l${i}, name: Land ${word(i)}}`)}\n`)})},
    {name: 'many regions of each role', n: 12,
     site: (n) => ({...roles(n, () => `salary: ${list(100, (j) => `{currency: USD, region: Land ${word(j)}, average: ${j + 1}}`)}\n`),
                    ...lands(100)})},
    {name: 'kinds of pay', n: 500,
     site: (n) => roles(n, (i) => `salary: {currency: ${currencies[i % currencies.length]}, `
         + `period: ${periods[i % 5]}, average: ${i + 1}}\n`)},
    {name: 'highest amounts', n: 20,
     site: (n) => ({...roles(n, (i) => `salary: ${list(16, (j) => `{currency: ${currencies[(i * 16 + j) % currencies.length]}, `
             + "average: 99999999999, range: {min: 1, max: 100000000000}}")}\n`),
         ...config('salary: {steps: [{level: Top, percent: 1000}, {level: Low, percent: 1}], hours_per_year: 1}\n')})},
    {name: 'first letters', n: 700,
     site: (n) => Object.fromEntries(Object.entries(roles(n, () => '')).map(([path, text], i) =>
         [path, text.replace(/title: .*/, `title: ${han(i)}${word(i)}`)]))},
    {name: 'content pages', n: 300, site: pages},
    {name: 'repeated items', n: 50, status: 1, code: 'repeated-item',
     site: (n) => roles(n, () => `technologies: ${list(20, () => 'Excel')}\n`)},
    {name: 'words with one beginning', n: 50,
     site: (n) => roles(n, (i) => `skills: ${list(40, (j) => `abcdefghijklmnop${word(i * 40 + j)}`)}\n`)},
    {name: 'words of one letter', n: 20,
     site: (n) => roles(n, (i) => `skills:\n${times(60, (j) => `  - Skill ${i} ${j} ${han(i * 60 + j)} ${han(i * 60 + j + 1)}\n`)}`)},
    {name: 'many words of a role', n: 20,
     site: (n) => roles(n, (i) => `technologies: [T]\nalternative_titles:\n${times(30, (j) => `  - ${times(20, (k) => word(i * 600 + j * 20 + k) + ' ')}\n`)}`)},
    {name: 'long words', n: 100, site: (n) => roles(n, (i) => `technologies: [T]\nplural: ${'x'.repeat(3000)}${i}\n`)},
]
