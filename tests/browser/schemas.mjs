// node schemas.mjs PROGRAM REPOSITORY [SEED]: what metier schema says of a front matter or of site.yaml, and what the
// generator says of the same text, both ways: what one takes the other takes. The texts are made from the schemas and
// from good files, with one or more of their values written another way; the YAML is read as editors read it.
import Ajv2020 from 'ajv/dist/2020.js';
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { isMap, isScalar, isSeq, parse, parseDocument } from 'yaml';

const repository = resolve(process.argv[3]);
const work = mkdtempSync(join(tmpdir(), 'metier-schemas-'));
const { installWithPlainTheme } = await import(join(repository, 'tests/theme.mjs'));
const program = installWithPlainTheme(resolve(process.argv[2]), join(work, 'theme'));
const seed = Number(process.argv[4] ?? 20261201);

// ---- What a schema cannot know: a code of the generator, why, and, where it is so of some values only, which. Each
// must come up. A form that a YAML reader does not hand on is the last of these, see isFormLost.
const beyond = [
  ['unknown-branch', 'names an entry of site.yaml'],
  ['unknown-region', 'names an entry of site.yaml'],
  ['unknown-source', 'names an entry of sources'],
  ['unknown-currency', 'the list of ISO 4217'],
  ['unknown-role', 'names another file'],
  ['broken-link', 'names another file'],
  ['broken-redirect', 'names another file'],
  ['no-strings', 'names another file'],
  ['same-path', 'compares files'],
  ['same-alias', 'compares files'],
  ['path-limit', 'adds up'],
  ['duplicate-branch', 'compares entries'],
  ['two-primaries', 'compares entries'],
  ['skill-spelling', 'compares entries'],
  ['amount-order', 'compares figures'],
  ['year-order', 'compares figures'],
  ['amount-decimals', 'depends on the currency'],
  ['bad-extra', 'compares the name, type and choices of entries, of which one may be a text'],
  ['bad-redirect', 'old and new address are read together'],
  ['repeated-item', 'compares texts of any form, of which some stand in entries', () => true],
  ['bad-language', 'the tags that ICU knows', () => true],
  ['bad-slug', 'a name that gives no address, or letters beyond ASCII', () => true],
  ['missing-field', 'a figure, where its mapping is empty', (line, text) => /(percentiles: \{\}|steps: \[\])$/m.test(text)],
  ['text-limit', 'bytes, not letters', line => /ü/.test(line)],
  ['empty-value', 'which letters can be seen', line => /\\u200b/.test(line)],
  ['bad-url', 'which letters can be seen', line => /\\u200b/.test(line)],
  ['direction-mark', 'which letters can be seen', line => /\\u202e/.test(line)],
  ['wrong-type', 'which letters can be seen', line => /\\u0007/.test(line)],
  ['wrong-type', 'how many decimals a number has', line => /\.\d{3,}$/.test(line)],
  ['bad-alias', 'what a code stands for, which letters can be seen, and a redirect as above', line => /%|\\u200b|^ *\/\S*:/.test(line)],
  ['bad-permalink', 'which letters can be seen', line => /\\u200b/.test(line)],
];
const used = new Set();
const counts = { good: 0, bad: 0 };
const use = name => Boolean(used.add(name));
const wholly = new Set(beyond.filter(([, , isSo]) => !isSo).map(([code]) => code));
const ofValues = new Set(['wrong-type', 'out-of-range', 'bad-slug', 'bad-choice', 'repeated-item']);
const excuse = ({ code }, line, text) => beyond.some(([other, why, isSo]) => other === code && isSo?.(line, text) && use(`${code}: ${why}`)) ||
  (ofValues.has(code) && isFormLost(line) && use('a form that is lost'));

// ---- Values as they are written

const spaces = ['', '""', "'   '", '"\\u200b"', 'null', '~', 'Null', '"null"'];
const flags = ['true', 'false', '"true"', 'yes', 'no', 'on', 'True', 'FALSE'];
const numbers = [
  '0', '1', '-1', '-0', '12', '2025', '2512', '"2512"', '1.5', '1.50', '"1.5"', '49.25', '-2.5', '5.125', '9999', '9999.01', '10000', '-9999', '-10000',
  '017', '1_000', '"90,780"', '$90780', '102450', '49.12345', '49.123456', '99999999999', '100000000000', '100000000000.5',
  '100000000001', '999999999999', '1000000000000', '-1000000000000', '1e3', '0x1F', '0o17', '+5', '1.0', '.5', '5.', '.inf', '.nan',
];
const amounts = ['">=239200"', "'>= 5.25'", '">=  0"', '">=012"', '">=-1"', '">=1.123456"', '">=100000000000"', '">=100000000001"', '">="', '">= x"', '">239200"', '60k'];
const percents = ['17%', '17 %', '" 17%"', '-2.5%', '2.55%', '2.555%', '017%', '9999%', '9999.00%', '9999.5%', '10000%', '+4%', '"%"', '1%%'];
const dates = [
  '2025-06-30', '"2025-06-30"', '2025-06', '2025-13', '2025-00', '2025-02-29', '2024-02-29', '2000-02-29', '1900-02-29', '2025-04-31', '2025-06-00',
  '2025-6-3', '30.06.2025', '06/30/2025', '0000-01-01', '"0000"', '"0999"', '"999"', '2025-06-30T10:00:00Z', '" 2025-06-30"', '20250630', 'June 2025',
];
const addresses = [
  '/', '/roles/', '//example.org/', '/a b', '/50%', '/a%20b', '/a?b=c#d', '/a/b/c/d.html', 'https://example.org/', 'HTTPS://Example.org', 'https://', 'http://a', 'ftp://a/b',
  'mailto:a@example.org', '"mailto:"', 'tel:+123', 'javascript:alert(1)', 'www.example.org', 'ward.jpg', 'img/ward.jpg', '../ward.jpg', '?a', '"#a"', 'a:b/c', 'a/b:c', '/ä/', '"/a\\\\b"',
  '"/a\\"b"', '/<a>', '" /roles/ "', '"/a\\u200b"', '"/a\\nb"', 'https://example.org/careers/', 'https://example.org:8000', 'https://user@example.org/', 'https://[::1]/', 'https://example.org/a//b',
  'https://example.org/?a', '/careers/', '/about/', '/help/contact', 'about/', '/About/', '/jobs/nurse.html', '/a_b/',
];
const texts = [
  'Nurse', '"Nurse"', "'Registered Nurse'", 'C++', '"a: b"', '"a # b"', '"- a"', '"\\u00fc"', '"a\\tb"', '"a\\u0007b"', '"a\\u202eb"', '"[a]"', '\u201cNurse\u201d',
  'nurse', '" nurse "', 'registered-nurse', 'a--b', '-a', 'a-', 'a_b', 'Über', 'über', '$a', 'night_shift', 'Night_shift', '1a',
  'USD', '"USD"', 'usd', 'US', '" USD "', 'USDX', 'QQQ', 'U5D', 'en', 'en-US', 'de', 'english', 'e', 'en_US', '"en "', '123',
  '5 years', '18 months', '1 year', '1year', '0 years', '5 weeks', 'five years', '1000 months', '" 5 years"',
  ...[64, 65, 1024, 1025, 4096, 4097].map(size => 'a'.repeat(size)), ...[1024, 2048, 2049].map(size => 'ü'.repeat(size)),
];
const scalar = raw => ({ raw });
const list = (...items) => ({ list: items });
const map = members => ({ map: Object.entries(members).map(([key, value]) => [key, value]) });
const shapes = [
  list(), map({}), list(scalar('Care')), list(scalar('a'), scalar('b')), list(scalar('a'), scalar('a')), list(scalar('a'), scalar('" a"')),
  list(scalar('1'), scalar('"1"')), list(scalar('1'), scalar('1.0')), list(scalar('')), list(scalar('null')), list(scalar('""')),
  list(scalar('2512'), scalar('true')), list(list(scalar('a'))), list(map({ a: scalar('b') })), map({ a: scalar('b') }), map({ name: scalar('A') }),
  list(map({ name: scalar('A') }), map({ name: scalar('B') })), list(map({ name: scalar('A') }), map({ name: scalar('A') })),
  list(scalar('A'), map({ name: scalar('A') })), list(scalar('A'), map({ name: scalar('B') })),
  ...[64, 65, 200, 201].map(count => list(...Array.from({ length: count }, (_, i) => scalar(`a${i}`)))),
  ...[200, 201].map(count => map(Object.fromEntries(Array.from({ length: count }, (_, i) => [`/a${i}/`, scalar('/')])))),
];
const pool = [...texts, ...addresses, ...dates, ...percents, ...amounts, ...numbers, ...flags, ...spaces].map(scalar).concat(shapes);

function write(node, indent = '') {
  if ('raw' in node) return ` ${node.raw}\n`;
  const inner = `${indent}  `;
  if (node.list) return node.list.length ? `\n${node.list.map(item => `${indent}- ${write(item, inner).trimStart() || '\n'}`).join('')}` : ' []\n';
  return node.map.length ? `\n${node.map.map(([key, value]) => `${indent}${key}:${write(value, inner)}`).join('')}` : ' {}\n';
}
const writeAll = node => write(node).replace(/^\n/, '').trimStart();
const valueOf = node => parse(`a:${write(node, '  ')}`).a;

// The nodes of a good file, its scalars as they are written there.
function nodeOf(given, text) {
  if (isMap(given)) return { map: given.items.map(({ key, value }) => [text.slice(...key.range), nodeOf(value, text)]) };
  if (isSeq(given)) return { list: given.items.map(item => nodeOf(item, text)) };
  const raw = isScalar(given) ? text.slice(...given.range) : '';
  return scalar(/[\n]/.test(raw) || (given.type === 'PLAIN' && /: | #/.test(raw)) ? JSON.stringify(given.value) : raw);
}

// ---- Random choices, the same in each run

let state = seed;
function random(count) {   // mulberry32
  state = (state + 0x6D2B79F5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) % count;
}
const pick = items => items[random(items.length)];

// ---- Texts from a schema

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, strictTypes: false, strictRequired: false, validateFormats: false });
const validators = new Map();
const textOf = schema => JSON.stringify(schema, (name, value) => (['description', 'default'].includes(name) && typeof value === 'string' ? undefined : value));
function validatorOf(schema) {
  const text = textOf(schema);
  if (!validators.has(text)) {
    const own = (schema.enum ?? []).flatMap(value => [`${value}`, JSON.stringify(`${value}`), JSON.stringify(` ${value} `)]).map(scalar);
    const ends = [schema.minimum, schema.maximum].filter(end => end !== undefined).flatMap(end => [end - 1, end, end + 1]).map(end => scalar(`${end}`));
    const all = [...own, ...ends, ...pool];
    const accepts = ajv.compile(schema);
    validators.set(text, { all, good: all.filter(node => accepts(valueOf(node))) });
  }
  return validators.get(text);
}
const branchesOf = schema => (schema.properties ? [schema] : schema.anyOf ?? [schema]);

// A value that the schema takes; as small as can be, or with about every third of what may be left out.
function makeGood(schema, isSmall) {
  const branch = isSmall ? branchesOf(schema)[0] : pick(branchesOf(schema));
  if (branch.properties) {
    const needed = [...branch.required, ...branch.anyOf ? pick(branch.anyOf).required : []];
    const names = Object.keys(branch.properties).filter(name => needed.includes(name) || (!isSmall && !random(3)));
    return { map: names.map(name => [name, makeGood(branch.properties[name], isSmall)]) };
  }
  if (branch.items?.properties || branch.items?.anyOf) return { list: Array.from({ length: 1 + random(2) }, () => makeGood(branch.items, isSmall)) };
  const { good } = validatorOf(branch);
  if (!good.length) throw new Error(`nothing in the pool is good for ${textOf(branch)}`);
  return isSmall ? good[0] : pick(good);
}

// All places of a schema: [path, schema]. A path is of names, and of 0 for an item.
function placesOf(schema, path = []) {
  const inner = branchesOf(schema).flatMap(branch => [
    ...Object.entries(branch.properties ?? {}).flatMap(([name, value]) => placesOf(value, [...path, name])),
    ...branch.items ? placesOf(branch.items, [...path, 0]) : [],
    ...branch.propertyNames ? branch.propertyNames.enum.slice(0, 2).flatMap(name => placesOf(branch.additionalProperties, [...path, name])) : [],
    ...!branch.propertyNames && typeof branch.additionalProperties === 'object' ? placesOf(branch.additionalProperties, [...path, '/old/']) : [],
  ]);
  return [[path, schema], ...inner];
}

// The smallest good value of a schema with `node` at a path.
function place(schema, path, node) {
  if (!path.length) return node;
  const [name, ...rest] = path;
  const branch = branchesOf(schema).find(({ properties, items, additionalProperties }) =>
    name === 0 ? items : properties ? name in properties : additionalProperties);
  if (name === 0) return { list: [place(branch.items, rest, node)] };
  if (!branch.properties) return { map: [[name, place(branch.additionalProperties, rest, node)]] };
  const others = makeGood(branch, true).map.filter(([other]) => other !== name);
  return { map: [...others, [name, place(branch.properties[name], rest, node)]] };
}

// ---- Texts from others: one value written another way

const copy = node => JSON.parse(JSON.stringify(node));
function slotsOf(node, found = []) {   // [get, set, remove, kind] of each value inside
  for (const [index, entry] of (node.map ?? node.list ?? []).entries()) {
    const isMember = Boolean(node.map);
    const value = isMember ? entry[1] : entry;
    found.push({ node, index, isMember, value });
    slotsOf(value, found);
  }
  return found;
}
const hasTwins = node => slotsOf(node).some(({ node: { map } }) => map && new Set(map.map(([key]) => key)).size < map.length);
function mutate(given) {
  const node = copy(given);
  const slot = pick(slotsOf(node));
  const entries = slot.node.map ?? slot.node.list;
  const put = value => { entries[slot.index] = slot.isMember ? [entries[slot.index][0], value] : value; };
  switch (random(8)) {
    case 0: entries.splice(slot.index, 1); break;
    case 1: if (slot.isMember) entries[slot.index][0] += pick(['x', '_', 'S']); break;
    case 2: if (slot.isMember) entries.push(['salry', scalar('x')]); else entries.push(copy(slot.value)); break;
    case 3: put(list(copy(slot.value))); break;
    case 4: if (slot.value.list?.length) put(copy(pick(slot.value.list))); else put(map({ a: copy(slot.value) })); break;
    default: put(copy(pick(pool)));
  }
  return node;
}

// ---- Both verdicts

// How a value's form gets lost: 0x1F, 1e3, 012, 1.0 and +5 are numbers to YAML, True is a flag, and nothing is null.
function isFormLost(line) {
  const raw = line.replace(/^(?:\s*- )*\s*(?:[^\s"']+:(?: |$))?\s*(?:- )*/, '').trim();
  const value = (() => { try { return parse(raw); } catch { return raw; } })();
  return (typeof value === 'number' || typeof value === 'boolean' || value === null) && `${value}` !== raw;
}

function judge(accepts, one, errors) {
  const document = parseDocument(one.text);
  if (document.errors.length) throw new Error(`${document.errors[0].message} in a text of this test:\n${one.text}`);
  const isTaken = accepts(document.toJS());
  const lines = one.text.split('\n');
  const told = errors.filter(({ code }) => !wholly.has(code));
  const open = told.filter(error => !excuse(error, lines[error.line - 1] ?? '', one.text));
  if (isTaken && open.length) {
    return [{ ...one, difference: `the schema takes it; the generator: ${open.map(({ code, message }) => `${message} [${code}]`).join('; ')}` }];
  }
  if (!isTaken && !told.length && !(lines.some(isFormLost) && use('a form that is lost'))) {
    return [{ ...one, difference: `the generator takes it; the schema: ${ajv.errorsText(accepts.errors)}` }];
  }
  counts[isTaken ? 'good' : 'bad']++;
  if (isTaken) errors.filter(({ code }) => wholly.has(code)).forEach(({ code }) => used.add(code));
  return [];
}

// ---- Sites to try them in

const schemaOf = (kind, ...options) => JSON.parse(execFileSync(program, ['schema', ...options, kind], { encoding: 'utf8' }));
const extraFields = `
  - {name: plain, doc: a text}
  - {name: several, type: list}
  - {name: flag, type: bool}
  - {name: figure, type: integer}
  - {name: day, type: date}
  - {name: link, type: url}
  - {name: grade, type: choice, choices: ["1", "2.5", "true", high, "null"]}`;
const siteText = `title: Site\nbranches: [Nurse]\nextra:${['role', 'article', 'page'].map(kind => `\n  ${kind}:${extraFields.replaceAll('\n  ', '\n    ')}`).join('')}\n`;

const checking = ['check', '-q', '--now', '2026-12-01', '--format', 'json', '-C'];
const errorsOf = output => JSON.parse(output).diagnostics.filter(({ severity }) => severity === 'error');

// What the generator says of many front matters, each in a file of its own.
function judgeFrontMatters(folder, accepts, cases) {
  const site = mkdtempSync(join(work, folder));
  mkdirSync(join(site, 'content', folder), { recursive: true });
  writeFileSync(join(site, 'site.yaml'), siteText);
  const paths = cases.map((_, i) => `content/${folder}/c${i}.md`);
  for (const [i, { text }] of cases.entries()) writeFileSync(join(site, paths[i]), `---\n${text}---\nText.\n`);
  const errors = errorsOf(spawnSync(program, [...checking, site], { encoding: 'utf8', maxBuffer: 1 << 28 }).stdout);
  rmSync(site, { recursive: true });
  // It shows a thousand at most, a hundred of them of one file.
  const half = Math.ceil(cases.length / 2);
  if (errors.length > 900) return [cases.slice(0, half), cases.slice(half)].flatMap(some => judgeFrontMatters(folder, accepts, some));
  const byPath = new Map(paths.map(path => [path, []]));
  for (const error of errors) byPath.get(error.path)?.push({ ...error, line: error.line - 1 });
  return cases.flatMap((one, i) => judge(accepts, one, byPath.get(paths[i])));
}

async function judgeSettings(accepts, cases) {
  const found = [];
  const run = async lane => {
    const site = join(work, `site-${lane}`);
    mkdirSync(site);
    for (let i = lane; i < cases.length; i += 2) {
      writeFileSync(join(site, 'site.yaml'), cases[i].text);
      const { stdout } = await promisify(execFile)(program, [...checking, site, '-j', '1'], { encoding: 'utf8' }).catch(failure => failure);
      found.push(...judge(accepts, cases[i], errorsOf(stdout)));
    }
  };
  await Promise.all([run(0), run(1)]);
  return found;
}

// ---- All cases

// What chance makes too seldom.
const fixed = {
  role: ['title: A\nbranch: Nurse\nsummary: B\nsalary:\n  - {currency: USD, average: 1, primary: true}\n  - {currency: EUR, average: 1, primary: true}\n'],
  site: ['title: A\nlanguage: is\nredirects: {/old/: /gone/}\n', 'title: A\nbranches: [{name: One}, {name: One, description: Two}]\n'],
};

const seen = new Set();   // kinds of values, of all schemas
function makeCases(kind, schema, goodFiles, counts) {
  const nodes = [];
  for (const [path, inner] of placesOf(schema)) {
    if (!path.length) continue;
    const text = textOf(inner);
    const { all } = validatorOf(inner);
    // A field of a kind that was there already gets a few of the values only, and so does one that holds others.
    const some = seen.has(text) || text.includes('"properties"') ? Array.from({ length: 4 }, () => pick(random(3) ? all : shapes)) : all.filter(() => random(5) < 2);
    seen.add(text);
    for (const node of some) nodes.push(place(schema, path, node));
  }
  const small = makeGood(schema, true);
  for (const [name] of small.map) nodes.push({ map: small.map.filter(([other]) => other !== name) });
  const good = [...fixed[kind] ?? [], ...goodFiles].map(text => nodeOf(parseDocument(text).contents, text));
  for (let i = 0; i < counts.random; i++) nodes.push(makeGood(schema, false));
  for (let i = 0; i < counts.mutated; i++) {
    let node = mutate(random(3) ? pick(good) : makeGood(schema, false));
    while (!random(3) && node.map?.length) node = mutate(node);
    nodes.push(node);
  }
  return [...good, ...nodes].filter(node => node.map?.length && !hasTwins(node)).map(node => ({ kind, text: writeAll(node) }));
}

function frontMattersIn(...folders) {
  return folders.flatMap(folder => readdirSync(join(repository, folder)).filter(name => name.endsWith('.md'))
    .map(name => readFileSync(join(repository, folder, name), 'utf8').split(/^---\n/m)[1]));
}

let status = 0;
try {
  const start = Date.now();
  writeFileSync(join(work, 'site.yaml'), siteText);
  const found = [];
  let count = 0;
  for (const [kind, folder] of [['role', 'roles'], ['article', 'articles'], ['page', 'pages']]) {
    const schema = schemaOf(kind, '-C', work);
    const files = frontMattersIn(`content/${folder}`, `tests/sites/complete/content/${folder}`);
    const cases = makeCases(kind, schema, files, kind === 'role' ? { random: 300, mutated: 900 } : { random: 60, mutated: 150 });
    count += cases.length;
    const accepts = ajv.compile(schema);
    for (let i = 0; i < cases.length; i += 150) found.push(...judgeFrontMatters(folder, accepts, cases.slice(i, i + 150)));
  }
  const settings = makeCases('site', schemaOf('site'), ['.', 'tests/sites/complete'].map(folder => readFileSync(join(repository, folder, 'site.yaml'), 'utf8')),
    { random: 80, mutated: 250 });
  count += settings.length;
  found.push(...await judgeSettings(ajv.compile(schemaOf('site')), settings));
  found.sort((a, b) => a.text.length - b.text.length);
  const isVerbose = process.argv[5] === '--all';
  for (const { kind, text, difference } of isVerbose ? found : found.slice(0, 1)) console.log(`${kind}: ${difference}\n${text}`);
  if (found.length) console.log(`seed ${seed}: ${found.length} of ${count} texts are taken by one side only; above is the smallest`);
  const names = [...beyond.map(([code, why, isSo]) => (isSo ? `${code}: ${why}` : code)), 'a form that is lost'];
  const idle = names.filter(name => !used.has(name));
  if (idle.length) console.log(`never came up: ${idle.join('; ')}`);
  status = found.length || idle.length || counts.good < 1000 || counts.bad < 1000 ? 1 : 0;
  console.log(`${count} texts, ${counts.good} taken and ${counts.bad} refused by both the schemas and the generator, ${((Date.now() - start) / 1000).toFixed(1)} s`);
} finally {
  rmSync(work, { recursive: true });
}
process.exit(status);
