// metier import under fire: it is killed, and each call that changes the disk is made to fail, at every call in
// turn. All profiles are there, or none is, whenever it ends by itself; after a kill the next import completes
// what was begun, and leaves nothing behind. What was there stays as it is.
//
//   node tests/fault/import.mjs METIER FAULT.so
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readFiles, writeFiles } from '../cli/files.mjs';

const [metier, shim] = process.argv.slice(2, 4).map(path => resolve(path));
const tables = resolve(dirname(fileURLToPath(import.meta.url)), '../import/tables');
const work = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'metier-import-fault-'));
const EINTR = 4, EIO = 5, EACCES = 13, EMFILE = 24, ENOSPC = 28, CALLS_MIN = 30;
const problems = [];

const own = { 'site.yaml': 'title: Fire\n', 'content/roles/mine.md': '---\ntitle: Mine\nbranch: Any\nsummary: Mine.\n---\nMine.\n' };
function makeSite() {
  const site = mkdtempSync(join(work, 'site-'));
  writeFiles(site, own);
  return site;
}

function importInto(site, fault = {}) {
  const env = { ...process.env, ...fault, ...(fault.FAULT_AT ? { LD_PRELOAD: shim } : {}) };
  const words = ['import', '-C', site, '--oews', join(tables, 'oews_M2023.csv'), '--vintage', '2023-05', '--now', '2026-12-01'];
  return spawnSync(metier, words, { env, encoding: 'utf8' });
}

// Without what import keeps for itself.
const listing = site => JSON.stringify(Object.entries(readFiles(site)).filter(([path]) => !path.startsWith('.metier/')));
const whole = makeSite();
importInto(whole);
const [before, after] = [listing(makeSite()), listing(whole)];
const counted = join(work, 'count');
importInto(makeSite(), { FAULT_CALLS: 'write', FAULT_AT: '0', FAULT_COUNT: counted });
const count = Number(readFileSync(counted, 'utf8'));
if (count < CALLS_MIN || before === after) problems.push(`only ${count} calls that write`);
const errors = [ENOSPC, EIO, EACCES, EINTR, 'short', EMFILE];
let runs = 0;
for (let at = 1; at <= count; at++) {
  for (const what of ['kill', 'killed-after', errors[at % errors.length], EIO]) {
    const label = `call ${at} of ${count}, ${what}`;
    const site = makeSite();
    const ran = importInto(site, { FAULT_CALLS: 'write', FAULT_AT: String(at), FAULT_DO: String(what) });
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
    const next = importInto(site);
    if (next.status !== 0 || listing(site) !== after) problems.push(`${label}: the next import: ${next.status} ${next.stdout}${next.stderr}`);
    if (existsSync(join(site, '.metier'))) problems.push(`${label}: something is left behind`);
    rmSync(site, { recursive: true });
  }
}
rmSync(work, { recursive: true });
for (const problem of problems.slice(0, 20)) console.log(problem);
console.log(problems.length ? `${problems.length} problems` : `${runs} imports disturbed`);
process.exit(problems.length ? 1 : 0);
