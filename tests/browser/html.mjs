// What the files tell by themselves: valid HTML, as html-validate sees it, and their size.
import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { HtmlValidate } from 'html-validate';
import { fileOf, isRolePage } from './sites.mjs';

const mostBytes = 20 * 1024;  // what a phone may load for a role page: its HTML and CSS, compressed
const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    'doctype-style': 'off',  // "doctype" is valid in any case of letters
    'long-title': 'off',     // a matter of taste: HTML knows no longest title
    'aria-label-misuse': ['error', { allowAnyNamable: true }],  // ARIA lets a list have a name
  },
});

export async function checkHtml(sites) {
  const problems = [];
  for (const site of sites) {
    for (const path of [...site.pages, ...site.redirects]) {
      const { results } = await validator.validateFile(fileOf(site, path));
      for (const { ruleId, message, line, column, selector } of results.flatMap(result => result.messages)) {
        const place = `${site.name} ${path} HTML ${line}:${column}`;
        problems.push(`${place}: ${ruleId}: ${message}: ${selector ?? 'no element'}`);
      }
    }
  }
  return problems;
}

export function checkSizes(site) {
  const sizeOf = path => gzipSync(readFileSync(fileOf(site, path)), { level: 9 }).length;
  return site.pages.filter(isRolePage).flatMap(path => {
    const links = readFileSync(fileOf(site, path), 'utf8').match(/<link\b[^>]*\brel="stylesheet"[^>]*>/g) ?? [];
    const sheets = links.map(link => new URL(link.match(/\bhref="([^"]*)"/)[1], site.origin + path).pathname);
    const parts = [path, ...sheets].filter(part => existsSync(fileOf(site, part)));  // pages.mjs tells of others
    const bytes = parts.reduce((sum, part) => sum + sizeOf(part), 0);
    return bytes > mostBytes ? [`${site.name} ${path} size: ${bytes} bytes compressed, more than ${mostBytes}`] : [];
  });
}
