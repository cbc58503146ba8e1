// Editable cells: <input class="tinput" name="amount" hx-post="…" hx-trigger="change">.
// Enter saves and goes to the cell below (same data-cell), Esc brings the old value back.
import { on } from "./dom.js";

on("focusin", ".tinput:not([readonly])", (event, cell) => cell.select());

on("keydown", ".tinput:not([readonly])", (event, cell) => {
  if (event.key === "Escape" && cell.value !== cell.defaultValue) {
    event.preventDefault();
    event.stopPropagation();
    cell.value = cell.defaultValue;
    cell.select();
  } else if (event.key === "Enter" && !event.metaKey && !event.ctrlKey) {
    event.preventDefault();
    const column = [...document.querySelectorAll(`.tinput[data-cell="${CSS.escape(cell.dataset.cell ?? "")}"]:not([readonly])`)];
    const next = column[column.indexOf(cell) + (event.shiftKey ? -1 : 1)];
    cell.blur(); // fires change when the value differs
    next?.focus();
  }
});

document.addEventListener("htmx:beforeRequest", ({ detail }) => detail.elt.matches(".tinput") && (detail.elt.dataset.busy = "1"));
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (!detail.elt.matches(".tinput")) return;
  delete detail.elt.dataset.busy;
  if (detail.xhr.status >= 200 && detail.xhr.status < 300) detail.elt.defaultValue = detail.elt.value;
});
