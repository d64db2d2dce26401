// node fix.mjs PROGRAM: metier check --fix mends what it says, and not another byte; what it cannot mend stays.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, lstatSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { readFiles, writeFiles } from './files.mjs';

const program = resolve(process.argv[2]);
const work = mkdtempSync(join(tmpdir(), 'metier-fix-'));
const problems = [];
let count = 0;

function prove(is, what) {
  count++;
  if (!is) problems.push(what);
}

function call(site, ...options) {
  return spawnSync(program, ['check', '-C', site, ...options], { encoding: 'utf8' });
}

const fix = (site, ...options) => call(site, '--fix', ...options);
const bytes = path => readFileSync(path, 'latin1');

// A good site, with files of it replaced.
function makeSite(files = {}) {
  const site = mkdtempSync(join(work, 'site-'));
  writeFiles(site, { 'site.yaml': 'title: Fix\n', 'content/roles/nurse.md': nurse(), ...files });
  return site;
}

const duties = '## Duties\n\n- Cares\n';
function nurse(fields = '', body = duties, start = '---\n', end = '---\n') {
  return `${start}title: Nurse\nbranch: Health\nsummary: Cares for the ill.\n${fields}${end}\n${body}`;
}
const pay = amount => `salary: {region: US, currency: USD, ${amount}, source: bls, as_of: 2024}\nsources: [{id: bls, name: BLS}]\n`;
const page = fields => `---\ntitle: About\n${fields}---\nText.\n`;

// [what it is, before, after]: the profile of the nurse.
const mends = [
  ['dollars', nurse(pay('average: "$90,780"')), nurse(pay('average: 90780'))],
  ['single quotes', nurse(pay("average: '90780'")), nurse(pay('average: 90780'))],
  ['thousands', nurse(pay('average: 90.78k')), nurse(pay('average: 90780'))],
  ['euros and cents', nurse(pay('median: "1.234,50 €"')), nurse(pay('median: 1234.50'))],
  ['top-coded', nurse(pay('average: ">= $239,200"')), nurse(pay('average: ">=239200"'))],
  ['a point between thousands', nurse(pay('median: 90.780')), nurse(pay('median: 90780'))],
  ['on a line with others', nurse(`${pay('average: "$90,780"')}# "$90,780"\n`), nurse(`${pay('average: 90780')}# "$90,780"\n`)],
  ['behind letters of two bytes', nurse(`hours: größer\n${pay('average: "£9,780"')}`), nurse(`hours: größer\n${pay('average: 9780')}`)],
  ['a number in groups', nurse('outlook:\n  openings: 5,400\n  source: bls\nsources: [{id: bls, name: BLS}]\n'), nurse('outlook:\n  openings: 5400\n  source: bls\nsources: [{id: bls, name: BLS}]\n')],
  ['a decimal comma', nurse('outlook:\n  growth: 7,5%\n  source: bls\nsources: [{id: bls, name: BLS}]\n'), nurse('outlook:\n  growth: 7.5%\n  source: bls\nsources: [{id: bls, name: BLS}]\n')],
  ['slashes', nurse('updated: 2024/5/3\n'), nurse('updated: 2024-05-03\n')],
  ['one digit', nurse('updated: 2024-5-3\n'), nurse('updated: 2024-05-03\n')],
  ['a time', nurse('updated: 2024-05-03T10:00:00Z\n'), nurse('updated: 2024-05-03\n')],
  ['a time behind a blank', nurse('updated: 2024-05-03 10:00:00 +0200\n'), nurse('updated: 2024-05-03\n')],
  ['a name, day first', nurse('updated: 3 May 2024\n'), nurse('updated: 2024-05-03\n')],
  ['a name, month first', nurse('updated: Sept. 3rd, 2024\n'), nurse('updated: 2024-09-03\n')],
  ['a day over twelve', nurse('updated: 25.12.2024\n'), nurse('updated: 2024-12-25\n')],
  ['a month', nurse('verified: {date: 2024-05-03}\n' + pay('average: 1000').replace('as_of: 2024', 'as_of: May 2024')),
    nurse('verified: {date: 2024-05-03}\n' + pay('average: 1000').replace('as_of: 2024', 'as_of: 2024-05'))],
  ['no', nurse('draft: no\n'), nurse('draft: false\n')],
  ['quoted true', nurse('draft: "true"\n'), nurse('draft: true\n')],
  ['another name', nurse('lastmod: 2024-05-03\n'), nurse('updated: 2024-05-03\n')],
  ['another name in quotes', nurse('"lastmod": 2024-05-03\n'), nurse('updated: 2024-05-03\n')],
  ['another name with another date', nurse('lastmod: 3 May 2024\n'), nurse('updated: 2024-05-03\n')],
  ['no space behind the colon', nurse('hours:40 a week\n'), nurse('hours: 40 a week\n')],
  ['no-break space', nurse('hours:\u00a040 a week\n'), nurse('hours: 40 a week\n')],
  ['a longer end', nurse('', duties, '---\n', '-----\n'), nurse()],
  ['a longer start', nurse('', duties, '----\n'), nurse()],
  ['blank lines above', nurse('', duties, '\n\n---\n'), nurse()],
  ['first levels', nurse('', '# Duties\n\n- Cares\n\n# Skills\n\n- Care\n'), nurse('', '## Duties\n\n- Cares\n\n## Skills\n\n- Care\n')],
  ['first levels with second ones', nurse('', '# Duties\n\n## At night\n\n# Skills #\n\nText.\n'), nurse('', '## Duties\n\n### At night\n\n## Skills #\n\nText.\n')],
  ['a level skipped, twice', nurse('', '## Duties\n\n#### By day\n\nText.\n\n#### By night\n\nText.\n'), nurse('', '## Duties\n\n### By day\n\nText.\n\n### By night\n\nText.\n')],
  ['a level skipped, and below it', nurse('', '## A\n\n#### B\n\n##### C\n\nText.\n\n### D\n\nText.\n'), nurse('', '## A\n\n### B\n\n#### C\n\nText.\n\n### D\n\nText.\n')],
  ['signs in code', nurse('', '## A\n\n```\n# A\n#### A\n```\n\n#### B\n\n    # C\n'), nurse('', '## A\n\n```\n# A\n#### A\n```\n\n### B\n\n    # C\n')],
  ['several', nurse(`draft: off\nupdated: 2024/05/03\n${pay('average: "$90,780"')}`), nurse(`draft: false\nupdated: 2024-05-03\n${pay('average: 90780')}`)],
];

// What needs judgement: nothing may change.
const kept = [
  ['a day or a month', nurse('updated: 03/05/2024\n')],
  ['no such day', nurse('updated: 2024/02/30\n')],
  ['a number with a point', nurse('outlook: {openings: 5.400, source: bls}\nsources: [{id: bls, name: BLS}]\n')],
  ['two amounts', nurse(pay('average: 80-100k'))],
  ['a misspelt field', nurse('salry: 5\n')],
  ['another name beside ours', nurse('updated: 2024-05-03\nlastmod: 2024-05-04\n')],
  ['two other names of one', nurse('lastmod: 2024-05-03\nmodified: 2024-05-04\n')],
  ['the title above the text', nurse('', '# Nurse\n\n## Duties\n\n- Cares\n')],
  ['a heading by a line below', nurse('', '## A\n\nDuties\n======\n\n- Cares\n')],
  ['a heading in a quote', nurse('', '## A\n\n> #### B\n')],
  ['too deep', nurse('', '# A\n\n# A2\n\n## B\n\n### C\n\n#### D\n\n##### E\n\n###### F\n')],
  ['a boolean that is none', nurse('draft: perhaps\n')],
  ['an address without its end', nurse('sources: [{id: bls, name: BLS, url: http:/x}]\n')],
  ['a list in place of a date', nurse('updated: [2024/05/03]\n')],
];

const role = 'content/roles/nurse.md';
for (const [name, before, after] of mends) {
  const site = makeSite({ [role]: before });
  const siteFile = bytes(join(site, 'site.yaml'));
  prove(call(site).status !== 0, `${name}: there is nothing to mend`);
  const { status, stdout, stderr } = fix(site);
  prove(readFileSync(join(site, role), 'utf8') === after, `${name}: ${readFileSync(join(site, role), 'utf8')}`);
  prove(status === 0 && /^content\/roles\/nurse\.md:\d+:\d+: mended: /.test(stdout), `${name}: ${status} ${stdout}${stderr}`);
  prove(bytes(join(site, 'site.yaml')) === siteFile && readdirSync(join(site, 'content/roles')).length === 1, `${name}: something else changed`);
  // Line ends and a mark at the beginning are the file's own.
  const windows = text => `\uFEFF${text.replaceAll('\n', '\r\n')}`;
  writeFileSync(join(site, role), windows(before));
  fix(site);
  prove(readFileSync(join(site, role), 'utf8') === windows(after), `${name}: line ends: ${JSON.stringify(readFileSync(join(site, role), 'utf8'))}`);
}

for (const [name, before] of kept) {
  const site = makeSite({ [role]: before });
  const plain = call(site);
  const { status, stdout, stderr } = fix(site);
  prove(readFileSync(join(site, role), 'utf8') === before, `kept: ${name}: ${readFileSync(join(site, role), 'utf8')}`);
  prove(status === 1 && status === plain.status && stderr === plain.stderr && !stdout.includes('mended'), `kept: ${name}: ${status} ${stdout}${stderr}`);
}

function checkPlaces() {
  const site = makeSite({ 'content/pages/about.md': page('lastmod: 2024/5/3\n'), 'site.yaml': 'title: Fix\nbaseURL: https://example.org\n' });
  chmodSync(join(site, 'content/pages/about.md'), 0o640);
  const { status } = fix(site);
  prove(status === 0 && bytes(join(site, 'content/pages/about.md')) === page('updated: 2024-05-03\n'), 'a page');
  prove(bytes(join(site, 'site.yaml')) === 'title: Fix\nbase_url: https://example.org\n', 'site.yaml');
  prove((statSync(join(site, 'content/pages/about.md')).mode & 0o777) === 0o640, 'the mode of a file changed');
}

// A link that stays in content/ remains one; one that leads out is not followed.
function checkLinks() {
  const site = makeSite({ 'content/shared/real.md': nurse('lastmod: 2024-05-03\n') });
  rmSync(join(site, role));
  symlinkSync('../shared/real.md', join(site, role));
  fix(site);
  prove(lstatSync(join(site, role)).isSymbolicLink(), 'a link became a file');
  prove(bytes(join(site, 'content/shared/real.md')) === nurse('updated: 2024-05-03\n'), 'what a link leads to is not mended');
  const outside = join(work, 'outside.md');
  writeFileSync(outside, nurse('lastmod: 2024-05-03\n'));
  const other = makeSite();
  rmSync(join(other, role));
  symlinkSync(outside, join(other, role));
  fix(other);
  prove(bytes(outside) === nurse('lastmod: 2024-05-03\n'), 'a file outside of the site was changed');
  const yaml = makeSite();
  writeFileSync(join(work, 'secret.yaml'), 'title: Fix\nbaseURL: https://example.org\n');
  rmSync(join(yaml, 'site.yaml'));
  symlinkSync(join(work, 'secret.yaml'), join(yaml, 'site.yaml'));
  fix(yaml);
  prove(bytes(join(work, 'secret.yaml')).includes('baseURL'), 'site.yaml outside of the site was changed');
}

// What stands beside a source under the name of the temporary file is nobody's, and no link is followed there.
function checkTemporary() {
  const site = makeSite({ [role]: nurse('lastmod: 2024-05-03\n') });
  const victim = join(work, 'victim');
  writeFileSync(victim, 'mine');
  symlinkSync(victim, join(site, 'content/roles/.metier-edit'));
  fix(site);
  prove(bytes(victim) === 'mine', 'a link at the temporary name was written through');
  prove(bytes(join(site, role)) === nurse('updated: 2024-05-03\n') && readdirSync(join(site, 'content/roles')).length === 1, 'a link at the temporary name is in the way');
}

// As a user who may not write there: root may write everywhere.
function checkFailure() {
  const site = makeSite({ [role]: nurse('lastmod: 2024-05-03\n') });
  const user = process.getuid() === 0 ? { uid: 65534, gid: 65534 } : {};
  chmodSync(work, 0o755);
  chmodSync(site, 0o755);
  chmodSync(join(site, 'content/roles'), 0o555);
  const { status, stderr } = spawnSync(program, ['check', '-C', site, '--fix'], { encoding: 'utf8', ...user });
  chmodSync(join(site, 'content/roles'), 0o755);
  prove(status === 3 && stderr.includes('cannot be written'), `a folder that cannot be written: ${status} ${stderr}`);
  prove(bytes(join(site, role)) === nurse('lastmod: 2024-05-03\n'), 'a folder that cannot be written: the file changed');
}

function checkForms() {
  const site = makeSite({ [role]: nurse('lastmod: 2024-05-03\nsalry: 5\n') });
  const { status, stdout, stderr } = fix(site, '--format', 'json');
  const report = JSON.parse(stdout);
  prove(status === 1 && report.summary.errors === 1 && report.diagnostics[0].message.includes('salry'), `json: ${stdout}`);
  prove(stderr.includes('mended: unknown field \'lastmod\''), `json: ${stderr}`);
  const build = spawnSync(program, ['build', '-C', site, '--fix'], { encoding: 'utf8' });
  prove(build.status === 2 && !existsSync(join(site, 'public')), 'build takes --fix');
}

// Of sites that are wrong in other ways: a second run finds nothing, and files that are not named stay.
function checkWrongSites() {
  const root = resolve(dirname(new URL(import.meta.url).pathname), '../sites');
  for (const name of readdirSync(root).filter(name => name.startsWith('bad-'))) {
    const site = join(work, name);
    cpSync(join(root, name), site, { recursive: true, verbatimSymlinks: true });
    const before = readFiles(site);
    const first = fix(site);
    const middle = readFiles(site);
    const second = fix(site);
    prove(!second.stdout.includes(': mended: '), `${name}: a second run mends on: ${second.stdout}`);
    prove(second.stderr === first.stderr && second.status === first.status, `${name}: a second run says something else`);
    for (const [path, text] of Object.entries(middle)) {
      const isNamed = first.stdout.includes(`${path}:`);
      prove((text === before[path]) === !isNamed, `${name}: ${path} ${isNamed ? 'is as it was' : 'changed without a word'}`);
    }
    prove(Object.keys(middle).length === Object.keys(before).length, `${name}: there are other files`);
  }
}

try {
  checkPlaces();
  checkLinks();
  checkTemporary();
  checkFailure();
  checkForms();
  checkWrongSites();
} finally {
  rmSync(work, { recursive: true });
}
problems.forEach(problem => console.log(problem));
console.log(`${count} checks, ${mends.length} mends, ${kept.length} left to judgement`);
process.exitCode = problems.length ? 1 : 0;
