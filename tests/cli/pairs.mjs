// node pairs.mjs PROGRAM [--all]: of any two mistakes in one site, each is told as if it stood alone: none hides the
// other, and none makes the other say more. Each mistake is a line of a good site written another way. Without --all, every sixth pair is tried.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const program = resolve(process.argv[2]);
const isWhole = process.argv[3] === '--all';
const work = mkdtempSync(join(tmpdir(), 'metier-pairs-'));

const files = {
  'site.yaml': `title: Pairs
menu:
  - {title: Nurse, url: /roles/nurse/}
  - {title: About, url: /about-us/}
branches: [Healthcare, Office]
redirects: {/old/: /roles/clerk/}
regions: [{id: north, name: The North}]
# end
`,
  'content/roles/nurse.md': `---
title: Nurse
branch: Healthcare
summary: Cares for the ill.
alternative_titles: [Carer]
aliases: [/jobs/nurse/]
skills: [Care, First Aid]
related: [clerk]
career_path: {to: [chief]}
salary: {region: north, currency: USD, average: 50000, source: bls, as_of: 2024}
outlook: {growth: 5%, from: 2024, to: 2034, source: bls}
sources: [{id: bls, name: BLS}]
image: {src: /favicon.svg, alt: A sign}
date: 2025-01-01
updated: 2025-02-01
---
See [the clerk](clerk.md#duties) and [the skill](/skills/care/) and [the term](/branches/office/).

## Duties

- Care
- Wash
- Feed
- Help
- Listen
`,
  'content/roles/clerk.md': `---
title: Clerk
branch: Office
summary: Writes.
skills: [Care, Typing]
salary: {region: US, currency: USD, median: 40000, source: own, as_of: 2024}
sources: [{id: own, name: Own}]
# end
---
See [the nurse](nurse.md) and [her old page](/jobs/nurse/), [her other name](/roles/carer/), [pay](/salaries/north/).

## Duties

- Type
- File
- Copy
- Count
- Answer
`,
  'content/roles/chief.md': `---
title: Chief
branch: Healthcare
summary: Leads.
slug: chief
skills: [Care]
# end
---
See [about](../pages/about.md), [about](/about-us/) and [news](/articles/news/), [all](/articles/), [typing](/skills/typing/).
`,
  'content/articles/news.md': `---
title: News
date: 2025-03-01
summary: What is new.
roles: [nurse, chief]
---
About [the chief](/roles/chief/).
`,
  'content/pages/about.md': `---
title: About
permalink: /about-us/
---
See [news](../articles/news.md).
`,
};

// [file, line, the line with the mistake, the code that tells of it]
const N = 'content/roles/nurse.md', C = 'content/roles/clerk.md', L = 'content/roles/chief.md';
const A = 'content/articles/news.md', P = 'content/pages/about.md';
const mistakes = [
  [N, 2, 'titel: Nurse', 'unknown-field'], [N, 2, 'title: [Nurse]', 'wrong-type'],
  [N, 3, 'branch: Healtcare', 'unknown-branch'], [N, 3, 'brunch: Healthcare', 'unknown-field'], [N, 3, 'branch:', 'empty-value'],
  [N, 4, 'summary: ~', 'empty-value'],
  [N, 5, 'alternative_titles: [Carer, Nurse]', 'repeated-item'], [N, 6, 'aliases: [/jobs/nurse/, /jobs/x y/]', 'bad-alias'],
  [N, 7, 'skills: [Care, {nam: First Aid}]', 'unknown-field'], [N, 7, 'skills: [Care, First Aid, Care]', 'repeated-item'],
  [N, 7, 'skills: [Care, First Aid, "!"]', 'bad-slug'],
  [N, 8, 'related: [clark]', 'unknown-role'], [N, 8, 'related: [Clerk!]', 'bad-slug'], [N, 8, 'related: [nurse]', 'self-reference'],
  [N, 9, 'career_path: {to: [cheif]}', 'unknown-role'], [N, 9, 'career_path: {too: [chief]}', 'unknown-field'],
  [N, 10, 'salary: {region: nowhere, currency: USD, average: 50000, source: bls, as_of: 2024}', 'unknown-region'],
  [N, 10, 'salary: {region: north, currency: USD, average: lots, source: bls, as_of: 2024}', 'wrong-type'],
  [N, 10, 'salary: {region: north, currency: XQX, average: 50000, source: bls, as_of: 2024}', 'unknown-currency'],
  [N, 10, 'salary: {region: north, average: 50000, source: bls, as_of: 2024}', 'missing-field'],
  [N, 10, 'salary: {region: north, currency: USD, average: 50000, sorce: bls, as_of: 2024}', 'unknown-field'],
  [N, 10, 'salary: {region: north, currency: USD, average: 50000, as_of: 2024}', 'unsourced'],
  [N, 10, 'salary: {region: north, currency: USD, average: 50000, source: blz, as_of: 2024}', 'unknown-source'],
  [N, 10, 'salary: a lot', 'wrong-type'], [N, 10, 'salary: {region: north, currency: USD, source: bls, as_of: 2024}', 'missing-field'],
  [N, 11, 'outlook: {growth: fast, source: bls}', 'wrong-type'], [N, 11, 'outlook: {source: bls}', 'missing-field'],
  [N, 12, 'sources: [{id: bls, nam: BLS}]', 'unknown-field'], [N, 12, 'sources: [{name: BLS}]', 'missing-field'],
  [N, 12, 'source: [{id: bls, name: BLS}]', 'unknown-field'], [N, 12, 'sources: BLS', 'wrong-type'],
  [N, 13, 'image: {src: /gone.svg, alt: A sign}', 'broken-link'], [N, 13, 'image: {src: /favicon.svg}', 'missing-field'],
  [N, 14, 'date: yesterday', 'wrong-type'], [N, 15, 'updated: 2024-02-01', 'date-order'],
  [N, 15, 'slug: Nur se', 'bad-slug'], [N, 15, 'hours: "unclosed', 'yaml-syntax'], [N, 15, 'title: Again', 'duplicate-field'],
  [N, 17, 'See [the clerk](clark.md).', 'broken-link'], [N, 17, 'See [the clerk](clerk.md#dutys).', 'broken-anchor'],
  [N, 17, 'See [a place](/nowhere/).', 'broken-link'], [N, 17, 'See <b>this</b>.', 'raw-html'],
  [N, 17, 'See [this](javascript:x).', 'unsafe-link'], [N, 17, 'See [this](/roles/clark/).', 'broken-link'],
  [N, 21, '# Care', 'heading-level'],
  [C, 1, '', 'no-front-matter'], [C, 2, '\ttitle: Clerk', 'yaml-syntax'], [C, 5, 'skills: [care, Typing]', 'skill-spelling'],
  [C, 8, 'slug: Cl erk', 'bad-slug'], [C, 8, 'aliases: [/roles/carer/, /c/, /c/]', 'same-alias'], [C, 8, 'aliases: [/roles/nurse/]', 'same-path'],
  [C, 8, 'draft: yes', 'wrong-type'], [C, 9, '', 'open-front-matter'], [C, 10, 'See [x](nurse.md#nothing).', 'broken-anchor'],
  [L, 5, 'slug: the chief', 'bad-slug'], [L, 5, 'slgu: chief', 'unknown-field'], [L, 7, 'verified: {by: me}', 'missing-field'],
  [A, 3, 'date: 2025-02-30', 'wrong-type'], [A, 4, 'summary: [x]', 'wrong-type'], [A, 5, 'roles: [nurze, chief]', 'unknown-role'],
  [A, 5, 'roles: {nurse: 1}', 'wrong-type'], [A, 6, '', 'open-front-matter'],
  [P, 3, 'permalink: about us', 'bad-permalink'], [P, 3, 'premalink: /about-us/', 'unknown-field'], [P, 2, 'title: ""', 'empty-value'],
  [P, 5, 'See [news](../articles/new.md).', 'broken-link'],
  ['site.yaml', 3, '  - {title: Nurse, url: /roles/nursing/}', 'broken-link'], ['site.yaml', 4, '  - {title: About}', 'missing-field'],
  ['site.yaml', 5, 'branches: [Healthcare, {nam: Office}]', 'unknown-field'], ['site.yaml', 6, 'redirects: {/old/: /roles/clark/}', 'broken-redirect'],
  ['site.yaml', 7, 'regions: [{id: north, nam: The North}]', 'unknown-field'], ['site.yaml', 7, 'regions: north', 'wrong-type'],
  ['site.yaml', 8, 'outputs: {skils: true}', 'unknown-field'], ['site.yaml', 8, 'language: "?"', 'bad-language'], ['site.yaml', 8, 'menu: "', 'duplicate-field'],
  ['site.yaml', 8, 'base_url: ftp://x/', 'bad-url'],
];

const failures = [];
let runs = 0;

function write(site, edits) {
  for (const [path, text] of Object.entries(files)) {
    const lines = text.split('\n');
    for (const [file, line, wrong] of edits) if (file === path) lines[line - 1] = wrong;
    mkdirSync(dirname(join(site, path)), { recursive: true });
    writeFileSync(join(site, path), lines.join('\n'));
  }
}

// What is told of a site, a line each; how often a message says what else there is, another mistake may change.
function told(edits) {
  const site = join(work, 'site');
  write(site, edits);
  const ran = spawnSync(program, ['check', '-C', site, '-j', '1', '--now', '2026-01-01', '--format', 'json'], { encoding: 'utf8' });
  runs++;
  const wanted = edits.length ? [0, 1] : [0];
  if (!wanted.includes(ran.status)) failures.push(`${JSON.stringify(edits)}: exit ${ran.status} ${ran.stderr}`);
  return JSON.parse(ran.stdout || '{"diagnostics":[]}').diagnostics
    .map(d => `${d.path}:${d.line}:${d.column} ${d.message} [${d.code}]`);
}

const good = told([]);
if (good.length) failures.push(`the site without a mistake: ${good.join('; ')}`);
const alone = mistakes.map(edit => told([edit]));
mistakes.forEach((edit, i) => {
  if (!alone[i].some(line => line.endsWith(`[${edit[3]}]`))) {
    failures.push(`${edit[0]}:${edit[1]} '${edit[2]}' is not told as ${edit[3]}: ${alone[i].join('; ')}`);
  }
});

// Of a file that cannot be read nothing else is known, nor what others say of it.
const isBlind = edit => ['yaml-syntax', 'duplicate-field', 'no-front-matter', 'open-front-matter'].includes(edit[3]);
const isOwn = (line, edit) => line.endsWith(`[${edit[3]}]`) && !/\[(broken-anchor|same-path)\]$/.test(line);
// What nobody can tell beside a mistake: part of its line, and of what is then not said.
const untold = [
  ['titel:', 'title itself'], ['title: [', 'title itself'], ['{nam: Office}', 'no branch'], ['regions:', 'no region'],
  ['slug: Nur se', 'name itself'], ['slug: Nur se', "at 'roles/nurse/index.html'"], ['source: [', "source 'blz'"], ['sources: ', "source 'blz'"],
  ['date: yesterday', 'lies before'], ['menu: "', ''],
];
const isUntold = (line, edit) => untold.some(([wrong, said]) => edit[2].includes(wrong) && line.includes(said));

const name = edit => `${edit[0].split('/').pop()}:${edit[1]} ${edit[2]}`;
for (let i = 0; i < mistakes.length; i++) {
  for (let j = i + 1; j < mistakes.length; j++) {
    const [a, b] = [mistakes[i], mistakes[j]];
    if ((a[0] === b[0] && a[1] === b[1]) || (!isWhole && (7 * i + j) % 6)) continue;
    const both = told([a, b]);
    const wanted = new Set([...alone[i], ...alone[j]]);
    const isKnown = line => isBlind(a) || isBlind(b) ? a[0] !== b[0] && (isOwn(line, a) || isOwn(line, b)) : true;
    const lost = [...wanted].filter(line => !both.includes(line) && isKnown(line) && !isUntold(line, a) && !isUntold(line, b));
    const more = both.filter(line => !wanted.has(line));
    if (lost.length || more.length) failures.push(`${name(a)} | ${name(b)}${lost.map(l => `\n    lost ${l}`).join('')}${more.map(l => `\n    more ${l}`).join('')}`);
  }
}
rmSync(work, { recursive: true });
for (const failure of failures) console.log(failure);
console.log(`${mistakes.length} mistakes, ${runs} sites, ${failures.length} failures`);
process.exit(failures.length ? 1 : 0);
