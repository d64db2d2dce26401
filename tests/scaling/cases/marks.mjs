// Marks that are looked for in a text, each at its worst.
import {role, times} from '../sites.mjs'

const again = (text) => (n) => role(text.repeat(n))
const warned = (name, n, text, code) => ({name: `marks, ${name}`, n, code, site: again(text)})

export default [
    warned('shortcodes', 6000, '{{< a >}} ', 'shortcode'),
    warned('open shortcodes', 10000, '{{< ', 'shortcode'),
    warned('open braces', 30000, '{'.repeat(4), 'shortcode'),
    warned('attributes', 4000, 'a\n{: .a}\n\n', 'attribute-mark'),
    warned('links of a wiki', 5000, '[[a]]\n\n', 'wiki-link'),
    warned('open links of a wiki', 6000, 'a [[\n\n', ''),
    warned('references', 4000, '[a][b]\n\n', 'undefined-reference'),
    warned('addresses with a space', 4000, '[a](b c)\n\n', 'not-a-link'),
    warned('dollars', 100000, '$$', ''),
    warned('formulas', 6000, '$$a$$ ', 'math'),
    warned('signs of equality', 100000, '==', ''),
    warned('highlights', 6000, '==a== ', 'highlight'),
    warned('highlights without an end', 20000, '==a ', ''),
    warned('stars without an end', 6000, '**a\n\n', 'stray-mark'),
    warned('backticks without an end', 6000, 'a`\n\n', 'stray-mark'),
    warned('single tildes', 6000, '~a~\n\n', 'single-tilde'),
    warned('definitions', 6000, 'a\n: b\n\n', 'definition-list'),
    warned('headings without a space', 6000, '##a\n\n', 'heading-space'),
    warned('rows without dashes', 6000, '|a|b|\n\n', 'table-row'),
    warned('rows of a text', 20000, '|a|b|\n', 'table-row'),
    warned('rows of dashes', 6000, 'a\n|---|---|---|\n\n'.replace('a\n', 'a\nb\n'), 'table-row'),
    {name: 'marks, cells too many', n: 4000, code: 'table-surplus', site: (n) => role('|a|\n|---|\n' + '|b|c|\n'.repeat(n))},
    {name: 'marks, cells too many in one row', n: 60000, code: 'table-surplus', site: (n) => role('|a|\n|---|\n' + '|b'.repeat(n))},
    {name: 'marks, texts as rows', n: 4000, code: 'table-text', site: (n) => role('|a|b|\n|---|---|\n' + 'c\n'.repeat(n))},
    {name: 'marks, empty code', n: 6000, site: again('```\n```\n')},
    {name: 'marks, empty code below what has no text', n: 6000, site: (n) => role('-\n'.repeat(n) + '\n' + '```\n```\n'.repeat(n))},
    {name: 'marks, open code in items', n: 4000, code: 'open-fence', site: again('- ```\n')},
    {name: 'marks, code of a language', n: 6000, site: again('```sql\na\n```\n')},
    {name: 'marks, blanks before a mark', n: 100000, site: (n) => role('a\n' + ' '.repeat(n) + '| b |\n')},
    {name: 'marks, headings nearly of sections', n: 600, code: 'near-section', site: (n) => role(times(n, (i) => `## Key Dutys ${i % 9}\n\n`).replace('Dutys 0', 'Dutys'))},
    {name: 'marks, sections again', n: 240, code: 'repeated-section', site: again('## Duties\n\na\n\n')},
]
