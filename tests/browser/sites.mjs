// Builds the sites under test into a temporary folder and serves them as a host would.
import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, sep } from 'node:path';
import { gzipSync } from 'node:zlib';

const pagesTakenAsTheyAre = 60;
const pagesPerKind = 12;
const strictPolicy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const contentTypes = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8', '.json': 'application/json', '.xml': 'application/xml', '.svg': 'image/svg+xml',
  '.png': 'image/png', '.jpg': 'image/jpeg', '.webp': 'image/webp', '.ico': 'image/x-icon', '.woff2': 'font/woff2',
};

// The headers for every page: those of a Netlify _headers file, if the site has one.
function siteHeaders(folder) {
  const file = join(folder, '_headers');
  if (!existsSync(file)) return { 'Content-Security-Policy': strictPolicy };
  const headers = {};
  let isForAll = false;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (/^[^\s#]/.test(line)) isForAll = line.trim() === '/*';
    const field = line.match(/^\s+([\w-]+):\s*(.*\S)/);
    if (isForAll && field) headers[field[1]] = field[2];
  }
  return headers;
}

export function fileOf(site, path) {
  return join(site.folder, path.endsWith('/') ? `${path}index.html` : path);
}

function answer(site, request, response) {
  let file = fileOf(site, decodeURIComponent(new URL(request.url, site.origin).pathname));
  const isFound = file.startsWith(site.folder + sep) && existsSync(file) && statSync(file).isFile();
  if (!isFound) file = join(site.folder, '404.html');
  const type = contentTypes[extname(file)] ?? 'application/octet-stream';
  const headers = { ...siteHeaders(site.folder), 'Content-Type': type };
  const acceptsGzip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  if (acceptsGzip) headers['Content-Encoding'] = 'gzip';
  const body = readFileSync(file);
  response.writeHead(isFound ? 200 : 404, headers);
  response.end(acceptsGzip ? gzipSync(body) : body);
}

export async function serve(folder) {
  const server = createServer((request, response) => answer(site, request, response));
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  const close = () => { server.close(); server.closeAllConnections(); };
  const site = { folder, origin: `http://127.0.0.1:${server.address().port}`, close };
  return site;
}

// The pages to look at, or those that lead on at once, which no browser stays at. A large site would
// take minutes; the pages of one kind come from one layout.
function listPages(folder, wantsRedirects) {
  const isRedirect = name => readFileSync(join(folder, name), 'utf8').includes('http-equiv="refresh"');
  const pages = readdirSync(folder, { recursive: true })
    .filter(name => name.endsWith('.html') && isRedirect(name) === wantsRedirects)
    .map(name => `/${name.split(sep).join('/')}`.replace(/\/index\.html$/, '/')).sort();
  if (pages.length <= pagesTakenAsTheyAre) return pages;
  const taken = {};
  return pages.filter(path => {
    const kind = path.split('/').length > 2 ? path.split('/')[1] : '';
    taken[kind] = (taken[kind] ?? 0) + 1;
    return taken[kind] <= pagesPerKind;
  });
}

export function isRolePage(path) {
  return /^\/roles\/[^/]+\/$/.test(path);
}

// Publishes a copy of the named parts, since a build writes .metier/ beside them, under the
// address it is served from: Lighthouse wants canonical links that fit.
export async function publish(metier, name, source, parts, temporary) {
  const copy = join(temporary, `${name}-source`);
  mkdirSync(copy);
  for (const part of parts) cpSync(join(source, part), join(copy, part), { recursive: true });
  const site = await serve(join(temporary, name));
  const options = ['-C', copy, '-o', site.folder, '--base-url', `${site.origin}/`, '--now', '2026-12-01'];
  try {
    execFileSync(metier, ['build', ...options], { stdio: 'pipe' });  // what it says is in the error, if there is one
  } catch (failure) {
    site.close();
    throw failure;
  }
  return { ...site, name, pages: listPages(site.folder, false), redirects: listPages(site.folder, true) };
}

export function publishOwnSite(metier, root, temporary) {
  return publish(metier, 'own', root, ['content', 'layouts', 'static', 'site.yaml'], temporary);
}

export function publishTestSite(metier, root, temporary) {
  const name = ['role-pages', 'complete'].find(candidate => existsSync(join(root, 'tests/sites', candidate)));
  const source = join(root, 'tests/sites', name);
  const parts = readdirSync(source).filter(part => part !== 'expected' && part !== '.metier');
  return publish(metier, name, source, parts, temporary);
}

// Ten thousand roles, with what the search needs and no more.
export async function publishLargeSite(metier, root, temporary) {
  const source = join(temporary, 'large-generated');
  mkdirSync(source);
  execFileSync(join(root, 'build/bench/generate'), [source, '10000']);
  appendFileSync(join(source, 'site.yaml'), 'outputs: {skills: false, salaries: false, redirects: false, data: false, compare: false}\n');
  return publish(metier, 'large', source, ['content', 'site.yaml'], temporary);
}
