// Danger asks first. data-confirm="Delete this view?" on a form, button or link, or hx-confirm on an htmx element;
// data-confirm-do="Delete" names the verb on the button.
import { on } from "./dom.js";

function ask(words, verb, then) {
  const dialog = document.getElementById("confirm");
  dialog.querySelector("[data-words]").textContent = words;
  const button = dialog.querySelector("[data-yes]");
  button.textContent = verb || "Yes, go on";
  button.onclick = () => {
    dialog.close();
    then();
  };
  dialog.showModal();
  dialog.querySelector("[data-close]").focus();
}

document.addEventListener("htmx:confirm", (event) => {
  const { question, elt, issueRequest } = event.detail;
  if (!question) return;
  event.preventDefault();
  ask(question, elt.dataset.confirmDo, () => issueRequest(true));
});

const agreed = new WeakSet();
function guard(event, element, again) {
  if (agreed.delete(element)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  ask(element.dataset.confirm, element.dataset.confirmDo, () => {
    agreed.add(element);
    again();
  });
}
on("submit", "form[data-confirm]", (event, form) => guard(event, form, () => form.requestSubmit(event.submitter)), true);
on("click", ":is(a, button)[data-confirm]", (event, element) => guard(event, element, () => element.click()), true);
