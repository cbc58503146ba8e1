// Everything the browser runs. Each file is one behaviour, bound by data- attributes through delegation on
// document, so content that htmx swaps in needs no set-up of its own.
import htmx from "htmx.org/dist/htmx.esm.js";
import "./board.js";
import "./busy.js";
import "./cells.js";
import "./clocks.js";
import "./confirm.js";
import "./dialogs.js";
import "./forms.js";
import "./gauge.js";
import "./keys.js";
import "./mentions.js";
import "./palette.js";
import "./pick.js";
import "./pops.js";
import "./rows.js";
import "./select.js";
import "./sidebar.js";
import "./swaps.js";
import "./theme.js";
import "./toasts.js";
import "./tree.js";
import "./tree.js";

window.htmx = htmx;
