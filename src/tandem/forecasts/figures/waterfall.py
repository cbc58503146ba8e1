"""From one pipeline to another, as bars."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tandem.core.money import format_money
from tandem.core.ui.charts import Chart, figure
from tandem.forecasts.figures.parts import short_axis
from tandem.forecasts.queries.waterfall import Waterfall

SIDE = {
    "field": "color",
    "type": "nominal",
    "scale": {"domain": ["end", "up", "down"], "range": ["$--fill", "$--band-edge", "$--pace"]},
    "legend": None,
}


def waterfall(fall: Waterfall, links: Mapping[str, str]) -> Chart:
    """Bars from opening to closing, each where the one before ends. `links`: by term, what a bar opens."""

    def money(amount: Decimal, sign: bool = False) -> str:
        plus = "+" if sign and amount > 0 else ""
        return plus + format_money(amount, fall.currency, "short")

    data = []
    for bar in fall.bars:
        ends = bar.term in ("opening", "closing")
        data.append(
            {
                "bar": bar.words,
                "from": float(bar.base),
                "to": float(bar.top),
                "high": float(max(bar.base, bar.top)),
                "words": money(bar.amount, sign=not ends),
                "color": "end" if ends else "up" if bar.amount >= 0 else "down",
                "href": links[bar.term],
            }
        )
    x = {
        "field": "bar",
        "type": "nominal",
        "sort": None,
        "axis": {"title": None, "labelAngle": 0, "labelExpr": "split(datum.label, ' ')"},
    }
    y = {
        "field": "from",
        "type": "quantitative",
        "axis": short_axis(fall.currency),
    }
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "bar", "width": {"band": 0.62}, "cornerRadius": 2, "cursor": "pointer"},
            "encoding": {
                "x": x,
                "y": y,
                "y2": {"field": "to"},
                "color": SIDE,
                "stroke": SIDE,  # a bar too small for the axis is seen as a line
            },
        },
        {
            "mark": {
                "type": "text",
                "dy": -7,
                "fontSize": 10,
                "fontWeight": 600,
                "color": "$--color-base-content",
                "cursor": "pointer",
            },
            "encoding": {"x": x, "y": {"field": "high", "type": "quantitative"}, "text": {"field": "words"}},
        },
    ]
    parts = ", ".join(f"{bar.words.lower()} {money(bar.amount, sign=True)}" for bar in fall.bars[1:-1])
    sentence = f"The pipeline opened with {money(fall.opening)} and closed with {money(fall.closing)}"
    return Chart(
        "waterfall",
        figure(240, layers, data={"values": data}),
        f"{sentence}: {parts}." if parts else f"{sentence}; nothing moved.",
        ("", "Deals", "Amount"),
        [(bar.words, f"{bar.count:,}", format_money(bar.amount, fall.currency)) for bar in fall.bars],
    )
