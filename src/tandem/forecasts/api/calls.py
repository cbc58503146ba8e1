"""Calls, snapshots and the waterfall over the API: the same calls as the pages make."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ninja import Query, Router, Schema, Status
from pydantic import Field

from tandem.core.api import Problem
from tandem.core.errors import NotAllowed
from tandem.core.requests import Request
from tandem.forecasts import actions, queries
from tandem.people.api import PersonRef, TeamRef

router = Router(tags=["forecasts"])
REFUSALS: dict[int, type[Schema]] = {
    400: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem,
}  # fmt: skip
MOST = 9_000_000_000_000_000_000
CALLS = 100


class WhoseForecast(Schema):
    """Whose forecast of which period; without anything your own of the period that runs."""

    team: int | None = Field(None, ge=1, le=MOST)
    person: int | None = Field(None, ge=1, le=MOST)
    period: str = Field("", max_length=10, pattern=r"^[0-9Q-]*$", examples=["2026-Q4"])


class Between(WhoseForecast):
    """Two snapshots by their ids; `end` may be "now"."""

    start: int = Field(ge=1, le=MOST)
    end: str = Field("now", pattern=r"^(now|[0-9]{1,18})$")


class CallIn(WhoseForecast):
    """What one calls."""

    likely: Decimal = Field(ge=0, max_digits=18, decimal_places=2, examples=["268000.00"])
    commit: Decimal | None = Field(None, ge=0, max_digits=18, decimal_places=2)
    best: Decimal | None = Field(None, ge=0, max_digits=18, decimal_places=2)
    reason: str = Field("", max_length=300)


class OverrideIn(Schema):
    """Another figure than was handed up, for a person or a team below `seat`; null takes it back."""

    seat: int = Field(ge=1, le=MOST, description="The team you lead")
    team: int | None = Field(None, ge=1, le=MOST)
    person: int | None = Field(None, ge=1, le=MOST)
    period: str = Field("", max_length=10, pattern=r"^[0-9Q-]*$")
    likely: Decimal | None = Field(None, ge=0, max_digits=18, decimal_places=2)
    reason: str = Field("", max_length=300)


class CallOut(Schema):
    id: int
    start_on: date
    end_on: date
    person: PersonRef | None
    team: TeamRef
    seat: TeamRef | None = Field(
        None, description="From whose lead it is made; null for an officer's own call"
    )
    likely: Decimal | None
    commit: Decimal | None
    best: Decimal | None
    currency: str
    reason: str
    by: PersonRef
    at: datetime


class SnapshotOut(Schema):
    id: int
    on: date
    taken_at: datetime
    kind: str
    currency: str


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


class BarOut(Schema):
    term: str
    words: str
    amount: Decimal
    count: int


class WaterfallOut(Schema):
    """opening + everything between = closing, to the cent."""

    opening: Decimal
    closing: Decimal
    currency: str
    bars: list[BarOut]


@router.get("/forecasts/calls", response={200: list[CallOut], **REFUSALS}, operation_id="list_calls")
def list_calls(request: Request) -> Any:
    """The newest calls that you may see, every version of each."""
    return [_told(call) for call in queries.calls(request.user).order_by("-pk")[:CALLS]]


@router.post("/forecasts/calls", response={201: CallOut, **REFUSALS}, operation_id="hand_up_call")
def hand_up_call(request: Request, body: CallIn) -> Any:
    """Hand up your call, or that of the team you lead. Earlier calls stay."""
    choice = _choice(request, body.team, body.person, body.period)
    if not queries.may_call(request.user, choice):
        raise NotAllowed(
            f"You do not call for {choice.name}.", remedy="Call for yourself, or for the team you lead."
        )
    figures: dict[str, Any] = {
        "likely": body.likely,
        "commit": body.commit,
        "best": body.best,
        "reason": body.reason,
    }
    made = actions.hand_up(choice.person, choice.team, choice.period, actor=request.user, **figures)
    return Status(201, _told(made))


@router.post("/forecasts/overrides", response={201: CallOut, **REFUSALS}, operation_id="override_call")
def override_call(request: Request, body: OverrideIn) -> Any:
    """Count another figure than was handed up, with a reason. What was handed up stays as it is."""
    seat = _choice(request, body.seat, None, body.period)
    choice = _choice(request, body.team, body.person, body.period)
    made = actions.count_instead(
        choice.person, choice.team, choice.period, actor=request.user, seat=seat.team, likely=body.likely,
        reason=body.reason,
    )  # fmt: skip
    if not hasattr(made, "likely"):
        raise NotAllowed("There is no figure of yours to take back.", remedy="Send a figure and its reason.")
    return Status(201, _told(made))


@router.get(
    "/forecasts/snapshots", response={200: list[SnapshotOut], **REFUSALS}, operation_id="list_snapshots"
)
def list_snapshots(request: Request) -> Any:
    """The newest snapshots."""
    return queries.snapshots()


@router.post("/forecasts/snapshots", response={201: SnapshotOut, **REFUSALS}, operation_id="take_snapshot")
def take_snapshot(request: Request) -> Any:
    """Write down every open deal now."""
    return Status(201, actions.take_snapshot(actor=request.user))


@router.get("/forecasts/waterfall", response={200: WaterfallOut, **REFUSALS}, operation_id="get_waterfall")
def get_waterfall(request: Request, query: Query[Between]) -> Any:
    """How the pipeline of a period came from one snapshot to another or to now, of the deals that you may see."""
    choice = _choice(request, query.team, query.person, query.period)
    return queries.between(
        request.user, choice, str(query.start), query.end, today=request.today, now=request.now
    )


@router.get("/forecasts/accuracy", response={200: AccuracyOut, **REFUSALS}, operation_id="get_accuracy")
def get_accuracy(request: Request, query: Query[AccuracyOf]) -> Any:
    """How far off the model and each caller were so many weeks before the end, and who errs less than whom."""
    choice = _choice(request, query.team, query.person, query.period)
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


def _choice(request: Request, team: int | None, person: int | None, period: str) -> queries.Choice:
    return queries.choose(request.user, str(team or ""), period, request.today, str(person or ""))


def _told(call: Any) -> dict[str, Any]:
    forecast = call.forecast
    own = ("id", "seat", "likely", "commit", "best", "currency", "reason", "by", "at")
    told = {name: getattr(call, name) for name in own}
    days = {"start_on": forecast.start_on, "end_on": forecast.end_on}
    return {**told, **days, "person": forecast.person, "team": forecast.home}
