// node run.mjs METIER [--rewrite]: public tables become profiles, or one diagnostic and nothing at all.
// The tables here are of the shape of the published ones, with figures of our own. --rewrite writes what is
// expected anew.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readFiles, writeFiles } from '../cli/files.mjs';
import { cellsOf } from './cells.mjs';

const metier = resolve(process.argv[2]);
const isRewriting = process.argv[3] === '--rewrite';
const here = dirname(fileURLToPath(import.meta.url));
const tables = join(here, 'tables');
const expected = join(here, 'expected');
const work = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'metier-import-'));
const problems = [];
let count = 0;

function prove(is, what) {
  count++;
  if (!is) problems.push(what);
}

function run(...words) {
  return spawnSync(metier, words, { encoding: 'utf8', cwd: work, maxBuffer: 1 << 28 });
}

const config = 'title: Our Careers\nlanguage: en\n';
function makeSite(files = {}) {
  const site = mkdtempSync(join(work, 'site-'));
  writeFiles(site, { 'site.yaml': config, ...files });
  return site;
}

const oews = join(tables, 'oews_M2023.csv');
const all = ['--ep', join(tables, 'ep_1.2.csv'), '--onet', join(tables, 'onet_29_2')];
const pairs = ['--ashe', join(tables, 'ashe_14.7a.csv'), '--codes', join(tables, 'codes.txt')];
function importInto(site, table, ...words) {
  const vintage = words.includes('--vintage') ? [] : ['--vintage', '2023-05'];
  return run('import', '-C', site, '--oews', table, ...vintage, '--now', '2026-12-01', ...words);
}
const rolesOf = site => (existsSync(join(site, 'content')) ? readFiles(join(site, 'content')) : {});

// What is imported passes check, is what was expected, and can be built.
function proveGolden(name, site, result) {
  prove(result.status === 0, `${name}: exit ${result.status}: ${result.stderr}`);
  const told = `${result.stdout}${result.stderr}`.replaceAll(tables, 'TABLES').replaceAll(site, 'SITE');
  const files = { ...rolesOf(site), 'told.txt': Buffer.from(told).toString('latin1') };
  const folder = join(expected, name);
  if (isRewriting) {
    rmSync(folder, { recursive: true, force: true });
    for (const [path, text] of Object.entries(files)) writeFiles(folder, { [path]: Buffer.from(text, 'latin1') });
  }
  const wanted = existsSync(folder) ? readFiles(folder) : {};
  for (const path of new Set([...Object.keys(files), ...Object.keys(wanted)])) {
    prove(files[path] === wanted[path], `${name}: ${path} is not as expected:\n${files[path]}`);
  }
  const check = run('check', '-C', site, '--drafts', '--now', '2026-12-01');
  prove(check.status === 0, `${name}: what was imported has errors: ${check.stderr}`);
}

function checkGoldens() {
  const whole = makeSite({ 'site.yaml': `${config}regions: [{id: "35620", name: New York}]\n` });
  proveGolden('whole', whole, importInto(whole, oews, ...all));
  const chosen = makeSite();
  proveGolden('chosen', chosen, importInto(chosen, oews, ...all, ...pairs, '--publish'));
  const bare = makeSite();
  proveGolden('bare', bare, importInto(bare, oews));
  prove(!existsSync(join(whole, '.metier')), 'import leaves its own files behind');

  const page = readFileAfterBuild(chosen, 'roles/registered-nurse/index.html');
  for (const text of ['O*NET 29.2 Database by the U.S. Department of Labor', 'CC BY 4.0', 'Our Careers has modified',
                      'Office for National Statistics licensed under the Open Government Licence v3.0']) {
    prove(page.split(text).length === 3, `'${text}' does not stand with the sources and in the footer`);
  }
  const teacher = readFileAfterBuild(whole, 'roles/business-teacher-postsecondary/index.html');
  prove(!/per hour/.test(teacher), 'annual pay alone was made hourly');
  const actor = readFileAfterBuild(whole, 'roles/actor/index.html');
  prove(!/42,?700|85,?384|41,?600/.test(actor) && actor.includes('41.05'), 'hourly pay alone was made annual');
}

function readFileAfterBuild(site, path) {
  const { status, stderr } = run('build', '-C', site, '--drafts', '--now', '2026-12-01');
  prove(status === 0, `cannot be built: ${stderr}`);
  return existsSync(join(site, 'public', path)) ? readFileSync(join(site, 'public', path), 'utf8') : '';
}

const csvOf = (rows, separator = ',', end = '\n', isQuoted = cell => /[",;\n]/.test(cell)) =>
  rows.map(row => row.map(cell => (isQuoted(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(separator)).join(end) + end;
const table = readFileSync(oews, 'utf8');
const rows = cellsOf(table);
const column = name => rows[0].indexOf(name);

// The same table in other forms gives the same profiles.
function checkForms() {
  const site = makeSite();
  importInto(site, oews, ...all);
  const wanted = JSON.stringify(rolesOf(site));
  const order = rows[0].map((_, i) => (i * 7) % rows[0].length);
  const thousands = rows.map(row => row.map(cell => (/^\d{5,}$/.test(cell) && cell !== '000000' && cell !== '35620' && cell !== '31080' && cell !== '622000' ? Number(cell).toLocaleString('en-US') : cell)));
  const forms = {
    'BOM': `\uFEFF${table}`,
    'CRLF': table.replaceAll('\n', '\r\n'),
    'no last line end': table.trimEnd(),
    ';': csvOf(rows, ';'),
    'tabs': csvOf(rows, '\t'),
    'all in quotes': csvOf(rows, ',', '\r\n', () => true),
    'thousands': `\uFEFF${csvOf(thousands, ',', '\r\n')}`,
    'blanks around cells': csvOf(rows.map(row => row.map(cell => ` ${cell} `))),
    'head in small letters': csvOf([rows[0].map(name => name.toLowerCase()), ...rows.slice(1)]),
    'columns in another order': csvOf(rows.map(row => order.map(i => row[i]))),
    'rows in another order': csvOf([rows[0], ...rows.slice(1).reverse()]),
    'further columns': csvOf(rows.map(row => ['note', ...row])),
    'the name of earlier years': table.replace('O_GROUP', 'OCC_GROUP'),
  };
  for (const [name, text] of Object.entries(forms)) {
    const other = makeSite();
    const path = join(other, 'table.csv');
    writeFileSync(path, text);
    const result = importInto(other, path, ...all);
    prove(JSON.stringify(rolesOf(other)) === wanted, `${name}: other profiles than of the table itself: ${result.stderr.slice(0, 400)}`);
  }
}

const setCell = (code, name, value) => csvOf(rows.map(row => (row[column('OCC_CODE')] === code && row[column('O_GROUP')] === 'detailed' && row[column('AREA')] === '99' ? row.with(column(name), value) : row)));
const swapHeads = (a, b) => csvOf([rows[0].map(name => (name === a ? b : name === b ? a : name)), ...rows.slice(1)]);
const without = name => csvOf(rows.map(row => row.toSpliced(column(name), 1)));
const ashe = readFileSync(join(tables, 'ashe_14.7a.csv'), 'utf8');
const ep = readFileSync(join(tables, 'ep_1.2.csv'), 'utf8');

// [what it is, the file, its line of text in the report, further options]
const wrongTables = [
  ['a row cut off', table.slice(0, table.lastIndexOf('18304')), /^table.csv:19:1: error: this row has 30 cells, and the head has 32 \[table-syntax\]/],
  ['a cut within quotes', table.slice(0, table.lastIndexOf('Beach')), /^table.csv:19:7: error: a quote is opened here, and never closed \[table-syntax\]/],
  ['mean by the hour and by the year swapped', swapHeads('H_MEAN', 'A_MEAN'), /^table.csv:2:\d+: error: '30.00' is no value of 'A_MEAN' \[bad-cell\]/],
  ['percentiles swapped', swapHeads('A_PCT10', 'A_PCT90'), /^table.csv:2:\d+: error: this percentile is below the one before \[bad-cell\]/],
  ['mean and median swapped', swapHeads('A_MEAN', 'A_MEDIAN'), /^table.csv:2:\d+: error: this contradicts the hourly figure \[bad-cell\]/],
  ['all of the hours swapped with the years', ['MEAN', 'PCT10', 'PCT25', 'MEDIAN', 'PCT75', 'PCT90'].reduce((text, name) => text.replace(`A_${name}`, `?_${name}`).replace(`H_${name}`, `A_${name}`).replace(`?_${name}`, `H_${name}`), table), /^table.csv:2:\d+: error: '30.00' is no value of 'A_MEAN' \[bad-cell\]/],
  ['code and title swapped', swapHeads('OCC_CODE', 'OCC_TITLE'), /^table.csv:2:\d+: error: 'All Occupations' is no value of 'OCC_CODE' \[bad-cell\]/],
  ['the table of another country', ashe, /^table.csv:1:1: error: this is no table of OEWS: no row names its columns \[missing-column\]/],
  ['another table of the same office', ep, /^table.csv:1:1: error: this is no table of OEWS/],
  ['a column missing', without('A_MEDIAN'), /^table.csv:1:1: error: this table of OEWS lacks the column 'A_MEDIAN' \[missing-column\]/],
  ['areas without their kind', without('AREA_TYPE'), /^table.csv:1:1: error: this table of OEWS lacks the column 'AREA_TYPE' \[missing-column\]/],
  ['a column twice', table.replace('H_PCT10', 'NOTHING').replace('H_PCT25', 'H_PCT10'), /lacks the column 'H_PCT25'/],
  ['a mark of another column', setCell('29-1141', 'A_MEAN', '**'), /^table.csv:11:113: error: '\*\*' is no value of 'A_MEAN' \[bad-cell\]\n.*\n.*\n {2}hint: it takes a whole number such as 94480 or 94,480, or '#', or '\*'$/m],
  ['a mark of another office', setCell('29-1141', 'H_PCT10', 'x'), /'x' is no value of 'H_PCT10'/],
  ['a word', setCell('29-1141', 'A_MEAN', 'n/a'), /'n\/a' is no value of 'A_MEAN'/],
  ['a currency', setCell('29-1141', 'A_MEAN', '$93,600'), /'\$93,600' is no value of 'A_MEAN'/],
  ['a decimal comma', setCell('29-1141', 'H_MEAN', '45,00'), /'45,00' is no value of 'H_MEAN'/],
  ['an empty cell', setCell('29-1141', 'A_MEAN', ''), /a cell of 'A_MEAN' is empty/],
  ['a code of no form', setCell('29-1141', 'OCC_CODE', '291141'), /'291141' is no value of 'OCC_CODE'/],
  ['a flag of another word', setCell('29-1141', 'HOURLY', 'yes'), /'yes' is no value of 'HOURLY'/],
  ['both flags', setCell('27-2011', 'ANNUAL', 'TRUE'), /by the year alone and by the hour alone/],
  ['a state without its letters', table.replace('2,CA,', '2,,'), /a state's row does not say which state it is of/],
  ['an area of no kind', table.replace('66,Guam,3', '66,Guam,9'), /'9' is no value of 'AREA_TYPE'/],
  ['a row twice', csvOf([...rows, rows[10]]), /^table.csv:20:1: error: this row is the second for 29-1141 US \[repeated-row\][^]*\ntable.csv:11:1: note: it stands here, too/],
  ['no row of a major group', csvOf(rows.filter(row => row[column('OCC_CODE')] !== '29-0000')), /has no row for the group 29-0000, which gives the branch \[unknown-group\]/, { count: 3 }],
  ['no detailed row', csvOf(rows.slice(0, 4)), /no row of this table is of a detailed occupation/],
  ['a vintage of a lower top code', setCell('29-1141', 'A_PCT90', '231040').replace('63.00,62400,75920,85800,104520,231040', '111.08,62400,75920,85800,104520,231040'), /^table.csv:11:\d+: error: a figure is beyond 100, the top code of 2020 \[wrong-vintage\]/, { words: ['--vintage', '2020-05'] }],
  ['a vintage that has no top code', table, /^table.csv:9:\d+: error: '#' stands for a top code, and there is none known for 2025 \[wrong-vintage\]/, { words: ['--vintage', '2025-05'] }],
  ['a vintage before the table of top codes', table, /there is none known for 2013 \[wrong-vintage\]/, { words: ['--vintage', '2013-05'] }],
  ['a vintage that its name contradicts', table, /^national_M2022_dl.csv: error: its name says that this table is of 2022, and the vintage is 2023 \[wrong-vintage\]/, { name: 'national_M2022_dl.csv' }],
  ['invalid letters', Buffer.concat([Buffer.from(table.slice(0, 500)), Buffer.from([0xff]), Buffer.from(table.slice(500))]), /\[bad-utf8\]/],
  ['a binary file', Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256)), /^table.csv: error: this is no table of text: it is a binary file \[not-a-table\]/],
  ['a spreadsheet', Buffer.from('PK\x03\x04\x14\x00[Content_Types].xml\x00\x00xl/workbook.xml\x00'), /it is a spreadsheet \(.xlsx\) \[not-a-table\]\n {2}hint: make a CSV of it: soffice --headless --convert-to 'csv:Text - txt - csv \(StarCalc\):44,34,76,1' 'national.xlsx'/, { name: 'national.xlsx' }],
  ['an archive', Buffer.from('PK\x03\x04\x14\x00oesm23nat/national_M2023_dl.xlsx\x00'), /it is a zip archive \[not-a-table\]\n {2}hint: unpack it with 'unzip 'oesm23nat.zip''/, { name: 'oesm23nat.zip' }],
  ['nothing', '', /this is no table of text: it is empty/],
  ['a web page', '<!doctype html><title>404</title>', /it is a web page/],
];

function proveRefused(what, site, result, message, errorCount = 1, status = 1) {
  prove(result.status === status, `${what}: exit ${result.status}: ${result.stderr.slice(0, 300)}`);
  prove(message.test(result.stderr), `${what}: says ${result.stderr.slice(0, 600)}`);
  const errors = result.stderr.match(/: error: /g)?.length ?? 0;
  prove(errors === errorCount, `${what}: ${errors} errors: ${result.stderr.slice(0, 900)}`);
  const hints = result.stderr.match(/^ {2}hint: /gm)?.length ?? 0;
  prove(status !== 1 || hints >= errors, `${what}: no hint`);
  prove(result.stderr.endsWith('metier: nothing was written\n'), `${what}: does not say that nothing was written`);
  prove(!existsSync(join(site, 'content')) && !existsSync(join(site, '.metier')), `${what}: something was written`);
}

function checkWrongTables() {
  for (const [what, text, message, { name = 'table.csv', words = [], count: errors = 1 } = {}] of wrongTables) {
    const site = makeSite();
    writeFileSync(join(work, name), text);
    proveRefused(what, site, importInto(site, name, ...words), message, errors);
    rmSync(join(work, name));
  }
}

// [what it is, option, text, message]: of the tables beside the first.
const wrongOthers = [
  ['outlook of another country', '--ep', ashe, /^other.csv:1:1: error: this is no table of Employment Projections/m],
  ['outlook cut off', '--ep', ep.slice(0, ep.indexOf('Doctoral')), /^other.csv:7:1: error: this row has 13 cells, and the head has 16/m],
  ['outlook without years', '--ep', ep.replaceAll('2024–34', 'ten years'), /does not say which years the projection is of/],
  ['outlook with a word', '--ep', ep.replace(',4.9,', ',much,'), /^other.csv:6:\d+: error: 'much' is no value of 'Employment change, percent, 2024–34'/m],
  ['outlook of one occupation twice', '--ep', ep.replace('29-1216', '29-1141'), /this row is the second for 29-1141/],
  ['pay of the UK without pairs', '--codes', '29-1141\n', /nothing says which occupation of SOC 2020/, ['--ashe', join(tables, 'ashe_14.7a.csv')]],
  ['pay of the UK with a pair that is none', '--codes', '29-1141 9999\n', /this table has no occupation 9999, which is paired with 29-1141/, ['--ashe', join(tables, 'ashe_14.7a.csv')]],
  ['OEWS in the place of ASHE', '--ashe', table, /^other.csv:1:1: error: this is no table of ASHE/m, ['--codes', join(tables, 'codes.txt')]],
  ['ASHE of a region', '--ashe', ashe.replace('United Kingdom', 'Wales'), /the title does not say/, ['--codes', join(tables, 'codes.txt')]],
  ['ASHE with a mark of OEWS', '--ashe', ashe.replace(',41000,', ',#,'), /'#' is no value of 'Median'/, ['--codes', join(tables, 'codes.txt')]],
  ['ASHE with columns swapped', '--ashe', ashe.replace('10,20,25', '25,20,10'), /this percentile is below the one before/, ['--codes', join(tables, 'codes.txt')]],
  ['a code that is gone', '--codes', '29-1141\n29-1024\n', /^other.csv:2:1: error: '29-1024' is no detailed occupation of the OEWS table \[unknown-code\]/m],
  ['a code of a group', '--codes', '29-0000\n', /'29-0000' is no detailed occupation/],
  ['a code of no form', '--codes', '29.1141\n', /'29.1141' is no code of the SOC/],
  ['a code twice', '--codes', '29-1141\n29-1141\n', /^other.csv:2:1: error: '29-1141' stands here twice/m],
  ['three codes', '--codes', '29-1141 2237 9999\n', /^other.csv:1:14: error: '9999' stands behind the codes/m],
  ['a pair of no form', '--codes', '29-1141 nurses\n', /'nurses' is no code of the UK's SOC 2020/],
  ['a list without codes', '--codes', '# none\n', /this list names no occupation/],
];

function checkWrongOthers() {
  for (const [what, option, text, message, more = []] of wrongOthers) {
    const site = makeSite();
    writeFileSync(join(work, 'other.csv'), text);
    proveRefused(what, site, importInto(site, oews, option, 'other.csv', ...more), message);
  }
  const folder = join(work, 'db_29_2_text');
  const change = (name, from, to) => { rmSync(folder, { recursive: true, force: true }); cpSync(join(tables, 'onet_29_2'), folder, { recursive: true }); const path = join(folder, name); writeFileSync(path, readFileSync(path, 'utf8').replace(from, to)); };
  for (const [what, name, from, to, message] of [
    ['tasks cut off', 'Task Statements.txt', /\tCore[^]*$/, '', /Task Statements.txt:4:1: error: this row has 3 cells, and the head has 7/],
    ['a code of no form', 'Alternate Titles.txt', '29-1141.00', '29-1141', /Alternate Titles.txt:2:1: error: '29-1141' is no value of 'O\*NET-SOC Code'/],
    ['a missing column', 'Skills.txt', 'Data Value', 'Value', /Skills.txt:1:1: error: this table of O\*NET lacks the column 'Data Value'/],
  ]) {
    const site = makeSite();
    change(name, from, to);
    proveRefused(`O*NET with ${what}`, site, importInto(site, oews, '--onet', folder), message);
  }
  const site = makeSite();
  cpSync(join(tables, 'onet_29_2'), join(work, 'onet'), { recursive: true });
  proveRefused('O*NET of no version', site, importInto(site, oews, '--onet', 'onet'), /^onet: error: nothing says which version of O\*NET this is/m);
  writeFileSync(join(work, 'onet', 'Read Me.txt'), 'O*NET 18.1 Database\nMarch 2014 Release\n');
  prove(importInto(site, oews, '--onet', 'onet').status === 0, 'the version is not taken from its Read Me.txt');
  const nurse = readFileSync(join(site, 'content/roles/registered-nurse.md'), 'utf8');
  prove(nurse.includes('O*NET 18.1 Database') && !nurse.includes('CC BY'), 'a version before the licence names it');
  rmSync(join(work, 'onet', 'Task Statements.txt'));
  proveRefused('O*NET without tasks', makeSite(), importInto(makeSite(), oews, '--onet', 'onet'), /Task Statements.txt: error: cannot be read/, 1, 3);
  proveRefused('a file that is not there', makeSite(), importInto(makeSite(), 'nothing.csv'), /^nothing.csv: error: cannot be read: No such file/, 1, 3);
}

// A million rows: of another industry, so that each is right by itself.
function checkSize() {
  const site = makeSite();
  const path = join(work, 'large.csv');
  const row = rows[13].map(cell => (cell === 'Hospitals' ? 'H' : cell)).join(',');
  writeFileSync(path, `${rows[0].join(',')}\n${`${row}\n`.repeat(1000000)}`);
  proveRefused('a million rows', site, importInto(site, path), /^.*large.csv:500001:1: error: this table has more than 500000 rows \[table-limit\]/);
  rmSync(path);
}

function checkUsage() {
  for (const [words, message] of [
    [[], /needs a table of OEWS/], [['--oews', oews], /--vintage takes the month/],
    [['--oews', oews, '--vintage', '2023'], /--vintage takes/], [['--oews', oews, '--vintage', '2023-11'], /--vintage takes/],
    [['--oews', oews, '--vintage', '2023-05', '--ashe', 'x'], /--ashe needs --codes/], [['--oews', oews, '--vintage', '2023-05', 'x'], /takes no words/],
  ]) {
    const site = makeSite();
    const result = run('import', '-C', site, ...words);
    prove(result.status === 2 && message.test(result.stderr), `${words.join(' ')}: ${result.stderr}`);
  }
  prove(/no site.yaml/.test(run('import', '-C', work, '--oews', oews, '--vintage', '2023-05').stderr), 'without a site');
}

// What stands is left alone, whoever made it.
function checkKept() {
  const mine = '---\ntitle: Staff Nurse\nbranch: Any\nsummary: Mine.\ncodes: {soc: "29-1141"}\n---\nMine.\n';
  const site = makeSite({ 'content/roles/mine.md': mine, 'content/roles/actor.md': 'no profile at all' });
  symlinkSync('/nowhere', join(site, 'content/roles/business-teacher-postsecondary.md'));
  const result = importInto(site, oews);
  const files = readdirSync(join(site, 'content/roles'));
  prove(result.status === 0 && /mine.md: 29-1141; it stays as it is/.test(result.stdout), `an own profile: ${result.stdout}${result.stderr}`);
  prove(!files.includes('registered-nurse.md') && readFileSync(join(site, 'content/roles/mine.md'), 'utf8') === mine, 'a profile of the same code is written beside');
  prove(readFileSync(join(site, 'content/roles/actor.md'), 'utf8') === 'no profile at all', 'a file was overwritten');
  prove(lstatSync(join(site, 'content/roles/business-teacher-postsecondary.md')).isSymbolicLink(), 'a link was overwritten');
  prove(/^3 profiles written, as drafts, 3 kept/m.test(result.stdout), `counts: ${result.stdout}`);
  const again = importInto(site, oews);
  prove(/^0 profiles written, as drafts, 6 kept/m.test(again.stdout), `a second time: ${again.stdout}`);

  for (const [what, link] of [['content/roles', 'content/roles'], ['content', 'content'], ['.metier', '.metier'], ['.metier/batch', '.metier/batch']]) {
    const victim = mkdtempSync(join(work, 'victim-'));
    const other = makeSite();
    mkdirSync(dirname(join(other, link)), { recursive: true });
    symlinkSync(victim, join(other, link));
    const refused = importInto(other, oews);
    prove(refused.status === 3 && readdirSync(victim).length === 0, `through a link at ${what}: exit ${refused.status}, ${readdirSync(victim)}`);
    prove(!existsSync(join(other, 'content/roles/actor.md')), `${what}: something was written`);
  }
}

function checkBranches() {
  const listed = `${config}branches:\n  - name: Business and Financial Operations\n`;
  const site = makeSite({ 'site.yaml': listed });
  const result = importInto(site, oews);
  proveRefused('branches that the site lacks', site, result, /^site.yaml:4:\d+: error: 'branches' lacks 'Educational Instruction and Library', the branch of 25-1011 \[unknown-branch\]\n.*\n.*\n {2}hint: add the line ' {2}- name: Educational Instruction and Library'/m, 3);
  const added = [...result.stderr.matchAll(/add the line '(.*)' to/g)].map(([, line]) => `${line}\n`).join('');
  writeFileSync(join(site, 'site.yaml'), listed + added);
  prove(importInto(site, oews).status === 0, 'the lines that were said do not help');
  const few = makeSite({ 'site.yaml': listed });
  writeFileSync(join(work, 'few.txt'), '13-1020\n');
  prove(importInto(few, oews, '--codes', 'few.txt').status === 0, 'branches of roles that are not wanted are asked for');
}

function checkDryRun() {
  const site = makeSite();
  const result = importInto(site, oews, '--dry-run');
  prove(result.status === 0 && /^content\/roles\/registered-nurse.md: 29-1141$/m.test(result.stdout), `dry run: ${result.stdout}`);
  prove(/^6 profiles would be written, as drafts, 0 kept$/m.test(result.stdout), `dry run: ${result.stdout}`);
  prove(readdirSync(site).join() === 'site.yaml', 'a dry run writes');
}

// Killed at any moment: after the next import all is there, and nothing else.
async function checkKills() {
  const lines = [rows[0].join(','), ...[1, 2, 5, 7, 9].map(i => csvOf([rows[i]]).trim())];
  for (let i = 0; i < 800; i++) {
    const row = rows[10].with(column('OCC_CODE'), `29-${1000 + i}`).with(column('OCC_TITLE'), `Healers of Kind ${i}`);
    lines.push(row.join(','));
  }
  const path = join(work, 'many.csv');
  writeFileSync(path, `${lines.join('\n')}\n`);
  const whole = makeSite();
  prove(importInto(whole, path).status === 0, 'many occupations cannot be imported');
  const wanted = JSON.stringify(rolesOf(whole));
  let cutCount = 0;
  for (let i = 0; i < 12; i++) {
    const site = makeSite();
    const words = ['import', '-C', site, '--oews', path, '--vintage', '2023-05', '--now', '2026-12-01'];
    const child = spawn(metier, words, { stdio: 'ignore' });
    const ended = new Promise(end => child.on('exit', end));
    const isBegun = () => existsSync(join(site, i % 2 ? 'content/roles' : '.metier/batch/staging'));
    while (child.exitCode === null && !isBegun()) await new Promise(tick => setImmediate(tick));
    for (let spin = 0; spin < i * 3; spin++) await new Promise(tick => setImmediate(tick));
    child.kill('SIGKILL');
    await ended;
    const found = Object.keys(rolesOf(site)).length;
    cutCount += found < 800;
    const again = importInto(site, path);
    prove(again.status === 0 && JSON.stringify(rolesOf(site)) === wanted, `after a kill with ${found} files: ${again.stdout}${again.stderr}`);
    prove(!existsSync(join(site, '.metier')), 'something is left behind after a kill');
  }
  prove(cutCount > 0, 'no import was cut off: this test no longer looks');
}

checkGoldens();
checkForms();
checkWrongTables();
checkWrongOthers();
checkSize();
checkUsage();
checkKept();
checkBranches();
checkDryRun();
await checkKills();
rmSync(work, { recursive: true, force: true });
for (const problem of problems.slice(0, 20)) console.log(problem);
console.log(`${count} checks, ${problems.length} failed`);
process.exit(problems.length && !isRewriting ? 1 : 0);
