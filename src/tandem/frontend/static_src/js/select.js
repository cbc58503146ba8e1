// Select rows and act on all of them.
//   data-select                     round the table and its bar
//   input data-select-all           ticks every row shown
//   input data-select-row name=ids  one per row; Shift + click ticks a range; X ticks the current row
//   data-bulk (hidden)              the bar: shown with a selection; data-bulk-count holds the number
// What is ticked stays so on the other pages of the same list, until it is acted on, filtered otherwise or cancelled.
import { on, ready } from "./dom.js";

let last = null;
const ticked = { list: "", ids: new Set() };
const rowsIn = (area) => [...area.querySelectorAll("input[data-select-row]")];

// The list that a form is of, on whichever page.
function listOf(area) {
  const address = new URL(area.getAttribute("action"), location.href);
  for (const name of ["after", "before", "cols"]) address.searchParams.delete(name);
  return address.href;
}

// A page came: tick what is ticked already.
function restore(area) {
  if (listOf(area) !== ticked.list) {
    ticked.list = listOf(area);
    ticked.ids.clear();
  }
  for (const row of rowsIn(area)) row.checked = ticked.ids.has(row.value);
  update(area);
}

function update(area) {
  const rows = rowsIn(area);
  for (const row of rows) {
    if (row.checked) row.closest("tr")?.setAttribute("aria-selected", "true");
    else row.closest("tr")?.removeAttribute("aria-selected");
    ticked.ids[row.checked ? "add" : "delete"](row.value);
  }
  elsewhere(area, rows);
  const here = rows.filter((row) => row.checked);
  const all = area.querySelector("input[data-select-all]");
  if (all) {
    all.checked = rows.length > 0 && here.length === rows.length;
    all.indeterminate = here.length > 0 && !all.checked;
  }
  for (const bar of area.querySelectorAll("[data-bulk]")) {
    bar.hidden = !ticked.ids.size;
    for (const count of bar.querySelectorAll("[data-bulk-count]")) count.textContent = ticked.ids.size;
  }
}

// What is ticked on other pages is sent along.
function elsewhere(area, rows) {
  for (const input of area.querySelectorAll("input[data-select-elsewhere]")) input.remove();
  const shown = new Set(rows.map((row) => row.value));
  for (const id of ticked.ids) {
    if (shown.has(id)) continue;
    const input = Object.assign(document.createElement("input"), { type: "hidden", name: "ids", value: id });
    input.dataset.selectElsewhere = "";
    area.append(input);
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
  ticked.ids.clear();
  for (const row of rowsIn(area)) row.checked = false;
  update(area);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "x" || event.ctrlKey || event.metaKey || document.body.dataset.keys === "off") return;
  if (event.target.matches?.("input:not([type=checkbox]), textarea, select")) return;
  document.querySelector('[data-row][aria-current="true"] input[data-select-row]')?.click();
});
on("submit", "form:has(> input[name=bulk])", () => ticked.ids.clear());
const again = () => document.querySelectorAll("[data-select]").forEach(restore);
ready(again);
for (const event of ["htmx:afterSwap", "htmx:historyRestore"]) document.addEventListener(event, again);
