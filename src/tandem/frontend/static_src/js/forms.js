// Small things about forms.
//   data-submit-on-change     the form is sent when a choice changes (period, view)
//   data-back                 goes back in history, when there is one
//   data-when="kind=lost"     shown only while the field of that name in the same form has that value (a|b|c for several)
// Focus goes to the first error of a page that came back with some.
import { on, ready } from "./dom.js";

on("change", "form[data-submit-on-change]", (event, form) => form.requestSubmit());

on("click", "[data-back]", (event) => {
  if (history.length < 2) return;
  event.preventDefault();
  history.back();
});

function valueOf(form, name) {
  const field = form.elements.namedItem(name);
  if (!field) return "";
  return field.type === "checkbox" ? String(field.checked) : field.value;
}

function follow(scope) {
  for (const part of scope.querySelectorAll("[data-when]")) {
    const form = part.closest("form");
    if (!form) continue;
    const [name, wanted] = part.dataset.when.split("=");
    part.hidden = !wanted.split("|").includes(valueOf(form, name));
  }
}

on("input", "form", (event, form) => follow(form));
on("change", "form", (event, form) => follow(form));
document.addEventListener("htmx:load", ({ detail }) => follow(detail.elt));

ready(() => {
  follow(document);
  document.querySelector("main [aria-invalid=true]")?.focus();
});
