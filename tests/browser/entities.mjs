// Every name of a character in HTML stands for what Chromium takes it for.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publish } from './sites.mjs';

const nameCount = 2125;  // of HTML's names that end with a semicolon; there will be no more, says its standard

export async function checkEntities(browser, metier, root, temporary) {
  const table = readFileSync(join(root, 'build/src/format/entity_table.inc'), 'utf8');
  const names = [...new Set(table.match(/&\w+;/g))];
  if (names.length !== nameCount) return [`entities: ${names.length} names, not ${nameCount}`];
  const source = join(temporary, 'entities-written');
  mkdirSync(join(source, 'content/pages'), { recursive: true });
  writeFileSync(join(source, 'site.yaml'), 'title: Names\n');
  const items = names.map(name => `- x${name}y\n`).join('');
  writeFileSync(join(source, 'content/pages/names.md'), `---\ntitle: Names\n---\n${items}`);
  const site = await publish(metier, 'entities', source, ['content', 'site.yaml'], temporary);
  const page = await browser.newPage();
  try {
    await page.goto(`${site.origin}/names/`);
    return await page.evaluate(references => {
      const shown = [...document.querySelectorAll('main li')].map(item => item.textContent);
      const element = document.createElement('p');
      if (shown.length !== references.length) return [`entities: ${shown.length} are shown, not ${references.length}`];
      return references.flatMap((reference, i) => {
        element.innerHTML = `x${reference}y`;
        const isKnown = !element.textContent.includes(reference);
        return isKnown && shown[i] === element.textContent ? [] : [`entities: ${reference} is shown as ${escape(shown[i])}`];
      });
    }, names);
  } finally {
    await page.close();
    site.close();
  }
}
