// node refresh.mjs METIER [SHARED]: figures of later tables come beneath what editors wrote, and nothing else
// changes. The tables are those of run.mjs and, made of them, those of the year after; with SHARED, the published ones.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readFiles, writeFiles } from '../cli/files.mjs';
import { cellsOf } from './cells.mjs';

const metier = resolve(process.argv[2]);
const shared = process.argv[3] && resolve(process.argv[3]);
const here = dirname(fileURLToPath(import.meta.url));
const tables = join(here, 'tables');
const repository = join(here, '../..');
const work = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'metier-refresh-'));
const problems = [];
let count = 0;

function prove(is, what) {
  count++;
  if (!is) problems.push(what);
}

const run = (...words) => spawnSync(metier, words, { encoding: 'utf8', cwd: work, maxBuffer: 1 << 28 });
const config = 'title: Our Careers\nlanguage: en\nregions: [{id: "35620", name: New York}]\n';
function makeSite(files = {}) {
  const site = mkdtempSync(join(work, 'site-'));
  writeFiles(site, { 'site.yaml': config, ...files });
  return site;
}
const copyOf = files => { const site = makeSite(); writeAll(site, files); return site; };
const writeAll = (site, files) => writeFiles(join(site, 'content'), Object.fromEntries(Object.entries(files).map(([path, text]) => [path, Buffer.from(text, 'latin1')])));
const contentOf = site => readFiles(join(site, 'content'));
const role = (site, name) => join(site, 'content/roles', `${name}.md`);
const read = path => readFileSync(path, 'utf8');
function edit(path, from, to) {
  const text = read(path);
  const edited = text.replace(from, to);
  prove(edited !== text, `the test edits nothing: ${from}`);
  writeFileSync(path, edited);
}

// ---- tables of two years

const csvOf = rows => rows.map(row => row.map(cell => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')).join('\n') + '\n';
const first = { year: 2023, oews: join(tables, 'oews_M2023.csv'), ep: join(tables, 'ep_1.2.csv'), onet: join(tables, 'onet_29_2') };
const [head, ...rows] = cellsOf(read(first.oews));
const column = name => head.indexOf(name);
const figures = ['MEAN', 'PCT10', 'PCT25', 'MEDIAN', 'PCT75', 'PCT90'];
// Each figure a little higher, as the bureau would have it: by the hour, and by the year that times 2,080.
function raise(row) {
  const cells = [...row];
  for (const name of figures) {
    const [hour, year] = [column(`H_${name}`), column(`A_${name}`)];
    const isNumber = cell => /^[\d.]+$/.test(cell);
    if (isNumber(row[hour])) cells[hour] = (Math.round(Number(row[hour]) * 104) / 100).toFixed(2);
    if (isNumber(row[year])) cells[year] = String(Math.round((isNumber(row[hour]) ? Number(cells[hour]) * 2080 : Number(row[year]) * 1.04) / 10) * 10);
  }
  return cells;
}
const raised = rows.map(raise);
const writeTable = (name, text) => { const path = join(work, name); writeFileSync(path, text); return path; };
const laterEp = read(first.ep).replaceAll('2024', '2025').replaceAll('34', '35').replace(/,4\.9,/, ',5.1,');
const second = { year: 2024, oews: writeTable('oews_M2024.csv', csvOf([head, ...raised])), ep: writeTable('ep_2025.csv', laterEp), onet: first.onet };
const withCell = (code, name, value, area = '99') => writeTable('oews_M2024_cell.csv', csvOf([head, ...raised.map(row => (row[column('OCC_CODE')] === code && row[column('AREA')] === area ? row.with(column(name), value) : row))]));

const words = (of, ...more) => ['--oews', of.oews, '--vintage', `${of.year}-05`, ...(of.ep ? ['--ep', of.ep] : []), ...(of.onet ? ['--onet', of.onet] : []), '--now', '2026-12-01', ...more];
const importInto = (site, of, ...more) => run('import', '-C', site, ...words(of, ...more));
const refresh = (site, of, ...more) => run('refresh', '-C', site, ...words(of, ...more));
function imported(of) {
  const site = makeSite();
  const { status, stderr } = importInto(site, of);
  prove(status === 0, `import: ${stderr}`);
  return contentOf(site);
}
const [early, late] = [imported(first), imported(second)];
const lockLines = files => files['metier.lock'].split('\n').filter(line => line && line[0] !== '#');

// ---- checks

function checkRoundTrip() {
  const site = copyOf(early);
  chmodSync(role(site, 'actor'), 0o640);
  const dry = refresh(site, second, '--dry-run');
  prove(dry.status === 0 && /^Registered Nurse: median \$85,800 → \$89,230; US-CA median \$133,120 → .*; growth 4\.9% → 5\.1%$/m.test(dry.stdout), `dry run: ${dry.stdout}${dry.stderr}`);
  prove(/^Actor: median \$20\.00 → \$20\.80/m.test(dry.stdout), `an hourly figure: ${dry.stdout}`);
  prove(JSON.stringify(contentOf(site)) === JSON.stringify(early) && !existsSync(join(site, '.metier')), 'a dry run writes');
  const { status, stdout, stderr } = refresh(site, second);
  prove(status === 0 && /^6 of 6 profiles changed$/m.test(stdout) && !/kept-figure|unsafe|gone/.test(stderr), `round trip: ${stdout}${stderr}`);
  const found = contentOf(site);
  for (const path of Object.keys(late)) prove(found[path] === late[path], `${path} is not what the import of the year after gives:\n${found[path]}`);
  prove(Object.keys(found).length === Object.keys(late).length && !existsSync(join(site, '.metier')), 'something is left behind');
  prove((statSync(role(site, 'actor')).mode & 0o777) === 0o640, 'the mode of a file was lost');
  const physician = read(role(site, 'general-internal-medicine-physician'));
  prove(/median: ">=239200"/.test(physician) && !/24\d{4}[,}].*p90/.test(physician), 'a top code did not stay one');
  prove(/period: hour/.test(read(role(site, 'actor'))) && /only_period: true/.test(read(role(site, 'actor'))), 'hourly pay alone did not stay so');
  const times = Object.keys(found).map(path => statSync(join(site, 'content', path)).mtimeMs);
  const again = refresh(site, second);
  prove(again.status === 0 && /^0 of 6 profiles changed$/m.test(again.stdout), `a second time: ${again.stdout}${again.stderr}`);
  prove(JSON.stringify(times) === JSON.stringify(Object.keys(found).map(path => statSync(join(site, 'content', path)).mtimeMs)), 'a second time writes');
  const check = run('check', '-C', site, '--drafts', '--now', '2026-12-01');
  prove(check.status === 0 && !/metier\.lock/.test(check.stderr), `after a refresh: ${check.stderr}`);
  const built = run('build', '-C', site, '--drafts', '--now', '2026-12-01');
  prove(built.status === 0 && !Object.keys(readFiles(join(site, 'public'))).some(path => /metier\.lock/.test(path)), 'the lock is published');
}

const nurse = 'registered-nurse';

// [what, [from, to] in the nurse's profile, further words, what is said, what stands there then, 'unsafe': all of it stays]
const rules = [
  ['an edited figure', ['median: 85800', 'median: 90000'], [], /roles\/registered-nurse.md:15:\d+: warning: 'salary US' stays as its editor has it: 'median' is 90000; it was 85800, and the source says 89230 \[kept-figure\]/, /average: 93600, median: 90000, .*as_of: 2023-05, primary[^]*US-CA.*as_of: 2024-05[^]*Statistics, May 2023/],
  ['an edited figure, taken', ['median: 85800', 'median: 90000'], ['--take', 'registered-nurse:salary'], /^$/, /average: 97340, median: 89230, .*as_of: 2024-05, primary[^]*May 2024/],
  ['an edited figure, taken by its own name', ['median: 85800', 'median: 90000'], ['--take', '29-1141:median'], /^$/, /median: 89230/],
  ['an edited figure, taken where the source says nothing new', ['openings: 189100', 'openings: 200000'], ['--ep', first.ep, '--take', 'registered-nurse:outlook'], /^$/, /growth: 4.9%, openings: 189100, from: 2024/],
  ['an edited figure, kept', ['median: 85800', 'median: 90000'], ['--keep', 'Registered Nurse:salary US'], /^$/, /average: 93600, median: 90000, .*as_of: 2023-05, primary/],
  ['another region, kept', ['median: 85800', 'median: 90000'], ['--keep', 'registered-nurse:salary US-CA'], /kept-figure/, /median: 90000/],
  ['a figure that nobody edited, kept', ['title: ', 'title: '], ['--keep', 'registered-nurse:salary US'], /^$/, /average: 93600, median: 85800, .*as_of: 2023-05, primary[^]*US-CA.*as_of: 2024-05[^]*Statistics, May 2023/],
  ['an outlook that nobody edited, kept', ['title: ', 'title: '], ['--keep', 'registered-nurse:outlook'], /^$/, /growth: 4.9%, openings: 189100, from: 2024/],
  ['a figure that was taken out, taken', ['median: 85800, ', ''], ['--take', 'registered-nurse:salary'], /^$/, /year, average: 97340, median: 89230, percentiles: .*as_of: 2024-05, primary/],
  ['percentiles that were taken out, taken', [/percentiles: \{p10: 62400.*?\}, /, ''], ['--take', 'registered-nurse:salary US'], /^$/, /median: 89230, percentiles: \{p10: 64900, p25: 78960, p75: 108700, p90: 136280\}, source/],
  ['another region of the same source', [/ {2}- \{region: US-CA.*\n {2}- \{region: US-PR.*\n/, ''], [], /^$/, /average: 97340[^]*May 2024/],
  ['a figure as the source has it now', ['median: 85800', 'median: 89230'], [], /kept-figure/, /average: 93600, median: 89230/],
  ['all figures as the source has them now', [/- \{region: US, .*/, () => /- \{region: US, .*/.exec(late[`roles/${nurse}.md`])[0]], [], /^$/, /median: 89230, .*as_of: 2024-05, primary[^]*May 2024/],
  ['a figure that was taken out', ['median: 85800, ', ''], [], /^$/, /year, average: 97340, percentiles: .*as_of: 2024-05, primary/],
  ['a salary that was taken out', [/ {2}- \{region: US-CA.*\n/, ''], [], /^$/, /^(?![^]*US-CA)[^]*average: 97340/],
  ['an outlook that was taken out', [/outlook: .*\n/, ''], [], /^$/, /^(?![^]*outlook:)[^]*average: 97340/],
  ['a source that was taken out', [/ {2}- id: bls-oews\n.*\n.*\n.*\n/, ''], [], /^$/, /^(?![^]*id: bls-oews)[^]*average: 97340/],
  ['quotes', ['median: 85800', 'median: "85800"'], [], /^$/, /average: 97340, median: "89230", /],
  ['other quotes', ['as_of: 2023-05, primary', "as_of: '2023-05', primary"], [], /^$/, /as_of: '2024-05', primary/],
  ['another order', ['average: 93600, median: 85800, ', 'median: 85800, average: 93600, '], [], /^$/, /median: 89230, average: 97340, /],
  ['a note behind', [/(- \{region: US, .*)/, '$1   # my note: 85800'], [], /^$/, /primary: true\} {3}# my note: 85800\n/],
  ['the editor\'s own words of a source', ['Statistics, May 2023', 'Statistics, May 2023 (nurses)'], [], /'sources' stays as its editor has it: 'name' is/, /May 2023 \(nurses\)[^]*oes\/2023/],
  ['another source of the same region', ['source: bls-oews, as_of: 2023-05, primary', 'source: payscale, as_of: 2023-05, primary'], [], /^$/, /median: 85800, .*source: payscale, as_of: 2023-05[^]*US-CA.*as_of: 2024-05/],
  ['a day of retrieval', ['    method: Survey of employers\n', '    retrieved: 2026-11-01\n    method: Survey of employers\n'], [], /'sources' stays/, /May 2023[^]*retrieved: 2026-11-01/],
  ['an editor\'s own education', ["education: Bachelor's degree", 'education: A degree, and a licence'], [], /^$/, /education: A degree, and a licence/],
  ['a name that goes on', [/name: (U.S.*Statistics), May 2023/, 'name: $1,\n      May 2023'], [], /^$/, /May 2023\n/, 'unsafe'],
];

function checkRules() {
  for (const [what, [from, to], more, said, there, kind] of rules) {
    const site = copyOf(early);
    if (from !== to) edit(role(site, nurse), from, to);
    const before = read(role(site, nurse));
    const { status, stderr } = refresh(site, second, ...more);
    const told = stderr.split('\n').filter(line => /^content.*(warning|error)/.test(line)).join('\n');
    if (kind === 'unsafe') {
      prove(status === 0 && /\[unsafe-edit\]/.test(told) && read(role(site, nurse)) === before, `${what}: ${stderr}`);
      continue;
    }
    prove(status === 0 && said.test(told), `${what}: exit ${status}, says ${stderr}`);
    prove(there.test(read(role(site, nurse))), `${what}: ${read(role(site, nurse))}`);
    const after = contentOf(site);
    const again = refresh(site, second, ...(more[0] === '--ep' ? more.slice(0, 2) : []));
    const isOpen = /kept-figure/.test(told);
    prove(JSON.stringify(contentOf(site)) === JSON.stringify(after) && isOpen === /kept-figure/.test(again.stderr), `${what}: a second time: ${again.stderr}`);
  }
}

// Mappings on lines of their own, CRLF, notes and blank lines.
function checkForms() {
  const block = `salary:

  # What nurses make.
  - region:   US
    currency: USD   # dollars
    period: year
    average: 93600

    median:   "85800"
    percentiles:
      p10: 62400
      p25: 75920
      # a note
      p75: 104520
      p90: 131040
    source: bls-oews
    as_of: 2023-05
    primary: true
`;
  for (const end of ['\n', '\r\n']) {
    for (const bom of ['', '\uFEFF']) {
      const site = copyOf(early);
      edit(role(site, nurse), /salary:\n {2}- \{region: US, .*\n/, block);
      writeFileSync(role(site, nurse), bom + read(role(site, nurse)).replaceAll('\n', end));
      const before = read(role(site, nurse));
      const { status, stderr } = refresh(site, second);
      const wanted = [['93600', '97340'], ['85800', '89230'], ['62400', '64900'], ['75920', '78960'], ['104520', '108700'], ['131040', '136280']];
      const found = read(role(site, nurse));
      const start = before.slice(0, before.indexOf('US-CA')).replace('as_of: 2023-05', 'as_of: 2024-05');
      const told = wanted.reduce((text, [from, to]) => text.replace(from, to), start);
      prove(status === 0 && found.startsWith(told), `lines that end with ${JSON.stringify(end)}: ${stderr}${found}`);
    }
  }
}

// What is new to a unit is added where its place is known.
function checkAdditions() {
  const outlook = /outlook: .*\n/;
  const without = first => ({ ...first, ep: writeTable('ep_none.csv', read(first.ep).replace(/189\.1/, '0.0')) });
  prove(without(first) && read(join(work, 'ep_none.csv')) !== read(first.ep), 'the test changes no openings');
  const site = makeSite();
  importInto(site, without(first));
  prove(!/openings/.test(outlook.exec(read(role(site, nurse)))[0]), 'there are openings');
  prove(refresh(site, second).status === 0 && outlook.exec(read(role(site, nurse)))[0] === outlook.exec(late[`roles/${nurse}.md`])[0], `openings are not added: ${read(role(site, nurse))}`);
  const other = makeSite();
  importInto(other, without(first));
  edit(role(other, nurse), outlook, 'outlook:\r\n  growth: 4.9%   # more\r\n  from: 2024\r\n  to: 2034\r\n  source: bls-ep\r\n'.replaceAll('\r', ''));
  refresh(other, second);
  prove(read(role(other, nurse)).includes('outlook:\n  growth: 5.1%   # more\n  openings: 189100\n  from: 2025\n  to: 2035\n'), `openings are not added on lines: ${read(role(other, nurse))}`);
  const gone = copyOf(early);
  const { status, stderr } = refresh(gone, { ...second, ep: writeTable('ep_gone.csv', laterEp.replace(/189\.1/, '0.0')) });
  prove(status === 0 && /29-1141: the source does not tell 'openings' of 'outlook' any more \[gone-figure\]/.test(stderr) && /openings: 189100, from: 2024/.test(read(role(gone, nurse))), `openings that are gone: ${stderr}`);
}

// All percentiles come new to a salary: in the form that it has.
function checkNewPercentiles() {
  const at = year => ({ year: 2022 + year, oews: year === 1 ? first.oews : second.oews });
  const ashe = join(tables, 'ashe_14.7a.csv');
  const cells = cellsOf(read(ashe));
  const head = cells.findIndex(row => row[1] === 'Code');
  const without = cells.map((row, i) => (i > head && row[1] === '2237' ? row.map((cell, j) => (j > 6 && /\d/.test(cell) ? ':' : cell)) : row));
  const nextYear = cells.with(0, [cells[0][0].replace('2024', '2025'), ...cells[0].slice(1)]);
  const uk = (table, name) => ['--ashe', writeTable(name, csvOf(table)), '--codes', join(tables, 'codes.txt')];
  const site = makeSite();
  prove(importInto(site, at(1), ...uk(without, 'ashe_2024.csv')).status === 0 && /region: GB, .*median: \d+, source/.test(read(role(site, nurse))), `no percentiles: ${read(role(site, nurse))}`);
  const other = copyOf(contentOf(site));
  edit(role(other, nurse), /- \{region: GB, .*\}/, line => line.replace('- {', '- ').replace('}', '').replaceAll(', ', '\n    '));
  const said = refresh(site, at(2), ...uk(nextYear, 'ashe_2025.csv'));
  const spread = 'percentiles: \\{p10: \\d+, p25: \\d+, p75: \\d+, p90: \\d+\\}';
  prove(said.status === 0 && !/unsafe/.test(said.stderr) && new RegExp(`region: GB, .*median: \\d+, ${spread}, source: ons-ashe, as_of: 2025\\}`).test(read(role(site, nurse))), `in braces: ${said.stderr}${read(role(site, nurse))}`);
  refresh(other, at(2), ...uk(nextYear, 'ashe_2025.csv'));
  prove(new RegExp(`\\n    median: \\d+\\n    ${spread}\\n    source: ons-ashe\\n    as_of: 2025\\n`).test(read(role(other, nurse))), `on lines: ${read(role(other, nurse))}`);
}

function checkSource() {
  const withheld = copyOf(early);
  let result = refresh(withheld, { ...second, oews: withCell('29-1141', 'A_PCT90', '*') });
  prove(result.status === 0 && /warning: 29-1141: the source does not tell 'p90' of 'salary US' any more \[gone-figure\]/.test(result.stderr), `withheld: ${result.stderr}`);
  prove(/median: 85800, .*p90: 131040\}.*as_of: 2023-05, primary/.test(read(role(withheld, nurse))), 'a part of a salary moved');
  const p90 = { ...second, oews: withCell('29-1141', 'A_PCT90', '*') };
  const seen = copyOf(early);
  result = refresh(seen, p90, '--keep', 'registered-nurse:salary US');
  prove(result.status === 0 && !/gone-figure/.test(result.stderr) && !/gone-figure/.test(refresh(seen, p90).stderr) && read(role(seen, nurse)) === read(role(withheld, nurse)), `withheld, and kept: ${result.stderr}`);
  const taken = copyOf(early);
  result = refresh(taken, p90, '--take', 'registered-nurse:salary US');
  prove(result.status === 0 && /median: 89230, .*p75: 108700, p90: null\}.*as_of: 2024-05, primary/.test(read(role(taken, nurse))), `withheld, and taken: ${result.stderr}${read(role(taken, nurse))}`);
  // What has no value at the source would be of another year than what stands beside it.
  const beside = copyOf(early);
  result = refresh(beside, { ...second, ep: writeTable('ep_gone.csv', laterEp.replace(/189\.1/, '0.0')) }, '--take', 'registered-nurse:outlook');
  prove(result.status === 0 && /'openings' has no value at the source, and would stay beside newer figures: this whole profile stays as it is \[unsafe-edit\]/.test(result.stderr) && contentOf(beside)[`roles/${nurse}.md`] === early[`roles/${nurse}.md`], `a part that cannot be taken: ${result.stderr}`);
  // A table of the nation alone says nothing of states, once for all.
  const nation = { ...second, oews: writeTable('oews_M2024_nation.csv', csvOf([head, ...raised.filter(row => row[column('AREA')] === '99')])) };
  const states = copyOf(early);
  result = refresh(states, nation);
  prove(result.status === 0 && result.stderr.match(/gone-figure/g)?.length === 1 && /^content\/metier.lock: warning: no row of these tables tells 'salary US-CA' and \d+ more, which profiles have: all of it stays \[gone-figure\]/m.test(result.stderr), `the nation alone: ${result.stderr}`);
  prove(refresh(states, second).status === 0 && JSON.stringify(contentOf(states)) === JSON.stringify(late), 'the nation first, then the states');
  // A table of Employment Projections without what it takes to begin.
  const [epHead] = cellsOf(read(first.ep)).filter(row => row.some(cell => /Typical education/.test(cell)));
  const isKept = epHead.map(cell => !/^Typical|^Work experience/.test(cell));
  const plain = copyOf(early);
  result = refresh(plain, { ...second, ep: writeTable('ep_plain.csv', csvOf(cellsOf(laterEp).map(row => row.filter((_, i) => isKept[i])))) });
  prove(result.status === 0 && result.stderr.match(/gone-figure/g)?.length === 1 && /no row of these tables tells 'education' and \d more, which profiles have: all of it stays/.test(result.stderr) && /growth: 5\.1%/.test(read(role(plain, nurse))), `a table without education: ${result.stderr}`);
  // One state of one occupation is gone.
  const state = copyOf(early);
  const isCalifornian = row => row[column('AREA')] === '6';
  const californian = raised.find(isCalifornian);
  const actors = raised.find(row => row[column('OCC_CODE')] === '27-2011').map((cell, i) => (i < 4 ? californian[i] : cell));
  const stateOnly = { ...second, oews: writeTable('oews_M2024_state.csv', csvOf([head, ...raised.filter(row => !isCalifornian(row)), actors])) };
  result = refresh(state, stateOnly);
  prove(result.status === 0 && /registered-nurse.md:16:\d+: warning: 29-1141: the source does not tell 'salary US-CA' any more \[gone-figure\]/.test(result.stderr), `a state that is gone: ${result.stderr}`);
  result = refresh(state, stateOnly, '--keep', 'registered-nurse:salary US-CA');
  prove(result.status === 0 && !/gone-figure/.test(result.stderr + refresh(state, stateOnly).stderr), `a state that is gone, and kept: ${result.stderr}`);
  // What no profile ever had is told, and not written.
  const lacking = makeSite();
  importInto(lacking, { ...first, oews: writeTable('oews_M2023_nation.csv', csvOf([head, ...rows.filter(row => row[column('AREA')] === '99')])), ep: null });
  result = refresh(lacking, second);
  prove(result.status === 0 && /^of what the tables tell, profiles here lack (?=.*salary US-CA \(\d\)).*outlook \(\d\).*: 'metier import' into an empty site shows how it is written$/m.test(result.stdout), `what profiles lack: ${result.stdout}`);
  // Figures of the source that its tables do not tell keep its entry as it is.
  const moved = copyOf(early);
  edit(role(moved, 'actor'), 'region: US', 'region: US-TX');
  prove(refresh(moved, second).status === 0 && /as_of: 2023-05[^]*Statistics, May 2023/.test(read(role(moved, 'actor'))), `an entry of other figures: ${read(role(moved, 'actor'))}`);
  const gone = copyOf(early);
  result = refresh(gone, { ...second, oews: writeTable('oews_M2024_gone.csv', csvOf([head, ...raised.filter(row => row[column('OCC_CODE')] !== '29-1141')])) });
  prove(result.status === 0 && /registered-nurse.md:\d+:\d+: warning: no detailed occupation of the tables has the code 29-1141: all stays \[code-gone\]/.test(result.stderr) && contentOf(gone)[`roles/${nurse}.md`] === early[`roles/${nurse}.md`], `a code that is gone: ${result.stderr}`);
  prove(lockLines(contentOf(gone)).filter(line => line.includes(nurse)).join() === lockLines(early).filter(line => line.includes(nurse)).join(), 'the lock of a code that is gone');
  const came = copyOf(early);
  rmSync(role(came, 'actor'));
  result = refresh(came, second);
  prove(/^1 occupation of the tables has no profile here: 27-2011$/m.test(result.stdout) && !contentOf(came)['metier.lock'].includes('actor.md'), `a code that came: ${result.stdout}`);
  const renamed = copyOf(early);
  renameSync(role(renamed, nurse), role(renamed, 'nurse'));
  result = refresh(renamed, second);
  prove(read(role(renamed, 'nurse')) === Buffer.from(late[`roles/${nurse}.md`], 'latin1').toString() && !contentOf(renamed)['metier.lock'].includes(nurse), `a file that was renamed: ${result.stderr}`);
  // One that is renamed, and cannot be read yet, is known when it can.
  edit(role(renamed, 'nurse'), 'title:', '\ttitle:');
  renameSync(role(renamed, 'nurse'), role(renamed, 'rn'));
  refresh(renamed, second);
  edit(role(renamed, 'rn'), '\ttitle:', 'title:');
  result = refresh(renamed, second);
  prove(!/unlocked/.test(result.stderr) && /roles\/rn.md bls-oews/.test(contentOf(renamed)['metier.lock']) && !/roles\/nurse.md/.test(contentOf(renamed)['metier.lock']), `a file that was renamed, and had an error: ${result.stderr}`);
  const only = copyOf(early);
  result = run('refresh', '-C', only, '--oews', second.oews, '--vintage', '2024-05', '--now', '2026-12-01');
  prove(result.status === 0 && /growth: 4\.9%.*from: 2024/.test(read(role(only, nurse))) && /median: 89230/.test(read(role(only, nurse))), `a table of pay alone: ${result.stderr}`);
  const annual = copyOf(early);
  const annualTable = () => ({ ...second, oews: join(work, 'oews_M2024_annual.csv') });
  result = refresh(annual, { ...second, oews: writeTable('oews_M2024_annual.csv', csvOf([head, ...raised.map(row => (row[column('OCC_CODE')] !== '27-2011' ? row : figures.reduce((cells, name) => cells.with(column(`A_${name}`), cells[column(`H_${name}`)] === '#' ? '#' : String(Math.round(Number(cells[column(`H_${name}`)]) * 208) * 10)), row.with(column('HOURLY'), ''))))])) });
  prove(result.status === 0 && /period: year\n {2}average: \d+\n[^]*as_of: 2024-05\n {2}only_period: false\n/.test(read(role(annual, 'actor'))) && /actor.md:\d+:\d+: warning: 'period' of 'salary US' was hour, and is year now \[large-change\]/.test(result.stderr) && !/moves by/.test(result.stderr), `pay that is annual now: ${result.stderr}${read(role(annual, 'actor'))}`);
  prove(/^0 of 6/m.test(refresh(annual, annualTable()).stdout), 'pay that is annual now, a second time');
  const annualDry = refresh(copyOf(early), annualTable(), '--dry-run').stdout;
  prove(/^Actor: median \$20\.00 per hour → \$\d\d,\d{3} per year/m.test(annualDry), `pay that is annual now, told: ${annualDry}`);
}

// What is said names the line and the column where it stood, whatever else of the file has changed.
function checkPlaces() {
  const site = copyOf(early);
  edit(role(site, nurse), 'US-PR, currency: USD, period: year, average: 37440', 'US-PR, currency: USD, period: year, average: 1');
  edit(role(site, nurse), 'period: year, average: 93600', 'period: year, average:                                   93600');
  edit(role(site, nurse), 'median: 85800', 'median: "85800"');
  const later = { ...second, oews: withCell('29-1141', 'A_PCT90', '#') };
  const { stderr } = refresh(site, later);
  prove(/median: "89230".*p90: ">=239200"/.test(read(role(site, nurse))), `a percentile at the top code: ${read(role(site, nurse))}`);
  prove(/registered-nurse.md:17:5: warning: 'salary US-PR' stays/.test(stderr), `a place: ${stderr}`);
}

// What a text says of figures that are replaced is told until it is mended; no other number is.
function checkProse() {
  const site = copyOf(early);
  const says = '\nIn May 2023 half earned more than $85,800, or 85800 dollars; 185,800 did not, nor 85,800.50.\nGrowth: 4.9%. See [a page](https://example.org/85,800) and code `x`.\n';
  writeFileSync(role(site, nurse), read(role(site, nurse)) + says);
  const { status, stdout } = refresh(site, second);
  prove(status === 0 && /^the text of 1 of them says figures that were replaced/m.test(stdout), `a text that repeats figures: ${stdout}`);
  prove(/registered-nurse\.md bls-oews: .*replaced: \{85800: 89230, "85,800": "89,230", May 2023: May 2024\}/.test(contentOf(site)['metier.lock']), `the lock: ${contentOf(site)['metier.lock']}`);
  const found = () => run('check', '-C', site, '--drafts', '--now', '2026-12-01').stderr.split('\n').filter(line => /replaced-figure/.test(line)).map(line => /: '(.*?)' is '(.*?)' by now/.exec(line).slice(1).join('>'));
  prove(found().sort().join(' ') === ['85,800>89,230', '85800>89230', '4.9%>5.1%', 'May 2023>May 2024'].sort().join(' '), `what check finds: ${found()}`);
  run('check', '-C', site, '--drafts', '--fix', '--now', '2026-12-01');
  prove(read(role(site, nurse)).endsWith(says.replace('$85,800', '$89,230').replace('or 85800', 'or 89230').replace('4.9%', '5.1%')), `mended: ${read(role(site, nurse)).slice(-200)}`);
  prove(found().join() === 'May 2023>May 2024', `what is left: ${found()}`);
  edit(role(site, nurse), 'In May 2023', 'In May 2024');
  prove(refresh(site, second).status === 0 && !found().length && !/replaced/.test(contentOf(site)['metier.lock']), `mended by hand: ${found()}${contentOf(site)['metier.lock']}`);
}

// However it is written, and nowhere where it is no figure of the text: not in addresses, which lead elsewhere then.
function checkWritings() {
  const site = copyOf(early);
  const stays = '\nSee [a](https://example.org/pay-85800.htm), [b](#pay-85,800), ![c](ward-85,800.png), <https://example.org/?a-85,800>, 85,800.50, 285.800, 14,9 %.\n\n[r]: https://example.org/x-85,800\n';
  const says = '\nPay: 85.800 or 85 800 or 85\u00A0800 or 85\u202F800 or 85\u2019800, 4,9 % or 4.9 % or 4.9 per cent or 4,9%, [half of 85,800](https://example.org/).\n';
  writeFileSync(role(site, nurse), read(role(site, nurse)).replace(/$/, stays.replace(/!\[c\]\S+ /, '') + says));
  prove(refresh(site, second).status === 0, 'writings');
  const check = (...more) => run('check', '-C', site, '--drafts', '--now', '2026-12-01', ...more).stderr;
  const found = check().split('\n').filter(line => /replaced-figure/.test(line)).map(line => /: '(.*?)' is '(.*?)' by now/.exec(line).slice(1).join('>'));
  const wanted = ['85.800>89.230', '85 800>89 230', '85\u00A0800>89\u00A0230', '85\u202F800>89\u202F230', '85\u2019800>89\u2019230', '4,9 %>5,1 %', '4.9 %>5.1 %', '4.9 per cent>5.1 per cent', '4,9%>5,1%', '85,800>89,230'];
  prove(found.sort().join('; ') === wanted.sort().join('; '), `writings: ${found.join('; ')}`);
  check('--fix');
  const text = read(role(site, nurse));
  prove(text.includes(stays.replace(/!\[c\]\S+ /, '')) && text.includes('Pay: 89.230 or 85 800') && text.includes('or 5,1%, [half of 89,230](https'), `writings, mended: ${text.slice(-500)}`);
  // The summary is written by people, too, and nothing else above the text.
  const summary = '\nsummary: "Nurses care, and half earned\n  more than $85,800 in May 2023."\n';
  const third = copyOf(early);
  edit(role(third, nurse), /\nsummary: .*\n/, summary);
  edit(role(third, nurse), /\ncodes:/, '\nkeywords: ["85,800"]\ncodes:');
  refresh(third, second);
  run('check', '-C', third, '--drafts', '--fix', '--now', '2026-12-01');
  prove(read(role(third, nurse)).includes(summary.replace('85,800', '89,230')) && read(role(third, nurse)).includes('keywords: ["85,800"]'), `a summary: ${read(role(third, nurse)).slice(0, 600)}`);
  prove(/registered-nurse.md:\d+:\d+: warning: 'May 2023' is 'May 2024'/.test(run('check', '-C', third, '--drafts', '--now', '2026-12-01').stderr), 'the month in a summary');
  // One figure of two regions that are no longer the same: a person has to tell which is meant.
  const both = writeTable('oews_M2023.csv', csvOf([head, ...rows.map(row => (row[column('OCC_CODE')] === '29-1141' && row[column('PRIM_STATE')] === 'CA' ? row.with(column('A_MEAN'), '85800').with(column('H_MEAN'), '41.25') : row))]));
  const other = makeSite();
  prove(importInto(other, { ...first, oews: both }).status === 0, 'two regions');
  writeFileSync(role(other, nurse), read(role(other, nurse)).replace(/$/, '\nHalf earn $85,800.\n'));
  refresh(other, second);
  const told = run('check', '-C', other, '--drafts', '--fix', '--now', '2026-12-01').stderr;
  prove(/'85,800' is '89,230 or 142,770' by now/.test(told) && read(role(other, nurse)).includes('Half earn $85,800.'), `two regions: ${told}`);
}

// Over two tables, what is still said is compared with the newest.
function checkOldProse() {
  const site = makeSite();
  importInto(site, { ...first, year: 2022, oews: writeTable('oews_M2022.csv', read(first.oews)) });
  writeFileSync(role(site, nurse), read(role(site, nurse)) + '\nIn May 2022 half earned more than $85,800.\n');
  const replaced = () => /registered-nurse\.md bls-oews: .*replaced: (\{.*?\})/.exec(contentOf(site)['metier.lock'])?.[1];
  const told = refresh(site, first);
  prove(told.status === 0 && replaced() === '{May 2022: May 2023}', `the first: ${told.stderr}${replaced()}`);
  prove(refresh(site, second).status === 0 && replaced() === '{May 2022: May 2024, "85,800": "89,230"}', `the second: ${replaced()}`);
}

// A figure that moves far is worth a look.
function checkLargeChanges() {
  for (const [median, isLarge] of [[77600, false], [77500, true], [104900, false], [105000, true]]) {
    const site = copyOf(Object.fromEntries(Object.entries(early).map(([path, text]) => [path, text.replaceAll('median: 85800', `median: ${median}`)])));
    const { status, stderr } = refresh(site, second);
    prove(status === 0 && /roles\/registered-nurse\.md:15:.*\[large-change\]/.test(stderr) === isLarge, `a median of ${median}: ${stderr}`);
  }
  // Of pay by the hour cents count.
  for (const [median, isLarge] of [['18.00', true], ['18.10', false]]) {
    const site = copyOf(Object.fromEntries(Object.entries(early).map(([path, text]) => [path, text.replaceAll('median: 20.00', `median: ${median}`)])));
    const { status, stderr } = refresh(site, second);
    prove(status === 0 && /roles\/actor\.md:.*\[large-change\]/.test(stderr) === isLarge, `an hourly median of ${median}: ${stderr}`);
  }
}

// What stands in site.yaml is not written, but said, with the line that belongs there.
function checkSettings() {
  const told = importInto(makeSite(), first).stdout;
  const lines = /^with these lines in site\.yaml, .*:\n(outlook: [^]*?\}\n)\d/m.exec(told)?.[1];
  prove(lines === 'outlook: {average_growth: 3.1%, from: 2024, to: 2034, source: bls-ep}\nsources:\n  - {id: bls-ep, name: \'U.S. Bureau of Labor Statistics, Employment Projections 2024–34\', url: https://www.bls.gov/emp/tables/occupational-projections-and-characteristics.htm}\n', `the lines for site.yaml: ${told}`);
  const site = makeSite({ 'site.yaml': config + lines });
  const again = importInto(site, first);
  prove(again.status === 0 && !/with these lines/.test(again.stdout), `lines that are there: ${again.stdout}`);
  const check = run('check', '-C', site, '--drafts', '--now', '2026-12-01');
  prove(check.status === 0 && !/site\.yaml/.test(check.stderr), `the lines for site.yaml: ${check.stderr}`);
  const same = refresh(site, { ...second, ep: first.ep });
  prove(same.status === 0 && !/site-vintage/.test(same.stderr), `settings of these tables: ${same.stderr}`);
  const later = refresh(site, second);
  const said = [...later.stderr.matchAll(/^site\.yaml:(\d+):\d+: warning: (.*) \[site-vintage\]\n.*\n.*\n {2}hint: (.*)$/gm)].map(([, line, what, hint]) => `${line} ${what}: ${hint}`);
  prove(later.status === 0 && said.sort().join('\n') === "4 'outlook' is not that of these tables, and refresh writes no settings: outlook: {average_growth: 3.1%, from: 2025, to: 2035, source: bls-ep}\n6 this names another vintage than these tables, and refresh writes no settings: write 2025–35 in its name, and look at 'url' and 'retrieved'", `settings of other tables: ${later.stderr}`);
  prove(read(join(site, 'site.yaml')) === config + lines, 'refresh writes settings');
}

function checkTasks() {
  const folder = join(work, 'db_30_0_text');
  writeFiles(folder, readFiles(first.onet));
  const path = join(folder, 'Task Statements.txt');
  writeFileSync(path, read(path).replace('Learn lines, and', 'Learn lines by heart, and').replace('\t12\tRead', '\t13\tRead'));
  const site = copyOf(early);
  const later = { ...second, onet: folder };
  let result = refresh(site, later);
  prove(/actor.md: warning: O\*NET has other tasks than were taken in; changed: 11; new: 13; gone: 12 \[changed-tasks\]/.test(result.stderr) && /Learn lines, and/.test(read(role(site, 'actor'))), `tasks: ${result.stderr}`);
  prove(/changed-tasks/.test(refresh(site, later).stderr), 'tasks are told once only');
  const all = copyOf(early);
  result = refresh(all, later, '--keep', 'all:tasks');
  prove(result.status === 0 && !/changed-tasks/.test(result.stderr + refresh(all, later).stderr), `tasks of all: ${result.stderr}`);
  result = refresh(site, later, '--keep', 'actor:tasks');
  prove(result.status === 0 && !/changed-tasks/.test(result.stderr) && !/changed-tasks/.test(refresh(site, later).stderr), `tasks that were seen: ${result.stderr}`);
}

function checkAdopt() {
  const site = copyOf(early);
  rmSync(join(site, 'content/metier.lock'));
  edit(role(site, 'actor'), 'median: 20.00', 'median: 25.00');
  edit(role(site, nurse), 'Statistics, May 2023', 'Wages, May 2023 (nurses)');
  let result = refresh(site, second);
  prove(/^0 of 6/m.test(result.stdout) && /^content\/metier\.lock: warning: there is no lock yet, and so nobody knows whose the figures are: all of them stay \[unlocked-figures\]/m.test(result.stderr) && result.stderr.match(/unlocked-figures/g).length === 1 && !existsSync(join(site, 'content/metier.lock')), `without a lock: ${result.stderr}`);
  const partly = copyOf({ ...early, 'metier.lock': early['metier.lock'].replace(/^content\/roles\/actor\.md bls-oews: .*\n/m, '') });
  result = refresh(partly, second);
  prove(/^6 of 6/m.test(result.stdout) && /actor.md:\d+:\d+: warning: 'salary US' stays: the lock does not say whether it is its editor's \[unlocked-figures\]/.test(result.stderr) && /median: 20\.00/.test(read(role(partly, 'actor'))), `without a line of the lock: ${result.stderr}`);
  const before = contentOf(site);
  result = refresh(site, first, '--adopt', '--dry-run');
  prove(!existsSync(join(site, 'content/metier.lock')), 'a dry run writes the lock');
  result = refresh(site, first, '--adopt');
  prove(result.status === 0 && /actor.md:\d+:\d+: warning: 'salary US' does not agree with the tables: 'median' is 25.00, and the source says 20.00 \[unlocked-figures\]/.test(result.stderr), `adopt: ${result.stderr}`);
  const after = contentOf(site);
  prove(Object.keys(before).every(path => before[path] === after[path]), 'to adopt changes a profile');
  result = refresh(site, second);
  prove(/^6 of 6/m.test(result.stdout) && /median: 25.00/.test(read(role(site, 'actor'))) && /Wages, May 2024 \(nurses\)/.test(read(role(site, nurse))) && /median: 89230/.test(read(role(site, nurse))), `after it was adopted: ${result.stdout}${result.stderr}`);
  prove(/growth/.test(read(role(site, 'actor'))) && /from: 2025/.test(read(role(site, 'actor'))), 'the outlook beside pay that does not agree');
}

function proveRefused(what, result, message, status = 1) {
  prove(result.status === status && message.test(result.stderr), `${what}: exit ${result.status}: ${result.stderr}`);
  prove(/nothing was written/.test(result.stderr) || status === 2, `${what}: ${result.stderr}`);
}

function checkRefusals() {
  const late_ = copyOf(late);
  proveRefused('earlier tables', refresh(late_, first), /the lock has later figures of this, of 20\d\d.*, than the tables.*\[wrong-vintage\]/);
  prove(JSON.stringify(contentOf(late_)) === JSON.stringify(late), 'earlier tables change something');
  const lock = early['metier.lock'];
  const lines = lock.split('\n');
  const other = text => ({ ...early, 'metier.lock': text });
  const damages = [
    ['an earlier vintage of a table', early, ['--vintage', '2022-05'], /its name says that this table is of 2024/],
    ['a lock that was cut off', other(lock.slice(0, -40)), [], new RegExp(`metier.lock:${lines.length - 1}:1: error: this line is cut off \\[damaged-lock\\]`)],
    ['a lock that was cut off at a line\'s end', other(`${lock.slice(0, -40)}\n`), [], /metier.lock:\d+:1: error: this is no line of the lock/],
    ['a lock that is none', other('\x7fELF\x01\x02'), [], /metier.lock:1:1: error: this is no lock/],
    ['a lock of a later metier', other(lock.replace('metier lock 1:', 'metier lock 2:')), [], /metier.lock:1:1: error: this lock is of another metier, and its form is another \[damaged-lock\]\n.*\n.*\n {2}hint: take the metier that wrote it/],
    ['a lock of a far later metier', other(lock.replace('metier lock 1:', 'metier lock 10:')), [], /metier.lock:1:1: error: this lock is of another metier/],
    ['an empty lock', other(''), [], /metier.lock(:1:1)?: error: this is no lock/],
    ['bytes', other(`${lines[0]}\n\xff\xfe\n`), [], /metier.lock:2:1: error/],
    ['a merge', other(lock.replace('content/roles/actor.md bls-oews', '<<<<<<< HEAD\ncontent/roles/actor.md bls-oews')), [], /metier.lock:\d+:1: error: a merge has left both of its sides here \[damaged-lock\]/],
    ['a line twice', other(`${lock}${lines.at(-2)}\n`), [], new RegExp(`metier.lock:${lines.length}:1: error: this line is the second of its role and source \\[damaged-lock\\]\n.*\n.*\n {2}hint: keep the one of the later figures`)],
    ['a line of another form', other(`${lock}content/roles/x.md bls-oews: [1]\n`), [], /this is no line of the lock/],
    ['a line with a list', other(`${lock}content/roles/x.md bls-oews: {code: 29-1141, salary US: {median: [1]}}\n`), [], /what this line holds cannot be read/],
    ['a line without a code', other(`${lock}content/roles/x.md bls-oews: {salary US: {median: 1}}\n`), [], /what this line holds cannot be read/],
    ['a path out of the site', other(`${lock}content/../../x.md bls-oews: {code: 29-1141}\n`), [], /this is no line of the lock/],
    ['a table of another kind', early, ['--oews', first.ep], /this is no table of OEWS/],
  ];
  for (const [what, files, more, message] of damages) {
    const site = copyOf(files);
    const result = run('refresh', '-C', site, ...words(second), ...more);
    proveRefused(what, result, message);
    prove(JSON.stringify(contentOf(site)) === JSON.stringify(files) && !existsSync(join(site, '.metier')), `${what}: something was written`);
  }
  const victim = writeTable('victim', lock);
  const linked = copyOf(early);
  rmSync(join(linked, 'content/metier.lock'));
  symlinkSync(victim, join(linked, 'content/metier.lock'));
  proveRefused('a lock that is a link', refresh(linked, second), /content\/metier.lock: error: cannot be read/, 3);
  prove(read(victim) === lock && contentOf(linked)[`roles/${nurse}.md`] === early[`roles/${nurse}.md`], 'written through a link');
  const site = copyOf(other('x'));
  rmSync(role(site, 'actor'));
  prove(importInto(site, first).status === 1 && !existsSync(role(site, 'actor')), 'import writes beside a lock that is none');
  for (const [more, message] of [
    [['--take', 'registered-nurs:salary'], /'registered-nurs:salary': there is no role 'registered-nurs'; did you mean 'registered-nurse'\?/],
    [['--keep', 'registered-nurse:salery'], /no source owns the field 'salery'; did you mean 'salary'\?/],
    [['--adopt', '--take', 'registered-nurse:salary'], /--adopt writes no figures/],
    [['--take', 'registered-nurse:salary', '--keep', '29-1141:salary US'], /'registered-nurse:salary': it is to be taken, and to be kept by '29-1141:salary US'; choose one/],
    [['--take', 'registered-nurse:salary US-TX'], /'registered-nurse:salary US-TX': there is nothing to settle in 'content\/roles\/registered-nurse.md'; such figures have to stand there/],
    [['--take', 'salary'], /there is no role ''/], [['--take'], /--take needs a value/], [['x'], /refresh takes no words/],
    [['--vintage', '2024'], /--vintage takes the month/],
  ]) {
    const plain = copyOf(early);
    const result = run('refresh', '-C', plain, ...words(second), ...more);
    prove(result.status === 2 && message.test(result.stderr), `${more}: exit ${result.status}: ${result.stderr}`);
    prove(JSON.stringify(contentOf(plain)) === JSON.stringify(early), `${more}: something was written`);
  }
}

// A second name of a profile is no second profile.
function checkLinks() {
  const behind = copyOf(early);
  renameSync(join(behind, 'content/roles'), join(behind, 'elsewhere'));
  symlinkSync('../elsewhere', join(behind, 'content/roles'));
  refresh(behind, second);
  prove(read(join(behind, 'content/metier.lock')) === Buffer.from(early['metier.lock'], 'latin1').toString(), 'profiles behind a link are lost from the lock');
  const marked = copyOf({ ...early, 'metier.lock': `\xef\xbb\xbf${early['metier.lock']}` });
  prove(refresh(marked, second).status === 0 && JSON.stringify(contentOf(marked)) === JSON.stringify(late), 'a lock with a BOM');
  const site = copyOf(early);
  symlinkSync(`${nurse}.md`, role(site, 'another'));
  const { status, stdout, stderr } = refresh(site, second);
  prove(status === 0 && /^6 of 6/m.test(stdout) && !/another/.test(stderr) && read(role(site, nurse)) === Buffer.from(late[`roles/${nurse}.md`], 'latin1').toString(), `a link: ${stdout}${stderr}`);
  prove(lstatSync(role(site, 'another')).isSymbolicLink(), 'a link became a file');
  const broken = copyOf(early);
  edit(role(broken, nurse), 'title:', '\ttitle:');
  const before = contentOf(broken);
  const result = refresh(broken, second);
  prove(result.status === 0 && /registered-nurse.md: warning: the lock knows this profile, and its code cannot be read: it stays as it is \[unsafe-edit\]/.test(result.stderr) && contentOf(broken)[`roles/${nurse}.md`] === before[`roles/${nurse}.md`], `fields with an error: ${result.stderr}`);
}

// ---- an editor

let seed = 20240501;
const random = limit => { seed = (Math.imul(seed, 1103515245) + 12345) >>> 0; return Math.floor(seed / 65536) % limit; };
const pick = items => items[random(items.length)];
const ownedKeys = 'currency|period|average|median|p10|p25|p75|p90|as_of|only_period|growth|openings|from|to|name|url|attribution|retrieved|education|experience';
const ownedValue = new RegExp(`((?:^|[{,\\s])(?:${ownedKeys}):[ \\t]*)("[^"\\n]*"|'[^'\\n]*'|[^,}#\\s][^,}\\r\\n]*?)?(?=[ \\t]*(?:[,}\\r\\n]|[ \\t]#))`, 'gm');
// A profile without the values that are a source's.
function maskOf(text) {
  const end = text.indexOf('\n---', 4);
  return text.slice(0, end).replace(/^( {4}(?:name|url|attribution)|education|experience): .*$/gm, '$1: @').replace(ownedValue, '$1@') + text.slice(end);
}

let serial = 0;
// Each returns the profile as the editor leaves it, and what must still stand there afterwards; `unit` is what it is of.
const edits = [
  function changeFigure(text) {
    const value = 41000 + ++serial;
    const found = [...text.matchAll(/\b(average|median|p10|p25|p75|p90): (\d+(?:\.\d\d)?)(?=[,}\n\r])/g)];
    if (!found.length) return null;
    const { index, 0: whole, 1: key } = pick(found);
    return { text: text.slice(0, index) + `${key}: ${value}` + text.slice(index + whole.length), kept: `${key}: ${value}`, unit: 'salary' };
  },
  function changeOutlook(text) {
    const value = `${900 + ++serial}%`;
    return /growth: [^,}\n]+/.test(text) ? { text: text.replace(/growth: [^,}\n]+/, `growth: ${value}`), kept: `growth: ${value}`, unit: 'outlook' } : null;
  },
  function takeFigureOut(text) {
    return /median: [^,}\n]+, /.test(text) ? { text: text.replace(/median: [^,}\n]+, /, ''), kept: '' } : null;
  },
  function changeSource(text) { const token = `Mine ${++serial}`; return { text: text.replace(/^( {4}name: )U\.S\. Bureau[^\r\n]*/m, `$1${token}`), kept: token, unit: 'sources' }; },
  function changeTitle(text) { const token = `Title ${++serial}`; return { text: text.replace(/^title: [^\r\n]*/m, `title: ${token}`), kept: token }; },
  function changeSummary(text) { const token = `Summary ${++serial} of 85800, May 2023.`; return { text: text.replace(/^summary: [^\r\n]*/m, `summary: '${token}'`), kept: token }; },
  function addNote(text) { const token = `# note ${++serial}`; const lines = text.split('\n'); const at = 1 + random(lines.indexOf('---', 1) - 1 || 1); return { text: lines.toSpliced(at, 0, token).join('\n'), kept: token }; },
  function addNoteBehind(text) { const token = `# behind ${++serial}: 85800`; return { text: text.replace(/^(codes: [^\r\n#]*\})(?=\r?$)/m, `$1 ${token}`), kept: token, isMaybe: true }; },
  function addBlankLine(text) { const lines = text.split('\n'); const at = lines.findIndex(line => /^(salary|outlook|codes):/.test(line)); return { text: lines.toSpliced(at, 0, lines[0].endsWith('\r') ? '\r' : '').join('\n'), kept: '' }; },
  function quote(text) { const found = [...text.matchAll(/\b(median|average|p10|as_of|growth): ((?!null)[\w.%-]+)(?=[,}\n\r])/g)]; if (!found.length) return null; const { index, 0: whole, 1: key, 2: value } = pick(found); const mark = pick(['"', "'"]); return { text: `${text.slice(0, index)}${key}: ${mark}${value}${mark}${text.slice(index + whole.length)}`, kept: '' }; },
  function swap(text) { return { text: text.replace(/(average: [^,}\n]+), (median: [^,}\n]+),/, '$2, $1,'), kept: '' }; },
  function writeText(text) { const token = `\nMy text ${++serial}: $85,800 in May 2023.\n`; return { text: text + token, kept: token.trim() }; },
  function addHours(text) { const token = `Hours ${++serial}`; return /^hours:/m.test(text) ? null : { text: text.replace(/^codes:/m, `hours: ${token}\ncodes:`), kept: token, isMaybe: true }; },
  function moveField(text) { const found = /^outlook: [^\n]*\n/m.exec(text); return found ? { text: text.replace(found[0], '').replace(/^title:/m, `${found[0]}title:`), kept: '' } : null; },
  function endLines(text) { return text.includes('\r') ? null : { text: text.replaceAll('\n', '\r\n'), kept: '' }; },
  function addSalary(text) { const token = `pay-${++serial}`; return { text: text.replace(/^ {2}- \{region: US-PR/m, `  - {region: US, currency: USD, period: month, median: 1234, source: ${token}, as_of: 2023-05}\n$&`), kept: token, isMaybe: true }; },
];

function editSite(files, editCount) {
  const edited = { ...files };
  const done = new Map();
  const paths = Object.keys(files).filter(path => path.endsWith('.md'));
  for (let i = 0; i < editCount; i++) {
    const path = pick(paths);
    const made = pick(edits)(Buffer.from(edited[path], 'latin1').toString());
    if (!made) { i--; continue; }
    edited[path] = Buffer.from(made.text).toString('latin1');
    if (!done.has(path)) done.set(path, []);
    done.get(path).push(made);
  }
  return [edited, done];
}

function proveEdited(what, before, after, done, stderr, earlyLock, lateLock) {
  for (const [path, was] of Object.entries(before)) {
    if (!path.endsWith('.md')) continue;
    const now = after[path];
    prove(now !== undefined && maskOf(now) === maskOf(was), `${what} ${path}: bytes beside the owned ones changed:\n${was}\n----\n${now}`);
    const edits = done.get(path) ?? [];
    const text = Buffer.from(now, 'latin1').toString();
    for (const { kept, isMaybe } of edits) {
      if (isMaybe && !was.includes(kept)) continue;
      if (kept && was.includes(Buffer.from(kept).toString('latin1'))) prove(text.includes(kept), `${what} ${path}: '${kept}' is lost`);
    }
    const touched = new Set(edits.filter(({ unit, kept }) => unit && was.includes(kept)).map(({ unit }) => unit));
    for (const unit of touched) if (unit !== 'sources' || !touched.has('salary')) prove(new RegExp(`${path}:\\d+:\\d+: warning: '${unit}[^']*' stays`).test(stderr), `${what} ${path}: that '${unit}' stays is not said: ${stderr}`);
    // The lock: what was taken in is the later, what stays the earlier.
    for (const whole of lockLines(after).filter(each => each.startsWith(`content/${path} `))) {
      const line = whole.replace(/, replaced: \{.*?\}/, '');
      const replaced = /, replaced: \{(.*?)\}/.exec(whole)?.[1] ?? '';
      const says = [...replaced.matchAll(/(?:^|, )(?:"([^"]*)"|([^:"]+)): /g)].map(([, quoted, plain]) => quoted ?? plain);
      prove(says.every(old => text.includes(old)), `${what}: the text does not say ${says}`);
      const key = line.slice(0, line.indexOf(': {'));
      const [then, next] = [earlyLock, lateLock].map(lines => lines.find(each => each.startsWith(`${key}: {`)));
      const isOf = { 'bls-oews': 'salary', 'bls-ep': 'outlook', onet: 'none' }[key.split(' ')[1]];
      if (!touched.has(isOf) && !touched.has('sources')) prove(line === next, `${what}: the lock is not true:\n${line}\n${next}`);
      if (touched.has(isOf)) {
        const unitOf = (text, name) => new RegExp(`${name}: \\{[^}]*\\}`).exec(text)?.[0];
        const stays = isOf === 'outlook' ? ['outlook'] : [...line.matchAll(/salary [^:]+(?=: \{)/g)].map(([name]) => name);
        prove(stays.every(name => [unitOf(then, name), unitOf(next, name)].includes(unitOf(line, name))) && stays.some(name => unitOf(line, name) === unitOf(then, name)), `${what}: the lock took in what was not:\n${line}`);
      }
    }
  }
}

function checkEditor() {
  const [earlyLock, lateLock] = [lockLines(early), lockLines(late)];
  const rounds = 125, editCount = 4;
  for (let round = 0; round < rounds; round++) {
    const [edited, done] = editSite(early, editCount);
    const site = copyOf(edited);
    const { status, stderr } = refresh(site, second);
    const what = `editor ${round}`;
    if (/unsafe-edit|damaged|error/.test(stderr)) prove(false, `${what}: ${stderr}`);
    prove(status === 0, `${what}: exit ${status} ${stderr}`);
    const after = contentOf(site);
    proveEdited(what, edited, after, done, stderr, earlyLock, lateLock);
    if (round % 10 === 0) {
      const again = refresh(site, second);
      prove(/^0 of /m.test(again.stdout) && JSON.stringify(contentOf(site)) === JSON.stringify(after), `${what}: a second time: ${again.stdout}${again.stderr}`);
    }
    rmSync(site, { recursive: true });
  }
}

// The published tables: each of 831 profiles becomes what the import of the later year gives, and an editor's work
// among all of them stays.
function checkPublished() {
  const of = year => ({ year, oews: join(shared, `oews_national_M${year}.csv`), ep: join(shared, 'ep_2024-34_table_1.2.csv'), onet: join(shared, 'onet_29_2') });
  // Below the fields import says what is withheld, and which roles are related depends on which there are.
  const frontOf = text => text.slice(0, text.indexOf('\n---\n', 4)).replace(/^related: .*/m, '');
  const files = Object.fromEntries([2022, 2023, 2024].map(year => [year, imported(of(year))]));
  for (const year of [2022, 2023]) {
    const site = copyOf(files[year]);
    const start = performance.now();
    const { status, stdout, stderr } = refresh(site, of(year + 1));
    console.log(`${year} to ${year + 1} in ${Math.round(performance.now() - start)} ms`);
    const found = contentOf(site);
    const later = files[year + 1];
    const stays = new Set([...stderr.matchAll(/^content\/(\S+):\d+:\d+: warning: .*\[(?:gone-figure|code-gone)\]$/gm)].map(([, path]) => path));
    const others = Object.keys(found).filter(path => path.endsWith('.md') && !stays.has(path) && frontOf(found[path]) !== frontOf(later[path]));
    prove(status === 0 && others.length === 0 && stays.size < 20, `${year}: ${others.slice(0, 5)} are others than the import gives; ${stays.size} stay: ${stderr.slice(0, 500)}`);
    for (const path of stays) prove(maskOf(found[path]) === maskOf(files[year][path]), `${year}: ${path} was changed beside its figures`);
    const came = Object.keys(later).filter(path => !(path in found)).length;
    prove(came === (year === 2022 ? 1 : 0) && (came === 0 || /^1 occupation of the tables has no profile here: 29-1024$/m.test(stdout)), `${year}: ${came} codes came: ${stdout}`);
  }
  prove(/median: 93600\n/.test(files[2024][`roles/${nurse}.md`]) && /median: 86070\n/.test(files[2023][`roles/${nurse}.md`]), 'the nurse');
  prove(/p90: ">=239200"/.test(files[2024]['roles/family-medicine-physician.md']), 'a physician at the top code');
  prove(/period: hour\n/.test(files[2024]['roles/actor.md']), 'an actor by the hour');
  const [edited, done] = editSite(files[2023], 500);
  const site = copyOf(edited);
  const last = { ...of(2024), ep: writeTable('ep_2025.csv', read(of(2024).ep).replaceAll('2024–34', '2025–35')) };
  const { status, stderr } = refresh(site, last);
  prove(status === 0 && !/unsafe|error:/.test(stderr), `500 edits: ${stderr.split('\n').filter(line => /unsafe|error:/.test(line)).slice(0, 9).join('\n')}`);
  proveEdited('500 edits', edited, contentOf(site), done, stderr, lockLines(files[2023]), lockLines(imported(last)));
  const dry = refresh(copyOf(files[2023]), of(2024), '--dry-run').stdout;
  prove(/^Registered Nurse: median \$86,070 → \$93,600$/m.test(dry) && /^Actor: median \$\d\d\.\d\d → \$\d\d\.\d\d$/m.test(dry), `dry run: ${dry.slice(0, 500)}`);
  // The demo's own lock is what adopting these tables gives, and there is nothing left to take in.
  const demo = makeSite();
  writeFiles(demo, { 'site.yaml': readFileSync(join(repository, 'site.yaml')) });
  writeFiles(join(demo, 'content'), Object.fromEntries(Object.entries(readFiles(join(repository, 'content'))).map(([path, text]) => [path, Buffer.from(text, 'latin1')])));
  const lock = contentOf(demo)['metier.lock'];
  const nothing = refresh(demo, of(2024));
  prove(nothing.status === 0 && /^0 of 18 profiles changed$/m.test(nothing.stdout) && !/metier\.lock|site\.yaml|roles\//.test(nothing.stderr), `the demo: ${nothing.stdout}${nothing.stderr}`);
  rmSync(join(demo, 'content/metier.lock'));
  const adopted = refresh(demo, of(2024), '--adopt');
  const salariesOf = text => lockLines({ 'metier.lock': text }).filter(line => / bls-oews: /.test(line)).map(line => line.replace(/, replaced: .*/, '}'));
  prove(adopted.status === 0 && !/unlocked-figures/.test(adopted.stderr) && salariesOf(lock).length === 17 && salariesOf(contentOf(demo)['metier.lock']).join() === salariesOf(lock).join(), `the demo adopts: ${adopted.stdout}${adopted.stderr}`);
  const old = makeSite();
  importInto(old, { ...of(2023), onet: join(shared, 'onet_18_1') });
  const tasks = refresh(old, of(2024)).stderr;
  prove(tasks.match(/O\*NET has other tasks than were taken in; .*\d+.* \[changed-tasks\]/g)?.length > 300, `tasks of another version: ${tasks.slice(0, 500)}`);
}

if (shared) {
  checkPublished();
} else {
  checkRoundTrip();
  checkRules();
  checkForms();
  checkAdditions();
  checkNewPercentiles();
  checkSource();
  checkPlaces();
  checkSettings();
  checkTasks();
  checkProse();
  checkWritings();
  checkOldProse();
  checkLargeChanges();
  checkAdopt();
  checkRefusals();
  checkLinks();
  checkEditor();
}
rmSync(work, { recursive: true, force: true });
for (const problem of problems.slice(0, 20)) console.log(problem);
console.log(`${count} checks, ${problems.length} failed`);
process.exit(problems.length ? 1 : 0);
