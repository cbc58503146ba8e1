// The board: drag a card, Shift + ← →, or the card's own "Move to…" menu.
//   data-board                 the board; data-field="stage" names what is sent (default stage)
//   data-column="3"            a column; its cards are inside [data-cards], or the column itself
//     data-ask="/deals/{card}/lose"   dropping here opens this in the modal instead of moving at once
//   data-card="214" data-move="/deals/214/move" data-version="7" data-row draggable="true"   a card
//   .sub > button              in a card, its win chance: opens data-why-at of the board, its 0 being the card, in the drawer
// The answer may be the new board (it replaces the old one) or 204 with HX-Trigger. A refusal puts the card back.
import htmx from "htmx.org/dist/htmx.esm.js";
import { on, say } from "./dom.js";

let dragged = null;

const cardsOf = (column) => column.querySelector("[data-cards]") ?? column;
const nameOf = (column) => column.getAttribute("aria-label") ?? "";

function place(card, column, before = null) {
  cardsOf(column).insertBefore(card, before ?? cardsOf(column).querySelector(":scope > [data-card]"));
}

async function move(card, column, focus = false) {
  const from = card.closest("[data-column]");
  if (!column || column === from || card.dataset.busy || !card.dataset.move) return;
  if (column.dataset.ask) {
    htmx.ajax("GET", column.dataset.ask.replace("{card}", card.dataset.card), { target: "#modal", swap: "innerHTML" });
    return;
  }
  const board = card.closest("[data-board]");
  const after = card.nextElementSibling;
  const beside = [card, after, card.previousElementSibling].map((each) => each?.dataset.card);
  const values = { [board.dataset.field || "stage"]: column.dataset.column };
  if (card.dataset.version) values.version = card.dataset.version;
  place(card, column);
  card.dataset.busy = "1";
  let refused = false;
  const listen = ({ detail }) => detail.elt === card && (refused = !(detail.xhr.status >= 200 && detail.xhr.status < 300));
  document.addEventListener("htmx:afterRequest", listen);
  try {
    await htmx.ajax("POST", card.dataset.move, { source: card, target: board, swap: "outerHTML", values });
  } catch {
    refused = true;
  }
  document.removeEventListener("htmx:afterRequest", listen);
  delete card.dataset.busy;
  if (refused && card.isConnected) place(card, from, after);
  say(refused ? "Not moved." : `Moved to ${nameOf(column)}.`);
  if (focus) focusOn(beside);
}

// The card, or whoever stood beside it: a long column may not show it on its first page.
function focusOn(ids) {
  const card = ids.map((id) => id && document.querySelector(`[data-card="${CSS.escape(id)}"]`)).find(Boolean);
  (card?.matches("a, button") ? card : card?.querySelector("a, button"))?.focus();
}

on("click", "[data-card] .sub > button", (event, button) => {
  const card = button.closest("[data-card]").dataset.card;
  const address = button.closest("[data-board]").dataset.whyAt.replace("/0/", `/${card}/`);
  htmx.ajax("GET", address, { source: button, target: "#drawer", swap: "innerHTML" });
});

on("dragstart", "[data-card][draggable=true]", (event, card) => {
  dragged = card;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", card.dataset.card);
  requestAnimationFrame(() => (card.dataset.dragging = "1"));
});
on("dragend", "[data-card]", (event, card) => {
  delete card.dataset.dragging;
  clearOver();
  dragged = null;
});

const clearOver = () => document.querySelectorAll("[data-column][data-over]").forEach((each) => delete each.dataset.over);

on("dragover", "[data-column]", (event, column) => {
  if (!dragged) return;
  event.preventDefault();
  if (column.dataset.over) return;
  clearOver();
  column.dataset.over = "1";
});
on("drop", "[data-column]", (event, column) => {
  if (!dragged) return;
  event.preventDefault();
  clearOver();
  move(dragged, column);
});

on("keydown", "[data-card]", (event, card) => {
  if (!event.shiftKey || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
  event.preventDefault();
  const columns = [...card.closest("[data-board]").querySelectorAll("[data-column]")];
  const next = columns[columns.indexOf(card.closest("[data-column]")) + (event.key === "ArrowRight" ? 1 : -1)];
  if (next) move(card, next, true);
});
