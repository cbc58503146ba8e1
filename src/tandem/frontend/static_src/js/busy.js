// A pressed button says so: spinner and the verb in progress (data-busy="Publishing…"), width kept.
import { on } from "./dom.js";

const before = new Map();

function start(button) {
  if (before.has(button) || !button.matches(".btn")) return;
  before.set(button, [...button.childNodes]);
  button.style.minWidth = `${button.getBoundingClientRect().width}px`;
  const spinner = document.createElement("span");
  spinner.className = "loading loading-spinner loading-xs";
  const words = button.dataset.busy ?? (button.classList.contains("btn-square") ? "" : button.textContent.replace(button.querySelector(".kbd")?.textContent ?? "", "").trim());
  button.replaceChildren(spinner, words);
  button.setAttribute("aria-busy", "true");
}

function stop(button) {
  const nodes = before.get(button);
  if (!nodes) return;
  before.delete(button);
  button.replaceChildren(...nodes);
  button.removeAttribute("aria-busy");
  button.style.minWidth = "";
}

// The second press of a double click finds the button busy.
on("click", "[aria-busy=true]", (event) => event.preventDefault(), true);
on("submit", "form:not([target], [data-quiet])", (event, form) => {
  if (event.defaultPrevented && !form.matches("[hx-post], [hx-get], [hx-put], [hx-patch], [hx-delete]")) return;
  const button = event.submitter ?? form.querySelector(".btn-primary");
  if (!button) return;
  if (button.getAttribute("aria-busy")) event.preventDefault();
  else setTimeout(() => start(button));
});
document.addEventListener("htmx:beforeRequest", ({ detail }) => detail.elt.matches("button.btn") && start(detail.elt));
document.addEventListener("htmx:afterRequest", () => [...before.keys()].forEach(stop));
window.addEventListener("pageshow", () => [...before.keys()].forEach(stop));
