// Keeps a page of `metier serve` fresh: reloads it when the site has another, swaps style sheets, shows
// what is wrong with the site and that a page is a draft. It is no part of what is published.
(() => {
  'use strict';
  const script = document.currentScript;
  // What means something else in a query is escaped; all other escapes stay as they are.
  const path = location.pathname.replaceAll('&', '%26').replaceAll('+', '%2B').replaceAll('=', '%3D');
  const address = `/.metier/events?page=${path}&hash=${script.dataset.hash}`;
  let report = { diagnostics: [] };
  let isDraft = false;
  let isUnfolded = false;     // the warnings
  let isHidden = false;       // the errors, until others come
  let shownErrors = '';

  // All that is shown stands in a tree of its own: no style of the site reaches it.
  const host = document.createElement('metier-preview');
  const root = host.attachShadow({ mode: 'open' });
  const style = new CSSStyleSheet();
  style.replaceSync(`
    :host { all: initial; }
    * { box-sizing: border-box; }
    .corner, .panel { position: fixed; z-index: 2147483647; font: 14px/1.5 system-ui, sans-serif; color: #1b1b1b; }
    .corner { inset: auto auto 12px 12px; display: flex; gap: 8px; }
    .corner > * { border: 1px solid #0003; border-radius: 6px; padding: 4px 10px; background: #fff; color: inherit;
                  font: inherit; box-shadow: 0 2px 8px #0003; }
    .corner .draft { background: #5b2a86; color: #fff; }
    .corner .warnings { background: #fff4ce; cursor: pointer; }
    .panel { inset: auto 0 0 0; max-height: 70vh; overflow: auto; padding: 16px clamp(12px, 4vw, 40px); background: #fffdfb;
             border-top: 4px solid #b3261e; box-shadow: 0 -4px 24px #0005; }
    .panel.mild { border-color: #a06a00; }
    .panel h2 { margin: 0 32px 8px 0; font-size: 16px; }
    .panel ol { margin: 0; padding: 0; list-style: none; }
    .panel li { padding: 8px 0; border-top: 1px solid #0002; overflow-wrap: anywhere; }
    .panel a { color: #0b57d0; }
    .panel pre { margin: 4px 0; padding: 6px 10px; overflow-x: auto; background: #f3efe9; border-radius: 4px;
                 font: 13px/1.45 ui-monospace, monospace; }
    .panel .hint { color: #0a5c2f; }
    .panel .code { color: #666; font-size: 12px; }
    .panel .close { position: absolute; inset: 10px 12px auto auto; border: 0; padding: 4px 10px; background: none;
                    font: 20px/1 system-ui, sans-serif; color: inherit; cursor: pointer; }
    :focus-visible { outline: 3px solid #0b57d0; outline-offset: 1px; }
  `);
  root.adoptedStyleSheets = [style];

  const make = (name, className, ...children) => {
    const ret = document.createElement(name);
    if (className) ret.className = className;
    ret.append(...children);
    return ret;
  };

  const place = (problem) => {
    const text = problem.path + (problem.line ? `:${problem.line}:${problem.column}` : '');
    if (!problem.open) return make('strong', '', text);
    const link = make('a', '', text);
    link.href = problem.open;
    return link;
  };

  const excerpt = (problem) => {
    const letters = [...problem.excerpt];
    const before = letters.slice(0, problem.column - 1).map((letter) => (letter === '\t' ? '\t' : ' ')).join('');
    return make('pre', '', problem.excerpt + '\n' + before + '^');
  };

  const item = (problem) => {
    const ret = make('li', '', place(problem), ' ', problem.message, ' ', make('span', 'code', `[${problem.code}]`));
    if (problem.excerpt) ret.append(excerpt(problem));
    if (problem.hint) ret.append(make('div', 'hint', problem.hint));
    return ret;
  };

  const panel = (title, problems, className, close) => {
    const button = make('button', 'close', '×');
    button.type = 'button';
    button.setAttribute('aria-label', 'Hide');
    button.addEventListener('click', close);
    const ret = make('section', className, make('h2', '', title), button, make('ol', '', ...problems.map(item)));
    ret.setAttribute('aria-label', title);
    ret.addEventListener('keydown', (event) => { if (event.key === 'Escape') close(); });
    return ret;
  };

  const count = (number, what) => `${number} ${what}${number === 1 ? '' : 's'}`;

  const corner = (warnings) => {
    const ret = make('div', 'corner');
    if (isDraft) ret.append(make('span', 'draft', 'Draft: not published yet'));
    if (warnings.length) {
      const button = make('button', 'warnings', count(warnings.length, 'warning'));
      button.type = 'button';
      button.setAttribute('aria-expanded', String(isUnfolded));
      button.addEventListener('click', () => { isUnfolded = !isUnfolded; show(); });
      ret.append(button);
    }
    return ret;
  };

  function show() {
    const of = (severity) => report.diagnostics.filter((problem) => problem.severity === severity);
    const errors = of('error');
    const warnings = of('warning');
    const children = [corner(warnings)];
    if (errors.length && !isHidden) {
      const title = `${count(errors.length, 'error')}: the last good pages stay until this is mended`;
      const alert = panel(title, errors, 'panel', () => { isHidden = true; show(); });
      alert.setAttribute('role', 'alert');
      children.push(alert);
    } else if (warnings.length && isUnfolded) {
      children.push(panel(count(warnings.length, 'warning'), warnings, 'panel mild', () => { isUnfolded = false; show(); }));
    }
    root.replaceChildren(...children);
    if (!host.isConnected) document.body.append(host);
  }

  const load = async () => {
    const answer = await fetch(location.pathname, { cache: 'no-store' });
    return new DOMParser().parseFromString(await answer.text(), 'text/html');
  };

  // What this script has added, and the script itself.
  const isOurs = (node) => node === host || (node.localName === 'script' && node.hasAttribute('data-hash'));

  function takeAttributes(old, fresh) {
    for (const name of old.getAttributeNames()) {
      // What a reader has unfolded stays so.
      if (!fresh.hasAttribute(name) && name !== 'open') old.removeAttribute(name);
    }
    for (const name of fresh.getAttributeNames()) {
      if (old.getAttribute(name) !== fresh.getAttribute(name)) old.setAttribute(name, fresh.getAttribute(name));
    }
  }

  // Makes one tree like another; what is alike keeps its nodes, and so its focus and its place on the screen.
  function take(old, fresh) {
    if (old.isEqualNode(fresh)) return;
    if (old.nodeName !== fresh.nodeName) { old.replaceWith(document.importNode(fresh, true)); return; }
    if (old.nodeType !== Node.ELEMENT_NODE) { old.data = fresh.data; return; }
    takeAttributes(old, fresh);
    takeChildren(old, fresh);
  }

  function takeChildren(old, fresh) {
    const before = [...old.childNodes].filter((node) => !isOurs(node));
    const after = [...fresh.childNodes].filter((node) => !isOurs(node));
    const shorter = Math.min(before.length, after.length);
    let from = 0;
    let back = 0;
    while (from < shorter && before[from].isEqualNode(after[from])) from++;
    while (back < shorter - from && before.at(-1 - back).isEqualNode(after.at(-1 - back))) back++;
    const end = before[before.length - back] ?? [...old.childNodes].find(isOurs) ?? null;
    const going = before.slice(from, before.length - back);
    const coming = after.slice(from, after.length - back);
    going.forEach((node, index) => (index < coming.length ? take(node, coming[index]) : node.remove()));
    coming.slice(going.length).forEach((node) => old.insertBefore(document.importNode(node, true), end));
  }

  // Scripts of the site that run may have changed the page, and know its nodes.
  const runs = (page) => [...page.scripts].some((each) => !isOurs(each) && !each.type.includes('json'));

  async function takePage() {
    const page = await load();
    if (runs(document) || runs(page) || page.documentElement.lang !== document.documentElement.lang) {
      location.reload();
      return;
    }
    document.title = page.title;
    takeChildren(document.body, page.body);
    if (sheets(page).map(String).join() !== sheets(document).map(String).join()) await swapStyle(page);
  }

  const sheets = (page) => [...page.querySelectorAll('link[rel~="stylesheet"]')];

  // Each sheet is replaced when the new one is there: nothing flashes.
  function swapStyle(page) {
    const old = sheets(document);
    const fresh = sheets(page);
    if (old.length !== fresh.length) { location.reload(); return; }
    fresh.forEach((sheet, index) => {
      const link = document.importNode(sheet, true);
      const url = new URL(sheet.getAttribute('href'), location.href);
      // A name that stays would be taken from memory.
      if (url.href === old[index].href.split('?')[0]) url.searchParams.set('metier', Date.now());
      link.href = url.href;
      link.addEventListener('load', () => old[index].remove());
      link.addEventListener('error', () => link.remove());
      old[index].after(link);
    });
  }

  const events = new EventSource(address);
  events.addEventListener('report', (event) => {
    report = JSON.parse(event.data);
    const errors = JSON.stringify(report.diagnostics.filter((problem) => problem.severity === 'error'));
    if (errors !== shownErrors) isHidden = false;
    shownErrors = errors;
    show();
  });
  events.addEventListener('draft', (event) => { isDraft = JSON.parse(event.data); show(); });
  events.addEventListener('change', (event) => {
    if (JSON.parse(event.data) === 'style') load().then(swapStyle);
    else takePage();
  });
  // A page that comes back from the browser's memory may be an old one.
  addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });
  addEventListener('pagehide', () => events.close());
})();
