// Lets readers find a row of a folded table by the words of its first cell. Without scripts the
// table unfolds as a whole.
"use strict";
const fold = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase(document.documentElement.lang);
for (const box of document.querySelectorAll(".filtered")) {
  const field = box.querySelector("input");
  const details = box.querySelector("details");
  const rows = [...box.querySelectorAll("tbody tr")];
  field.closest(".filter").hidden = false;
  field.addEventListener("input", () => {
    const words = fold(field.value).trim();
    if (words) details.open = true;
    for (const row of rows) row.hidden = !fold(row.cells[0].textContent).includes(words);
  });
}
