// Show what a request ended with: the same address is refreshed in place, another one is opened.
// Toasts of the answer survive the way (a message is shown once, and the server has already given it away).
import htmx from "htmx.org/dist/htmx.esm.js";
import { headers } from "./dom.js";
import { showToast } from "./toasts.js";

const KEPT = "tandem.toasts";

export const toastsIn = (page) =>
  [...page.querySelectorAll("#toasts [data-toast]")].map((toast) => ({ text: toast.querySelector("p").textContent, undo: toast.dataset.undo || "" }));

const same = (address) => {
  const there = new URL(address, location.href);
  return there.pathname === location.pathname && there.search === location.search;
};

export function show(html, address) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const [now, next] = [document.getElementById("main"), page.getElementById("main")];
  if (!same(address) || !now || !next) {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(toastsIn(page)));
    } catch {
      // Without storage the message is lost, not the page.
    }
    location.assign(address);
    return;
  }
  const scrolled = now.scrollTop;
  now.replaceWith(next);
  next.scrollTop = scrolled;
  const [side, nextSide] = [document.querySelector(".side"), page.querySelector(".side")];
  if (side && nextSide) side.replaceWith(nextSide);
  document.title = page.title;
  htmx.process(next);
  for (const toast of toastsIn(page)) showToast(toast);
}

// Send a form's data and show the answer. Returns false when the server refused.
export async function post(address, values = {}) {
  const answer = await fetch(address, { method: "POST", headers: { ...headers(), Accept: "text/html" }, body: new URLSearchParams(values) });
  if (!answer.ok) return false;
  if (answer.status === 204) await refresh();
  else show(await answer.text(), answer.url);
  return true;
}

export async function refresh() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  show(await answer.text(), answer.url);
}

export function keptToasts() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) || "[]");
    sessionStorage.removeItem(KEPT);
    return kept;
  } catch {
    return [];
  }
}
