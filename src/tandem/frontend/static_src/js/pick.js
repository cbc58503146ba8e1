// Choosing one of many: a field that asks the server while one types, so that no page carries a whole table.
//   <span class="pick" data-pick="/customers/pick"> <input type=hidden name=account value=7>
//     <input class="input" role=combobox data-pick-input value="Kan-code"> <ul role=listbox data-pick-list hidden> </span>
// The server answers GET …?q=kan with JSON: {"results": [{"id": 7, "text": "Kan-code", "note": "Berlin"}]}.
import { on } from "./dom.js";

const WAIT = 140;
let timer;
let serial = 0;

const parts = (pick) => ({ value: pick.querySelector("input[type=hidden]"), input: pick.querySelector("[data-pick-input]"), list: pick.querySelector("[data-pick-list]") });

function close(pick) {
  const { input, list } = parts(pick);
  list.hidden = true;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function take(pick, option) {
  const { value, input } = parts(pick);
  value.value = option?.dataset.value ?? "";
  input.value = option?.dataset.text ?? "";
  input.dataset.taken = input.value;
  close(pick);
  value.dispatchEvent(new Event("change", { bubbles: true }));
}

function highlight(pick, option) {
  const { input, list } = parts(pick);
  for (const each of list.children) each.setAttribute("aria-selected", String(each === option));
  if (option) input.setAttribute("aria-activedescendant", option.id);
  option?.scrollIntoView({ block: "nearest" });
}

function draw(pick, results) {
  const { input, list } = parts(pick);
  const rows = results.map(({ id, text, note }, at) => {
    const row = document.createElement("li");
    Object.assign(row, { id: `${input.id}_${at}`, role: "option" });
    row.setAttribute("role", "option");
    Object.assign(row.dataset, { value: id, text });
    row.append(text);
    if (note) {
      const small = document.createElement("span");
      small.className = "text-muted";
      small.textContent = ` ${note}`;
      row.append(small);
    }
    return row;
  });
  if (!rows.length) {
    const none = document.createElement("li");
    none.className = "text-muted";
    none.textContent = "Nothing found";
    rows.push(none);
  }
  list.replaceChildren(...rows);
  list.hidden = false;
  input.setAttribute("aria-expanded", "true");
  if (results.length) highlight(pick, list.firstElementChild);
}

async function ask(pick) {
  const { input } = parts(pick);
  const mine = ++serial;
  const address = new URL(pick.dataset.pick, location.href);
  address.searchParams.set("q", input.value.trim());
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (answer.ok && mine === serial && document.activeElement === input) draw(pick, (await answer.json()).results);
}

on("input", "[data-pick-input]", (event, input) => {
  clearTimeout(timer);
  const pick = input.closest("[data-pick]");
  parts(pick).value.value = "";
  timer = setTimeout(() => ask(pick), WAIT);
});

on("focusin", "[data-pick-input]", (event, input) => {
  input.dataset.taken ??= input.value;
  input.select();
});
on("click", "[data-pick-input]", (event, input) => parts(input.closest("[data-pick]")).list.hidden && ask(input.closest("[data-pick]")));

on("focusout", "[data-pick-input]", (event, input) => {
  const pick = input.closest("[data-pick]");
  setTimeout(() => {
    close(pick);
    if (!parts(pick).value.value && input.value) input.value = "";
  }, 150);
});

on("pointerdown", "[data-pick-list] [role=option]", (event, option) => {
  event.preventDefault();
  take(option.closest("[data-pick]"), option);
});

on("keydown", "[data-pick-input]", (event, input) => {
  const pick = input.closest("[data-pick]");
  const { list } = parts(pick);
  const options = [...list.querySelectorAll("[role=option]")];
  const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (list.hidden) ask(pick);
    else if (options.length) highlight(pick, options[(at + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length]);
  } else if (event.key === "Enter" && !list.hidden && options[at]) {
    event.preventDefault();
    take(pick, options[at]);
  } else if (event.key === "Escape" && !list.hidden) {
    event.preventDefault();
    event.stopPropagation();
    close(pick);
  }
});
