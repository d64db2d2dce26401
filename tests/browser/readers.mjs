// Readers with large text, colours of their own, paper, narrow windows and long words, or a script that runs
// from right to left; and the frame around all pages: a choice of colours, the section being read, a brand.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { findOverflow } from './pages.mjs';
import { isRolePage, publish } from './sites.mjs';

const widths = [320, 390, 768, 1280];
const mostPrintedPages = 4;
const paper = { width: 688, height: 1016 };   // pixels: A4 without its margins of 14 mm

const compound = 'Kraftfahrzeughaftpflichtversicherungssachbearbeiterin';
const law = 'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz';
const role = (title, more, text) => `---\ntitle: ${title}\nbranch: ${law}\nsummary: ${compound} und ${law}.\n${more}---\n${text}\n`;
const written = {
  'site.yaml': `title: ${compound}\nlanguage: de\nbase_url: https://example.org/\norganization: {name: Amt, logo: /img/logo.svg}\n`
    + `menu: [{title: ${law}, url: /roles/}, {title: Gehälter, url: /salaries/}]\n`
    + 'lints: {unsourced: off, similar-item: off, duplicate-summary: off}\n',
  'static/brand.css': ':root { --accent: light-dark(rgb(120, 20, 60), rgb(240, 160, 180)); }\n',
  'static/img/logo.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="240" height="60"><rect width="240" height="60"/></svg>',
  'content/roles/a.md': role(compound, `skills: [${law}, ${compound}]\neducation: ${law}\nhours: ${compound}\n`
    + 'salary: {currency: EUR, average: 1024501, as_of: 2026-01}\ncareer_path: {to: [b]}\n',
  `## ${law}\n\n- ${compound}\n\n## Passt das zu mir?\n\n### Schöne Seiten\n\n- ${compound}\n\n### Schwierige Seiten\n\n- ${law}\n\n`
    + `## Ein Tag im Beruf\n\n- **8 Uhr** ${law}\n\n| ${law} | Zahl |\n|---|---|\n| ${compound} | 1 |`),
  'content/roles/b.md': role('طبيب', 'language: ar\n', '## المهام\n\n- رعاية المرضى\n\n## البيئة\n\nفي المستشفى.'),
  'content/roles/c.md': role('يوسف', 'language: ar\n', 'Text.'),
  'content/roles/d.md': role('Chirurg', 'salary: {currency: IDR, median: ">=990000000", percentiles: {p10: 150000000, p90: ">=990000000"}, as_of: 2026-01}\n', 'Text.'),
  'content/roles/e.md': role('Anwalt', 'salary: {currency: IDR, median: 99000000000, percentiles: {p10: 98000000000, p90: 99900000000}, as_of: 2026-01}\n', 'Text.'),
};

async function publishFiles(metier, name, files, temporary) {
  const source = join(temporary, `${name}-written`);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(source, path)), { recursive: true });
    writeFileSync(join(source, path), text);
  }
  return publish(metier, name, source, new Set(Object.keys(files).map(path => path.split('/')[0])), temporary);
}

// An Arabic site, with words and figures as people write them who know other languages; its strings are the English
// ones but for a few, in all forms that Arabic has.
function arabicFiles(root) {
  const strings = readFileSync(join(root, 'layouts/strings/en.yaml'), 'utf8')
    .replace(/\{one: "[^"]*", other: ("[^"]*")\}/g, (_, text) => `{${['zero', 'one', 'two', 'few', 'many', 'other'].map(form => `${form}: ${text}`).join(', ')}}`)
    .replace(/^period_year: .*/m, 'period_year: سنويًا').replace(/^median_pay: .*/m, 'median_pay: "{period}، وسيط"');
  const profile = (title, pay) => `---\ntitle: ${title}\nbranch: التقنية\nsummary: يطورون البرامج.\neducation: B.Sc. (4 years)\nexperience: 0–2 years\n`
    + `skills: [C++, .NET]\noutlook: {growth: -2.5%, openings: 18900, from: 2024, to: 2034, source: s}\n`
    + `salary: {region: EG, currency: EGP, median: ${pay}, percentiles: {p10: 66030, p90: 235320}, source: s, as_of: 2024-05}\n`
    + 'sources: [{id: s, name: "Survey (2024)", url: "https://example.org/s/"}]\n---\n## المهام\n\n- كتابة البرامج';
  return {
    'site.yaml': 'title: مهن\nlanguage: ar\nbase_url: https://example.org/\nrelative_urls: true\nlints: {duplicate-summary: off}\n', 'layouts/strings/ar.yaml': strings,
    'content/roles/a.md': profile('مطور', 93600), 'content/roles/b.md': profile('C# Developer (C++)', 102450),
  };
}

// The roles of the site itself, one of which is paid in each of the United States and their district, and in Puerto Rico.
function regionFiles(root) {
  const states = 'AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY PR'.split(' ');
  const further = states.map((state, i) => `  - {region: US-${state}, currency: USD, average: ${80000 + i * 900}, median: ${78000 + i * 900}, `
    + `percentiles: {p10: ${55000 + i * 500}, p90: ${110000 + i * 1100}}, source: bls-oews, as_of: 2024-05}\n`).join('');
  const files = Object.fromEntries(['site.yaml', ...readdirSync(join(root, 'content'), { recursive: true }).map(name => `content/${name}`)]
    .filter(path => /\.(md|yaml)$/.test(path)).map(path => [path, readFileSync(join(root, path), 'utf8')]));
  const path = 'content/roles/registered-nurse.md';
  files[path] = files[path].replace(/^salary:\n((?:  .*\n)+)/m, (_, first) => `salary:\n${first.replace(/^ {2}/gm, '    ').replace(/^ {4}/, '  - ')}    primary: true\n${further}`);
  return files;
}

// Opened from a folder, where browsers let no script read files: pages look as they do, each link leads to a file, and
// search and comparison say that they cannot be had, and lead to the lists.
async function checkFolder(page, site) {
  const problems = [];
  await page.setViewportSize({ width: 1280, height: 900 });
  for (const path of ['index.html', 'roles/a/index.html', 'roles/index.html', 'salaries/index.html', 'search/index.html#q=x', 'compare/index.html#a,b']) {
    await page.goto(`${pathToFileURL(site.folder)}/${path}`);
    const { links, display } = await page.evaluate(() => ({ links: [...document.querySelectorAll('a[href], link[rel="stylesheet"], script[src]')].map(({ href, src }) => href ?? src),
      display: getComputedStyle(document.querySelector('.site-header')).display }));
    if (display !== 'flex') problems.push(`${path} has no style`);
    problems.push(...links.filter(link => link.startsWith('file:') && !existsSync(fileURLToPath(link.split('#')[0]))).map(link => `${path} leads to ${link}`));
    problems.push(...links.filter(link => link.startsWith('file:') && /\/$/.test(link)).map(link => `${path} leads to a folder: ${link}`));
    if (!/#/.test(path)) continue;
    await page.getByText('could not be loaded').waitFor().catch(() => problems.push(`${path} says nothing`));
    if (!await page.locator('main a[href$="roles/index.html"]').first().isVisible()) problems.push(`${path} leads to no list`);
  }
  return problems.map(problem => `from a folder: ${problem}`);
}

// On an Arabic site all figures have its digits, in the comparison too, and those and words of other languages turn
// nothing around them, nor are turned.
async function checkArabic(page, site) {
  const problems = [];
  const pay = /٩٣[٬٫’']?٦٠٠/;
  for (const path of ['/', '/roles/a/', '/roles/', '/branches/التقنية/', '/salaries/', '/compare/#a,b', '/search/#q=مطور']) {
    await page.goto(site.origin + path);
    await page.locator('main').getByText(pay).first().waitFor().catch(() => problems.push(`${path} lacks the pay`));
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 900 });
      const found = await page.evaluate(() => {
        const found = document.documentElement.scrollWidth > innerWidth ? ['the page scrolls sideways'] : [];
        const values = document.querySelectorAll('.pay, td.figure, .facts dd, .ends b, .tags li, .rows td:not(.row-summary, .row-compare), .ranking tbody :is(th, .branch), #part--compare :is(thead th, td), .card-title');
        for (const value of values) {
          const walker = document.createTreeWalker(value, NodeFilter.SHOW_TEXT);
          for (let text = walker.nextNode(); text; text = walker.nextNode()) {
            if (!/[\p{L}\d]/u.test(text.data) || text.parentElement.closest('.in-stack') || !text.parentElement.checkVisibility()) continue;
            let own = text.parentElement;
            while (getComputedStyle(own).unicodeBidi === 'normal' || own.matches('td, th, li, dd')) own = own.parentElement;
            if (!value.parentElement.contains(own) || own === value.parentElement) found.push(`not isolated: ${text.data}`);
            if (/[0-9]/.test(text.data) && !/C\+\+|years/.test(text.data)) found.push(`Latin digits: ${text.data}`);
            const [first, last] = [0, text.length - 1].map(at => {
              const range = document.createRange();
              range.setStart(text, at);
              range.setEnd(text, at + 1);
              return range.getBoundingClientRect();
            });
            if (/^[A-Z0-9.]/.test(text.data) && first.top === last.top && first.left > last.left) found.push(`turned: ${text.data}`);
          }
        }
        const [head, cell] = ['th[scope="row"]', 'td'].map(query => document.querySelector(`#part--compare tbody ${query}`)?.getBoundingClientRect());
        if (head && !(head.left >= cell.right - 1)) found.push('the first column is not the right one');
        for (const small of document.querySelectorAll('.facts small, #part--compare td > small')) {
          const range = document.createRange();
          range.selectNodeContents(small);
          if (getComputedStyle(small).display === 'block' && Math.abs(range.getBoundingClientRect().right - small.getBoundingClientRect().right) > 2) found.push(`at the wrong edge: ${small.textContent}`);
        }
        return values.length ? found : ['no values'];
      });
      problems.push(...[...new Set(found)].map(problem => `${path} at ${width}: ${problem}`));
    }
  }
  return problems.map(problem => `Arabic: ${problem}`);
}

// One page of each kind: those of one kind come from one layout.
function onePerKind(site) {
  const kinds = new Map();
  for (const path of site.pages) {
    const [kind, rest] = path.slice(1).split('/');
    const key = rest ? `${kind}/…` : path;
    if (!kinds.has(key)) kinds.set(key, path);
  }
  return [...kinds.values()];
}

async function checkWidths(page, site, paths, fontSize) {
  const problems = [];
  for (const path of paths) {
    await page.goto(site.origin + path);
    await page.evaluate(size => { document.documentElement.style.fontSize = size; }, fontSize);
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      const cut = await page.locator('.facts div, .card, .tags li').evaluateAll(elements => elements
        .filter(element => element.scrollWidth > element.clientWidth + 1).map(element => `cut: ${element.className || element.localName}`));
      problems.push(...[...await findOverflow(page), ...cut].map(found => `${site.name} ${path} text at ${fontSize}, ${width}: ${found}`));
    }
  }
  return problems;
}

// On a phone a role begins with its text: the contents are folded, one press away; beside the text they stand open.
// The origins of figures are read without scrolling sideways, in lines of several words; ways on stand at the edges.
async function checkRolePage(browser, site) {
  const problems = [];
  const page = await browser.newPage({ javaScriptEnabled: false });
  const first = page.locator('.contents li a').first();
  const goto = async (width, path) => { await page.setViewportSize({ width, height: 900 }); await page.goto(site.origin + path); };
  for (const width of [390, 1280]) {
    await goto(width, '/roles/registered-nurse/');
    if (await first.isVisible() !== width > 390) problems.push(`at ${width} px the contents are ${width > 390 ? '' : 'not '}folded`);
    if (await page.locator('.contents summary').isVisible() === width > 390) problems.push(`at ${width} px the fold of the contents is wrong`);
    if (await page.getByRole('navigation', { name: 'On this page' }).count() !== 1) problems.push(`at ${width} px the contents have no name`);
    const names = await page.locator('main a').evaluateAll(links => links.filter(link => /\/roles\/[^/]+\/$/.test(link.href) && link.closest('section:not(.prose *)')).map(link => link.href));
    if (!names.length || new Set(names).size !== names.length) problems.push(`related roles stand there ${names.length} times, not ${new Set(names).size}`);
    const sideways = await page.locator('main .scroll').evaluateAll(boxes => boxes.filter(box => box.scrollWidth > box.clientWidth).map(box => box.ariaLabel));
    problems.push(...sideways.map(name => `at ${width} px '${name}' scrolls sideways`));
  }
  await goto(390, '/roles/registered-nurse/');
  await page.locator('.contents summary').click();
  if (!await first.isVisible()) problems.push('the contents do not unfold');
  const narrow = await page.locator('.origins td').evaluateAll(cells => cells.filter(cell => cell.clientWidth < 250).length);
  if (narrow) problems.push(`${narrow} cells of the origins are narrow`);
  const ends = new Set();
  for (const path of site.pages.filter(isRolePage)) {
    await page.goto(site.origin + path);
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      const off = await page.locator('.pager').evaluateAll(pagers => pagers.map(pager => {
        const [box, ...links] = [pager, ...pager.children].map(element => element.getBoundingClientRect());
        const isWhole = pager.children.length !== 2;
        return { isWhole, isOff: !isWhole && (Math.abs(links[0].left - box.left) > 1 || Math.abs(links[1].right - box.right) > 1 || links[0].top !== links[1].top) };
      }));
      for (const { isWhole, isOff } of off) {
        ends.add(isWhole);
        if (isOff) problems.push(`${path} at ${width} px the ways on do not stand at the edges`);
      }
    }
  }
  if (!ends.has(false)) problems.push('no role stands at an end of its branch');
  await page.close();
  return problems.map(problem => `role page: ${problem}`);
}

// The Tab key stops at boxes that scroll and passes by others, also when the window becomes another one; without
// scripts it stops at all of them.
async function checkScrollBoxes(browser, page, site) {
  const problems = [];
  const isScrolling = new Set();
  const stops = page => page.locator('.scroll').evaluateAll(boxes => boxes.filter(box => box.checkVisibility())
    .map(box => ({ name: box.ariaLabel, scrolls: (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight) && getComputedStyle(box).overflowX !== 'visible', index: box.tabIndex })));
  for (const path of ['/salaries/', '/roles/registered-nurse/', '/compare/#registered-nurse,pharmacist']) {
    await page.goto(site.origin + path);
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 900 });
      await page.locator('.scroll').first().waitFor();
      await page.evaluate(() => new Promise(done => requestAnimationFrame(() => setTimeout(done))));
      for (const { name, scrolls, index } of await stops(page)) {
        isScrolling.add(scrolls);
        if (index !== (scrolls ? 0 : -1)) problems.push(`${path} at ${width} px '${name}' ${scrolls ? 'scrolls' : 'does not scroll'}, tabindex ${index}`);
      }
    }
  }
  if (isScrolling.size !== 2) problems.push('no box scrolls, or all of them do');
  const scriptless = await browser.newPage({ javaScriptEnabled: false });
  await scriptless.goto(`${site.origin}/salaries/`);
  if ((await stops(scriptless)).some(({ index }) => index !== 0)) problems.push('without scripts a box that may scroll cannot be reached');
  await scriptless.close();
  return problems.map(problem => `boxes: ${problem}`);
}

// What tells something must differ from what stands beside it when colours are the reader's.
async function checkForcedColours(page, site) {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ forcedColors: 'active' });
  await page.goto(`${site.origin}/search/`);
  const problems = await page.locator('button.button').first().evaluate(button => parseFloat(getComputedStyle(button).borderTopWidth) < 1 ? ['the button of the search has no border'] : []);
  await page.goto(`${site.origin}/roles/registered-nurse/`);
  problems.push(...await page.evaluate(() => {
    const found = [];
    const canvas = getComputedStyle(document.body).backgroundColor;
    for (const element of document.querySelectorAll('.button, .to-search, .facts, .colours label:has(:checked)')) {
      const { borderTopWidth, borderTopColor } = getComputedStyle(element);
      if (parseFloat(borderTopWidth) < 1 || borderTopColor === canvas) found.push(`${element.className || element.localName} has no border`);
    }
    const edge = query => getComputedStyle(document.querySelector(query)).borderBottomColor;
    const menu = '.site-header nav a';
    if (edge(`${menu}[aria-current]`) === edge(`${menu}:not([aria-current])`)) found.push('the current item of the menu looks like others');
    const bars = [...document.querySelectorAll('.bar, .box, .whisker, .mark')];
    const isSeen = bar => {
      const { fill, stroke, backgroundColor, borderTopStyle } = getComputedStyle(bar);
      const drawn = bar instanceof SVGElement ? [fill, stroke] : [backgroundColor, borderTopStyle];
      return drawn.some(value => !['none', 'rgba(0, 0, 0, 0)', canvas].includes(value));
    };
    if (!bars.length || !bars.every(isSeen)) found.push(`${bars.filter(bar => !isSeen(bar)).length} of ${bars.length} bars are not seen`);
    return found;
  }));
  await page.emulateMedia({ forcedColors: null });
  return problems.map(problem => `forced colours: ${problem}`);
}

// What a field asks for is read as well as other small print, by night too.
async function checkPlaceholder(page, site) {
  await page.goto(`${site.origin}/`);
  const differs = await page.locator('input[type="search"]').first().evaluate(field => {
    const { color, opacity } = getComputedStyle(field, '::placeholder');
    return color !== getComputedStyle(document.querySelector('.meta')).color || opacity !== '1';
  });
  return differs ? ['the words in the field of the search are paler than other small print'] : [];
}

async function checkPaper(page, site, paths) {
  const problems = [];
  await page.setViewportSize(paper);
  await page.emulateMedia({ media: 'print' });
  for (const path of paths) {
    await page.goto(site.origin + path);
    const count = (await page.pdf({ format: 'A4', preferCSSPageSize: true })).toString('latin1').match(/\/Type\s*\/Page\b/g)?.length;
    if (!(count <= mostPrintedPages)) problems.push(`${path} print: ${count} pages, more than ${mostPrintedPages}`);
    const found = await page.evaluate(() => {
      const isShown = element => element.checkVisibility();
      const cut = [...document.querySelectorAll('main *')].filter(isShown)
        .filter(({ scrollWidth, clientWidth, localName }) => clientWidth && localName !== 'svg' && scrollWidth > clientWidth + 1);
      const folded = [...document.querySelectorAll('main details table')].filter(table => !isShown(table));
      const links = [...document.querySelectorAll('.sources a')];
      const bare = links.filter(link => !getComputedStyle(link, '::after').content.includes(link.getAttribute('href')));
      const articles = [...document.querySelectorAll('main a[href*="/articles/"].card-title')].filter(isShown);
      return [...cut.map(({ localName, className }) => `${localName}.${className} is cut`), ...folded.map(() => 'a table is folded away'), ...bare.map(({ href }) => `no address ${href}`),
        ...[...document.querySelectorAll('main caption, main thead, main h2, main h3')].filter(isShown)
          .filter(head => getComputedStyle(head).breakAfter !== 'avoid').map(({ localName }) => `a page may end with a ${localName}`),
        ...[...document.querySelectorAll('main .scroll:not(.filtered *)')].filter(box => getComputedStyle(box).breakInside !== 'avoid').map(() => 'a table may be torn'),
        ...links.length ? [] : ['no sources'], ...articles.map(({ href }) => `an article: ${href}`)];
    });
    problems.push(...[...new Set(found)].map(problem => `${path} print: ${problem}`));
  }
  await page.emulateMedia({ media: 'screen' });
  return problems;
}

async function checkRightToLeft(page, site) {
  const problems = [];
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(`${site.origin}/roles/b/`);
  const found = await page.evaluate(() => {
    const right = query => Math.round(document.querySelector(query).getBoundingClientRect().right);
    const arrow = (query, place) => getComputedStyle(document.querySelector(query), place).content;
    return { direction: document.documentElement.dir, edges: ['.brand', '.breadcrumbs li', 'h1'].map(right), beside: right('.beside'),
      start: right('.prose'), arrows: arrow('.pager [rel="prev"]', '::before') + arrow('.pager [rel="next"]', '::after') };
  });
  if (found.direction !== 'rtl') problems.push('the page is not one');
  if (new Set(found.edges).size !== 1) problems.push(`right edges differ: ${found.edges}`);
  if (found.beside >= found.start) problems.push('the column beside the text is not left of it');
  if (!/→.*←/.test(found.arrows)) problems.push(`arrows do not turn: ${found.arrows}`);
  return problems.map(problem => `right to left: ${problem}`);
}

// Signs between neighbours are cut off where one would begin a line, and none stands in the text to end one.
async function checkSeparators(page, site) {
  await page.setViewportSize({ width: 340, height: 900 });
  const problems = [];
  for (const path of ['/articles/reading-salary-figures/', '/roles/registered-nurse/']) {
    await page.goto(site.origin + path);
    problems.push(...await page.evaluate(() => [...document.querySelectorAll('.breadcrumbs ol, .page-header .meta')].flatMap(line => {
      const found = /[·›]/.test(line.textContent) ? ['a sign in the text'] : [];
      if (!line.matches('.dots, ol')) return found;
      const { overflowX, direction } = getComputedStyle(line);
      const { left } = line.getBoundingClientRect();
      const shown = [...line.children].filter(item => {
        const { content, insetInlineStart, width } = getComputedStyle(item, '::before');
        const end = item.getBoundingClientRect().left + parseFloat(insetInlineStart) + parseFloat(width);
        return content !== 'none' && item.offsetLeft <= line.firstElementChild.offsetLeft && (overflowX !== 'clip' || direction !== 'ltr' || end > left);
      });
      return [...found, ...shown.map(item => `a sign before ${item.textContent.trim()}`)];
    })).then(found => found.map(problem => `${path} separators: ${problem}`)));
  }
  return problems;
}

// Header, breadcrumbs, text and footer begin at one edge, and their lines are as wide as they are.
async function checkEdges(page, site) {
  const problems = [];
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(`${site.origin}/roles/backend-developer/`);
    const edges = await page.evaluate(() => ['.site-header', '.brand', '.breadcrumbs', 'h1', 'main', '.site-footer', '.site-footer p']
      .map(query => Math.round(document.querySelector(query).getBoundingClientRect().left)));
    if (new Set(edges).size !== 1) problems.push(`frame at ${width}: left edges differ: ${edges}`);
  }
  return problems;
}

async function checkColours(browser, site) {
  const problems = [];
  for (const javaScriptEnabled of [true, false]) {
    const context = await browser.newContext({ javaScriptEnabled, colorScheme: 'light' });
    const page = await context.newPage();
    const scripts = javaScriptEnabled ? 'with scripts' : 'without scripts';
    const shade = () => page.locator('body').evaluate(body => getComputedStyle(body).backgroundColor);
    await page.goto(site.origin);
    const before = await shade();
    const stored = () => page.evaluate(() => sessionStorage.length + localStorage.length);
    if (javaScriptEnabled && await stored()) problems.push('something is stored before a choice');
    await page.locator('.colours [value="dark"]').check();
    const after = await shade();
    if (before === after) problems.push(`${scripts} a choice of colours changes nothing`);
    await page.goto(`${site.origin}/about/`);
    if (javaScriptEnabled && await shade() !== after) problems.push('the choice is lost on the next page');
    if (javaScriptEnabled) {
      await page.locator('.colours [value="auto"]').check();
      if (await shade() !== before || await stored()) problems.push('the choice cannot be taken back');
    }
    if ((await context.cookies()).length) problems.push('a cookie is set');
    await context.close();
  }
  return problems.map(problem => `colours: ${problem}`);
}

async function checkReading(page, site) {
  const problems = [];
  await page.setViewportSize({ width: 1366, height: 620 });
  await page.goto(`${site.origin}/roles/backend-developer/`);
  const links = page.locator('.contents li a');
  const marked = page.locator('.contents [aria-current="location"]');
  for (const index of [await links.count() - 3, 1]) {
    const address = await links.nth(index).getAttribute('href');
    await page.evaluate(id => document.getElementById(id).scrollIntoView(), address.slice(1));
    await page.waitForFunction(href => document.querySelector('.contents [aria-current="location"]')?.getAttribute('href') === href, address)
      .catch(() => problems.push(`${address} is read and not marked`));
    if (await marked.count() !== 1) problems.push(`${await marked.count()} sections are marked`);
    const isInView = await marked.first().evaluate(link => {
      const [inner, outer] = [link, link.closest('.beside')].map(element => element.getBoundingClientRect());
      return inner.top >= Math.max(outer.top, 0) && inner.bottom <= Math.min(outer.bottom, innerHeight);
    }).catch(() => false);
    if (!isInView) problems.push(`the mark of ${address} is out of view`);
  }
  const box = await page.locator('.beside').boundingBox();
  if (box.height > 620) problems.push(`the column is ${box.height} px high, more than the window`);
  await page.locator('.contents .to-top a').click();
  if (await page.evaluate(() => scrollY) > 0) problems.push('the top is not reached');
  return problems.map(problem => `reading: ${problem}`);
}

// The column beside the text cuts no line in half: what is too much for a window fades away.
async function checkBeside(page, site) {
  const problems = [];
  await page.setViewportSize({ width: 1280, height: 900 });
  for (const path of site.pages.filter(isRolePage)) {
    await page.goto(site.origin + path);
    const { cut, repeated } = await page.evaluate(() => {
      const column = document.querySelector('.beside');
      const end = column.getBoundingClientRect().bottom;
      const bottom = Math.min(end, innerHeight);
      const fade = getComputedStyle(column, '::after');
      const faded = fade.position === 'sticky' && /gradient/.test(fade.backgroundImage) && end <= innerHeight + 1 ? parseFloat(fade.height) : 0;
      const lines = [...column.querySelectorAll('a')].map(link => link.getBoundingClientRect());
      const crumbs = [...document.querySelectorAll('.breadcrumbs a')].map(link => link.textContent);
      const before = [...document.querySelectorAll('.page-header > :first-child:not(h1)')].map(element => element.textContent.trim());
      return { cut: lines.filter(line => line.top < bottom && line.bottom > bottom && bottom - line.top > faded).length,
        repeated: before.filter(text => crumbs.includes(text)) };
    });
    if (cut) problems.push(`${path} a line beside the text is cut`);
    problems.push(...repeated.map(text => `${path} above the title, "${text}" stands once more`));
  }
  return problems;
}

async function checkBrand(page, site) {
  const problems = [];
  await page.goto(`${site.origin}/`);
  const { accent, logo } = await page.evaluate(() => {
    const image = document.querySelector('.brand img');
    return { accent: getComputedStyle(document.querySelector('.to-search')).color,
      logo: image && { alt: image.alt, sides: [image.getAttribute('width'), image.getAttribute('height')], ratio: image.clientWidth / image.clientHeight } };
  });
  if (accent !== 'rgb(120, 20, 60)') problems.push(`brand.css does not win: ${accent}`);
  if (logo?.sides.join() !== '240,60' || Math.abs(logo.ratio - 4) > .1 || !logo.alt) problems.push(`the logo is ${JSON.stringify(logo)}`);
  return problems.map(problem => `brand: ${problem}`);
}

export async function checkReaders(browser, metier, own, root, temporary) {
  const site = await publishFiles(metier, 'readers', written, temporary);
  const arabic = await publishFiles(metier, 'arabic', arabicFiles(root), temporary);
  const regions = await publishFiles(metier, 'regions', regionFiles(root), temporary);
  const page = await browser.newPage();
  page.setDefaultTimeout(5000);
  const aside = Promise.all([checkRolePage(browser, own), checkColours(browser, own)]);   // in windows of their own
  try {
    return [
      ...await checkWidths(page, own, onePerKind(own), '200%'),
      ...await checkWidths(page, site, onePerKind(site), '100%'),
      ...await checkWidths(page, site, ['/roles/a/', '/roles/b/', '/roles/d/', '/roles/e/', '/roles/', '/salaries/', '/'], '200%'),
      ...await checkScrollBoxes(browser, page, own),
      ...await checkForcedColours(page, own),
      ...await checkPlaceholder(page, own),
      ...await checkPaper(page, own, own.pages.filter(isRolePage)),
      ...await checkPaper(page, regions, ['/roles/registered-nurse/']),
      ...await checkFolder(page, arabic),
      ...await checkRightToLeft(page, site),
      ...await checkArabic(page, arabic),
      ...await checkSeparators(page, own),
      ...await checkEdges(page, own),
      ...await checkReading(page, own),
      ...await checkBeside(page, own),
      ...await checkBrand(page, site),
      ...(await aside).flat(),
    ];
  } finally {
    await page.close();
    site.close();
    arabic.close();
    regions.close();
  }
}
