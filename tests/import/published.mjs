// node published.mjs METIER FOLDER: the published tables become sites whose every figure is the table's, as
// another reader than ours finds it there. Nothing of them stands in the repository.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeFiles } from '../cli/files.mjs';
import { cellsOf } from './cells.mjs';

const metier = resolve(process.argv[2]);
const shared = resolve(process.argv[3]);
const work = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'metier-published-'));
const problems = [];
let count = 0;

function prove(is, what) {
  count++;
  if (!is) problems.push(what);
}

const run = (...words) => spawnSync(metier, words, { encoding: 'utf8', maxBuffer: 1 << 28 });
const config = 'title: Our Careers\nlanguage: en\n';
function makeSite(files = {}) {
  const site = mkdtempSync(join(work, 'site-'));
  writeFiles(site, { 'site.yaml': config, ...files });
  return site;
}
function importInto(site, table, ...words) {
  return run('import', '-C', site, '--oews', table, '--now', '2026-12-01', ...words);
}

// Published tables, where they are: each figure of the built site as another reader finds it in the table.
function checkPublished() {
  const clean = (cell, pay) => (cell === '#' ? `>=${pay}` : cell === '*' ? '' : String(Number(cell.replaceAll(',', ''))));
  const names = { average: 'MEAN', median: 'MEDIAN', p10: 'PCT10', p25: 'PCT25', p75: 'PCT75', p90: 'PCT90' };
  for (const year of [2022, 2023, 2024]) {
    const site = makeSite({ 'site.yaml': `${config}base_url: https://example.org/\n` });
    const start = performance.now();
    const result = importInto(site, join(shared, `oews_national_M${year}.csv`), '--vintage', `${year}-05`, '--publish',
                              '--ep', join(shared, 'ep_2024-34_table_1.2.csv'), '--onet', join(shared, 'onet_29_2'));
    const imported = performance.now();
    prove(result.status === 0, `${year}: ${result.stderr.slice(0, 500)}`);
    const built = run('build', '-C', site, '--now', '2026-12-01');
    prove(built.status === 0, `${year}: ${built.stderr.slice(0, 500)}`);
    console.log(`${year}: imported in ${Math.round(imported - start)} ms, built in ${Math.round(performance.now() - imported)} ms`);
    const [head, ...published] = cellsOf(readFileSync(join(shared, `oews_national_M${year}.csv`), 'utf8'));
    const [roleHead, ...roles] = cellsOf(readFileSync(join(site, 'public/roles.csv'), 'utf8'));
    const roleAt = new Map(roles.map(cells => [cells[roleHead.indexOf('soc')], cells]));
    const detailed = published.filter(cells => cells[head.indexOf('O_GROUP')] === 'detailed');
    prove(detailed.length === (year === 2022 ? 830 : 831) && roles.length === detailed.length, `${year}: ${roles.length} roles of ${detailed.length}`);
    let compared = 0;
    for (const cells of detailed) {
      const code = cells[head.indexOf('OCC_CODE')];
      const role = roleAt.get(code) ?? [];
      const isHourly = cells[head.indexOf('HOURLY')] === 'TRUE';
      prove(role[roleHead.indexOf('period')] === (isHourly ? 'hour' : 'year') && role[roleHead.indexOf('as_of')] === `${year}-05`, `${year} ${code}: ${role}`);
      for (const [name, source] of Object.entries(names)) {
        const wanted = clean(cells[head.indexOf(`${isHourly ? 'H' : 'A'}_${source}`)], isHourly ? 115 : 239200);
        const found = role[roleHead.indexOf(name)];
        prove(found === wanted, `${year} ${code} ${name}: ${found}, the source says ${wanted}`);
        compared++;
      }
    }
    prove(compared === detailed.length * 6, 'not all figures were compared');
    const nurse = roleAt.get('29-1141');
    prove(nurse[roleHead.indexOf('median')] === { 2022: '81220', 2023: '86070', 2024: '93600' }[year], `${year}: nurse ${nurse}`);
    prove(roleAt.has('29-1024') === (year > 2022), `${year}: the code that came is not told`);
    const peak = spawnSync('sh', ['-c', 'ulimit -v 400000; exec "$@"', 'sh', metier, 'import', '-C', makeSite(), '--vintage', `${year}-05`, '--oews', join(shared, `oews_national_M${year}.csv`), '--onet', join(shared, 'onet_29_2')]);
    prove(/build-sanitize/.test(metier) || peak.status === 0, `${year}: needs much memory: ${peak.stderr}`);
  }
}

checkPublished();
rmSync(work, { recursive: true, force: true });
for (const problem of problems.slice(0, 20)) console.log(problem);
console.log(`${count} checks, ${problems.length} failed`);
process.exit(problems.length ? 1 : 0);
