// The search and the comparison, used as people use them: typing, typing wrongly, filtering, with
// the keyboard alone; and the search of ten thousand roles.
import axe from 'axe-core';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const mostScriptBytes = 8 * 1024;    // search.js and compare.js, compressed
const mostQueryBytes = 100 * 1024;   // what one query of a large site loads, compressed
const status = '#part--search-status';
const results = '#part--search-results a';

async function openPage(browser, problems) {
  const page = await browser.newPage({ viewport: { width: 390, height: 900 } });
  page.on('pageerror', error => problems.push(`script error: ${error.message}`));
  page.on('console', message => { if (message.type() === 'error') problems.push(`console: ${message.text()}`); });
  return page;
}

// Types a query, letter by letter, and waits for its answer.
async function search(page, query) {
  await page.fill('#part--search', '');
  await page.waitForFunction(selector => document.querySelector(selector).textContent === '', status);
  await page.locator('#part--search').pressSequentially(query);
  await page.waitForFunction(selector => document.querySelector(selector).textContent !== '', status);
  await page.waitForLoadState('networkidle');
  return page.locator(results).allTextContents();
}

async function findViolations(page, place) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { preload: false }));
  return violations.map(({ id, nodes }) => `${place}: ${id}: ${nodes[0].target.join(' ')}`);
}

async function checkQueries(page) {
  const problems = [];
  const expected = [
    ['registered nu', 'Registered Nurse'], ['nures', 'Registered Nurse'], ['pyhton data', 'Data Scientist'],
    ['server-side developer', 'Backend Developer'], ['HEALTHCARE medication', 'Pharmacist'],
  ];
  for (const [query, title] of expected) {
    const titles = await search(page, query);
    if (!titles.includes(title)) problems.push(`'${query}' does not find ${title}, but: ${titles.join(', ')}`);
  }
  if ((await search(page, 'qqqqzzzz')).length) problems.push('a word that no role has finds roles');
  if (!/Nothing was found/.test(await page.textContent(status))) problems.push('no results are not announced');
  return problems;
}

async function checkFilters(page) {
  const problems = [];
  const all = await search(page, 'communication');
  await page.click('.filters summary');
  await page.selectOption('[name=branch]', { label: 'Healthcare' });
  await page.waitForFunction(([selector, count]) => document.querySelectorAll(selector).length < count, [results, all.length]);
  const inBranch = await page.locator(results).allTextContents();
  if (!inBranch.includes('Registered Nurse') || inBranch.includes('Accountant')) problems.push(`the filter by branch gives ${inBranch}`);
  await page.fill('[name=pay]', '130000');
  await page.waitForFunction(([selector, count]) => document.querySelectorAll(selector).length < count, [results, inBranch.length]);
  const wellPaid = await page.locator(results).allTextContents();
  if (!wellPaid.includes('Family Physician') || wellPaid.includes('Registered Nurse')) problems.push(`the filter by pay gives ${wellPaid}`);
  await page.selectOption('[name=education]', { label: 'Bachelor\'s degree' });
  await page.waitForFunction(selector => /Nothing/.test(document.querySelector(selector).textContent), status);
  const query = new URL(page.url()).searchParams;
  if (query.get('pay') !== '130000') problems.push(`the address does not keep the filters: ${page.url()}`);
  return problems;
}

async function checkKeyboard(page, origin) {
  const problems = [];
  await page.goto(`${origin}/search/?q=nurse`);
  await page.locator(results).first().waitFor();
  await page.focus('#part--search');
  await page.keyboard.press('ArrowDown');
  const focused = await page.evaluate(() => document.activeElement.textContent);
  if (focused !== 'Registered Nurse') problems.push(`the arrow key leads to '${focused}'`);
  await page.keyboard.press('Escape');
  if (await page.evaluate(() => document.activeElement.id) !== 'part--search') problems.push('Escape does not lead back to the field');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/roles/registered-nurse/').catch(() => problems.push(`Enter leads to ${page.url()}`));
  return problems;
}

async function checkCompare(page, origin) {
  const problems = [];
  const heads = '#part--compare thead th a';
  await page.goto(`${origin}/compare/?roles=registered-nurse,pharmacist`);
  await page.locator(heads).nth(1).waitFor();
  const text = await page.locator('#part--compare').innerText();
  for (const fact of ['$94,480', '$134,790', 'Patient Care', 'Pharmacology']) {
    if (!text.includes(fact)) problems.push(`the comparison lacks ${fact}`);
  }
  problems.push(...await findViolations(page, 'comparison'));
  await search(page, 'physician');
  await page.locator(results).first().click();
  await page.locator(heads).nth(2).waitFor();
  if (!page.url().endsWith('?roles=registered-nurse,pharmacist,family-physician')) problems.push(`adding leads to ${page.url()}`);
  await page.locator('#part--compare thead button').first().click();
  const titles = await page.locator(heads).allTextContents();
  if (titles.join() !== 'Pharmacist,Family Physician') problems.push(`removing leaves ${titles}`);
  return problems;
}

async function checkSorting(page, origin) {
  const first = () => page.locator('table tbody th').first().textContent();
  await page.goto(`${origin}/salaries/`);
  if (await first() !== 'Family Physician') return [`the ranking begins with ${await first()}`];
  await page.getByRole('button', { name: 'Pay' }).click();
  const lowest = await first();
  const order = await page.locator('th[aria-sort]').getAttribute('aria-sort');
  await page.getByRole('button', { name: 'Job' }).click();
  const isSorted = lowest === 'Child and Family Social Worker' && order === 'ascending' && await first() === 'Accountant';
  return isSorted ? [] : [`sorting gives ${lowest}, ${order}, ${await first()}`];
}

function checkScripts(folder) {
  const names = readdirSync(join(folder, 'assets')).filter(name => /^(search|compare)\..*\.js$/.test(name));
  const bytes = names.reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, 'assets', name))).length, 0);
  if (names.length !== 2) return [`${names.length} scripts of the search were found`];
  return bytes < mostScriptBytes ? [] : [`the search's scripts take ${bytes} bytes compressed`];
}

export async function checkSearch(browser, site) {
  const problems = checkScripts(site.folder);
  const page = await openPage(browser, problems);
  await page.goto(`${site.origin}/search/`);
  problems.push(...await checkQueries(page), ...await checkFilters(page));
  await search(page, 'nurse').catch(() => {});
  problems.push(...await findViolations(page, 'results'), ...await checkKeyboard(page, site.origin), ...await checkCompare(page, site.origin),
    ...await checkSorting(page, site.origin));
  await page.close();
  return problems.map(problem => `search: ${problem}`);
}

// A site of many roles: what a query loads, and that it finds what it should.
export async function checkLargeSearch(browser, site) {
  const problems = [];
  const page = await openPage(browser, problems);
  let bytes = 0;
  page.on('response', async response => {
    if (response.url().endsWith('.json')) bytes += gzipSync(await response.body().catch(() => '')).length;
  });
  for (const [query, title] of [['specialist 004711', 'Specialist 004711'], ['planing officer 000007', 'Specialist 000007'], ['s', 'Specialist 000000'], ['skill 07 writing', null]]) {
    bytes = 0;
    await page.goto(`${site.origin}/search/`);
    const titles = await search(page, query);
    if (title && !titles.includes(title)) problems.push(`'${query}' does not find ${title}, but: ${titles.slice(0, 5)}`);
    if (bytes === 0 || bytes > mostQueryBytes) problems.push(`'${query}' loads ${bytes} bytes compressed`);
  }
  await page.close();
  return problems.map(problem => `search of a large site: ${problem}`);
}
