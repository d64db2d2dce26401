// node serve-latency.mjs METIER REPOSITORY [ROLES…]: how long after a save the open page of `metier
// serve` is painted anew, and where the time goes. For the bench.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { launchBrowser } from './browser.mjs';

const runs = 15;
const pause = 400;       // milliseconds between two saves
const [metier, root] = process.argv.slice(2, 4).map(path => resolve(path));
const counts = process.argv.length > 4 ? process.argv.slice(4) : [10, 1000, 10000];
const role = 'content/roles/role-000003.md';
const edits = {
  text: (text, i) => `${text}\nSaved as ${i} now.\n`,
  figure: (text, i) => text.replace(/average: \d+/, `average: ${40000 + i}`),
  summary: (text, i) => text.replace(/^summary: .*/m, `summary: A summary that was saved as ${i}.`),
  skill: (text, i) => text.replace(/^skills: \[\w+/m, `skills: [Skill ${String(i).padStart(2, '0')}`),
  title: (text, i) => text.replace(/^(title: .*)/m, `$1 ${'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[i]}`),
};
const median = values => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

function start(folder) {
  const server = spawn(metier, ['serve', '-C', folder, '--port', '8400', '--now', '2026-12-01'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  return new Promise(done => server.stdout.on('data', data => {
    said += data;
    const url = said.match(/^(http:\S+)/m);
    if (url) done({ server, url: url[1] });
  }));
}

// Notes when the script asks for the page, has it, and has changed it; and when that is painted.
function watch() {
  globalThis.times = {};
  const { fetch } = globalThis;
  globalThis.fetch = async (...given) => {
    globalThis.times.told = Date.now();
    const answer = await fetch(...given);
    const text = await answer.text();
    globalThis.times.loaded = Date.now();
    return { status: answer.status, text: async () => text };
  };
  const observer = new MutationObserver(() => {
    globalThis.times.taken = Date.now();
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => globalThis.painted({ ...globalThis.times, painted: Date.now() });
      port2.postMessage(0);
    });
  });
  observer.observe(document.querySelector('main'), { childList: true, subtree: true, characterData: true });
}

async function measure(page, path, edit) {
  const original = readFileSync(path, 'utf8');
  const samples = [];
  for (let i = 1; i <= runs; i++) {
    await page.waitForTimeout(pause);
    const painted = new Promise(done => { page.done = done; });
    const text = edit(original, i);
    const saved = Date.now();
    writeFileSync(path, text);
    const times = await painted;
    samples.push({ whole: times.painted - saved, server: times.told - saved, loading: times.loaded - times.told,
      taking: times.taken - times.loaded, painting: times.painted - times.taken });
  }
  return Object.fromEntries(Object.keys(samples[0]).map(key => [key, median(samples.map(sample => sample[key]))]));
}

const temporary = mkdtempSync(join(tmpdir(), 'metier-serve-latency-'));
const browser = await launchBrowser();
for (const count of counts) {
  const folder = join(temporary, String(count));
  execFileSync(join(root, 'build/bench/generate'), [folder, String(count)]);
  const { server, url } = await start(folder);
  const page = await browser.newPage();
  await page.exposeFunction('painted', times => page.done?.(times));
  await page.goto(`${url}roles/role-000003/`);
  await page.locator('metier-preview').waitFor({ state: 'attached' });
  await page.evaluate(watch);
  for (const [name, edit] of Object.entries(edits)) {
    const { whole, server, loading, taking, painting } = await measure(page, join(folder, role), edit);
    console.log(`serve, ${count} roles, a ${name} saved: painted after ${whole} ms in the median of ${runs} (told after ${server}, loading ${loading}, taking ${taking}, painting ${painting})`);
  }
  await page.close();
  const isOver = new Promise(done => server.on('close', done));
  server.kill('SIGTERM');
  await isOver;
}
await browser.close();
rmSync(temporary, { recursive: true });
