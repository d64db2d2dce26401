// node forms.mjs FOLDER: reads what `metier check --format …` wrote of tests/sites/bad-references, which lies
// in FOLDER/bad, and of a good site, as the programs do that such forms are for.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const failures = [];
const read = name => readFileSync(join(folder, name), 'utf8');
const same = (what, actual, wanted) => {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(wanted)];
  if (a !== b) failures.push(`${what}: ${a}, not ${b}`);
};

// What the text form says of this site.
const wanted = [
  ['content/articles/a.md', 5, 9, 'error', 'unknown-role'],
  ['content/roles/nurse.md', 5, 11, 'error', 'unknown-role'],
  ['content/roles/nurse.md', 6, 20, 'error', 'unknown-role'],
  ['content/roles/nurse.md', 7, 45, 'error', 'unknown-source'],
];
const below = path => wanted.map(([file, ...rest]) => [path + file, ...rest]);

const json = JSON.parse(read('bad.json'));
same('json', json.diagnostics.map(d => [d.path, d.line, d.column, d.severity, d.code]), wanted);
const { sandbox, ...summary } = json.summary;
same('json, summary', summary, { errors: 4, warnings: 0, files_with_problems: 2, files: 3, passed: false,
  outcome: 'the site cannot be published' });
same('json, sandbox', ['whole', 'partly', 'off'].includes(sandbox), true);
const good = JSON.parse(read('good.json'));
same('json of a good site', [good.diagnostics, good.hidden, good.summary.passed, good.summary.errors], [[], [], true, 0]);

// The grammar of the runner of GitHub Actions (src/Runner.Common/ActionCommand.cs): a command, properties, data.
const unescape = text => text.replace(/%0D/g, '\r').replace(/%0A/g, '\n').replace(/%3A/g, ':').replace(/%2C/g, ',').replace(/%25/g, '%');
function readCommands(text) {
  return text.split('\n').filter(Boolean).map(line => {
    const found = /^::([a-z]+)(?: ((?:[a-z]+=[^,:]*)(?:,[a-z]+=[^,:]*)*))?::(.*)$/.exec(line);
    if (!found) return failures.push(`github: no command: ${line}`), [];
    const of = Object.fromEntries((found[2] ?? '').split(',').map(one => one.split('=')).map(([k, v]) => [k, unescape(v)]));
    return [of.file, Number(of.line), Number(of.col), found[1], of.title];
  });
}
same('github', readCommands(read('bad.github')), wanted);
same('github, called above the site', readCommands(read('here.github')), below('bad/'));
same('github of a good site', read('good.github').split('\n').filter(line => line.startsWith('::')), []);

const sarifResults = sarif => sarif.runs[0].results.map(({ locations: [{ physicalLocation: at }], ...result }) =>
  [at.artifactLocation.uri, at.region.startLine, at.region.startColumn, result.level, result.ruleId]);
const sarif = JSON.parse(read('bad.sarif'));
same('sarif', sarifResults(sarif), wanted);
same('sarif, called above the site', sarifResults(JSON.parse(read('here.sarif'))), below('bad/'));
same('sarif, rules', sarif.runs[0].results.map(r => sarif.runs[0].tool.driver.rules[r.ruleIndex].id), wanted.map(w => w[4]));
const rulesOf = sarif => sarif.runs[0].tool.driver.rules;
const lints = rulesOf(JSON.parse(read('lints.sarif')));
same('sarif, lints', lints.some(rule => rule.id === 'undated'), true);
for (const rule of [...rulesOf(sarif), ...lints]) {
  same(`sarif, text of ${rule.id}`, /^[A-Z].*\.$/.test(rule.shortDescription?.text), true);
}
same('sarif, mends', rulesOf(sarif).every(rule => /^[A-Z].*\.$/.test(rule.help?.text)), true);
same('sarif, fingerprints', new Set(sarif.runs[0].results.map(r => Object.values(r.partialFingerprints)[0])).size, 4);
same('sarif of a good site', JSON.parse(read('good.sarif')).runs[0].results, []);

for (const failure of failures) console.log(failure);
process.exit(failures.length ? 1 : 0);
