// node way-in.mjs METIER: what leads a new user to a site of their own, as they would use it.
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { writeFiles } from './files.mjs';

const metier = resolve(process.argv[2]);
const work = mkdtempSync(join(tmpdir(), 'metier-way-in-'));
let checks = 0;
const problems = [];
function check(what, isTrue) {
  checks++;
  if (!isTrue) problems.push(what);
}

function run(...words) {
  const { status, stdout, stderr } = spawnSync(metier, words, { encoding: 'utf8' });
  return { status, stdout, stderr, text: stdout + stderr };
}

// The fields of a reference, as "  name*  kind  doc; like example" tells them.
function fieldsOf(document) {
  const [, part] = run('help', document).stdout.split(/^FIELDS\n.*\n/m);
  return part.split('\n\n')[0].split('\n').map(line => {
    const [, indent, name, kind, notes] = /^( +)([a-z_0-9]+)\*? +([a-zA-Z]+) +(.+)$/.exec(line);
    return { depth: indent.length / 2 - 1, name, kind, example: /; like (.*)$/.exec(notes)?.[1], notes };
  });
}

// A document with every field, each with the example of its reference.
function writeExamples(document) {
  const others = { text: 'Any', texts: '[Any]', flag: 'true', number: '7', names: `{${run('help', 'lints').stdout.split(' ')[0]}: a reason}` };
  let inList = false;
  return fieldsOf(document).map(({ depth, name, kind, example, notes }) => {
    const bullet = inList ? '- ' : depth ? '  ' : '';
    inList = kind === 'list';
    if (kind === 'choice') [, example] = /; ([^;]*?)(,| or )/.exec(notes);
    if (/a file of the site/.test(notes)) [, example] = /: (\S*);/.exec(notes);
    const value = inList || kind === 'mapping' ? '' : example ?? others[kind];
    return `${'    '.repeat(depth).slice(2)}${bullet}${name}: ${value}`.trimEnd();
  }).join('\n');
}

function checkExamples() {
  const folder = join(work, 'examples');
  writeFiles(folder, { 'site.yaml': 'title: Examples\n', 'static/img/nurse.jpg': '' });
  for (const slug of ['registered-nurse', 'nursing-assistant', 'nurse-practitioner']) {
    writeFiles(folder, { [`content/roles/${slug}.md`]: `---\ntitle: ${slug}\nbranch: Any\nsummary: Any.\n---\nText.\n` });
  }
  for (const kind of ['role', 'article', 'page']) {
    const fields = writeExamples(kind).replace(/^slug: .*$/m, `slug: example-${kind}`)
      .replace(/^(permalink): .*$/m, '$1: /about/').replace(/^aliases: .*$/m, `aliases: [/old/${kind}/]`);
    writeFiles(folder, { [`content/${kind}s/example.md`]: `---\n${fields}\n---\nText.\n` });
  }
  const { status, text } = run('check', '-C', folder, '--drafts', '--expired');
  check(`the examples of the reference have errors: ${text}`, status === 0 || !/ error: /.test(text));
}

// A site with a blank and other letters in its path.
function makeSite(name, settings) {
  const folder = join(work, 'Ein Ort für 仕事', name);
  writeFiles(folder, { 'site.yaml': settings });
  return folder;
}

const namesOf = schema => Object.entries(schema.properties ?? {}).flatMap(([name, inner]) =>
  [name, ...[inner, ...inner.anyOf ?? []].flatMap(one => [one, one.items ?? {}]).flatMap(one =>
    [one, ...one.anyOf ?? []].flatMap(namesOf))]);

function checkNewRole() {
  const site = makeSite('roles', 'title: Roles\nbranches: [IT & Development, "No: 5"]\n');
  const branch = ['--branch', 'IT & Development'];
  const path = join(site, 'content/roles/site-reliability-engineer.md');
  const made = run('new', 'role', '-C', site, 'Site Reliability Engineer', ...branch);
  check(`new role: ${made.text}`, made.status === 0 && made.stdout.startsWith('content/roles/site-reliability-engineer.md: '));
  const text = readFileSync(path, 'utf8');
  check('it is no draft of that title', /^title: Site Reliability Engineer\nbranch: IT & Development\nsummary: .*\ndraft: true\n/m.test(text));
  for (const name of new Set(namesOf(JSON.parse(run('schema', 'role').stdout)))) {
    check(`the new role lacks ${name}`, new RegExp(`^(# +(- )?)?${name}:`, 'm').test(text));
  }
  check('upsides and downsides are no parts', /^## Is It for You\?\n[^#]*\n### Upsides\n[^#]*\n### Downsides\n[^#]*\n## /m.test(text));
  const built = run('check', '-C', site, '--drafts');
  check(`a new role has problems: ${built.text}`, built.status === 0 && !built.stderr);
  check('a draft is published', !run('build', '-C', site).stderr && !existsSync(join(site, 'public/roles/site-reliability-engineer')));
  // Without the signs of comments it is the same form: values are missing, and nothing else is wrong.
  writeFileSync(path, text.replace(/^# (?=.*:)( *(- )?[a-z_0-9]+:)/gm, '$1'));
  const codes = new Set([...run('check', '-C', site, '--drafts').stderr.matchAll(/ error: .*\[(.*)\]$/gm)].map(found => found[1]));
  check(`what the comments hide has errors: ${[...codes]}`, codes.size && [...codes].every(code => ['empty-value', 'wrong-type', 'bad-choice'].includes(code)));
  writeFileSync(path, text);
  // What is in the way is told, and left as it is.
  const refusals = [
    [['Site Reliability Engineer', ...branch], 1, 'site-reliability-engineer.md has this title or address'],
    [['site reliability  ENGINEER!', ...branch], 1, 'has this title or address'],
    [['Ingenieur'], 2, 'needs a branch; name it with --branch: IT & Development, No: 5'],
    [['Ingenieur', '--branch', 'IT & Develpment'], 2, "did you mean 'IT & Development'"],
    [['!!!', ...branch], 2, 'has no letter'],
    [['two\nlines', ...branch], 2, 'a title of one line'],
    [['\u202Eabc', ...branch], 2, 'a title of one line'],
    [['é'.repeat(200), ...branch], 2, 'too long for the name of a file'],
    [['one', 'two', ...branch], 2, "'two' is too much"],
    [[], 2, 'a title of one line'],
  ];
  for (const [words, status, wanted] of refusals) {
    const refused = run('new', 'role', '-C', site, ...words);
    check(`new role ${words}: ${refused.status}, ${refused.text}`, refused.status === status && refused.text.includes(wanted));
  }
  check('a refusal wrote something', readdirSync(join(site, 'content/roles')).length === 1 && readFileSync(path, 'utf8') === text);
  // Titles of any script, and what YAML would take for something else.
  const titles = { 'Pflegefachkraft (m/w/d): Nacht # 2': 'pflegefachkraft-m-w-d-nacht-2', "'": null, '看護師 & 助産師': '看護師-助産師',
    'مهندس': 'مهندس', 'C++': 'c-plus-plus', No: 'no', '42': '42', '- Dash': 'dash', "O'Neil's \"Best\"": 'oneils-best', '*Star': 'star' };
  for (const [title, slug] of Object.entries(titles)) {
    const { status, text: said } = run('new', 'role', '-C', site, '--branch', 'No: 5', '--', title);
    check(`new role ${title}: ${said}`, slug ? status === 0 && existsSync(join(site, `content/roles/${slug}.md`)) : status === 2);
  }
  const all = run('build', '-C', site, '--drafts');
  check(`new roles have problems: ${all.text}`, all.status === 0 && !all.stderr);
  const shown = JSON.parse(readFileSync(join(site, 'public/roles.json'), 'utf8')).roles.map(role => role.title);
  check(`titles are others: ${shown}`, Object.entries(titles).every(([title, slug]) => !slug || shown.includes(title)));
}

function checkNewInGerman() {
  const site = makeSite('deutsch', 'title: Berufe\nlanguage: de\nsections: {duties: [Was man tut]}\n');
  run('new', 'role', '-C', site, 'Krankenpfleger', '--branch', 'Gesundheit');
  const text = readFileSync(join(site, 'content/roles/krankenpfleger.md'), 'utf8');
  for (const heading of ['Was man tut', 'Qualifikation', 'Gehalt', 'Quellen']) check(`no heading ${heading}`, text.includes(`\n## ${heading}\n`));
}

function checkNewOthers() {
  const site = makeSite('others', 'title: Others\n');
  const { SOURCE_DATE_EPOCH: epoch } = process.env;
  const today = (epoch ? new Date(epoch * 1000) : new Date()).toISOString().slice(0, 10);
  for (const [kind, title, slug] of [['article', 'What pays: 2026', 'what-pays-2026'], ['page', 'About us', 'about-us']]) {
    const made = run('new', kind, '-C', site, title);
    check(`new ${kind}: ${made.text}`, made.status === 0);
    const text = readFileSync(join(site, `content/${kind}s/${slug}.md`), 'utf8');
    for (const name of namesOf(JSON.parse(run('schema', kind).stdout))) {
      check(`the new ${kind} lacks ${name}`, new RegExp(`^(# +(- )?)?${name}:`, 'm').test(text));
    }
    check(`the day of a new ${kind} is wrong`, text.includes(`\ndate: ${today}\n`) === (kind === 'article'));
    check(`new ${kind} twice`, run('new', kind, '-C', site, title).status === 1);
    check(`new ${kind} with a branch`, run('new', kind, '-C', site, 'Other', '--branch', 'x').status === 2);
  }
  const { status, stderr } = run('build', '-C', site, '--drafts');
  check(`new entries have problems: ${stderr}`, status === 0 && !stderr);
  const inner = run('new', 'page', '-C', site, 'help/Contact Us');
  check(`a page in a folder: ${inner.text}`, inner.status === 0 && inner.stdout.startsWith('content/pages/help/contact-us.md: '));
  check('the title of a page in a folder', readFileSync(join(site, 'content/pages/help/contact-us.md'), 'utf8').includes('\ntitle: Contact Us\n'));
  check('a page in a folder has problems', run('check', '-C', site, '--drafts').status === 0);
  const joint = run('new', 'page', '-C', site, 'Terms and/or Conditions');
  check(`a title with a slash: ${joint.text}`, joint.stdout.startsWith('content/pages/terms-and-or-conditions.md: '));
  for (const bad of ['../escape', 'help/', 'help//a', '/a', 'help/../a']) {
    check(`new page ${bad}`, run('new', 'page', '-C', site, bad).status === 2);
  }
  writeFiles(site, { 'content/pages/old.md': '---\ntitle: Old\nsummary: Old.\naliases: [/contact/]\n---\nText.\n' });
  check('an alias in the way is not told', run('new', 'page', '-C', site, 'Contact').stderr.includes('content/pages/old.md has'));
  check('new role without a site', run('new', 'role', '-C', work, 'A', '--branch', 'B').stderr.includes('no site.yaml'));
}

function checkNewLanguage() {
  const site = makeSite('français', 'title: Métiers\nlanguage: fr\n');
  const made = run('new', 'language', '-C', site, 'fr');
  const path = join(site, 'layouts/strings/fr.yaml');
  check(`new language: ${made.text}`, made.status === 0 && made.stdout.startsWith('layouts/strings/fr.yaml: '));
  const text = readFileSync(path, 'utf8');
  const keys = readFileSync('layouts/strings/en.yaml', 'utf8').matchAll(/^ *([a-z_0-9]+):/gm);
  for (const [, key] of keys) check(`the strings lack ${key}`, new RegExp(`^ *${key}:`, 'm').test(text));
  check('the forms of French are others', /^role_count:\n  one: +# \{count\} role\n  many: .*\n  other: /m.test(text));
  check('what is not translated passes', /fr.yaml:\d+:1: error: 'menu' has no text yet/.test(run('check', '-C', site).stderr));
  const quoted = english => `'${english.replaceAll("'", "''")}'`;
  writeFileSync(path, text.replace(/^( *[a-z_0-9]+:) +# (.*)$/gm, (_, key, english) => `${key} ${quoted(english)}`));
  writeFiles(site, { 'content/roles/infirmier.md': '---\ntitle: Infirmier\nbranch: Santé\nsummary: Soigne.\n---\nTexte.\n' });
  const translated = run('check', '-C', site);
  check(`translated strings have errors: ${translated.text}`, translated.status === 0);
  const before = readFileSync(path, 'utf8');
  const none = run('new', 'language', '-C', site);
  check(`new language without one: ${none.text}`, none.status === 2 && none.stderr.includes("takes a language: metier new language fr\n"));
  check('new language twice', run('new', 'language', '-C', site, 'fr').status === 1 && readFileSync(path, 'utf8') === before);
  check('a language of the theme', /the theme has this language already: .*de\.yaml/.test(run('new', 'language', '-C', site, 'de-AT').stderr));
  const unknown = run('new', 'language', '-C', site, 'xx');
  check(`an unknown language: ${unknown.text}`, unknown.status === 2 && unknown.stderr.includes("'xx' is not a language"));
  check('no language', run('new', 'language', '-C', site, '../x').status === 2 && run('new', 'language', '-C', site, 'français').status === 2);
}

// The rest is done by a normal user, with an installed program.
const nobody = 65534;
const isRoot = process.getuid() === 0;
function runInstalled(folder, ...words) {
  const program = join(work, 'installed/usr/bin/metier');
  const user = isRoot ? { uid: nobody, gid: nobody } : {};
  const { status, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8', cwd: folder, ...user });
  return { status, stdout, stderr, text: stdout + stderr };
}

function install() {
  const into = [`BUILD=${dirname(metier)}`, `DESTDIR=${join(work, 'installed')}`, 'PREFIX=/usr'];
  const { status, stderr } = spawnSync('make', ['-s', 'install', ...into], { encoding: 'utf8', env: { ...process.env, MAKEFLAGS: '' } });
  check(`make install: ${stderr}`, status === 0);
  chmodSync(work, 0o755);
  const home = join(work, 'Büro der 仕事 – neu');
  mkdirSync(home);
  if (isRoot) chownSync(home, nobody, nobody);
  return home;
}

const listFiles = folder => readdirSync(folder, { recursive: true }).filter(name => statSync(join(folder, name)).isFile()).sort();

function checkInit(home) {
  const site = join(home, 'unsere Seite/öffentlich');
  const made = runInstalled(home, 'init', 'unsere Seite/öffentlich/');
  check(`init: ${made.text}`, made.status === 0 && !made.stderr);
  const files = listFiles(site);
  const told = made.stdout.split('\n').filter(line => line.startsWith('unsere Seite/öffentlich/')).map(line => line.slice('unsere Seite/öffentlich/'.length));
  check(`init wrote ${files} and told of ${told}`, `${files}` === `${told.sort()}`);
  for (const name of ['.gitignore', '.gitlab-ci.yml', '.github/workflows/site.yml', '.vscode/settings.json', 'README.md', 'admin/config.yml', 'site.yaml']) {
    check(`init wrote no ${name}`, files.includes(name));
  }
  check('there are not two roles, an article and a page', files.filter(name => name.startsWith('content/')).length === 4);
  check('init copies the theme', !files.some(name => /^(layouts|static)/.test(name)));
  for (const name of files.filter(name => name.endsWith('.json'))) JSON.parse(readFileSync(join(site, name), 'utf8'));
  const settings = readFileSync(join(site, 'site.yaml'), 'utf8');
  for (const name of namesOf(JSON.parse(run('schema', 'site').stdout))) {
    check(`site.yaml lacks ${name}`, new RegExp(`^ *#? *(- )?(.*\\{|.*, )?${name}:`, 'm').test(settings));
  }
  // As an editor does who takes the '# ' away from a line that has a value.
  const given = settings.replace(/^( *)# ((?!logo)\w+: +[^# ].*)$/gm, '$1$2');
  writeFiles(site, { 'site.yaml': given });
  const { status, text } = runInstalled(site, 'check', '--strict');
  check(`site.yaml with all of its values: ${text}`, given !== settings && status === 0);
  writeFiles(site, { 'site.yaml': settings });
  for (const [name, topic] of [['.vscode/site.schema.json', 'site'], ['admin/config.yml', 'cms']]) {
    check(`${name} is not that of metier schema`, readFileSync(join(site, name), 'utf8') === run('schema', topic).stdout);
  }
  const roles = files.filter(name => name.startsWith('content/roles/')).map(name => readFileSync(join(site, name), 'utf8'));
  check('a sample names no source', roles.every(text => text.includes('source: bls-oews') && text.includes('url: https://www.bls.gov/')));
  return site;
}

function checkUse(site) {
  const steps = [
    ['check', '--strict'], ['build'], ['new', 'role', 'Site Reliability Engineer', '--branch', 'Design & Media'], ['new', 'article', 'Первая статья'],
    ['new', 'page', 'Impressum'], ['check', '--drafts'], ['build', '--drafts'],
  ];
  for (const words of steps) {
    const { status, text, stderr } = runInstalled(site, ...words);
    check(`metier ${words.join(' ')}: ${text}`, status === 0 && !stderr);
  }
  check('the new role is not built', existsSync(join(site, 'public/roles/site-reliability-engineer/index.html')));
  const ignored = spawnSync('git', ['-c', 'init.defaultBranch=main', 'init', '-q', site]).status === 0 &&
    spawnSync('git', ['-c', 'safe.directory=*', '-C', site, 'status', '--porcelain', '-uall'], { encoding: 'utf8' }).stdout;
  check('git would keep what is built', ignored === false || (ignored.includes('site.yaml') && !/public/.test(ignored)));
  // The editor's task finds a mistake in what check says.
  writeFiles(site, { 'content/roles/wrong.md': '---\ntitle: Wrong\nbranch: Design & Media\nsummary: Wrong.\nsalry: 1\n---\nText.\n' });
  const { pattern } = JSON.parse(readFileSync(join(site, '.vscode/tasks.json'), 'utf8')).tasks[0].problemMatcher;
  const [found] = runInstalled(site, 'check').stderr.split('\n').map(line => new RegExp(pattern.regexp).exec(line)).filter(Boolean);
  const parts = ['file', 'line', 'column', 'severity', 'code'].map(name => found?.[pattern[name]]);
  check(`the task finds ${parts}`, `${parts}` === 'content/roles/wrong.md,5,1,error,unknown-field');
}

function checkInitRefusals(home) {
  const refuse = (what, status, wanted, folder, words) => {
    const before = existsSync(folder) ? `${listFiles(folder)}` : '';
    const { status: got, text } = runInstalled(home, 'init', ...words);
    check(`init, ${what}: ${got}, ${text}`, got === status && text.includes(wanted));
    check(`init, ${what}, wrote something`, (existsSync(folder) ? `${listFiles(folder)}` : '') === before);
  };
  const make = (name, files) => {
    writeFiles(join(home, name), files);
    if (isRoot) spawnSync('chown', ['-R', `${nobody}`, join(home, name)]);
    return join(home, name);
  };
  refuse('a second time', 1, 'öffentlich/site.yaml exists already', join(home, 'unsere Seite'), ['unsere Seite/öffentlich']);
  refuse('a file of its own', 1, 'taken/README.md exists already', make('taken', { 'README.md': 'mine' }), ['taken']);
  refuse('a file in the way', 1, 'way/content/pages/about.md has a file or a link in its way', make('way', { content: 'mine' }), ['way']);
  const linked = make('linked', { 'other.txt': '' });
  const elsewhere = make('elsewhere', { 'other.txt': '' });
  symlinkSync(elsewhere, join(linked, 'admin'));
  refuse('a link in the way', 1, 'linked/admin/config.yml has a file or a link in its way', elsewhere, ['linked']);
  refuse('a file in place of the folder', 3, 'taken/README.md cannot be written', home, ['taken/README.md']);
  if (isRoot) refuse('a folder of others', 3, 'cannot be written: Permission denied', work, [join(work, 'installed/new')]);
  refuse('no name', 2, "not ''", home, ['']);
  refuse('two folders', 2, "'two' is too much", home, ['one', 'two']);
  refuse('an option', 2, "unknown option '--force'", home, ['one', '--force']);
  // What is in nobody's way stays, and an empty folder is as good as none.
  const kept = make('kept', { 'notes.txt': 'mine' });
  const { status, text } = runInstalled(kept, 'init');
  check(`init here: ${text}`, status === 0 && readFileSync(join(kept, 'notes.txt'), 'utf8') === 'mine' && existsSync(join(kept, 'site.yaml')));
  const empty = make('empty', {});
  mkdirSync(empty);
  if (isRoot) chownSync(empty, nobody, nobody);
  check('init in an empty folder', runInstalled(home, 'init', './empty/../empty').status === 0 && runInstalled(empty, 'build').status === 0);
}

try {
  checkExamples();
  checkNewRole();
  checkNewInGerman();
  checkNewOthers();
  checkNewLanguage();
  const home = install();
  checkUse(checkInit(home));
  checkInitRefusals(home);
} finally {
  rmSync(work, { recursive: true });
}
problems.forEach(problem => console.log(problem));
if (!problems.length) console.log(`${checks} checks`);
process.exitCode = problems.length ? 1 : 0;
