// Lets readers sort tables marked data-sortable by a column, but those marked data-unsorted. Without scripts they
// stay as they are.
"use strict";
for (const table of document.querySelectorAll("table[data-sortable]")) {
  const body = table.tBodies[0];
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const key = (row, column) => row.cells[column].dataset.value ?? row.cells[column].textContent;
  const compare = (a, b) => a - b || collator.compare(a, b);   // plain numbers may be negative
  for (const [column, head] of [...table.tHead.rows[0].cells].entries()) {
    if ("unsorted" in head.dataset) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const isRising = head.getAttribute("aria-sort") !== "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", isRising ? "ascending" : "descending");
      const rows = [...body.rows].sort((a, b) => compare(key(a, column), key(b, column)));
      body.append(...(isRising ? rows : rows.reverse()));
    });
  }
}
