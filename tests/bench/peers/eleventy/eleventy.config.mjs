const number = new Intl.NumberFormat('en-US', {maximumFractionDigits: 0});
const day = new Intl.DateTimeFormat('en-US', {dateStyle: 'long', timeZone: 'UTC'});
const slugOf = heading => heading.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');

export default function (config) {
  config.addGlobalData('site', {
    title: 'Bench', url: 'https://example.org', description: 'A site to measure.',
    steps: [
      {level: 'Senior', experience: '11+ years', percent: 110},
      {level: 'Experienced', experience: '3-10 years', percent: 100},
      {level: 'Entry Level', experience: '0-2 years', percent: 50},
    ],
  });
  config.addFilter('json', value => JSON.stringify(value).replaceAll('<', '\\u003c'));
  config.addFilter('num_format', value => number.format(value));
  config.addFilter('isoDate', date => date.toISOString().slice(0, 10));
  config.addFilter('longDate', date => day.format(date));
  config.addFilter('readingTime', html => Math.ceil(html.split(' ').length / 200));
  config.addFilter('headings', html => [...html.matchAll(/<h[23] id="([^"]*)">(.*?)<\/h[23]>/g)].map(found => ({id: found[1], title: found[2]})));
  config.amendLibrary('md', markdown => {
    markdown.renderer.rules.heading_open = (tokens, i) => `<${tokens[i].tag} id="${slugOf(tokens[i + 1].content)}">`;
  });
  const byTitle = api => api.getFilteredByTag('roles').sort((a, b) => a.data.title < b.data.title ? -1 : 1);
  config.addCollection('byTitle', byTitle);
  config.addCollection('newest', api => byTitle(api).slice(0, 20));
  config.addCollection('branches', api => {
    const branches = new Map();
    for (const role of byTitle(api)) {
      const {branch: name, branch_slug: slug} = role.data.extra;
      if (!branches.has(slug)) branches.set(slug, {name, slug, roles: []});
      branches.get(slug).roles.push(role);
    }
    return [...branches.values()].sort((a, b) => a.slug < b.slug ? -1 : 1);
  });
  return {dir: {input: 'content', includes: '../_includes'}, markdownTemplateEngine: false};
}
