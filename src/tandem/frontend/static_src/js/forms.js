// Small things about forms.
//   data-submit-on-change     the form is sent when a choice changes (period, view)
//   data-back                 goes back in history, when there is one
//   data-select-text          a field to copy from: its text is selected on focus
//   data-when="kind=lost"     shown only while the field of that name in the same form has that value (a|b|c for several)
// What the browser can check is said under the field, on leaving it and on submit, never while typing; focus goes to the
// first error, also on a page that came back with some.
import { on, ready } from "./dom.js";

const CHECKED = ".fld :is(input, select, textarea)";

function words(field) {
  const { validity } = field;
  if (validity.valueMissing) return "This is needed.";
  if (validity.rangeUnderflow) return `At least ${field.min}.`;
  if (validity.rangeOverflow) return `At most ${field.max}.`;
  if (validity.tooLong) return `At most ${field.maxLength} characters.`;
  return field.validationMessage;
}

function place(field) {
  const id = `${field.id}_err`;
  const found = document.getElementById(id);
  if (found) return found;
  const notes = document.createElement("div");
  notes.id = id;
  field.closest(".fld").append(notes);
  return notes;
}

function mark(field) {
  const error = document.createElement("p");
  error.className = "err";
  error.append(words(field));
  const notes = place(field);
  notes.replaceChildren(error);
  field.setAttribute("aria-invalid", "true");
  const described = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== notes.id);
  field.setAttribute("aria-describedby", [...described, notes.id].join(" "));
}

function clear(field) {
  if (field.getAttribute("aria-invalid") !== "true") return;
  field.removeAttribute("aria-invalid");
  document.getElementById(`${field.id}_err`)?.replaceChildren();
}

document.addEventListener("invalid", (event) => {
  const field = event.target;
  if (!field.matches?.(CHECKED) || !field.id) return;
  event.preventDefault();
  mark(field);
  if (field === field.form?.querySelector(":is(input, select, textarea):invalid")) field.focus();
}, true);

on("focusout", CHECKED, (event, field) => {
  if (!field.id || field.form?.noValidate || !field.value) return;
  if (!field.validity.valid) mark(field);
});
on("input", CHECKED, (event, field) => clear(field));

on("focusin", "input[data-select-text]", (event, field) => field.select());
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
