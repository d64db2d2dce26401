// The comparison: chosen by its address, by searching and from other pages; what it shows, says and
// asks the host for; whether it stays still and can be read by everybody when it is full.
import { findViolations, leave, measureShift, mostShift, openPage, watchPage } from './search.mjs';

const full = ['registered-nurse', 'pharmacist', 'family-physician', 'backend-developer'];
const heads = '#part--compare thead th a';
const results = '#part--search-results .card-title';
const status = '#part--search-status';
const stillness = 700;   // milliseconds, after which nothing more is told

const cellsOf = async (page, name) => {
  const row = page.locator('#part--compare tbody tr').filter({ has: page.getByRole('rowheader', { name, exact: true }) });
  return (await row.locator('td').allInnerTexts()).map(text => text.replace(/\s+/g, ' ').trim());
};
const titlesOf = page => page.locator(heads).allTextContents();
const waitForCount = (page, count) => page.waitForFunction(([selector, wanted]) => document.querySelectorAll(selector).length === wanted, [heads, count]);

async function open(page, origin, slugs) {
  await leave(page, origin);
  await page.goto(`${origin}/compare/${slugs.length ? '#' : ''}${slugs}`);
}

// Full, on a slow line: the table comes after the page was painted.
async function checkFull(page, origin) {
  const problems = [];
  await page.route('**/roles.json', async route => { await new Promise(done => setTimeout(done, 300)); await route.continue(); });
  for (const [width, colorScheme] of [[1280, 'light'], [390, 'dark']]) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    await open(page, origin, full);
    await waitForCount(page, 4);
    const shift = await measureShift(page);
    if (await page.locator('#part--search-results').evaluate(box => box.clientHeight)) problems.push('room is kept for results beside a comparison');
    if (shift >= mostShift) problems.push(`at ${width} px the page moves by ${shift} while it loads`);
    problems.push(...await findViolations(page, `full, ${width} px, ${colorScheme}`));
  }
  await page.unroute('**/roles.json');
  await page.setViewportSize({ width: 320, height: 900 });
  if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) problems.push('the page scrolls sideways at 320 px');
  const [left, right] = await page.locator('#part--compare').evaluate(box => {
    box.scrollLeft = 300;
    return [box, box.querySelector('tbody th')].map(element => Math.round(element.getBoundingClientRect().left));
  });
  if (Math.abs(right - left) > 2) problems.push(`the first column scrolls away: ${right}, not ${left}`);
  return problems;
}

// Two roles fit on a phone; names of roles and of groups of rows stay in sight, whichever way one scrolls.
async function checkScrolling(page, origin) {
  const problems = [];
  await page.setViewportSize({ width: 390, height: 700 });
  await open(page, origin, full.slice(0, 2));
  await waitForCount(page, 2);
  const box = page.locator('#part--compare');
  const [needed, room] = await box.evaluate(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth]);
  if (needed > room) problems.push(`two roles need ${needed} of ${room} px`);
  const isSeen = selector => page.locator(selector).evaluate(element => {
    const { left, top } = element.getBoundingClientRect();
    return element.contains(document.elementFromPoint(left + 2, top + 2));
  });
  await open(page, origin, full);
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 700 });
    await waitForCount(page, 4);
    await box.evaluate(element => {
      element.scrollIntoView();
      element.scrollTop = 400;
      if (!element.scrollTop) [...element.querySelectorAll('tr')].at(-1).scrollIntoView();
    });
    const [head] = await page.locator('#part--compare th[scope=row]').evaluateAll(all => all.map(element => element.clientWidth));
    if (head < 90) problems.push(`at ${width} px the first column is ${head} px wide`);
    if (!await isSeen('#part--compare thead th a >> nth=0')) problems.push(`at ${width} px the names of roles scroll away`);
  }
  await page.setViewportSize({ width: 390, height: 700 });
  await page.locator('#part--compare [scope=rowgroup]').scrollIntoViewIfNeeded();
  await box.evaluate(element => { element.scrollLeft = 1000; });
  const left = await page.getByText('Skills', { exact: true }).locator('visible=true').last().evaluate(element => element.getBoundingClientRect().left);
  if (left < 0) problems.push('the head of the skills scrolls away');
  return problems;
}

// Roles are columns; each figure says what it is, and what is unknown is "not stated".
async function checkTable(page) {
  const problems = [];
  const expect = async (name, ...patterns) => {
    const cells = await cellsOf(page, name);
    const wrong = patterns.findIndex((pattern, i) => !pattern.test(cells[i] ?? ''));
    if (cells.length !== patterns.length || wrong >= 0) problems.push(`the row '${name}' says ${cells.join(' | ')}`);
  };
  await expect('Typical pay', /^\$93,600 per year, median, United States, May 2024, \d+ years old$/, /^\$137,480 per year, median/, /^\$238,380 per year, median/, /^\$102,450 per year, average, United States, June 2025, \d+ years? old$/);
  await expect('10th to 90th percentile', /\$66,030 – \$135,320 per year/, /\$86,930/, /at least \$239,200/, /^not stated$/);
  await expect('Projected growth', ...Array(4).fill(/^−?\d+\.\d% \d{4}–\d{4}$/));
  await expect('Education', /Nursing/, /Pharm/, /Medicine/, /Computer Science/);
  await expect('Patient Care', /needed/, /needed/, /needed/, /not listed/);
  await expect('Further skills', /./, /Pharmacology/, /./, /Python/);
  if (/\bnone\b/i.test(await page.locator('#part--compare').innerText())) problems.push('something is "none"');
  const bars = await page.locator('#part--compare svg').evaluateAll(all => all.map(svg => {
    const { top, bottom } = svg.getBoundingClientRect();
    return [top, bottom, ...[...svg.querySelectorAll('rect')].map(rect => rect.getBoundingClientRect().bottom)].map(Math.round);
  }));
  const isAligned = bars.length === 3 && bars.every(([top, bottom]) => top === bars[0][0] && bottom === bars[0][1]);
  if (!isAligned) problems.push(`the bars are not aligned: ${JSON.stringify(bars)}`);
  // 81,330 of the physician stands above 66,030 of the nurse, and below 86,930 of the pharmacist.
  if (isAligned && !(bars[0][2] > bars[2][2] && bars[2][2] > bars[1][2])) problems.push(`the bars have no common scale: ${JSON.stringify(bars)}`);
  return problems;
}

// Amounts of one range have one number of decimals; a range stands where neither median nor mean are known.
async function checkFigures(page, origin) {
  const problems = [];
  for (const [figures, ...wanted] of [
    [{ median: 40, p10: 13, p90: 100.01 }, '$40.00', '$13.00 – $100.01'],
    [{ min: 13, max: 100.5, as_of: '2024-05', region_name: 'Ohio' }, '$13.00 – $100.50 per hour, Ohio, May 2024'],
    [{ min: null, max: { at_least: 100 } }, 'not published – at least $100 per hour'],
  ]) {
    const salary = { primary: true, currency: 'USD', period: 'hour', ...figures };
    await page.route('**/roles.json', route => route.fulfill({ json: { roles: [{ slug: 'a', title: 'A', salaries: [salary] }] } }));
    await open(page, origin, ['a']);
    await waitForCount(page, 1);
    await page.unroute('**/roles.json');
    const text = (await page.locator('#part--compare tbody').first().innerText()).replace(/\s+/g, ' ');
    if (!wanted.every(words => text.includes(words))) problems.push(`of ${JSON.stringify(figures)} is told: ${text}`);
  }
  return problems;
}

// By keyboard: what is done is told once, and the focus stays near.
async function checkActions(page, origin) {
  const problems = [];
  const { listen, forget } = watchPage(page);
  const focused = () => page.evaluate(() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.id);
  const expect = async (action, words, titles, focus) => {
    await page.waitForFunction(text => document.querySelector('#part--search-status').textContent === text, words).catch(() => {});
    await page.waitForTimeout(stillness);
    const { said, requests } = await forget();
    const found = await titlesOf(page);
    if (said.filter(text => !text.startsWith('Roles found')).join('|') !== words) problems.push(`${action}: told is '${said.join(' | ')}'`);
    if (found.join() !== titles) problems.push(`${action} leaves ${found}`);
    if (await focused() !== focus) problems.push(`${action} leads to '${await focused()}'`);
    if (requests.length) problems.push(`${action} asks the host for ${requests}`);
  };
  const addFirst = async query => {
    await page.focus('#part--search');
    await page.keyboard.type(query);
    await page.locator(results).first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
  };
  await open(page, origin, full.slice(0, 3));
  await waitForCount(page, 3);
  await page.waitForTimeout(stillness);
  await listen();
  await forget();
  await addFirst('backend');
  await expect('adding', 'Added: Backend Developer. Compared: Registered Nurse, Pharmacist, Family Physician, Backend Developer.', 'Registered Nurse,Pharmacist,Family Physician,Backend Developer', 'part--search');
  if (!page.url().endsWith(`/compare/#${full}`)) problems.push(`adding leads to ${page.url()}`);
  if (!await page.locator('main p', { hasText: 'remove one to add another' }).first().isVisible()) problems.push('nothing says that the comparison is full');
  await addFirst('accountant');
  await expect('a fifth role', 'Up to four roles are compared: remove one to add another.', 'Registered Nurse,Pharmacist,Family Physician,Backend Developer', 'part--search');
  await page.locator('#part--compare thead button').first().focus();
  await page.keyboard.press('Enter');
  await expect('removing', 'Removed: Registered Nurse.', 'Pharmacist,Family Physician,Backend Developer', 'Remove: Pharmacist');
  await addFirst('pharmacist');
  await expect('the same again', 'Pharmacist is in the comparison already.', 'Pharmacist,Family Physician,Backend Developer', 'part--search');
  // Enter takes up the one role that fits, and none of several.
  await page.keyboard.type('engineer');
  await page.locator(results).nth(1).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForTimeout(stillness);
  if ((await titlesOf(page)).length !== 3) problems.push('Enter takes up one of several roles');
  await page.fill('#part--search', 'graphic designer');
  await page.keyboard.press('Enter');
  await forget();
  // One that comes too often takes nothing back.
  await page.waitForFunction(() => document.querySelector('#part--search').value === '');
  await page.keyboard.press('Enter');
  await expect('Enter', 'Added: Graphic Designer. Compared: Pharmacist, Family Physician, Backend Developer, Graphic Designer.', 'Pharmacist,Family Physician,Backend Developer,Graphic Designer', 'part--search');
  await page.locator('#part--compare thead button').last().click();
  await page.locator('.skip').focus();
  await page.keyboard.press('Enter');
  if ((await titlesOf(page)).length !== 3) problems.push('the skip link empties the comparison');
  await page.waitForURL(url => url.hash !== '#part--main', { timeout: 1000 }).catch(() => {});
  if (!page.url().endsWith('/compare/#pharmacist,family-physician,backend-developer')) problems.push(`the skip link leads to ${page.url()}`);
  return problems;
}

// What the address asks for and cannot have is said; what it has is asked of the host without a name.
async function checkAddress(page, origin) {
  const problems = [];
  const { forget } = watchPage(page);
  for (const [slugs, count, words] of [
    [['nobody', 'pharmacist'], 1, /no such role: nobody\./], [[...full, 'accountant'], 4, /Up to four roles/], [['%', 'a&b'], 0, /no such role: %/],
  ]) {
    await open(page, origin, slugs);
    await page.waitForFunction(selector => document.querySelector(selector).textContent !== '', status);
    const said = await page.textContent(status);
    if (!words.test(said)) problems.push(`${slugs}: told is '${said}'`);
    if ((await titlesOf(page)).length !== count) problems.push(`${slugs}: shown are ${await titlesOf(page)}`);
    const telling = (await forget()).requests.filter(path => slugs.some(slug => path.includes(slug)) || path.includes('?'));
    if (telling.length) problems.push(`${slugs}: the host is told ${telling}`);
  }
  return problems;
}

// What is chosen while the data is still on its way is taken up, in the order of choosing.
async function checkHaste(page, origin) {
  await page.route('**/roles.json', async route => { await new Promise(done => setTimeout(done, 1500)); await route.continue(); });
  await open(page, origin, ['pharmacist']);
  for (const query of ['accountant', 'civil engineer']) {
    await page.fill('#part--search', query);
    await page.locator(results).first().click();
  }
  await waitForCount(page, 3).catch(() => {});
  await page.unroute('**/roles.json');
  const titles = (await titlesOf(page)).join();
  return titles === 'Pharmacist,Accountant,Civil Engineer' ? [] : [`of three roles chosen in haste there are: ${titles}`];
}

// Pay that is nothing has a bar of no height; what is withheld is called as on the other pages.
async function checkOddPay(page, origin) {
  await page.route('**/roles.json', async route => {
    const data = await (await route.fetch()).json();
    const salaryOf = slug => data.roles.find(role => role.slug === slug).salaries[0];
    Object.assign(salaryOf('pharmacist'), { average: 0, median: 0, p10: 0, p25: 0, p75: 0, p90: 0 });
    Object.assign(salaryOf('registered-nurse'), { average: null, median: null, p10: null, p90: null });
    await route.fulfill({ json: data });
  });
  await open(page, origin, ['pharmacist', 'registered-nurse']);
  await waitForCount(page, 2);
  await page.unroute('**/roles.json');
  const [, withheld] = await cellsOf(page, 'Typical pay');
  return /^not published per year, median/.test(withheld) ? [] : [`withheld pay reads '${withheld}'`];
}

// Empty, it suggests pairs; cards, results and profiles lead to it.
async function checkWays(page, origin) {
  const problems = [];
  await page.setViewportSize({ width: 1280, height: 900 });
  await open(page, origin, []);
  if (!/up to four roles.*\(up to four\)/is.test(await page.locator('main').innerText())) problems.push('nothing says from the start how many roles can be compared');
  const room = await page.locator('.comparison').evaluate(box => box.lastElementChild.getBoundingClientRect().bottom - box.getBoundingClientRect().bottom);
  if (room < -30) problems.push(`${-room} px are kept for no roles`);
  await page.locator('#part--compare-pairs a', { hasText: 'Registered Nurse – Family Physician' }).click();
  await waitForCount(page, 2).catch(() => problems.push('a suggested pair is not shown'));
  if (await page.evaluate(() => document.activeElement.id) !== 'part--compare') problems.push('a suggested pair leaves the focus behind');
  if (await page.locator('#part--compare-pairs').isVisible()) problems.push('pairs are suggested beside a comparison');
  for (const [path, name, count] of [
    ['/roles/registered-nurse/', 'Compare: Pharmacist', 1], ['/search/#q=pharmacist', 'Compare: Pharmacist', 1],
    ['/roles/', 'Compare: Pharmacist', 1], ['/salaries/', 'Compare: Pharmacist', 1], ['/branches/healthcare/', 'Compare: Pharmacist', 1],
    ['/skills/pharmacology/', 'Compare: Pharmacist', 1], ['/roles/education/doctorate/', 'Compare: Pharmacist', 1],
    ['/roles/pharmacist/', 'Compare with other roles', 1], ['/roles/pharmacist/', 'Compare these roles in full', 3],
  ]) {
    await page.goto(origin + path);
    await page.evaluate(() => sessionStorage.clear());
    await page.getByRole('link', { name, exact: true }).first().click();
    await waitForCount(page, count).catch(() => problems.push(`'${name}' of ${path} leads to ${page.url()}`));
  }
  if (!await page.locator('header nav a', { hasText: 'Compare' }).count()) problems.push('the menu does not lead to the comparison');
  return problems;
}

// From page to page a comparison grows, as long as the tab is open, up to four roles; what was removed stays away.
async function checkGathering(page, origin) {
  const problems = [];
  const follow = async (path, name) => {
    await page.goto(origin + path);
    await page.getByRole('link', { name, exact: true }).first().click();
    await page.waitForFunction(selector => document.querySelector(selector)?.textContent, status);
  };
  const expect = async (action, ...titles) => {
    const found = await titlesOf(page);
    if (found.join() !== titles.join()) problems.push(`${action} compares ${found}`);
  };
  await page.evaluate(() => sessionStorage.clear());
  await follow('/roles/', 'Compare: Accountant');
  await follow('/search/#q=pharmacist', 'Compare: Pharmacist');
  await expect('a result after a row', 'Accountant', 'Pharmacist');
  await follow('/roles/civil-engineer/', 'Compare with other roles');
  await expect('a role page after these', 'Accountant', 'Pharmacist', 'Civil Engineer');
  await page.locator('#part--compare thead button').nth(1).click();
  await follow('/branches/healthcare/', 'Compare: Registered Nurse');
  await expect('a card after a removal', 'Accountant', 'Civil Engineer', 'Registered Nurse');
  await follow('/', 'Compare');
  await expect('the menu', 'Accountant', 'Civil Engineer', 'Registered Nurse');
  await follow('/roles/', 'Compare: Data Scientist');
  await follow('/roles/', 'Compare: Pharmacist');
  await expect('a fifth', 'Accountant', 'Civil Engineer', 'Registered Nurse', 'Data Scientist');
  if (!/remove one to add another/.test(await page.textContent(status))) problems.push(`a fifth is told as '${await page.textContent(status)}'`);
  await page.locator('.skip').focus();
  await page.keyboard.press('Enter');
  await expect('the skip link', 'Accountant', 'Civil Engineer', 'Registered Nurse', 'Data Scientist');
  await follow('/roles/pharmacist/', 'Compare these roles in full');
  if ((await titlesOf(page)).includes('Civil Engineer')) problems.push('a link to a whole comparison does not begin anew');
  return problems;
}

export async function checkCompare(browser, site) {
  const problems = [];
  const page = await openPage(browser, problems);
  page.setDefaultTimeout(10_000);
  problems.push(...await checkFull(page, site.origin), ...await checkTable(page), ...await checkFigures(page, site.origin), ...await checkScrolling(page, site.origin), ...await checkActions(page, site.origin),
    ...await checkAddress(page, site.origin), ...await checkWays(page, site.origin),
    ...await checkGathering(page, site.origin), ...await checkHaste(page, site.origin), ...await checkOddPay(page, site.origin));
  await page.close();
  return problems.map(problem => `comparison: ${problem}`);
}
