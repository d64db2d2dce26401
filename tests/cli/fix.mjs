// node fix.mjs PROGRAM: metier check --fix mends what it says, and not another byte; what it cannot mend stays.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, lstatSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { installWithPlainTheme } from '../theme.mjs';
import { readFiles, writeFiles } from './files.mjs';

const work = mkdtempSync(join(tmpdir(), 'metier-fix-'));
const program = installWithPlainTheme(resolve(process.argv[2]), join(work, 'theme'));
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

const repeat = (times, line) => Array.from({ length: times }, (_, i) => line(i)).join('');
const text = body => nurse('', body);
const item = 'Repair computers, printers, phones and networks of an office';

// [what it is, what it is called, before, after]: slips of texts, in the body or in fields.
const textMends = [
  ['an item twice', 'similar-item', text(`- ${item}\n- Care\n- ${item}\n\nText.\n`), text(`- ${item}\n- Care\n\nText.\n`)],
  ['a short one', 'similar-item', text('- Care\n- Cure\n- Care\n- Help\n'), text('- Care\n- Cure\n- Help\n')],
  ['one behind the other', 'similar-item', text('* Care\n* Care\n* Help\n'), text('* Care\n* Help\n')],
  ['four times', 'similar-item', text('- Care\n- Care\n- Care\n- Care\n'), text('- Care\n')],
  ['at the end of the file', 'similar-item', text('- Care\n- Cure\n- Care'), text('- Care\n- Cure')],
  ['between blank lines', 'similar-item', text('- Care\n\n- Cure\n\n- Care\n\nText.\n'), text('- Care\n\n- Cure\n\nText.\n')],
  ['with lines that go on', 'similar-item', text('- Care\n  for all\n- Cure\n- Care\n  for all\n'), text('- Care\n  for all\n- Cure\n')],
  ['with a list in it', 'similar-item', text('- Care\n  - day\n- Cure\n- Care\n  - day\n- End\n'), text('- Care\n  - day\n- Cure\n- End\n')],
  ['with signs in it', 'similar-item', text('- **Care** for [all](/roles/nurse/)\n- **Care** for [all](/roles/nurse/)\n'), text('- **Care** for [all](/roles/nurse/)\n')],
  ['indented', 'similar-item', text(' - Care\n - Cure\n - Care\n'), text(' - Care\n - Cure\n')],
  ['in two lists of two', 'similar-item', text('- Care\n- Care\n\n## A\n\n- Care\n- Care\n'), text('- Care\n\n## A\n\n- Care\n')],
  ['a word twice', 'doubled-word', text('Of the the ward.\n'), text('Of the ward.\n')],
  ['with a capital', 'doubled-word', text('The the ward.\n'), text('The ward.\n')],
  ['before a full stop', 'doubled-word', text('Wards, and and.\n'), text('Wards, and.\n')],
  ['over a line', 'doubled-word', text('Of the\nthe ward.\n'), text('Of the ward.\n')],
  ['over a line of an item', 'doubled-word', text('- Of the\n  the ward.\n'), text('- Of the ward.\n')],
  ['in bold', 'doubled-word', text('**Of the the ward** there.\n'), text('**Of the ward** there.\n')],
  ['in a link', 'doubled-word', text('[Of the the ward](/roles/nurse/).\n'), text('[Of the ward](/roles/nurse/).\n')],
  ['in a row', 'doubled-word', text('| A |\n|---|\n| of the the ward |\n'), text('| A |\n|---|\n| of the ward |\n')],
  ['in a field', 'doubled-word', nurse('education: In the the end\n'), nurse('education: In the end\n')],
  ['in a field of two lines', 'doubled-word', nurse('education: In the\n  the end\n'), nurse('education: In the end\n')],
  ['in quotes', 'doubled-word', nurse('education: "In the the end"\n'), nurse('education: "In the end"\n')],
  ['a misspelling', 'misspelling', text('A chief Techology officer.\n'), text('A chief Technology officer.\n')],
  ['of small letters', 'misspelling', text('Good managment, (managment): managment.\n'), text('Good management, (management): management.\n')],
  ['beside signs', 'misspelling', text('**Managment** and *managment*, [managment](/roles/nurse/).\n'), text('**Management** and *management*, [management](/roles/nurse/).\n')],
  ['in a heading', 'misspelling', text('## Managment\n\nText.\n'), text('## Management\n\nText.\n')],
  ['in a skill', 'misspelling', nurse('skills: [Project managment, Care]\n'), nurse('skills: [Project management, Care]\n')],
  ['no space behind the signs', 'heading-space', text('##Duties\n\n- Care\n'), text('## Duties\n\n- Care\n')],
  ['below a text', 'heading-space', text('Text.\n##Duties\n'), text('Text.\n## Duties\n')],
  ['a no-break space', 'heading-space', text('##\u00a0Duties\n'), text('## Duties\n')],
  ['a third level', 'heading-space', text('## A\n\n###Care and more ###\n'), text('## A\n\n### Care and more ###\n')],
  ['no space behind the dash', 'not-an-item', text('-Design wards\n-Build wards\n-Plan\n'), text('- Design wards\n- Build wards\n- Plan\n')],
  ['only one', 'not-an-item', text('Text.\n\n-Design wards\n'), text('Text.\n\n- Design wards\n')],
  ['below items', 'not-an-item', text('- Design wards\n-Build wards\n'), text('- Design wards\n- Build wards\n')],
  ['below a text, two', 'not-an-item', text('They:\n-Design wards\n-Build wards\n'), text('They:\n- Design wards\n- Build wards\n')],
  ['many', 'not-an-item', text(repeat(40, i => `-Design ${i}\n`)), text(repeat(40, i => `- Design ${i}\n`))],
  ['another bullet', 'not-an-item', text('\u2022 Design\n\u2022\tBuild\n\u2022Plan\n'), text('- Design\n- Build\n- Plan\n')],
  ['bullets in each other', 'not-an-item', text(repeat(8, i => `\u2022 A${i}\n  \u25e6 B\n  \u25e6 C\n\u2022 D${i}\n`)), text(repeat(8, i => `- A${i}\n  - B\n  - C\n- D${i}\n`))],
  ['an item of a list in brackets', 'repeated-item', nurse('technologies: [Excel, SAP, Excel, Word]\n'), nurse('technologies: [Excel, SAP, Word]\n')],
  ['the last one', 'repeated-item', nurse('technologies: [Excel, SAP , Excel ]\n'), nurse('technologies: [Excel, SAP ]\n')],
  ['in quotes, too', 'repeated-item', nurse('technologies: [Excel, "SAP", "Excel"]\n'), nurse('technologies: [Excel, "SAP"]\n')],
  ['over lines', 'repeated-item', nurse('technologies: [\n  Excel, SAP,\n  Excel,\n]\n'), nurse('technologies: [\n  Excel, SAP,\n]\n')],
  ['three times', 'repeated-item', nurse('technologies: [Excel, Excel, Excel]\n'), nurse('technologies: [Excel]\n')],
  ['on lines', 'repeated-item', nurse('alternative_titles:\n  - Carer\n  - Helper\n  - Carer\nhours: 40\n'), nurse('alternative_titles:\n  - Carer\n  - Helper\nhours: 40\n')],
  ['on lines, skills', 'repeated-item', nurse('skills:\n- Care\n- Care\n- Cure\n'), nurse('skills:\n- Care\n- Cure\n')],
  ['tabs', 'yaml-syntax', nurse('skills:\n\t- Care\n\t- Cure\n'), nurse('skills:\n  - Care\n  - Cure\n')],
  ['tabs, deeper', 'yaml-syntax', nurse('skills:\n\t- name: Care\n\t\timportance: essential\n'), nurse('skills:\n  - name: Care\n    importance: essential\n')],
];

// What is one of these, and needs judgement.
const textKept = [
  ['nearly the same', 'similar-item', text(`- ${item}\n- ${item.replace('an', 'one')}\n`)],
  ['in two lists', 'similar-item', text(`- ${item}\n\n## B\n\n- ${item}\n`)],
  ['steps', 'similar-item', text(`1. ${item}\n2. Wait\n3. ${item}\n`)],
  ['another text in it', 'similar-item', text(`- ${item}\n  - day\n- ${item}\n  - night\n`)],
  ['a paragraph in it', 'similar-item', text(`- ${item}\n- ${item}\n\n  More of it.\n`)],
  ['a paragraph far below', 'similar-item', text(`- ${item}\n- ${item}\n${'\n'.repeat(1500)}  More of it.\n`)],
  ['a line that goes on at the left', 'similar-item', text(`- ${item}\n- ${item}\nof a ward\n`)],
  ['in a quote', 'similar-item', text(`> - ${item}\n> - ${item}\n`)],
  ['a heading and a text', 'doubled-word', text('## Of the\nthe ward.\n')],
  ['over a line break', 'doubled-word', text('Of the  \nthe ward.\n')],
  ['what may be meant', 'doubled-word', text('They gave her her book.\n')],
  ['in capitals', 'misspelling', text('MANAGMENT of wards.\n')],
  ['an address of mail', 'misspelling', text('managment@example.org is read.\n')],
  ['a file', 'misspelling', text('Open managment.xls first.\n')],
  ['a file by its path', 'misspelling', text('Open managment/plan first.\n')],
  ['too far to the right', 'heading-space', text('Text.\n     ##Duties\n')],
  ['a sign', 'heading-space', text('Text.\n##-\n')],
  ['a line of a text', 'not-an-item', text('Call it with\n-Wall and more.\n')],
  ['bullets of two kinds', 'not-an-item', text('\u2022 Design\n\u25e6 Build\n')],
  ['another below an item', 'not-an-item', text('- Design\n\u25e6 Build\n')],
  ['in a quote', 'not-an-item', text('> -Design wards\n> -Build wards\n')],
  ['with a field of its own', 'repeated-item', nurse('skills: [Care, {name: Care, importance: essential}]\n')],
  ['with a comment', 'repeated-item', nurse('technologies:\n  - Excel\n  - Excel   # or another\n')],
  ['with a comment above', 'repeated-item', nurse('technologies:\n  - Excel # or another\n  - Excel\n')],
  ['tabs, and one in a line', 'yaml-syntax', nurse('skills:\n\t- Care\nhours: \t"40"\teach\n')],
  ['tabs and spaces', 'yaml-syntax', nurse('skills:\n\t- Care\n  - Cure\n')],
  ['a tab behind spaces', 'yaml-syntax', nurse('skills:\n  \t- Care\n')],
  ['a tab in a text of lines', 'yaml-syntax', nurse('education: |\n\tCare\n')],
];

// Code is shown as it is.
const code = 'the the managment';
const clean = [
  ['code', text(`A \`${code}\` there.\n`)],
  ['between fences', text(`\`\`\`the the\n${code}\n-${code}\n\`\`\`\n`)],
  ['between other fences', text(`~~~\n${code}\n##${code}\n~~~\n`)],
  ['indented', text(`Text.\n\n    ${code}\n    - A\n    - A\n`)],
  ['in an item', text(`- A\n\n      ${code}\n`)],
  ['an address', text('See [this ward](/managment.html) or [that][b].\n\n[b]: https://example.org/managment managment.md\n')],
];

// What needs judgement: nothing may change.
const kept = [
  ['a day or a month', nurse('updated: 03/05/2024\n')],
  ['no such day', nurse('updated: 2024/02/30\n')],
  ['a number with a point', nurse('outlook: {openings: 5.400, source: bls}\nsources: [{id: bls, name: BLS}]\n')],
  ['two amounts', nurse(pay('average: 80-100k'))],
  ['a period behind an amount', nurse(pay('average: $45/hr'))],
  ['another period behind an amount', nurse(pay('average: "90,780 per month"'))],
  ['two signs between groups', nurse(pay('average: "1,234.567"'))],
  ['one sign between groups and before cents', nurse(pay('average: "1,234,50"'))],
  ['a misspelt field', nurse('salry: 5\n')],
  ['another name beside ours', nurse('updated: 2024-05-03\nlastmod: 2024-05-04\n')],
  ['two other names of one', nurse('lastmod: 2024-05-03\nmodified: 2024-05-04\n')],
  ['the title above the text', nurse('', '# Nurse\n\n## Duties\n\n- Cares\n')],
  ['a heading by a line below', nurse('', '## A\n\nDuties\n======\n\n- Cares\n')],
  ['a heading in a quote', nurse('', '## A\n\n> #### B\n')],
  ['too deep', nurse('', '# A\n\n# A2\n\n## B\n\n### C\n\n#### D\n\n##### E\n\n###### F\n')],
  ['a boolean that is none', nurse('draft: perhaps\n')],
  ['an address without its end', nurse('sources: [{id: bls, name: BLS, url: http:/x}]\n')],
  ['a space behind the colon is there', nurse('"unclosed: x\ntags: "a"\nhours: 40\n')],
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

for (const [name, code, before, after] of textMends) {
  for (const form of [text => text, text => `\uFEFF${text.replaceAll('\n', '\r\n')}`]) {
    const site = makeSite({ [role]: form(before) });
    const found = call(site).stderr;
    prove(found.includes(`[${code}]`), `${name}: it is not found: ${found}`);
    const { stdout, stderr } = fix(site);
    const changed = readFileSync(join(site, role), 'utf8');
    prove(changed === form(after), `${name}: ${JSON.stringify(changed)}`);
    prove(stdout.includes(`[${code}]`) && !stderr.includes(`[${code}]`), `${name}: ${stdout}${stderr}`);
    prove(!fix(site).stdout.includes('mended'), `${name}: a second run mends on`);
  }
}

for (const [name, code, before] of textKept) {
  const site = makeSite({ [role]: before });
  const { stdout, stderr } = fix(site);
  prove(readFileSync(join(site, role), 'utf8') === before, `kept: ${name}: ${readFileSync(join(site, role), 'utf8')}`);
  prove(stderr.includes(`[${code}]`) && !stdout.includes('mended'), `kept: ${name}: ${stdout}${stderr}`);
}

for (const [name, before] of clean) {
  const site = makeSite({ [role]: before });
  const { stdout, stderr } = fix(site);
  prove(readFileSync(join(site, role), 'utf8') === before && !stdout.includes('mended'), `clean: ${name}: ${stdout}`);
  prove(!/misspelling|doubled-word|heading-space|not-an-item|similar-item/.test(stderr), `clean: ${name}: ${stderr}`);
}

// To the spelling that most have; of equals nobody knows which is right.
function checkSpellings() {
  const named = (title, fields) => nurse(fields).replace('title: Nurse', `title: ${title}`);
  const many = fields => Object.fromEntries(fields.map((field, i) => [`content/roles/r${String(i).padStart(2, '0')}.md`, named(`Role ${i}`, field)]));
  const check = (what, code, before, after) => {
    const site = makeSite(many(before));
    prove(call(site).stderr.includes(`[${code}]`), `${what}: it is not found`);
    const { stdout } = fix(site);
    Object.entries(many(after)).forEach(([path, text]) => prove(bytes(join(site, path)) === text, `${what}: ${path}: ${bytes(join(site, path))} ${stdout}`));
    prove(!fix(site).stdout.includes('mended'), `${what}: a second run mends on`);
  };
  const tools = name => `technologies: [Word, ${name}]\n`;
  const right = Array(16).fill(tools('JavaScript'));
  check('two spellings', 'two-spellings', [...right, ...Array(14).fill(tools('Java-Script'))], [...right, ...Array(14).fill(tools('JavaScript'))]);
  const forms = name => [`technologies: ["${name}", Word]\n`, `technologies:\n  - '${name}'\n`, `technologies: ${name}\n`];
  check('spellings in quotes and on lines', 'two-spellings', [...right, ...forms('Java Script')], [...right, ...forms('JavaScript')]);
  check('a spelling beside the other', 'two-spellings', [...right, 'technologies: [JavaScript, Java Script]\n'], [...right, 'technologies: [JavaScript]\n']);
  const signs = Array(3).fill('technologies: ["Suite, the"]\n');
  check('a spelling with signs', 'two-spellings', [...signs, tools('Suite-the')], [...signs, tools('Suite-the')]);
  check('equals', 'two-spellings', [tools('JavaScript'), tools('Java-Script')], [tools('JavaScript'), tools('Java-Script')]);
  const over = 'technologies: [Word, Java\n    Script]\n';
  check('a spelling over two lines', 'two-spellings', [...right, over], [...right, over]);
  const skills = name => `skills: [${name}]\n`;
  check('skills of one address', 'skill-spelling', [skills('Ward care'), skills('Ward Care'), skills('Ward Care')], Array(3).fill(skills('Ward Care')));
  check('skills, equal', 'skill-spelling', [skills('Ward care'), skills('Ward Care')], [skills('Ward care'), skills('Ward Care')]);
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

// What stands beside a source under the names of temporary files stays, whatever it is.
function checkTemporary() {
  const site = makeSite({ [role]: nurse('lastmod: 2024-05-03\n'), 'content/roles/.metier-edit-1': 'mine' });
  const victim = join(work, 'victim');
  writeFileSync(victim, 'mine');
  symlinkSync(victim, join(site, 'content/roles/.metier-edit-0'));
  fix(site);
  prove(bytes(victim) === 'mine' && bytes(join(site, 'content/roles/.metier-edit-1')) === 'mine', 'what stands at a temporary name was written to');
  prove(bytes(join(site, role)) === nurse('updated: 2024-05-03\n') && readdirSync(join(site, 'content/roles')).length === 3, 'what stands at a temporary name is in the way');
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
  checkSpellings();
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
console.log(`${count} checks, ${mends.length + textMends.length} mends, ${kept.length + textKept.length} left to judgement`);
process.exitCode = problems.length ? 1 : 0;
