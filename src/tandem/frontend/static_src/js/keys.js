// The keyboard map (docs: components reference). Single letters are off in fields and with <body data-keys="off">.
//   data-key="c"   pressing C clicks this (or focuses it, when it is a field); in the current row first, then in the page, then in the frame
//   data-key="mod-enter"   ⌘↵ on the page (no dialog open) does this instead of sending the form round the field
//   data-go="p"    pressing G then P follows this link
import { on, ready, topDialog, typing, visible } from "./dom.js";
import { openDialog } from "./dialogs.js";
import { openPalette } from "./palette.js";
import { moveRow, currentRow } from "./rows.js";

const GO_FOR = 1200;
let going = 0;

function find(attribute, key, scope) {
  return [...scope.querySelectorAll(`[${attribute}="${CSS.escape(key)}"]`)].find((each) => visible(each) && !each.disabled);
}

function act(element) {
  element.focus({ preventScroll: !typing(element) }); // a dialog gives the focus back to what opened it
  if (!typing(element)) element.click();
  return true;
}

function pressed(key) {
  const dialog = topDialog();
  if (Date.now() < going) {
    going = 0;
    const link = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
    return link ? act(link) : false;
  }
  if (!dialog && key === "g") return (going = Date.now() + GO_FOR);
  if (key === "?") return openDialog("keys");
  if ((key === "j" || key === "k") && moveRow(key === "j" ? 1 : -1, dialog ?? document)) return true; // without rows: a link to the next page
  if (key === "z") {
    const undo = [...document.querySelectorAll("[data-toast] .undo")].at(-1);
    if (undo) return act(undo);
  }
  const row = currentRow(dialog ?? document);
  const page = document.getElementById("main");
  const target = (row && find("data-key", key, row)) || (!dialog && page && find("data-key", key, page)) || find("data-key", key, dialog ?? document);
  return target ? act(target) : false;
}

function submitHere() {
  const whole = !topDialog() && find("data-key", "mod-enter", document.getElementById("main") ?? document);
  if (whole) return act(whole); // a page with one great act keeps ⌘↵ for it; leaving a field saves it
  const form = document.activeElement?.closest("form") ?? topDialog()?.querySelector("form");
  if (!form) return false;
  form.requestSubmit(form.querySelector(".btn-primary:not([type=button])") ?? undefined);
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  const mod = event.metaKey || event.ctrlKey;
  if (mod && event.key.toLowerCase() === "k") {
    if (openPalette()) event.preventDefault();
    return;
  }
  if (mod && event.key === "Enter") {
    if (submitHere()) event.preventDefault();
    return;
  }
  if (event.key === "Escape" && event.target.matches?.("textarea") && !topDialog()) {
    // Back to the single keys; unless Esc meant something here, which listeners after this one say.
    setTimeout(() => event.defaultPrevented || event.target.blur());
    return;
  }
  if (mod || typing(event.target) || document.body.dataset.keys === "off") return;
  if (event.key.length !== 1 || event.key === " ") return;
  const letter = /[a-z]/i.test(event.key);
  if (letter && event.shiftKey) return;
  if (pressed(letter ? event.key.toLowerCase() : event.key)) event.preventDefault();
});

// Say the keys to assistive technology too: what is printed on a button is hidden from it.
const UNDESCRIBED = "[data-key]:not([aria-keyshortcuts], [data-key=mod-enter])";
function describe() {
  if (document.body.dataset.keys === "off") return;
  for (const element of document.querySelectorAll(UNDESCRIBED)) element.setAttribute("aria-keyshortcuts", element.dataset.key.toUpperCase());
}
ready(describe);
document.addEventListener("htmx:load", describe);
on("click", "[data-palette-open]", (event) => {
  if (openPalette()) event.preventDefault();
});
