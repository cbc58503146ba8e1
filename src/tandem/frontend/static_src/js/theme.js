// Light, dark or as the system: <form data-theme-switch> with radios named theme ("", tandem, tandem-dark).
// Applied at once and kept in a cookie ("system" when neither); sent to the form's action when it has one. A settings form
// with a field named theme sets the cookie too, so that the last choice made on this device holds.
import { headers, keepCookie, on } from "./dom.js";

on("change", "[data-theme-switch] input[name=theme]", (event, input) => {
  const root = document.documentElement;
  if (input.value) root.dataset.theme = input.value;
  else delete root.dataset.theme;
  keepCookie("tandem_theme", input.value || "system");
  const form = input.form;
  if (form.hasAttribute("action")) fetch(form.action, { method: "POST", headers: headers(), body: new URLSearchParams({ theme: input.value }), redirect: "manual" });
  document.dispatchEvent(new CustomEvent("theme:changed"));
});

on("submit", "form:not([data-theme-switch])", (event, form) => {
  const field = form.elements.namedItem("theme");
  if (field && typeof field.value === "string") keepCookie("tandem_theme", field.value || "system");
});
