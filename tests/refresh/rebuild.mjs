// A folder that is built into again and again, while a site of many roles is edited: after each edit it has the
// bytes of a build into a new folder, and the program says the same. Edits that a seed chooses: words, fields
// taken from other profiles, files that come, move and go, layouts, strings, static files, settings and options;
// in between what builds remember is damaged, a published file is changed or removed, a build is cut off, or two
// run at once. An edit that breaks the site is taken back by the next step.
//
//   node tests/refresh/rebuild.mjs METIER GENERATE [EDITS [ROLES [SEED]]]
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const [metier, generate] = process.argv.slice(2, 4).map(path => resolve(path));
const [edits, roles, seed] = [300, 260, 1].map((usual, index) => Number(process.argv[4 + index] ?? usual));
const work = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'metier-rebuild-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));
const site = join(work, 'site');
const state = join(site, '.public.metier');
const theme = new URL('../../layouts/', import.meta.url);

let random = BigInt(seed) * 7919n + 13n;
const choose = count => {
  random = (random * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
  return Number((random >> 33n) % BigInt(count));
};
const oneOf = items => items[choose(items.length)];
const chance = count => choose(count) === 0;
const read = path => readFileSync(join(site, path), 'utf8');

// What undoes the last edit.
let undo = [];
function write(path, text) {
  const at = join(site, path);
  const before = existsSync(at) ? readFileSync(at) : null;
  undo.push(() => (before ? writeFileSync(at, before) : rmSync(at, { force: true })));
  mkdirSync(dirname(at), { recursive: true });
  if (text === null) rmSync(at);
  else writeFileSync(at, text);
  return path;
}
const listed = folder => readdirSync(join(site, folder)).filter(name => name.endsWith('.md')).sort().map(name => `${folder}/${name}`);
const role = () => oneOf(listed('content/roles'));
const article = () => oneOf(listed('content/articles'));
const page = () => oneOf(listed('content/pages').filter(path => !path.endsWith('/index.md')));
const slug = () => role().slice('content/roles/'.length, -'.md'.length);

// A profile's fields, each with the lines that belong to it, and its text.
function parse(path) {
  const [, front, body] = /^---\n([^]*?\n)---\n([^]*)$/.exec(read(path));
  return { fields: front.match(/^\S.*\n(?: .*\n)*/gm), body };
}
const keyOf = field => field.slice(0, field.indexOf(':'));
function writeEntry(path, fields, body) {
  return write(path, `---\n${fields.join('')}---\n${body}`);
}
function setField(path, field) {
  const { fields, body } = parse(path);
  const others = fields.filter(each => keyOf(each) !== keyOf(field));
  return writeEntry(path, [...others, field], body);
}
function move(path, to) {
  const text = read(path);
  write(path, null);
  return `${path} to ${write(`${to}${choose(4)}.md`, text)}`;
}

const kinds = {
  words: () => write(role(), read(role()).replace(/\n*$/, `\n\n${oneOf(['More words', 'Others'])} ${choose(1000)}.\n`)),
  text() {
    const path = role();
    const { fields, body } = parse(path);
    return writeEntry(path, fields, body.replace(/\n\n/, `\n\nSee [that](${slug()}.md) and ${choose(100)}.\n\n`));
  },
  // Another role's text in this one.
  body() {
    const path = role();
    return writeEntry(path, parse(path).fields, parse(role()).body);
  },
  field() {
    const field = oneOf(parse(role()).fields.filter(each => keyOf(each) !== 'title'));
    return `${setField(role(), field)} ${field.split('\n')[0]}`;
  },
  figure() {
    const path = role();
    return write(path, read(path).replace(/(average|median): \d+/, (all, name) => `${name}: ${30000 + choose(60000)}`));
  },
  region: () => setField(role(), `salary:\n  - {region: ${oneOf(['US', 'NO', 'DE'])}, currency: ${oneOf(['USD', 'EUR'])}, average: ${20000 + choose(90000)}, as_of: 2025-0${1 + choose(9)}}\n`),
  summary: () => setField(role(), `summary: ${oneOf(['Looks', 'Sees', 'Hears'])} to ${choose(10000)} of them.\n`),
  skills: () => setField(role(), `skills: [${oneOf(['Planning', 'Writing', 'A skill of its own', 'planning'])}, Skill ${choose(70)}]\n`),
  branch: () => setField(role(), `branch: ${oneOf(['Branch 03', 'Branch 01', 'A new branch'])}\n`),
  education: () => setField(role(), `education: ${oneOf(["Bachelor's degree", 'High school diploma', 'None at all', "Master's degree"])}\n`),
  title: () => setField(role(), `title: ${oneOf(['Aardvark keeper', 'Specialist', 'Zoologist'])} ${choose(1000)}\n`),
  titles: () => setField(role(), `alternative_titles: [${oneOf(['Expert', 'Hand'])} ${choose(20)}]\n`),
  path: () => setField(role(), `career_path: {${oneOf(['from', 'to'])}: [${slug()}]}\n`),
  related: () => setField(role(), `related: [${slug()}]\n`),
  day: () => setField(role(), oneOf(['expires: 2026-08-01\n', 'date: 2026-08-01\n', 'expires: 2026-01-01\n', 'updated: 2026-05-01\n'])),
  draft: () => setField(role(), `draft: ${oneOf(['true', 'false'])}\n`),
  hidden: () => setField(role(), `noindex: ${oneOf(['true', 'false'])}\n`),
  alias: () => setField(role(), `aliases: [/old/${choose(9)}/]\n`),
  image: () => setField(role(), 'image: {src: /mine.svg, alt: Mine}\n'),
  create() {
    const { fields, body } = parse(role());
    const name = `new-${choose(6)}`;
    return writeEntry(`content/roles/${name}.md`, [`title: New ${name}\n`, ...fields.filter(each => !['title', 'aliases', 'alternative_titles'].includes(keyOf(each)))], body);
  },
  delete: () => write(role(), null),
  rename: () => move(role(), 'content/roles/moved-'),
  renameArticle: () => move(article(), 'content/articles/moved-'),
  renamePage: () => move(page(), 'content/pages/moved-'),
  // Where it is published, and nothing else.
  slug: () => setField(role(), `slug: moved-${choose(9)}\n`),
  slugOfArticle: () => setField(article(), `slug: moved-${choose(9)}\n`),
  permalink: () => setField(page(), `permalink: /${oneOf(['here', 'there'])}/${choose(9)}/\n`),
  article: () => write(`content/articles/a${choose(4)}.md`,
    `---\ntitle: Article ${choose(9)}\ndate: 2026-0${1 + choose(5)}-02\nsummary: New.\nroles: [${slug()}, ${slug()}]\ntags: [Planning]\n---\nRead [it](../roles/${slug()}.md). ${choose(99)}\n`),
  page: () => write(`content/pages/p${choose(3)}.md`, `---\ntitle: Page ${choose(5)}\nsummary: A page.\nweight: ${choose(3)}\n---\nAll ${choose(99)}.\n`),
  home: () => write('content/pages/index.md', `---\ntitle: Home\nsummary: Home.\n---\nWelcome ${choose(99)}.\n`),
  layouts() {
    const name = oneOf(['role.html', 'list.html', 'base.html', 'branch.html', '404.html', 'salaries.html'].filter(each => existsSync(new URL(each, theme))));
    if (chance(3) && existsSync(join(site, 'layouts', name))) return write(`layouts/${name}`, null);
    return write(`layouts/${name}`, `${readFileSync(new URL(name, theme), 'utf8').trimEnd()}<!-- ${choose(99)} -->\n`);
  },
  strings: () => write('layouts/strings/en.yaml', readFileSync(new URL('strings/en.yaml', theme), 'utf8').replace(/^home: .*/m, `home: Home ${choose(9)}`)),
  style: () => write('static/brand.css', `body { color: #${100 + choose(800)} }\n`),
  picture: () => write('static/mine.svg', `<svg xmlns="http://www.w3.org/2000/svg" width="${1 + choose(90)}" height="3"/>\n`),
  file: () => write(`static/files/f${choose(3)}.txt`, `${choose(99)}\n`),
  config() {
    const more = oneOf(['outputs: {skills: false}\n', 'outputs: {hashed_assets: false}\n', 'outputs: {data: false}\n', 'relative_urls: true\n',
      'redirects: [{from: /gone/, to: /roles/}]\n', 'branches: [{name: Branch 01, description: The first.}]\n', 'sources: [{id: survey, name: Survey of the site}]\n', '']);
    const text = read('site.yaml').split('# More\n')[0];
    return `${write('site.yaml', `${text}# More\n${more}`)} ${more.trim()}`;
  },
  nothing: () => '',
};
const names = [...Object.keys(kinds), ...Array(6).fill('words'), ...Array(4).fill('field'), 'figure', 'figure', 'summary', 'summary', 'skills', 'skills', 'create', 'article',
  ...Array(3).fill('slugOfArticle'), 'renameArticle'];

// What was built with what options, and what was said.
function build(out, options) {
  const ran = spawnSync(metier, ['build', '-C', site, '-o', out, ...options], { encoding: 'utf8', env: { ...process.env, SOURCE_DATE_EPOCH: '1780272000' } });
  if (ran.error || ran.signal || ran.status > 1) fail(`no build: ${ran.status ?? ran.signal} ${ran.error ?? ''} ${ran.stderr}`);
  return ran;
}
// Which of its own folder it speaks of, and how much it did, differs.
const words = ran => ran.stderr.split('\n').filter(line => !/^\d+ files?: |interrupted|completed/.test(line)).join('\n').replaceAll('clean', 'public');

let log = [];
function fail(what) {
  console.log(`${what}\n  ${log.slice(-6).join('\n  ')}\nseed ${seed}, edit ${log.length}`);
  process.exit(1);
}
function compare(options) {
  rmSync(join(site, 'clean'), { recursive: true, force: true });
  rmSync(join(site, '.clean.metier'), { recursive: true, force: true });
  const again = build('public', options);
  const clean = build('clean', options);
  if (again.status !== clean.status) fail(`${again.status} instead of ${clean.status}: ${again.stderr}\n--- ${clean.stderr}`);
  if (words(again) !== words(clean)) fail(`it says\n${words(again)}\ninstead of\n${words(clean)}`);
  if (clean.status !== 0) return false;
  const ran = spawnSync('diff', ['-r', join(site, 'public'), join(site, 'clean')], { encoding: 'utf8' });
  if (ran.status !== 0) fail(`another folder than a new one:\n${ran.stdout.slice(0, 3000)}`);
  return true;
}

function filesOf(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true }).filter(each => each.isFile()).map(each => join(each.parentPath ?? each.path, each.name)).sort();
}
const damages = {
  // A bit, the end, or all of what is remembered. Of a damaged manifest the user is told.
  state() {
    const path = oneOf(filesOf(state).filter(each => !/\/(manifest|lock)$/.test(each)));
    if (!path) return 'nothing';
    const bytes = readFileSync(path);
    const place = choose(Math.max(bytes.length, 1));
    const how = choose(8);
    if (how === 0) rmSync(path);
    else if (how === 1) writeFileSync(path, bytes.subarray(0, place));
    else if (how === 2) appendFileSync(path, 'x');
    else if (bytes.length) {
      bytes[place] ^= 1 << choose(8);
      writeFileSync(path, bytes);
    }
    return `${path.slice(site.length)} ${how} at ${place}`;
  },
  // That of another folder: from a backup, or a cache.
  foreign() {
    const name = oneOf(['parsed', 'fingerprints', 'inputs', 'stamps']);
    if (existsSync(join(site, '.clean.metier', name))) writeFileSync(join(state, name), readFileSync(join(site, '.clean.metier', name)));
    return `foreign ${name}`;
  },
  published() {
    const path = oneOf(filesOf(join(site, 'public')));
    if (chance(2)) rmSync(path);
    else appendFileSync(path, 'by hand');
    return path.slice(site.length);
  },
  async cut(options) {
    const child = spawn(metier, ['build', '-C', site, '-o', 'public', ...options], { stdio: 'ignore' });
    await new Promise(done => setTimeout(done, choose(200)));
    child.kill('SIGKILL');
    await new Promise(done => (child.exitCode === null && child.signalCode === null ? child.on('exit', done) : done()));
    return 'cut off';
  },
  async twoAtOnce(options) {
    const both = [0, 1].map(() => spawn(metier, ['build', '-C', site, '-o', 'public', ...options], { stdio: 'ignore' }));
    await Promise.all(both.map(child => new Promise(done => child.on('exit', done))));
    return 'two at once';
  },
};

spawnSync(generate, [site, String(roles)]);
appendFileSync(join(site, 'site.yaml'), 'outputs: {skills: true}\n# More\n');
writeFileSync(join(site, 'site.yaml'), read('site.yaml').replace('outputs: {skills: true}\n', ''));
if (!compare([])) fail('the site is not sound');
const counts = { sound: 0, broken: 0, damaged: 0 };
for (let i = 0; i < edits; i++) {
  undo = [];
  const name = oneOf(names);
  log.push(`${name}: ${kinds[name]()}`);
  const options = chance(4) ? oneOf([['-j', '1'], ['--drafts'], ['--base-url', 'https://elsewhere.example/careers/'], ['--now', '2026-09-01'], ['--force'], ['--future']]) : [];
  if (chance(5)) {
    const damage = oneOf(Object.keys(damages));
    // A file that is changed by hand while it goes from the site stays: nothing of that is compared here.
    if (damage === 'published' && !compare(options)) undo.splice(0).reverse().forEach(step => step());
    log[log.length - 1] += `, ${damage} ${await damages[damage](options)}`;
    counts.damaged++;
  }
  if (compare(options)) counts.sound++;
  else {
    counts.broken++;
    undo.reverse().forEach(step => step());
    log[log.length - 1] += ', taken back';
  }
}
console.log(`${edits} edits of ${roles} roles: ${counts.sound} to a sound site, ${counts.broken} to a broken one, ${counts.damaged} with damage`);
process.exit(counts.sound > edits / 2 && counts.damaged ? 0 : 1);
