// The JSON-LD of a page: allowed by schema.org, and equal to what the page shows.
import { isRolePage } from './sites.mjs';

const everyPageHasGraph = true;  // true: not only role pages must have one

// What schema.org allows for the types we use: each property with its kinds of value, which are
// literals (Text, URL, Date, Duration, Integer, Number) or types. Extend it with schema.org at hand.
const thing = {
  name: 'Text', description: 'Text', alternateName: 'Text', url: 'URL', image: 'URL ImageObject', sameAs: 'URL',
  mainEntityOfPage: 'URL WebPage Article',
};
const creativeWork = {
  ...thing, headline: 'Text', inLanguage: 'Text', datePublished: 'Date', dateModified: 'Date', dateCreated: 'Date',
  author: 'Person Organization', publisher: 'Person Organization', about: 'Thing', mainEntity: 'Thing',
  isPartOf: 'URL WebSite WebPage', keywords: 'Text URL DefinedTerm',
};
const webPage = {
  ...creativeWork, breadcrumb: 'BreadcrumbList Text', lastReviewed: 'Date', reviewedBy: 'Person Organization',
  primaryImageOfPage: 'ImageObject',
};
const itemList = { ...thing, itemListElement: 'ListItem Text Thing', itemListOrder: 'Text', numberOfItems: 'Integer' };
const definedTerm = { ...thing, termCode: 'Text', inDefinedTermSet: 'URL' };
const range = { minValue: 'Number', maxValue: 'Number' };
const allowedProperties = {
  WebPage: webPage,
  CollectionPage: webPage,
  WebSite: creativeWork,
  Article: { ...creativeWork, articleSection: 'Text', wordCount: 'Integer' },
  ImageObject: { ...creativeWork, contentUrl: 'URL', caption: 'Text' },
  ItemList: itemList,
  BreadcrumbList: itemList,
  ListItem: { ...thing, position: 'Integer Text', item: 'URL Thing' },
  Person: { ...thing, jobTitle: 'Text DefinedTerm' },
  Organization: { ...thing, logo: 'URL ImageObject' },
  Occupation: {
    ...thing, occupationalCategory: 'CategoryCode Text', responsibilities: 'Text', skills: 'DefinedTerm Text',
    estimatedSalary: 'MonetaryAmountDistribution MonetaryAmount Number', occupationLocation: 'AdministrativeArea',
    qualifications: 'EducationalOccupationalCredential Text',
    educationRequirements: 'EducationalOccupationalCredential Text',
    experienceRequirements: 'OccupationalExperienceRequirements Text',
  },
  MonetaryAmount: {
    ...thing, ...range, currency: 'Text', value: 'QuantitativeValue Number', validFrom: 'Date', validThrough: 'Date',
  },
  QuantitativeValue: { ...thing, ...range, value: 'Number', unitText: 'Text', unitCode: 'Text URL' },
  MonetaryAmountDistribution: {
    ...thing, currency: 'Text', duration: 'Duration QuantitativeValue', median: 'Number', percentile10: 'Number',
    percentile25: 'Number', percentile75: 'Number', percentile90: 'Number',
  },
  DefinedTerm: definedTerm,
  CategoryCode: { ...definedTerm, codeValue: 'Text', inCodeSet: 'CategoryCodeSet URL' },
  CategoryCodeSet: { ...creativeWork, hasCategoryCode: 'CategoryCode' },
  AdministrativeArea: thing,
  Country: thing,
  OccupationalExperienceRequirements: { ...thing, monthsOfExperience: 'Number' },
  EducationalOccupationalCredential: {
    ...creativeWork, credentialCategory: 'Text URL DefinedTerm', educationalLevel: 'Text URL DefinedTerm',
  },
};
const broaderType = {
  CollectionPage: 'WebPage', Country: 'AdministrativeArea', CategoryCode: 'DefinedTerm', BreadcrumbList: 'ItemList',
};

const isAbsoluteUrl = value => typeof value === 'string' && /^https?:\/\/[^\s/]+\S*$/.test(value);
const isoDate = /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d.*)?)?)?$/;
const isLiteral = {
  Text: value => typeof value === 'string' && value.trim() !== '',
  URL: isAbsoluteUrl,
  Date: value => typeof value === 'string' && isoDate.test(value) && !Number.isNaN(Date.parse(value)),
  Duration: value => /^P(?=.)(\d+[YMWD])*(T(\d+[HMS])+)?$/.test(value),
  Integer: Number.isInteger,
  Number: Number.isFinite,
};

const figureNames = ['value', 'minValue', 'maxValue', 'median', 'percentile10', 'percentile25', 'percentile75',
  'percentile90'];
const dateNames = ['datePublished', 'dateModified', 'lastReviewed'];
const textNames = ['name', 'alternateName', 'occupationalCategory', 'responsibilities', 'qualifications', 'skills',
  'educationRequirements', 'experienceRequirements'];

const listOf = value => (value === undefined ? [] : [value].flat());
const collapse = text => text.replace(/\s+/g, ' ').trim();  // \s holds the non-breaking spaces too
const isNode = value => typeof value === 'object' && value !== null;
const isReference = value => isNode(value) && Object.keys(value).join() === '@id';

// Every node of the graph, however deep, with the currency that holds for it.
function allNodes(value, outerCurrency) {
  if (Array.isArray(value)) return value.flatMap(item => allNodes(item, outerCurrency));
  if (!isNode(value)) return [];
  const currency = value.currency ?? outerCurrency;
  return [{ node: value, currency }, ...Object.values(value).flatMap(item => allNodes(item, currency))];
}

function isOfKind(value, kinds, graph) {
  if (!isNode(value)) return kinds.some(kind => isLiteral[kind]?.(value));
  const node = isReference(value) ? graph.find(other => other['@id'] === value['@id']) : value;
  if (!node) return isAbsoluteUrl(value['@id']);
  return kinds.some(kind => [node['@type'], broaderType[node['@type']], 'Thing'].includes(kind));
}

function checkVocabulary(node, graph) {
  if (isReference(node)) return [];  // judged as the value of its property
  const type = node['@type'];
  const allowed = allowedProperties[type];
  if (!allowed) return [`type ${type} is not in the table`];
  return Object.entries(node).filter(([name]) => name !== '@type' && name !== '@id').flatMap(([name, value]) => {
    if (!(name in allowed)) return [`${type} has no property ${name}`];
    const kinds = allowed[name].split(' ');
    const wrong = listOf(value).filter(item => !isOfKind(item, kinds, graph));
    return wrong.map(item => `${type}.${name} is not ${kinds.join(' or ')}: ${JSON.stringify(item).slice(0, 80)}`);
  });
}

// Runs in the page: what a reader sees there.
function readPage() {
  const all = selector => [...document.querySelectorAll(selector)];
  const texts = selector => all(selector).map(element => element.textContent.replace(/\s+/g, ' ').trim());
  const main = document.querySelector('main');
  const withLabel = cell => {
    const column = cell.closest('table')?.tHead?.rows[0].cells[cell.cellIndex];
    return [cell.closest('tr, div').querySelector('th, dt'), column, cell].map(part => part?.textContent).join(' ');
  };
  return {
    scripts: all('script[type="application/ld+json"]').map(script => script.text),
    isNoindex: document.querySelector('meta[name="robots"][content*="noindex"]') !== null,
    language: document.documentElement.lang,
    heading: texts('h1').join(' '),
    text: `${main.innerText} ${main.textContent}`,  // innerText parts table cells, textContent holds folded parts
    breadcrumbs: texts('.breadcrumbs li'),
    links: texts('main a'),
    dates: all('time').map(time => time.dateTime),
    figures: all('main td, main dd').map(withLabel),
  };
}

// A figure as the page writes it, and not as a part of a longer figure: a whole one without a fraction, unless
// others beside it have one.
function figurePattern(value, currency, language) {
  const whole = { minimumFractionDigits: 0, maximumFractionDigits: 0 };
  const escaped = (Number.isInteger(value) ? [whole, {}] : [{}]).map(digits =>
    collapse(new Intl.NumberFormat(language, { style: 'currency', currency, ...digits }).format(value))
      .replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`(?<![\\d.,])(?:${escaped.join('|')})(?![.,]?\\d)`);
}

function checkFigures(node, currency, seen) {
  const problems = [];
  for (const name of currency ? figureNames : []) {
    if (typeof node[name] !== 'number') continue;
    const pattern = figurePattern(node[name], currency, seen.language);
    // The word is the same in the languages of our sites. An average must not pass for a median.
    const isMedian = figure => pattern.test(collapse(figure)) && /median/i.test(figure);
    if (!pattern.test(seen.text)) problems.push(`${name} ${node[name]} ${currency} is not on the page`);
    else if (name === 'median' && !seen.figures.some(isMedian)) problems.push(`no cell calls ${node[name]} the median`);
  }
  return problems;
}

function checkList(node, seen) {
  const items = listOf(node.itemListElement);
  const names = items.map(item => collapse(item.name ?? item.item?.name ?? ''));
  if (!items.every((item, index) => item.position === index + 1)) return ['positions do not count from 1'];
  if ((node.numberOfItems ?? items.length) !== items.length) return [`numberOfItems is not ${items.length}`];
  if (node['@type'] === 'BreadcrumbList') {
    const [said, shown] = [names.join(' > '), seen.breadcrumbs.join(' > ')];
    return said === shown ? [] : [`"${said}" is not what the page shows: "${shown}"`];
  }
  return names.filter(name => !seen.links.includes(name)).map(name => `no link says "${name}"`);
}

function checkAgainstPage(node, seen, graph) {
  const type = node['@type'];
  const textOf = value => collapse(value.name ?? value.codeValue ?? value.description ?? value);
  const missing = name => listOf(node[name]).map(textOf).filter(text => !seen.text.includes(text))
    .map(text => `${name} "${text}" is not on the page`);
  const problems = dateNames.filter(name => node[name] && !seen.dates.includes(node[name]))
    .map(name => `${name} ${node[name]} is not on the page`);
  if (node.itemListElement) problems.push(...checkList(node, seen));
  if (type === 'Occupation') problems.push(...textNames.flatMap(missing));
  if (type === 'Country') problems.push(...missing('name'));
  const isMainSubject = type === 'Article' || (type === 'Occupation' && graph.includes(node));
  const title = node.headline ?? node.name;
  if (isMainSubject && collapse(title) !== seen.heading) problems.push(`"${title}" is not the h1`);
  return problems.map(problem => `${type}: ${problem}`);
}

function findProblems(seen, path) {
  const isRequired = isRolePage(path) || (everyPageHasGraph && path !== '/404.html' && !seen.isNoindex);
  if (!seen.scripts.length) return isRequired ? ['no structured data'] : [];
  if (seen.scripts.length > 1) return [`${seen.scripts.length} scripts with structured data`];
  const data = JSON.parse(seen.scripts[0]);
  const graph = data['@graph'];
  if (data['@context'] !== 'https://schema.org' || !Array.isArray(graph)) return ['no @graph of schema.org'];
  if (isRolePage(path) && !graph.some(node => node['@type'] === 'Occupation')) return ['no Occupation'];
  const nodes = allNodes(graph);
  const vocabulary = nodes.flatMap(({ node }) => checkVocabulary(node, graph));
  if (vocabulary.length) return vocabulary;  // the other checks rely on it
  return nodes.flatMap(({ node, currency }) =>
    [...checkFigures(node, currency, seen), ...checkAgainstPage(node, seen, graph)]);
}

export async function checkStructuredData(page, path) {
  const seen = await page.evaluate(readPage);
  try {
    return findProblems({ ...seen, text: collapse(seen.text) }, path).map(problem => `JSON-LD: ${problem}`);
  } catch (failure) {  // no JSON, or an impossible language or currency
    return [`JSON-LD: ${failure.message}`];
  }
}
