// Pay on a role's page: soon reached, told no more than twice, drawn where it belongs, and found by region.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isRolePage, publish } from './sites.mjs';

const desk = { width: 1366, height: 620 };
const mostScreens = 2;
const mostTimes = 2;

// Figures of the role itself, as they are seen: what is folded away does not count.
const findPay = () => {
  const block = document.querySelector('.pay-block');
  const told = [...document.querySelectorAll('.facts div:first-child, .pay-block, .salary, .prose p, .prose li')];
  const outermost = told.filter(element => !told.some(other => other !== element && other.contains(element)));
  const counts = {};
  // Several percentiles may lie above one lower bound.
  const text = outermost.map(element => element.innerText).join(' ').replace(/at least \S+/g, '');
  for (const figure of text.match(/\p{Sc}\d[\d,.]*\d/gu) ?? []) {
    counts[figure] = (counts[figure] ?? 0) + 1;
  }
  // Of steps of an average in sight, one is the average once more: the table is that of a model.
  const isModelInSight = document.querySelector('.salary > .scroll td small') !== null;
  return { bottom: block ? block.getBoundingClientRect().bottom + scrollY : Infinity, counts: isModelInSight ? {} : counts,
    foldedSteps: document.querySelectorAll('.salary > .fold').length };
};

async function checkOwn(page, site) {
  const problems = [];
  let folded = 0;
  await page.setViewportSize(desk);
  for (const path of site.pages.filter(isRolePage)) {
    await page.goto(site.origin + path);
    const { bottom, counts, foldedSteps } = await page.evaluate(findPay);
    folded += foldedSteps;
    if (bottom > mostScreens * desk.height) problems.push(`${path} the pay block ends at ${bottom} px`);
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
      ...await checkRegions(browser, page, site),
      ...await checkForcedColours(page, site),
    ].map(problem => `pay: ${problem}`);
  } finally {
    await page.close();
    site.close();
  }
}
