// The cells of a CSV, as another reader than ours has them.
export function cellsOf(text) {
  const rows = [[]];
  const pattern = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r?\n|$)/g;
  for (const [whole, cell, end] of text.replace(/^\uFEFF/, '').matchAll(pattern)) {
    if (!whole && !rows.at(-1).length) break;
    rows.at(-1).push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end !== ',') rows.push([]);
  }
  return rows.filter(row => row.length);
}
