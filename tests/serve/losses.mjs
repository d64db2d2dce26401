// A preview whose system tells too little of what changes, or too much at once: what is served is fresh all
// the same, and one line says why everything is read. And what bursts of edits cost: one reload, and no memory.
//
//   node tests/serve/losses.mjs METIER [NAME…]
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readFiles, writeFiles } from '../cli/files.mjs';
import { ask, follow, now, residentOf, sleep, start, until, withoutScript } from './serving.mjs';

const metier = resolve(process.argv[2]);
const wanted = process.argv.slice(3);
const work = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'metier-losses-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));
const shim = join(work, 'inotify.so');
execFileSync('cc', ['-O1', '-Wall', '-Wextra', '-Werror', '-D_GNU_SOURCE', '-shared', '-fPIC', new URL('inotify.c', import.meta.url).pathname, '-o', shim, '-ldl']);
const isSanitized = spawnSync('nm', ['-D', metier], { encoding: 'utf8' }).stdout.includes('__asan_init');
// The shim stands behind the sanitizer's own library.
const preload = isSanitized ? `${execFileSync('cc', ['-print-file-name=libasan.so'], { encoding: 'utf8' }).trim()} ${shim}` : shim;
const problems = [];
const said = [];

const role = (title, text) => `---\ntitle: ${title}\nbranch: Care\nsummary: One.\n---\n${text}\n`;
function makeSite(name, roleCount) {
  const site = join(work, name);
  const roles = Object.fromEntries(Array.from({ length: roleCount }, (_, i) => [`content/roles/r${i}.md`, role(`Role ${i}`, 'Text.')]));
  writeFiles(site, { 'site.yaml': 'title: Careers\n', 'static/style.css': 'body { color: #111 }\n', 'static/notes/a.txt': 'A\n', ...roles });
  return site;
}

function expect(holds, what, server) {
  if (!holds) problems.push(`${what}\n${server.said.slice(-1500)}\n${server.errors.slice(-1500)}`);
}
const timesSaid = (server, words) => server.said.split(words).length - 1;

// Whether all is served as a clean build has it.
async function differsFromBuild(server, site) {
  const out = join(work, 'public');
  rmSync(out, { recursive: true, force: true });
  const ran = spawnSync(metier, ['build', '-C', site, '-o', out, '--drafts'], { env: { ...process.env, ...now }, encoding: 'utf8' });
  if (ran.status !== 0) return `the build fails: ${ran.stderr.slice(-500)}`;
  for (const [path, bytes] of Object.entries(readFiles(out))) {
    if (path.startsWith('.metier')) continue;
    const answer = await ask(server, `/${path}`);
    if (answer.status !== 200 || withoutScript(answer.body) !== bytes) return `/${path}: ${answer.status}`;
  }
  return '';
}
async function expectBuild(server, site, when) {
  const difference = await differsFromBuild(server, site);
  expect(!difference, `${when}: not as a build has it: ${difference}`, server);
}
// For a server that is not told, and looks now and then.
async function expectBuildSoon(server, site, when) {
  let difference;
  try {
    await until(async () => !(difference = await differsFromBuild(server, site)), when, 10_000);
  } catch {
    expect(false, `${when}: not as a build has it: ${difference}`, server);
  }
}

const lostLine = 'more changed at once than the system tells';
const fewLine = 'the system has too few watches';

// Edits of all kinds, after each of which a server that looks through the folders comes to the right bytes.
async function expectChangesSeen(server, site) {
  const file = path => join(site, path);
  const edits = {
    'a text': () => appendFileSync(file('content/roles/r1.md'), 'More.\n'),
    'a new folder': () => writeFiles(site, { 'content/roles/deep/index.md': role('Deep', 'Deep.') }),
    'a file in it': () => appendFileSync(file('content/roles/deep/index.md'), 'Deeper.\n'),
    'a style sheet': () => writeFileSync(file('static/style.css'), 'body { color: #222 }\n'),
    'a file of static/': () => writeFileSync(file('static/notes/a.txt'), 'B\n'),
    'site.yaml': () => writeFileSync(file('site.yaml'), 'title: Others\n'),
    'a layout': () => writeFiles(site, { 'layouts/404.html': '<!doctype html>\n<html lang="en"><head><title>{{TITLE}}</title></head><body></body></html>\n' }),
    'a rename': () => renameSync(file('content/roles/r2.md'), file('content/roles/r99.md')),
    'a folder that goes': () => rmSync(file('content/roles/deep'), { recursive: true }),
  };
  for (const [name, edit] of Object.entries(edits)) {
    edit();
    await expectBuildSoon(server, site, name);
  }
}

const tests = {
  // The server stands still while more happens than its queue takes, and goes on.
  async overflow() {
    const site = makeSite('overflow', 6);
    const server = await start(metier, site);
    const most = Number(readFileSync('/proc/sys/fs/inotify/max_queued_events', 'utf8'));
    for (let round = 1; round <= 2; round++) {
      process.kill(server.pid, 'SIGSTOP');
      // Of one file with one event each the kernel keeps but one: two take turns.
      for (let i = 0; i <= most / 2 + 10; i++) {
        for (const name of ['b', 'c']) utimesSync(join(site, 'static/notes/a.txt'), i, i), writeFileSync(join(site, `static/notes/${name}.txt`), '');
      }
      // Of what follows nothing is told any more.
      appendFileSync(join(site, 'content/roles/r1.md'), `Round ${round}.\n`);
      writeFiles(site, { [`content/roles/new${round}/index.md`]: role(`New ${round}`, 'Text.'), [`static/new${round}/a.css`]: 'p { color: red }\n' });
      process.kill(server.pid, 'SIGCONT');
      await expectBuild(server, site, `overflow ${round}`);
      expect(timesSaid(server, lostLine) === round, `overflow ${round}: said ${timesSaid(server, lostLine)} times`, server);
      // The folders that came meanwhile are watched.
      appendFileSync(join(site, `content/roles/new${round}/index.md`), 'More.\n');
      writeFileSync(join(site, `static/new${round}/a.css`), 'p { color: blue }\n');
      await expectBuild(server, site, `after overflow ${round}`);
    }
    await server.stop();
  },
  // From the start; while a folder comes; and where there is no queue at all.
  async limits() {
    const limits = { INOTIFY_WATCHES: [1, 9], INOTIFY_QUEUES: [0] };
    for (const [limit, values] of Object.entries(limits)) {
      for (const value of values) {
        const site = makeSite(`${limit}${value}`, 4);
        const server = await start(metier, site, { environment: { LD_PRELOAD: preload, [limit]: String(value) } });
        if (value === 9) {
          for (let i = 0; i < 9; i++) mkdirSync(join(site, `static/more${i}`));
          writeFiles(site, { 'static/more8/a.txt': 'A\n' });
        }
        await expectChangesSeen(server, site);
        expect(timesSaid(server, fewLine) === 1, `${limit}=${value}: said ${timesSaid(server, fewLine)} times`, server);
        await server.stop();
      }
    }
  },
  async lostQueue() {
    // The queue overflows, and there is no second one.
    const site = makeSite('lost-queue', 4);
    const server = await start(metier, site, { environment: { LD_PRELOAD: preload, INOTIFY_QUEUES: '1' } });
    const most = Number(readFileSync('/proc/sys/fs/inotify/max_queued_events', 'utf8'));
    process.kill(server.pid, 'SIGSTOP');
    for (let i = 0; i <= most / 2 + 10; i++) for (const name of ['b', 'c']) writeFileSync(join(site, `static/notes/${name}.txt`), '');
    process.kill(server.pid, 'SIGCONT');
    await expectBuildSoon(server, site, 'a lost queue');
    expect(timesSaid(server, fewLine) === 1, `a lost queue: said ${timesSaid(server, fewLine)} times`, server);
    await expectChangesSeen(server, site);
    await server.stop();
  },
  // The folder of the whole site is moved, as by a person who gives it another name: it is followed. Where another one
  // takes its place, as by a clone or a script that exchanges two, that one is shown.
  async replaced() {
    const site = makeSite('replaced', 3);
    const away = join(work, 'replaced-away');
    const server = await start(metier, '.', { folder: site });
    renameSync(site, away);
    writeFiles(away, { 'content/roles/new/index.md': role('New', 'Text.') });
    await expectBuild(server, away, 'a folder in one that was moved');
    appendFileSync(join(away, 'content/roles/new/index.md'), 'More.\n');
    await expectBuild(server, away, 'a file of that');
    const stream = await follow(server, '/roles/r1/');
    for (const how of ['a folder that comes', 'one after it is removed']) {
      makeSite('other', 3);
      writeFileSync(join(work, 'other/content/roles/r1.md'), role('Role 1', `Now ${how}.`));
      rmSync(site, { recursive: true, force: true });
      renameSync(join(work, 'other'), site);
      await expectBuild(server, site, how);
      appendFileSync(join(site, 'content/roles/r1.md'), 'More.\n');
      await expectBuild(server, site, `${how}, edited`);
      writeFileSync(join(site, 'content/roles/r2.md'), '---\ntitel: x\n---\n');
      await until(() => server.errors.includes('| titel: x'), 'the line of an error', 5000);
      server.errors = '';
      rmSync(join(site, 'content/roles/r2.md'));
    }
    // Nobody asks for a page: the one that is open is told.
    const before = stream.changes();
    makeSite('other', 4);
    rmSync(site, { recursive: true });
    renameSync(join(work, 'other'), site);
    await until(() => stream.changes() > before, 'the reload', 5000);
    stream.close();
    await server.stop();
  },
  async poll() {
    const site = makeSite('poll', 4);
    const server = await start(metier, site, { options: ['--poll'] });
    await expectChangesSeen(server, site);
    expect(!timesSaid(server, fewLine) && !timesSaid(server, lostLine), 'what is asked for is no loss', server);
    await server.stop();
  },
  // Edits of the same size that the times of files do not tell apart.
  async coarse() {
    const site = makeSite('coarse', 4);
    const server = await start(metier, site, { options: ['--poll'], environment: { LD_PRELOAD: preload, STAT_COARSE: '1' } });
    await until(() => Date.now() % 2000 < 100, 'a second begins');
    for (const letter of 'bcd') {
      writeFileSync(join(site, 'static/notes/a.txt'), `${letter}\n`);
      await sleep(600);
    }
    await expectBuildSoon(server, site, 'edits within a tick');
    await server.stop();
  },
  // A page that is asked for while it is saved again and again: no older than what stood there before.
  async races() {
    const site = makeSite('races', 30);
    const path = join(site, 'content/roles/r1.md');
    const server = await start(metier, site);
    const writer = spawn(process.execPath, ['-e', `
      const { writeFileSync, renameSync } = require('node:fs');
      for (let i = 1; ; i++) {
        const text = \`---\\ntitle: Role 1\\nbranch: Care\\nsummary: \${i % 5 ? 'One' : i}.\\n---\\nSaved \${i} times.\\n\`;
        if (i % 3 || i % 400 >= 200) { writeFileSync(process.argv[1] + '~', text); renameSync(process.argv[1] + '~', process.argv[1]); }
        else writeFileSync(process.argv[1], text);
        const end = performance.now() + Math.random() * (i % 400 < 200 ? 30 : 0.3);
        while (performance.now() < end);
      }`, path], { stdio: 'ignore' });
    const saves = text => Number(/Saved (\d+) times/.exec(text)?.[1] ?? NaN);
    const end = Date.now() + (isSanitized ? 3000 : 6000);
    let asked = 0;
    let before = 0;
    while (Date.now() < end) {
      const stand = saves(readFileSync(path, 'utf8'));
      before = Number.isNaN(stand) ? before : stand;
      const answer = await ask(server, '/roles/r1/');
      expect(answer.status === 200, `races: ${answer.status}: ${answer.body.slice(0, 900)}`, server);
      if (asked++) expect(!before || saves(answer.body) >= before, `races: ${saves(answer.body)} after ${before}`, server);
      if (problems.length > 3) break;
    }
    const isOver = new Promise(resolve => { writer.on('exit', resolve); });
    writer.kill('SIGKILL');
    await isOver;
    // The kill may have come in the midst of a save.
    if (Number.isNaN(saves(readFileSync(path, 'utf8')))) writeFileSync(path, role('Role 1', `Saved ${before} times.`));
    said.push(`${asked} answers while ${saves(readFileSync(path, 'utf8')) || before} saves`);
    await expectBuild(server, site, 'after races');
    await server.stop();
  },
  // A checkout of 1,000 files is one reload of an open page, and one line.
  async burst() {
    const site = makeSite('burst', 1000);
    const server = await start(metier, site);
    const stream = await follow(server, '/roles/r500/');
    for (let round = 1; round <= 3; round++) {
      const lines = server.said.split('\n').length;
      for (let i = 0; i < 1000; i++) {
        writeFileSync(join(site, `content/roles/.r${i}.new`), role(`Role ${i} of ${round}`, `Text ${round}.`));
        renameSync(join(site, `content/roles/.r${i}.new`), join(site, `content/roles/r${i}.md`));
      }
      await until(() => stream.changes() >= round, 'the reload', 20_000);
      await sleep(500);
      expect(stream.changes() === round, `burst ${round}: ${stream.changes()} reloads`, server);
      const refreshes = server.said.split('\n').length - lines;
      expect(refreshes <= 2, `burst ${round}: ${refreshes} lines`, server);
      const page = await ask(server, '/roles/r500/');
      expect(page.body.includes(`Text ${round}.`) && page.body.includes(`Role 500 of ${round}`), `burst ${round}: an old page`, server);
    }
    stream.close();
    await server.stop();
  },
  // A style sheet that is saved while the site is broken is swapped when it is mended. What is wrong is told when it
  // changes.
  async styleWhileBroken() {
    const site = makeSite('style', 3);
    const write = (path, text) => writeFileSync(join(site, path), text);
    write('site.yaml', 'title: Careers\noutputs: {hashed_assets: false}\n');
    const server = await start(metier, site);
    const stream = await follow(server, '/roles/r1/');
    const expectEvents = async (what, count, reports) => {
      await ask(server, '/');
      await sleep(50);
      const changes = stream.events.filter(each => each.event === 'change').map(each => each.data).join();
      expect(changes === Array(count).fill('"style"').join(), `${what}: ${changes}`, server);
      const told = stream.events.filter(each => each.event === 'report').length;
      expect(told === reports, `${what}: ${told} reports`, server);
    };
    write('static/style.css', 'body { color: #222 }\n');
    await expectEvents('saved', 1, 1);
    write('content/roles/r2.md', '---\ntitle: [\n---\n');
    await expectEvents('broken', 1, 2);
    write('static/style.css', 'body { color: #333 }\n');
    await expectEvents('saved while broken', 1, 2);
    write('content/roles/r2.md', role('Role 2', 'Text.'));
    await expectEvents('mended', 2, 3);
    write('content/roles/r2.md', role('Role 2', 'Other text.'));
    await expectEvents('another page', 2, 3);
    stream.close();
    await server.stop();
  },
  // Edit after edit: the memory that the first ones took is what there is.
  async memory() {
    const count = 200;
    const edits = isSanitized ? 200 : 2000;
    const site = makeSite('memory', count);
    const server = await start(metier, site);
    const figures = [];
    for (let i = 0; i < edits; i++) {
      const path = join(site, `content/roles/r${i * 7 % count}.md`);
      const kind = i % 10;
      if (kind < 6) writeFileSync(path, role(`Role ${i * 7 % count}`, `Text ${i}.`));
      else if (kind === 6) writeFileSync(path, role(`Title ${i}`, `Text ${i}.`));
      else if (kind === 7) writeFileSync(path, i % 20 === 7 ? 'broken' : role(`Role ${i}`, `Text ${i}.`));
      else if (kind === 8) { mkdirSync(join(site, `static/d${i}`)); writeFileSync(join(site, `static/d${i}/x.txt`), `${i}`); }
      else { rmSync(join(site, `static/d${i - 1}`), { recursive: true }); writeFileSync(join(site, `content/roles/r${(i - 2) * 7 % count}.md`), role(`Role ${i}`, 'Text.')); }
      await ask(server, `/roles/r${i * 7 % count}/`);
      if (i % (edits / 10) === edits / 20) figures.push(residentOf(server.pid));
    }
    await expectBuild(server, site, 'after many edits');
    const grown = figures.at(-1) - figures[1];
    said.push(`${edits} edits of ${count} roles: ${figures.map(kb => (kb / 1024).toFixed(0)).join(' ')} MB`);
    if (!isSanitized) expect(grown < 4096, `memory grows: ${figures.join(' ')} kB`, server);
    await server.stop();
  },
};

let count = 0;
for (const [name, test] of Object.entries(tests)) {
  if (wanted.length && !wanted.includes(name)) continue;
  const startMs = Date.now();
  try {
    await test();
  } catch (error) {
    problems.push(`${name}: ${error.message}`);
  }
  count++;
  said.push(`${name} ${((Date.now() - startMs) / 1000).toFixed(0)} s`);
}
if (problems.length) {
  console.log(problems.join('\n'));
  process.exit(1);
}
console.log(`${count} tests of losses: ${said.join(', ')}`);
process.exit(0);
