// The search, in the index of src/output/files/search_index.c.
"use strict";

const roleSearch = (() => {
  const form = document.querySelector("form[data-search]");
  const folder = (address) => address.replace(/index\.html$/, "");
  const base = folder(form.dataset.search);
  const files = new Map();
  const MAX_LETTERS = 40;
  const MOST_SKILLS = 5;

  // Each file is asked for once, or again if it could not be loaded.
  function load(path) {
    if (!files.has(path)) {
      const answer = fetch(path).then((response) => {
        if (!response.ok) throw new Error(response.status);
        return response.json();
      });
      answer.catch(() => files.delete(path));
      files.set(path, answer);
    }
    return files.get(path);
  }

  const loadFile = (name) => load(base + name + ".json");
  const loadIndex = () => loadFile("data");

  // Of a small site, no query asks for anything later.
  loadIndex().then((index) => index.whole && loadFile("words")).catch(() => {});

  // As in src/site/search_form.c, and cut as in src/site/search_terms.c.
  const lettersOf = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/(\d)[-.](?=\d)/g, "$1");
  const cut = (word) => [...word].slice(0, MAX_LETTERS).join("");
  const wordsOf = (text) => (lettersOf(text).match(/[\p{L}\p{N}]+[+#]*/gu) ?? []).map(cut);

  const SHORTEST_STEM = 4;
  const endings = (form.dataset.endings ?? "").split(", ").sort((a, b) => b.length - a.length);
  function stemOf(word) {
    const fits = (ending) => word.endsWith(ending) && word.length - ending.length >= SHORTEST_STEM;
    return word.slice(0, word.length - (endings.find(fits) ?? "").length);
  }
  const isForm = (long, short) => long.startsWith(short) && ["", ...endings].includes(long.slice(short.length));
  const isLike = (other, word) => other.startsWith(word) || stemOf(other) === stemOf(word);
  const hasWord = (name, word) => wordsOf(name).some((other) => isLike(other, word));

  const nameOf = (key) => "data/" + key.replace(/[^a-z0-9]/gu, (c) => "_" + c.codePointAt(0).toString(16));

  // The parts of the index for the longest beginnings of words, by these.
  async function nodesOf(words) {
    const index = await loadIndex();
    if (index.whole) return [["", index]];
    const known = new Set(index.keys);
    const keyOf = (word) => [...word].map((_, i, letters) => letters.slice(0, i + 1).join("")).findLast((key) => known.has(key));
    const keys = new Set(words.map(keyOf).filter(Boolean));
    return Promise.all([...keys].map(async (key) => [key, await loadFile(nameOf(key))]));
  }

  // How many letters are added, left out, changed or swapped from one word to the other. More than `limit` is all alike.
  function distance(word, other, limit) {
    let same = 0;
    while (word[same] && word[same] === other[same]) same++;
    const [a, b] = [word.slice(same), other.slice(same)];
    if (!a || !b || !limit) return Math.max(a.length, b.length);
    const rest = (i, j) => distance(a.slice(i), b.slice(j), limit - 1);
    const isSwapped = a[0] === b[1] && a[1] === b[0];
    return 1 + Math.min(rest(1, 0), rest(0, 1), rest(1, 1), isSwapped ? rest(2, 2) : limit);
  }

  async function correct(word) {
    const limit = word.length < 4 ? 0 : word.length < 8 ? 1 : 2;
    let best;
    let least = limit + 1;
    for (const other of limit ? await loadFile("words") : []) {
      if (Math.abs(other.length - word.length) > limit) continue;
      const value = distance(word, other, limit);
      if (value < least) [best, least] = [other, value];
    }
    return best;
  }

  // Roles by slug with their scores, for one word.
  async function match(word) {
    const stem = stemOf(word);
    const nodes = await nodesOf([word, stem, ...endings.map((ending) => stem + ending)]);
    const hits = new Map();
    for (const [, node] of nodes) {
      for (const [other, list] of Object.entries(node.words)) {
        if (!isLike(other, word)) continue;
        for (let i = 0; i < list.length; i += 2) {
          const role = node.roles[list[i]];
          const score = list[i + 1] * (isForm(other, word) || isForm(word, other) ? 5 : 1);
          if (score > (hits.get(role[1])?.score ?? 0)) hits.set(role[1], { role, score });
        }
      }
    }
    // A part may leave out roles that fit.
    return { word, hits, isOpen: nodes.some(([key, node]) => key === word && !node.whole) };
  }

  const fits = (role, { branch, education, pay }) =>
    (!branch || role[2] === Number(branch)) && (!education || role[5] & (1 << education)) && role[4] >= Number(pay ?? 0);

  // Titles that end or begin so lead; then those that say least besides.
  function titleFit(title, stems) {
    const has = wordsOf(title).map((word) => stems.has(stemOf(word)));
    return has.at(-1) + has[0] / 2 + has.filter(Boolean).length / has.length || 0;
  }

  function roleFit([title, , , , , , , others = []], stems) {
    return titleFit(title, stems) || Math.max(0, ...others.map((other) => titleFit(other, stems)));
  }

  const inOrder = (a, b) => b.score - a.score || b.fit - a.fit || (a.role[0] < b.role[0] ? -1 : 1);

  async function findWords(words, filters) {
    const matches = await Promise.all(words.map(async (word) => {
      const result = await match(word);
      const better = result.hits.size || result.isOpen ? "" : await correct(word);
      return better ? match(better) : result;
    }));
    const asked = matches.map(({ word }) => word);
    const stems = new Set(asked.map(stemOf));
    const all = new Map();
    for (const { hits } of matches) {
      for (const [slug, { role, score }] of hits) {
        const entry = all.get(slug) ?? { role, score: 0, fit: roleFit(role, stems) };
        entry.score += score;
        all.set(slug, entry);
      }
    }
    const isWanted = ({ role }) => fits(role, filters) && matches.every(({ hits, isOpen }) => hits.has(role[1]) || isOpen);
    const roles = [...all.values()].filter(isWanted).sort(inOrder).map(({ role }) => role);
    const { skills = [] } = await loadIndex();
    const isNamed = ([name]) => asked.every((word) => hasWord(name, word));
    return { roles, skills: skills.filter(isNamed).slice(0, MOST_SKILLS), asked, corrected: asked.filter((word) => !words.includes(word)), isCut: !asked[1] && matches[0].isOpen };
  }

  async function find(query, filters) {
    const words = [...new Set(wordsOf(query))];
    if (words.length) return findWords(words, filters);
    const roles = query.trim() ? [] : (await loadIndex()).roles ?? await loadFile("roles");
    return { roles: roles.filter((role) => fits(role, filters)), skills: [], asked: [], corrected: [] };
  }

  function otherTitle([title, , , , , , , others = []], asked) {
    const missing = asked.filter((word) => !hasWord(title, word));
    return missing.length ? others.find((other) => missing.every((word) => hasWord(other, word))) : undefined;
  }

  const text = (name, value) => form.getAttribute("data-text-" + name).replace("…", value ?? "");
  const address = (list, slug) => folder(list) + encodeURIComponent(slug) + (list.endsWith("/") ? "/" : "/index.html");
  const roleAddress = (slug) => address(form.dataset.roles, slug);
  const setHash = (state) => history.replaceState(null, "", state ? "#" + state : location.pathname);
  return { form, load, loadIndex, find, otherTitle, text, folder, address, roleAddress, setHash };
})();

const searchForm = (() => {
  const { form, loadIndex, find, otherTitle, text, address, roleAddress, setHash } = roleSearch;
  const PART = 30;
  const PAUSE_MS = 500;
  const input = document.getElementById("part--search");
  const fields = [...form.querySelectorAll("[data-field]")];
  const filters = fields.filter((field) => field !== input);
  const status = document.getElementById("part--search-status");
  const box = document.getElementById("part--search-results");
  const list = box.querySelector(".cards");
  const skillList = box.querySelector(".tags");
  const more = document.getElementById("part--search-more");
  const isChooser = form.hasAttribute("data-compare");
  let turn = 0;
  let pause = 0;
  const nothing = { roles: [], skills: [] };
  let found = nothing;
  let branches = [];

  function element(name, content, attributes = {}) {
    const isDrawn = /^(svg|line|rect)$/.test(name);
    const node = document.createElementNS(`http://www.w3.org/${isDrawn ? "2000/svg" : "1999/xhtml"}`, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    // Words and figures of another direction turn nothing around them.
    for (const part of [content].flat()) {
      if (part) node.append(part.nodeType || name === "bdi" ? part : element("bdi", part));
    }
    return node;
  }

  function say(words) {
    clearTimeout(pause);
    if (!words) status.textContent = "";
    pause = setTimeout(() => {
      status.textContent = words;
      keepState();
    }, PAUSE_MS);
  }

  function card(role) {
    const [title, slug, branch, pay, , , label] = role;
    const also = otherTitle(role, found.asked);
    const name = isChooser
      ? element("button", title, { type: "button", class: "card-title", "data-slug": slug, "aria-label": text("Add") + ": " + title })
      : element("a", title, { class: "card-title", href: roleAddress(slug) });
    const { comparison } = form.dataset;
    return element("li", [
      element("h3", name),
      also && element("p", text("Also", also), { class: "meta" }),
      pay && element("p", [element("strong", pay), " ", label], { class: "pay" }),
      element("p", branches[branch], { class: "meta" }),
      comparison && element("p", element("a", text("Compare"), { href: comparison + "#" + encodeURIComponent(slug), "aria-label": text("Compare") + ": " + title }), { class: "meta" }),
    ], { class: "card" });
  }

  function showMore() {
    const shown = list.children.length;
    list.append(...found.roles.slice(shown, shown + PART).map(card));
    if (more) more.hidden = list.children.length >= found.roles.length;
    return list.children[shown];
  }

  function show(result) {
    found = result;
    list.replaceChildren();
    showMore();
    list.parentNode.hidden = !result.roles.length;
    if (!skillList) return;
    skillList.replaceChildren(...result.skills.map(([name, slug]) => element("li", element("a", name, { href: address(form.dataset.skills, slug) }))));
    skillList.parentNode.hidden = !result.skills.length;
  }

  function describe({ roles, skills, corrected, isCut }) {
    if (!roles.length && !skills.length) return text("None");
    const count = text(isCut ? "Many" : "Results", roles.length.toLocaleString(form.dataset.language));
    return corrected.length ? text("Corrected", corrected.join(", ")) + " · " + count : count;
  }

  function nameFilters() {
    const nameOf = (field) => field.labels[0].textContent + ": " + (field.selectedOptions?.[0].text ?? field.value);
    const active = filters.filter((field) => field.value).map(nameOf);
    const place = document.getElementById("part--search-active");
    if (place) place.textContent = active.join(" · ");
    return active.length > 0;
  }

  const state = () => new URLSearchParams(fields.filter(({ value }) => value.trim()).map(({ dataset, value }) => [dataset.field, value.trim()])).toString();
  function keepState() {
    if (!isChooser) setHash(state());
  }

  function clear() {
    turn++;
    input.value = "";
    show(nothing);
  }

  async function update() {
    const mine = ++turn;
    nameFilters();
    if (!state()) {
      clear();
      keepState();
      return say("");
    }
    const wanted = Object.fromEntries(filters.map(({ dataset, value }) => [dataset.field, value]));
    let result;
    try {
      branches = (await loadIndex()).branches;
      result = await find(input.value, wanted);
    } catch {}
    if (mine !== turn) return;
    show(result ?? nothing);
    say(result ? describe(result) : text("Failed"));
    return result;
  }

  function readState() {
    const values = new URLSearchParams(location.hash.slice(1));
    for (const field of fields) field.value = values.get(field.dataset.field) ?? "";
    if (nameFilters()) form.querySelector("details").open = true;
    if (state() || list.children.length) update();
  }

  function walk(event) {
    const links = [input, ...box.querySelectorAll("h3 > *, .tags a")];
    const at = links.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (at < 0) return;
    if (event.key === "Escape" && at > 0) links[0].focus();
    if (!step || !links[at + step]) return;
    event.preventDefault();
    links[at + step].focus();
  }

  form.addEventListener("input", update);
  form.addEventListener("change", keepState);
  form.addEventListener("reset", () => setTimeout(update));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    // In a comparison, the one role that fits is taken up.
    if (state() && await update() && isChooser && !found.roles[1]) list.querySelector("button")?.click();
  });
  form.addEventListener("keydown", walk);
  box.addEventListener("keydown", walk);
  more?.addEventListener("click", () => showMore()?.querySelector(".card-title").focus());
  const isPart = () => location.hash.startsWith("#part--");
  if (!isChooser) {
    addEventListener("hashchange", () => isPart() ? state() && keepState() : readState());
    if (!isPart()) readState();
  }
  return { element, say, clear, list, isPart };
})();
