// node latency.mjs METIER REPOSITORY: how long after a key press the first result of a search among
// ten thousand roles stands on the page. Each query begins with nothing loaded. For the bench.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { launchBrowser } from './browser.mjs';
import { publishLargeSite } from './sites.mjs';

const queries = ['specialist', 'specialist 004711', 'skill 07', 'planing', 'expert 0099', 'writing', 'branch 12', 'tool'];

function typeAndWait(query) {
  return new Promise(done => {
    const input = document.getElementById('part--search');
    const results = document.getElementById('part--search-results');
    const observer = new MutationObserver(() => {
      if (!results.querySelector('.card')) return;
      observer.disconnect();
      requestAnimationFrame(() => done(performance.now() - start));
    });
    observer.observe(results, { childList: true, subtree: true });
    input.value = query;
    const start = performance.now();
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
}

const [metier, root] = process.argv.slice(2).map(path => resolve(path));
const temporary = mkdtempSync(join(tmpdir(), 'metier-latency-'));
const site = await publishLargeSite(metier, root, temporary);
const browser = await launchBrowser();
const page = await browser.newPage();
const times = [];
for (const query of queries) {
  await page.goto(`${site.origin}/search/`);
  times.push(await page.evaluate(typeAndWait, query));
}
times.sort((a, b) => a - b);
console.log(`search of 10,000 roles: first result after ${times[queries.length / 2].toFixed(0)} ms in the median, ${times.at(-1).toFixed(0)} ms at most`);
await browser.close();
site.close();
rmSync(temporary, { recursive: true });
