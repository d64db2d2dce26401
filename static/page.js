// Keeps the colours that a reader has chosen for as long as the tab is open, adds roles to those that it
// compares, lets the Tab key pass by boxes that do not scroll, and marks the section being read in the contents.
// Without scripts the choice of colours holds for one page, a link compares what it names, the Tab key stops at
// each box that may scroll, and nothing is marked.
"use strict";
{
  const choice = ".colours input";
  // A browser may forbid it.
  const withStorage = (act) => { try { return act(sessionStorage); } catch { return null; } };
  const comparison = document.querySelector("a[data-comparison]");
  document.addEventListener("click", ({ target }) => {
    const link = target.closest("a");
    if (!link || link.pathname !== comparison?.pathname || link.host !== comparison.host) return;
    const own = link.dataset.comparison ??= link.hash.slice(1);
    if (/^part--|,/.test(own)) return;
    const kept = withStorage((storage) => storage.getItem("compared")) ?? "";
    link.hash = [...new Set([...kept.split(","), own])].filter(Boolean).join(",");
  });
  const apply = () => {
    const kept = withStorage((storage) => storage.getItem("colours")) ?? "auto";
    for (const one of document.querySelectorAll(choice)) one.checked = one.value === kept;
  };
  document.addEventListener("change", ({ target }) => {
    if (!target.matches(choice)) return;
    withStorage((storage) => target.value === "auto" ? storage.removeItem("colours")
      : storage.setItem("colours", target.value));
  });
  apply();
  addEventListener("pageshow", apply);
}
{
  const scrolls = (box) => getComputedStyle(box).overflowX !== "visible"
    && (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight);
  const observer = new ResizeObserver((changes) => {
    for (const box of new Set(changes.map(({ target }) => target.closest(".scroll")))) box.tabIndex = scrolls(box) ? 0 : -1;
  });
  for (const part of document.querySelectorAll(".scroll, .scroll > table")) observer.observe(part);
}
{
  const headings = new Map();
  for (const link of document.querySelectorAll(".contents li a")) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (heading) headings.set(heading, link);
  }
  const begun = new Set();
  let marked;
  const showInBox = (link) => {
    const box = link.closest(".beside");
    if (!box || box.scrollHeight <= box.clientHeight) return;
    const [inner, outer] = [link.getBoundingClientRect(), box.getBoundingClientRect()];
    if (inner.top < outer.top || inner.bottom > outer.bottom) box.scrollTop += inner.top - outer.top - outer.height / 2;
  };
  const mark = (changes) => {
    for (const { target, isIntersecting } of changes) begun[isIntersecting ? "add" : "delete"](target);
    const heading = [...headings.keys()].findLast((one) => begun.has(one));
    if (marked === heading) return;
    headings.get(marked)?.removeAttribute("aria-current");
    marked = heading;
    const link = headings.get(heading);
    if (!link) return;
    link.setAttribute("aria-current", "location");
    showInBox(link);
  };
  // A section has begun once its heading stands above a line in the upper fifth of the window, however far.
  const observer = new IntersectionObserver(mark, { rootMargin: "1000000px 0px -80% 0px" });
  for (const heading of headings.keys()) observer.observe(heading);
}
