// The tree of teams: drag a row onto a team, and the dialog that moves it opens with that team filled in.
//   data-tree                                    the tree
//   data-drag="/people/7/move?team=" draggable="true"   what may be dragged: the start of the dialog's address
//   data-drop="3"                                where it may land: the end of that address
// The same dialog is reached from a menu, so dragging is never the only way.
import htmx from "htmx.org/dist/htmx.esm.js";
import { on } from "./dom.js";

let dragged = null;
const clear = () => document.querySelectorAll("[data-drop][data-over]").forEach((each) => delete each.dataset.over);

on("dragstart", "[data-tree] [data-drag]", (event, row) => {
  dragged = row;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", row.textContent.trim());
});
on("dragend", "[data-tree] [data-drag]", () => {
  clear();
  dragged = null;
});
on("dragover", "[data-tree] [data-drop]", (event, place) => {
  if (!dragged || place === dragged) return;
  event.preventDefault();
  clear();
  place.dataset.over = "1";
});
on("drop", "[data-tree] [data-drop]", (event, place) => {
  if (!dragged || place === dragged) return;
  event.preventDefault();
  const address = dragged.dataset.drag + place.dataset.drop;
  clear();
  dragged = null;
  htmx.ajax("GET", address, { target: "#modal", swap: "innerHTML" });
});
