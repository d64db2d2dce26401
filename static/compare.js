// The comparison: two to four roles side by side, from the data that stands beside each role's page.
"use strict";

(() => {
  const { form, text } = roleSearch;
  const MAX_ROLES = 4;
  const language = document.documentElement.lang;
  const box = document.getElementById("part--compare");
  const list = document.getElementById("part--search-results");
  const status = document.getElementById("part--search-status");
  let roles = [];

  function element(name, content, attributes = {}) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...[content].flat().filter((part) => part !== undefined));
    return node;
  }

  function money(salary, amount) {
    if (amount === undefined) return undefined;
    if (amount === null) return text("Nothing");
    const value = amount.at_least ?? amount;
    const format = new Intl.NumberFormat(language, {
      style: "currency", currency: salary.currency, trailingZeroDisplay: "stripIfInteger",
    });
    return amount.at_least === undefined ? format.format(value) : text("AtLeast", format.format(value));
  }

  const salaryOf = (role) => role.salaries?.find((salary) => salary.primary);

  function pay(role) {
    const salary = salaryOf(role);
    const figure = salary?.average ?? salary?.median;
    if (figure === undefined || figure === null) return text("Nothing");
    const kind = salary.average === figure ? text("Average") : text("Median");
    return [money(salary, figure), " ", element("small", [kind, salary.region_name].filter(Boolean).join(", "))];
  }

  function steps(role) {
    const salary = salaryOf(role);
    if (!salary?.steps) return text("Nothing");
    return salary.steps.map((step) =>
      element("div", [step.level + ": " + money(salary, step.amount), " ", step.modelled ? element("small", text("Modelled")) : undefined]));
  }

  const skillsOf = (role) => (role.skills ?? []).map((skill) => skill.name);

  function show() {
    box.hidden = roles.length === 0;
    const shared = roles.length ? skillsOf(roles[0]).filter((name) => roles.every((role) => skillsOf(role).includes(name))) : [];
    const names = (skills) => skills.join(", ") || text("Nothing");
    const rows = [
      ["Pay", pay],
      ["Steps", steps],
      ["Education", (role) => role.education ?? text("Nothing")],
      ["Experience", (role) => role.experience ?? text("Nothing")],
      ["Hours", (role) => role.hours ?? text("Nothing")],
      ["Shared", () => names(shared)],
      ["Own", (role) => names(skillsOf(role).filter((name) => !shared.includes(name)))],
    ];
    const heads = roles.map((role) => {
      const remove = element("button", text("Remove"), { type: "button", "aria-label": text("Remove") + ": " + role.title });
      remove.addEventListener("click", () => choose(roles.filter((other) => other !== role)));
      return element("th", [element("a", role.title, { href: form.dataset.roles + role.slug + "/" }), remove], { scope: "col" });
    });
    box.querySelector("thead").replaceChildren(element("tr", [element("td", ""), ...heads]));
    box.querySelector("tbody").replaceChildren(...rows.map(([name, value]) =>
      element("tr", [element("th", text(name), { scope: "row" }), ...roles.map((role) => element("td", value(role)))])));
  }

  function choose(next) {
    roles = next;
    history.replaceState(null, "", roles.length ? "?roles=" + roles.map((role) => role.slug).join(",") : location.pathname);
    show();
  }

  async function add(slug) {
    if (roles.length >= MAX_ROLES || roles.some((role) => role.slug === slug)) return;
    try {
      const response = await fetch(form.dataset.roles + encodeURIComponent(slug) + "/index.json");
      if (!response.ok) throw new Error(response.statusText);
      choose([...roles, await response.json()]);
    } catch {
      status.textContent = text("Failed");
    }
  }

  list.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-slug]");
    if (!link) return;
    event.preventDefault();
    await add(link.dataset.slug);
    form.elements.q.value = "";
    form.dispatchEvent(new Event("input"));
    form.elements.q.focus();
  });

  (async () => {
    const wanted = new URLSearchParams(location.search).get("roles") ?? "";
    for (const slug of wanted.split(",").filter(Boolean).slice(0, MAX_ROLES)) await add(slug);
  })();
})();
