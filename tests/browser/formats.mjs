// Files for machines, read by programs that are not ours: xmllint, a JSON Schema validator, SQLite.
import Ajv from 'ajv';
import Ajv2020 from 'ajv/dist/2020.js';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const feedSchema = {
  type: 'object', required: ['version', 'title', 'home_page_url', 'feed_url', 'items'],
  properties: {
    version: { const: 'https://jsonfeed.org/version/1.1' }, title: { type: 'string' },
    home_page_url: { type: 'string', pattern: '^https?://' }, feed_url: { type: 'string', pattern: '^https?://' },
    items: { type: 'array', minItems: 1, items: {
      type: 'object', required: ['id', 'url', 'title', 'date_modified'],
      anyOf: [{ required: ['content_html'] }, { required: ['content_text'] }],
      properties: {
        id: { type: 'string' }, url: { type: 'string', pattern: '^https?://' }, title: { type: 'string' },
        date_published: { $ref: '#/$defs/time' }, date_modified: { $ref: '#/$defs/time' },
        authors: { type: 'array', items: { type: 'object', required: ['name'] } },
      },
    } },
  },
  $defs: { time: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z$' } },
};

function checkXml(folder, name, schema) {
  try {
    execFileSync('xmllint', ['--noout', '--nonet', '--relaxng', schema, join(folder, name)], { stdio: 'pipe' });
    return [];
  } catch (failure) {
    return [`${name}: ${failure.stderr}`.trim()];
  }
}

function readJson(folder, name) {
  return JSON.parse(readFileSync(join(folder, name), 'utf8'));
}

const formats = {
  date: text => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)),
  'iri-reference': text => URL.canParse(text, 'https://example.org/') && !/\s/.test(text),
};

// Data as a published schema describes them: a function that lists what is wrong with a file.
function compileRoles(schema) {
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, formats });
  ajv.addSchema({ ...schema, $id: 'roles' });
  const isRole = ajv.compile({ $ref: 'roles#/$defs/role' });
  return (folder, name) => {
    const validate = name === 'roles.json' ? ajv.getSchema('roles') : isRole;
    return validate(readJson(folder, name)) ? [] : [`${name}: ${ajv.errorsText(validate.errors)}`];
  };
}

function listTwins(folder) {
  if (!existsSync(join(folder, 'roles'))) return [];
  const names = readdirSync(join(folder, 'roles'), { recursive: true });
  return names.filter(name => name.endsWith('index.json')).map(name => join('roles', name));
}

function checkJson(folder) {
  const check = compileRoles(readJson(folder, 'roles.schema.json'));
  const isFeed = new Ajv2020({ strict: false }).compile(feedSchema);
  const twins = listTwins(folder);
  const problems = ['roles.json', ...twins].flatMap(name => check(folder, name));
  if (!isFeed(readJson(folder, 'feed.json'))) problems.push(`feed.json: ${JSON.stringify(isFeed.errors)}`);
  if (twins.length !== readJson(folder, 'roles.json').roles.length) problems.push(`${twins.length} roles have data beside their page`);
  return problems;
}

// What the golden sites expect is what is published of them: all of it is as the schema says.
export function checkGoldenData(repository) {
  const sites = join(repository, 'tests/sites');
  const common = join(sites, 'complete/expected');
  const folders = readdirSync(sites).map(name => join(sites, name, 'expected'))
    .filter(folder => existsSync(join(folder, 'roles.json')));
  const problems = folders.flatMap(folder => {
    const check = compileRoles(readJson(existsSync(join(folder, 'roles.schema.json')) ? folder : common, 'roles.schema.json'));
    return ['roles.json', ...listTwins(folder)].flatMap(name => check(folder, name).map(problem => `${folder} ${problem}`));
  });
  if (folders.length < 10) problems.push(`only ${folders.length} golden sites have data`);
  return problems;
}

// What check says of each failing golden site, as SARIF, by OASIS's schema; and that it says as much as the JSON.
export function checkReports(metier, repository, modules) {
  // Written in draft 4, of which it uses what draft 7 has, too.
  const { $schema, id, ...schema } = readJson(modules, '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  if (!$schema.includes('draft-04') || !schema.definitions.result) return ['the schema of SARIF is another one'];
  const uri = text => URL.canParse(text, 'https://example.org/') && !/[^!-~]/.test(text);
  const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false, formats: { uri, 'uri-reference': uri, 'date-time': true } });
  const isSarif = ajv.compile(schema);
  const sites = join(repository, 'tests/sites');
  const names = readdirSync(sites).filter(name => existsSync(join(sites, name, 'expected.diag')));
  let count = 0;
  let relatedCount = 0;
  const problems = names.flatMap(name => {
    // From within the site: SARIF names files from where the program was called.
    const read = form => JSON.parse(spawnSync(metier, ['check', '--now', '2026-01-01', '--format', form],
      { encoding: 'utf8', cwd: join(sites, name) }).stdout);
    const sarif = read('sarif');
    const results = sarif.runs[0].results.map(r => [r.ruleId, r.level, r.locations?.[0].physicalLocation.region?.startLine,
      r.relatedLocations?.map(at => [at.physicalLocation.artifactLocation.uri, at.physicalLocation.region?.startLine])]);
    const listed = read('json').diagnostics.map(d => [d.code, d.severity, d.line, d.related?.map(at => [at.path, at.line])]);
    relatedCount += results.filter(result => result[3]).length;
    count += results.length;
    return [
      ...isSarif(sarif) ? [] : [`${name} as SARIF: ${ajv.errorsText(isSarif.errors)}`],
      ...JSON.stringify(results) === JSON.stringify(listed) ? [] : [`${name}: SARIF and JSON differ`],
    ];
  });
  if (count < 200) problems.push(`only ${count} results were looked at`);
  if (relatedCount < 20) problems.push(`only ${relatedCount} results name another place`);
  const spoilt = { version: '2.1.0', runs: [{ tool: { driver: { name: 'x' } }, results: [{ level: 'fatal', message: {} }] }] };
  if (isSarif(spoilt)) problems.push('the schema of SARIF takes anything');
  return problems;
}

// The CSV file as a table of another program, against the JSON file.
function checkCsv(folder) {
  const { roles } = readJson(folder, 'roles.json');
  const query = "SELECT json_group_array(json_object('slug', slug, 'summary', summary, 'average', average)) FROM roles;";
  const script = `.import --csv ${join(folder, 'roles.csv')} roles\n${query}\n`;
  const rows = JSON.parse(execFileSync('sqlite3', [':memory:'], { input: script, encoding: 'utf8' }));
  const problems = [];
  for (const role of roles) {
    const row = rows.find(({ slug }) => slug === role.slug);
    const salary = role.salaries?.find(({ primary }) => primary);
    if (!row) problems.push(`roles.csv lacks ${role.slug}`);
    else if (row.summary.replace(/^'/, '') !== role.summary) problems.push(`roles.csv: the summary of ${role.slug} is another one`);
    else if (role.salaries?.length === 1 && typeof salary.average === 'number' && Number(row.average) !== salary.average) {
      problems.push(`roles.csv: the average of ${role.slug} is ${row.average}`);
    }
  }
  return problems;
}

export function checkFormats(site, repository) {
  const schemas = join(repository, 'tests/browser');
  return [
    ...checkXml(site.folder, 'feed.xml', join(schemas, 'atom.rng')),
    ...checkXml(site.folder, 'sitemap.xml', join(schemas, 'sitemap.rng')),
    ...checkJson(site.folder),
    ...checkCsv(site.folder),
  ].map(problem => `${site.name} ${problem}`);
}
