"""What the figures of this package are made of."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tandem.core.money import format_money

Layer = dict[str, Any]


def one() -> Layer:
    """Data of a single mark."""
    return {"values": [{}]}


def rule(color: str, encoding: Layer, width: float = 1) -> Layer:
    """A straight line at fixed places."""
    return {
        "data": one(),
        "mark": {"type": "rule", "color": color, "strokeWidth": width},
        "encoding": encoding,
    }


def dot(x: float, y: float, **look: Any) -> Layer:
    """A point at a fixed place."""
    mark = {"type": "point", "filled": True, "opacity": 1, **look}
    return {"data": one(), "mark": mark, "encoding": {"x": {"datum": x}, "y": {"datum": y}}}


def words_at(
    x: float, y: float, words: str, *, color: str = "$--muted", weight: int = 400, **look: Any
) -> Layer:
    """Words beside a fixed place."""
    mark = {
        "type": "text",
        "align": "left",
        "baseline": "middle",
        "color": color,
        "fontWeight": weight,
        **look,
    }
    encoding = {"x": {"datum": x}, "y": {"datum": y}, "text": {"value": words}}
    return {"data": one(), "mark": mark, "encoding": encoding}


def short_axis(currency: str) -> dict[str, Any]:
    """An axis whose labels are short money."""
    sign = format_money(Decimal(0), currency, "short").replace("0", "").strip()
    label = (
        f"datum.value == 0 ? '0' : '{sign}' + (abs(datum.value) >= 1e6 ? format(datum.value / 1e6, '.3~f') + 'M'"
        " : format(datum.value / 1e3, ',.3~f') + 'k')"
    )
    return {"title": None, "tickCount": 4, "labelExpr": label}
