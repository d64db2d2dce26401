// node serve.mjs METIER REPOSITORY: `metier serve` from end to end, in the browser. Every part edits
// files as an editor would and looks at what an open page does. With PICTURES=FOLDER it takes pictures;
// behind REPOSITORY stand the parts that are wanted alone.
import axe from 'axe-core';
import { spawn } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { launchBrowser } from './browser.mjs';

const [metier, root] = process.argv.slice(2).map(path => resolve(path));
const temporary = mkdtempSync(join(tmpdir(), 'metier-serve-'));
const patience = 8000;      // milliseconds, for what has to come
const silence = 250;        // milliseconds, in which nothing must
const nurse = 'content/roles/registered-nurse.md';
const draft = '---\ntitle: Draft Role\nbranch: Healthcare\nsummary: A role that is being written.\ndraft: true\n---\nA lead of this role.\n';
const axeOptions = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  rules: { 'target-size': { enabled: true } }, resultTypes: ['violations'], preload: false,
};
const problems = [];
let part = '';
const expect = (is, what) => is || problems.push(`${part}: ${what}`);

// A copy of the site and its server.
class Served {
  constructor(name) {
    this.folder = join(temporary, name);
    for (const piece of ['content', 'layouts', 'static', 'site.yaml']) {
      cpSync(join(root, piece), join(this.folder, piece), { recursive: true });
    }
  }

  // At a port that no other group asks for: one that is started again wants the same.
  async start(port = 9300) {
    const args = ['serve', '-C', this.folder, '--port', String(port), '--now', '2026-12-01'];
    this.process = spawn(metier, args, { env: { ...process.env, VISUAL: '', EDITOR: '' } });
    this.said = '';
    this.process.stderr.on('data', data => { this.said += data; });
    await new Promise((started, failed) => {
      this.process.stdout.on('data', data => {
        this.said += data;
        const url = this.said.match(/^(http:\S+)/m);
        if (url) { this.url = url[1]; this.origin = new URL(url[1]).origin; started(); }
      });
      this.process.on('close', () => failed(new Error(`the server has ended: ${this.said}`)));
    });
    return this;
  }

  async stop() {
    if (this.process.exitCode !== null) return;
    const isOver = new Promise(done => this.process.on('close', done));
    this.process.kill('SIGTERM');
    await isOver;
  }

  read(path) { return readFileSync(join(this.folder, path), 'utf8'); }

  write(path, text) {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  edit(path, from, to) {
    const text = this.read(path);
    if (!text.includes(from)) throw new Error(`${path} has no '${from}'`);
    this.write(path, text.replace(from, to));
  }

  remove(path) { rmSync(join(this.folder, path)); }
}

// An open page. A mark on its window lives until the page is loaded anew.
async function open(context, url) {
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  page.on('pageerror', error => expect(false, `script error: ${error.message}`));
  await page.goto(url);
  await isHeard(page);
  await mark(page);
  return page;
}

const mark = page => page.evaluate(() => { globalThis.mark = true; });
const isMarked = page => page.evaluate(() => globalThis.mark === true);
const preview = page => page.locator('metier-preview');
const isHeard = page => preview(page).waitFor({ state: 'attached' });
const panel = page => preview(page).locator('.panel');
const scrolled = page => page.evaluate(() => Math.round(scrollY));
const quiet = page => page.waitForTimeout(silence);

async function sees(page, selector, text, what = text) {
  await page.locator(selector, { hasText: text }).first().waitFor({ state: 'attached' })
    .catch(() => expect(false, `the page does not show: ${what}`));
}

async function until(page, test, argument, what) {
  await page.waitForFunction(test, argument).catch(() => expect(false, what));
}

async function becomes(locator, state, what) {
  await locator.waitFor({ state }).catch(() => expect(false, what));
}

const breakIt = site => site.edit(nurse, 'branch: Healthcare', 'branch: Healthcaer');
const mendIt = site => site.edit(nurse, 'branch: Healthcaer', 'branch: Healthcare');

async function inPlace(context, site) {
  site.edit('layouts/role.html', '{{#HAS_CALL_TITLE}}', '<details class="more"><summary>More</summary>Text</details>\n{{#HAS_CALL_TITLE}}');
  const page = await open(context, `${site.origin}/roles/registered-nurse/`);
  await page.evaluate(() => { document.querySelector('.more').open = true; document.querySelector('.more summary').focus(); scrollTo(0, 900); });
  const before = await page.evaluate(() => document.activeElement.getBoundingClientRect().top);
  site.edit(nurse, 'It is tiring, and one shift is seldom like the next.', 'It is tiring, and so it goes.');
  await sees(page, 'main', 'and so it goes');
  expect(await isMarked(page), 'an edit of a text loads the page anew');
  const after = await page.evaluate(() => ({ isOpen: document.querySelector('.more').open, top: document.activeElement.getBoundingClientRect().top,
    hasFocus: document.activeElement.localName === 'summary' }));
  expect(after.isOpen, 'what was unfolded is folded');
  expect(after.hasFocus, 'the focus is lost');
  expect(Math.abs(after.top - before) <= 2, `the page has moved by ${after.top - before} px`);
  // A burst, and the rename dance of an editor with its files beside.
  for (let i = 0; i < 5; i++) site.edit(nurse, /seldom|so it goes/.exec(site.read(nurse))[0], i % 2 ? 'so it goes' : 'seldom');
  site.write('content/roles/.registered-nurse.md.swp', 'x');
  site.write('content/roles/4913', '');
  site.remove('content/roles/4913');
  renameSync(join(site.folder, nurse), join(site.folder, `${nurse}~`));
  site.write(nurse, site.read(`${nurse}~`).replace('It is tiring', 'It will be tiring'));
  site.remove(`${nurse}~`);
  await sees(page, 'main', 'It will be tiring');
  site.remove('content/roles/.registered-nurse.md.swp');
  await quiet(page);
  expect(await isMarked(page), 'files of an editor load the page anew');
  // A layout, and the head.
  site.edit('layouts/role.html', '<article class="role">', '<article class="role" data-new="yes">');
  await becomes(page.locator('article[data-new=yes]'), 'attached', 'the layout is not taken');
  site.edit(nurse, 'title: Registered Nurse', 'title: Registered Nurses');
  await until(page, () => document.title.startsWith('Registered Nurses'), null, 'the title of the window stays');
  expect(await isMarked(page), 'a new title loads the page anew');
  site.edit(nurse, 'title: Registered Nurses', 'title: Registered Nurse');
  site.edit('layouts/base.html', '</head>', '<style>h1 { letter-spacing: 3px }</style></head>');
  await until(page, () => getComputedStyle(document.querySelector('h1')).letterSpacing === '3px', null, 'a style in the head is not taken');
  site.edit('layouts/base.html', '<style>h1 { letter-spacing: 3px }</style></head>', '</head>');
  await page.close();
}

async function withScripts(context, site) {
  for (const path of ['/salaries/', '/search/']) {
    const page = await open(context, site.origin + path);
    await page.setViewportSize({ width: 600, height: 300 });
    await page.evaluate(() => scrollTo(0, 200));
    const before = await scrolled(page);
    site.edit('layouts/base.html', '<main id="part--main">', '<main id="part--main" data-now="1">');
    await becomes(page.locator('main[data-now]'), 'attached', `${path} is not loaded anew`);
    await isHeard(page);
    expect(!await isMarked(page), `${path} has scripts, and is changed in place`);
    await until(page, wanted => Math.abs(scrollY - wanted) <= 2, before, `${path} does not keep its place`);
    site.edit('layouts/base.html', ' data-now="1"', '');
    await page.close();
  }
}

async function style(context, site) {
  for (const hashed of [true, false]) {
    if (!hashed) appendFileSync(join(site.folder, 'site.yaml'), 'outputs: {hashed_assets: false}\n');
    const page = await open(context, `${site.origin}/roles/registered-nurse/`);
    const how = hashed ? 'hashed' : 'without hashes';
    const colour = wanted => until(page, value => getComputedStyle(document.querySelector('h1')).color === value, wanted, `${how}: not ${wanted}`);
    appendFileSync(join(site.folder, 'static/style.css'), 'h1 { color: rgb(1, 2, 3) }\n');
    await colour('rgb(1, 2, 3)');
    // Two in a row, and one together with a text.
    appendFileSync(join(site.folder, 'static/style.css'), 'h1 { color: rgb(2, 2, 2) }\n');
    await page.waitForTimeout(12);
    appendFileSync(join(site.folder, 'static/style.css'), 'h1 { color: rgb(3, 3, 3) }\n');
    await colour('rgb(3, 3, 3)');
    appendFileSync(join(site.folder, 'static/style.css'), 'h1 { color: rgb(4, 4, 4) }\n');
    site.edit(nurse, 'tiring', `tiring ${how}`);
    await colour('rgb(4, 4, 4)');
    await sees(page, 'main', `tiring ${how}`);
    await until(page, () => document.querySelectorAll('link[rel=stylesheet]').length === 1, null, `${how}: old style sheets stay`);
    expect(await isMarked(page), `${how}: a style sheet loads the page anew`);
    await page.close();
  }
  site.edit('site.yaml', 'outputs: {hashed_assets: false}\n', '');
}

async function errors(context, site) {
  const page = await open(context, `${site.origin}/roles/registered-nurse/`);
  await page.evaluate(() => {
    globalThis.said = [];
    const alert = document.querySelector('metier-preview').shadowRoot.querySelector('[role=alert]');
    new MutationObserver(() => globalThis.said.push(alert.textContent)).observe(alert, { childList: true, characterData: true, subtree: true });
  });
  breakIt(site);
  await becomes(panel(page), 'visible', 'no overlay');
  const text = await panel(page).innerText();
  for (const wanted of ['1 error', `${nurse}:4:9`, 'branch: Healthcaer', 'unknown-branch', 'Healthcare']) {
    expect(text.includes(wanted), `the overlay lacks '${wanted}': ${text}`);
  }
  const excerpt = await panel(page).locator('pre').evaluate(node => ({ before: node.firstChild.data, marked: node.querySelector('mark').textContent,
    caret: getComputedStyle(node.querySelector('mark'), '::after').content }));
  expect(excerpt.before === 'branch: ' && excerpt.marked === 'H' && excerpt.caret === '"^"', `the caret: ${JSON.stringify(excerpt)}`);
  const link = await panel(page).locator('.place a').getAttribute('href');
  expect(link === `vscode://file${site.folder}/${nurse}:4:9`, `the link is ${link}`);
  expect(await panel(page).locator('.hint').count() === 1, 'no hint');
  expect(/tiring/.test(await page.locator('main').innerText()) && await isMarked(page), 'the page below is gone');
  // Another page: the last good one, or the problem page, which becomes it.
  const seen = await open(context, `${site.origin}/roles/registered-nurse/`);
  expect(await seen.locator('h1').innerText() === 'Registered Nurse' && await panel(seen).isVisible(), 'the last good page is not shown');
  const unseen = await context.newPage();
  unseen.setDefaultTimeout(patience);
  const answer = await unseen.goto(`${site.origin}/about/`);
  expect(answer.status() === 500, `a page that cannot be shown has status ${answer.status()}`);
  await becomes(panel(unseen), 'visible', 'no overlay on the problem page');
  // Hidden until others come; the same ones are not said again.
  await page.keyboard.press('Escape');
  await becomes(panel(page), 'hidden', 'Escape does not hide the overlay');
  site.write('content/pages/about.md', `${site.read('content/pages/about.md')}\nMore.\n`);
  await quiet(page);
  expect(!await panel(page).isVisible(), 'the overlay comes back with the same errors');
  await preview(page).locator('.errors').click();
  expect(await panel(page).isVisible(), 'the overlay does not come back on demand');
  await panel(page).getByRole('button', { name: 'Hide' }).click();
  await becomes(panel(page), 'hidden', '× does not hide the overlay');
  site.edit(nurse, 'period: year', 'period: yaer');
  await becomes(panel(page), 'visible', 'the overlay does not come back with other errors');
  await sees(page, 'metier-preview h2', '2 errors');
  site.edit(nurse, 'period: yaer', 'period: year');
  await sees(page, 'metier-preview h2', '1 error:');
  mendIt(site);
  await becomes(panel(page), 'hidden', 'the overlay stays when all is mended');
  await becomes(panel(seen), 'hidden', 'the overlay of the last good page stays');
  await sees(unseen, 'main', 'More.', 'the page instead of the problem page');
  expect(await isMarked(page), 'an error loads the page anew');
  const said = await page.evaluate(() => globalThis.said);
  expect(said.length === 4 && said[3] === '', `announced: ${JSON.stringify(said)}`);
  // A layout.
  site.edit('layouts/role.html', '{{TITLE}}', '{{TITEL}}');
  await becomes(panel(page), 'visible', 'no overlay for a layout');
  expect((await panel(page).innerText()).includes('layouts/role.html:'), 'the overlay does not name the layout');
  site.edit('layouts/role.html', '{{TITEL}}', '{{TITLE}}');
  await becomes(panel(page), 'hidden', 'the overlay stays when the layout is mended');
  for (const each of [page, seen, unseen]) await each.close();
}

async function warnings(context, site) {
  const page = await open(context, `${site.origin}/roles/registered-nurse/`);
  const button = preview(page).locator('.warnings');
  site.edit(nurse, 'Registered nurses are with patients', '![](/no-text.png) Registered nurses are with patients');
  site.edit(nurse, '![](/no-text.png) ', '');
  site.edit(nurse, 'as_of: 2024-05', 'as_of: 2013-05');
  await becomes(button, 'visible', 'no count of warnings');
  expect(/^\d+ warnings?$/.test(await button.textContent()), `the count says ${await button.textContent()}`);
  expect(!await panel(page).isVisible(), 'warnings cover the page at once');
  expect(await button.getAttribute('aria-expanded') === 'false', 'folded is not said');
  await button.focus();
  await page.keyboard.press('Enter');
  await becomes(panel(page), 'visible', 'the warnings do not unfold');
  expect(await button.getAttribute('aria-expanded') === 'true', 'unfolded is not said');
  expect(/stale/.test(await panel(page).innerText()), 'the warnings do not say what they are');
  expect(await page.evaluate(() => document.querySelector('metier-preview').shadowRoot.activeElement?.className) === 'warnings', 'the focus is lost by unfolding');
  await page.keyboard.press('Escape');
  await becomes(panel(page), 'hidden', 'Escape does not fold the warnings');
  expect(await page.evaluate(() => document.querySelector('metier-preview').shadowRoot.activeElement?.className) === 'warnings', 'the focus is lost by folding');
  // More than are listed: the count is of all, and what is listed says so.
  const text = site.read('content/pages/about.md');
  site.write('content/pages/about.md', `${text}${'\nThe the words stand twice.\n'.repeat(1200)}`);
  await until(page, () => document.querySelector('metier-preview').shadowRoot.querySelector('.warnings').textContent === '1202 warnings', null, 'the count is not of all warnings');
  await button.click();
  const listed = await panel(page).locator('li').count();
  await sees(page, 'metier-preview h2', `1202 warnings, of which ${listed} are listed`);
  await button.click();
  site.write('content/pages/about.md', text);
  site.edit(nurse, 'as_of: 2013-05', 'as_of: 2024-05');
  await becomes(button, 'hidden', 'the count stays');
  await page.close();
}

async function drafts(context, site) {
  site.write('content/roles/draft-role.md', draft);
  const page = await open(context, `${site.origin}/roles/draft-role/`);
  const badge = page => preview(page).locator('.draft');
  await becomes(badge(page), 'visible', 'a draft has no badge');
  const other = await open(context, `${site.origin}/roles/registered-nurse/`);
  await quiet(other);
  expect(!await badge(other).isVisible(), 'what is no draft has a badge');
  breakIt(site);
  await becomes(panel(page), 'visible', 'no overlay on a draft');
  expect(await badge(page).isVisible(), 'the badge is gone while there is an error');
  mendIt(site);
  site.edit('content/roles/draft-role.md', 'draft: true\n', '');
  await becomes(badge(page), 'hidden', 'the badge stays');
  expect(await isMarked(page), 'the end of a draft loads the page anew');
  await page.close();
  await other.close();
}

async function coming(context, site) {
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  const answer = await page.goto(`${site.origin}/roles/new-role/`);
  expect(answer.status() === 404, `status ${answer.status()} of a page that is not there`);
  await isHeard(page);
  site.write('content/roles/new-role.md', draft.replace('Draft Role', 'New Role').replace('draft: true\n', ''));
  await sees(page, 'h1', 'New Role', 'the page that has come');
  site.remove('content/roles/new-role.md');
  await until(page, () => !document.querySelector('h1')?.textContent.includes('New Role'), null, 'a page that is gone stays');
  // A role of another name.
  await page.goto(`${site.origin}/roles/pharmacist/`);
  await isHeard(page);
  const from = join(site.folder, 'content/roles/pharmacist.md');
  const to = join(site.folder, 'content/roles/chemist.md');
  for (const name of readdirSync(join(site.folder, 'content'), { recursive: true }).filter(each => each.endsWith('.md'))) {
    const path = join('content', name);
    if (site.read(path).includes('pharmacist')) site.write(path, site.read(path).replaceAll('pharmacist', 'chemist'));
  }
  renameSync(from, to);
  await until(page, () => document.querySelector('h1')?.textContent !== 'Pharmacist', null, 'a renamed role stays at its old address');
  await page.goto(`${site.origin}/roles/chemist/`);
  expect(await page.locator('h1').innerText() === 'Pharmacist', 'a renamed role is not at its new address');
  await page.close();
}

async function otherPages(context, site) {
  const paths = ['/', '/roles/', '/branches/healthcare/', '/roles/pharmacist/', '/articles/reading-salary-figures/'];
  const pages = [];
  for (const path of paths) pages.push(await open(context, site.origin + path));
  site.edit(nurse, 'title: Registered Nurse', 'title: Nurse of the Ward');
  for (let i = 0; i < paths.length; i++) {
    await sees(pages[i], 'main', 'Nurse of the Ward', `the new title, at ${paths[i]}`);
  }
  site.edit(nurse, 'title: Nurse of the Ward', 'title: Registered Nurse');
  for (const page of pages) await page.close();
}

// A picture of one colour, so many pixels wide.
const picture = width => `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="10"><rect width="100%" height="100%"/></svg>\n`;

async function pictures(context, site) {
  site.write('static/ward.svg', picture(40));
  site.edit(nurse, 'Within an hour the work', '![A ward](/ward.svg)\n\nWithin an hour the work');
  const page = await open(context, `${site.origin}/roles/registered-nurse/`);
  const width = wanted => until(page, value => document.querySelector('img[alt="A ward"]')?.naturalWidth === value, wanted, `the picture is not ${wanted} px wide`);
  await width(40);
  site.write('static/ward.svg', picture(70));
  await width(70);
  site.edit(nurse, '![A ward](/ward.svg)\n\n', '');
  site.remove('static/ward.svg');
  await page.close();
}

async function restarts(context, site) {
  const page = await open(context, `${site.origin}/roles/registered-nurse/`);
  const port = new URL(site.origin).port;
  await site.stop();
  await becomes(preview(page).locator('.lost'), 'visible', 'that the server has ended is not said');
  site.edit(nurse, 'It is tiring', 'It was tiring');
  await site.start(port);
  expect(new URL(site.origin).port === port, 'the port is another one');
  await sees(page, 'main', 'It was tiring', 'what was changed meanwhile');
  await becomes(preview(page).locator('.lost'), 'hidden', 'that the server has ended is said after it has come back');
  expect(await isMarked(page), 'a new server loads the page anew');
  site.edit(nurse, 'It was tiring', 'It is tiring');
  await sees(page, 'main', 'It is tiring', 'what is changed afterwards');
  // Broken when it starts.
  await site.stop();
  breakIt(site);
  await site.start(port);
  const fresh = await context.newPage();
  fresh.setDefaultTimeout(patience);
  await fresh.goto(`${site.origin}/`);
  await becomes(panel(fresh), 'visible', 'no overlay at the start');
  await becomes(panel(page), 'visible', 'no overlay on the page that was open');
  mendIt(site);
  await sees(fresh, 'h1', 'Rolebook', 'the page instead of the problem page');
  await becomes(panel(page), 'hidden', 'the overlay stays');
  await fresh.close();
  await page.close();
}

async function history(context, site) {
  const page = await open(context, `${site.origin}/roles/registered-nurse/`);
  await page.goto(`${site.origin}/about/`);
  site.edit(nurse, 'It is tiring', 'It must be tiring');
  await page.goBack();
  await sees(page, 'main', 'It must be tiring', 'on the way back: the new text');
  site.edit(nurse, 'It must be tiring', 'It is tiring');
  await sees(page, 'main', 'It is tiring', 'after the way back: the new text');
  await page.goForward();
  appendFileSync(join(site.folder, 'content/pages/about.md'), '\nForward.\n');
  await sees(page, 'main', 'Forward.');
  await page.close();
}

// Browsers have six connections for a server: no tab must starve, seen or not.
async function tabs(context, site) {
  const pages = [];
  for (let i = 0; i < 9; i++) pages.push(await open(context, `${site.origin}/roles/registered-nurse/`));
  site.edit(nurse, 'It is tiring', 'Nine see it');
  for (const page of pages) await sees(page, 'main', 'Nine see it');
  // One that is hidden lets its connection go; it is fresh when it is seen again.
  const hide = (page, isHidden) => page.evaluate(value => {
    Object.defineProperty(document, 'hidden', { value, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, isHidden);
  for (const page of pages.slice(0, 8)) await hide(page, true);
  await quiet(pages[0]);
  site.edit(nurse, 'Nine see it', 'One sees it');
  await sees(pages[8], 'main', 'One sees it');
  await quiet(pages[0]);
  expect(!/One sees it/.test(await pages[0].locator('main').innerText()), 'a hidden page keeps its connection');
  await hide(pages[0], false);
  await sees(pages[0], 'main', 'One sees it', 'a page that is seen again');
  expect(await isMarked(pages[0]), 'a page that is seen again is loaded anew');
  site.edit(nurse, 'One sees it', 'It is tiring');
  for (const page of pages) await page.close();
  // Pages that were left must not use up what there is.
  const page = await open(context, `${site.origin}/`);
  for (let i = 0; i < 40; i++) { await page.goto(`${site.origin}/about/?${i}`); await isHeard(page); }
  appendFileSync(join(site.folder, 'content/pages/about.md'), '\nStill here.\n');
  await sees(page, 'main', 'Still here.');
  await page.close();
}

async function bases(context, site) {
  const yaml = site.read('site.yaml');
  site.edit('site.yaml', 'base_url: https://careers.example.org/', 'base_url: https://careers.example.org/jobs/');
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  await page.goto(`${site.origin}/`);
  expect(new URL(page.url()).pathname === '/jobs/', `/ leads to ${page.url()}`);
  await page.goto(`${site.origin}/jobs/roles/registered-nurse/`);
  await isHeard(page);
  site.edit(nurse, 'It is tiring', 'Below a path');
  await sees(page, 'main', 'Below a path');
  appendFileSync(join(site.folder, 'static/style.css'), 'h1 { color: rgb(9, 9, 9) }\n');
  await until(page, () => getComputedStyle(document.querySelector('h1')).color === 'rgb(9, 9, 9)', null, 'no style below a path');
  await page.goto(`${site.origin}/jobs/roles/`);
  await page.locator('main a', { hasText: 'Registered Nurse' }).first().click();
  await sees(page, 'h1', 'Registered Nurse', 'where a link below a path leads');
  site.write('site.yaml', `${yaml}relative_urls: true\n`);
  await page.goto(`${site.origin}/roles/registered-nurse/`);
  await isHeard(page);
  site.edit(nurse, 'Below a path', 'It is tiring');
  await sees(page, 'main', 'It is tiring', 'with relative addresses: the new text');
  site.write('site.yaml', yaml);
  await page.close();
}

// A page from right to left, with rules of its own for what it may load and how all looks.
async function strict(context, site) {
  const base = site.read('layouts/base.html');
  site.write('layouts/base.html', base.replace('dir="{{DIRECTION}}"', 'dir="rtl"').replace('<meta charset="utf-8">',
    '<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src \'self\'">'));
  const css = site.read('static/style.css');
  site.write('static/style.css', `${css}\nhtml > *, html > * * { opacity: .5; transform: rotate(1deg) }\nhtml { display: grid }\nmetier-preview { display: none }\n`);
  const page = await open(context, `${site.origin}/roles/registered-nurse/`);
  breakIt(site);
  await becomes(panel(page), 'visible', 'no overlay on a strict page');
  const shown = await preview(page).evaluate(host => {
    const box = host.shadowRoot.querySelector('.panel').getBoundingClientRect();
    const { opacity, transform, position } = getComputedStyle(host);
    return { opacity, transform, position, left: box.left, right: innerWidth - box.right, border: getComputedStyle(host.shadowRoot.querySelector('.panel')).borderTopWidth };
  });
  expect(JSON.stringify(shown) === '{"opacity":"1","transform":"none","position":"fixed","left":0,"right":0,"border":"4px"}',
    `a style of the site reaches the overlay: ${JSON.stringify(shown)}`);
  mendIt(site);
  await becomes(panel(page), 'hidden', 'the overlay stays on a strict page');
  site.write('layouts/base.html', base);
  site.write('static/style.css', css);
  await page.close();
}

async function looks(context, site) {
  site.write('content/roles/draft-role.md', `${draft.replace('draft: true', 'draft: true\nsalary: {region: US, currency: USD, average: 50000, source: old, as_of: 2013-05}\nsources: [{id: old, name: Old, url: "https://example.org/"}]')}`);
  const page = await open(context, `${site.origin}/roles/draft-role/`);
  const unseen = () => page.goto(`${site.origin}/privacy/`);
  const check = async (name) => {
    await page.evaluate(axe.source);
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme });
        const { violations } = await page.evaluate(options => globalThis.axe.run('metier-preview', options), axeOptions);
        for (const { id, help, nodes } of violations) expect(false, `${name} ${width} ${colorScheme}: ${id} (${help}): ${nodes.map(node => node.target.join(' '))}`);
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} ${width}: sideways overflow`);
        if (process.env.PICTURES) await page.screenshot({ path: join(process.env.PICTURES, `${name}-${width}-${colorScheme}.png`) });
      }
    }
  };
  await becomes(preview(page).locator('.draft'), 'visible', 'no badge');
  await becomes(preview(page).locator('.warnings'), 'visible', 'no count of warnings');
  await check('folded');
  await preview(page).locator('.warnings').click();
  await check('warnings');
  breakIt(site);
  site.edit(nurse, 'hour the work can ask', 'hour the [work](/nowhere/) can ask');
  await sees(page, 'metier-preview h2', '2 errors');
  await check('errors');
  await unseen();
  await becomes(panel(page), 'visible', 'no overlay on the problem page');
  await check('problem page');
  mendIt(site);
  site.edit(nurse, 'hour the [work](/nowhere/) can ask', 'hour the work can ask');
  site.remove('content/roles/draft-role.md');
  await page.close();
}

const parts = { inPlace, withScripts, style, errors, warnings, drafts, coming, otherPages, pictures, history, tabs, bases, strict, looks, restarts };
const wanted = process.argv.slice(4);
const start = performance.now();
const browser = await launchBrowser();
try {
  for (const [name, run] of Object.entries(parts)) {
    if (wanted.length && !wanted.includes(name)) continue;
    part = name;
    const site = await new Served(name).start();
    const context = await browser.newContext({ viewport: { width: 1000, height: 700 } });
    await run(context, site).catch(error => expect(false, error.stack));
    await context.close();
    await site.stop();
  }
} finally {
  await browser.close();
  rmSync(temporary, { recursive: true });
}
problems.forEach(problem => console.log(problem));
console.log(problems.length ? `${problems.length} problems` : `${Object.keys(parts).length} parts of what an editor sees, in ${Math.round((performance.now() - start) / 1000)} s`);
process.exitCode = problems.length ? 1 : 0;
