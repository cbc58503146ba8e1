// Search, ⌘K. The server answers with links; arrows walk through them, Enter opens, recent ones when empty.
// A result may carry data-key; a click on any result closes the palette.
import htmx from "htmx.org/dist/htmx.esm.js";
import { on } from "./dom.js";

const palette = () => document.getElementById("palette");
const results = () => [...palette().querySelectorAll("#palette-out a[href]")];

export function openPalette() {
  const dialog = palette();
  if (!dialog) return false;
  if (!dialog.open) dialog.showModal();
  const input = dialog.querySelector("input[name=q]");
  input.select();
  htmx.trigger(input, "open");
  return true;
}

function choose(link) {
  const input = palette().querySelector("input[name=q]");
  for (const each of results()) each.setAttribute("aria-selected", String(each === link));
  if (link) input.setAttribute("aria-activedescendant", link.id);
  else input.removeAttribute("aria-activedescendant");
  link?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target?.id !== "palette-out") return;
  results().forEach((link, at) => {
    link.id ||= `found-${at}`;
    link.setAttribute("role", "option");
    link.tabIndex = -1;
    link.parentElement.matches("li") && link.parentElement.setAttribute("role", "presentation");
  });
  choose(results()[0]);
});

on("keydown", "#palette", (event) => {
  const all = results();
  const at = all.findIndex((link) => link.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (all.length) choose(all[(at + (event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length]);
  } else if (event.key === "Enter" && all[at]) {
    event.preventDefault();
    if (event.metaKey || event.ctrlKey) window.open(all[at].href, "_blank", "noopener");
    else all[at].click();
  } else if (event.key === "Escape") {
    event.preventDefault(); // one press closes, as the key says; a search field would take the first to empty itself
    palette().close();
  }
});

on("click", "#palette-out a[href]", () => palette().close());
