// node slips.mjs PROGRAM: slips of an editor's hand in a good site. None is silent that changes what a page says: each is
// told on its line, under its code, or the pages are the same to a byte.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readFiles, writeFiles } from './files.mjs';

const program = resolve(process.argv[2]);
const work = mkdtempSync(join(tmpdir(), 'metier-slips-'));

const nurse = `---
title: Registered Nurse
branch: Healthcare
summary: Registered nurses care for people who are ill, in hospitals and at home.
plural: Registered Nurses
skills:
  - name: Triage
    importance: essential
  - Wound care
technologies: [Infusion pumps, Patient records]
education: Bachelor's degree in nursing
hours: 40 a week, in shifts
codes: {soc: 29-1141, isco: "2221"}
salary:
  - region: US
    currency: USD
    average: 94480
    median: 86070
    percentiles: {p10: 63720, p25: 75990, p75: 104670, p90: 132680}
    source: bls
    as_of: 2023-05
outlook: {growth: 6%, from: 2023, to: 2033, openings: 194500, source: bls}
related: [midwife]
career_path: {to: [chief]}
sources:
  - id: bls
    name: Bureau of Labor Statistics
    url: https://www.bls.gov/oes/
date: 2025-01-10
updated: 2025-02-01
---

Nurses work with [midwives](midwife.md) and **doctors**.

## Key Duties & Responsibilities

- Take the history of each patient
- Give medicines as doctors order them
- Watch blood pressure and breathing
- Clean and dress wounds
- Teach families how to go on at home

## Requirements & Skills

| Skill | Needed for |
|---|---|
| Triage | the order of patients |
| Wound care | dressing |

### Licences

Each state asks for a licence; see [the board](https://www.ncsbn.org/).

## Typical Work Environment

Wards are busy at night:

1. Handover at ten
2. Rounds at two

![A ward](/favicon.svg)
`;

const role = (title, name, rest) => `---\ntitle: ${title}\nbranch: Healthcare\nsummary: ${name} do what their name says, day by day.\n${rest}---\n\nText.\n`;
const files = {
  'site.yaml': 'title: Careers\nbase_url: https://example.org\nbranches: [Healthcare, Office]\nsalary: {stale_after: 5 years}\nmenu: [{title: Roles, url: /roles/}]\n',
  'content/roles/nurse.md': nurse,
  'content/roles/midwife.md': role('Midwife', 'Midwives', 'skills: [Triage]\n'),
  'content/roles/chief.md': role('Chief Nurse', 'Chief nurses', 'skills: [Wound care]\n'),
  'content/pages/about.md': '---\ntitle: About\nsummary: Who writes this.\n---\n\nWe do. See [nurses](../roles/nurse.md#licences).\n',
};

// [from, to, what comes of it]: of the nurse's profile. A code, told on a line of the slip, on the one above it (the head
// of a table) or where the mapping begins that it is in, 'same' where every page stays as it is, or 'shown: …': the page shows what was typed, for everybody to see.
const slips = [
  // Names of fields.
  ['title: Reg', 'titel: Reg', 'unknown-field'],
  ['branch:', 'Branch:', 'unknown-field'],
  ['summary: Reg', 'sumary: Reg', 'unknown-field'],
  ['summary: Reg', 'excerpt: Reg', 'unknown-field'],
  ['updated:', 'lastmod:', 'unknown-field'],
  ['skills:', 'skill:', 'unknown-field'],
  ['importance:', 'importence:', 'unknown-field'],
  ['median:', 'meadian:', 'unknown-field'],
  ['p90:', 'p95:', 'unknown-field'],
  ['as_of:', 'asof:', 'unknown-field'],
  ['salary:', 'salaries:', 'unknown-field'],
  ['career_path:', 'career-path:', 'unknown-field'],
  ['related:', 'related roles:', 'unknown-field'],
  ['hours:', 'hours :', 'same'],
  ['title: Registered Nurse\n', '', 'missing-field'],
  ['branch: Healthcare\n', '', 'missing-field'],
  // Values.
  ['title: Registered Nurse', 'title:', 'empty-value'],
  ['title: Registered Nurse', 'title: ""', 'empty-value'],
  ['title: Registered Nurse', 'title: "Registered Nurse"', 'same'],
  ['title: Registered Nurse', 'title: “Registered Nurse”', 'curly-quotes'],
  ['title: Registered Nurse', 'title: Registered: Nurse', 'yaml-syntax'],
  ['title: Registered Nurse', 'title:Registered Nurse', 'yaml-syntax'],
  ['title: Registered Nurse', 'title: "Registered Nurse', 'yaml-syntax'],
  ['title: Registered Nurse', 'title: [Registered Nurse]', 'wrong-type'],
  ['title: Registered Nurse', 'title: @Registered Nurse', 'yaml-syntax'],
  ['title: Registered Nurse', '\ttitle: Registered Nurse', 'yaml-syntax'],
  ['title: Registered Nurse', 'title: Registered Nurse   ', 'same'],
  ['branch: Healthcare', 'branch: Healtcare', 'unknown-branch'],
  ['branch: Healthcare', 'branch: healthcare', 'unknown-branch'],
  ['branch: Healthcare', 'branch: [Healthcare]', 'wrong-type'],
  ['average: 94480', 'average: 94,480', 'wrong-type'],
  ['average: 94480', 'average: $94480', 'wrong-type'],
  ['average: 94480', 'average: "94480"', 'wrong-type'],
  ['average: 94480', 'average: 94.480', 'slipped-digits'],
  ['average: 94480', 'average: 94k', 'wrong-type'],
  ['average: 94480', 'average: 9448', 'far-average'],
  ['average: 94480', 'average: 944800', 'far-average'],
  ['average: 94480', 'average: -94480', 'wrong-type'],
  ['average: 94480', 'average: 94480 # mean', 'same'],
  ['p10: 63720, p25: 75990', 'p10: 75990, p25: 63720', 'amount-order'],
  ['p90: 132680', 'p90: 13268', 'amount-order'],
  ['median: 86070', 'median: 186070', 'amount-order'],
  ['p25: 75990, ', 'p25: 75,990, ', 'unknown-field'],
  ['currency: USD', 'currency: US$', 'wrong-type'],
  ['currency: USD', 'currency: USF', 'unknown-currency'],
  ['    currency: USD\n', '', 'missing-field'],
  ['region: US', 'region: UX', 'unknown-region'],
  ['region: US', 'region: USA', 'unknown-region'],
  ['source: bls\n    as_of', 'source: bsl\n    as_of', 'unknown-source'],
  ['    source: bls\n', '', 'unsourced'],
  ['    as_of: 2023-05\n', '', 'undated'],
  ['as_of: 2023-05', 'as_of: May 2023', 'wrong-type'],
  ['as_of: 2023-05', 'as_of: 2032-05', 'future-date'],
  ['as_of: 2023-05', 'as_of: 2013-05', 'stale-figure'],
  ['growth: 6%', 'growth: six', 'wrong-type'],
  ['growth: 6%', 'growth: 600000%', 'out-of-range'],
  ['openings: 194500', 'openings: 194,500', 'unknown-field'],
  ['from: 2023, to: 2033', 'from: 2033, to: 2023', 'year-order'],
  ['soc: 29-1141', 'soc: 291141', 'soc-code'],
  ['soc: 29-1141', 'soc: 29-114', 'soc-code'],
  ['isco: "2221"', 'isco: "22210"', 'isco-code'],
  ['related: [midwife]', 'related: [midwive]', 'unknown-role'],
  ['related: [midwife]', 'related: [nurse]', 'self-reference'],
  ['related: [midwife]', 'related: [midwife, midwife]', 'repeated-item'],
  ['related: [midwife]', 'related: midwife', 'same'],
  ['to: [chief]', 'to: [cheif]', 'unknown-role'],
  ['date: 2025-01-10', 'date: 10.01.2025', 'wrong-type'],
  ['date: 2025-01-10', 'date: 2025-13-10', 'wrong-type'],
  ['updated: 2025-02-01', 'updated: 2025-02-30', 'wrong-type'],
  ['updated: 2025-02-01', 'updated: 2052-02-01', 'future-date'],
  ['updated: 2025-02-01', 'updated: 2024-02-01', 'date-order'],
  ['https://www.bls.gov/oes/', 'www.bls.gov/oes/', 'bad-url'],
  ['importance: essential', 'importance: esential', 'shown: esential'],
  ['[Infusion pumps, Patient records]', '[Infusion pumps, Infusion pumps]', 'repeated-item'],
  ['[Infusion pumps, Patient records]', '[Infusion pumps, Patient records', 'yaml-syntax'],
  ['[Infusion pumps, Patient records]', 'Infusion pumps, Patient records', 'list-as-text'],
  ['  - Wound care', '  -Wound care', 'yaml-syntax'],
  ['  - Wound care', '- Wound care', 'yaml-syntax'],
  ['  - Wound care', '  - Wond care', 'shown: Wond care'],
  ['    median: 86070', '   median: 86070', 'yaml-syntax'],
  ['hours: 40 a week', 'hours: 40 a week\nhours: 38 a week', 'duplicate-field'],
  // The marks of the front matter.
  ['---\ntitle', '\n---\ntitle', 'no-front-matter'],
  ['---\ntitle', '----\ntitle', 'no-front-matter'],
  ['---\ntitle', 'title', 'no-front-matter'],
  ['2025-02-01\n---', '2025-02-01\n----', 'open-front-matter'],
  ['2025-02-01\n---\n', '2025-02-01\n', 'open-front-matter'],
  // The text.
  ['(midwife.md)', '(midwive.md)', 'broken-link'],
  ['(midwife.md)', '(/roles/midwive/)', 'broken-link'],
  ['(midwife.md)', '(midwife)', 'broken-link'],
  ['(midwife.md)', ' (midwife.md)', 'not-a-link'],
  ['[midwives](midwife.md)', '[midwives][midwife]', 'undefined-reference'],
  ['[midwives](midwife.md)', '[[midwives]]', 'wiki-link'],
  ['[midwives](midwife.md)', '[here](midwife.md)', 'link-text'],
  ['**doctors**', '**doctors', 'stray-mark'],
  ['**doctors**', '<b>doctors</b>', 'raw-html'],
  ['**doctors**', 'the the doctors', 'doubled-word'],
  ['**doctors**', '{{< doctors >}}', 'shortcode'],
  ['## Key Duties', '# Key Duties', 'heading-level'],
  ['## Key Duties', '##Key Duties', 'heading-space'],
  ['## Key Duties', '## Key Dutys', 'near-section'],
  ['### Licences', '#### Licences', 'heading-level'],
  ['### Licences', '### Lizences', 'broken-anchor'],
  ['## Typical Work Environment', '## Key Duties & Responsibilities', 'repeated-section'],
  ['- Clean and dress wounds', '-Clean and dress wounds', 'not-an-item'],
  ['- Clean and dress wounds', '* Clean and dress wounds', 'shown: <li>Clean and dress wounds</li>'],
  ['- Clean and dress wounds', '- Watch blood pressure and breathing', 'similar-item'],
  ['- Clean and dress wounds', '- Clean and dress the patients enviroment', 'misspelling'],
  ['|---|---|\n', '', 'table-row'],
  ['|---|---|', '|---|', 'table-surplus'],
  ['| Wound care | dressing |', '| Wound care | dressing | daily |', 'table-surplus'],
  ['| Skill | Needed for |', 'Text\n| Skill | Needed for |', 'table-row'],
  ['](/favicon.svg)', '](/favicn.svg)', 'broken-link'],
  ['](/favicon.svg)', '](https://example.com/x.png)', 'foreign-picture'],
  ['![A ward]', '![]', 'alt-text'],
  ['1. Handover', '1) Handover', 'shown: <li>Handover at ten</li>'],
];

const problems = [];
const path = 'content/roles/nurse.md';

// What check says of the site, and the pages that are built of it.
function look(site) {
  const run = (...options) => spawnSync(program, [...options, '-C', site], { encoding: 'utf8' });
  const report = JSON.parse(run('check', '--format', 'json').stdout);
  rmSync(join(site, 'public'), { recursive: true, force: true });
  const { status } = run('build', '-q');
  return { told: report.diagnostics, pages: status === 0 ? readFiles(join(site, 'public')) : {} };
}

// The source of a page is published beside it, as it was written.
function isSamePage(a, b) {
  const names = Object.keys(a).filter(name => !name.endsWith('.md'));
  return names.length > 0 && Object.keys(b).filter(name => !name.endsWith('.md')).length === names.length && names.every(name => a[name] === b[name]);
}

// Where what is missing is told: by the line of the slip, that of the mapping which lacks it.
const starts = { 1: 1, 2: 2, 3: 2, 16: 15, 20: 15, 21: 15, 30: 1 };

const site = join(work, 'site');
writeFiles(site, files);
const good = look(site);
if (good.told.length) problems.push(`the site without a slip: ${JSON.stringify(good.told)}`);
for (const [from, to, code] of slips) {
  const name = JSON.stringify(from === '' ? to : `${from} → ${to}`);
  const text = nurse.replace(from, () => to);
  if (text === nurse) problems.push(`${name}: is no slip`);
  writeFileSync(join(site, path), text);
  const { told, pages } = look(site);
  const start = nurse.slice(0, nurse.indexOf(from)).split('\n').length;
  const lines = [from, to].map(part => part.split('\n').length);
  const first = starts[start] ?? start;
  const near = told.filter(one => one.path !== path || one.line === first || (one.line >= start - 1 && one.line <= start + Math.max(...lines)));
  const isSame = told.length === 0 && isSamePage(good.pages, pages);
  const shown = code.startsWith('shown: ') && !told.length && pages['roles/nurse/index.html']?.includes(code.slice(7));
  const said = told.map(one => `${one.path === path ? '' : one.path}:${one.line} ${one.code}`).join(', ') || (isSame ? 'the same pages' : 'NOTHING, other pages');
  if (code === 'same' ? !isSame : !shown && !near.some(one => one.code === code)) problems.push(`${name}: ${said}, not ${code}`);
}
rmSync(work, { recursive: true });
problems.forEach(problem => console.log(problem));
console.log(`${slips.length} slips, each told or without effect`);
process.exitCode = problems.length ? 1 : 0;
