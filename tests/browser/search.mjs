// The search, used as people use it: typing, typing wrongly, filtering, with the keyboard alone, from
// other pages and with scripts off; what it asks the host for meanwhile; and the search of ten
// thousand roles.
import axe from 'axe-core';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const mostScriptBytes = 8 * 1024;    // search.js and compare.js, compressed
const mostQueryBytes = 100 * 1024;   // what one query of a large site loads, compressed
const mostListBytes = 300 * 1024;    // and a list by filters alone
export const mostShift = 0.1;         // of the layout, while a page loads: https://web.dev/articles/cls
const status = '#part--search-status';
const results = '#part--search-results .card-title';

// What people type who do not know what an occupation is called here.
const everyday = {
  'Accountant': ['bookkeeping', 'taxes', 'cpa'], 'Child and Family Social Worker': ['child welfare', 'foster care'],
  'Civil Engineer': ['construction engineer', 'bridges', 'road'], 'Cybersecurity Analyst': ['infosec', 'ethical hacker'],
  'Data Scientist': ['statistician', 'artificial intelligence', 'ai', 'math'], 'Database Administrator': ['databases', 'dba'],
  'Family Physician': ['general practitioner', 'gp', 'doctor'], 'Financial Manager': ['cfo', 'treasurer'],
  'Graphic Designer': ['logo designer', 'illustrator'], 'High School Teacher': ['educator', 'school', 'math'],
  'IT Support Specialist': ['helpdesk', 'tech support', 'computer technician'], 'Mechanical Engineer': ['machines', 'robotics'],
  'Pharmacist': ['druggist', 'drugstore'], 'Registered Nurse': ['nursing'], 'Software Architect': ['programmer', 'system design'],
  'Technical Writer': ['documentation', 'manual'], 'Backend Developer': ['software developer', 'software engineer'],
  'Frontend Developer': ['software developers', 'software engineer'],
};

export async function openPage(browser, problems) {
  const page = await browser.newPage({ viewport: { width: 390, height: 900 } });
  page.on('pageerror', error => problems.push(`script error: ${error.message}`));
  page.on('console', message => { if (message.type() === 'error') problems.push(`console: ${message.text()}`); });
  return page;
}

// Notes what the live region says from now on, and what is asked of the host. The answer forgets both.
export function watchPage(page) {
  let requests = [];
  page.on('request', request => {
    const { pathname, search: query } = new URL(request.url());
    // The browser asks for the icon whenever the address changes, whatever stands behind its #.
    if (pathname + query !== '/favicon.svg') requests.push(pathname + query);
  });
  const listen = () => page.evaluate(selector => {
    globalThis.said = [];
    const region = document.querySelector(selector);
    new MutationObserver(() => region.textContent && globalThis.said.push(region.textContent))
      .observe(region, { childList: true, characterData: true, subtree: true });
  }, status);
  const forget = async () => {
    const noted = { requests, said: await page.evaluate(() => globalThis.said?.splice(0) ?? []) };
    requests = [];
    return noted;
  };
  return { listen, forget };
}

// Loads another page of the site, so that the next address is loaded even if only what stands behind its # is
// another. about:blank may ask for the icon of the page before it, which its origin may not have.
export const leave = (page, origin) => page.goto(`${origin}/404.html`);

// By how much the layout has moved since the page was loaded.
export function measureShift(page) {
  return page.evaluate(() => new Promise(done => {
    new PerformanceObserver(list => done(list.getEntries().reduce((sum, { value }) => sum + value, 0))).observe({ type: 'layout-shift', buffered: true });
    setTimeout(done, 200, 0);
  }));
}

// Types a query, letter by letter, and waits for its answer.
export async function search(page, query) {
  await page.fill('#part--search', '');
  await page.waitForFunction(selector => document.querySelector(selector).textContent === '', status);
  await page.locator('#part--search').pressSequentially(query);
  await page.waitForFunction(selector => document.querySelector(selector).textContent !== '', status);
  return page.locator(results).allTextContents();
}

export async function findViolations(page, place) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { preload: false }));
  return violations.map(({ id, nodes }) => `${place}: ${id}: ${nodes[0].target.join(' ')}`);
}

async function checkQueries(page) {
  const problems = [];
  const expected = [
    ['registered nu', 'Registered Nurse'], ['nures', 'Registered Nurse'], ['pyhton data', 'Data Scientist'],
    ['server-side developers', 'Backend Developer'], ['HEALTHCARE pharmacology', 'Pharmacist'],
    ['nurse', 'Registered Nurse'], ['programer', 'Backend Developer'], ['29-1051', 'Pharmacist'],
  ];
  for (const [query, title] of expected) {
    const [first, ...others] = await search(page, query);
    if (first !== title) problems.push(`'${query}' does not lead to ${title}, but: ${[first, ...others].join(', ')}`);
  }
  if ((await search(page, 'qqqqzzzz')).length) problems.push('a word that no role has finds roles');
  if (!/Nothing was found/.test(await page.textContent(status))) problems.push('no results are not announced');
  return problems;
}

async function checkEverydayWords(page) {
  const asked = Object.entries(everyday).flatMap(([title, queries]) => queries.map(query => [query, title]));
  const missed = await page.evaluate(async pairs => {
    const answers = await Promise.all(pairs.map(async ([query, title]) => [query, title, (await globalThis.eval('roleSearch').find(query, {})).roles.map(role => role[0])]));
    return answers.filter(([, title, found]) => !found.slice(0, 4).includes(title));
  }, asked);
  return missed.map(([query, title, found]) => `'${query}' does not lead to ${title}, but: ${found}`);
}

// Whole words lead, of titles before those of other titles, and the closest before the alphabet; then words of
// the same stem, then those that begin alike.
async function checkOrder(browser, origin) {
  const problems = [];
  const page = await openPage(browser, problems);
  const role = (title, ...others) => [title, title.toLowerCase().replace(/\W+/g, '-'), 0, '', 0, 0, '', others];
  const roles = [
    role('Acupuncturist', 'Acupuncture Doctor'), role('Claims and Policy Clerk'), role('Dispatcher, Except Police and Fire'),
    role('Family Physician', 'Doctor'), role('Police and Patrol Officer'), role('Policymaker'), role('Warden', 'Police Aide'),
  ];
  const words = { doctor: [0, 6, 3, 6], police: [2, 8, 4, 8, 6, 6], policy: [1, 8], policymaker: [5, 8] };
  await page.route('**/search/data.json', route => route.fulfill({ json: { whole: true, branches: ['All'], skills: [], words, roles } }));
  await page.goto(`${origin}/search/`);
  for (const [query, ...titles] of [
    ['doctor', 'Family Physician', 'Acupuncturist'],
    ['police', 'Police and Patrol Officer', 'Dispatcher, Except Police and Fire', 'Warden', 'Claims and Policy Clerk'],
    ['polic', 'Police and Patrol Officer', 'Claims and Policy Clerk', 'Dispatcher, Except Police and Fire', 'Warden', 'Policymaker'],
  ]) {
    const found = await search(page, query);
    if (found.join('|') !== titles.join('|')) problems.push(`'${query}' finds, in this order: ${found.join(' | ')}`);
  }
  await page.close();
  return problems;
}

// Kinds of results have a heading each; a skill leads to its page, and a role that goes by another title says so.
async function checkKinds(page, origin) {
  const problems = [];
  const shown = async () => (await page.locator('#part--search-results :is(h2, h3)').filter({ visible: true }).allTextContents()).join();
  await search(page, 'python');
  if (await shown() !== 'Skills,Roles,Backend Developer,Cybersecurity Analyst,Data Scientist,Mechanical Engineer') problems.push(`'python' shows ${await shown()}`);
  const regions = await page.getByRole('region').evaluateAll(all => all.map(region => region.getAttribute('aria-labelledby')).join());
  if (regions !== 'part--found-skills,part--found-roles') problems.push(`the regions of results are ${regions}`);
  if (await page.locator('#part--search-results', { hasText: 'also:' }).count()) problems.push('a role found by its skill has another title');
  const skill = page.locator('#part--search-results .tags a').evaluateAll(links => links.map(link => `${link.textContent} ${link.pathname}`).join());
  if (await skill !== 'Python /skills/python/') problems.push(`'python' leads to ${await skill}`);
  await page.goto(`${origin}/search/`);
  await search(page, 'staff nurses');
  if (await shown() !== 'Roles,Registered Nurse') problems.push(`'staff nurses' shows ${await shown()}`);
  const card = await page.locator('#part--search-results .card').innerText();
  if (!card.includes('also: Staff Nurse')) problems.push(`a card does not say by which title it was found: ${card}`);
  return problems;
}

// The example in the field is read whole on a phone.
async function checkExamples(page, origin) {
  const problems = [];
  for (const path of ['/', '/404.html', '/search/', '/compare/']) {
    await page.goto(origin + path);
    const [needed, room] = await page.locator('#part--search').evaluate(input => {
      const style = getComputedStyle(input);
      const pen = document.createElement('canvas').getContext('2d');
      pen.font = style.font;
      return [pen.measureText(input.placeholder).width, input.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)];
    });
    if (needed > room) problems.push(`${path} cuts the example in its field: ${needed} px in ${room}`);
  }
  return problems;
}

async function checkFilters(page) {
  const problems = [];
  await page.fill('#part--search', '');
  await page.click('.filters summary');
  await page.selectOption('#part--search-branch', { label: 'Healthcare' });
  await page.locator(results).first().waitFor();
  const inBranch = await page.locator(results).allTextContents();
  if (inBranch.join() !== 'Family Physician,Pharmacist,Registered Nurse') problems.push(`the filter by branch alone gives ${inBranch}`);
  await page.fill('#part--search-pay', '130000');
  await page.waitForFunction(([selector, count]) => document.querySelectorAll(selector).length < count, [results, inBranch.length]);
  const wellPaid = await page.locator(results).allTextContents();
  if (!wellPaid.includes('Family Physician') || wellPaid.includes('Registered Nurse')) problems.push(`the filter by pay gives ${wellPaid}`);
  await page.waitForFunction(() => location.hash.includes('pay=130000'));
  await page.reload();
  await page.locator(results).first().waitFor();
  const afterReload = await page.locator(results).allTextContents();
  if (afterReload.join() !== wellPaid.join()) problems.push(`after a reload, the filters give ${afterReload}`);
  const active = await page.locator('#part--search-active').innerText();
  if (active !== 'Branch: Healthcare · Pay of at least (USD per year): 130000') problems.push(`the active filters are named ${active}`);
  if (!await page.locator('#part--search-branch').isVisible()) problems.push('active filters are folded after a reload');
  await page.selectOption('#part--search-education', { label: 'Bachelor\'s degree' });
  await page.waitForFunction(selector => /Nothing/.test(document.querySelector(selector).textContent), status);
  await page.getByRole('button', { name: 'Clear all' }).click();
  await page.waitForFunction(selector => !document.querySelector(selector).textContent, status);
  if (new URL(page.url()).hash) problems.push(`nothing is asked for, and the address is ${page.url()}`);
  return problems;
}

// A figure on a card says what it is; the branch stands beside it.
async function checkCards(page) {
  await search(page, 'registered nurse');
  const card = (await page.locator('#part--search-results .card').first().innerText()).toLowerCase();
  if (await page.getByRole('button', { name: 'Show more' }).isVisible()) return ['all results are shown, and more are offered'];
  return ['$93,600', 'per year, median', 'healthcare', 'compare'].filter(text => !card.includes(text)).map(text => `a card lacks '${text}': ${card}`);
}

// However many letters are typed, what was found is told once, when they have come to an end. The page's clock
// is ours, so that a machine that pauses tells nothing.
async function checkAnnouncements(browser, origin) {
  const problems = [];
  const page = await openPage(browser, problems);
  const { listen, forget } = watchPage(page);
  await page.clock.install();
  await page.goto(`${origin}/search/`);
  await search(page, 'x');
  await page.clock.pauseAt(new Date(await page.evaluate(() => Date.now()) + 60000));
  await listen();
  await page.fill('#part--search', '');
  for (const letter of 'registered nurse') {
    await page.keyboard.type(letter);
    await page.clock.runFor(100);
  }
  await page.waitForFunction(selector => [...document.querySelectorAll(selector)].map(title => title.textContent).join() === 'Registered Nurse', results);
  const early = (await forget()).said;
  await page.clock.runFor(10000);
  const { said } = await forget();
  if (early.length) problems.push(`while somebody types, these are told: ${early.join(' | ')}`);
  if (said.join() !== 'Roles found: 1') problems.push(`behind the last letter, these are told: ${said.join(' | ')}`);
  await page.close();
  return problems;
}

// No word and no choice leaves the browser: all that a page asks for later, it asks for on any page.
async function checkPrivacy(page, origin) {
  const problems = [];
  const { forget } = watchPage(page);
  await page.goto(`${origin}/search/`);
  await page.waitForLoadState('networkidle');
  const first = (await forget()).requests.filter(path => !path.startsWith('/assets/'));
  const wanted = ['/search/', '/search/data.json', '/search/words.json'];
  if (first.sort().join() !== wanted.join()) problems.push(`the search page asks for ${first}`);
  for (const query of ['registered nurse', 'programer', 'qqqqzzzz', '15-1254']) await search(page, query);
  await page.keyboard.press('Enter');
  await page.locator('.filters').evaluate(filters => { filters.open = true; });
  await page.selectOption('#part--search-branch', { label: 'Engineering' });
  await page.fill('#part--search-pay', '100000');
  await page.keyboard.press('Enter');
  await page.waitForTimeout(600);
  const later = (await forget()).requests;
  if (later.length) problems.push(`a search asks the host for ${later}`);
  for (const path of ['/', '/404.html']) {
    await page.goto(origin + path);
    await page.fill('#part--search', 'registered nurse');
    await page.keyboard.press('Enter');
    await page.locator(results).first().waitFor();
    const telling = (await forget()).requests.filter(request => /nurse|\?/.test(request));
    if (telling.length) problems.push(`from ${path}, the host is told ${telling}`);
    if (!page.url().endsWith('/search/#q=registered+nurse')) problems.push(`the form of ${path} leads to ${page.url()}`);
  }
  return problems;
}

// Without scripts no form is shown that leads nowhere; where one is shown all the same, it leads to
// the list of all roles, and takes no words along.
async function checkWithoutScripts(browser, origin) {
  const problems = [];
  const page = await browser.newPage({ javaScriptEnabled: false });
  for (const path of ['/', '/404.html', '/search/', '/compare/']) {
    await page.goto(origin + path);
    if (await page.locator('main form').filter({ visible: true }).count()) problems.push(`${path} shows a dead form`);
    if (!await page.locator('main a[href="/roles/"]').filter({ visible: true }).count()) problems.push(`${path} does not lead to the list`);
    const form = page.locator('main form');
    if (await form.getAttribute('action') !== '/roles/') problems.push(`the form of ${path} leads to ${await form.getAttribute('action')}`);
    if (await form.locator('[name]').count()) problems.push(`the form of ${path} would send its fields`);
  }
  await page.close();
  return problems;
}

// What cannot be loaded is told, no answer to an earlier question stays, and what comes later is found.
async function checkFailure(browser, origin) {
  const problems = [];
  const page = await browser.newPage();
  const expect = async (pattern, count) => {
    await page.waitForFunction(([selector, source]) => new RegExp(source).test(document.querySelector(selector).textContent), [status, pattern], { timeout: 3000 })
      .catch(async () => problems.push(`what cannot be loaded is told by '${await page.textContent(status)}'`));
    const found = await page.locator(results).count();
    if (found !== count) problems.push(`${found} roles are shown beside '${pattern}'`);
  };
  await page.route('**/search/words.json', route => route.fulfill({ status: 500 }));
  await page.goto(`${origin}/search/#q=pharmacist`);
  await expect('found: 1', 1);
  await page.fill('#part--search', 'pharmaxist');
  await expect('could not be loaded', 0);
  await page.unroute('**/search/words.json');
  await page.fill('#part--search', 'pharmazist');
  await expect('found: 1', 1);
  await page.close();
  return problems;
}

async function checkKeyboard(page, origin) {
  const problems = [];
  await page.goto(`${origin}/search/#q=nurse`);
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

async function checkSorting(page, origin) {
  const first = () => page.locator('table tbody th').first().textContent();
  await page.goto(`${origin}/salaries/`);
  if (await first() !== 'Family Physician') return [`the ranking begins with ${await first()}`];
  await page.getByRole('button', { name: 'Pay' }).click();
  const lowest = await first();
  const order = await page.locator('th[aria-sort]').getAttribute('aria-sort');
  await page.getByRole('button', { name: 'Role' }).click();
  const isSorted = lowest === 'Child and Family Social Worker' && order === 'ascending' && await first() === 'Accountant';
  return isSorted ? [] : [`sorting gives ${lowest}, ${order}, ${await first()}`];
}

// Results of an address come late, and move nothing; where nothing is asked for, no room is kept for them.
async function checkShift(page, origin) {
  const problems = [];
  await page.route('**/search/data.json', async route => { await new Promise(done => setTimeout(done, 300)); await route.continue(); });
  for (const [words, width] of [['engineer', 1280], ['nurse', 390]]) {
    await page.setViewportSize({ width, height: 900 });
    await leave(page, origin);
    await page.goto(`${origin}/search/#q=${words}`);
    await page.locator(results).first().waitFor();
    const shift = await measureShift(page);
    if (shift >= mostShift) problems.push(`at ${width} px, '${words}' moves the page by ${shift}`);
  }
  await page.unroute('**/search/data.json');
  await leave(page, origin);
  await page.goto(`${origin}/search/`);
  const room = await page.locator('#part--search-results').evaluate(box => box.clientHeight);
  if (room) problems.push(`${room} px are kept for no results`);
  return problems;
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
  problems.push(...await checkQueries(page), ...await checkEverydayWords(page), ...await checkKinds(page, site.origin), ...await checkFilters(page), ...await checkCards(page), ...await checkAnnouncements(browser, site.origin));
  problems.push(...await findViolations(page, 'results'), ...await checkOrder(browser, site.origin), ...await checkKeyboard(page, site.origin), ...await checkPrivacy(page, site.origin), ...await checkExamples(page, site.origin), ...await checkShift(page, site.origin),
    ...await checkFailure(browser, site.origin), ...await checkSorting(page, site.origin), ...await checkWithoutScripts(browser, site.origin));
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
  bytes = 0;
  await page.goto(`${site.origin}/search/#branch=3`);
  await page.locator(results).nth(29).waitFor();
  await page.getByRole('button', { name: 'Show more' }).click();
  const count = await page.locator(results).count();
  if (count !== 60) problems.push(`'Show more' shows ${count} roles`);
  if (bytes === 0 || bytes > mostListBytes) problems.push(`a filter alone loads ${bytes} bytes compressed`);
  await page.close();
  return problems.map(problem => `search of a large site: ${problem}`);
}
