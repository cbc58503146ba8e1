// Messages at the bottom: Django messages, or HX-Trigger: {"toast": {"text": "Call logged.", "undo": "/log/7/undo"}}.
// With data-undo the toast stays 8 s and Z (or its button) POSTs there; without, it leaves after 5 s.
import { on, ready } from "./dom.js";
import { keptToasts, post } from "./visit.js";

const STAY = 5000;
const STAY_WITH_UNDO = 8000;

function box() {
  const toasts = document.getElementById("toasts");
  if (toasts && toasts.showPopover && !toasts.hasAttribute("popover")) toasts.setAttribute("popover", "manual");
  return toasts;
}

// In the top layer, so that it is seen above an open dialog.
function raise(toasts) {
  if (!toasts.showPopover) return;
  if (toasts.matches(":popover-open")) toasts.hidePopover();
  toasts.showPopover();
}

function start(toast) {
  let timer;
  const leave = () => {
    toast.remove();
    const toasts = box();
    if (toasts && !toasts.children.length && toasts.matches(":popover-open")) toasts.hidePopover();
  };
  const run = () => (timer = setTimeout(leave, toast.dataset.undo ? STAY_WITH_UNDO : STAY));
  for (const type of ["pointerenter", "focusin"]) toast.addEventListener(type, () => clearTimeout(timer));
  for (const type of ["pointerleave", "focusout"]) toast.addEventListener(type, run);
  run();
}

export function showToast({ text, value, undo = "" }) {
  const toasts = box();
  if (!toasts || !(text || value)) return;
  const toast = document.getElementById("toast-template").content.firstElementChild.cloneNode(true);
  toast.querySelector("p").textContent = text || value;
  if (undo) toast.dataset.undo = undo;
  else {
    delete toast.dataset.undo;
    for (const part of toast.querySelectorAll(".undo, .kbd")) part.remove();
  }
  while (toasts.children.length > 2) toasts.firstElementChild.remove();
  toasts.append(toast);
  raise(toasts);
  start(toast);
}

ready(() => {
  const toasts = box();
  if (!toasts) return;
  for (const toast of toasts.children) start(toast);
  if (toasts.children.length) raise(toasts);
  // Not at once: visit.js and this module import each other, and the other one may not have run yet.
  queueMicrotask(() => keptToasts().forEach(showToast));
});

document.addEventListener("toast", (event) => showToast(event.detail));

on("click", "[data-toast] .undo", async (event, button) => {
  const toast = button.closest("[data-toast]");
  const address = toast.dataset.undo;
  toast.remove();
  if (!(await post(address))) showToast({ text: "That cannot be undone any more." });
});
