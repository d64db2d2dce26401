// node screenshots.mjs METIER REPOSITORY FOLDER PATH…: pictures of pages of the repository's site.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { launchBrowser } from './browser.mjs';
import { publishOwnSite } from './sites.mjs';

const [metier, root, folder] = process.argv.slice(2, 5).map(path => resolve(path));
const temporary = mkdtempSync(join(tmpdir(), 'metier-screenshots-'));
const site = await publishOwnSite(metier, root, temporary);
const browser = await launchBrowser();

for (const path of process.argv.slice(5)) {
  for (const width of [390, 1280]) {
    for (const colorScheme of ['light', 'dark']) {
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
      await page.goto(site.origin + path);
      const name = path.replace(/^\/|\/$/g, '').replaceAll('/', '-') || 'home';
      await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true });
      await page.close();
    }
  }
}
await browser.close();
site.close();
rmSync(temporary, { recursive: true });
