// The gauge of a top target: <div data-gauge="id of the input" data-odds='{"table":[…],"low":…,"high":…,"step":…}'>.
// Its line is a slider: drag it, or ← → by a step, with Shift by ten. The chance of the figure under the line shows
// at once (elements with data-gauge-figure and data-gauge-chance); the input changes when the line is let go.
import { on } from "./dom.js";

const gaugeOf = (line) => {
  const root = line.closest("[data-gauge]");
  const input = root && document.getElementById(root.dataset.gauge);
  return input ? { root, input, line, ...JSON.parse(root.dataset.odds) } : null;
};

const chanceOf = (table, figure) => {
  const place = table.findIndex((edge) => edge >= figure);
  return place === -1 ? 1 : Math.min(Math.max(100 - place, 1), 99); // nobody can know 0 or 100
};

const show = (gauge, figure) => {
  const value = Math.min(Math.max(figure, 0), Math.max(gauge.high, figure));
  const share = ((value - gauge.low) / (gauge.high - gauge.low)) * 100;
  gauge.line.firstElementChild.setAttribute("x", `${Math.min(Math.max(share, 0), 100)}%`);
  gauge.line.setAttribute("aria-valuenow", String(value));
  const sign = gauge.input.value.match(/^\D*/)[0];
  const words = sign + value.toLocaleString("en-US");
  const chance = chanceOf(gauge.table, value);
  gauge.line.setAttribute("aria-valuetext", `${words}, ${chance}% likely`);
  gauge.input.value = words;
  for (const told of document.querySelectorAll("[data-gauge-chance]")) told.textContent = `${chance}%`;
  return value;
};

const typed = (gauge) => Number(gauge.line.getAttribute("aria-valuenow"));
let wait;
const send = (gauge, after) => {
  clearTimeout(wait);
  wait = setTimeout(() => gauge.input.dispatchEvent(new Event("change", { bubbles: true })), after);
};

// The answer to “which target” goes with its button once it is applied; the question keeps the focus.
on("submit", "#goal-which form[method=post]", () => document.getElementById("goal-chance").focus());
on("keydown", ".gauge-line[role=slider]", (event, line) => {
  const turn = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
  const gauge = turn && gaugeOf(line);
  if (!gauge) return;
  event.preventDefault();
  event.stopPropagation();
  show(gauge, typed(gauge) + turn * gauge.step * (event.shiftKey ? 10 : 1));
  send(gauge, 250);
});

on("pointerdown", ".gauge[data-gauge] .gauge-draw", (event, place) => {
  const line = place.querySelector(".gauge-line");
  const gauge = gaugeOf(line);
  if (!gauge || event.button) return;
  event.preventDefault();
  line.focus();
  const box = place.getBoundingClientRect();
  const move = ({ clientX }) => {
    const share = Math.min(Math.max((clientX - box.left) / box.width, 0), 1);
    const figure = gauge.low + share * (gauge.high - gauge.low);
    show(gauge, Math.round(figure / gauge.step) * gauge.step);
  };
  const stop = () => {
    document.removeEventListener("pointermove", move);
    document.removeEventListener("pointerup", stop);
    send(gauge, 0);
  };
  move(event);
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", stop);
});
