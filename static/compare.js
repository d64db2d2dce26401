// The comparison. Of a small site the data of all roles come at once: no request tells the choice.
"use strict";

(() => {
  const { form, load, text, folder, roleAddress, setHash } = roleSearch;
  const { element, say, clear, list, isPart } = searchForm;
  const MAX_ROLES = 4;
  const { language } = form.dataset;
  const input = form.querySelector("input");
  const box = document.getElementById("part--compare");
  let roles = [];
  let turn = Promise.resolve();

  // One after the other.
  const inTurn = (act) => (turn = turn.then(act).catch(() => say(text("Failed"))));

  async function roleOf(slug) {
    if (form.dataset.all) return (await load(form.dataset.all)).roles.find((role) => role.slug === slug);
    return load(folder(form.dataset.roles) + encodeURIComponent(slug) + "/index.json").catch((error) => {
      if (error.message !== "404") throw error;
    });
  }

  // Withheld amounts are null, those known from below alone objects.
  const valueOf = (amount) => amount?.at_least ?? amount;
  const isKnown = (amount) => Number.isFinite(valueOf(amount));
  const small = (...parts) => element("small", parts.filter(Boolean).join(", "));
  const soft = (words) => element("td", words, { class: "soft" });
  const salaryOf = (role) => role.salaries?.find((salary) => salary.primary) ?? {};

  function money(salary, amount) {
    if (amount === null) return text("not-published");
    const isWhole = [salary.p10, salary.median, salary.p90, salary.min, salary.max, amount].every((one) => !(valueOf(one) % 1));
    const style = { style: "currency", currency: salary.currency, trailingZeroDisplay: isWhole ? "stripIfInteger" : "auto" };
    const figure = valueOf(amount).toLocaleString(language, style);
    return amount.at_least === undefined ? figure : text("at-least", figure);
  }

  const day = (date) => date && new Date(date).toLocaleDateString(language, {
    year: "numeric", month: date[4] && "long", day: date[7] && "numeric", timeZone: "UTC",
  });
  function age(date) {
    const years = Math.floor((Date.now() - new Date(`${date}-12`.slice(0, 10))) / 31556952e3);
    return years > 0 && text("Old", years.toLocaleString(language, { style: "unit", unit: "year", unitDisplay: "long" }));
  }

  const range = (salary, low, high) => [money(salary, low), " – ", money(salary, high)];

  function pay(role) {
    const salary = salaryOf(role);
    const { period, as_of, min, max } = salary;
    const kind = isKnown(salary.average) && !isKnown(salary.median) ? "average" : "median";
    const isRange = salary[kind] === undefined;
    if (isRange && min === undefined) return undefined;
    const figure = isRange ? range(salary, min, max) : money(salary, salary[kind]);
    return [element("strong", figure), " ", small(isRange ? text(period) : text(kind, text(period)), salary.region_name, day(as_of), age(as_of))];
  }

  // Of one scale: pay in another currency or period than the first has no bar.
  function bar({ p10, p90, median }, top) {
    const share = (amount) => (amount / (top || 1)) * 100;
    const place = (amount) => `${100 - share(valueOf(amount))}%`;
    const height = `${share(valueOf(p90) - valueOf(p10))}%`;
    return element("svg", [
      element("rect", [], { class: p90.at_least ? "box open" : "box", x: "30%", width: "40%", y: place(p90), height }),
      isKnown(median) && element("line", [], { class: "mark", x1: "22%", x2: "78%", y1: place(median), y2: place(median) }),
    ], { class: "range", "aria-hidden": "true" });
  }

  function spread(role) {
    const salary = salaryOf(role);
    if (salary.p10 === undefined || salary.p90 === undefined) return undefined;
    const known = roles.map(salaryOf).filter(({ p10, p90 }) => isKnown(p10) && isKnown(p90));
    const drawn = known.filter(({ currency, period }) => currency === known[0].currency && period === known[0].period);
    const top = Math.max(...drawn.flatMap(({ p90, median }) => [valueOf(p90), valueOf(median) ?? 0]));
    return [
      ...(drawn.includes(salary) ? [small(money(salary, top)), bar(salary, top)] : []),
      ...range(salary, salary.p10, salary.p90), " ", small(text(salary.period)),
    ];
  }

  function growth({ outlook }) {
    if (outlook?.growth_percent === undefined) return undefined;
    const style = { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 };
    const years = outlook.from && outlook.to && [outlook.from, outlook.to].map((year) => day(`${year}`)).join("–");
    return [(outlook.growth_percent / 100).toLocaleString(language, style).replace("-", "−"), " ", small(years)];
  }

  const openings = ({ outlook }) => outlook?.openings?.toLocaleString(language);

  const skillsOf = (role) => (role.skills ?? []).map((skill) => skill.name);
  const row = (head, cells) => element("tr", [element("th", head, { scope: "row" }), ...cells]);
  const cell = (value) => (value ? element("td", value) : soft(text("not-stated")));

  function facts() {
    const rows = [
      ["Pay", pay], ["Spread", spread], ["Growth", growth], ["Openings", openings],
      ["Education", (role) => role.education], ["Experience", (role) => role.experience],
      ["Hours", (role) => role.hours],
    ];
    return rows.map(([name, value]) => [text(name), roles.map(value)])
      .filter(([, values]) => values.some(Boolean)).map(([name, values]) => row(name, values.map(cell)));
  }

  function skillRows() {
    const counts = new Map();
    for (const name of roles.flatMap(skillsOf)) counts.set(name, (counts.get(name) ?? 0) + 1);
    const common = [...counts].filter(([, count]) => count > 1).sort((a, b) => b[1] - a[1]);
    const lacks = () => soft("– " + text("Lacks"));
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
    box.hidden = !roles.length;
    document.documentElement.classList.toggle("asked", !box.hidden);
    box.querySelector("thead").replaceChildren(element("tr", [element("td", ""), ...roles.map(heading)]));
    first.replaceChildren(...facts());
    const skillsHead = element("tr", element("th", element("span", text("Skills")), { scope: "rowgroup", colspan: roles.length + 1 }));
    second.replaceChildren(...(roles.some((role) => role.skills) ? [skillsHead, ...skillRows()] : []));
  }

  function keepState() {
    const state = roles.map(({ slug }) => encodeURIComponent(slug)).join(",");
    setHash(state);
    try { sessionStorage.setItem("compared", state); } catch {}
  }

  function choose(next) {
    roles = next;
    keepState();
    show();
  }

  function removeRole(role) {
    const at = roles.indexOf(role);
    choose(roles.filter((other) => other !== role));
    const buttons = box.querySelectorAll("thead button");
    (buttons[at] ?? buttons[at - 1] ?? input).focus();
    say(text("Removed", role.title));
  }

  // Takes up roles, and tells what came of it.
  async function take(slugs, isMore) {
    const found = await Promise.all(slugs.slice(0, MAX_ROLES).map(roleOf));
    choose([...(isMore ? roles : []), ...found.filter(Boolean)]);
    const unknown = slugs.filter((slug, i) => i < MAX_ROLES && !found[i]).join(", ");
    say([
      isMore && found[0] && text("Added", found[0].title),
      roles.length && text("Compared", roles.map(({ title }) => title).join(", ")),
      unknown && text("Unknown", unknown),
      slugs.length > MAX_ROLES && text("Full"),
    ].filter(Boolean).join(" "));
  }

  function add(slug) {
    clear();
    input.focus();
    inTurn(() => {
      const there = roles.find((role) => role.slug === slug);
      if (there) return say(text("There", there.title));
      return roles.length < MAX_ROLES ? take([slug], true) : say(text("Full"));
    });
  }

  function readState() {
    const wanted = new URLSearchParams("slugs=" + location.hash.slice(1)).get("slugs");
    return inTurn(() => take([...new Set(wanted.split(",").filter(Boolean))]));
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
  if (location.hash && !isPart()) readState();
})();
