// Menus: <details class="pop" data-pop><summary class="btn">…</summary><div class="pop-body">…</div></details>.
// One is open at a time; a click elsewhere, Esc or a choice closes it; arrows walk through it.
import { on, visible } from "./dom.js";

const ITEM = ".pop-body :is(a[href], button, input, select)";
const opened = () => [...document.querySelectorAll("details[data-pop][open]")];

document.addEventListener("click", (event) => {
  for (const pop of opened()) if (!pop.contains(event.target)) pop.open = false;
});

on("click", "details[data-pop] .pop-item", (event, item) => {
  if (item.matches("a, button:not([data-stay])")) item.closest("details").open = false;
});

on("keydown", "details[data-pop]", (event, pop) => {
  if (event.key === "Escape" && pop.open) {
    event.preventDefault();
    event.stopPropagation();
    pop.open = false;
    pop.querySelector("summary").focus();
    return;
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  if (event.target.matches("input:not([type=checkbox], [type=radio]), select, textarea")) return;
  event.preventDefault();
  pop.open = true;
  const items = [...pop.querySelectorAll(ITEM)].filter(visible);
  const at = items.indexOf(document.activeElement);
  items.at((at + (event.key === "ArrowDown" ? 1 : at < 0 ? 0 : -1)) % items.length)?.focus();
});

document.addEventListener("toggle", ({ target }) => {
  if (!(target instanceof HTMLDetailsElement) || !target.hasAttribute("data-pop") || !target.open) return;
  for (const pop of opened()) if (pop !== target && !pop.contains(target)) pop.open = false;
  const wanted = target.querySelector("[autofocus]") ?? (target.contains(document.activeElement) ? null : target.querySelector("summary"));
  wanted?.focus();
}, true);
