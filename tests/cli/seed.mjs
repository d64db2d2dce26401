// node seed.mjs BUILD/metier FILE: types the seed's text in as a profile, flaws and all, and looks whether
// check finds these and nothing else. The text itself is no part of the repository.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const [metier, seed] = process.argv.slice(2).map(path => resolve(path));
const all = readFileSync(seed, 'utf8').split('\n').map(line => line.trim()).filter(Boolean);
// Behind the profile stand teasers of articles, and within it those of other pages.
const lines = all.slice(0, all.findIndex(line => line.startsWith('Latest Career')))
  .filter(line => !/^(Need|Post|Explore) /.test(line));
const cells = lines.filter(line => line.startsWith('|')).map(line => line.split('|').map(cell => cell.trim()).slice(1, -1));
const [title, branch, average] = cells.find(row => /USD$/.test(row[2]));
const digits = text => text.replace(/[^0-9]/g, '');
const steps = cells.filter(row => /^\$/.test(row[2]))
  .map(([level, experience, amount]) => `    - {level: ${level}, experience: ${experience}, amount: ${digits(amount)}}\n`);
// What is no item, no row and no sentence is a heading.
const isHeading = line => !/^[-|]/.test(line) && !/\.$/.test(line);
const isPart = line => isHeading(line) && !/Duties|How to|Guide|Typical|Verification/.test(line);
let body = '';
lines.slice(1).forEach((line, i) => {
  const isRun = /^[-|]/.test(line) && line[0] === lines[i][0];
  body += `${isRun ? '' : '\n'}${isHeading(line) ? (isPart(line) ? '### ' : '## ') : ''}${line}\n`;
});
const front = `title: ${title}\nbranch: ${branch}\nsummary: ${lines[0]}\nsalary:\n  region: US\n  currency: USD\n`
  + `  average: ${digits(average)}\n  steps:\n${steps.join('')}`;

const site = mkdtempSync(join(tmpdir(), 'metier-seed-'));
mkdirSync(join(site, 'content/roles'), { recursive: true });
writeFileSync(join(site, 'site.yaml'), 'title: Seed\n');
writeFileSync(join(site, 'content/roles/backend-developer.md'), `---\n${front}---\n${body}`);
const ran = spawnSync(metier, ['check', '-C', site, '--now', '2026-12-01', '--format', 'json'], { encoding: 'utf8' });
const text = readFileSync(join(site, 'content/roles/backend-developer.md'), 'utf8').split('\n');
rmSync(site, { recursive: true });

// The code, and the two words with which the text goes on where it is found.
const wanted = ['long-summary Backend developers', 'undated region: US', 'unsourced region: US', 'similar-item Proficiency in',
  'similar-item Continuous learning', 'empty-section How much', 'misspelling Techology Officer'];
const found = JSON.parse(ran.stdout).diagnostics.map(({ line, column, code }) =>
  `${code} ${[...text[line - 1]].slice(column - 1).join('').split(' ').slice(0, 2).join(' ')}`);
const failures = [...wanted.filter(one => !found.includes(one)).map(one => `not found: ${one}`),
  ...found.filter(one => !wanted.includes(one)).map(one => `found: ${one}`)];
if (ran.status !== 0) failures.push(`exit ${ran.status}`);
if (found.length !== wanted.length) failures.push(`${found.length} findings, not ${wanted.length}`);
for (const failure of failures) console.log(failure);
console.log(`${found.length} flaws of the seed`);
process.exit(failures.length ? 1 : 0);
