// Search forms outside the search's own page: what is typed goes behind the #, which no browser sends.
"use strict";
for (const form of document.querySelectorAll("form[data-find]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = form.querySelector("input").value.trim();
    location.href = form.dataset.find + (words ? "#" + new URLSearchParams({ q: words }) : "");
  });
}
