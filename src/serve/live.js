// Keeps a page of `metier serve` fresh: makes it what the site has now, swaps style sheets, shows what
// is wrong with the site and that a page is a draft. It is no part of what is published.
(() => {
  'use strict';
  const RETRY_MS = 1000;
  const script = document.currentScript;
  // What means something else in a query is escaped; all other escapes stay as they are.
  const path = location.pathname.replaceAll('&', '%26').replaceAll('+', '%2B').replaceAll('=', '%3D');
  let hash = script.dataset.hash;             // of what this page shows
  const isProblemPage = /^0+$/.test(hash);    // it stands for one that cannot be shown

  // What is shown of the site's state.

  // It stands in a tree of its own: no style of the site reaches it.
  const host = document.createElement('metier-preview');
  const root = host.attachShadow({ mode: 'open' });
  const style = new CSSStyleSheet();
  style.replaceSync(`
    :host { all: initial !important; position: fixed !important; z-index: 2147483647 !important;
            inset: auto 0 0 0 !important; pointer-events: none !important; color-scheme: light dark !important;
            --text: #1f1b16; --back: #fffdfa; --soft: #f4efe8; --line: #d9d0c4; --link: #0b57d0; --quiet: #625b52;
            --bad: #b3261e; --bad-text: #fff; --mild: #fff0c2; --mild-text: #4a3500; --mild-line: #a06a00;
            --good: #0a5c2f; --draft: #5b2a86; --draft-text: #fff; }
    @media (prefers-color-scheme: dark) {
      :host { --text: #ece6df; --back: #1d1a17; --soft: #2a2622; --line: #46403a; --link: #a8c7fa; --quiet: #b5ada4;
              --bad: #f2928c; --bad-text: #35100d; --mild: #4a3a10; --mild-text: #ffe7ab; --mild-line: #d9a53a;
              --good: #86d6a4; --draft: #d6b8f2; --draft-text: #2b0f45; }
    }
    @media print { :host { display: none !important; } }
    * { box-sizing: border-box; }
    [hidden] { display: none !important; }
    .preview { display: flex; flex-direction: column; max-height: 75vh; font: 15px/1.5 system-ui, sans-serif;
               color: var(--text); text-align: start; }
    .preview.whole { height: 100vh; max-height: none; }
    .whole .corner, .whole .close { display: none; }
    .whole .panel { flex: 1; }
    .corner { display: flex; flex-wrap: wrap; gap: 8px; margin: 0 12px 12px; }
    .corner > * { pointer-events: auto; margin: 0; border: 1px solid var(--line); border-radius: 8px; padding: 5px 12px;
                  background: var(--back); color: inherit; font: 600 14px/1.4 system-ui, sans-serif;
                  box-shadow: 0 2px 10px #0003; }
    .corner > button { cursor: pointer; }
    .corner > button::after { content: ' ▴'; }
    .corner > button[aria-expanded=true]::after { content: ' ▾'; }
    .corner .draft { border-color: transparent; background: var(--draft); color: var(--draft-text); }
    .corner .errors { border-color: transparent; background: var(--bad); color: var(--bad-text); }
    .corner .warnings { border-color: var(--mild-line); background: var(--mild); color: var(--mild-text); }
    .said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    .panel { pointer-events: auto; position: relative; min-height: 0; overflow: auto;
             padding: 16px max(16px, calc(50% - 30rem)) 20px; background: var(--back); border-top: 4px solid var(--bad);
             box-shadow: 0 -6px 30px #0006; }
    .panel.mild { border-color: var(--mild-line); }
    .panel h2 { margin: 0 40px 10px 0; font: 700 17px/1.35 system-ui, sans-serif; text-wrap: balance; }
    .panel ol { margin: 0; padding: 0; list-style: none; }
    .panel li { padding: 12px 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
    .panel li:first-child { border: 0; padding-top: 0; }
    .panel li:last-child { padding-bottom: 0; }
    .panel p { margin: 4px 0 0; }
    .panel .place { margin: 0; font: 600 14px/1.5 ui-monospace, monospace; }
    .panel a { color: var(--link); text-underline-offset: 3px; }
    .panel pre { margin: 8px 0; padding: 6px 12px 10px; background: var(--soft); border-radius: 6px; white-space: pre-wrap;
                 font: 14px/1.9 ui-monospace, monospace; tab-size: 4; unicode-bidi: plaintext; }
    .panel mark { position: relative; background: none; color: var(--bad); font-weight: 700; }
    .panel mark::after { content: '^'; position: absolute; inset: 1em auto auto 0; line-height: 1; }
    .mild mark { color: inherit; }
    .panel .hint { color: var(--good); }
    .panel .code { color: var(--quiet); font-size: 13px; white-space: nowrap; }
    .panel .close { position: sticky; float: right; top: 0; margin: -6px -8px 0 8px; border: 0; border-radius: 6px;
                    min-width: 36px; min-height: 36px; padding: 0; background: var(--back); color: inherit;
                    font: 24px/1 system-ui, sans-serif; cursor: pointer; }
    :focus-visible { outline: 3px solid var(--link); outline-offset: 1px; }
  `);
  root.adoptedStyleSheets = [style];

  const make = (name, className, ...children) => {
    const ret = document.createElement(name);
    if (className) ret.className = className;
    ret.append(...children);
    return ret;
  };

  const makeButton = (className, text, click) => {
    const ret = make('button', className, text);
    ret.type = 'button';
    ret.addEventListener('click', click);
    return ret;
  };

  const count = (number, what) => `${number} ${what}${number === 1 ? '' : 's'}`;

  const place = (problem) => {
    const text = (problem.path ?? '') + (problem.line ? `:${problem.line}:${problem.column}` : '');
    if (!problem.open) return make('p', 'place', text);
    const link = make('a', '', text);
    link.href = problem.open;
    return make('p', 'place', link);
  };

  // The letter in question is marked, which is right in every script and where lines are broken.
  const excerpt = (problem) => {
    const letters = [...problem.excerpt];
    const at = problem.column - 1;
    return make('pre', '', letters.slice(0, at).join(''), make('mark', '', letters[at] ?? ' '),
                letters.slice(at + 1).join(''));
  };

  const item = (problem) => {
    const ret = make('li', '', place(problem),
                     make('p', '', problem.message, ' ', make('span', 'code', `[${problem.code}]`)));
    if (problem.excerpt) ret.append(excerpt(problem));
    if (problem.hint) ret.append(make('p', 'hint', problem.hint));
    return ret;
  };

  // The nodes stay, so that focus does and nothing is read out twice.
  const kinds = { error: [], warning: [] };
  let counts = { error: 0, warning: 0 };        // of many not all are listed
  let unfolded = null;                          // the kind that is
  const unfold = (kind) => { unfolded = kind; show(); };
  const buttons = {
    error: makeButton('errors', '', () => unfold(unfolded === 'error' ? null : 'error')),
    warning: makeButton('warnings', '', () => unfold(unfolded === 'warning' ? null : 'warning')),
  };
  const draft = make('span', 'draft', 'Draft: not published yet');
  const lost = make('span', 'lost', 'metier serve does not answer');
  const title = make('h2');
  const list = make('ol');
  const panel = make('section', 'panel', makeButton('close', '×', fold), title, list);
  const said = make('div', 'said');
  const preview = make('section', isProblemPage ? 'preview whole' : 'preview',
                       make('div', 'corner', draft, lost, buttons.error, buttons.warning), panel, said);
  preview.setAttribute('aria-label', 'Preview');
  title.id = 'title';
  panel.setAttribute('aria-labelledby', 'title');
  panel.querySelector('.close').setAttribute('aria-label', 'Hide');
  said.setAttribute('role', 'alert');
  draft.hidden = lost.hidden = true;
  root.append(preview);

  function fold() {
    const button = buttons[unfolded];
    const hadFocus = panel.contains(root.activeElement);
    unfold(null);
    if (hadFocus) button.focus();
  }

  addEventListener('keydown', (event) => {
    const isMeant = unfolded === 'error' || preview.contains(root.activeElement);
    if (event.key === 'Escape' && unfolded && isMeant) fold();
  });

  const put = (node, text) => { if (node.textContent !== text) node.textContent = text; };

  let listed = '[]';
  function showList(problems) {
    const now = JSON.stringify(problems);
    if (now === listed) return;
    listed = now;
    list.replaceChildren(...problems.map(item));
  }

  function show() {
    for (const [kind, button] of Object.entries(buttons)) {
      button.hidden = !kinds[kind].length;
      put(button, count(counts[kind], kind));
      button.setAttribute('aria-expanded', String(unfolded === kind));
    }
    panel.hidden = !unfolded;
    panel.classList.toggle('mild', unfolded === 'warning');
    if (unfolded) {
      const stays = isProblemPage ? 'the page comes' : 'the last good pages stay until';
      const end = isProblemPage ? 'as soon as this is mended' : 'this is mended';
      const listed = kinds[unfolded].length;
      const some = listed < counts[unfolded] ? `, of which ${listed} are listed` : '';
      put(title, count(counts[unfolded], unfolded) + some + (unfolded === 'error' ? `: ${stays} ${end}` : ''));
      showList(kinds[unfolded]);
    }
    if (!host.isConnected) document.documentElement.append(host);
  }

  function takeReport({ diagnostics, ...counted }) {
    counts = counted;
    const before = JSON.stringify(kinds.error);
    for (const kind of Object.keys(kinds)) kinds[kind] = diagnostics.filter(({ severity }) => severity === kind);
    const [first] = kinds.error;
    // One that was hidden stays so until others come.
    if (first && JSON.stringify(kinds.error) !== before) unfolded = 'error';
    if (unfolded && !kinds[unfolded].length) unfolded = null;
    show();
    put(said, first ? `${count(counts.error, 'error')}. ${first.path}: ${first.message}` : '');
  }

  // Makes the page what the site has.

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

  const sheets = (page) => [...page.querySelectorAll('link[rel~="stylesheet"]:not([data-metier-going])')];
  const address = (sheet) => sheet.href.replace(/[?&]metier=\d+$/, '');

  // Scripts of the site that run may have changed the page, and know its nodes; but those that say
  // otherwise.
  const bears = (script) => isOurs(script) || script.type.includes('json') ||
    script.hasAttribute('data-in-place');
  const runs = (page) => ![...page.scripts].every(bears);
  // What of a page is taken only with a new one.
  const frame = (page) => [page.documentElement.lang, page.documentElement.dir, sheets(page).length,
    ...page.head.querySelectorAll('style, base, meta[name="viewport"], meta[name="color-scheme"], meta[http-equiv]'),
  ].map((part) => part.outerHTML ?? part).join();

  // Each sheet is replaced when the new one is there: nothing flashes.
  function swapSheet(old, fresh, isChanged) {
    if (address(old) === address(fresh) && !isChanged) return;
    const link = document.importNode(fresh, true);
    const url = new URL(fresh.href);
    // A name that stays would be taken from memory.
    if (address(old) === address(fresh)) url.searchParams.set('metier', Date.now());
    link.href = url.href;
    link.addEventListener('load', () => old.remove());
    link.addEventListener('error', () => old.remove());
    old.dataset.metierGoing = '';
    old.after(link);
  }

  async function takePage(change) {
    const answer = await fetch(location.pathname, { cache: 'no-store' });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    // Broken meanwhile: what is said next is of that.
    if (answer.status >= 500) return;
    const isStyle = change !== 'page';
    const isOnlyStyle = change === 'style';
    const isNew = change === 'reload' || frame(page) !== frame(document) || (!isOnlyStyle && (runs(document) || runs(page)));
    if (isNew) { location.reload(); return; }
    if (!isOnlyStyle) {
      document.title = page.title;
      take(document.body, page.body);
    }
    const old = sheets(document);
    sheets(page).forEach((sheet, index) => swapSheet(old[index], sheet, isStyle));
    hash = [...page.scripts].find(isOurs).dataset.hash;
  }

  // What the server tells. Browsers have six connections for all pages of a server together: only
  // one that is seen keeps its own.

  let events = null;
  let again = 0;
  let isAnswered = false;
  let taking = Promise.resolve();               // one after the other, in their order
  const on = (name, act) => events.addEventListener(name, (event) => act(JSON.parse(event.data)));

  function listen() {
    clearTimeout(again);
    if (events || document.hidden) return;
    isAnswered = false;
    events = new EventSource(`/.metier/events?page=${path}&hash=${hash}`);
    on('report', (now) => { isAnswered = true; takeReport(now); });
    on('draft', (isDraft) => {
      lost.hidden = true;
      // While there are errors that is not known.
      if (!kinds.error.length) draft.hidden = !isDraft;
    });
    // What fails here, a new page makes good.
    on('change', (change) => { taking = taking.then(() => takePage(change)).catch(retry); });
    events.addEventListener('error', retry);
  }

  function rest() {
    clearTimeout(again);
    events?.close();
    events = null;
  }

  function retry() {
    lost.hidden = isAnswered;
    rest();
    again = setTimeout(listen, RETRY_MS);
  }

  document.addEventListener('visibilitychange', () => (document.hidden ? rest() : listen()));
  addEventListener('pagehide', rest);
  addEventListener('pageshow', listen);
  listen();
})();
