// metier import and metier refresh under fire: each is killed, and each call that changes the disk is made to fail,
// at every call in turn, and allocations fail. All profiles are written, or none is, whenever it ends by itself, and the lock with them;
// after a kill the next run completes what was begun, and leaves nothing behind. What was there stays as it is.
//
// With --every K only each K-th call, from one on that FAULT_SEED chooses.
//
//   node tests/fault/import.mjs METIER FAULT.so MEMORY.so [--every K]
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readFiles, writeFiles } from '../cli/files.mjs';
import { isTelling, option, seed } from './sample.mjs';

const [metier, shim, memory] = process.argv.slice(2, 5).map(path => resolve(path));
const every = Number(option('--every') ?? 1);
const tables = resolve(dirname(fileURLToPath(import.meta.url)), '../import/tables');
const work = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'metier-import-fault-'));
const EINTR = 4, EIO = 5, EACCES = 13, EMFILE = 24, ENOSPC = 28, CALLS_MIN = 30, ALLOCATIONS_MIN = 500, ALLOCATIONS = 60;
const problems = [];

const own = { 'site.yaml': 'title: Fire\n', 'content/roles/mine.md': '---\ntitle: Mine\nbranch: Any\nsummary: Mine.\n---\nMine.\n' };
// Of each: the site that it begins with, and its tables. The later year's are those of the first with other figures.
const first = join(tables, 'oews_M2023.csv');
const second = join(work, 'oews_M2024.csv');
writeFileSync(second, readFileSync(first, 'utf8').replaceAll('93600', '93610').replaceAll('74880', '74890').replaceAll('113000', '113010'));
const runWith = (verb, site, table, vintage, fault = {}) => {
  const env = { ...process.env, ...fault, ...(fault.FAULT_AT ? { LD_PRELOAD: fault.FAULT_CALLS ? shim : memory } : {}) };
  return spawnSync(metier, [verb, '-C', site, '--oews', table, '--vintage', vintage, '--now', '2026-12-01'], { env, encoding: 'utf8' });
};
function makeSite(files) {
  const site = mkdtempSync(join(work, 'site-'));
  writeFiles(site, Object.fromEntries(Object.entries(files).map(([path, text]) => [path, Buffer.from(text, 'latin1')])));
  return site;
}
const importInto = (site, fault) => runWith('import', site, first, '2023-05', fault);
const refresh = (site, fault) => runWith('refresh', site, second, '2024-05', fault);

// Without what a run keeps for itself.
const filesOf = site => Object.fromEntries(Object.entries(readFiles(site)).filter(([path]) => !path.startsWith('.metier/')));
const listing = site => JSON.stringify(filesOf(site));
const errors = [ENOSPC, EIO, EACCES, EINTR, 'short', EMFILE];
let runs = 0;
function disturb(name, run, files) {
  const whole = makeSite(files);
  run(whole);
  const [before, after] = [listing(makeSite(files)), listing(whole)];
  const counted = join(work, `count-${name}`);
  run(makeSite(files), { FAULT_CALLS: 'write', FAULT_AT: '0', FAULT_KINDS: counted });
  const kinds = readFileSync(counted, 'utf8');
  const count = kinds.length;
  if (count < CALLS_MIN || before === after) problems.push(`${name}: only ${count} calls that write`);
  for (let at = 1 + seed % every; at <= count; at += every) {
    const telling = errors.filter(what => isTelling(what, kinds, at));
    for (const what of ['kill', 'killed-after', telling[at % telling.length], EIO]) {
      const label = `${name}, call ${at} of ${count}, ${what}`;
      const site = makeSite(files);
      const ran = run(site, { FAULT_CALLS: 'write', FAULT_AT: String(at), FAULT_DO: String(what) });
      const isKill = String(what).startsWith('kill');
      const found = listing(site);
      runs++;
      if (isKill !== (ran.signal === 'SIGKILL')) problems.push(`${label}: ends with ${ran.status ?? ran.signal}`);
      if (!isKill && ran.status === 0 && found !== after) problems.push(`${label}: exit 0 without all of it: ${ran.stderr}`);
      if (!isKill && ran.status !== 0) {
        if (ran.status !== 3 || !/error: /.test(ran.stderr)) problems.push(`${label}: exit ${ran.status}: ${ran.stderr}`);
        const isUntouched = found === before;
        if (/nothing was written/.test(ran.stderr) !== isUntouched) problems.push(`${label}: says ${ran.stderr}, and ${isUntouched ? 'nothing' : 'something'} is there`);
      }
      // An import, which has nothing of its own to write here, completes a refresh, or nothing was begun.
      if (isKill && name === 'refresh') {
        importInto(site);
        if (![before, after].includes(listing(site))) problems.push(`${label}: a part of it is there`);
      }
      const next = run(site);
      if (next.status !== 0 || listing(site) !== after) problems.push(`${label}: the next run: ${next.status} ${next.stdout}${next.stderr}`);
      if (existsSync(join(site, '.metier'))) problems.push(`${label}: something is left behind`);
      rmSync(site, { recursive: true });
    }
  }
}

// One without memory is one that was killed, which says so; so many of its allocations fail, one in each run.
function starve(name, run, files) {
  const whole = makeSite(files);
  const counted = join(work, `allocations-${name}`);
  run(whole, { FAULT_AT: '0', FAULT_COUNT: counted });
  const [before, after] = [listing(makeSite(files)), listing(whole)];
  const count = Number(readFileSync(counted, 'utf8'));
  if (count < ALLOCATIONS_MIN) problems.push(`${name}: only ${count} allocations were seen`);
  let exhausted = 0;
  for (let i = 0; i < ALLOCATIONS; i++) {
    const at = 1 + Math.floor(i * count / ALLOCATIONS);
    const label = `${name}, allocation ${at} of ${count}`;
    const site = makeSite(files);
    const ran = run(site, { FAULT_AT: String(at) });
    const found = listing(site);
    runs++;
    const isExhausted = ran.status === 3 && ran.stderr.endsWith('metier: out of memory\n');
    exhausted += isExhausted;
    if (!isExhausted && !(ran.status === 0 && found === after)) problems.push(`${label}: ends with ${ran.status ?? ran.signal}: ${ran.stderr}`);
    if (isExhausted && ![before, after].includes(found) && !existsSync(join(site, '.metier'))) problems.push(`${label}: a part of it is there`);
    const next = run(site);
    if (next.status !== 0 || listing(site) !== after) problems.push(`${label}: the next run: ${next.status} ${next.stdout}${next.stderr}`);
    rmSync(site, { recursive: true });
  }
  if (exhausted < ALLOCATIONS / 2) problems.push(`${name}: only ${exhausted} runs lacked memory`);
}

// What an editor does between a kill and the next run stays, and that profile is refreshed all the same.
function editBetween(files) {
  const whole = makeSite(files);
  refresh(whole);
  const after = filesOf(whole);
  const edited = 'content/roles/registered-nurse.md';
  const wanted = JSON.stringify({ ...after, [edited]: `${after[edited]}Mine.\n` });
  const counted = join(work, 'count-edit');
  refresh(makeSite(files), { FAULT_CALLS: 'write', FAULT_AT: '0', FAULT_COUNT: counted });
  for (let at = 1; at <= Number(readFileSync(counted, 'utf8')); at++) {
    const site = makeSite(files);
    refresh(site, { FAULT_CALLS: 'write', FAULT_AT: String(at), FAULT_DO: 'kill' });
    appendFileSync(join(site, edited), 'Mine.\n');
    const next = refresh(site);
    runs++;
    if (next.status !== 0 || listing(site) !== wanted) problems.push(`edited after a kill at call ${at}: ${next.status} ${next.stdout}${next.stderr}`);
    rmSync(site, { recursive: true });
  }
}
const imported = makeSite(own);
importInto(imported);
disturb('import', importInto, own);
disturb('refresh', refresh, filesOf(imported));
starve('import', importInto, own);
starve('refresh', refresh, filesOf(imported));
editBetween(filesOf(imported));
rmSync(work, { recursive: true });
for (const problem of problems.slice(0, 20)) console.log(problem);
console.log(problems.length ? `${problems.length} problems` : `${runs} runs disturbed`);
process.exit(problems.length ? 1 : 0);
