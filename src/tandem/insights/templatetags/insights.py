"""Drawings of outlooks."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from tandem.core.ui.svg import element, short, together
from tandem.insights.queries import Row

register = template.Library()
WIDE, HIGH, GAP = 11, 34, 4


@register.simple_tag
def outlook_bars(row: Row, top: float) -> SafeString:
    """Quarters as bars, the running one as far as it is booked, and where it and the next two are going as bands."""
    scale = (HIGH - 1) / (top or 1)
    drawn: list[SafeString] = []
    for at, amount in enumerate([*row.past, row.so_far]):
        height = max(1.0, max(0.0, amount) * scale)
        kind = "now" if at == len(row.past) else "val"
        drawn.append(
            element("rect", class_=kind, x=at * (WIDE + GAP), y=short(HIGH - height), width=WIDE,
                    height=short(height), rx="1.5")
        )  # fmt: skip
    for at, one in enumerate(row.ahead):
        x = (len(row.past) + at) * (WIDE + GAP)
        high, low, mid = (HIGH - max(0.0, value) * scale for value in (one.high, one.low, one.mid))
        drawn.append(
            element("rect", class_="bnd", x=short(x + 0.5), y=short(high), width=WIDE - 1,
                    height=short(max(low - high, 1.5)))
        )  # fmt: skip
        drawn.append(element("line", class_="mid", x1=x, x2=x + WIDE, y1=short(mid), y2=short(mid)))
    count = len(row.past) + max(len(row.ahead), 1)
    return element(
        "svg", together(*drawn), class_="outlook", width=count * (WIDE + GAP) - GAP, height=HIGH, role="img",
        aria_label=row.spoken,
    )  # fmt: skip
