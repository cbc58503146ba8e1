// data-side-toggle makes the sidebar an icon rail and back; kept in a cookie, so the server draws it right.
import { keepCookie, on } from "./dom.js";

on("click", "[data-side-toggle]", (event, button) => {
  const root = document.documentElement;
  const narrow = root.dataset.side !== "narrow";
  root.dataset.side = narrow ? "narrow" : "wide";
  button.setAttribute("aria-label", narrow ? "Widen sidebar" : "Collapse sidebar");
  keepCookie("tandem_side", narrow ? "narrow" : "");
});
