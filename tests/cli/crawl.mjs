// node crawl.mjs ORIGIN BASE PUBLIC: visits a served site from its home page on. Every link, asset,
// anchor, feed entry, redirect and sitemap address must answer, and every page and asset that was
// published must be reached. ORIGIN serves PUBLIC at BASE; absolute addresses begin with
// https://published.example and are visited at ORIGIN.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const [origin, base, folder] = process.argv.slice(2);
const published = 'https://published.example';
const problems = [];
const pages = new Map();   // address → its text, or null for what is no page
const queue = [];

const decode = text => text.replace(/&amp;/g, '&').replace(/&#39;/g, "'").replace(/&quot;/g, '"');

function visit(reference, from) {
  const address = new URL(decode(reference).replace(published, origin), new URL(from, origin));
  if (address.origin !== origin) return;
  queue.push({ path: address.pathname, anchor: decodeURIComponent(address.hash.slice(1)), from });
}

function addReferences(text, type, from) {
  if (type.includes('html')) {
    for (const [, , reference] of text.matchAll(/\s(href|src|action)=["']([^"']*)["']/g)) visit(reference, from);
    const refresh = text.match(/http-equiv="refresh" content="0; url=([^"]*)"/);
    if (refresh) visit(refresh[1], from);
    for (const [, list] of text.matchAll(/\sdata-(?:search|roles)="([^"]*)"/g)) if (!list.startsWith(base)) problems.push(`${from}: ${list}`);
  } else if (type.includes('css')) {
    for (const [, reference] of text.matchAll(/url\(["']?([^"')]*)/g)) visit(reference, from);
  } else if (from.endsWith('feed.xml') || from.endsWith('sitemap.xml')) {
    for (const [, reference] of text.matchAll(/(?:href="|<loc>|<id>)(https:[^"<]*)/g)) visit(reference, from);
  } else if (from.endsWith('feed.json')) {
    for (const { url } of JSON.parse(text).items) visit(url, from);
  } else if (from.endsWith('robots.txt')) {
    for (const [, reference] of text.matchAll(/^Sitemap: (.*)$/gm)) visit(reference, from);
  } else if (from.endsWith('llms.txt')) {
    for (const [, reference] of text.matchAll(/\]\((https:[^)]*)\)/g)) visit(reference, from);
  }
}

async function fetchPage({ path, from }) {
  const response = await fetch(origin + path, { redirect: 'manual' });
  const type = response.headers.get('content-type') ?? '';
  if (response.status !== 200) problems.push(`${from}: ${path} answers ${response.status}`);
  const isText = /html|css|xml|json|plain/.test(type) && response.status === 200;
  const text = isText ? await response.text() : null;
  pages.set(path, text);
  if (isText) addReferences(text, type, path);
}

async function crawl() {
  for (const start of ['', 'feed.xml', 'feed.json', 'sitemap.xml', 'robots.txt', 'llms.txt', '404.html']) visit(base + start, 'the start');
  for (const line of readFileSync(join(folder, '_redirects'), 'utf8').trim().split('\n')) {
    const [from, to] = line.split(' ');
    visit(from, '_redirects');
    visit(to, '_redirects');
  }
  const anchors = [];
  for (let next = queue.shift(); next; next = queue.shift()) {
    if (next.anchor) anchors.push(next);
    if (!pages.has(next.path)) await fetchPage(next);
  }
  for (const { path, anchor, from } of anchors) {
    // Behind the # of the comparison stand the roles that are compared.
    if (path === `${base}compare/` && !pages.get(path).includes(` id="${anchor}"`)) {
      for (const slug of anchor.split(',')) {
        if (!pages.has(`${base}roles/${slug}/`)) problems.push(`${from}: ${slug}, which it compares, is no role`);
      }
    } else if (!pages.get(path)?.includes(` id="${anchor}"`)) problems.push(`${from}: ${path} has no anchor ${anchor}`);
  }
}

// The index of the search is read by its script alone, and no role here has so many regions that a page finds them.
function findOrphans() {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1));
  const wanted = names.filter(name => /\.(html|css|js|svg|json|csv|md|xml|txt)$/.test(name) && !/^search\/|\.schema\.json$|^assets\/filter\.[0-9a-f]{16}\.js$/.test(name));
  for (const name of wanted) {
    const path = encodeURI(base + name).replace(/(^|\/)index\.html$/, '$1');
    if (!pages.has(path)) problems.push(`${path} is not reached from anywhere`);
  }
  return wanted.length;
}

const lost = await fetch(`${origin}${base}nowhere/`);
if (lost.status !== 404 || !(await lost.text()).includes('<h1>')) problems.push('a lost address does not show the 404 page');
await crawl();
const count = findOrphans();
for (const problem of problems) console.log(problem);
if (!problems.length) console.log(`${pages.size} addresses, ${count} files reached`);
process.exitCode = problems.length || count < 100 ? 1 : 0;
