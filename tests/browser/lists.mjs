// Lists of many roles, as readers meet them: what a figure says of itself, and how a list is narrowed without
// scripts, seen at a glance, and read on a phone.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publish } from './sites.mjs';

const tallestList = 1800;   // pixels, for eighteen roles on a desk
const leastTarget = 24;    // pixels: WCAG 2.2, success criterion 2.5.8
const tallestPage = 16000;   // of a hundred, on a phone
const desk = { width: 1280, height: 900 };
const phone = { width: 390, height: 844 };

const texts = locator => locator.evaluateAll(elements => elements.map(element => element.textContent.trim()));

async function follow(page, link) {
  const address = new URL(await link.getAttribute('href'), page.url()).href;
  await link.click();
  await page.waitForURL(address);
}

async function checkFigures(page, origin) {
  const problems = [];
  await page.goto(`${origin}/`);
  const figures = await texts(page.locator('.card .pay'));
  if (figures.length < 18) problems.push(`home shows ${figures.length} figures`);
  // What most of them are is said once, above.
  problems.push(...figures.filter(text => !/^\$[\d,]+( per year, average| per hour)?$/.test(text)).map(text => `home says of a figure: ${text}`));
  const ragged = await page.locator('.card .plain li:has(.pay)').evaluateAll(items => items.filter(item => {
    const [row, title, pay] = [item, ...item.children].map(element => element.getBoundingClientRect());
    return Math.abs(pay.right - row.right) > 1 || Math.abs(pay.top - title.top) > 4;
  }).map(item => item.textContent));
  if (ragged.length) problems.push(`pay on home is ragged: ${ragged}`);
  if (!figures.includes('$102,450 per year, average')) problems.push('home does not mark an average');
  if (!figures.includes('$93,600')) problems.push('home does not show the median of nurses');
  if (!/median per year/.test(await texts(page.locator('#part--branches + .meta')))) problems.push('home does not say what its figures are');
  await page.goto(`${origin}/articles/reading-salary-figures/`);
  const cards = await texts(page.locator('.cards .pay'));
  if (!cards.length) problems.push('no cards show pay');
  const isMarked = text => / per (year|hour), (median|average)$/.test(text);
  problems.push(...cards.filter(text => !isMarked(text)).map(text => `a card does not say what it shows: ${text}`));
  return problems;
}

// The median of a few roles would say little.
async function checkSummaries(page, origin) {
  const problems = [];
  // One of the five roles of the second has an average only: that is no median, and is told.
  const pages = [['branches/healthcare/', false, ''], ['branches/it-development/', false, ', medians and averages'],
    ['skills/communication/', true, ', medians and averages']];
  for (const [path, hasMedian, kinds] of pages) {
    await page.goto(`${origin}/${path}`);
    const text = await page.locator('.page-header').innerText();
    const range = text.match(/\$[\d,]+ – \$[\d,]+ per year(, medians and averages)?/);
    if (!range) problems.push(`${path} shows no range`);
    else if ((range[1] ?? '') !== kinds) problems.push(`${path} says of its range: ${range[0]}`);
    if (/median of these roles/.test(text) !== hasMedian) problems.push(`${path} ${hasMedian ? 'lacks' : 'shows'} a median`);
  }
  return problems;
}

// Bars begin at one line, and are as long as the pay is high.
async function checkBars(page, origin) {
  await page.goto(`${origin}/branches/it-development/`);
  const bars = await page.locator('.rows tbody tr').evaluateAll(rows => rows.map(row => {
    const { left, width } = row.querySelector('.bar').getBoundingClientRect();
    return { left, width, pay: Number(row.querySelector('td').dataset.value) };
  }));
  // A shape that no rule colours is black.
  const black = await page.evaluate(() => [...document.querySelectorAll('main svg *')]
    .filter(shape => getComputedStyle(shape).fill === 'rgb(0, 0, 0)').length);
  if (black) return [`${black} shapes of charts have no colour`];
  const highest = bars.reduce((best, bar) => bar.pay > best.pay ? bar : best);
  const isOff = ({ left, width, pay }) => Math.abs(left - bars[0].left) > 1 || Math.abs(width / highest.width - pay / highest.pay) > 0.01;
  const lengths = new Set(bars.map(({ width }) => Math.round(width)));
  return bars.some(isOff) || lengths.size < 3 ? [`bars are not aligned: ${JSON.stringify(bars)}`] : [];
}

// Opens each filter and follows one of its links: there stand as many roles as the link says.
async function checkFilters(page, origin) {
  const problems = [];
  await page.goto(`${origin}/roles/`);
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  if (height > tallestList) problems.push(`the list of all roles is ${height} px tall`);
  const rows = page.locator('.rows th[scope=row]');
  if (await rows.count() !== 18) problems.push(`the list of all roles has ${await rows.count()}`);
  const row = page.locator('.rows tr', { hasText: 'Registered Nurse' });
  if (!/\$93,600\s+per year\s+Associate degree, Bachelor's degree\s+[\d.]+%/.test(await row.innerText())) {
    problems.push(`a row says: ${await row.innerText()}`);
  }
  const names = await texts(page.locator('.narrow summary'));
  if (names.join() !== 'Branch,Education,Typical pay per year') problems.push(`the filters are ${names}`);
  for (const [index, name] of names.entries()) {
    await page.goto(`${origin}/roles/`);
    const filter = page.locator('.narrow details').nth(index);
    const option = filter.locator('li').nth(1);
    if (await option.isVisible()) problems.push(`${name}: the choices are not folded`);
    await filter.locator('summary').click();
    const [title, count] = [await option.locator('a').innerText(), parseInt(await option.locator('.meta').innerText())];
    await follow(page, option.locator('a'));
    if (await rows.count() !== count) problems.push(`${title}: ${await rows.count()} roles stand where ${count} are promised`);
    if (!(await page.locator('h1').innerText()).includes(title)) problems.push(`${title} leads to ${page.url()}`);
    const chosen = await texts(page.locator('.narrow summary strong'));
    if (name !== 'Branch' && chosen.join() !== title) problems.push(`${title}: the page says that ${chosen} is chosen`);
  }
  return problems;
}

async function checkSkills(page, origin) {
  const problems = [];
  await page.goto(`${origin}/skills/`);
  const folded = page.locator('details a');
  const open = page.locator('.skills-of-letter a:not(details a)');
  const hasOneRole = async link => /^1 /.test(await page.locator(`li:has(> a[href="${link}"]) .meta`).innerText());
  if (!await folded.count() || await folded.first().isVisible()) problems.push('skills of one role are not folded');
  if (!await open.first().isVisible() || await hasOneRole(await open.first().getAttribute('href'))) problems.push('skills of several roles do not stand open');
  const summary = page.locator('details summary').first();
  await summary.click();
  if (!await folded.first().isVisible()) problems.push('the fold of skills does not open');
  const letters = await texts(page.locator('.letters a'));
  const heads = await texts(page.locator('.skills-of-letter h2'));
  if (!letters.length || letters.join() !== heads.join()) problems.push(`the letters ${letters} lead to ${heads}`);
  return problems;
}

async function checkRanking(page, origin) {
  const problems = [];
  await page.goto(`${origin}/salaries/`);
  const order = await page.locator('th[aria-sort]').evaluateAll(heads => heads.map(head => `${head.textContent} ${head.getAttribute('aria-sort')}`));
  if (order.some(text => text !== 'Pay descending') || !order.length) problems.push(`the tables say that they are sorted by ${order}`);
  if (!/several sources or years/.test(await page.locator('main').innerText())) problems.push('nothing says that sources are mixed');
  // A source whose page a role names is a link to it; another is told below.
  const marks = await page.locator('.ranking tbody tr').evaluateAll(rows => rows.map(row => {
    const [cell, link] = [row.querySelector('.as-of'), row.querySelector('.as-of a')];
    const address = link?.getAttribute('href') ?? '';
    const leads = address.startsWith('https:') || (address.startsWith('#') && document.querySelector(address));
    return { leads: Boolean(leads), isOut: address.startsWith('https:'), text: [...row.cells].map(cell => cell.textContent.trim()).join(' '),
      height: link?.getBoundingClientRect().height };
  }));
  if (!marks.length || !marks.every(({ leads }) => leads)) problems.push('a row does not lead to where its figure comes from');
  // What most rows share is said once, above them; a row that differs says so.
  const shared = (await page.locator('.ranking caption .meta').innerText()).replace(/\s+/g, ' ');
  if (!/^Median, May 2024 \(\d years? old\), Source 1 – where nothing else is said$/.test(shared)) problems.push(`above the rows stands: ${shared}`);
  const told = marks.filter(({ text }) => /Median|Average|Source|\b\d{4}\b/.test(text)).map(({ text }) => text);
  if (told.length !== 1 || !/^Backend Developer \$102,450 Average.* 2 June 2025, \d years? old/.test(told[0])) problems.push(`rows say of themselves: ${told.join(' | ')}`);
  if (!await page.locator('.ranking caption a').evaluate(link => Boolean(document.querySelector(link.hash)))) problems.push('the shared source leads nowhere');
  if (!marks.some(({ isOut }) => isOut)) problems.push('no row leads to its source');
  if (!marks.every(({ height }) => height >= leastTarget)) problems.push(`links to sources are ${marks.map(({ height }) => height)} px high`);
  return problems;
}

// On a phone the names stay where they are, the branch makes room, and a shade shows that more follows.
async function checkRankingOnPhone(page, origin) {
  const problems = [];
  await page.setViewportSize(phone);
  await page.goto(`${origin}/salaries/`);
  if (await page.locator('.ranking .branch').first().isVisible()) problems.push('a phone shows the branch');
  const box = page.locator('.scroll').first();
  const hidden = await box.evaluate(scroll => [...scroll.querySelectorAll('td[data-value]:nth-child(2)')]
    .filter(cell => cell.getBoundingClientRect().right > scroll.getBoundingClientRect().right).length);
  if (hidden) problems.push(`the pay of ${hidden} rows is seen only after scrolling sideways`);
  const seen = await box.evaluate(scroll => {
    const before = scroll.scrollWidth - scroll.clientWidth;
    scroll.scrollLeft = before;
    const left = scroll.querySelector('tbody th').getBoundingClientRect().left - scroll.getBoundingClientRect().left;
    const { backgroundAttachment } = getComputedStyle(scroll);
    return { before, left, backgroundAttachment };
  });
  if (seen.before <= 0) problems.push('the ranking fits a phone: this test needs a wider one');
  if (seen.left < 0 || seen.left > 2) problems.push(`the names scroll away: ${seen.left}`);
  if (!/local/.test(seen.backgroundAttachment)) problems.push('no shade shows that more follows');
  await page.setViewportSize(desk);
  if (!await page.locator('.ranking .branch').first().isVisible()) problems.push('a desk shows no branch');
  return problems;
}

// Pay per hour beside pay per year: each says so, and they are not ranked with each other.
async function checkPeriods(page, origin) {
  const problems = [];
  await page.goto(`${origin}/salaries/`);
  const tables = await page.locator('.ranking').evaluateAll(all => all.map(table =>
    `${table.caption.textContent.trim()}: ${[...table.tBodies[0].rows].map(row => row.cells[1].textContent).join('; ')}`));
  const hourly = 'Pay, USD, per hour Median, May 2024 (2 years old), Source 2: $24.00; $20.50';
  if (tables.length !== 2 || tables[1] !== hourly) problems.push(`the rankings are ${tables.join(' | ')}`);
  if (!/Nothing is converted/.test(await page.locator('main').innerText())) problems.push('nothing says that pay per hour is ranked apart');
  const links = await page.locator('nav a[href*="#part--pay-"]').evaluateAll(all => all.map(link => Boolean(document.querySelector(link.hash))));
  if (links.length !== 2 || links.includes(false)) problems.push('no links lead to the two rankings');
  await page.goto(`${origin}/`);
  const figures = await texts(page.locator('.pay'));
  if (!figures.includes('$24.00 per hour') || !figures.includes('$86,070')) problems.push(`home shows ${figures}`);
  await page.goto(`${origin}/branches/stage/`);
  const text = await page.locator('.page-header').innerText();
  if (!text.includes('$20.50 – $24.00 per hour')) problems.push(`a branch that is paid by the hour says: ${text}`);
  return problems;
}

async function checkRowsOnPhone(page, origin) {
  const problems = [];
  await page.setViewportSize(phone);
  await page.goto(`${origin}/branches/care/`);
  const text = await page.locator('.rows tr', { hasText: 'Aide' }).innerText();
  if (text !== "Aide\n$33,000 per year, average\nHigh school\nProjected growth 2024–2034: −2.5%\nAide do what they do.") problems.push(`a stacked row says: ${text}`);
  await page.setViewportSize(desk);
  return problems;
}

// Figures of growth have as many decimals as any of their column, and their years in its head or beside them.
async function checkGrowth(page, origin, lists) {
  const problems = [];
  const columns = [[`${origin}/roles/`, /^−?\d+\.\d%$/, true], [`${origin}/branches/engineering/`, /^−?\d+\.\d%$/, true],
    [`${lists}/branches/care/`, /^−?\d+\.\d%$/, true], [`${lists}/roles/`, /^−?\d+\.\d%$/, true]];
  for (const [address, form, isShared] of columns) {
    await page.goto(address);
    const head = await page.locator('th.growth').innerText();
    const cells = await page.locator('.rows tbody td:nth-of-type(3)').evaluateAll(all => all.map(cell => cell.innerText.trim()).filter(text => /\d/.test(text)));
    if (cells.length < 2 || cells.some(text => !form.test(text))) problems.push(`${address} the column of growth is ${cells}`);
    if (/2024–2034/.test(head) !== isShared) problems.push(`${address} its head is ${head}`);
  }
  return problems;
}

// The last digits of a column stand at one place, whatever is said beside them.
async function checkDigits(page, origin) {
  const problems = [];
  for (const [path, width] of [['/', 1280], ['/roles/', 1280], ['/roles/', 1000], ['/salaries/', 1280], ['/salaries/', 390],
    ['/branches/it-development/', 1280], ['/roles/frontend-developer/', 1280]]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(origin + path);
    const edges = await page.evaluate(() => [...document.querySelectorAll('table, .card .plain, .ladder')].map(list =>
      [...list.querySelectorAll('.pay')].map(pay => {
        const range = document.createRange();
        range.selectNode(pay.firstChild);
        const box = range.getClientRects()[0];
        return { right: box && Math.round(box.right), lines: range.getClientRects().length };
      })).filter(list => list.length > 1));
    if (!edges.length) problems.push(`${path} shows no columns of pay`);
    for (const list of edges) {
      const rights = list.map(({ right }) => right);
      if (Math.max(...rights) - Math.min(...rights) > 1) problems.push(`${path} at ${width}: digits end at ${rights}`);
      if (list.some(({ lines }) => lines > 1)) problems.push(`${path} at ${width}: a figure is broken`);
    }
  }
  await page.setViewportSize(desk);
  return problems;
}

// With scripts, columns of plain numbers sort by their value, also below zero.
async function checkSorting(page, origin) {
  await page.goto(`${origin}/branches/care/`);
  const first = () => page.locator('.rows tbody th').first().textContent();
  const start = await page.locator('th[aria-sort]').evaluateAll(heads => heads.map(head => `${head.textContent} ${head.getAttribute('aria-sort')}`));
  await page.getByRole('button', { name: 'Projected growth' }).click();
  await page.getByRole('button', { name: 'Projected growth' }).click();
  const highest = await first();
  const names = await texts(page.locator('.rows thead button'));
  const bottoms = await page.locator('.rows thead th').evaluateAll(heads => heads.map(head => {
    const [range, words] = [document.createRange(), document.createTreeWalker(head, NodeFilter.SHOW_TEXT)];
    while (words.nextNode()) range.selectNode(words.currentNode);
    return Math.round(range.getBoundingClientRect().bottom);
  }));
  if (Math.max(...bottoms) - Math.min(...bottoms) > 1) return [`heads of columns end at ${bottoms}`];
  const isRight = start.join() === 'Role ascending' && highest === 'Nurse' && !names.includes('In short');
  return isRight ? [] : [`sorting begins with ${start}, and gives ${highest}; buttons: ${names}`];
}

// Titles on home have the room that they need, whatever stands beside them.
async function checkTitles(page, origin) {
  const problems = [];
  for (const viewport of [phone, desk]) {
    await page.setViewportSize(viewport);
    await page.goto(origin);
    const squeezed = await page.locator('.card .plain li').evaluateAll(items => items.filter(item => {
      const title = document.createRange();
      title.selectNodeContents(item.querySelector('a'));
      const lines = [...title.getClientRects()];
      const room = item.querySelector('.pay').getBoundingClientRect().left - item.getBoundingClientRect().left - 16;
      return lines.length > Math.ceil(lines.reduce((sum, { width }) => sum + width, 0) * 1.35 / room);
    }).map(item => item.textContent));
    if (squeezed.length) problems.push(`home at ${viewport.width} px squeezes ${squeezed.length} titles: ${squeezed[0]}`);
  }
  return problems;
}

// A thing goes by one name, wherever it is met.
async function checkWords(page, origin) {
  const problems = [];
  for (const [path, wanted, other] of [
    ['/', 'Latest articles', /insights/i], ['/articles/', 'Articles', /insights/i], ['/roles/registered-nurse/', 'Articles for Registered Nurses', /insights|Its further|\bJob\t/],
    ['/salaries/', 'Role', /^Job\b/m], ['/roles/', 'Role', /^Job\b/m],
  ]) {
    await page.goto(origin + path);
    const text = await page.locator('main').innerText();
    if (!text.includes(wanted) || other.test(text)) problems.push(`${path} lacks '${wanted}', or says ${other}`);
  }
  await page.goto(`${origin}/roles/registered-nurse/`);
  const names = await texts(page.locator('.pager a'));
  if (!names.includes('More in Healthcare')) problems.push(`the links to neighbours are ${names}`);
  return problems;
}

// Two hundred and fifty roles under all letters.
function writeManyRoles(folder) {
  mkdirSync(join(folder, 'content/roles'), { recursive: true });
  writeFileSync(join(folder, 'site.yaml'), 'title: Many\nbase_url: https://example.org/\nlints: {unsourced: off, undated: off, duplicate-summary: off}\n');
  for (let i = 0; i < 250; i++) {
    const title = `${String.fromCharCode(65 + Math.floor(i / 10))}achine Operator and Tender of Works ${i}`;
    writeFileSync(join(folder, `content/roles/r${i}.md`),
      `---\ntitle: ${title}\nbranch: ${i === 249 ? 'Cares' : 'Works'}\nsummary: Tends works.\nskills: [Works, Own ${i}]\nsalary: {currency: USD, median: ${40000 + i * 100}}\n---\nText.\n`);
  }
  return folder;
}

// Ways through many roles: letters that stay in sight and lead to where they say, numbers of pages, no order that
// holds for a page alone, and nothing of it taller than a reader scrolls.
async function checkMany(page, origin) {
  const problems = [];
  await page.setViewportSize(phone);
  await page.goto(`${origin}/`);
  const cards = await texts(page.locator('.cards').first().locator('.card h3, .card .meta'));
  if (cards.join() !== 'Cares,1 role,Works,249 roles,$40,000 – $64,800 per year') problems.push(`home of many roles shows ${cards}`);
  for (const viewport of [phone, desk]) {
    await page.setViewportSize(viewport);
    await page.goto(`${origin}/roles/`);
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    if (height > tallestPage) problems.push(`a page of all roles is ${height} px tall at ${viewport.width} px`);
    await page.evaluate(() => scrollTo(0, 3000));
    const letter = page.locator('.letter-bar a', { hasText: 'Y' });
    const { y } = await letter.boundingBox();
    if (y < 0 || y > 100) problems.push(`at ${viewport.width} px the letters scroll away: ${y}`);
    await follow(page, letter);
    if (!page.url().includes('/roles/page/3/#')) problems.push(`the letter Y leads to ${page.url()}`);
    const [bar, head] = await page.evaluate(() => [document.querySelector('.letter-bar').getBoundingClientRect().bottom, document.querySelector(':target').getBoundingClientRect().top]);
    if (head < bar - 1 || head > viewport.height) problems.push(`at ${viewport.width} px the letter stands at ${head}, below a bar to ${bar}`);
    await page.goto(`${origin}/salaries/`);
    await follow(page, page.getByRole('link', { name: 'Page 3 of 3' }));
    const current = await texts(page.locator('.pager [aria-current]'));
    if (current.join() !== '3' || !/Aachine.* 0\b/.test(await page.locator('.ranking tbody tr').last().innerText())) problems.push(`page ${current} of the ranking does not end it`);
    if (await page.locator('th button').count()) problems.push('a part of a ranking can be sorted by itself');
    if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) problems.push(`at ${viewport.width} px the ranking moves the page sideways`);
  }
  return problems;
}

// What the search shows of a role says what its figure is.
function checkRecords(folder) {
  const records = JSON.parse(readFileSync(join(folder, 'search/data.json'), 'utf8')).roles;
  const bad = records.filter(record => !/^per (year|hour), (median|average)$/.test(record[6]));
  return records.length && !bad.length ? [] : [`records of the search: ${JSON.stringify(bad.slice(0, 3))}`];
}

// What is touched is 24 px high: https://www.w3.org/TR/WCAG22/#target-size-minimum
async function checkTargets(page, origin) {
  const problems = [];
  for (const [path, targets] of [['/roles/', '.row-compare a'], ['/salaries/', '.row-compare a'], ['/skills/', '.columns a']]) {
    await page.goto(origin + path);
    const heights = await page.locator(targets).filter({ visible: true }).evaluateAll(all => all.map(element => element.getBoundingClientRect().height));
    if (!heights.length || Math.min(...heights) < 24) problems.push(`${path} has targets ${Math.min(...heights)} px high`);
  }
  return problems;
}

export async function checkLists(browser, site, metier, root, temporary) {
  const lists = await publish(metier, 'role-lists', join(root, 'tests/sites/role-lists'), ['content', 'site.yaml'], temporary);
  const many = await publish(metier, 'many', writeManyRoles(join(temporary, 'many-written')), ['content', 'site.yaml'], temporary);
  const plain = await browser.newPage({ viewport: desk, javaScriptEnabled: false });
  const page = await browser.newPage({ viewport: desk });
  const problems = checkRecords(site.folder);
  for (const check of [checkFigures, checkSummaries, checkBars, checkFilters, checkSkills, checkRanking, checkRankingOnPhone, checkTitles, checkTargets, checkWords]) {
    problems.push(...await check(plain, site.origin));
  }
  for (const check of [checkPeriods, checkRowsOnPhone]) problems.push(...await check(plain, lists.origin));
  problems.push(...await checkGrowth(plain, site.origin, lists.origin), ...await checkDigits(plain, site.origin));
  problems.push(...await checkSorting(page, lists.origin), ...await checkMany(page, many.origin));
  await plain.close();
  await page.close();
  lists.close();
  many.close();
  return problems.map(problem => `lists: ${problem}`);
}

// Of ten thousand roles a page holds a part, and its filters lead to parts as well.
export async function checkLargeLists(browser, site) {
  const problems = [];
  const page = await browser.newPage({ viewport: desk, javaScriptEnabled: false });
  await page.goto(`${site.origin}/roles/`);
  const rows = page.locator('.rows th[scope=row]');
  for (const place of ['/roles/', '/roles/page/20/']) {
    await page.goto(site.origin + place);
    if (await rows.count() !== 100) problems.push(`${place} has ${await rows.count()} rows`);
  }
  const filters = page.locator('.narrow details');
  const count = await filters.count();
  for (let i = 0; i < count; i++) {
    await page.goto(`${site.origin}/roles/`);
    await filters.nth(i).locator('summary').click();
    const option = filters.nth(i).locator('li').first();
    const promised = parseInt((await option.locator('.meta').innerText()).replace(',', ''));
    await follow(page, option.locator('a'));
    if (await rows.count() !== Math.min(promised, 100)) problems.push(`${page.url()} has ${await rows.count()} rows of ${promised}`);
    const hasPager = await page.locator('.pager').count() > 0;
    if (hasPager !== promised > 100) problems.push(`${page.url()} ${hasPager ? 'has' : 'lacks'} a pager`);
  }
  if (count < 2) problems.push(`there are ${count} filters`);
  await page.close();
  return problems.map(problem => `lists of a large site: ${problem}`);
}
