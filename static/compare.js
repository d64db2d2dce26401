// The comparison. The choice stands behind the #; of a small site the data of all roles come at once,
// so that no request tells it.
"use strict";

(() => {
  const { form, load, text, folder, roleAddress, setHash } = roleSearch;
  const { element, say, clear, list, isPart } = searchForm;
  const MAX_ROLES = 4;
  const language = document.documentElement.lang;
  const input = form.querySelector("input");
  const box = document.getElementById("part--compare");
  const pairs = document.getElementById("part--compare-pairs");
  let roles = [];
  let turn = Promise.resolve();

  // One after the other.
  const inTurn = (act) => (turn = turn.then(act).catch(() => say(text("Failed"))));

  async function roleOf(slug) {
    if (form.dataset.all) return (await load(form.dataset.all)).roles.find((role) => role.slug === slug);
    const response = await fetch(folder(form.dataset.roles) + encodeURIComponent(slug) + "/index.json");
    if (response.status === 404) return undefined;
    if (!response.ok) throw new Error(response.statusText);
    return response.json();
  }

  // Withheld amounts are null, those known from below alone objects.
  const valueOf = (amount) => amount?.at_least ?? amount;
  const isKnown = (amount) => Number.isFinite(valueOf(amount));
  const small = (...parts) => element("small", parts.filter(Boolean).join(", "));
  const salaryOf = (role) => role.salaries?.find((salary) => salary.primary) ?? {};

  function money(salary, amount) {
    if (amount === null) return text("NotPublished");
    const style = { style: "currency", currency: salary.currency, trailingZeroDisplay: "stripIfInteger" };
    const figure = valueOf(amount).toLocaleString(language, style);
    return amount.at_least === undefined ? figure : text("AtLeast", figure);
  }

  // Of "2023", "2023-05" or "2023-05-31".
  const day = (date) => date && new Date(date).toLocaleDateString(language, {
    year: "numeric", month: date[4] && "long", day: date[7] && "numeric", timeZone: "UTC",
  });
  // As src/site/salaries.c has it.
  function age(date) {
    const years = Math.floor((Date.now() - new Date(`${date}-12`.slice(0, 10))) / 31556952e3);
    return years > 0 && new Intl.RelativeTimeFormat(language).format(-years, "year");
  }

  function pay(role) {
    const salary = salaryOf(role);
    const kind = isKnown(salary.average) && !isKnown(salary.median) ? "average" : "median";
    const amount = salary[kind];
    if (amount === undefined) return undefined;
    const label = small(text(kind, text(salary.period)), salary.region_name, day(salary.as_of), age(salary.as_of));
    return [element("strong", money(salary, amount)), " ", label];
  }

  // Of one scale: pay in another currency or for another period than the first has no bar.
  function bar({ p10, p90, median }, top) {
    const share = (amount) => (amount / (top || 1)) * 100;
    const place = (amount) => `${100 - share(valueOf(amount))}%`;
    const line = (name, amount, x1, x2) => element("line", [], { class: name, x1, x2, y1: place(amount), y2: place(amount) });
    const height = `${share(valueOf(p90) - valueOf(p10))}%`;
    return element("svg", [
      line("whisker", 0, 0, "100%"),
      line("whisker", top, 0, "100%"),
      element("rect", [], { class: p90.at_least ? "box open" : "box", x: "30%", width: "40%", y: place(p90), height }),
      isKnown(median) ? line("mark", median, "22%", "78%") : "",
    ], { class: "range", "aria-hidden": "true" });
  }

  function spread(role) {
    const salary = salaryOf(role);
    if (salary.p10 === undefined || salary.p90 === undefined) return undefined;
    const isLikeFirst = ({ currency, period }, _, [first]) => currency === first.currency && period === first.period;
    const drawn = roles.map(salaryOf).filter(({ p10, p90 }) => isKnown(p10) && isKnown(p90)).filter(isLikeFirst);
    const top = Math.max(...drawn.flatMap(({ p90, median }) => [valueOf(p90), valueOf(median) ?? 0]));
    return [
      ...(drawn.includes(salary) ? [small(money(salary, top)), bar(salary, top)] : []),
      money(salary, salary.p10), " – ", money(salary, salary.p90), " ", small(text(salary.period)),
    ];
  }

  function growth({ outlook }) {
    if (outlook?.growth_percent === undefined) return undefined;
    const style = { style: "percent", signDisplay: "exceptZero", minimumFractionDigits: 1, maximumFractionDigits: 1 };
    const years = outlook.from && outlook.to && `${outlook.from}–${outlook.to}`;
    return [(outlook.growth_percent / 100).toLocaleString(language, style).replace("-", "−"), " ", small(years)];
  }

  const openings = ({ outlook }) => outlook?.openings && outlook.openings.toLocaleString(language);

  const skillsOf = (role) => (role.skills ?? []).map((skill) => skill.name);
  const row = (head, cells) => element("tr", [element("th", head, { scope: "row" }), ...cells]);
  const cell = (value) => (value ? element("td", value) : element("td", text("NotStated"), { class: "soft" }));

  function facts() {
    const rows = [
      ["Pay", pay], ["Spread", spread], ["Growth", growth], ["Openings", openings],
      ["Education", (role) => role.education], ["Experience", (role) => role.experience],
      ["Hours", (role) => role.hours],
    ];
    const values = rows.map(([name, value]) => [name, roles.map(value)]);
    return values.filter(([, cells]) => cells.some(Boolean)).map(([name, cells]) => row(text(name), cells.map(cell)));
  }

  function skillRows() {
    const counts = new Map();
    for (const name of roles.flatMap(skillsOf)) counts.set(name, (counts.get(name) ?? 0) + 1);
    const common = [...counts].filter(([, count]) => count > 1).sort((a, b) => b[1] - a[1]);
    const lacks = () => element("td", "– " + text("Lacks"), { class: "soft" });
    const mark = (role, name) => skillsOf(role).includes(name) ? element("td", "✓ " + text("Has")) : lacks();
    const others = (role) => skillsOf(role).filter((name) => counts.get(name) === 1).join(", ");
    return [
      ...common.map(([name]) => row(name, roles.map((role) => mark(role, name)))),
      row(text("Own"), roles.map((role) => others(role) ? element("td", others(role)) : lacks())),
    ];
  }

  function heading(role) {
    const remove = element("button", text("Remove"), { type: "button", "aria-label": text("Remove") + ": " + role.title });
    remove.addEventListener("click", () => removeRole(role));
    return element("th", [element("a", role.title, { href: roleAddress(role.slug) }), remove], { scope: "col" });
  }

  function show() {
    const [first, second] = box.querySelectorAll("tbody");
    box.hidden = roles.length === 0;
    pairs?.toggleAttribute("hidden", roles.length > 0);
    box.querySelector("thead").replaceChildren(element("tr", [element("td", ""), ...roles.map(heading)]));
    first.replaceChildren(...facts());
    const skillsHead = element("tr", element("th", text("Skills"), { scope: "rowgroup", colspan: roles.length + 1 }));
    second.replaceChildren(...(roles.some((role) => role.skills) ? [skillsHead, ...skillRows()] : []));
  }

  const keepState = () => setHash(roles.map(({ slug }) => encodeURIComponent(slug)).join(","));

  function choose(next) {
    roles = next;
    keepState();
    show();
  }

  function removeRole(role) {
    const at = roles.indexOf(role);
    choose(roles.filter((other) => other !== role));
    const buttons = box.querySelectorAll("thead button");
    (buttons[Math.min(at, buttons.length - 1)] ?? input).focus();
    say(text("Removed", role.title));
  }

  function add(slug) {
    clear();
    input.focus();
    inTurn(async () => {
      const there = roles.find((role) => role.slug === slug);
      if (there) return say(text("There", there.title));
      if (roles.length >= MAX_ROLES) return say(text("Full"));
      const role = await roleOf(slug);
      if (!role) return say(text("Unknown", slug));
      choose([...roles, role]);
      say(text("Added", role.title));
    });
  }

  function readState() {
    const wanted = new URLSearchParams("slugs=" + location.hash.slice(1)).get("slugs");
    const slugs = [...new Set(wanted.split(",").filter(Boolean))];
    return inTurn(async () => {
      const found = await Promise.all(slugs.slice(0, MAX_ROLES).map(roleOf));
      choose(found.filter(Boolean));
      const unknown = slugs.filter((slug, i) => i < MAX_ROLES && !found[i]).join(", ");
      const titles = roles.map(({ title }) => title).join(", ");
      say([
        titles && text("Added", titles),
        unknown && text("Unknown", unknown),
        slugs.length > MAX_ROLES && text("Full"),
      ].filter(Boolean).join(" "));
    });
  }

  list.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-slug]");
    if (button) add(button.dataset.slug);
  });
  // A pair that was suggested, or another address in this window.
  addEventListener("hashchange", async () => {
    if (isPart()) return roles.length ? keepState() : undefined;
    await readState();
    if (roles.length) box.focus();
  });
  if (location.hash && !isPart()) {
    pairs?.toggleAttribute("hidden", true);
    readState();
  }
})();
