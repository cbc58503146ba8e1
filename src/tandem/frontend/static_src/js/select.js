// Select rows and act on all of them.
//   data-select                     round the table and its bar
//   input data-select-all           ticks every row shown
//   input data-select-row name=ids  one per row; Shift + click ticks a range; X ticks the current row
//   data-bulk (hidden)              the bar: shown with a selection; data-bulk-count holds the number
import { on } from "./dom.js";

let last = null;
const rowsIn = (area) => [...area.querySelectorAll("input[data-select-row]")];

function update(area) {
  const rows = rowsIn(area);
  const ticked = rows.filter((row) => row.checked);
  for (const row of rows) {
    if (row.checked) row.closest("tr")?.setAttribute("aria-selected", "true");
    else row.closest("tr")?.removeAttribute("aria-selected");
  }
  const all = area.querySelector("input[data-select-all]");
  if (all) {
    all.checked = rows.length > 0 && ticked.length === rows.length;
    all.indeterminate = ticked.length > 0 && !all.checked;
  }
  for (const bar of area.querySelectorAll("[data-bulk]")) {
    bar.hidden = !ticked.length;
    for (const count of bar.querySelectorAll("[data-bulk-count]")) count.textContent = ticked.length;
  }
}

on("change", "[data-select] input[data-select-all]", (event, all) => {
  const area = all.closest("[data-select]");
  for (const row of rowsIn(area)) row.checked = all.checked;
  update(area);
});

on("click", "[data-select] input[data-select-row]", (event, row) => {
  const area = row.closest("[data-select]");
  const rows = rowsIn(area);
  if (event.shiftKey && last && rows.includes(last)) {
    const [from, to] = [rows.indexOf(last), rows.indexOf(row)].sort((a, b) => a - b);
    for (const each of rows.slice(from, to + 1)) each.checked = row.checked;
  }
  last = row;
  update(area);
});

on("click", "[data-select-none]", (event, button) => {
  const area = button.closest("[data-select]");
  for (const row of rowsIn(area)) row.checked = false;
  update(area);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "x" || event.ctrlKey || event.metaKey || document.body.dataset.keys === "off") return;
  if (event.target.matches?.("input:not([type=checkbox]), textarea, select")) return;
  document.querySelector('[data-row][aria-current="true"] input[data-select-row]')?.click();
});
document.addEventListener("htmx:afterSwap", () => document.querySelectorAll("[data-select]").forEach(update));
