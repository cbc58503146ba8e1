"""The target line and its relatives. Everything is in percent of the row's own target, so lines join down a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from tandem.core.ui.svg import element, number, pct, together


@dataclass(frozen=True)
class Scale:
    """From percent of target to percent of the drawing's width."""

    lo: float
    hi: float

    def x(self, value: float) -> float:
        return min(100.0, max(0.0, (value - self.lo) / (self.hi - self.lo) * 100))

    def at(self, value: float) -> str:
        return pct(self.x(value))

    def width(self, start: float, end: float) -> str:
        return pct(max(0.0, self.x(end) - self.x(start)))


@dataclass(frozen=True)
class Reading:
    """What a lane shows, each in percent of target; None where there is nothing to show."""

    value: float | None
    pace: float | None = None
    target: float | None = 100.0
    p10: float | None = None
    p50: float | None = None
    p90: float | None = None
    call: float | None = None

    @property
    def behind(self) -> bool:
        return self.value is not None and self.pace is not None and self.value < self.pace

    def sentence(self, name: str = "") -> str:
        """One full sentence for those who do not see the drawing."""
        parts = [f"{_whole(self.value)} of target" if self.value is not None else "nothing attained yet"]
        if self.target is None:
            parts = ["no target yet"]
        if self.pace is not None:
            parts.append(f"{'behind pace' if self.behind else 'pace'} today of {_whole(self.pace)}")
        if self.p10 is not None and self.p90 is not None:
            parts.append(f"8 in 10 landings between {_whole(self.p10)} and {_whole(self.p90)}")
        if self.call is not None:
            parts.append(f"manager's call {_whole(self.call)}")
        return (f"{name}: " if name else "") + ", ".join(parts)


def _whole(value: float | None) -> str:
    return f"{round(value or 0)}%"


def lane(
    value: Any,
    pace: Any = None,
    target: Any = 100,
    p10: Any = None,
    p50: Any = None,
    p90: Any = None,
    call: Any = None,
    lo: float = 0,
    hi: float = 125,
    name: str = "",
    label: str = "",
    hero: bool = False,
    pace_text: str = "",
    target_text: str = "",
    band_text: str = "",
) -> SafeString:
    """A bullet with the target line. `name` starts the spoken sentence, `label` replaces all of it."""
    seen = Reading(*(number(each) for each in (value, pace, target, p10, p50, p90, call)))
    scale = Scale(float(lo), float(hi))
    rows = _Rows(hero)
    drawing = together(
        rows.track(scale, seen),
        rows.band(scale, seen),
        rows.pace(scale, seen),
        rows.target(scale, seen),
        rows.call(scale, seen),
        _labels(scale, seen, pace_text, target_text, band_text) if hero else "",
    )
    return format_html(
        '<div class="lane{}" role="img" aria-label="{}"><svg aria-hidden="true">{}</svg></div>',
        " lane-hero" if hero else "",
        label or seen.sentence(name),
        drawing,
    )


class _Rows:
    """The drawing, thin in tables and tall as the hero of a page."""

    def __init__(self, hero: bool) -> None:
        self.bar = {"y": "27", "height": "18"} if hero else {"y": "50%", "height": "8"}
        self.tall = {"y": "20", "height": "32"} if hero else {"y": "50%", "height": "18"}
        self.edge = {"y1": "20", "y2": "52"} if hero else {"y1": "50%", "y2": "50%"}
        self.pace_y = {"y1": "18", "y2": "56"} if hero else {"y1": "0", "y2": "100%"}
        self.target_y = {"y1": "16", "y2": "56"} if hero else {"y1": "0", "y2": "100%"}
        self.middle = "36" if hero else "50%"

    def track(self, scale: Scale, seen: Reading) -> SafeString:
        parts = [element("rect", class_="trk", width="100%", **self.bar)]
        if seen.value is not None and seen.pace is not None and seen.behind and seen.target is not None:
            gap = scale.width(seen.value, seen.pace)
            parts.append(element("rect", fill="url(#hatch)", x=scale.at(seen.value), width=gap, **self.bar))
        if seen.value is not None and scale.x(seen.value) > 0:
            parts.append(element("rect", class_="val", width=scale.at(seen.value), rx="1", **self.bar))
        return element("g", element("g", together(*parts)), class_="row")

    def band(self, scale: Scale, seen: Reading) -> SafeString | str:
        if seen.p10 is None or seen.p90 is None:
            return ""
        width = scale.width(seen.p10, seen.p90)
        parts = [element("rect", class_="bnd", x=scale.at(seen.p10), width=width, **self.tall)]
        parts += [self._upright("edge", scale.at(each)) for each in (seen.p10, seen.p90)]
        if seen.p50 is not None:
            parts.append(self._upright("mid", scale.at(seen.p50)))
        return element("g", together(*parts), class_="wide")

    def _upright(self, kind: str, x: str) -> SafeString:
        # In a table the height is known only in percent, so the edges are thin rectangles of the band's height.
        return element("svg", element("line", x1="0", x2="0", y1="0", y2="100%", class_=kind),
                       x=x, overflow="visible", width="1", **self.tall)  # fmt: skip

    def pace(self, scale: Scale, seen: Reading) -> SafeString | str:
        if seen.pace is None:
            return ""
        x = scale.at(seen.pace)
        return element("line", class_="pac", x1=x, x2=x, **self.pace_y)

    def target(self, scale: Scale, seen: Reading) -> SafeString | str:
        if seen.target is None:
            return ""
        x = scale.at(seen.target)
        ends: dict[str, Any] = {"x1": x, "x2": x, **self.target_y}
        return together(element("line", class_="halo", **ends), element("line", class_="tgt", **ends))

    def call(self, scale: Scale, seen: Reading) -> SafeString | str:
        if seen.call is None:
            return ""
        return element("circle", class_="call", cx=scale.at(seen.call), cy=self.middle, r="4")


def _labels(scale: Scale, seen: Reading, pace_text: str, target_text: str, band_text: str) -> SafeString:
    pace_at = scale.x(seen.pace) if seen.pace is not None else None
    target_at = scale.x(seen.target) if seen.target is not None else None
    pace_anchor, target_anchor = _anchors(pace_at, target_at)
    parts: list[SafeString] = []
    if pace_text and pace_at is not None:
        parts.append(_text(pace_text, pace_at, "68", "lbl-pace", pace_anchor))
    if target_text and target_at is not None:
        parts.append(_text(target_text, target_at, "68", "lbl-target", target_anchor))
    if band_text:
        middle = number(seen.p50 if seen.p50 is not None else seen.p90)
        at = scale.x(middle) if middle is not None else 100.0
        parts.append(_text(band_text, at, "11", "lbl-band", "end" if at > 70 else "middle"))
    return together(*parts)


def _anchors(pace: float | None, target: float | None) -> tuple[str, str]:
    """Keep the two labels under the line apart when pace and target are close, and inside at the ends."""
    if pace is None or target is None or abs(pace - target) >= 30:
        return ("start" if pace is not None and pace < 12 else "middle"), "middle"
    return ("end", "start") if pace <= target else ("start", "end")


def _text(words: str, x: float, y: str, kind: str, anchor: str) -> SafeString:
    at = 100.0 if kind == "lbl-band" and anchor == "end" else x
    dx = {"start": "4", "end": "-4"}.get(anchor) if kind != "lbl-band" else None
    return element("text", words, x=pct(at), y=y, dx=dx, class_=kind, text_anchor=anchor)


def lane_head(pace: Any = None, target: Any = 100, lo: float = 0, hi: float = 125,
              pace_text: str = "pace", target_text: str = "target") -> SafeString:  # fmt: skip
    """Words for a table's lane column, standing over the lines they name."""
    scale = Scale(float(lo), float(hi))
    pace_at, target_at = number(pace), number(target)
    ends = (None if each is None else scale.x(each) for each in (pace_at, target_at))
    pace_anchor, target_anchor = _anchors(*ends)
    parts = []
    if pace_at is not None:
        parts.append(_text(pace_text, scale.x(pace_at), "20", "lbl-pace", pace_anchor))
    if target_at is not None:
        parts.append(_text(target_text, scale.x(target_at), "20", "lbl-target", target_anchor))
    return element("svg", together(*parts), class_="lane-head", width="100%", height="31")
