"""The odds curve on the target line, the gauge of a top target, and the strip of chances.

The area right of the line is the chance to attain. Heights come from the server; the line of the gauge is moved by
`static_src/js/gauge.js`, which reads the chance of every figure from the table beside it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.utils.safestring import SafeString

from tandem.core.ui.svg import element, short, together
from tandem.core.ui.words import band

BASE, HEIGHT = 29.0, 28.0
ZONES = ("too easy", "safe", "sweet spot", "stretch", "too hard")
RANGES = ("over 80%", "70–80", "50–70%", "40–50", "under 40%")


def odds(outline: Sequence[float] | None, label: str = "", line: float = 50.0) -> SafeString:
    """A row's curve: heights 0 to 1 at equal distances, the target at `line` percent of the width; empty without."""
    heights = list(outline or ())
    spoken: dict[str, Any] = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    parts: list[SafeString | str] = []
    if len(heights) > 1:
        left, right = _split(heights, line)
        parts = [
            element("polygon", class_="l", points=_under(left)),
            element("polygon", class_="r", points=_under(right)),
            element("polyline", class_="o", points=_points([*left, *right[1:]])),
        ]
    parts.append(element("line", class_="b", x1="0", x2="100", y1=short(BASE), y2=short(BASE)))
    curve = element(
        "svg", together(*parts), class_="odds", viewBox="0 0 100 30", preserveAspectRatio="none", **spoken
    )
    rule = element("line", class_="tgt", x1=f"{short(line)}%", x2=f"{short(line)}%", y1="0", y2="100%")
    drawn = element("svg", rule, class_="odds-line", aria_hidden="true")
    return SafeString(f'<div class="odds-cell">{curve}{drawn}</div>')


def _split(heights: list[float], line: float) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """The curve as points left and right of the line, which both have its point on the line."""
    step = 100 / (len(heights) - 1)
    points = [(at * step, BASE - height * HEIGHT) for at, height in enumerate(heights)]
    place = min(int(line / step), len(heights) - 2)
    share = line / step - place
    middle = (line, points[place][1] + share * (points[place + 1][1] - points[place][1]))
    left = [point for point in points if point[0] < line]
    return [*left, middle], [middle, *(point for point in points if point[0] > line)]


_near = lru_cache(4096)(short)  # curves have their places in common, and heights of three digits


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join([f"{_near(x)},{_near(y)}" for x, y in points])


def _under(points: Sequence[tuple[float, float]]) -> str:
    if not points:
        return ""
    first, last = points[0][0], points[-1][0]
    return f"{short(first)},{short(BASE)} {_points(points)} {short(last)},{short(BASE)}"


def gauge(drawn: Any, words: str = "", field: str = "") -> SafeString:
    """The large curve with its zones. `drawn`: ends, outline, edges, table, top, step, percent; `field`: the id of
    the input that holds the target, which makes the line a slider.
    """
    low, high = drawn.ends
    line = _place(float(drawn.top), low, high)
    left, right = _split(list(drawn.outline), min(max(line, 0.0), 99.999))
    curve = element(
        "svg",
        together(
            element("polygon", class_="l", points=_under(left)),
            element("polygon", class_="r", points=_under(right)),
            element("line", class_="b", x1="0", x2="100", y1=short(BASE), y2=short(BASE)),
        ),
        class_="odds",
        viewBox="0 0 100 30",
        preserveAspectRatio="none",
        aria_hidden="true",
    )
    grip = _grip(drawn, line, words, field)
    data = ""
    if field:
        table = json.dumps(
            {"table": drawn.table, "low": round(low), "high": round(high), "step": int(drawn.step)}
        )
        data = f" data-gauge=\"{field}\" data-odds='{table}'"
    spoken = "" if field else f' role="img" aria-label="{_safe(words)}"'
    return SafeString(
        f'<div class="gauge"{data}{spoken}><div class="gauge-draw">{curve}{grip}</div>{_zones(drawn, low, high)}</div>'
    )


def _grip(drawn: Any, line: float, words: str, field: str) -> SafeString:
    rule = element("line", class_="tgt", x1="0", x2="0", y1="0", y2="100%")
    knob = element("circle", class_="knob", cx="0", cy="8", r="7") if field else ""
    moved = element(
        "svg", together(rule, knob), x=f"{short(line)}%", overflow="visible", width="1", height="100%"
    )
    slider: dict[str, Any] = {"aria_hidden": "true"}
    if field:
        low, high = drawn.ends
        slider = {
            "id": f"{field}-line",  # by which it has the keyboard again after each edit
            "role": "slider",
            "tabindex": "0",
            "aria_label": "Top target",
            "aria_valuemin": str(round(low)),
            "aria_valuemax": str(round(high)),
            "aria_valuenow": str(round(float(drawn.top))),
            "aria_valuetext": words,
        }
    return element("svg", moved, class_="gauge-line", **slider)


def _zones(drawn: Any, low: float, high: float) -> str:
    """The bands under the curve, by the figures that have 80, 70, 50 and 40 %."""
    marks = [low, *(min(max(edge, low), high) for edge in drawn.edges), high]
    here = band(round(drawn.percent))[1] if drawn.percent is not None else ""
    parts, unnamed = [], []
    for at, (name, said) in enumerate(zip(ZONES, RANGES, strict=True)):
        start, end = _place(marks[at], low, high), _place(marks[at + 1], low, high)
        wide = end - start
        if wide <= 0.2:
            continue
        on = " on" if name == here else ""
        text = _label(f"gz p{5 - at}", name, 15, wide)
        unnamed += _keyed(text, f'<i class="p{5 - at}"></i>{name} {said}')
        under = _label("gp", said, 34, wide)
        box = f'<rect class="gzone p{5 - at}{on}" width="100%" height="19" y="1" rx="4"/>'
        parts.append(
            f'<svg x="{short(start + 0.15)}%" width="{short(wide - 0.3)}%" height="40" overflow="visible">'
            f"{box}{text}{under}</svg>"
        )
    key = f'<p class="gauge-key" aria-hidden="true">{"".join(unnamed)}</p>' if unnamed else ""
    return f'<svg class="gauge-zones" aria-hidden="true">{"".join(parts)}</svg>{key}'


def _keyed(label: str, words: str) -> list[str]:
    """An entry of the key below, for a band whose name does not fit in it, or not on a phone."""
    if label and "hide-s" not in label:
        return []
    narrow = ' class="only-s"' if label else ""
    return [f"<span{narrow}>{words}</span>"]


def _label(look: str, words: str, y: int, wide: float) -> str:
    """Words in or under a band, where they fit: a gauge is some 540 px wide, on a phone 350 px."""
    needs = len(words) * 6 + 6
    if needs > wide * 5.4:
        return ""
    thin = "" if needs <= wide * 3.5 else " hide-s"
    return f'<text class="{look}{thin}" x="50%" y="{y}">{words}</text>'


def _place(figure: float, low: float, high: float) -> float:
    return (figure - low) / ((high - low) or 1) * 100


def strip(percents: Sequence[float], label: str = "") -> SafeString:
    """A dot for each chance from 0 to 100 %, with the sweet spot behind them; outside 40 to 80 a hollow red one."""
    band_ = element("rect", class_="sweet", x="50%", width="20%", y="2", height="34", rx="4")
    base = element("line", class_="base", x1="0", x2="100%", y1="38", y2="38")
    dots = [
        element(
            "circle",
            class_="in" if 40 <= round(each) <= 80 else "out",
            cx=f"{short(each)}%",
            cy=str(20 + (at % 3 - 1) * 8),
            r="4",
        )
        for at, each in enumerate(sorted(percents))
    ]
    ticks = [
        element("text", f"{at}%" if at == 100 else str(at), x=f"{at}%", y="51", text_anchor=_anchor(at))
        for at in (0, 40, 50, 70, 80, 100)
    ]
    body = together(band_, base, *dots, *ticks)
    return element("svg", body, class_="chance-strip", role="img", aria_label=label)


def _anchor(at: int) -> str:
    return "start" if at == 0 else "end" if at == 100 else "middle"


def _safe(words: str) -> str:
    return words.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
