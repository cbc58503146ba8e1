// Rows one walks through with J and K and opens with Enter or a click.
//   data-row            a row (table row, card, to-do); the current one has aria-current="true"
//   data-leave          a link in a row that is being edited: Esc in the row follows it
//   tr data-href="/…"   a click anywhere in the row that hits nothing else opens it
import { on, visible } from "./dom.js";

const INTERACTIVE = "a, button, input, select, textarea, label, summary, details";

export const currentRow = (scope) => scope.querySelector('[data-row][aria-current="true"]');

function makeCurrent(row) {
  for (const other of document.querySelectorAll('[data-row][aria-current="true"]')) if (other !== row) other.removeAttribute("aria-current");
  row.setAttribute("aria-current", "true");
}

export function moveRow(step, scope) {
  const rows = [...scope.querySelectorAll("[data-row]")].filter(visible);
  if (!rows.length) return false;
  const at = rows.indexOf(currentRow(scope));
  const row = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + step))];
  makeCurrent(row);
  const target = row.matches("a[href], button") ? row : (row.querySelector("a[href]") ?? row.querySelector("button"));
  (target ?? row).focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  return true;
}

// By key at once; by finger or mouse only with the click: a current row may be higher, and what was pressed would move
// away from under the finger before it is let go.
document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.("[data-row]");
  if (row && event.target.matches(":focus-visible")) makeCurrent(row);
});
on("click", "[data-row]", (event, row) => makeCurrent(row));

on("keydown", "tr:has([data-leave])", (event, row) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  event.preventDefault();
  row.querySelector("[data-leave]").click();
});

on("click", "tr[data-href]", (event, row) => {
  if (event.target.closest(INTERACTIVE) || String(getSelection())) return;
  const link = row.querySelector(`a[href="${CSS.escape(row.dataset.href)}"]`) ?? row.querySelector("a[href]");
  if (event.metaKey || event.ctrlKey) window.open(row.dataset.href, "_blank", "noopener");
  else if (link) link.click();
  else location.assign(row.dataset.href);
});
