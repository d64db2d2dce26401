// The search: finds roles by their words while somebody types, in the parts of the index that the
// words need. src/output/files/search_index.c says what the parts hold.
"use strict";

const roleSearch = (() => {
  const form = document.querySelector("form[data-search]");
  const base = form.dataset.search;
  const files = new Map();
  const MAX_SHOWN = 30;
  let known = null; // the keys of the index

  // Each file is asked for once; one that could not be loaded may be asked for again.
  function load(path) {
    if (!files.has(path)) {
      const answer = fetch(base + path).then((response) => {
        if (!response.ok) throw new Error(response.statusText);
        return response.json();
      });
      answer.catch(() => files.delete(path));
      files.set(path, answer);
    }
    return files.get(path);
  }

  // Every query begins with it.
  load("data.json").catch(() => {});

  // As src/site/search_form.c has it, and cut as the words in src/site/search_terms.c are.
  const MAX_LETTERS = 40;
  const lettersOf = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const cut = (word) => [...word].slice(0, MAX_LETTERS).join("");
  const wordsOf = (text) => (lettersOf(text).match(/[\p{L}\p{N}]+[+#]*/gu) ?? []).map(cut);

  const fileOf = (key) =>
    "data/" + [...key].map((c) => (/[a-z0-9]/.test(c) ? c : "_" + c.codePointAt(0).toString(16))).join("") + ".json";

  // The part of the index that holds the longest beginning of a word.
  async function nodeOf(word) {
    known ??= new Set((await load("data.json")).keys);
    const letters = [...word];
    for (let count = letters.length; count > 0; count--) {
      const key = letters.slice(0, count).join("");
      if (known.has(key)) return { key, node: await load(fileOf(key)) };
    }
    return null;
  }

  // How many letters must be added, left out, changed or swapped to make one word of the other.
  function distance(a, b, limit) {
    let before = [];
    let row = Array.from({ length: b.length + 1 }, (_, j) => j);
    for (let i = 1; i <= a.length; i++) {
      const next = [i];
      for (let j = 1; j <= b.length; j++) {
        const isSame = a[i - 1] === b[j - 1];
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + !isSame);
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
      }
      if (Math.min(...next) > limit) return limit + 1;
      before = row;
      row = next;
    }
    return row[b.length];
  }

  // The word of the site that is nearest to one that it does not have.
  async function correct(word) {
    const limit = word.length < 4 ? 0 : word.length < 8 ? 1 : 2;
    let best = null;
    let least = limit + 1;
    for (const other of limit ? await load("words.json") : []) {
      if (Math.abs(other.length - word.length) > limit) continue;
      // What is typed may be the beginning of a longer word.
      const value = distance(word, other, least - 1);
      if (value < least) [best, least] = [other, value];
    }
    return best;
  }

  // Roles by slug with their scores, for one word.
  async function match(word) {
    const found = await nodeOf(word);
    const hits = new Map();
    // A part that is not whole leaves roles out, so a role that it lacks may fit all the same.
    const isOpen = found !== null && !found.node.whole;
    for (const [other, list] of Object.entries(found?.node.words ?? {})) {
      if (!other.startsWith(word)) continue;
      for (let i = 0; i < list.length; i += 2) {
        const role = found.node.roles[list[i]];
        const score = list[i + 1] * (other === word ? 2 : 1);
        if (score > (hits.get(role[1])?.score ?? 0)) hits.set(role[1], { role, score });
      }
    }
    return { hits, isOpen: isOpen && word === found.key };
  }

  function fits(role, filters) {
    return (
      (filters.branch === "" || role[2] === Number(filters.branch)) &&
      (filters.education === "" || role[5] & (1 << Number(filters.education))) &&
      (filters.pay === "" || role[4] >= Number(filters.pay))
    );
  }

  // { roles: [[title, slug, branch, pay, …], …], corrected: [word, …], isCut }
  async function find(query, filters) {
    const matches = [];
    const corrected = [];
    for (const word of new Set(wordsOf(query))) {
      let result = await match(word);
      const better = result.hits.size || result.isOpen ? null : await correct(word);
      if (better) {
        result = await match(better);
        corrected.push(better);
      }
      matches.push(result);
    }
    const all = new Map();
    for (const { hits } of matches) {
      for (const [slug, { role, score }] of hits) {
        const entry = all.get(slug) ?? { role, score: 0 };
        entry.score += score;
        all.set(slug, entry);
      }
    }
    const isWanted = ({ role }) =>
      fits(role, filters) &&
      matches.every(({ hits, isOpen }) => hits.has(role[1]) || isOpen);
    const roles = [...all.values()]
      .filter(isWanted)
      .sort((a, b) => b.score - a.score || (a.role[0] < b.role[0] ? -1 : 1))
      .map(({ role }) => role);
    return { roles, corrected, isCut: matches.length === 1 && matches[0].isOpen };
  }

  const text = (name, value) => form.dataset["text" + name].replace("…", value ?? "");
  return { form, find, text, MAX_SHOWN };
})();

(() => {
  const { form, find, text, MAX_SHOWN } = roleSearch;
  const input = form.elements.q;
  const status = document.getElementById("part--search-status");
  const list = document.getElementById("part--search-results");
  let turn = 0;

  function card(role) {
    const item = document.createElement("li");
    item.className = "card";
    const link = document.createElement("a");
    link.className = "card-title";
    link.href = form.dataset.roles + role[1] + "/" + (form.dataset.roles.startsWith("..") ? "index.html" : "");
    link.textContent = role[0];
    link.dataset.slug = role[1];
    item.append(link);
    if (role[3]) {
      const pay = document.createElement("p");
      pay.className = "pay";
      pay.textContent = role[3];
      item.append(pay);
    }
    return item;
  }

  async function update() {
    const mine = ++turn;
    const query = input.value.trim();
    const values = new FormData(form);
    const filters = Object.fromEntries(["branch", "education", "pay"].map((name) => [name, values.get(name) ?? ""]));
    if (!form.hasAttribute("data-compare")) {
      history.replaceState(null, "", query ? "?" + new URLSearchParams([...values].filter(([, value]) => value)) : location.pathname);
    }
    let result = null;
    try {
      result = query ? await find(query, filters) : { roles: [], corrected: [] };
    } catch {
      if (mine === turn) status.textContent = text("Failed");
      return;
    }
    // An answer that comes after a later question is out of date.
    if (mine !== turn) return;
    list.replaceChildren(...result.roles.slice(0, MAX_SHOWN).map(card));
    const isCut = result.isCut || result.roles.length > MAX_SHOWN;
    const count = isCut ? text("Many", Math.min(result.roles.length, MAX_SHOWN)) : text("Results", result.roles.length);
    const parts = result.corrected.length ? [text("Corrected", result.corrected.join(", ")), count] : [count];
    status.textContent = !query ? "" : result.roles.length ? parts.join(" · ") : text("None");
  }

  // Arrow keys walk from the field through the results and back.
  function walk(event) {
    const links = [input, ...list.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (at < 0) return;
    if (event.key === "Escape" && at > 0) links[0].focus();
    if (!step || !links[at + step]) return;
    event.preventDefault();
    links[at + step].focus();
  }

  for (const [name, value] of new URLSearchParams(location.search)) {
    if (form.elements[name] && name !== "roles") form.elements[name].value = value;
  }
  form.addEventListener("input", update);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    update();
  });
  form.addEventListener("keydown", walk);
  list.addEventListener("keydown", walk);
  if (input.value) update();
})();
