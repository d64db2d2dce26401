// Search forms outside the search's own page: what is typed goes behind the #, which no browser sends.
"use strict";
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.find === undefined) return;
  event.preventDefault();
  const words = form.querySelector("input").value.trim();
  location.href = form.dataset.find + (words ? "#" + new URLSearchParams({ q: words }) : "");
});
