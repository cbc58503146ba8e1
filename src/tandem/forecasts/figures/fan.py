"""The course of a period: booked by week, where the model sees it go, pace, target and the call."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

from tandem.core.money import format_money
from tandem.core.ui.charts import Chart, figure
from tandem.forecasts.figures.parts import Layer, dot, rule, short_axis, words_at
from tandem.forecasts.queries.course import Course, Point
from tandem.forecasts.queries.page import Page

ROOM = 1.07  # of the axis, for the words at its end
INK = "$--color-base-content"


def fan(page: Page, course: Course) -> Chart:
    """Booked by week, where the model sees it go, pace, target and the call."""
    likely = page.call.likely if page.call else None
    layers = [*_band_layers(course), *_line_layers(course), *_mark_layers(page, course, likely)]
    x = {
        "field": "week",
        "type": "quantitative",
        "scale": {"domain": [0, course.weeks * ROOM], "nice": False},
        "axis": {
            "title": None,
            "values": list(range(1, course.weeks + 1)),
            "labelExpr": "'W' + datum.value",
            "domain": True,
            "labelOverlap": True,
            "labelSeparation": 6,
        },
    }
    y = {"type": "quantitative", "scale": {"zero": True}, "axis": short_axis(page.currency)}
    spec = figure(260, layers, data={"values": _points(course)})
    for layer in spec["layer"]:
        encoding = layer["encoding"]
        if "value" not in encoding["y"]:
            encoding["y"] = {**y, **encoding["y"]}
        encoding["x"] = {
            **(x if "datum" not in encoding.get("x", {}) else _placed(x)),
            **encoding.get("x", {}),
        }
    rows = [_point_row(page, each) for each in course.points[1:]]
    columns = ("", "Booked", "Pace", "P10", "P50", "P90")
    return Chart("fan", spec, fan_sentence(page, course), columns, rows, height=260)


def _placed(x: dict[str, Any]) -> dict[str, Any]:
    """The axis for a mark at a fixed place, which reads no field."""
    return {name: value for name, value in x.items() if name != "field"}


def fan_sentence(page: Page, course: Course) -> str:
    """What the drawing says."""
    short = partial(format_money, currency=page.currency, style="short")
    parts = [f"{short(page.whole.beneath.closed)} booked"]
    band = course.last.band
    if band is not None:
        low, middle, high = (short(Decimal(round(each))) for each in (band.p10, band.p50, band.p90))
        parts.append(f"most likely {middle} at the end, 8 in 10 landings between {low} and {high}")
    if course.today is not None and course.today.pace is not None:
        parts.append(f"pace today {short(course.today.pace)}")
    if page.call is not None and page.call.likely is not None:
        parts.append(f"called {short(page.call.likely)}")
    if page.whole.target:
        parts.append(f"target {short(page.whole.target)}")
    return f"{page.choice.name}, {page.choice.period.label}: {', '.join(parts)}."


def _points(course: Course) -> list[Layer]:
    found = []
    known = sorted([*course.points, *([course.today] if course.today else [])], key=lambda each: each.day)
    for each in known:
        point: dict[str, Any] = {"week": round(each.week, 3)}
        if each.booked is not None:
            point["booked"] = float(each.booked)
        if each.pace is not None:
            point["pace"] = float(each.pace)
        if each.band is not None:
            point |= {name: round(getattr(each.band, name)) for name in ("p10", "p25", "p50", "p75", "p90")}
        elif each is course.today and course.last.band is not None and each.booked is not None:
            point |= dict.fromkeys(("p10", "p25", "p50", "p75", "p90"), float(each.booked))
        found.append(point)
    return found


def _known(field: str) -> list[Layer]:
    return [{"filter": f"isValid(datum.{field})"}]


def _band_layers(course: Course) -> list[Layer]:
    if course.last.band is None:
        return []
    return [
        {
            "transform": _known("p50"),
            "mark": {"type": "area", "color": "$--band", "line": False},
            "encoding": {"y": {"field": low}, "y2": {"field": high}},
        }
        for low, high in (("p10", "p90"), ("p25", "p75"))
    ]


def _line_layers(course: Course) -> list[Layer]:
    lines = [
        ("pace", {"color": "$--pace", "strokeWidth": 1.5, "strokeDash": [4, 3]}),
        ("booked", {"color": "$--fill", "strokeWidth": 2.5}),
    ]
    if course.last.band is not None:
        lines.append(("p50", {"color": "$--fill", "strokeWidth": 1.5, "strokeDash": [1.5, 2.5]}))
    return [
        {"transform": _known(field), "mark": {"type": "line", **look}, "encoding": {"y": {"field": field}}}
        for field, look in lines
    ]


def _mark_layers(page: Page, course: Course, likely: Decimal | None) -> list[Layer]:
    """Today, the target line, the ends of the band, the ring of the call, and the words beside them."""
    return [*_target(page, course), *_today(page, course), *_ends(page, course), *_call(page, course, likely)]


def _target(page: Page, course: Course) -> list[Layer]:
    target = page.whole.target
    if not target:
        return []
    value, words = float(target), f"Target {format_money(target, page.currency, 'short')}"
    line = {"y": {"datum": value}, "x": {"datum": 0}, "x2": {"datum": course.weeks}}
    return [rule("$--target", line, 2), words_at(0.1, value, words, color=INK, weight=600, dy=-8)]


def _today(page: Page, course: Course) -> list[Layer]:
    here = course.today
    if here is None or here.booked is None:
        return []
    value, words = float(here.booked), f"Today {format_money(here.booked, page.currency, 'short')}"
    line = {"x": {"datum": here.week}, "y": {"value": 0}, "y2": {"value": "height"}}
    return [
        rule("$--line-strong", line),
        dot(here.week, value, size=60, color="$--fill"),
        words_at(here.week, value, words, color=INK, weight=600, dx=9, dy=12),
    ]


def _ends(page: Page, course: Course) -> list[Layer]:
    band = course.last.band
    if band is None:
        return []
    found = []
    for value, color, weight in (
        (band.p90, "$--muted", 400),
        (band.p50, "$--fill", 600),
        (band.p10, "$--muted", 400),
    ):
        words = format_money(Decimal(round(value)), page.currency, "short")
        found.append(words_at(course.weeks, value, words, color=color, weight=weight, dx=11))
    return found


def _call(page: Page, course: Course, likely: Decimal | None) -> list[Layer]:
    if likely is None:
        return []
    edge = "$--manager" if page.choice.person is None else "$--fill"
    look = {"fill": "$--color-base-100", "stroke": edge, "strokeWidth": 2.5, "size": 90}
    return [dot(course.weeks, float(likely), **look)]


def _point_row(page: Page, each: Point) -> tuple[str, ...]:
    def money(amount: Decimal | float | None) -> str:
        return "–" if amount is None else format_money(Decimal(round(amount)), page.currency)

    band = each.band
    bands = (band.p10, band.p50, band.p90) if band else (None, None, None)
    return (
        f"{each.day.day} {each.day:%b}", money(each.booked), money(each.pace), *(money(value) for value in bands)
    )  # fmt: skip
