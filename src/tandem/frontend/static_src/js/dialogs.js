// Dialogs. <a href="/deals/new" hx-get="/deals/new" hx-target="#drawer"> opens the drawer; #modal the modal.
//   data-open="id"    opens a dialog that is already on the page
//   data-close        closes the dialog round it (on a page of its own: goes back)
// Plain forms inside are sent by htmx into the same dialog: 422 shows the form again, an empty answer or 204
// closes it, a redirect closes it and shows where it leads. HX-Trigger: dialog:close closes it as well.
import htmx from "htmx.org/dist/htmx.esm.js";
import { on, topDialog } from "./dom.js";
import { show } from "./visit.js";

const FIELD = "input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea";
const LOADING_AFTER = 200;
const waiting = new Map();

const isPanel = (element) => element instanceof HTMLDialogElement && ["drawer", "modal"].includes(element.id);

function open(dialog) {
  for (const pop of document.querySelectorAll("details[data-pop][open]")) pop.open = false;
  for (const id of ["new", "more", "palette", "keys"]) document.getElementById(id)?.close();
  if (!dialog.open) dialog.showModal();
  return true;
}

export function openDialog(id) {
  const dialog = document.getElementById(id);
  return dialog instanceof HTMLDialogElement ? open(dialog) : false;
}

function enhance(dialog) {
  for (const form of dialog.querySelectorAll("form:not([hx-post], [hx-get], [data-plain])")) {
    const verb = form.method === "get" ? "hx-get" : "hx-post";
    form.setAttribute(verb, form.getAttribute("action") || dialog.dataset.from || location.href);
    form.setAttribute("hx-target", `#${dialog.id}`);
    if (form.enctype === "multipart/form-data") form.setAttribute("hx-encoding", form.enctype);
    htmx.process(form);
  }
}

function focusInside(dialog) {
  const first = dialog.querySelector("[aria-invalid=true]") ?? dialog.querySelector("[autofocus]") ?? dialog.querySelector(FIELD) ?? dialog.querySelector(".dlg-foot .btn-primary");
  first?.focus();
  if (first?.matches("input[type=text], input[type=number]") && first.value) first.select();
}

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  const dialog = detail.target;
  if (!isPanel(dialog)) return;
  if (detail.requestConfig.verb === "get") dialog.dataset.from = detail.pathInfo.finalRequestPath;
  if (dialog.open) return;
  waiting.set(dialog, setTimeout(() => {
    dialog.replaceChildren(document.getElementById("loading-template").content.cloneNode(true));
    open(dialog);
  }, LOADING_AFTER));
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  clearTimeout(waiting.get(detail.target));
  waiting.delete(detail.target);
  if (isPanel(detail.target) && detail.xhr.status !== 422 && !(detail.xhr.status >= 200 && detail.xhr.status < 300) && detail.target.querySelector("[aria-busy]")) detail.target.close();
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!isPanel(detail.target)) return;
  if (detail.xhr.status < 300 && !detail.serverResponse.trim()) {
    detail.shouldSwap = false;
    detail.target.close();
  } else if (/^\s*<!doctype/i.test(detail.serverResponse) && detail.xhr.status < 300) {
    detail.shouldSwap = false;
    detail.target.close();
    show(detail.serverResponse, detail.xhr.responseURL);
  }
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (isPanel(detail.target) && detail.xhr.status === 204) detail.target.close();
});

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const dialog = detail.target instanceof Element && detail.target.closest("dialog");
  if (!isPanel(dialog)) return;
  open(dialog);
  enhance(dialog);
  // Only a part was shown anew, and who works with another stays there.
  if (detail.target === dialog || !dialog.contains(document.activeElement)) focusInside(dialog);
});

document.addEventListener("dialog:close", () => topDialog()?.close());
document.addEventListener("close", ({ target }) => isPanel(target) && target.replaceChildren(), true);

on("click", "[data-open]", (event, button) => openDialog(button.dataset.open) && event.preventDefault());
on("click", "[data-close]", (event, button) => {
  const dialog = button.closest("dialog");
  if (dialog) {
    event.preventDefault();
    dialog.close();
  } else if (!button.matches("a[href]")) history.back();
});

// A click beside the dialog closes it, unless something typed would be lost.
let pressedOutside = false;
const outside = (event) => {
  if (!(event.target instanceof HTMLDialogElement)) return false;
  const box = event.target.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
};
const dirty = (dialog) => [...dialog.querySelectorAll(FIELD)].some((field) => ("defaultValue" in field ? field.value !== field.defaultValue : false));
document.addEventListener("pointerdown", (event) => (pressedOutside = outside(event)));
document.addEventListener("click", (event) => {
  if (pressedOutside && outside(event) && !dirty(event.target)) event.target.close();
});
