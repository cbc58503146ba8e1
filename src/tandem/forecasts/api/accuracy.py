"""How good calls turned out: the model and each caller."""

from __future__ import annotations

from typing import Any

from ninja import Query, Schema
from pydantic import Field

from tandem.core.requests import Request
from tandem.forecasts import queries
from tandem.forecasts.api.common import REFUSALS, WhoseForecast, chosen, router


class AccuracyOf(WhoseForecast):
    """Without `weeks` the lead time nearest to where the period stands."""

    weeks: int | None = Field(None, ge=1, le=52, description="Weeks before the end", examples=[4])


class LeanOut(Schema):
    """The mean signed error; 0.04 is 4% too high. `low` and `high`: where the true one lies, null from one period."""

    mean: float
    low: float | None
    high: float | None
    told: bool = Field(description="Whether it is beyond chance")


class MeasureOut(Schema):
    layer: str = Field(examples=["officer"], description="naive, model, officer, manager or director")
    periods: int
    off: float | None = Field(None, description="Mean absolute error ÷ what came")
    lean: LeanOut | None
    inside: int = Field(description="Periods that ended inside the model’s 8 in 10")
    banded: int = Field(description="Periods of which the model gave a band")
    over_naive: float | None = Field(
        None, description="Error of what came so far and the same weeks before, less this one"
    )
    beneath: str = Field("", description="The layer next below that said anything")
    over_beneath: float | None = Field(None, description="Error of that layer, less this one")


class CallerOut(Schema):
    person: int | None = None
    team: int | None = None
    name: str
    usually: str = Field("", examples=["usually 4% too high"], description="Empty where chance explains it")
    measure: MeasureOut


class AccuracyOut(Schema):
    """How good calls of the last periods turned out, as far as you may see. Nothing in it before anything is scored."""

    weeks: int | None = Field(None, examples=[4])
    known: list[int] = Field(description="Lead times that were scored")
    layers: list[MeasureOut]
    callers: list[CallerOut]


@router.get("/forecasts/accuracy", response={200: AccuracyOut, **REFUSALS}, operation_id="get_accuracy")
def get_accuracy(request: Request, query: Query[AccuracyOf]) -> Any:
    """How far off the model and each caller were so many weeks before the end, and who errs less than whom."""
    choice = chosen(request, query.team, query.person, query.period)
    found = queries.accuracy(request.user, choice, weeks=query.weeks)
    return {
        "weeks": found.weeks,
        "known": found.known,
        "layers": [_measured(line) for line in found.lines],
        "callers": [
            {each.key[0]: each.key[1], "name": each.name, "usually": each.line.measure.usually,
             "measure": _measured(each.line)}
            for each in found.callers
        ],
    }  # fmt: skip


def _measured(line: Any) -> dict[str, Any]:
    measure, lean = line.measure, line.measure.bias
    several = measure.n > 1
    return {
        "layer": line.layer,
        "periods": measure.n,
        "off": measure.off,
        "lean": lean and {
            "mean": lean.mean, "low": lean.low if several else None, "high": lean.high if several else None,
            "told": bool(measure.usually),
        },
        "inside": measure.inside.hits,
        "banded": measure.inside.n,
        "over_naive": line.over_naive and line.over_naive.value,
        "beneath": line.beneath,
        "over_beneath": line.over_beneath and line.over_beneath.value,
    }  # fmt: skip
