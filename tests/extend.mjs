// node extend.mjs: adds a field, an output, an option and a verb to a copy of the program, each by a
// patch of few places, builds it, and looks for them wherever they should have arrived by themselves.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const copy = mkdtempSync(join(tmpdir(), 'metier-extend-'));
const site = join(copy, 'site');

// A patch is its places: text put behind a line that stands in a file once, or a file of its own.
const patches = {
  'a text of roles': { places: 2, edits: [
    ['src/site/content.h', '    Text hours;', '    Text uniform;'],
    ['src/site/content.c', 'static const Field role_fields[] = {',
      '    FIELD(Role, uniform, "uniform", TEXT, "what one wears at work", .column = "uniform"),'],
  ] },
  'an amount of salaries': { places: 2, edits: [
    ['src/site/content.h', '    Percentiles percentiles;', '    Amount bonus;'],
    ['src/site/content.c', '    FIELD_STRUCTS(Salary, steps, "steps", SalaryStep, "pay by experience; else derived"),',
      '    FIELD(Salary, bonus, "bonus", AMOUNT, "what is paid besides", .column = "bonus"),'],
  ] },
  'an output': { places: 2, edits: [
    ['src/output/files/humans.c', null, `#include "output/output.h"
#include "output/views.h"

static void humans_plan(const Planning *planning) {
    plan_add_file(planning, STR("humans.txt"), NULL, config_place());
}

static bool humans_write(const Job *job, Buf *out) {
    buf_printf(out, "%u roles\\n", job->all->site->roles.count);
    return true;
}

const OutputKind humans_kind = {.name = "humans.txt", .plan = humans_plan, .write = humans_write};
`],
    ['src/output/output.h', '#define OUTPUT_KINDS(KIND)', '    KIND(humans) \\'],
  ] },
  'an option': { places: 3, edits: [
    ['src/verbs/build.c', '    Str out;', '    Str greeting;'],
    ['src/verbs/build.c', 'static const Option build_rows[] = {',
      '    OPTION(BuildArguments, greeting, 0, "greeting", "TEXT", "what to say first"),'],
    ['src/verbs/build.c', '    BuildOptions options = {', null,
      '    if (given.greeting.len) puts(given.greeting.ptr);'],
  ] },
  'a verb': { places: 2, edits: [
    ['src/verbs/hello.c', null, `#include <stdio.h>

#include "verbs/verbs.h"

static int run(int argument_count, char **arguments) {
    printf("hello %s\\n", argument_count > 1 ? arguments[1] : "you");
    return EXIT_DONE;
}

const Verb hello_verb = {
    .name = "hello", .summary = "greet somebody", .operand = "NAME", .run = run,
};
`],
    ['src/verbs/verbs.h', '#define VERBS(V)', null, null, ' V(hello)'],
  ] },
};

// Puts a line behind the one that begins so, or before it, or a word at its end.
function insert(text, file, anchor, behind, before, word) {
  const lines = text.split('\n');
  const found = lines.flatMap((line, i) => line.startsWith(anchor) ? [i] : []);
  if (found.length !== 1) throw new Error(`${file} has ${found.length} lines that begin with '${anchor}'`);
  const [at] = found;
  if (word) lines[at] += word;
  else lines.splice(behind ? at + 1 : at, 0, behind ?? before);
  return lines.join('\n');
}

function apply({ edits }) {
  for (const [file, anchor, behind, before, word] of edits) {
    const path = join(copy, file);
    writeFileSync(path, anchor ? insert(readFileSync(path, 'utf8'), file, anchor, behind, before, word) : behind);
  }
}

function layoutShowsField() {
  const path = join(copy, 'layouts/role.html');
  writeFileSync(path, `${readFileSync(path, 'utf8')}\n{{#HAS_UNIFORM}}<p>{{UNIFORM}}</p>{{/HAS_UNIFORM}}\n`);
}

function run(...words) {
  const { status, stdout, stderr } = spawnSync(join(copy, 'build/metier'), words, { encoding: 'utf8' });
  return { status, text: stdout + stderr };
}

function writeSite() {
  mkdirSync(join(site, 'content/roles'), { recursive: true });
  writeFileSync(join(site, 'site.yaml'), 'title: Extended\n');
  writeFileSync(join(site, 'content/roles/nurse.md'), `---
title: Nurse
branch: Healthcare
summary: Cares for people.
uniform: White & blue
salary: {currency: USD, average: 50000, bonus: 1234.5, source: a}
sources: [{id: a, name: A}]
---
Text.
`);
}

let checks = 0;
const problems = [];
function check(what, isTrue) {
  checks++;
  if (!isTrue) problems.push(what);
}

function checkAll() {
  const built = run('build', '-C', site, '-o', 'out', '--greeting', 'Good morning');
  check(`the build fails: ${built.text}`, built.status === 0);
  if (built.status !== 0) return;
  const read = name => readFileSync(join(site, 'out', name), 'utf8');
  const twin = JSON.parse(read('roles/nurse/index.json'));
  const [all] = JSON.parse(read('roles.json')).roles;
  const [head, line] = read('roles.csv').split('\r\n').map(text => text.split(','));
  const { properties } = JSON.parse(read('roles.schema.json')).$defs.role;
  const written = JSON.parse(run('schema', 'role').text).properties;
  const inSalary = schema => schema.salaries.items.properties.bonus;
  check('the page lacks the text', read('roles/nurse/index.html').includes('<p>White &amp; blue</p>'));
  check('index.json lacks the text', twin.uniform === 'White & blue');
  check('roles.json lacks the text', all.uniform === 'White & blue');
  check('roles.csv lacks the text', line[head.indexOf('uniform')] === 'White & blue');
  check('the JSON Schema lacks the text', properties.uniform?.description === 'what one wears at work');
  check('the schema for editors lacks the text', written.uniform?.description === 'what one wears at work');
  check('the layouts\' names lack the text', /^ *UNIFORM +text +what one wears at work$/m.test(run('help', 'layouts').text));
  check('the reference lacks the text', /^  uniform +text +what one wears at work$/m.test(run('help', 'role').text));
  run('new', 'role', '-C', site, 'Cook', '--branch', 'Kitchen');
  check('a new role lacks the text', /^# uniform: +# what one wears at work$/m.test(readFileSync(join(site, 'content/roles/cook.md'), 'utf8')));
  check('the forms of a CMS lack the text', /^ +- name: uniform\n +label: Uniform\n +hint: what one wears at work$/m.test(run('schema', 'cms').text));
  check('the forms of a CMS lack the amount', /^ +- name: bonus\n(.*\n){3} +widget: number$/m.test(run('schema', 'cms').text));
  check('metier-role(5) lacks the amount', /\\fBbonus\\fR \\fIamount\\fR\nwhat is paid besides;/.test(run('help', 'man', 'role').text));
  check('index.json lacks the amount', twin.salaries[0].bonus === 1234.5);
  check('roles.csv lacks the amount', line[head.indexOf('bonus')] === '1234.5');
  check('the JSON Schema lacks the amount', inSalary(properties)?.$ref === '#/$defs/amount');
  const older = join(copy, 'older');
  cpSync(join(site, 'content'), join(older, 'content'), { recursive: true });
  writeFileSync(join(older, 'site.yaml'), 'title: Extended\n');
  const nurse = readFileSync(join(site, 'content/roles/nurse.md'), 'utf8');
  writeFileSync(join(older, 'content/roles/nurse.md'), nurse.replace('White & blue', 'Blue').replace('1234.5', '1000'));
  const difference = run('diff', older, site).text;
  check(`the text is not compared: ${difference}`, difference.includes('uniform: Blue → White & blue'));
  check(`the amount is not compared: ${difference}`, difference.includes('Nurse: bonus $1,000 → $1,234.50, +23.5 %, A'));
  check('there is no output', read('humans.txt') === '1 roles\n');
  check('the option does nothing', built.text.startsWith('Good morning\n'));
  check('help lacks the option', /^ +--greeting TEXT +what to say first$/m.test(run('help', 'build').text));
  check('the verb does nothing', run('hello', 'there').text === 'hello there\n');
  check('help lacks the verb', /^ +hello +greet somebody$/m.test(run('help').text));
  writeFileSync(join(site, 'content/roles/nurse.md'), '---\ntitle: N\nbranch: B\nsummary: S\nuniforn: W\n---\nText.\n');
  check('the field is not proposed', run('check', '-C', site).text.includes("did you mean 'uniform'"));
}

try {
  for (const part of ['src', 'layouts', 'static', 'Makefile']) cpSync(join(root, part), join(copy, part), { recursive: true });
  for (const [name, patch] of Object.entries(patches)) {
    check(`${name} takes ${patch.edits.length} places`, patch.edits.length === patch.places);
    apply(patch);
  }
  layoutShowsField();
  writeSite();
  // The flags of a make that runs this are none of the copy's.
  execFileSync('make', ['-s', '-j2', '-C', copy, 'CFLAGS=-O0 -Werror', 'build/metier'],
    { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, MAKEFLAGS: '' } });
  checkAll();
} catch (failure) {
  problems.push(failure.message);
} finally {
  rmSync(copy, { recursive: true });
}
problems.forEach(problem => console.log(problem));
const places = Object.entries(patches).map(([name, { edits }]) => `${name} ${edits.length}`);
if (!problems.length) console.log(`${checks} checks; places: ${places.join(', ')}`);
process.exitCode = problems.length ? 1 : 0;
