// What every htmx request gets: a line at the top after 200 ms, refused forms shown with focus on the first error,
// problems told next to their cause, and whole pages never squeezed into a fragment.
import { on, topDialog } from "./dom.js";
import { showToast } from "./toasts.js";
import { show, toastsIn } from "./visit.js";

const LINE_AFTER = 200;
const NO_ANSWER = "The server did not answer. Nothing was changed; try again in a moment.";
let running = 0;
let timer;

const line = (visible) => {
  const progress = document.getElementById("progress");
  if (progress) progress.hidden = !visible;
};

document.addEventListener("htmx:beforeRequest", () => {
  running += 1;
  if (running === 1) timer = setTimeout(() => line(true), LINE_AFTER);
});
document.addEventListener("htmx:afterRequest", () => {
  running = Math.max(0, running - 1);
  if (running) return;
  clearTimeout(timer);
  line(false);
});

function place() {
  const place = topDialog()?.querySelector("[data-problem]") ?? document.getElementById("problem");
  place?.scrollIntoView({ block: "nearest" });
  return place;
}

function tell(words) {
  const note = document.getElementById("problem-template").content.firstElementChild.cloneNode(true);
  note.querySelector("p").textContent = words;
  const where = place();
  where?.replaceChildren(note);
  where?.querySelector(".note")?.focus();
}

// The server answers a refused fragment with a note; its own words are shown, as text.
function wordsOf(xhr) {
  if (!/html/.test(xhr.getResponseHeader("Content-Type") ?? "")) return "";
  const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
  return (page.querySelector(".note p, #main h1")?.textContent ?? "").trim();
}

// A refusal is an answer, not a fault: it is told on the page and kept out of the console.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const { status } = detail.xhr;
  const unshown = detail.elt.getAttribute("hx-swap") === "none";
  if (status >= 400 && (unshown || status !== 422)) tell(wordsOf(detail.xhr) || `The server refused this (${status}). Nothing was changed.`);
});
document.addEventListener("htmx:sendError", () => tell(NO_ANSWER));
document.addEventListener("htmx:timeout", () => tell(NO_ANSWER));

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const whole = /^\s*<!doctype/i.test(detail.serverResponse);
  const selects = detail.selectOverride || detail.requestConfig.elt.closest("[hx-select]");
  if (!detail.shouldSwap || !whole || detail.target === document.body) return;
  if (selects) {
    // Only a part of the page is shown; what the page says was done is said all the same.
    for (const toast of toastsIn(new DOMParser().parseFromString(detail.serverResponse, "text/html"))) showToast(toast);
    return;
  }
  detail.shouldSwap = false;
  show(detail.serverResponse, detail.xhr.responseURL);
});

document.addEventListener("htmx:beforeRequest", () => document.getElementById("problem")?.replaceChildren());

// Only once all has settled: until then fields keep what they had before, and htmx gives the focus to [autofocus].
document.addEventListener("htmx:afterSettle", ({ target, detail }) => {
  const place = detail.target?.isConnected ? detail.target : target; // what was swapped whole is not in the page any more
  if (detail.xhr?.status === 422) place.querySelector?.("[aria-invalid=true]")?.focus();
});

on("click", "[data-dismiss]", (event, button) => button.closest(".note")?.remove());
