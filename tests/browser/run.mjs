// node run.mjs METIER REPOSITORY: every browser check; the last line says what has been proved.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchBrowser } from './browser.mjs';
import { checkCms } from './cms.mjs';
import { checkCompare } from './compare.mjs';
import { checkEntities } from './entities.mjs';
import { checkHtml, checkSizes } from './html.mjs';
import { checkLargeLists, checkLists } from './lists.mjs';
import { checkPages } from './pages.mjs';
import { checkFormats, checkGoldenData, checkReports } from './formats.mjs';
import { checkPay } from './pay.mjs';
import { checkReaders } from './readers.mjs';
import { checkLargeSearch, checkSearch } from './search.mjs';
import { publishLargeSite, publishOwnSite, publishTestSite } from './sites.mjs';

async function checkInBrowser(metier, root, temporary, sites) {
  const browser = await launchBrowser();
  try {
    const large = sites.find(site => site.name === 'large');
    return [
      ...await checkPages(browser, sites.filter(site => site !== large)),
      ...await checkSearch(browser, sites[0]),
      ...await checkCompare(browser, sites[0]),
      ...await checkLargeSearch(browser, large),
      ...await checkPay(browser, metier, root, sites[0], temporary),
      ...await checkLists(browser, sites[0], metier, root, temporary),
      ...await checkLargeLists(browser, large),
      ...await checkReaders(browser, metier, sites[0], root, temporary),
      ...await checkEntities(browser, metier, root, temporary),
      ...await checkCms(browser, metier, temporary),
    ];
  } finally {
    await browser.close();
  }
}

async function run(metier, root, temporary, sites) {
  sites.push(await publishOwnSite(metier, root, temporary));
  sites.push(await publishTestSite(metier, root, temporary));
  let count = 0;
  const report = problems => problems.forEach(problem => { count++; console.log(problem); });
  sites.push(await publishLargeSite(metier, root, temporary));
  const shown = sites.slice(0, 2);
  report(checkSizes(sites[0]));
  report(await checkHtml(shown));
  shown.forEach(site => report(checkFormats(site, root)));
  report(checkGoldenData(root));
  report(checkReports(metier, root, join(dirname(fileURLToPath(import.meta.url)), 'node_modules')));
  report(await checkInBrowser(metier, root, temporary, sites));
  const pages = shown.reduce((sum, site) => sum + site.pages.length, 0);
  const axePages = shown.reduce((sum, site) => sum + site.axePageCount, 0);
  if (count) console.log(`${count} problems on ${pages} pages`);
  else console.log(`${pages} pages x 3, axe on ${axePages} x 4, HTML, JSON-LD, formats, search, pay, entities, CMS`);
  return count === 0;
}

const [metier, root] = process.argv.slice(2).map(path => resolve(path));
const temporary = mkdtempSync(join(tmpdir(), 'metier-browser-'));
const sites = [];
try {
  process.exitCode = await run(metier, root, temporary, sites) ? 0 : 1;
} finally {
  sites.forEach(site => site.close());
  rmSync(temporary, { recursive: true });
}
