// A preview that runs while a site is edited as people, editors and git edit: after each edit, at once, it
// serves the bytes of a clean build. Sequences of edits that a seed chooses: what exists is created, edited,
// moved, broken, mended and deleted, in the ways of editors. Where the build fails, a page is answered with the
// bytes that it was last shown with, or with what is wrong.
//
//   node tests/serve/edits.mjs METIER [SEQUENCES [FIRST]]
import { spawnSync } from 'node:child_process';
import {
  appendFileSync, cpSync, existsSync, linkSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync,
  statSync, symlinkSync, truncateSync, utimesSync, writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { readFiles, writeFiles } from '../cli/files.mjs';
import { ask, now, sleep, start, withoutScript } from './serving.mjs';

const metier = resolve(process.argv[2]);
const sequences = Number(process.argv[3] ?? 300);
const first = Number(process.argv[4] ?? 0);
const work = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'metier-edits-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));
const site = join(work, 'site');
const out = join(work, 'public');
const at = path => join(site, path);
const strings = readFileSync(new URL('../../layouts/strings/en.yaml', import.meta.url), 'utf8');

// Random choices of a sequence.
let state = 1n;
const choose = count => {
  state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
  return Number((state >> 33n) % BigInt(count));
};
const oneOf = items => items[choose(items.length)];
const chance = count => choose(count) === 0;

// The site.

// The first bytes of a picture, which its size stands in; more may follow.
const png = (width, tail = '') => Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52,
  0, 0, 0, width, 0, 0, 0, 9, 8]), Buffer.from(tail)]);
const svg = width => `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="3"/>\n`;
const role = (title, front = '', text = 'Text.\n') =>
  `---\ntitle: ${title}\nbranch: ${oneOf(['Care', 'Craft'])}\nsummary: One.\n${front}---\n${text}\n## Duties\n\n- One\n- Two\n`;
const config = more => `title: Careers\n${more}`;
const layout = mark => `<!doctype html>
<html lang="{{LANGUAGE}}" dir="{{DIRECTION}}">
<head><meta charset="utf-8"><title>{{TITLE}}</title></head>
<body><main><h1>{{TITLE}}</h1><p>${mark}</p></main></body>
</html>
`;

function pristine() {
  state = 77n;
  return {
    'site.yaml': config(''),
    'content/roles/nurse.md': role('Nurse', 'skills: [Patience]\naliases: [/old/nurse/]\n'),
    'content/roles/baker.md': role('Baker', 'skills: [Patience, Dough]\nalternative_titles: [Pâtissier]\n'),
    'content/roles/smith.md': role('Smith', 'draft: true\n'),
    'content/roles/diver/index.md': role('Diver', 'image: {src: deep.png, alt: The deep}\n', 'See ![it](deep.png).\n'),
    'content/roles/diver/deep.png': png(4),
    'content/articles/news.md': '---\ntitle: News\ndate: 2026-03-01\nsummary: New.\n---\nRead.\n',
    'content/pages/about.md': '---\ntitle: About\nsummary: About.\n---\nAll of it.\n',
    'layouts/404.html': layout('Nothing here.'),
    'static/style.css': 'body { color: #111 }\n',
    'static/search.js': 'console.log(1)\n',
    'static/mine.svg': svg(4),
    'static/files/plan.txt': 'A plan.\n',
  };
}

// Leaves the folders that stand there, as git does; or not, as rm does.
function restore(files) {
  const wanted = new Set(Object.keys(files));
  for (const path of listed('')) {
    if (!wanted.has(path) || lstatSync(at(path)).isSymbolicLink()) rmSync(at(path), { recursive: true });
  }
  for (const folder of folders('')) if (!Object.keys(files).some(path => path.startsWith(`${folder}/`))) rmSync(at(folder), { recursive: true, force: true });
  writeFiles(site, files);
}

const isThere = path => lstatSync(at(path), { throwIfNoEntry: false }) !== undefined;

// The paths of what is no folder, and of folders, below one, in order.
function walk(below, wantsFolders) {
  if (!existsSync(join(site, below))) return [];
  const entries = readdirSync(join(site, below), { recursive: true, withFileTypes: true }).filter(entry => entry.isDirectory() === wantsFolders);
  return entries.map(entry => join(entry.parentPath ?? entry.path, entry.name).slice(site.length + 1)).sort();
}
const listed = below => walk(below, false);
const folders = below => walk(below, true);
const content = (part = '') => listed(`content${part}`).filter(path => path.endsWith('.md') && lstatSync(at(path)).isFile());

// The ways to write a file.

const ways = {
  plain: (path, bytes) => writeFileSync(at(path), bytes),
  // An editor's dance: the old text stays as x.md~, the new one takes its place by a rename.
  vim(path, bytes) {
    const folder = dirname(at(path));
    const swap = join(folder, `.${basename(path)}.swp`);
    writeFileSync(swap, 'b0VIM');
    writeFileSync(join(folder, '4913'), '');
    rmSync(join(folder, '4913'));
    if (isThere(path)) renameSync(at(path), at(`${path}~`));
    writeFileSync(at(path), bytes);
    rmSync(at(`${path}~`), { force: true });
    rmSync(swap);
  },
  atomic(path, bytes) {
    const temporary = join(dirname(at(path)), `.${basename(path)}.tmp${choose(1000)}`);
    writeFileSync(temporary, bytes);
    renameSync(temporary, at(path));
  },
  // Through a folder of its own, from outside.
  moved(path, bytes) {
    writeFileSync(join(work, 'elsewhere'), bytes);
    renameSync(join(work, 'elsewhere'), at(path));
  },
  async pieces(path, bytes) {
    const text = Buffer.from(bytes);
    if (isThere(path)) truncateSync(at(path));
    else writeFileSync(at(path), '');
    for (let from = 0; from < text.length; from += 40) {
      appendFileSync(at(path), text.subarray(from, from + 40));
      if (chance(3)) await sleep(choose(15));
    }
  },
  emacs(path, bytes) {
    const lock = join(dirname(at(path)), `.#${basename(path)}`);
    symlinkSync('me@here.1:2', lock);
    if (isThere(path)) linkSync(at(path), at(`${path}~~`));
    ways.atomic(path, bytes);
    rmSync(at(`${path}~~`), { force: true });
    rmSync(lock);
  },
};
async function write(path, bytes) {
  const name = oneOf(Object.keys(ways));
  mkdirSync(dirname(at(path)), { recursive: true });
  if (isThere(path) && !lstatSync(at(path)).isFile()) rmSync(at(path), { recursive: true });
  await ways[name](path, bytes);
  return `${name} ${path}`;
}

// Both at once, as renameat2 does.
function exchange(one, other) {
  const code = 'import ctypes, os, sys; sys.exit(ctypes.CDLL(None).renameat2(-100, os.fsencode(sys.argv[1]), -100, os.fsencode(sys.argv[2]), 2))';
  const ran = spawnSync('python3', ['-c', code, at(one), at(other)]);
  if (ran.status !== 0) throw new Error(`no exchange: ${ran.stderr}`);
}

// The edits. Each returns what it did; one that breaks the site adds what mends it to `mends`.

const mends = [];
const edits = {
  async words() {
    const path = oneOf(content());
    if (!path) return 'nothing';
    const more = oneOf(['More words.\n', '\n- Three\n', '\n## More\n', '\nThe the words.\n', '\n| a |\n|---|\n| b |\n']);
    return write(path, readFileSync(at(path), 'utf8') + more);
  },
  async inFront() {
    const path = oneOf(content('/roles'));
    if (!path) return 'nothing';
    const line = oneOf(['skills: [Dough, Fire]\n', 'draft: true\n', 'aliases: [/old/a/, /old/b/]\n', 'summary: Another one.\n', `title: Title ${choose(9)}\n`,
      'expires: 2026-01-01\n', 'related: [nurse]\n', 'slug: other\n', 'noindex: true\n']);
    const key = line.split(':')[0];
    const text = readFileSync(at(path), 'utf8').split('\n').filter((each, index) => index === 0 || !each.startsWith(`${key}:`)).join('\n');
    return `${line.trim()}: ${await write(path, text.replace('---\n', `---\n${line}`))}`;
  },
  async create() {
    const name = `n${choose(4)}`;
    const bundle = chance(2) ? `content/roles/${name}/index.md` : `content/roles/${name}.md`;
    if (isThere(`content/roles/${name}`) || isThere(`content/roles/${name}.md`)) return 'nothing';
    return write(bundle, role(`New ${name}`, chance(3) ? 'draft: true\n' : ''));
  },
  async createOther() {
    return chance(2)
      ? write(`content/articles/a${choose(3)}.md`, `---\ntitle: Article ${choose(9)}\ndate: 2026-02-0${1 + choose(9)}\nsummary: New.\n---\nRead.\n`)
      : write(`content/pages/${oneOf(['p', 'deep/er/p'])}${choose(3)}.md`, `---\ntitle: Page ${choose(9)}\nsummary: Page.\n---\nAll.\n`);
  },
  delete() {
    const path = oneOf(content());
    if (!path) return 'nothing';
    rmSync(at(path));
    return `delete ${path}`;
  },
  rename() {
    const path = oneOf(content('/roles').filter(each => !each.endsWith('index.md')));
    if (!path) return 'nothing';
    const to = `content/roles/${oneOf(['nurse', 'baker', 'moved', 'moved-too'])}.md`;
    renameSync(at(path), at(to));
    return `rename ${path} ${to}`;
  },
  exchange() {
    const two = content('/roles').filter(each => !each.endsWith('index.md')).slice(0, 2);
    if (two.length < 2) return 'nothing';
    renameSync(at(two[0]), at('content/.swap'));
    renameSync(at(two[1]), at(two[0]));
    renameSync(at('content/.swap'), at(two[1]));
    return `exchange ${two}`;
  },
  moveFolder() {
    const path = oneOf(folders('content/roles').concat(folders('content/pages'), folders('static')));
    if (!path || !isThere(path)) return 'nothing';
    const to = join(dirname(path), `m${choose(3)}`);
    if (isThere(to)) return 'nothing';
    renameSync(at(path), at(to));
    return `move ${path} ${to}`;
  },
  async movedAndEdited() {
    const said = edits.moveFolder();
    const path = oneOf(listed('content/pages/').concat(listed('content/roles/')).filter(each => each.split('/').length > 3 && each.endsWith('.md')));
    return path ? `${said}, ${await write(path, `${readFileSync(at(path), 'utf8')}\nIn its new place.\n`)}` : said;
  },
  exchangeFolders() {
    const two = folders('content/roles').slice(0, 2);
    if (two.length < 2) return 'nothing';
    exchange(...two);
    return `exchange ${two}`;
  },
  async inBundle() {
    const path = `content/roles/${oneOf(folders('content/roles').map(each => each.slice(14)).concat('diver'))}`;
    if (!isThere(`${path}/index.md`)) return 'nothing';
    return chance(3) && isThere(`${path}/deep.png`) && !readFileSync(at(`${path}/index.md`), 'utf8').includes('deep.png')
      ? (rmSync(at(`${path}/deep.png`)), `delete ${path}/deep.png`)
      : write(`${path}/${oneOf(['deep.png', 'deep.png', 'img/two.png'])}`, png(1 + choose(9), 'x'.repeat(choose(3))));
  },
  async deleteFolder() {
    const path = oneOf(['content/roles', 'content/articles', 'content/pages', 'content', 'static/files', 'static', 'layouts', 'content/roles/diver']);
    if (!isThere(path)) return 'nothing';
    const how = oneOf(['move', 'remove']);
    const kept = join(work, `kept${choose(1e9)}`);
    if (how === 'move') renameSync(at(path), kept);
    else {
      cpSync(at(path), kept, { recursive: true });
      rmSync(at(path), { recursive: true });
    }
    // By a rename, or file by file.
    const comeBack = () => {
      rmSync(at(path), { recursive: true, force: true });
      mkdirSync(dirname(at(path)), { recursive: true });
      if (chance(2)) renameSync(kept, at(path));
      else cpSync(kept, at(path), { recursive: true });
      return `restore ${path}`;
    };
    mends.push(comeBack);
    // Gone and back before anybody has looked.
    if (chance(3)) {
      if (chance(2)) await sleep(choose(20));
      return `${how} ${path}, ${mends.pop()()}`;
    }
    return `${how} ${path}`;
  },
  touch() {
    const path = oneOf(listed(''));
    const stand = statSync(at(path), { throwIfNoEntry: false });
    if (!stand) return 'nothing';
    if (chance(2)) utimesSync(at(path), new Date(), new Date());
    else writeFileSync(at(path), readFileSync(at(path)));
    return `touch ${path}`;
  },
  // Other bytes of the same size, and the times that were.
  sly() {
    const path = oneOf(['static/mine.svg', 'static/style.css', 'static/files/plan.txt']);
    const stand = isThere(path) && lstatSync(at(path));
    if (!stand || !stand.isFile()) return 'nothing';
    const text = readFileSync(at(path), 'latin1');
    writeFileSync(at(path), text.replace(/\d|A p|B p/, each => ({ 'A p': 'B p', 'B p': 'A p' })[each] ?? String((Number(each) + 1) % 9 || 1)), 'latin1');
    utimesSync(at(path), stand.atime, stand.mtime);
    return `sly ${path}`;
  },
  async assets() {
    return oneOf([
      () => write('static/style.css', `body { color: #${100 + choose(800)} }\n${chance(2) && isThere('static/mine.svg') ? 'p { background: url(mine.svg) }\n' : ''}`),
      () => write('static/search.js', `console.log(${choose(99)})\n`),
      () => write('static/mine.svg', svg(1 + choose(99))),
      () => write(`static/files/${oneOf(['plan', 'with space', 'é', 'b%41'])}.txt`, `Plan ${choose(99)}\n`),
      () => write('static/files/large.bin', Buffer.alloc(1024 * 1024 + 1 + choose(5), choose(256))),
      () => {
        const path = oneOf(['static/files/plan.txt', 'static/files/large.bin', 'static/style.css', 'static/search.js']);
        rmSync(at(path), { force: true });
        return `delete ${path}`;
      },
    ])();
  },
  // Links that stay in static/; what they lead to may change behind them.
  async link() {
    const path = oneOf(['static/linked.txt', 'static/also.svg', 'static/linked']);
    if (isThere(path)) rmSync(at(path), { recursive: true });
    const target = { 'static/linked.txt': 'files/plan.txt', 'static/also.svg': 'mine.svg', 'static/linked': 'files' }[path];
    if (!isThere(`static/${target}`)) return 'nothing';
    symlinkSync(target, at(path));
    return `link ${path}`;
  },
  linkInContent() {
    const path = 'content/roles/linked.md';
    const target = content('/roles').filter(each => each !== path).map(each => each.slice(14)).find(each => !each.endsWith('index.md'));
    if (isThere(path) || !target) return 'nothing';
    symlinkSync(target, at(path));
    // It has the address of its own name.
    return `link ${path} ${target}`;
  },
  async unlinkInContent() {
    const path = content('/roles').find(each => lstatSync(at(each)).isFile());
    const link = 'content/roles/linked.md';
    if (!isThere(link) || !path) return 'nothing';
    const text = `${readFileSync(at(path), 'utf8')}\nOf my own.\n`;
    return chance(2) ? `in place of a link: ${await write(link, text)}` : `behind a link: ${await write(path, text)}`;
  },
  async layouts() {
    const path = oneOf(['layouts/404.html', 'layouts/page.html', 'layouts/article.html']);
    if (chance(4)) {
      rmSync(at(path), { force: true });
      return `delete ${path}`;
    }
    return write(path, layout(`Mark ${choose(99)}`));
  },
  async strings() {
    const path = 'layouts/strings/en.yaml';
    if (chance(3)) {
      rmSync(at('layouts/strings'), { recursive: true, force: true });
      return `delete ${path}`;
    }
    return write(path, strings.replace(/^home: .*/m, `home: Home ${choose(99)}`).replace(/^roles: .*/m, `roles: Roles ${choose(99)}`));
  },
  async config() {
    return write('site.yaml', config(oneOf(['', 'base_url: https://a.example/\n', 'base_url: https://a.example/careers/\n', 'outputs: {hashed_assets: false}\n',
      'outputs: {search: false}\n', 'redirects:\n  - {from: /gone/, to: /roles/}\n', 'description: Of careers.\n', 'menu:\n  - {title: Roles, url: /roles/}\n',
      'base_url: https://a.example/b/\noutputs: {hashed_assets: false}\n', 'branches:\n  - {name: Care, description: To care.}\n'])));
  },
  async checkout() {
    const count = 5 + choose(40);
    const stays = chance(3);
    for (let i = 0; i < count; i++) await ways[oneOf(['plain', 'atomic'])](`content/roles/b${i}.md`, role(`Burst ${i} ${choose(9)}`));
    if (chance(2)) writeFileSync(at('static/style.css'), `body { color: #${100 + choose(800)} }\n`);
    if (!stays) {
      if (chance(2)) await sleep(choose(30));
      for (let i = choose(3); i < count; i++) rmSync(at(`content/roles/b${i}.md`));
    }
    return `burst of ${count}`;
  },
  reset() {
    restore(pristine());
    return 'git checkout';
  },
  async break() {
    const name = oneOf(Object.keys(breaks));
    return `break ${await breaks[name]()}`;
  },
};
// Weights: the frequent ones.
const kinds = Object.keys(edits).concat('words', 'words', 'words', 'inFront', 'inFront', 'assets', 'assets', 'config', 'break', 'break', 'break', 'break', 'break', 'break', 'break', 'layouts', 'moveFolder');

// Writes a text that is wrong in place of one, until it is mended.
async function spoil(path, text) {
  const before = isThere(path) && lstatSync(at(path)).isFile() ? readFileSync(at(path)) : null;
  const said = await write(path, text);
  mends.push(() => {
    if (before) {
      mkdirSync(dirname(at(path)), { recursive: true });
      writeFileSync(at(path), before);
    } else rmSync(at(path), { force: true });
    return `mend ${path}`;
  });
  return said;
}
const breaks = {
  front: () => spoil(oneOf(content().concat('content/roles/nurse.md')), '---\ntitle: [\n---\nText.\n'),
  field: () => spoil('content/roles/baker.md', role('Baker', oneOf(['salry: 1\n', 'draft: maybe\n', 'slug: ../x\n', 'image: {src: gone.png, alt: Gone}\n']))),
  link: () => spoil('content/roles/nurse.md', role('Nurse', '', 'See [it](gone.md).\n')),
  empty: () => spoil('content/pages/about.md', ''),
  layout: () => spoil(oneOf(['layouts/page.html', 'layouts/404.html', 'layouts/role.html']), layout(oneOf(['{{TITEL}}', '{{#HAS_ROLES}}', '{{>gone.html}}']))),
  strings: () => spoil('layouts/strings/en.yaml', oneOf(['home: [\n', 'hom: Home\n', '{missing}: x\n'])),
  config: () => spoil('site.yaml', oneOf(['titel: x\n', 'title: [\n', '', 'title: Careers\nlanguage: zz-zz-zz\n', 'title: Careers\nbase_url: 7\n'])),
  noConfig() {
    if (!isThere('site.yaml')) return 'nothing';
    const before = readFileSync(at('site.yaml'));
    rmSync(at('site.yaml'));
    mends.push(() => { writeFileSync(at('site.yaml'), before); return 'mend site.yaml'; });
    return 'delete site.yaml';
  },
  style: () => spoil('static/style.css', 'body { background: url(gone.png) }\n'),
  outside() {
    if (isThere('static/outside.txt')) return 'nothing';
    mkdirSync(at('static'), { recursive: true });
    symlinkSync('../site.yaml', at('static/outside.txt'));
    mends.push(() => { rmSync(at('static/outside.txt'), { force: true }); return 'mend link'; });
    return 'link outside';
  },
  twice: () => spoil('content/roles/twin.md', role('Twin', 'slug: nurse\n')),
};

// What is served, against a clean build.

const counts = { compared: 0, broken: 0, outputs: 0, gone: 0, kept: 0, problems: 0 };
const shown = new Map();      // by path of an output: the bytes that it was last served with
let gone = [];               // those that the last sound build has no more
let base = '/';
let log = [];

function fail(what) {
  console.log(`${what}\n  ${log.join('\n  ')}`);
  process.exit(1);
}
const short = text => (text.length > 1500 ? `${text.slice(0, 1500)}…` : text);

const baseOf = () => /^base_url: https:\/\/[^/]+(\/\S*)$/m.exec(readFileSync(at('site.yaml'), 'utf8'))?.[1] ?? '/';
const address = path => base + path.split('/').map(encodeURIComponent).join('/');
const neverShown = 'old/never/';

async function isServed(server, path, bytes, asked) {
  const answer = await ask(server, asked);
  const body = path.endsWith('.html') ? withoutScript(answer.body) : answer.body;
  if (answer.status !== 200 || body !== bytes) {
    fail(`${asked}: ${answer.status}: not the bytes of a build:\n${short(body)}\n--- instead of\n${short(bytes)}`);
  }
  if (path.endsWith('.html') && body === answer.body) fail(`${asked}: there is no script in it`);
}

async function compareSound(server) {
  const files = readFiles(out);
  base = baseOf();
  const missing = files['404.html'] ?? null;
  const paths = Object.keys(files).filter(path => !path.startsWith('.metier'));
  const asks = paths.map(path => () => isServed(server, path, files[path], address(path.endsWith('index.html') && chance(2) ? path.slice(0, -10) : path)));
  for (const path of shown.keys()) {
    if (path in files) continue;
    asks.push(async () => {
      const answer = await ask(server, address(path));
      if (answer.status !== 404) fail(`${address(path)}: ${answer.status}: it is gone`);
      if (missing !== null && withoutScript(answer.body) !== missing) fail(`${address(path)}: not the page for what is missing`);
      counts.gone++;
    });
  }
  // One after another on each of the connections, as a browser asks.
  await Promise.all([0, 1, 2].map(async lane => { for (let i = lane; i < asks.length; i += 3) await asks[i](); }));
  gone = [...shown.keys()].filter(path => !(path in files));
  shown.clear();
  for (const path of paths) shown.set(path, files[path]);
  counts.compared++;
  counts.outputs += paths.length;
}

const escape = text => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');

async function compareBroken(server, errors) {
  const wrong = errors.split('\n').find(line => / error: /.test(line));
  // Not the site is broken, but a page of it.
  const isPageAlone = /no errors[^\n]*\n$/.test(server.said);
  // Where it stands now, if it was sound since it was compared.
  const lines = server.said.slice(heard).split('\n').filter(line => / ms; /.test(line));
  if (existsSync(at('site.yaml')) && lines.some(line => !/\d errors? in /.test(line))) base = baseOf();
  for (const path of [...shown.keys(), neverShown]) {
    const answer = await ask(server, address(path));
    if (answer.status === 200) {
      const body = path.endsWith('.html') ? withoutScript(answer.body) : answer.body;
      // All others are what they are now; the next sound build shows whether that was right.
      if (isPageAlone) shown.set(path, body);
      else if (body !== shown.get(path)) fail(`${address(path)}: broken, and not the bytes that were shown:\n${short(body)}\n--- instead of\n${short(shown.get(path))}`);
      counts.kept++;
    } else if (answer.status === 500) {
      const page = Buffer.from(answer.body, 'latin1').toString('utf8');
      if (!page.includes(isPageAlone ? /\[[a-z-]+\]/.exec(wrong)[0] : escape(wrong))) fail(`${address(path)}: broken, and its page does not say\n${wrong}\n--- but\n${short(page)}`);
      counts.problems++;
    } else if (answer.status !== 404 || path !== neverShown || !isPageAlone) fail(`${address(path)}: broken, and ${answer.status}`);
  }
  for (const path of gone) {
    const answer = await ask(server, address(path));
    if (answer.status === 200) fail(`${address(path)}: broken, and what is gone is back`);
  }
  counts.broken++;
}

let heard = 0;           // of what the server has said, when it was compared last
async function compare(server) {
  rmSync(out, { recursive: true, force: true });
  // Asked before anybody knows what is right: the first answer after the edit has to be fresh.
  const path = shown.size ? oneOf([...shown.keys()]) : 'index.html';
  const early = ask(server, address(path));
  const ran = spawnSync(metier, ['build', '-C', site, '-o', out, '--drafts'], { env: { ...process.env, ...now }, encoding: 'utf8' });
  if (ran.status === null) fail(`the build ended with ${ran.signal}`);
  const answer = await early;
  if (ran.status === 0) {
    const is = existsSync(join(out, path)) && baseOf() === base ? readFileSync(join(out, path), 'latin1') : null;
    const body = path.endsWith('.html') ? withoutScript(answer.body) : answer.body;
    if (is !== null && body !== is) fail(`${path}: the first answer is not fresh:\n${short(body)}\n--- instead of\n${short(is)}`);
    await compareSound(server);
  } else await compareBroken(server, ran.stderr);
  heard = server.said.length;
}

// A reader who asks while it is being edited.
async function read(server) {
  const path = shown.size ? oneOf([...shown.keys()]) : 'index.html';
  const answer = await ask(server, address(path));
  if (![200, 404, 500].includes(answer.status)) fail(`${path}: ${answer.status}`);
  const seen = { 200: path, 404: '404.html' }[answer.status];
  if (seen) shown.set(seen, seen.endsWith('.html') ? withoutScript(answer.body) : answer.body);
}

// What chance would come upon too seldom: steps, after each of which all is compared.
const quiet = 'lints: {duplicate-title: off, duplicate-summary: off, duty-count: off}\n';
const append = (path, text) => () => appendFileSync(at(path), text);
const put = (path, text) => () => writeFiles(site, { [path]: text });
const cases = {
  'a link in content, and what it leads to': [
    () => symlinkSync('nurse.md', at('content/roles/linked.md')),
    append('content/roles/nurse.md', 'In both.\n'),
    () => { rmSync(at('content/roles/linked.md')); writeFileSync(at('content/roles/linked.md'), role('Linked')); },
    append('content/roles/linked.md', 'In one.\n'),
    () => { rmSync(at('content/roles/linked.md')); symlinkSync('smith.md', at('content/roles/linked.md')); },
    append('content/roles/smith.md', 'In both.\n'),
  ],
  'two folders that change places': [
    put('content/roles/other/index.md', role('Other')),
    () => exchange('content/roles/other', 'content/roles/diver'),
    append('content/roles/other/index.md', 'Of other.\n'),
    append('content/roles/diver/index.md', 'Of diver.\n'),
  ],
  'a page that is gone stays so while another one is broken': [
    () => rmSync(at('content/roles/smith.md')),
    put('content/roles/nurse.md', '---\ntitle: [\n'),
    put('content/roles/nurse.md', role('Nurse')),
  ],
  'a page that fails alone, and is told of': [
    put('layouts/redirect.html', '{{#HAS_URL}}<p>Elsewhere</p>{{/HAS_URL}}\n'),
    append('content/roles/nurse.md', 'More.\n'),
    put('content/roles/baker.md', role('Baker', 'aliases: [/old/baker/, /old/never/]\n')),
    put('layouts/redirect.html', '<p>Elsewhere: {{URL}}</p>\n'),
  ],
  'a page whose day has not come is saved as it was': [
    put('content/articles/soon.md', '---\ntitle: Soon\ndate: 2999-01-01\nsummary: Later.\n---\nText.\n'),
    put('content/articles/soon.md', '---\ntitle: Soon\ndate: 2999-01-01\nsummary: Later.\n---\nText.\n'),
    append('content/roles/nurse.md', 'More.\n'),
  ],
  'a text that is written while the site has no language': [
    put('site.yaml', config(`${quiet}language: zz-zz-zz\n`)),
    append('content/roles/nurse.md', 'More.\n'),
    put('content/roles/nurse.md', role('Nurse', 'hours: few\n')),
    put('site.yaml', config(quiet)),
  ],
};

async function runCase(server, name) {
  log = [name];
  restore({ ...pristine(), 'site.yaml': config(quiet), 'content/roles/nurse.md': role('Nurse'), 'content/roles/baker.md': role('Baker', 'aliases: [/old/baker/]\n') });
  await compare(server);
  for (const step of cases[name]) {
    log.push(step.toString());
    step();
    await compare(server);
  }
}

async function runSequence(server, number) {
  state = BigInt(number) * 7919n + 1n;
  log = [`sequence ${number}`];
  mends.length = 0;
  for (let i = choose(8); i >= 0; i--) choose(2);
  for (let step = 2 + choose(3); step > 0; step--) {
    const kind = oneOf(kinds);
    log.push(`${kind}: ${await edits[kind]()}`);
    if (chance(4)) await sleep(choose(20));
    if (chance(5)) await read(server);
    if (!chance(3)) await compare(server);
    if (mends.length && !chance(3)) {
      while (mends.length) log.push(mends.pop()());
      await compare(server);
    }
  }
  if (server.ended !== undefined) fail(`the server ended: ${server.ended}\n${server.errors}`);
  // Some go on from where the one before has ended.
  if (!chance(6)) log.push(edits.reset());
}

// A server that does not answer any more: after which edits.
for (const kind of ['uncaughtException', 'unhandledRejection']) process.on(kind, error => fail(error.stack));
writeFiles(site, pristine());
const server = await start(metier, site);
const startedMs = Date.now();
for (const name of Object.keys(cases)) await runCase(server, name);
restore(pristine());
await compare(server);
for (let number = first; number < first + sequences; number++) await runSequence(server, number);
log = ['the end'];
restore(pristine());
await compare(server);
const status = await server.stop();
if (status !== 0) fail(`the server ended with ${status}: ${server.errors.slice(-2000)}`);
if (counts.compared < sequences || counts.broken * 10 < sequences || !counts.kept || (sequences >= 100 && !counts.problems)) fail(`too little was compared: ${JSON.stringify(counts)}`);
console.log(`${sequences} sequences of edits, ${counts.compared} builds served alike (${counts.outputs} outputs, ${counts.gone} gone), ${counts.broken} broken ones `
  + `(${counts.kept} kept, ${counts.problems} told), ${((Date.now() - startedMs) / 1000).toFixed(0)} s`);
