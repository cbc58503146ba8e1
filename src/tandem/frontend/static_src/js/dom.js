// What the behaviours share: delegation, typing or not, cookies, the CSRF header, the live region.

export function on(type, selector, handler, options) {
  document.addEventListener(
    type,
    (event) => {
      const found = event.target instanceof Element && event.target.closest(selector);
      if (found) handler(event, found);
    },
    options,
  );
}

export function ready(work) {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", work, { once: true });
  else work();
}

export function typing(element) {
  if (!(element instanceof HTMLElement)) return false;
  if (element.isContentEditable || element.matches("textarea, select")) return true;
  return element.matches("input") && !["checkbox", "radio", "button", "submit", "range", "reset"].includes(element.type);
}

export const visible = (element) => element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });

export function topDialog() {
  return [...document.querySelectorAll("dialog[open]")].at(-1) ?? null;
}

export function headers() {
  return JSON.parse(document.body.getAttribute("hx-headers") || "{}");
}

export function keepCookie(name, value) {
  document.cookie = `${name}=${value}; path=/; max-age=${value ? 31_536_000 : 0}; samesite=lax`;
}

export function say(words) {
  const region = document.getElementById("say");
  if (!region) return;
  region.textContent = "";
  setTimeout(() => (region.textContent = words), 50);
}

export const apple = /Mac|iPhone|iPad/.test(navigator.platform);
ready(() => {
  if (apple) for (const key of document.querySelectorAll("[data-mod]")) key.textContent = "⌘";
});
