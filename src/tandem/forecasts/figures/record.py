"""How good calls were: of each period the model's band, what came and what was called."""

from __future__ import annotations

from typing import Any

from tandem.core.ui.charts import Chart, figure
from tandem.forecasts.figures.parts import one
from tandem.forecasts.queries.accuracy import Accuracy, Past

X = {
    "field": "label",
    "type": "nominal",
    "sort": None,
    "axis": {"title": None, "labelAngle": 0, "labelExpr": "split(datum.label, ' ')", "labelOverlap": True},
}
TICK = {"type": "tick", "bandSize": 17, "thickness": 3, "opacity": 1}
Y = {
    "type": "quantitative",
    "scale": {"zero": False},
    "axis": {"title": None, "tickCount": 4, "labelExpr": "datum.value + '%'"},
}


def record(found: Accuracy) -> Chart | None:
    """Percent of target by period; None before anything was scored."""
    past = found.past
    if not past:
        return None
    data = [_point(each) for each in past]
    x = {**X, "scale": {"domain": [each.label for each in past]}}
    edge = "$--fill" if found.choice.person else "$--manager"
    layers: list[dict[str, Any]] = [
        _layer(x, {"type": "bar", "width": 13, "color": "$--band"}, "low", y2={"field": "high"}),
        {
            "data": one(),
            "mark": {"type": "rule", "color": "$--target", "strokeWidth": 1.5},
            "encoding": {"y": {**Y, "datum": 100}},
        },
        _layer(x, {**TICK, "color": "$--fill"}, "came"),
        _layer(x, {**TICK, "color": "$--color-error"}, "missed"),
        _layer(
            x,
            {"type": "point", "filled": True, "fill": "$--color-base-100", "stroke": edge, "strokeWidth": 2,
             "size": 42, "opacity": 1},
            "call",
        ),
    ]  # fmt: skip
    columns = ("", "What came", "Model, 8 in 10", "Model", "Call")
    rows = [_row(each) for each in past]
    return Chart(
        "record", figure(170, layers, data={"values": data}), sentence(found), columns, rows, height=170
    )


def sentence(found: Accuracy) -> str:
    """What the drawing says."""
    count = len(found.past)
    parts = [f"{found.choice.name}, {found.weeks_words}, {count} period{'s' if count != 1 else ''}"]
    if found.model and found.model.n:
        inside = found.model.inside
        parts.append(f"model off by {found.model.off_words}, {inside.hits} of {inside.n} inside its band")
    if found.call and found.call.n:
        parts.append(f"call off by {found.call.off_words}")
    return f"{': '.join([parts[0], '; '.join(parts[1:])]) if parts[1:] else parts[0]}."


def _layer(x: dict[str, Any], mark: dict[str, Any], field: str, **more: Any) -> dict[str, Any]:
    return {
        "transform": [{"filter": f"isValid(datum.{field})"}],
        "mark": mark,
        "encoding": {"x": x, "y": {**Y, "field": field}, **more},
    }


def _point(each: Past) -> dict[str, Any]:
    known = {"low": each.low, "high": each.high, "call": each.call}
    name = "missed" if each.missed else "came"
    known[name] = each.came
    return {"label": each.label, **{key: value for key, value in known.items() if value is not None}}


def _row(each: Past) -> tuple[str, ...]:
    def percent(value: float | None) -> str:
        return "–" if value is None else f"{value:.0f}%"

    band = "–" if each.low is None else f"{percent(each.low)} to {percent(each.high)}"
    return each.label, percent(each.came), band, percent(each.model), percent(each.call)
