// Editable cells: <input class="tinput" name="amount" hx-post="…" hx-trigger="change">.
// Enter saves and goes to the cell below (same data-cell), arrows up and down too, Esc brings the old value back.
import { on } from "./dom.js";

on("focusin", ".tinput:not([readonly]), .fc-call", (event, cell) => cell.select());

on("keydown", ".tinput:not([readonly])", (event, cell) => {
  if (event.key === "Escape" && cell.value !== cell.defaultValue) {
    event.preventDefault();
    event.stopPropagation();
    cell.value = cell.defaultValue;
    cell.select();
  } else if (["Enter", "ArrowDown", "ArrowUp"].includes(event.key) && !event.metaKey && !event.ctrlKey && !event.altKey) {
    event.preventDefault();
    const column = [...document.querySelectorAll(`.tinput[data-cell="${CSS.escape(cell.dataset.cell ?? "")}"]:not([readonly])`)];
    const next = column[column.indexOf(cell) + (event.key === "ArrowUp" || event.shiftKey ? -1 : 1)];
    const again = event.key === "Enter" && cell.matches("[aria-invalid=true]") && cell.value === cell.defaultValue;
    cell.blur(); // fires change when the value differs
    if (again) return cell.form?.requestSubmit(); // what was refused, sent as it is once more
    next?.focus();
  }
});

document.addEventListener("htmx:beforeRequest", ({ detail }) => detail.elt.matches(".tinput") && (detail.elt.dataset.busy = "1"));
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (!detail.elt.matches(".tinput")) return;
  delete detail.elt.dataset.busy;
  if (detail.xhr.status >= 200 && detail.xhr.status < 300) detail.elt.defaultValue = detail.elt.value;
});

// An answer may bring a new row for the cell in which somebody types by now: what they typed stays in it.
document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
  const cell = document.activeElement;
  if (!cell?.matches?.(".tinput[id]") || cell.value === cell.defaultValue) return;
  const fresh = detail.fragment.querySelector(`#${CSS.escape(cell.id)}`);
  if (fresh) fresh.value = cell.value;
});
