// The team tree: dragging a row onto a team asks in the modal whether to move it there. The menus do the same.
//   data-tree                          the tree
//   data-drag="/people/7/move/?team="  a row that can be dragged; the target's number is added to this address
//   data-drop="4"                      a team that can be dropped on
import htmx from "htmx.org/dist/htmx.esm.js";
import { on } from "./dom.js";

let dragged = null;

on("dragstart", "[data-tree] [data-drag]", (event, row) => {
  dragged = row;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", row.textContent.trim());
});
on("dragend", "[data-tree] [data-drag]", () => (dragged = null));
on("dragover", "[data-tree] [data-drop]", (event, team) => {
  if (dragged && dragged !== team) event.preventDefault();
});
on("drop", "[data-tree] [data-drop]", (event, team) => {
  event.preventDefault();
  if (!dragged) return;
  htmx.ajax("GET", dragged.dataset.drag + team.dataset.drop, { target: "#modal", swap: "innerHTML" });
});
