"""The target line and its relatives. Everything is in percent of the row's own target, so lines join down a table."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

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
    seen = Reading(
        number(value), number(pace), number(target), number(p10), number(p50), number(p90), number(call)
    )
    scale = Scale(float(lo), float(hi))
    look = TALL if hero else THIN
    drawing = (
        _track(scale, seen, look)
        + _band(scale, seen, look)
        + _lines(scale, seen, look)
        + (_labels(scale, seen, pace_text, target_text, band_text) if hero else "")
    )
    spoken = escape(label or seen.sentence(name))
    kind = "lane lane-hero" if hero else "lane"
    return SafeString(
        f'<div class="{kind}" role="img" aria-label="{spoken}"><svg aria-hidden="true">{drawing}</svg></div>'
    )


@dataclass(frozen=True)
class Look:
    """Where things stand from top to bottom, as attributes; only numbers of ours are ever written into them."""

    bar: str
    band: str
    pace: str
    target: str
    middle: str


THIN = Look('y="50%" height="8"', 'y="50%" height="18"', 'y1="0" y2="100%"', 'y1="0" y2="100%"', "50%")
TALL = Look('y="27" height="18"', 'y="20" height="32"', 'y1="18" y2="56"', 'y1="16" y2="56"', "36")


def _track(scale: Scale, seen: Reading, look: Look) -> str:
    parts = f'<rect class="trk" width="100%" {look.bar}/>'
    if seen.value is not None and seen.pace is not None and seen.behind and seen.target is not None:
        width = scale.width(seen.value, seen.pace)
        parts += f'<rect fill="url(#hatch)" x="{scale.at(seen.value)}" width="{width}" {look.bar}/>'
    if seen.value is not None and scale.x(seen.value) > 0:
        parts += f'<rect class="val" width="{scale.at(seen.value)}" rx="1" {look.bar}/>'
    return f'<g class="row"><g>{parts}</g></g>'


def _band(scale: Scale, seen: Reading, look: Look) -> str:
    if seen.p10 is None or seen.p90 is None:
        return ""
    width = scale.width(seen.p10, seen.p90)
    parts = f'<rect class="bnd" x="{scale.at(seen.p10)}" width="{width}" {look.band}/>'
    for kind, at in (("edge", seen.p10), ("edge", seen.p90), ("mid", seen.p50)):
        if at is not None:
            # A nested svg gives the line the band's height, which in a table is only known from its middle.
            line = f'<line class="{kind}" x1="0" x2="0" y1="0" y2="100%"/>'
            parts += f'<svg x="{scale.at(at)}" overflow="visible" width="1" {look.band}>{line}</svg>'
    return f'<g class="wide">{parts}</g>'


def _lines(scale: Scale, seen: Reading, look: Look) -> str:
    parts = ""
    if seen.pace is not None:
        x = scale.at(seen.pace)
        parts += f'<line class="pac" x1="{x}" x2="{x}" {look.pace}/>'
    if seen.target is not None:
        x = scale.at(seen.target)
        for kind in ("halo", "tgt"):
            parts += f'<line class="{kind}" x1="{x}" x2="{x}" {look.target}/>'
    if seen.call is not None:
        parts += f'<circle class="call" cx="{scale.at(seen.call)}" cy="{look.middle}" r="4"/>'
    return parts


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
    drawing = element(
        "svg", together(*parts), class_="lane-head", width="100%", height="31", aria_hidden="true"
    )
    return together(SafeString('<span class="sr-only">Attained, pace and target</span>'), drawing)
