// What only a browser can tell: accessibility, width, requests, the console, keyboard and print.
import axe from 'axe-core';
import { isRolePage } from './sites.mjs';
import { checkStructuredData } from './structured-data.mjs';

const workers = 2;
const patience = 10_000;  // milliseconds, for a page that lacks what we wait for
const schemes = ['light', 'dark'];
const widths = [1280, 390];
const narrowest = 320;
const height = 900;
const mainId = 'part--main';
const axeOptions = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  rules: { 'target-size': { enabled: true } },  // off by default, though it has a tag we ask for
  resultTypes: ['violations'],
  preload: false,  // axe must not fetch style sheets: the site's policy speaks of the page alone
};

// A worker keeps its windows from page to page of a site: opening one takes as long as many a check. Another
// site has windows of its own, for what the browser still asks of the last one is not that site's doing.
async function openWorker(browser, { origin }) {
  const viewport = { width: widths[0], height };
  const page = await browser.newPage({ viewport });
  const scriptlessPage = await browser.newPage({ viewport, javaScriptEnabled: false });
  page.setDefaultTimeout(patience);
  const worker = { page, scriptlessPage, origin, problems: [] };
  await watch(worker);
  return worker;
}

async function closeWorker({ page, scriptlessPage }) {
  await page.close();
  await scriptlessPage.close();
}

// Notes what goes wrong behind the page that the worker is at.
async function watch(worker) {
  const { page } = worker;
  const note = problem => worker.problems.push(problem);
  page.on('request', request => {
    if (new URL(request.url()).origin !== worker.origin) note(`request to another origin: ${request.url()}`);
  });
  page.on('requestfailed', request => {
    const { errorText } = request.failure();
    // The browser gives up a favicon that has not come when the worker goes on to the next page.
    const isGivenUp = errorText === 'net::ERR_ABORTED' && request.url().endsWith('/favicon.svg');
    if (!isGivenUp) note(`failed request: ${request.url()} ${errorText}`);
  });
  page.on('response', response => {
    if (response.status() >= 400) note(`status ${response.status()}: ${response.url()}`);
  });
  page.on('console', message => {
    if (message.type() === 'error') note(`console: ${message.text()}`);
  });
  page.on('pageerror', error => note(`script error: ${error.message}`));
  await page.addInitScript(() => {
    globalThis.policyViolations = [];
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, lineNumber }) => {
      globalThis.policyViolations.push(`${effectiveDirective} forbids ${blockedURI}, line ${lineNumber}`);
    });
  });
}

function describe(elements) {
  return elements.map(({ localName, classList, textContent }) =>
    `${[localName, ...classList].join('.')} "${textContent.trim().replace(/\s+/g, ' ').slice(0, 40)}"`);
}

async function findAxeViolations(page) {
  const { violations } = await page.evaluate(options => globalThis.axe.run(document, options), axeOptions);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target }) => `${id} (${help}): ${target.join(' ')}`));
}

// The page must not scroll sideways; a wide table scrolls inside its own box.
export function findOverflow(page) {
  return page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const isTooWide = element => element.getBoundingClientRect().right > root.clientWidth;
    const suspects = [...document.querySelectorAll('body *')].filter(element => !element.closest('.scroll, pre'));
    const deepest = suspects.filter(isTooWide).pop() ?? document.body;
    return [`sideways overflow to ${root.scrollWidth} px: ${[deepest.localName, ...deepest.classList].join('.')}`];
  });
}

// What axe tells apart: each element in its place, with its attributes and whether it is empty, and which headings
// follow each other.
function findKinds(page) {
  return page.evaluate(() => {
    const valued = ['role', 'type', 'lang', 'dir'];
    const place = element => element ? `${place(element.parentElement)} ${[element.localName, ...element.classList].join('.')}` : '';
    const traits = ({ attributes }) => [...attributes].map(({ name, value }) => valued.includes(name) ? `${name}=${value}` : name).sort();
    const elements = [...document.querySelectorAll('*')].map(element => `${place(element)} ${traits(element)} ${!element.textContent.trim()}`);
    const levels = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(({ localName }) => localName);
    return [...elements, ...levels.map((level, i) => `${level} ${levels[i + 1]}`)];
  });
}

// Axe looks at the pages that show a kind of element which no page of their site has shown before: it takes long, at
// each width and in each scheme, and a page of known kinds would tell it nothing new.
async function checkLooks(page, site) {
  const problems = [];
  const kinds = await findKinds(page);
  const isNew = kinds.some(kind => !site.kinds.has(kind));
  kinds.forEach(kind => site.kinds.add(kind));
  if (isNew) {
    site.axePageCount++;
    await page.evaluate(axe.source);  // by way of the debugger, which the site's policy does not bind
  }
  for (const width of [...widths, narrowest]) {
    await page.setViewportSize({ width, height });
    problems.push(...(await findOverflow(page)).map(problem => `${width}: ${problem}`));
    for (const colorScheme of isNew && width !== narrowest ? schemes : []) {
      await page.emulateMedia({ colorScheme });
      problems.push(...(await findAxeViolations(page)).map(problem => `${colorScheme} ${width}: ${problem}`));
    }
  }
  return problems;
}

// On paper the text and the tables count; links to other pages are of no use.
async function checkPrint(page) {
  await page.emulateMedia({ media: 'print' });
  const lost = await page.locator('main h1, main table:not([hidden] *)').filter({ visible: false }).evaluateAll(describe);
  const useless = await page.locator('nav').filter({ visible: true }).evaluateAll(describe);
  await page.emulateMedia({ media: 'screen' });
  return [...lost.map(name => `print: ${name} is missing`), ...useless.map(name => `print: ${name} is not hidden`)];
}

async function checkKeyboard(page) {
  await page.keyboard.press('Tab');
  const skip = await page.evaluate(() => {
    const { left, top, right, bottom } = document.activeElement.getBoundingClientRect();
    const isInView = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight && right > left;
    return { address: document.activeElement.getAttribute('href'), isInView };
  });
  if (skip.address !== `#${mainId}`) return [`keyboard: the first Tab leads to ${skip.address}, not to the skip link`];
  if (!skip.isInView) return ['keyboard: the focused skip link is out of view'];
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  const hasArrived = await page.evaluate(id => {
    const place = document.getElementById(id)?.compareDocumentPosition(document.activeElement) ?? 0;
    return location.hash === `#${id}` && (place & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
  }, mainId);
  return hasArrived ? [] : [`keyboard: the skip link does not lead into #${mainId}`];
}

// A role page says everything without scripts too, and its tables say what they show.
async function checkRolePage(scriptlessPage, address, textWithScripts) {
  await scriptlessPage.goto(address);
  const main = scriptlessPage.locator('main');
  const text = await main.innerText();
  // Where there is room the contents are shown without being opened, and nothing is there to press.
  const folded = main.locator('details:not([open]) > summary').filter({ visible: true });
  while (await folded.count()) await folded.first().click();
  // Folded contents have their summary for a heading.
  const hidden = await main.locator('h1, :not(.contents) > h2, table').filter({ visible: false }).evaluateAll(describe);
  const nameless = await main.locator('table:not(:has(caption))').evaluateAll(describe);
  const problems = hidden.map(name => `without scripts: ${name} is hidden`);
  if (await main.locator('h1').count() !== 1) problems.push('without scripts: not one h1');
  if (text !== textWithScripts) problems.push('without scripts: the text of <main> is another one');
  return [...problems, ...nameless.map(name => `${name} has no caption`)];
}

async function checkPage(worker, site, path) {
  const { page, scriptlessPage } = worker;
  const address = site.origin + path;
  worker.problems = [];
  await page.setViewportSize({ width: widths[0], height });
  await page.goto(address);
  const text = await page.locator('main').innerText();
  const found = await checkStructuredData(page, path);
  found.push(...await checkLooks(page, site), ...await checkPrint(page), ...await checkKeyboard(page));
  const violations = await page.evaluate(() => globalThis.policyViolations);
  found.push(...violations.map(violation => `content security policy: ${violation}`));
  if (isRolePage(path)) found.push(...await checkRolePage(scriptlessPage, address, text));
  return [...worker.problems, ...found];
}

export async function checkPages(browser, sites) {
  sites.forEach(site => Object.assign(site, { kinds: new Set(), axePageCount: 0 }));
  const queue = sites.flatMap(site => site.pages.map(path => ({ site, path })));
  const problems = [];
  const work = async () => {
    let worker = null;
    for (let next = queue.shift(); next; next = queue.shift()) {
      if (worker && worker.origin !== next.site.origin) {
        await closeWorker(worker);
        worker = null;
      }
      worker ??= await openWorker(browser, next.site);
      const found = await checkPage(worker, next.site, next.path).catch(failure => [failure.message.split('\n')[0]]);
      problems.push(...found.map(problem => `${next.site.name} ${next.path} ${problem}`));
    }
    if (worker) await closeWorker(worker);
  };
  await Promise.all(Array.from({ length: workers }, work));
  return problems.sort();
}
