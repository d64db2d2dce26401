// The memory of a preview that is edited all day: 10,000 roles, as many saves of five kinds, each page fetched
// once it is told of. What the process has to itself stays below a limit. The kernel's own peak is printed, too.
//
//   node tests/serve/memory.mjs METIER GENERATE [EDITS [ROLES]]
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ask, residentOf, start, until } from './serving.mjs';

const limit = 150;  // of 1,000,000 bytes
const [metier, generate] = process.argv.slice(2, 4).map(path => resolve(path));
const [edits, roles] = [process.argv[4] ?? 10_000, process.argv[5] ?? 10_000].map(Number);
const kinds = [
  (text, i) => `${text}\nSaved as ${i} now.\n`,
  (text, i) => text.replace(/average: \d+/, `average: ${40_000 + i}`),
  (text, i) => text.replace(/^summary: .*/m, `summary: A summary that was saved as ${i}.`),
  (text, i) => text.replace(/^skills: \[\w+( \d+)?/m, `skills: [Saving ${i % 100}`),
  (text, i) => text.replace(/^(title: .*?)( [A-Z])?$/m, `$1 ${String.fromCharCode(65 + i % 26)}`),
];

const work = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'metier-memory-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));
execFileSync(generate, [work, String(roles)]);
const server = await start(metier, work);
const lines = () => server.said.split('\n').length;
const first = residentOf(server.pid);
let most = first;
for (let i = 0; i < edits; i++) {
  const slug = `role-${String(i * 7919 % roles).padStart(6, '0')}`;
  const path = join(work, `content/roles/${slug}.md`);
  const text = readFileSync(path, 'utf8');
  const edited = kinds[i % kinds.length](text, i);
  if (edited === text) throw new Error(`edit ${i} changes nothing`);
  const before = lines();
  writeFileSync(path, edited);
  await until(() => lines() > before, `edit ${i} is told`);
  const { status } = await ask(server, `/roles/${slug}/`);
  if (status !== 200) throw new Error(`${slug}: ${status}`);
  most = Math.max(most, residentOf(server.pid));
  if ((i + 1) % 1000 === 0) console.log(`${i + 1} edits: ${residentOf(server.pid)} kB`);
}
const last = residentOf(server.pid);
const peak = Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))[1]);
await server.stop();
console.log(`${edits} edits at ${roles} roles: ${first} kB at first, ${most} at most, ${last} at last; the kernel's peak ${peak}`);
process.exitCode = most * 1024 < limit * 1e6 ? 0 : 1;
