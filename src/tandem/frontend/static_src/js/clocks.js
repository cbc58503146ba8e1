// Response clocks: <span class="tag" data-due="2026-11-19T12:38Z" data-from="2026-11-19T11:00Z"><svg/><span data-words>…
// and a bar with the same attributes. Words and colour follow each minute; late is announced once.
import { ready, say } from "./dom.js";

const MINUTE = 60_000;
const WARN_FROM = 60;

// The page's own day counts (a demonstration may live in the past): the server's moment plus what has passed since.
const started = Date.now();
const moment = () => Date.parse(document.body.dataset.now || new Date().toISOString()) + (Date.now() - started) * (document.body.dataset.now ? 1 : 0);

function words(minutes) {
  const size = Math.abs(minutes);
  const text = size < 60 ? `${size} min` : size < 2880 ? `${Math.floor(size / 60)} h${size % 60 ? ` ${String(size % 60).padStart(2, "0")}` : ""}` : `${Math.floor(size / 1440)} d`;
  return `${text} ${minutes < 0 ? "late" : "left"}`;
}

function tick() {
  const now = moment();
  for (const clock of document.querySelectorAll("[data-due]")) {
    const [due, from] = [Date.parse(clock.dataset.due), Date.parse(clock.dataset.from)];
    const left = Math.round((due - now) / MINUTE);
    const used = from ? Math.min(100, Math.max(0, ((now - from) / (due - from)) * 100)) : 0;
    const level = left < 0 ? "bad" : used >= WARN_FROM ? "warn" : "";
    if (clock.matches(".barsla")) {
      clock.classList.remove("warn", "bad");
      if (level) clock.classList.add(level);
      clock.querySelector(".val")?.setAttribute("width", `${used}%`);
      continue;
    }
    const wasLate = clock.classList.contains("tag-bad");
    clock.classList.remove("tag-warn", "tag-bad");
    if (level) clock.classList.add(`tag-${level}`);
    const place = clock.querySelector("[data-words]") ?? clock;
    place.textContent = words(left);
    if (level === "bad" && !wasLate) say(`${clock.dataset.name ? `${clock.dataset.name}: ` : ""}${words(left)}`);
  }
}

ready(() => {
  if (document.querySelector("[data-due]")) tick();
  setInterval(tick, MINUTE);
});
