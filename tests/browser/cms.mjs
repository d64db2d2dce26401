// What metier init writes, read by others: YAML and its schemas, the commands of the CI files, and the
// forms for a Git-based CMS. The CMS's own schema takes them, and what Sveltia CMS writes with them is
// content without an error.
import Ajv from 'ajv';
import Ajv2020 from 'ajv/dist/2020.js';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import YAML from 'yaml';

const packageFolder = dirname(dirname(createRequire(import.meta.url).resolve('@sveltia/cms')));

function checkSchema(config) {
  const schema = JSON.parse(readFileSync(join(packageFolder, 'schema/sveltia-cms.json'), 'utf8'));
  schema.definitions.CustomField = { not: {} };  // any widget at all
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
  const problems = validate(config) ? [] : validate.errors.slice(0, 5).map(error => `cms: ${error.instancePath} ${error.message}`);
  const [first] = config.collections[0].fields;
  const broken = { ...config, collections: [{ ...config.collections[0], fields: [{ ...first, widget: 'strnig' }] }] };
  return validate(broken) ? [...problems, 'cms: the schema takes any widget'] : problems;
}

const initFiles = ['.gitlab-ci.yml', '.github/workflows/site.yml', 'admin/config.yml', 'site.yaml'];
const initContent = ['roles/accountant.md', 'roles/graphic-designer.md', 'articles/reading-a-profile.md', 'pages/about.md'];

// Its YAML is that of other readers too, and the schemas for editors take it.
function checkInitFiles(metier, site) {
  const problems = [];
  const check = (name, kind, value) => {
    const schema = JSON.parse(execFileSync(metier, ['schema', kind], { encoding: 'utf8' }));
    const Reader = schema.$schema.includes('2020-12') ? Ajv2020 : Ajv;
    const validate = new Reader({ strict: false, validateFormats: false }).compile(schema);
    if (!validate(value)) problems.push(`init: ${name}: ${validate.errors[0].instancePath} ${validate.errors[0].message}`);
  };
  const documents = Object.fromEntries(initFiles.map(name => [name, YAML.parse(readFileSync(join(site, name), 'utf8'))]));
  check('site.yaml', 'site', documents['site.yaml']);
  for (const name of initContent) {
    const text = readFileSync(join(site, 'content', name), 'utf8');
    check(name, name.split('s/')[0], YAML.parse(text.split('---\n')[1]));
  }
  // What the jobs call metier for, they do.
  const jobs = [documents['.gitlab-ci.yml'].check, documents['.gitlab-ci.yml'].pages];
  const scripts = [...jobs.map(job => job.script.join('\n')), ...documents['.github/workflows/site.yml'].jobs.build.steps.map(step => step.run ?? '')];
  const commands = scripts.flatMap(script => script.split('\n')).filter(line => line.startsWith('metier '));
  const base = 'https://example.org/careers/';
  const env = { ...process.env, PATH: `${dirname(metier)}:${process.env.PATH}`, BASE_URL: base, CI_PAGES_URL: base.slice(0, -1) };
  for (const command of commands) {
    const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { cwd: site, env, encoding: 'utf8' });
    if (status || stderr) problems.push(`init: ${command}: ${stdout}${stderr}`);
  }
  if (commands.length !== 5) problems.push(`init: the jobs call metier ${commands.length} times`);
  if (!readFileSync(join(site, 'public/index.html'), 'utf8').includes(`href="${base}"`)) problems.push('init: the jobs build for another address');
  return problems;
}

// The CMS with its own repository for tests, which lies in the browser's storage.
async function serveCms(config) {
  const files = {
    '/admin/': '<!doctype html><meta charset="utf-8"><body><script src="/cms.js"></script>',
    '/admin/config.yml': YAML.stringify({ ...config, backend: { name: 'test-repo' } }),
    '/cms.js': readFileSync(join(packageFolder, 'dist/sveltia-cms.js')),
  };
  const types = { '/admin/': 'text/html', '/admin/config.yml': 'text/yaml', '/cms.js': 'text/javascript' };
  const server = createServer((request, response) => {
    const [url] = request.url.split('?');
    response.writeHead(files[url] ? 200 : 404, { 'Content-Type': `${types[url] ?? 'text/plain'}; charset=utf-8` });
    response.end(files[url] ?? '');
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  return { address: `http://127.0.0.1:${server.address().port}/admin/`, close: () => { server.close(); server.closeAllConnections(); } };
}

const folderName = 'sveltia-cms-test';

// The files in the browser's storage, by their paths.
function readStored(page) {
  return page.evaluate(async name => {
    const found = {};
    async function walk(folder, path) {
      for await (const [part, handle] of folder.entries()) {
        if (handle.kind === 'directory') await walk(handle, `${path}${part}/`);
        else found[`${path}${part}`] = await (await handle.getFile()).text();
      }
    }
    await walk(await (await navigator.storage.getDirectory()).getDirectoryHandle(name), '');
    return found;
  }, folderName);
}

function store(page, path, text) {
  return page.evaluate(async ([parts, content]) => {
    let folder = await navigator.storage.getDirectory();
    const name = parts.pop();
    for (const part of parts) folder = await folder.getDirectoryHandle(part, { create: true });
    const stream = await (await folder.getFileHandle(name, { create: true })).createWritable();
    await stream.write(content);
    await stream.close();
  }, [[folderName, ...path.split('/')], text]);
}

async function fill(page, values) {
  for (const [name, text] of Object.entries(values)) {
    const field = name === 'Date' ? page.locator('input[type="date"]') : page.getByRole('textbox', { name, exact: true });
    await field.first().fill(text);
  }
}

// The CMS shows the list again when it has written the entry: what is opened before is gone at that moment.
// As an editor would, it opens and fills in again and presses the button once more when nothing came of it.
async function write(page, address, hash, path, values) {
  const [, collection] = path.split('/');
  for (let tries = 3; tries; tries--) {
    await page.goto(`${address}${hash}`);
    await fill(page, values);
    // The button can be pressed once the CMS has seen that something was typed.
    const isWritten = await page.getByRole('button', { name: 'Save' }).first().click({ timeout: 20000 })
      .then(() => page.waitForURL(url => url.hash === `#/collections/${collection}`, { timeout: 30000 }))
      .then(() => true, () => false);
    if (isWritten) break;
    await page.goto(`${address}#/collections/${collection}`);
  }
  const text = (await readStored(page))[path];
  if (text !== undefined) return text;
  throw new Error(`cms: ${path} is not written; it shows: ${await page.evaluate(() => document.body.innerText)}`);
}

async function writeWith(page, cms, config, site) {
  const problems = [];
  await page.goto(cms.address);
  const role = 'content/roles/accountant.md';
  await store(page, role, readFileSync(join(site, role), 'utf8'));
  await page.getByRole('button', { name: 'Work with Test Repository' }).click();
  await page.getByText('Create New Entry').or(page.getByText('Accountant')).first().waitFor();
  const written = {};
  const put = async (path, hash, values) => {
    written[path] = await write(page, cms.address, `#/collections/${hash}`, path, values);
  };
  await page.goto(`${cms.address}#/collections/roles/new`);
  for (const { label } of config.collections[0].fields) {
    await page.getByText(label, { exact: true }).first().waitFor({ timeout: 30000 })
      .catch(() => problems.push(`cms: no ${label} in the form`));
  }
  await put('content/roles/cook.md', 'roles/new', { Title: 'Cook', Branch: 'Design & Media', Summary: 'Cooks.' });
  await put('content/pages/contact.md', 'pages/new', { Title: 'Contact' });
  await put('content/articles/news.md', 'articles/new', { Title: 'News', Summary: 'Something new.', Date: '2025-09-01' });
  await put(role, 'roles/entries/accountant', { Plural: 'Bookkeepers' });
  return { problems, written };
}

export async function checkCms(browser, metier, temporary) {
  const site = join(temporary, 'cms');
  execFileSync(metier, ['init', site], { stdio: 'pipe' });
  const config = YAML.parse(readFileSync(join(site, 'admin/config.yml'), 'utf8'));
  const problems = [...checkInitFiles(metier, site), ...checkSchema(config)];
  const cms = await serveCms(config);
  // So high that the whole form is in sight: the CMS makes what is not when it comes into it.
  const context = await browser.newContext({ viewport: { width: 1280, height: 6000 } });
  context.setDefaultTimeout(60000);
  await context.route(url => url.hostname !== '127.0.0.1', route => route.abort());
  try {
    const before = readFileSync(join(site, 'content/roles/accountant.md'), 'utf8');
    const result = await writeWith(await context.newPage(), cms, config, site);
    problems.push(...result.problems);
    for (const [path, text] of Object.entries(result.written)) {
      mkdirSync(dirname(join(site, path)), { recursive: true });
      writeFileSync(join(site, path), text);
    }
    const { status, stderr } = spawnSync(metier, ['check', '-C', site], { encoding: 'utf8' });
    if (status) problems.push(`cms: what it wrote has errors: ${stderr}`);
    // It says of each flag that it is not set.
    const given = (name, value) => value === false ? undefined : value;
    const fields = text => JSON.stringify({ ...YAML.parse(text.split('---\n')[1]), plural: null }, given);
    const after = result.written['content/roles/accountant.md'];
    if (!after.includes('plural: Bookkeepers')) problems.push(`cms: what was filled in is not there: ${after}`);
    if (fields(after) !== fields(before)) problems.push(`cms: it changed what nobody touched: ${after}`);
  } finally {
    await context.close();
    cms.close();
  }
  return problems;
}
