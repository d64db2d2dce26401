// What static/search.js finds in the index of a built site, without a browser.
// node search.mjs SITE-OUTPUT QUERY…: a line for each query, with the slugs that it finds, the best first.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';

const [folder, ...queries] = process.argv.slice(2);
const source = readFileSync(new URL('../../static/search.js', import.meta.url), 'utf8');
// The first of its two parts is the search itself; the second is the form around it.
const end = '\n})();\n';
const search = source.slice(0, source.indexOf(end) + end.length);
const fetch = async path => ({ ok: true, json: async () => JSON.parse(readFileSync(join(folder, path), 'utf8')) });
const [, endings] = readFileSync(join(folder, 'search/index.html'), 'utf8').match(/\sdata-endings="([^"]*)"/);
const document = { querySelector: () => ({ dataset: { search: 'search/', endings } }) };
const context = createContext({ document, fetch, console });
const roleSearch = runInContext(`${search}; roleSearch`, context);
const filters = { branch: '', education: '', pay: '' };
for (const query of queries) {
  const { roles } = await roleSearch.find(query, filters);
  console.log(roles.map(role => role[1]).join(' '));
}
