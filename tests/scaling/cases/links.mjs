import {role, roles, times} from '../sites.mjs'

// One page with n headings and n times what `each` gives.
const headed = (n, each) => role(times(n, (i) => `## Part ${i}\n\n`) + times(n, each))

export default [
    {name: 'links to headings of the page', n: 1000, site: (n) => headed(n, (i) => `[a](#part-${i})\n\n`)},
    {name: 'links to headings of another page', n: 1000, site: (n) => ({
        ...role(times(n, (i) => `[a](doctor.md#part-${i})\n\n`)),
        'content/roles/doctor.md': '---\ntitle: Doctor\nbranch: Care\nsummary: One.\n---\n' + times(n, (i) => `## Part ${i}\n\n`),
    })},
    {name: 'links to headings that are not there', n: 1000, status: 1, code: 'broken-anchor',
        site: (n) => headed(n, (i) => `[a](#part-${i}-of-none)\n\n`)},
    {name: 'links to files that are not there', n: 4000, status: 1, code: 'broken-link',
        site: (n) => role(times(n, (i) => `[a](file-${i}.md)\n\n`))},
    {name: 'pages with links to files that are not there', n: 200, status: 1, code: 'broken-link',
        site: (n) => roles(n, () => ['', times(10, (i) => `[a](rolle-${i}.md)\n\n`)])},
    {name: 'addresses that are not there', n: 4000, status: 1, code: 'broken-link',
        site: (n) => role(times(n, (i) => `[a](/roles/role-${i}/)\n\n`))},
    {name: 'links by address', n: 4000, site: (n) => role(times(n, () => '[a](/roles/?q=1#b)\n\n'))},
    {name: 'links with codes', n: 4000, site: (n) => role(times(n, () => '[a](%6E%75rse.md?q=%C3%A4)\n\n'))},
    {name: 'links with faulty codes', n: 4000, status: 1, code: 'unsafe-link',
        site: (n) => role(times(n, () => '[a](%2e%2e/nurse.md)\n\n'))},
    {name: 'addresses of codes', n: 100, status: 1, code: 'broken-link',
        site: (n) => role(times(n, (i) => `[a](${'%61'.repeat(1000)}-${i})\n\n`))},
    {name: 'addresses of folders', n: 100, site: (n) => role(times(n, () => `[a](${'./'.repeat(2000)}nurse.md)\n\n`))},
    {name: 'links of pages to each other', n: 200,
        site: (n) => roles(n, () => ['', times(20, (i) => `[a](role-${i}.md)\n\n`)])},
    {name: 'links in sections', n: 1000,
        site: (n) => role(times(n, (i) => `## Part ${i}\n\n[a](nurse.md) [b](/roles/)\n\n`))},
    {name: 'links in few lines', n: 100, site: (n) => role(('[a](nurse.md) '.repeat(50) + '\n\n').repeat(n))},
    {name: 'links of a long text', n: 2000,
        site: (n) => role(times(n, (i) => `[a](nurse.md) ${'many words '.repeat(25)}\n\n`))},
    {name: 'links to one definition', n: 4000, site: (n) => role(times(n, () => '[a]\n\n') + '\n[a]: nurse.md\n')},
    {name: 'links to definitions', n: 2000,
        site: (n) => role(times(n, (i) => `[a${i}]\n\n`) + '\n' + times(n, (i) => `[a${i}]: nurse.md?${i}\n\n`))},
    {name: 'links with escapes', n: 2000, site: (n) => role(times(n, () => '[a](nurse\\.md)\n\n'))},
    {name: 'links with entities', n: 2000, site: (n) => role(times(n, (i) => `[a](/roles/?a=${i}&amp;b=1)\n\n`))},
    {name: 'pictures', n: 2000, site: (n) => ({
        ...role(times(n, () => '![a](../../static/a.svg)\n\n')),
        'static/a.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>',
    })},
    {name: 'what looks like addresses', n: 200,
        site: (n) => role(('`' + '](<&'.repeat(50) + ']:\\&'.repeat(50) + '](\\a'.repeat(50) + '` [a](nurse.md)\n\n').repeat(n))},
    {name: 'redirects with codes', n: 1000,
        site: (n) => ({...role('Text.'), 'site.yaml': 'title: T\nredirects:\n' + times(n, (i) => `  /%C3%A4-${i}/: /roles/%6Eurse/?a=${i}\n`)})},
]
