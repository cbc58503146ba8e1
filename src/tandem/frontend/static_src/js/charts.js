// Draws charts: <div data-chart="{Vega-Lite specification}">. One look for all, its colors from the CSS tokens ("$--fill"
// in a specification), drawn again when the theme changes or the place gets another width. Expressions are interpreted,
// not compiled (ast and expr), because the content security policy forbids to make code from text. What has an "href" in
// its data opens it when clicked; the keyboard has the same links in the table beside the chart.
import { parse, View } from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { compile } from "vega-lite";

const FONT = "Inter Variable, sans-serif";
const drawn = new Map();

const tokens = () => {
  const css = getComputedStyle(document.body);
  return (name) => css.getPropertyValue(name).trim();
};

const resolved = (value, token) => {
  if (typeof value === "string") return value.startsWith("$--") ? token(value.slice(1)) : value;
  if (Array.isArray(value)) return value.map((each) => resolved(each, token));
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolved(each, token)]));
  return value;
};

const config = (token) => ({
  background: "transparent",
  font: FONT,
  view: { stroke: null },
  axis: { labelColor: token("--muted"), titleColor: token("--muted"), labelFontSize: 11, titleFontSize: 11, titleFontWeight: 500, gridColor: token("--line"), domainColor: token("--line-strong"), tickColor: token("--line-strong"), tickSize: 4, labelPadding: 5 },
  axisY: { domain: false, ticks: false },
  axisX: { grid: false },
  text: { font: FONT, fontSize: 11, color: token("--muted") },
});

async function draw(place) {
  const token = tokens();
  const specification = { ...resolved(JSON.parse(place.dataset.chart), token), config: config(token), autosize: { type: "fit", contains: "padding" } };
  specification.width = Math.max(place.clientWidth, 160);
  drawn.get(place)?.view.finalize();
  const view = new View(parse(compile(specification).spec, undefined, { ast: true }), { expr: expressionInterpreter, renderer: "svg", hover: false, tooltip: () => {} });
  view.logLevel(0);
  view.addEventListener("click", (_, item) => item?.datum?.href && location.assign(item.datum.href));
  drawn.set(place, { view, width: place.clientWidth });
  await view.initialize(place).runAsync();
  place.querySelector("svg")?.setAttribute("aria-hidden", "true");
}

const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) if (drawn.has(target) && Math.abs(drawn.get(target).width - target.clientWidth) > 4) draw(target);
});

function look() {
  for (const [place, { view }] of drawn) {
    if (place.isConnected) continue;
    view.finalize();
    sizes.unobserve(place);
    drawn.delete(place);
  }
  for (const place of document.querySelectorAll("[data-chart]")) {
    if (drawn.has(place) || !place.clientWidth) continue;
    draw(place);
    sizes.observe(place);
  }
}

const again = () => [...drawn.keys()].forEach(draw);
document.addEventListener("theme:changed", () => requestAnimationFrame(again));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
document.fonts.ready.then(look);
