// Makes README's pictures anew, from the repository's own site: `make screenshots`.
//
//   node screenshots.mjs METIER REPOSITORY
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { launchBrowser } from './browser.mjs';
import { publishOwnSite } from './sites.mjs';

const pictures = [
  { name: 'role-page-desktop', path: 'roles/registered-nurse/', width: 1180, height: 900, colorScheme: 'light' },
  { name: 'role-page-phone', path: 'roles/registered-nurse/#salary-guide', width: 390, height: 1650, colorScheme: 'dark' },
];

const [metier, root] = process.argv.slice(2, 4).map(path => resolve(path));
const temporary = mkdtempSync(join(tmpdir(), 'metier-screenshots-'));
const site = await publishOwnSite(metier, root, temporary);
const browser = await launchBrowser();
for (const { name, path, width, height, colorScheme } of pictures) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  await page.goto(`${site.origin}/${path}`);
  await page.screenshot({ path: join(root, 'tests/browser', `${name}.png`) });
  await page.close();
}
await browser.close();
site.close();
rmSync(temporary, { recursive: true });
console.log(`${pictures.length} pictures`);
