// node outlook.mjs FILE: the outlook of content/roles, and what their texts and the articles' say of it, are the
// figures of the file: table 1.2 of the Employment Projections, in thousands.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const cells = line => [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted ?? plain);
const rows = readFileSync(process.argv[2], 'utf8').split(/\r?\n/).map(cells).filter(row => /^\d\d-\d{4}$/.test(row[1]));
const byCode = new Map(rows.map(row => [row[1], {
  growth: row[8], percents: [row[8], row[9]].map(percent => percent.replace('-', '')), openings: Math.round(row[10] * 1000),
}]));
const problems = [];
let count = 0;

// Whole numbers with a comma that stand before "openings", and percentages with a decimal.
const openingsIn = text => [...text.matchAll(/(\d+,\d{3})(?= openings)/g)].map(([number]) => Number(number.replace(',', '')));
const percentsIn = text => [...text.matchAll(/(\d+\.\d) percent/g)].map(([, percent]) => percent);
function checkText(file, text, occupations) {
  for (const openings of openingsIn(text)) {
    if (!occupations.some(one => one.openings === openings)) problems.push(`${file}: ${openings} openings`);
  }
  for (const percent of percentsIn(text)) {
    if (!occupations.some(one => one.percents.includes(percent))) problems.push(`${file}: ${percent} percent`);
  }
}

const used = [];
const roles = join(root, 'content/roles');
for (const file of readdirSync(roles)) {
  const text = readFileSync(join(roles, file), 'utf8');
  const code = /soc: "([0-9-]+)"/.exec(text)[1];
  const { growth, openings } = byCode.get(code);
  const near = rows.filter(row => row[1].startsWith(code.slice(0, -1))).map(row => byCode.get(row[1]));
  const want = `outlook: {growth: ${growth}%, openings: ${openings}, from: 2024, to: 2034, source: bls-ep}`;
  const have = /^outlook: .*/m.exec(text)?.[0];
  checkText(file, text.slice(text.indexOf('\n---\n')), near);
  used.push(...near);
  if (have === undefined) continue;
  count++;
  if (have !== want) problems.push(`${file} (${code}): has ${have}, the source says ${want}`);
}
for (const file of readdirSync(join(root, 'content/articles'))) {
  checkText(file, readFileSync(join(root, 'content/articles', file), 'utf8'), used);
}
if (count < 12) problems.push(`only ${count} roles have an outlook`);
for (const problem of problems) console.log(problem);
if (problems.length) process.exit(1);
console.log(`${count} roles, every outlook as published`);
