// Pay on a role's page: soon reached, told no more than twice, drawn where it belongs, and found by region.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileOf, publish } from './sites.mjs';
import { leave } from './search.mjs';

const desk = { width: 1366, height: 620 };
const mostScreens = 2;
const mostTimes = 2;
const leastRoles = 18;

// How often each figure is seen: money, shares and large numbers of the role and of its neighbours. What
// is folded away does not count, nor a lower bound, above which several percentiles may lie.
const countFigures = text => {
  const counts = {};
  const told = text.replace(/at least \S+/g, '').replace(/ percent\b/g, '%');
  for (const [figure] of told.matchAll(/\p{Sc}\d[\d,]*(?:\.\d+)?|\d[\d.]*%|\d{1,3}(?:,\d{3})+/gu)) {
    counts[figure] = (counts[figure] ?? 0) + 1;
  }
  return counts;
};

const findRolePay = () => {
  const block = document.querySelector('.pay-block');
  const labels = [...document.querySelectorAll('.salary .scroll:not(details *) tbody th')].map(head => head.textContent);
  return {
    bottom: block ? block.getBoundingClientRect().bottom + scrollY : Infinity,
    foldedSteps: document.querySelectorAll('.salary > .fold').length,
    lacksMedian: labels.some(label => /^\d+th /.test(label)) && !labels.some(label => /^Median /.test(label)),
    emptyCells: [...document.querySelectorAll('.origins td')].filter(cell => !cell.textContent.trim()).length,
    hyphens: document.querySelector('main').innerText.match(/(?<![\w-])-\d[\d.,]*%/g) ?? [],
  };
};

async function checkOwn(page, site) {
  const problems = [];
  let folded = 0;
  await page.setViewportSize(desk);
  // All of them: site.pages holds some of each kind.
  const slugs = readdirSync(fileOf(site, '/roles')).filter(slug => existsSync(fileOf(site, `/roles/${slug}/index.json`)));
  if (slugs.length < leastRoles) problems.push(`only ${slugs.length} roles were found`);
  for (const path of slugs.map(slug => `/roles/${slug}/`)) {
    await page.goto(site.origin + path);
    const found = await page.evaluate(findRolePay);
    folded += found.foldedSteps;
    if (found.bottom > mostScreens * desk.height) problems.push(`${path} the pay block ends at ${found.bottom} px`);
    if (found.lacksMedian) problems.push(`${path} the percentiles lack the median`);
    if (found.emptyCells) problems.push(`${path} ${found.emptyCells} cells of the origins are empty`);
    problems.push(...found.hyphens.map(text => `${path} a hyphen stands for a minus: ${text}`));
    const counts = countFigures(await page.locator('main').innerText());
    if (Object.keys(counts).length < 5) problems.push(`${path} shows ${Object.keys(counts).length} figures`);
    for (const [figure, count] of Object.entries(counts)) {
      if (count > mostTimes) problems.push(`${path} ${figure} stands there ${count} times`);
    }
  }
  if (!folded) problems.push('no page folds modelled steps away');
  return problems;
}

// Which end of the chart a shape is nearer to, in percent of its width from the left.
const findPlaces = () => {
  const chart = document.querySelector('.pay-chart');
  const box = chart.getBoundingClientRect();
  const at = query => {
    const { left, width } = chart.querySelector(query).getBoundingClientRect();
    return (left + width / 2 - box.left) / box.width;
  };
  return { mark: at('.mark'), average: at('.average'), texts: chart.querySelectorAll('text').length };
};

// Where shapes and labels of a chart stand, in pixels; `ticks` are the upright ends of its line.
const findDrawn = () => {
  const figure = document.querySelector('.chart');
  const [left, right] = ['left', 'right'].map(side => element => element?.getBoundingClientRect()[side]);
  const ticks = [...figure.querySelectorAll('.whisker')].filter(line => line.getAttribute('x1') === line.getAttribute('x2'));
  const [low, high] = figure.querySelectorAll('.ends span');
  const box = figure.querySelector('.box');
  return {
    ticks: ticks.map(left), low: left(low), high: right(high), box: [left(box), right(box)], mark: left(figure.querySelector('.mark')),
    beyond: left(figure.querySelector('.beyond')), isDashed: Boolean(box) && getComputedStyle(box).strokeDasharray !== 'none',
    caption: figure.querySelector('figcaption').textContent,
  };
};

// What is known only from below has a tick, and its label ends there; what lies beyond is explained.
async function checkDrawn(page, pay, own) {
  const problems = [];
  const isNear = (one, other) => Math.abs(one - other) < 4;
  const pages = [`${own.origin}/roles/family-physician/`, `${own.origin}/roles/financial-manager/`, `${pay.origin}/roles/surgeon/`];
  for (const address of pages) {
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(address);
      const { ticks, low, high, beyond, caption } = await page.evaluate(findDrawn);
      if (ticks.length !== 2 || !isNear(ticks[1], beyond)) problems.push(`${address} ${width}: the bound has no tick: ${ticks}, beyond from ${beyond}`);
      if (!isNear(low, ticks[0])) problems.push(`${address} ${width}: the lowest label begins at ${low}, its tick at ${ticks[0]}`);
      if (width > 390 && !isNear(high, ticks[1])) problems.push(`${address} ${width}: the highest label ends at ${high}, its tick at ${ticks[1]}`);
      if (!/dotted/.test(caption)) problems.push(`${address}: the dotted line is not explained`);
    }
  }
  const { box, mark, ...physician } = await page.goto(pages[0]).then(() => page.evaluate(findDrawn));
  if (!isNear(box[1], physician.ticks[1]) || !physician.isDashed || !/higher than is known/.test(physician.caption)) {
    problems.push(`a middle half that ends at a bound is drawn from ${box}, of ${mark}`);
  }
  await page.goto(`${pay.origin}/roles/porter/`);
  const porter = await page.evaluate(findDrawn);
  if (!isNear(porter.box[1], porter.mark) || !/quarter/.test(porter.caption)) problems.push(`the quarter below the median is drawn at ${porter.box}`);
  return problems;
}

async function checkComparison(page, site) {
  const problems = [];
  await page.setViewportSize({ width: 1280, height: 900 });
  for (const slugs of ['database-administrator', 'civil-engineer,database-administrator']) {
    await leave(page, site.origin);
    await page.goto(`${site.origin}/compare/#${slugs}`);
    await page.locator('#part--compare svg').first().waitFor();
    const { share, text } = await page.locator('#part--compare table').evaluate(table => ({
      share: table.querySelector('thead td').clientWidth / table.clientWidth, text: table.closest('.comparison').innerText }));
    if (share > .25) problems.push(`the labels take ${share} of the width beside ${slugs}`);
    if (!/one scale/.test(text) || !/median/.test(text)) problems.push('the bars have no legend');
    if (!/May 2024, \d+ years old/.test(text)) problems.push(`the age of figures is missing: ${text.slice(0, 400)}`);
    if (!/−0\.7%/.test(text) || (slugs.includes(',') && !/\s5\.0%/.test(text))) problems.push('growth is told with other decimals, or a hyphen');
    const tops = await page.locator('#part--compare td:has(svg) > small:first-child').allInnerTexts();
    const highest = slugs.includes(',') ? ['$160,990', '$160,990'] : ['$160,890'];
    if (tops.join() !== highest.join()) problems.push(`the scales end at ${tops}`);
  }
  return problems.map(problem => `comparison: ${problem}`);
}

// An average beyond the highest figure is drawn beyond it, and all of it turns with the writing.
async function checkChart(page, site) {
  const problems = [];
  await page.goto(`${site.origin}/roles/surgeon/`);
  const { mark, average, texts } = await page.evaluate(findPlaces);
  if (texts) problems.push('the chart has text that does not grow with the page');
  if (!(average > mark + .2)) problems.push(`the average stands at ${average}, the median, far lower, at ${mark}`);
  await page.evaluate(() => { document.documentElement.dir = 'rtl'; });
  const turned = await page.evaluate(findPlaces);
  if (Math.abs(turned.average - (1 - average)) > .02) problems.push(`right to left the average stands at ${turned.average}`);
  return problems;
}

// A figure that is known from below only beside one of six digits: both are seen whole, and no name of a
// currency, role or branch is said once more beside them.
async function checkBlock(page, site) {
  const problems = [];
  for (const width of [320, 390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(`${site.origin}/roles/surgeon/`);
    const { more, text } = await page.locator('.pay-block .scroll').evaluate(box => ({ more: box.scrollWidth - box.clientWidth, text: box.querySelector('tbody').innerText }));
    if (more > 0) problems.push(`at ${width} px ${more} px of the pay block are cut off`);
    if (!/at least \S+\s+\S+$/.test(text) || /USD/.test(text)) problems.push(`the pay block says ${text}`);
  }
  return problems;
}

// The bar of a figure that is known from below only has no end; others have one.
async function checkOpenBars(page, site) {
  const problems = [];
  for (const path of ['/roles/surgeon/', '/branches/healthcare/']) {
    await page.goto(site.origin + path);
    const bars = await page.locator('tr:has(.bar)').evaluateAll(rows => rows.map(row => [/at least/.test(row.textContent),
      getComputedStyle(row.querySelector('.bar')).strokeDasharray !== 'none']));
    if (!bars.some(([isBound]) => isBound) || bars.some(([isBound, isDashed]) => isBound !== isDashed)) problems.push(`${path} bars are ${bars.join(' ')}`);
  }
  return problems;
}

async function checkRegions(browser, page, site) {
  const problems = [];
  const address = `${site.origin}/roles/nurse/`;
  await page.goto(address);
  const rows = page.locator('.filtered tbody tr');
  const all = await rows.count();
  const shown = page.locator('table.regions:not(.filtered *) tbody tr');
  if (await shown.count() >= all) problems.push('no region is folded away');
  await page.locator('.filtered input').fill('  ALAB');
  const found = await rows.filter({ visible: true }).locator('th').allInnerTexts();
  if (found.join() !== 'Alabama') problems.push(`"ALAB" finds ${found}`);
  await page.locator('.filtered input').fill('');
  if (await rows.filter({ visible: true }).count() !== all) problems.push('without words not all regions are there');
  const hour = await page.locator('table.regions').allInnerTexts();
  if (hour.some(text => text.includes('41'))) problems.push('pay of an hour stands among that of a year');
  const scriptless = await browser.newPage({ javaScriptEnabled: false });
  await scriptless.goto(address);
  if (await scriptless.locator('.filtered input').isVisible()) problems.push('without scripts a dead field is shown');
  await scriptless.locator('.filtered summary').click();
  if (await scriptless.locator('.filtered tbody tr').filter({ visible: true }).count() !== all) {
    problems.push('without scripts the regions do not unfold');
  }
  await scriptless.close();
  return problems;
}

async function checkForcedColours(page, site) {
  await page.emulateMedia({ forcedColors: 'active' });
  await page.goto(`${site.origin}/roles/nurse/`);
  const unseen = await page.evaluate(() => {
    const canvas = getComputedStyle(document.body).backgroundColor;
    const isSeen = shape => { const { fill, stroke } = getComputedStyle(shape); return [fill, stroke].some(value => !['none', canvas].includes(value)); };
    return [...document.querySelectorAll('.bar, .box, .whisker, .mark, .average')].filter(shape => !isSeen(shape)).length;
  });
  await page.emulateMedia({ forcedColors: null });
  return unseen ? [`forced colours: ${unseen} shapes are not seen`] : [];
}

export async function checkPay(browser, metier, root, own, temporary) {
  const source = join(root, 'tests/sites/pay');
  const site = await publish(metier, 'pay', source, readdirSync(source).filter(part => part !== 'expected' && part !== '.metier'), temporary);
  const page = await browser.newPage();
  try {
    return [
      ...await checkOwn(page, own),
      ...await checkChart(page, site),
      ...await checkDrawn(page, site, own),
      ...await checkBlock(page, site),
      ...await checkOpenBars(page, site),
      ...await checkComparison(page, own),
      ...await checkRegions(browser, page, site),
      ...await checkForcedColours(page, site),
    ].map(problem => `pay: ${problem}`);
  } finally {
    await page.close();
    site.close();
  }
}
