// Makes README's pictures anew, from the repository's own site, and from public tables where they are:
// `make screenshots`.
//
//   node screenshots.mjs METIER REPOSITORY [TABLES]
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { launchBrowser } from './browser.mjs';
import { publish, publishOwnSite } from './sites.mjs';

const ownPictures = [
  { name: 'role-page-desktop', path: 'roles/registered-nurse/', width: 1180, height: 900, colorScheme: 'light' },
  { name: 'role-page-phone', path: 'roles/registered-nurse/#salary-guide', width: 390, height: 1650, colorScheme: 'dark' },
];

const publicPictures = [
  { name: 'public-data-desktop', path: 'roles/', width: 1180, height: 820, colorScheme: 'light' },
];

// What an editor would look at first, and no picture shows.
const unreviewed = ['imported-unreviewed', 'duty-count', 'long-item', 'long-summary', 'long-title'];

function publishPublicData(metier, tables, temporary) {
  const source = join(temporary, 'public-imported');
  mkdirSync(source);
  writeFileSync(join(source, 'site.yaml'), `title: Our Careers\nlanguage: en\nlints: {${unreviewed.join(': off, ')}: off}\n`);
  execFileSync(metier, ['import', '-C', source, '--publish', '--vintage', '2024-05', '--oews', join(tables, 'oews_national_M2024.csv'),
    '--ep', join(tables, 'ep_2024-34_table_1.2.csv'), '--onet', join(tables, 'onet_29_2')], { stdio: 'ignore' });
  return publish(metier, 'public', source, ['content', 'site.yaml'], temporary);
}

async function take(browser, root, site, pictures) {
  for (const { name, path, width, height, colorScheme } of pictures) {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme });
    await page.goto(`${site.origin}/${path}`);
    await page.screenshot({ path: join(root, 'tests/browser', `${name}.png`) });
    await page.close();
    console.log(`${name}.png`);
  }
  site.close();
}

const [metier, root, tables] = [...process.argv.slice(2, 5), '../shared/data'].slice(0, 3).map(path => resolve(path));
const temporary = mkdtempSync(join(tmpdir(), 'metier-screenshots-'));
const browser = await launchBrowser();
await take(browser, root, await publishOwnSite(metier, root, temporary), ownPictures);
if (existsSync(tables)) await take(browser, root, await publishPublicData(metier, tables, temporary), publicPictures);
else console.log(`skipped ${publicPictures.map(({ name }) => `${name}.png`)}: ${tables} is not here`);
await browser.close();
rmSync(temporary, { recursive: true });
