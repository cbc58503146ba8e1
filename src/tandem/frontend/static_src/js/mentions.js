// Calling people by name in a text: typing @ and some letters offers those who may see the record.
//   <div class="pick" data-mention="/collaboration/people/?about=deals.deal&id=7"> … <textarea> … </div>
// The server answers GET …&q=ol with JSON: {"results": [{"id": 6, "text": "Olga Officer", "note": "Sales Officer"}]}.
import { on } from "./dom.js";

const WAIT = 140;
const CALLED = /(^|[\s(])@([\p{L}\p{N}'’.-]{1,30}(?: [\p{L}\p{N}'’.-]{0,30})?)$/u;
let timer;
let serial = 0;

const boxOf = (field) => field.closest("[data-mention]");

function listOf(field) {
  const box = boxOf(field);
  let list = box.querySelector(":scope > [role=listbox]");
  if (!list) {
    list = document.createElement("ul");
    list.id = `${field.id || "mention"}_people`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "People");
    list.hidden = true;
    box.append(list);
    field.setAttribute("aria-controls", list.id);
    field.setAttribute("aria-autocomplete", "list");
  }
  return list;
}

function typed(field) {
  const found = CALLED.exec(field.value.slice(0, field.selectionStart));
  return found ? found[2] : "";
}

function close(field) {
  listOf(field).hidden = true;
  field.removeAttribute("aria-activedescendant");
}

function highlight(field, option) {
  for (const each of listOf(field).children) each.setAttribute("aria-selected", String(each === option));
  if (option) field.setAttribute("aria-activedescendant", option.id);
}

function take(field, option) {
  const [caret, called] = [field.selectionStart, typed(field)];
  field.setRangeText(`@${option.dataset.text} `, caret - called.length - 1, caret, "end");
  close(field);
}

async function ask(field) {
  const called = typed(field);
  if (!called) return close(field);
  const mine = ++serial;
  const address = new URL(boxOf(field).dataset.mention, location.href);
  address.searchParams.set("q", called);
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok || mine !== serial || document.activeElement !== field) return;
  const { results } = await answer.json();
  const list = listOf(field);
  list.replaceChildren(
    ...results.map(({ text, note }, at) => {
      const row = document.createElement("li");
      row.id = `${list.id}_${at}`;
      row.setAttribute("role", "option");
      row.dataset.text = text;
      const small = document.createElement("span");
      small.className = "text-muted";
      small.textContent = ` ${note}`;
      row.append(text, small);
      return row;
    }),
  );
  list.hidden = !results.length;
  if (results.length) highlight(field, list.firstElementChild);
}

on("input", "[data-mention] textarea", (event, field) => {
  clearTimeout(timer);
  timer = setTimeout(() => ask(field), WAIT);
});

on("keydown", "[data-mention] textarea", (event, field) => {
  const list = listOf(field);
  if (list.hidden || event.metaKey || event.ctrlKey) return;
  const options = [...list.children];
  const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    highlight(field, options[(at + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length]);
  } else if ((event.key === "Enter" || event.key === "Tab") && options[at]) {
    take(field, options[at]);
  } else if (event.key === "Escape") {
    event.stopPropagation();
    close(field);
  } else {
    return;
  }
  event.preventDefault();
});

on("pointerdown", "[data-mention] [role=option]", (event, option) => {
  event.preventDefault();
  take(option.closest("[data-mention]").querySelector("textarea"), option);
});

on("focusout", "[data-mention] textarea", (event, field) => setTimeout(() => close(field), 150));
