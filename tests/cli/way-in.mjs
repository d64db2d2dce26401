// node way-in.mjs METIER: what leads a new user to a site of their own, as they would use it.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

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

function write(folder, files) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
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
  write(folder, { 'site.yaml': 'title: Examples\n', 'static/img/nurse.jpg': '' });
  for (const slug of ['registered-nurse', 'nursing-assistant', 'nurse-practitioner']) {
    write(folder, { [`content/roles/${slug}.md`]: `---\ntitle: ${slug}\nbranch: Any\nsummary: Any.\n---\nText.\n` });
  }
  for (const kind of ['role', 'article', 'page']) {
    const fields = writeExamples(kind).replace(/^slug: .*$/m, `slug: example-${kind}`)
      .replace(/^(permalink): .*$/m, '$1: /about/').replace(/^aliases: .*$/m, `aliases: [/old/${kind}/]`);
    write(folder, { [`content/${kind}s/example.md`]: `---\n${fields}\n---\nText.\n` });
  }
  const { status, text } = run('check', '-C', folder, '--drafts', '--expired');
  check(`the examples of the reference have errors: ${text}`, status === 0 || !/ error: /.test(text));
}

try {
  checkExamples();
} finally {
  rmSync(work, { recursive: true });
}
problems.forEach(problem => console.log(problem));
if (!problems.length) console.log(`${checks} checks`);
process.exitCode = problems.length ? 1 : 0;
