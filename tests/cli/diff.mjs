// node diff.mjs METIER [--rewrite]: what differs between two sites is told, and nothing else, as text, as Markdown
// and as JSON; of revisions as of folders, without a trace; whatever content and names of revisions say.
// --rewrite writes what is expected anew.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readFiles, writeFiles } from './files.mjs';

const metier = resolve(process.argv[2]);
const isRewriting = process.argv[3] === '--rewrite';
const golden = join(dirname(fileURLToPath(import.meta.url)), 'diff');
const work = mkdtempSync(join(tmpdir(), 'metier-diff-'));
const temporary = join(work, 'tmp');
const problems = [];
let count = 0;
mkdirSync(temporary);

function prove(is, what) {
  count++;
  if (!is) problems.push(what);
}

// Without the settings of whoever runs this.
const env = { ...process.env, TMPDIR: temporary, HOME: work, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CEILING_DIRECTORIES: work };
const runIn = (cwd, words, more = {}) => spawnSync(metier, ['diff', ...words], { encoding: 'utf8', cwd, env: { ...env, ...more }, maxBuffer: 1 << 28 });
const run = (...words) => runIn(work, words);
const textOf = result => `${result.stdout}${result.stderr}`;

function git(folder, ...words) {
  const result = spawnSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'init.defaultBranch=main', ...words], { encoding: 'utf8', env });
  if (result.status) throw new Error(`git ${words.join(' ')}: ${result.stderr}`);
  return result.stdout.trim();
}
function commit(folder, message = 'x') {
  git(folder, 'add', '-A', '.');
  git(folder, 'commit', '-q', '--allow-empty', '-m', message);
}
let made = 0;
function makeSite(files = {}) {
  const site = join(work, `site-${++made}`);
  writeFiles(site, { 'site.yaml': 'title: Careers\nlanguage: en\n', ...files });
  return site;
}
const role = (title, fields = '', body = 'Text.\n') => `---\ntitle: ${title}\nbranch: Health\nsummary: Works.\n${fields}---\n\n${body}`;
const roleOf = (...given) => ({ 'content/roles/nurse.md': role(...given) });
const pay = (median, year = 2023, more = '') => `salary: {currency: USD, median: ${median}, source: oews, as_of: ${year}-05${more}}\nsources: [{id: oews, name: OEWS}]\n`;
// What is told of two versions of one file, or of two sites of several.
function compare(before, after, ...words) {
  return run(makeSite(before), makeSite(after), ...words);
}
const jsonOf = (before, after) => JSON.parse(compare(before, after, '--format', 'json').stdout);

// Golden: one pair of sites with each kind of change.
const [older, newer] = ['old', 'new'].map(name => join(golden, name));
const forms = { text: 'txt', markdown: 'md', json: 'json' };
for (const [form, ending] of Object.entries(forms)) {
  const result = run(older, newer, '--format', form);
  const file = join(golden, `expected.${ending}`);
  const told = form === 'json' ? `${JSON.stringify(JSON.parse(result.stdout), null, 1)}\n` : result.stdout;
  if (isRewriting) writeFileSync(file, told);
  prove(result.status === 0 && !result.stderr, `golden, ${form}: exit ${result.status}: ${result.stderr}`);
  prove(told === readFileSync(file, 'utf8'), `golden, ${form}, is not as expected:\n${told}`);
  const same = run(newer, newer, '--format', form, '--exit-code');
  prove(same.status === 0 && (form === 'json' ? JSON.parse(same.stdout).pages.length === 0 : same.stdout.includes('no differences')), `the same twice, ${form}: ${textOf(same)}`);
}
const wide = run(older, newer).stdout.split('\n').filter(line => [...line].length > 80);
prove(!wide.length, `wider than 80 columns: ${wide}`);
prove(run(older, newer, '--exit-code').status === 1, '--exit-code tells of no difference');
prove(run(older, newer, '-j', '1').stdout === run(older, newer, '-j', '2').stdout, 'threads make a difference');
// What JSON holds is what the help says.
const help = spawnSync(metier, ['help', 'diff'], { encoding: 'utf8' }).stdout;
const members = value => (Array.isArray(value) ? value.flatMap(members) : value && typeof value === 'object' ? Object.entries(value).flatMap(([name, inner]) => [name, ...members(inner)]) : []);
for (const name of new Set(members(JSON.parse(readFileSync(join(golden, 'expected.json')))))) prove(new RegExp(`\\b${name}\\b`).test(help), `the help lacks ${name}`);

// Figures.
{
  const fieldsOf = (before, after) => jsonOf(roleOf('Nurse', before), roleOf('Nurse', after)).pages.flatMap(page => page.fields);
  const [median] = fieldsOf(pay(86070), pay(93600, 2024));
  prove(median.field === 'salary[USD].median' && median.old === '86070' && median.new === '93600' && median.percent === 8.7 && median.source === 'OEWS May 2024', `a median: ${JSON.stringify(median)}`);
  const text = compare(roleOf('Registered Nurse', pay(86070)), roleOf('Registered Nurse', pay(93600, 2024))).stdout;
  prove(text.includes('Registered Nurse: median $86,070 → $93,600, +8.7 %, OEWS May 2024'), `a nurse: ${text}`);
  const without = (what, before, after) => prove(fieldsOf(before, after).every(field => field.percent === undefined), `a percentage ${what}`);
  without('up to a top code', pay(200000), pay('">=239200"'));
  without('down from a top code', pay('">=239200"'), pay(200000));
  without('between top codes', pay('">=208000"'), pay('">=239200"'));
  without('of what is withheld', pay(200000), pay('null'));
  without('of another currency', pay(50000), pay(50000).replace('USD', 'EUR').replace('50000', '60000'));
  without('of another period', pay(50000), pay(60000, 2023, ', period: month'));
  prove(fieldsOf(pay(50000), pay(60000, 2023, ', period: year')).some(field => field.percent === 20), 'the usual period is another one');
  prove(fieldsOf(pay('20.50', 2023, ', period: hour'), pay('23.33', 2023, ', period: hour'))[0].percent === 13.8, 'a wage by the hour');
  prove(fieldsOf(pay('60000'), pay('60000.00')).length === 0, 'decimals that are 0 are a change');
  const concerns = (before, after) => jsonOf(roleOf('Nurse', pay(before)), roleOf('Nurse', pay(after))).concerns.map(concern => concern.code).join();
  prove(concerns(100000, 115000) === '' && concerns(100000, 115100) === 'large_change' && concerns(100000, 84900) === 'large_change', 'what counts as large');
  prove(concerns(100000, 'null') === 'figure_gone' && concerns(100000, '">=239200"') === '', 'what counts as gone');
  const verified = (median, date, method = 'reviewed') => pay(median) + `verified: {date: ${date}, method: ${method}}\n`;
  const unverified = (...given) => jsonOf(roleOf('Nurse', given[0]), roleOf('Nurse', given[1])).concerns.some(concern => concern.code === 'not_verified_since');
  prove(unverified(verified(100, '2024-01-01'), verified(101, '2024-01-01')), 'a change after it was verified');
  prove(!unverified(verified(100, '2024-01-01'), verified(101, '2024-02-01')), 'a change that was verified');
  prove(!unverified(verified(100, '2024-01-01', 'imported'), verified(101, '2024-01-01', 'imported')), 'a change of what is imported');
}

// Each field of each schema is compared, by its row: one that is given where it was not is told under its name.
for (const kind of ['role', 'article', 'page']) {
  const { properties } = JSON.parse(spawnSync(metier, ['schema', kind], { encoding: 'utf8' }).stdout);
  const file = { role: 'roles', article: 'articles', page: 'pages' }[kind];
  const usual = { role: 'branch: Health\n', article: 'date: 2024-01-01\n', page: '' }[kind];
  const values = { title: 'Other', branch: 'Other', summary: 'Other.', date: '2024-02-02', updated: '2024-02-02', expires: '2100-01-01', draft: 'true', noindex: 'true', slug: 'other', aliases: '[/x/]', language: 'de',
    image: '{src: /img/x.png, alt: X}', silence: '{undated: so}', skills: '[X]', experience: 'X', entry_routes: '[X]', licences: '[X]', codes: '{soc: "11-1111"}', salary: '{currency: USD, median: 1}', outlook: '{growth: 1%}',
    career_path: '{to: [cook]}', related: '[cook]', sources: '[{id: a, name: A}]', verified: '{date: 2024-01-01}', roles: '[cook]', permalink: '/x/', weight: '3' };
  for (const name of Object.keys(properties)) {
    const fields = `title: Nurse\nsummary: Works.\n${usual}`;
    const changed = `${fields.replace(new RegExp(`^${name}: .*\n`, 'm'), '')}${name}: ${values[name] ?? (properties[name].type === 'array' ? '[X]' : 'X')}\n`;
    const files = text => ({ 'site.yaml': 'title: A\nlanguage: en\nlanguages: [en, de]\n', 'static/img/x.png': Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=', 'base64'),
      'content/roles/cook.md': role('Cook'), [`content/${file}/nurse.md`]: `---\n${text}---\nText.\n` });
    const result = compare(files(fields), files(changed), '--format', 'json', '--drafts');
    const page = result.status ? null : JSON.parse(result.stdout).pages.find(one => one.path.endsWith('nurse.md'));
    prove(page?.fields.some(field => field.field.split(/[.[]/)[0] === name), `${kind}: ${name} is not compared: ${textOf(result)}`);
  }
}

// Addresses.
{
  const moved = (name, fields) => jsonOf({ 'content/roles/nurse.md': role('Nurse') }, { [`content/roles/${name}.md`]: role('Nurse', fields) });
  const codes = difference => difference.concerns.map(concern => concern.code).join();
  prove(codes(moved('carer', '')) === 'address_lost' && codes(moved('carer', 'aliases: [/roles/nurse/]\n')) === '', 'a page that moved, without and with an alias');
  prove(!moved('carer', 'slug: nurse\n').pages.length, 'another file at the same address is a change');
  const gone = settings => jsonOf({ 'content/roles/nurse.md': role('Nurse'), 'content/roles/cook.md': role('Cook') }, { 'site.yaml': `title: Careers\nlanguage: en\n${settings}`, 'content/roles/cook.md': role('Cook') });
  prove(codes(gone('')) === 'address_lost' && codes(gone('redirects: {/roles/nurse/: /roles/cook/}\n')) === '', 'a page that went, without and with a redirect');
  prove(codes(gone('redirects: {/roles/nurse/: /roles/cook/}\noutputs: {redirects: false}\n')) === 'address_lost', 'a redirect that is not written');
}

// A change that many have is one line.
{
  const many = year => Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`content/roles/r${i}.md`, role(`Role ${i}`, pay(50000 + i * 10 + (year - 2023) * 100 * i, year))]));
  const text = compare(many(2023), many(2024)).stdout;
  prove(text.split('as_of').length === 2 && /in 30 pages\n +salary\.as_of: May 2023 → May 2024\n/.test(text), `a vintage: ${text}`);
  const addresses = year => Object.fromEntries([...'abcd'].map((name, i) => [`content/roles/${name}.md`, role(name, pay(50000).replace('name: OEWS', `name: OEWS, url: "https://x.example/${year}/may/oes${i}2023.htm"`))]));
  const moved = compare(addresses(2023), addresses(2024)).stdout;
  prove(/in 4 pages\n +sources\.url: …2023… → …2024…\n/.test(moved) && moved.split('sources').length === 2, `a year in addresses: ${moved}`);
  const titles = title => Object.fromEntries([...'abc'].map(name => [`content/roles/${name}.md`, role(`${title} ${name}`)]));
  prove(!/in 3 pages/.test(compare(titles('Old'), titles('New')).stdout), 'titles are taken for data');
  const changes = [...text.matchAll(/, \+([\d.]+) %/g)].map(match => Number(match[1]));
  prove(changes.length === 29 && changes.every((size, i) => !i || size <= changes[i - 1]), `the largest is not first: ${changes}`);
}

// Hostile content: nothing in a comment but text and what we write ourselves.
const hostile = ['@octocat and @github/team', '#1 GH-1 owner/repo#2', '[x](https://evil.example)', '<img src=x onerror=alert(1)>', '</details></table>', '<!-- metier diff -->', '| a | b |', '`code`', '**b** _i_ ~~s~~ $x$', 'https://evil.example/ www.evil.example a@evil.example', '&lt;b&gt;', 'x\u202Ey', '::error::x ##[group]', '\\\\| x', '- a', '1. a', '# a', '```', 'a\\nb\\r\\n\\n# c', 'x\u001B[31m'];
{
  const quoted = text => `"${text.replace(/\\(?![nr\\])/g, '\\\\').replace(/"/g, '\\"').replace(/\u001B/g, '\\x1b')}"`;
  const files = year => Object.fromEntries(hostile.map((text, i) => [`content/roles/h${i}.md`,
    `---\ntitle: ${quoted(text)}\nbranch: Health\nsummary: ${quoted(`${text} ${year}`)}\nskills: [${quoted(`${text} ${year}`)}]\nsalary: {currency: USD, median: ${50000 + year}, source: a, as_of: ${year}}\nsources: [{id: a, name: ${quoted(text)}}]\n---\n\n## ${year} \\@octocat \\<b> a\n\nText ${year}.\n`]));
  const sites = [2023, 2024].map(year => makeSite(files(year)));
  const usable = hostile.map((_, i) => i).filter(i => { // what content may not say at all is told by check
    const errors = spawnSync(metier, ['check', '-C', sites[0]], { encoding: 'utf8', env }).stderr;
    return !errors.includes(`content/roles/h${i}.md`) || !/: error: /.test(errors.split('\n').filter(line => line.includes(`/h${i}.md`)).join('\n'));
  });
  for (const site of sites) hostile.forEach((_, i) => usable.includes(i) || rmSync(join(site, `content/roles/h${i}.md`)));
  prove(usable.length >= 15, `only ${usable.length} hostile titles are titles`);
  const { stdout: markdown, status, stderr } = run(...sites, '--format', 'markdown');
  prove(status === 0, `hostile: ${stderr}`);
  prove(markdown.startsWith('<!-- metier diff -->\n') && markdown.split('<!--').length === 2, 'the mark is not the first and only one');
  prove(!/[@#][\p{L}\p{N}]/u.test(markdown.replace(/&#\d+;/g, '')) && !/GH-\d/i.test(markdown.replace(/&#45;/g, '-')), 'somebody is called');
  prove(!/https?:|www\.|[`*_[\]$~\\]/.test(markdown), 'a sign of Markdown is left');
  const tags = [...markdown.matchAll(/<[^>]*>?/g)].map(match => match[0]).filter(tag => !/^<(\/?(b|ins|del|details|summary)|br|!-- metier diff --)>$/.test(tag));
  prove(!tags.length, `tags: ${tags}`);
  const lines = markdown.split('\n').filter(line => line.startsWith('|'));
  prove(lines.length === usable.length + 2 && lines.every(line => line.split('|').length === 9), 'the table is broken');
  prove(markdown.split('\n').every(line => /^(|<!-- metier diff -->|#{2,3} [A-Z][a-z ]+|\d+ pages? changed|[a-z].* \(\d+\):(.*<\/b>.*)?|( {2})?- .*|\|.*\||<\/?details>(<summary>more<\/summary>)?|and \d+ more.*)$/.test(line)), 'a line is none of ours');
  const { stdout: text } = run(...sites);
  prove(!/[\u0000-\u0009\u000B-\u001F\u007F\u202E]/.test(text) && !/##\[|^::/m.test(text), 'the terminal is steered');
  const json = JSON.parse(run(...sites, '--format', 'json').stdout);
  prove(json.pages.length === usable.length && json.pages.every(page => /^h\d+\.md$/.test(page.path.split('/').pop())), 'JSON is broken');
}

// A site of which everything changes, in every field, has a comment still.
{
  const files = year => Object.fromEntries(Array.from({ length: 831 }, (_, i) => [`content/roles/r${i}.md`,
    `---\ntitle: "Role ${'@#|'.repeat(60)} ${i}"\nbranch: Health\nsummary: "${'|*'.repeat(90)} ${year} ${i}"\nskills: [${Array.from({ length: 12 }, (_, j) => `skill ${i} ${j} ${year}`)}]\nsalary: {currency: USD, median: ${(year - 2000) * 2000 + i}, average: ${(year - 2000) * 2500 + i}, source: a, as_of: ${year}}\noutlook: {growth: ${year - 2020}%, openings: ${year * 10 + i}, from: ${year}, to: 2034, source: a}\nsources: [{id: a, name: A}]\nverified: {date: 2024-01-01, method: reviewed}\n---\n\nText of ${year}.\n`]));
  const sites = [makeSite(files(2023)), makeSite(files(2028))];
  const started = Date.now();
  const { stdout: markdown, status, stderr } = run(...sites, '--format', 'markdown');
  prove(status === 0 && Date.now() - started < 20000, `831 roles: exit ${status} after ${Date.now() - started} ms: ${stderr}`);
  prove(Buffer.byteLength(markdown) < 65536 && markdown.length > 40000, `831 roles are ${Buffer.byteLength(markdown)} bytes`);
  prove(markdown.split('<details>').length === markdown.split('</details>').length && markdown.includes('<details>'), '<details> are not closed');
  prove(/^and \d+ more, which `metier diff` tells$/m.test(markdown), 'nothing says that there is more');
  prove(['### For a person to decide', '### Data', '### Editorial', '| page |'].every(part => markdown.includes(part)), 'a part has no place');
  const went = run(sites[0], makeSite({ 'content/roles/one.md': role('One') }), '--format', 'markdown').stdout;
  prove(Buffer.byteLength(went) < 65536 && went.includes('831 removed'), '831 roles that went');
  rmSync(sites[0], { recursive: true });
  rmSync(sites[1], { recursive: true });
}

// Words of texts: what came and went makes the one of the other, as few words as another reader finds.
{
  let state = 7;
  const random = below => (state = (state * 1103515245 + 12345) % 2147483648) % below;
  const textOfWords = words => words.map((word, i) => word + (i % 9 === 8 ? '\n' : ' ')).join('');
  const pairs = Array.from({ length: 120 }, (_, i) => {
    const before = Array.from({ length: random(i < 100 ? 40 : 400) }, () => `w${random(i % 3 ? 12 : 200)}`);
    const after = before.flatMap(word => { const what = random(i % 10 ? 12 : 3); return what === 0 ? [] : what === 1 ? [word, `w${random(20)}`] : what === 2 ? [`n${random(9)}`] : [word]; });
    return [before, after];
  });
  const longest = (a, b) => {
    let row = new Array(b.length + 1).fill(0);
    for (const word of a) { const next = [0]; b.forEach((other, j) => next.push(word === other ? row[j] + 1 : Math.max(row[j + 1], next[j]))); row = next; }
    return row[b.length];
  };
  const files = side => Object.fromEntries(pairs.map((pair, i) => [`content/roles/r${i}.md`, role(`R${i}`, '', `${textOfWords(pair[side])}\n`)]));
  const { pages } = jsonOf(files(0), files(1));
  const sorted = words => [...words].sort().join(' ');
  let fewest = 0;
  pairs.forEach(([before, after], i) => {
    const section = pages.find(page => page.path === `content/roles/r${i}.md`)?.sections[0];
    if (before.join() === after.join()) return prove(!section, `the same words differ: ${before}`);
    const all = name => section.words.flatMap(change => (change[name] ?? '').split(' ').filter(Boolean));
    prove(sorted([...before, ...all('new')]) === sorted([...after, ...all('old')]), `words: ${before} → ${after}: ${JSON.stringify(section)}`);
    const kept = longest(before, after);
    const edits = before.length + after.length - 2 * kept;
    // A word between two changes is told with them, twice.
    if (edits > 64) return;
    fewest++;
    prove(all('old').length + all('new').length - edits <= 2 * section.words.reduce((sum, change) => sum + Math.min((change.old ?? '').split(' ').length, (change.new ?? '').split(' ').length), 0), `too many words: ${JSON.stringify(section)}`);
    if (edits <= 1) prove(all('old').length + all('new').length === edits, `one edit: ${JSON.stringify(section)}`);
  });
  prove(fewest > 60, `only ${fewest} pairs`);
  const text = compare(roleOf('Nurse', '', 'Nurses earn 86,070 dollars, as of May 2023, in most states.\n'), roleOf('Nurse', '', 'Nurses earn 93,600 dollars, as of May 2024, in most states.\n')).stdout;
  prove(text.includes('words of lead: +2 -2\n      - Nurses earn 86,070 dollars, as of\n      + Nurses earn 93,600 dollars, as of\n      - as of May 2023, in most states.\n      + as of May 2024, in most states.\n'), `two words: ${text}`);
}

// A page with more than a comment holds hides neither itself nor others; marks that take no place take none.
{
  const marks = '\u0301'.repeat(1200);
  const files = year => ({ ...Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`content/roles/a${i}.md`, role(`A${i} ${'\u0301'.repeat(400)}`,  `skills: [${Array.from({ length: 12 }, (_, j) => `"${year} ${j} ${marks}"`)}]\n`, Array.from({ length: 40 }, (_, j) => `## Part ${j}\n\n${`${'*@#'.repeat(30)}${year}x `.repeat(90)}\n`).join('\n'))])), 'content/roles/z.md': role('Zookeeper', '', `Text of ${year}.\n`) });
  const { stdout, stderr, status } = compare(files(2023), files(2024), '--format', 'markdown');
  prove(status === 0 && Buffer.byteLength(stdout) < 65536 && stdout.includes('Zookeeper') && /and \d+ more$/m.test(stdout), `much of few pages: ${Buffer.byteLength(stdout)} bytes: ${stdout.slice(-300)}${stderr.slice(0, 300)}`);
  const one = roleOf('Nurse', '', Array.from({ length: 25 }, (_, i) => `## Part ${i}\n\nOld ${i}.\n`).join('\n'));
  const other = Object.fromEntries(Object.entries(one).map(([path, text]) => [path, text.replaceAll('Old', 'New')]));
  prove(compare(one, other, '--format', 'markdown').stdout.includes('words of Part 24: +1 -1'), 'a change of one page has no place, though there is some');
}

// Content with errors, folders that are no site.
{
  const [bad, good] = [makeSite(roleOf('Nurse', 'salry: 1\n')), makeSite(roleOf('Nurse'))];
  for (const words of [[bad, good], [good, bad]]) {
    const result = run(...words);
    prove(result.status === 1 && !result.stdout && /nurse\.md:5:1: error: unknown field 'salry'/.test(result.stderr) && result.stderr.includes(`'${bad}' cannot be compared`), `errors: ${textOf(result)}`);
    prove(run(...words, '--exit-code').status === 2, 'errors look like differences');
  }
  // Layouts and their words are not compared: those of an older program may lack what this one wants.
  const aged = { 'layouts/strings/en.yaml': 'home: Home\n', 'layouts/role.html': '{{NOTHING}}' };
  const [strings, text] = [{ ...aged, ...roleOf('Nurse', pay(86070), '## Key Duties\n\n- Give medicine\n') }, roleOf('Nurse', pay(93600), '## Key Duties\n\n- Give medicine\n')];
  const old = compare(strings, text);
  prove(old.status === 0 && old.stdout.includes('+8.7 %') && !/words|duties/.test(old.stdout), `older words: ${textOf(old)}`);
  const long = roleOf('N'.repeat(90));
  const warnings = compare({ ...roleOf('Nurse', 'salry: 1\n'), 'content/roles/long.md': role('N'.repeat(90)) }, roleOf('Nurse')).stderr;
  prove(/salry/.test(warnings) && !/warning/.test(warnings), `warnings among errors: ${warnings}`);
  prove(compare({ 'site.yaml': 'title: Careers\nlints: {long-title: error}\n', ...long }, roleOf('Nurse')).status === 0, 'what a site takes for an error cannot be compared');
  const both = run(bad, bad).stderr;
  prove(both.split("unknown field 'salry'").length === 3, `errors of both: ${both}`);
  const none = run(good, temporary);
  prove(none.status === 1 && /there is no site.yaml/.test(none.stderr), `no site: ${textOf(none)}`);
  const warned = run(makeSite(roleOf('Nurse', 'salary: {currency: USD, median: 1}\n')), good);
  prove(warned.status === 0 && !warned.stderr, `a warning: ${warned.stderr}`);
  for (const words of [[], [good], [good, good, good], [good, good, '--format', 'html']]) {
    if (words.length === 1) continue; // compared with the site's own folder
    prove(run(...words).status === 2, `usage: ${words}`);
  }
  prove(run(good, '-C', good).stdout === 'no differences\n', 'the site itself is not the newer one');
  const drafts = roleOf('Nurse', 'draft: true\n');
  prove(compare({ 'content/roles/a.md': role('A') }, { 'content/roles/a.md': role('A'), ...drafts }).stdout === 'no differences\n', 'a draft is told');
  // A page whose file has become a draft, or is one no more.
  const [was, is] = [{ 'content/roles/a.md': role('A'), ...roleOf('Nurse') }, { 'content/roles/a.md': role('A'), ...drafts }];
  for (const [pair, text] of [[[was, is], /removed role: Nurse \(.*\)\n {4}its file is there: a draft, or out of its time\n/], [[is, was], /added role: Nurse \(.*\)\n {4}its file was a draft, or out of its time\n/]]) {
    prove(text.test(compare(...pair).stdout) && jsonOf(...pair).pages[0].hidden === true && /role (removed|added); its file/.test(compare(...pair, '--format', 'markdown').stdout), `a page that is hidden: ${compare(...pair).stdout}`);
  }
  prove(/added role: Nurse/.test(compare({ 'content/roles/a.md': role('A') }, { 'content/roles/a.md': role('A'), ...drafts }, '--drafts').stdout), 'a draft is not told');
}

// Fields of a site's own, declared otherwise in the two.
{
  const site = (declared, given) => ({ 'site.yaml': `title: A\nextra: {role: [${declared}]}\n`, ...roleOf('Nurse', `extra: {${given}}\n`) });
  const fields = jsonOf(site('a, b, {name: n, type: integer}', 'a: x, b: y, n: 3'), site('{name: n, type: list}, b', 'n: [p, q], b: y')).pages.find(page => page.kind === 'role').fields;
  prove(fields.map(field => `${field.old ?? ''}>${field.new ?? ''}`).sort().join() === '>n: p, q,a: x>,n: 3>', `extra: ${JSON.stringify(fields)}`);
  const same = jsonOf(site('a, {name: n, type: integer}', 'n: 0'), site('a, {name: n, type: integer}', 'a: x')).pages[0].fields;
  prove(same.map(field => `${field.field} ${field.old ?? ''}>${field.new ?? ''}`).sort().join() === 'extra.a >x,extra.n 0>', `extra: ${JSON.stringify(same)}`);
}

// Revisions.
{
  const repository = makeSite(roleOf('Nurse', pay(86070)));
  git(repository, 'init', '-q');
  commit(repository);
  writeFiles(repository, roleOf('Nurse', pay(93600, 2024)));
  commit(repository);
  git(repository, 'tag', 'v2');
  const folders = [makeSite(roleOf('Nurse', pay(86070))), makeSite(roleOf('Nurse', pay(93600, 2024)))];
  const wanted = run(...folders).stdout;
  prove(wanted.includes('+8.7 %'), `folders: ${wanted}`);
  const before = readFiles(join(repository, '.git'));
  for (const words of [['HEAD~1', 'HEAD'], ['HEAD~1', 'v2'], ['HEAD~1'], ['main~1', '.'], [git(repository, 'rev-parse', 'HEAD~1'), 'main'], ['HEAD^', '@']]) {
    const result = runIn(repository, words);
    prove(result.status === 0 && result.stdout === wanted, `${words}: ${textOf(result)}`);
  }
  prove(run('-C', repository, 'HEAD~1', 'HEAD').stdout === wanted, '-C names no repository');
  prove(JSON.stringify(readFiles(join(repository, '.git'))) === JSON.stringify(before), 'the repository is another');
  prove(git(repository, 'status', '--porcelain') === '', 'the folder is another');
  prove(runIn(repository, ['HEAD~1', 'HEAD'], { TMPDIR: '../tmp' }).stdout === wanted, 'a place for files that is named from here');
  // A word that is a folder is one.
  cpSync(folders[0], join(repository, 'v2'), { recursive: true });
  prove(runIn(repository, ['v2', 'HEAD']).stdout === wanted, 'a folder is taken for a revision');
  rmSync(join(repository, 'v2'), { recursive: true });
  const refused = (words, status, pattern, more = {}) => {
    const result = runIn(repository, words, more);
    prove(result.status === status && !result.stdout && pattern.test(result.stderr), `${words}: exit ${result.status}: ${textOf(result)}`);
  };
  for (const name of ['nope', 'HEAD:content', 'HEAD..main', '^HEAD', '', 'HEAD main', ':/nothing like that', '*', 'HEAD\nmain', '$(touch /tmp/x)', 'v2^{tree}', 'HEAD@{9}']) {
    refused([name, 'HEAD'], 2, /cannot be compared: it is neither a folder nor a revision/);
  }
  for (const name of ['--help', '--exec=x', '-h', '--output=x', '--git-dir=/', '--end-of-options', '--all', '--not']) {
    refused(['--', name, 'HEAD'], 2, /neither a folder nor a revision/);
    refused([name, 'HEAD'], 2, /unknown option|takes/);
  }
  // What cannot be looked at is not said to be no folder.
  symlinkSync('loop', join(repository, 'loop'));
  refused(['loop', 'HEAD'], 3, /'loop' cannot be compared: Too many levels of symbolic links/);
  rmSync(join(repository, 'loop'));
  refused(['HEAD~1', 'HEAD'], 3, /git is not installed/, { PATH: join(work, 'nowhere') });
  refused(['HEAD~1', 'HEAD'], 3, /there is no place for its files/, { TMPDIR: join(work, 'nowhere') });
  const alone = runIn(folders[0], ['HEAD']);
  prove(alone.status === 2 && /git finds no repository where the site lies; git says: fatal: not a git repository/.test(alone.stderr), `no repository: ${textOf(alone)}`);
  // A folder of the repository.
  const top = join(work, 'top');
  writeFiles(join(top, 'sites/careers ü'), { 'site.yaml': 'title: Careers\nlanguage: en\n', ...roleOf('Nurse', pay(86070)) });
  writeFiles(top, { 'README.md': 'x' });
  git(top, 'init', '-q');
  commit(top);
  writeFiles(join(top, 'sites/careers ü'), roleOf('Nurse', pay(93600, 2024)));
  commit(top);
  prove(runIn(join(top, 'sites/careers ü'), ['HEAD~1', 'HEAD']).stdout === wanted, 'a site in a folder of the repository');
  prove(runIn(top, ['HEAD', '-C', 'sites']).status === 1, 'a folder without a site is one');
  const old = runIn(top, ['HEAD~1', 'HEAD']);
  prove(old.status === 1 && /there is no site\.yaml/.test(old.stderr), `a repository without a site: ${textOf(old)}`);
  mkdirSync(join(top, 'new'));
  prove(/has no such folder/.test(runIn(join(top, 'new'), ['HEAD', '.']).stderr), 'a folder that the revision lacks');
  // Errors of a revision are told with their lines.
  writeFiles(repository, roleOf('Nurse', 'salry: 1\n'));
  commit(repository);
  refused(['HEAD', 'HEAD~1'], 1, /'HEAD' cannot be compared, for it has errors:\ncontent\/roles\/nurse\.md:5:1: error: .*\n.*salry: 1/);
  // Nothing that the repository sets runs, and no link leads out.
  const ran = join(work, 'ran');
  for (const hook of ['post-checkout', 'post-index-change', 'reference-transaction', 'fsmonitor']) {
    writeFileSync(join(repository, '.git/hooks', hook), `#!/bin/sh\ntouch '${ran}'\n`);
    chmodSync(join(repository, '.git/hooks', hook), 0o755);
  }
  git(repository, 'config', 'core.fsmonitor', join(repository, '.git/hooks/fsmonitor'));
  writeFileSync(join(work, 'secret.md'), role('Secret'));
  rmSync(join(repository, 'content'), { recursive: true });
  symlinkSync(work, join(repository, 'content'));
  rmSync(ran, { force: true });
  spawnSync('git', ['-C', repository, '-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false', '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qam', 'x', '--no-verify'], { env });
  spawnSync('git', ['-C', repository, '-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false', 'add', '-A'], { env });
  spawnSync('git', ['-C', repository, '-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false', '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'y', '--no-verify'], { env });
  rmSync(ran, { force: true });
  const linked = runIn(repository, ['v2', 'HEAD']);
  prove(!existsSync(ran), 'a hook runs');
  prove(!/Secret/.test(textOf(linked)) && existsSync(join(work, 'secret.md')), `a link leads out: ${textOf(linked)}`);
  const escape = makeSite({ 'content/roles/nurse.md': role('Nurse') });
  mkdirSync(join(escape, 'content/pages'));
  symlinkSync('../../../secret.md', join(escape, 'content/pages/secret.md'));
  git(escape, 'init', '-q');
  commit(escape);
  const leaving = runIn(escape, ['HEAD', folders[0]]);
  prove(leaving.status === 1 && /error: .*link/.test(leaving.stderr) && !/Secret/.test(leaving.stdout), `a link in content: ${textOf(leaving)}`);
  // Nor does a filter, of the repository's settings or whoever's, or what would fetch the rest of a part of a clone.
  const filtered = join(work, 'filtered');
  cpSync(top, filtered, { recursive: true });
  const careers = join(filtered, 'sites/careers ü');
  const toucher = `touch '${ran}'; cat`;
  writeFiles(filtered, { '.git/info/attributes': '* filter=set\n' });
  writeFiles(careers, { '.gitattributes': '*.md filter=told\n' });
  commit(filtered);
  git(filtered, 'config', 'uploadpack.allowFilter', 'true');
  const part = join(work, 'part');
  git(work, 'clone', '-q', '--filter=blob:none', '--no-checkout', `file://${filtered}`, part);
  git(part, 'config', 'remote.origin.uploadpack', `touch '${ran}'; git-upload-pack`);
  for (const name of ['set', 'told']) for (const action of ['smudge', 'clean']) git(filtered, 'config', `filter.${name}.${action}`, toucher);
  writeFileSync(join(work, 'attributes'), '* filter=user\n');
  writeFileSync(join(work, 'user'), `[core]\nattributesFile = ${work}/attributes\n[filter "user"]\nsmudge = "${toucher}"\nrequired = true\n`);
  for (const more of [{}, { GIT_CONFIG_GLOBAL: join(work, 'user') }]) {
    const result = runIn(careers, ['HEAD~2', 'HEAD'], more);
    prove(result.stdout === wanted && !existsSync(ran), `a filter runs, or: ${textOf(result)}`);
  }
  mkdirSync(join(part, 'sites/careers ü'), { recursive: true });
  for (const name of ['HEAD~2', '0123456789'.repeat(4)]) {
    const result = runIn(join(part, 'sites/careers ü'), [name, 'HEAD']);
    prove(result.status >= 2 && /cannot be compared/.test(result.stderr) && !existsSync(ran), `something is fetched, or: ${textOf(result)}`);
  }
  // Whatever repository a hook that calls us speaks of, it is the site's own that is asked.
  for (const more of [{ GIT_DIR: join(repository, '.git') }, { GIT_DIR: join(top, '.git'), GIT_WORK_TREE: top }, { GIT_INDEX_FILE: join(work, 'index') }, { GIT_COMMON_DIR: work }, { GIT_OBJECT_DIRECTORY: work }, { GIT_NAMESPACE: 'x', GIT_PREFIX: 'x' }, { GIT_DEFAULT_HASH: 'sha256' }, { GIT_TRACE: '1' }]) {
    const result = runIn(join(top, 'sites/careers ü'), ['HEAD~1', 'HEAD'], more);
    prove(result.stdout === wanted, `${JSON.stringify(more)}: ${textOf(result)}`);
  }
  // Other kinds of repositories.
  const bare = join(work, 'bare.git');
  const others = { bare, worktree: join(work, 'tree'), sha256: join(work, 'sha256') };
  const plain = makeSite(roleOf('Nurse', pay(86070)));
  for (const [folder, ...more] of [[plain], [others.sha256, '--object-format=sha256']]) {
    if (more.length) writeFiles(folder, { 'site.yaml': 'title: Careers\nlanguage: en\n', ...roleOf('Nurse', pay(86070)) });
    git(folder, 'init', '-q', ...more);
    commit(folder);
    writeFiles(folder, roleOf('Nurse', pay(93600, 2024)));
    commit(folder);
  }
  git(work, 'clone', '-q', '--bare', plain, bare);
  git(plain, 'worktree', 'add', '-q', others.worktree, 'HEAD~1');
  for (const [kind, folder] of Object.entries(others)) prove(runIn(folder, [kind === 'sha256' ? 'HEAD~1' : 'main~1', 'main']).stdout === wanted, `${kind}: ${textOf(runIn(folder, ['main~1', 'main']))}`);
  prove(runIn(others.worktree, ['main']).stdout.includes('−8.0 %'), 'a worktree, as it is');
  const shallow = join(work, 'shallow');
  git(work, 'clone', '-q', '--depth', '1', `file://${plain}`, shallow);
  const unknown = runIn(shallow, ['HEAD~1']);
  prove(unknown.status === 2 && /this shallow clone has no such revision: 'git fetch --unshallow'/.test(unknown.stderr), `a shallow clone: ${textOf(unknown)}`);
  // What a revision does not hold is not said to be gone.
  for (const place of ['content', 'content/roles']) {
    const outer = join(work, `outer-${place.length}`);
    writeFiles(outer, { 'site.yaml': 'title: Careers\nlanguage: en\n', 'content/pages/about.md': place === 'content' ? '' : '---\ntitle: About\n---\n\nText.\n' });
    if (place === 'content') rmSync(join(outer, 'content'), { recursive: true });
    git(outer, 'init', '-q');
    git(outer, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', plain, place);
    commit(outer);
    const result = runIn(outer, ['HEAD', 'HEAD']);
    prove(result.status === 2 && result.stderr.includes(`'${place}' is a submodule`), `a submodule: ${textOf(result)}`);
  }
  prove(readdirSync(temporary).length === 0, `left behind: ${readdirSync(temporary)}`);
}

// Whoever ends it, nothing stays: here at the time at which git runs, which a program in its place holds up.
{
  const repository = makeSite(roleOf('Nurse'));
  git(repository, 'init', '-q');
  commit(repository);
  const real = spawnSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).stdout.trim();
  const stand = join(work, 'bin');
  writeFiles(stand, { git: `#!/bin/sh\ncase "$*" in *checkout-index*) echo >'${work}/waits'; sleep 3 ;; esac\nexec '${real}' "$@"\n` });
  chmodSync(join(stand, 'git'), 0o755);
  for (const signal of ['SIGINT', 'SIGTERM']) {
    rmSync(join(work, 'waits'), { force: true });
    const child = spawn(metier, ['diff', 'HEAD'], { cwd: repository, env: { ...env, PATH: `${stand}${delimiter}${env.PATH}` } });
    const ended = new Promise(done => child.on('exit', (status, by) => done(by)));
    while (!existsSync(join(work, 'waits'))) await new Promise(done => setTimeout(done, 10));
    prove(readdirSync(temporary).length === 1, 'there is no folder of its own');
    child.kill(signal);
    prove(await ended === signal, `${signal} does not end it`);
    prove(readdirSync(temporary).length === 0, `${signal} leaves ${readdirSync(temporary)}`);
  }
}

// The workflows of a new site, with the steps that are ours run as they stand: in place of gh, and of what fetches
// and converts tables, stand programs that note what they are asked for.
{
  const site = join(work, 'with workflows');
  prove(spawnSync(metier, ['init', site], { env }).status === 0, 'init');
  const folder = join(site, '.github/workflows');
  const workflow = name => readFileSync(join(folder, `${name}.yml`), 'utf8');
  for (const name of ['changes', 'data']) {
    const text = workflow(name);
    prove(/^permissions: \{\}$/m.test(text) && !/pull_request_target|write-all/.test(text), `${name}: rights of all jobs`);
    const jobs = text.split(/^ {2}(?=\w+:\n {4})/m).slice(1);
    prove(jobs.length === 2 && jobs.every(job => /^ {4}permissions: \{.*\}$/m.test(job)), `${name}: a job without rights of its own`);
    prove([...text.matchAll(/uses: (\S+)/g)].every(match => match[1] === 'actions/checkout@v4'), `${name}: an action of others`);
  }
  // Who reads what is proposed may write nothing.
  prove(/^ {2}compare:\n(?:(?! {2}comment:).*\n)*? {4}permissions: \{contents: read\}$/m.test(workflow('changes')) && workflow('changes').includes('persist-credentials: false'), 'the proposal is read with rights');
  // A pull request from a fork sees no variable: the address can be written into the file, in one place, and what fails says so.
  for (const name of ['changes', 'site']) {
    const text = workflow(name);
    prove(/^env: \{METIER_DEB: "\$\{\{ vars.METIER_DEB \}\}"\}$/m.test(text) && text.split('vars.').length === 2 && /METIER_DEB:\?[^}]*for forks see above/.test(text), `${name}: a fork has no variables`);
  }
  // The lines of a step, which hold no expression: what those say would be commands.
  const scriptOf = (name, step) => {
    const lines = workflow(name).split('\n');
    const start = lines.indexOf('        run: |', lines.indexOf(`      - name: ${step}`)) + 1;
    const end = lines.findIndex((line, i) => i >= start && line && !line.startsWith('          '));
    const script = lines.slice(start, end < 0 ? lines.length : end).join('\n');
    prove(start > 1 && !script.includes('${{'), `${name}, ${step}: an expression in a script`);
    return script;
  };
  const bin = join(work, 'stand-ins');
  const runner = join(work, 'runner');
  const log = join(work, 'calls');
  const note = name => `#!/bin/sh\nprintf '%s' '${name}' >>'${log}'; printf ' [%s]' "$@" >>'${log}'; echo >>'${log}'\n`;
  mkdirSync(runner);
  writeFiles(bin, {
    gh: `${note('gh')}case "$*" in *--paginate*) cat '${work}/ids' ;; esac\n`,
    curl: `${note('curl')}cat '${work}/answer'\n`,
    unzip: note('unzip'), soffice: note('soffice'),
    // What another verb will do is not looked at here.
    metier: `#!/bin/sh\nif [ "$1" = refresh ]; then printf '%s' metier >>'${log}'; printf ' [%s]' "$@" >>'${log}'; echo >>'${log}'\n  sed -i s/2023-05/2024-05/ content/roles/*.md; exit 0; fi\nexec '${metier}' "$@"\n`,
  });
  for (const name of readdirSync(bin)) chmodSync(join(bin, name), 0o755);
  const output = join(runner, 'output');
  const step = (name, of, cwd, more = {}, status = 0) => {
    writeFileSync(output, '');
    writeFileSync(log, '');
    const result = spawnSync('sh', ['-e', '-c', scriptOf(name, of)], { cwd, encoding: 'utf8', env: { ...env, PATH: `${bin}${delimiter}${env.PATH}`, GIT_CONFIG_GLOBAL: join(work, 'gitconfig'), RUNNER_TEMP: runner, GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: join(runner, 'summary'), GITHUB_REPOSITORY: 'our/site', GITHUB_REF_NAME: 'main', ...more } });
    prove(result.status === status, `${name}, ${of}: ${result.stdout}${result.stderr}`);
    const given = Object.fromEntries([...readFileSync(output, 'utf8').matchAll(/^(\w+)<<(\S+)\n([^]*?)\n\2$|^(\w+)=(.*)$/gm)].map(match => [match[1] ?? match[4], match[3] ?? match[5]]));
    return { ...given, said: result.stdout, calls: readFileSync(log, 'utf8').split('\n').filter(Boolean) };
  };
  git(site, 'init', '-q');
  commit(site);
  const file = join(site, 'content/roles/accountant.md');
  const accountant = readFileSync(file, 'utf8');
  writeFileSync(file, accountant.replace('title: ', 'title: Tax '));
  commit(site);
  const { changes } = step('changes', 'compare', site);
  prove(changes.startsWith('<!-- metier diff -->\n') && changes.includes('Tax Accountant'), `compare: ${changes}`);
  prove(readFileSync(join(runner, 'summary'), 'utf8').trim() === changes.trim(), 'the summary is another');
  writeFileSync(join(work, 'ids'), '');
  let { calls } = step('changes', 'comment', runner, { CHANGES: changes, NUMBER: '7' });
  prove(calls.at(-1) === `gh [api] [--silent] [repos/our/site/issues/7/comments] [-F] [body=@${runner}/changes.md]`, `a first comment: ${calls}`);
  prove(readFileSync(join(runner, 'changes.md'), 'utf8').trim() === changes.trim(), 'the comment says something else');
  writeFileSync(join(work, 'ids'), '42\n43\n');
  ({ calls } = step('changes', 'comment', runner, { CHANGES: changes, NUMBER: '7' }));
  prove(calls.at(-1) === `gh [api] [--silent] [--method] [PATCH] [repos/our/site/issues/comments/42] [-F] [body=@${runner}/changes.md]`, `a later comment: ${calls}`);
  writeFileSync(file, accountant.replace('title: ', 'titel: '));
  commit(site);
  prove(/^<!-- metier diff -->\n\n.* errors /.test(step('changes', 'compare', site).changes), 'errors are not told');
  writeFileSync(file, accountant.replace(/^/, '').replace(/2024-05/g, '2023-05'));
  commit(site);
  // New wages.
  const origin = join(work, 'origin.git');
  git(work, 'clone', '-q', '--bare', site, origin);
  git(site, 'remote', 'add', 'origin', origin);
  const year = new Date().getUTCFullYear() - 1;
  const settings = { OEWS: 'https://bls.example/oesmYYnat.zip', AGENT: 'ours' };
  writeFileSync(join(work, 'answer'), '404');
  let found = step('data', 'refresh', site, settings);
  prove(!found.branch && found.calls.length === 1 && found.said.includes('is not out'), `wages that are not out: ${found.calls}`);
  writeFileSync(join(work, 'answer'), '403');
  found = step('data', 'refresh', site, settings, 1);
  prove(!found.branch && /^::error::.*answers 403$/m.test(found.said), `an office that refuses: ${found.said}`);
  writeFileSync(join(work, 'answer'), '200');
  found = step('data', 'refresh', site, settings);
  prove(found.branch === `data/oews-${year}-05` && found.changes.includes('May 2023 → May 2024'), `new wages: ${JSON.stringify(found)}`);
  prove(found.calls[0].includes(`[https://bls.example/oesm${String(year).slice(2)}nat.zip]`) && found.calls[3] === `metier [refresh] [--oews] [${runner}/oews/national_M${year}_dl.csv] [--vintage] [${year}-05]`, `new wages: ${found.calls}`);
  prove(git(origin, 'log', '-1', '--format=%s', found.branch) === `Wages of May ${year}`, 'new wages are not pushed');
  ({ calls } = step('data', 'propose', runner, { BRANCH: found.branch, CHANGES: found.changes }));
  prove(calls.length === 1 && calls[0] === `gh [pr] [create] [--repo] [our/site] [--base] [main] [--head] [${found.branch}] [--title] [New wages: ${found.branch}] [--body-file] [${runner}/changes.md]`, `propose: ${calls}`);
  const again = step('data', 'refresh', site, settings);
  prove(!again.branch && !again.calls.length, `new wages, again: ${again.calls}`);
}

rmSync(work, { recursive: true, force: true });
for (const problem of problems.slice(0, 12)) console.log(problem.slice(0, 1500));
console.log(problems.length ? `${problems.length} of ${count} are wrong` : `${count} differences are told as they are`);
process.exit(problems.length ? 1 : 0);
