"""Calls: handing up, counting another figure, and who said what when."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ninja import Query, Schema, Status
from pydantic import Field

from tandem.core.api import Body
from tandem.core.errors import NotAllowed
from tandem.core.requests import Request
from tandem.forecasts import actions, queries
from tandem.forecasts.api.common import MOST, REFUSALS, WhoseForecast, chosen, router
from tandem.people.api import PersonRef, TeamRef

CALLS = 100


class CallIn(WhoseForecast, Body):
    """What one calls."""

    likely: Decimal = Field(ge=0, max_digits=18, decimal_places=4, examples=["268000.00"])
    commit: Decimal | None = Field(None, ge=0, max_digits=18, decimal_places=4)
    best: Decimal | None = Field(None, ge=0, max_digits=18, decimal_places=4)
    reason: str = Field("", max_length=300)


class OverrideIn(Body):
    """Another figure than was handed up, for a person or a team below `seat`; null takes it back."""

    seat: int = Field(ge=1, le=MOST, description="The team you lead")
    team: int | None = Field(None, ge=1, le=MOST)
    person: int | None = Field(None, ge=1, le=MOST)
    period: str = Field("", max_length=10, pattern=r"^[0-9Qx-]*$")
    likely: Decimal | None = Field(None, ge=0, max_digits=18, decimal_places=4)
    reason: str = Field("", max_length=300)


class CallOut(Schema):
    id: int
    forecast: int = Field(description="Id of the forecast whose version it is")
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


class PrefillOut(Schema):
    """What a call begins with: an officer's deals by category, or what a team's parts add up to."""

    likely: Decimal = Field(examples=["268000.00"])
    commit: Decimal | None = Field(examples=["240000.00"])
    best: Decimal | None = Field(examples=["310000.00"])


@router.get("/forecasts/calls", response={200: list[CallOut], **REFUSALS}, operation_id="list_calls")
def list_calls(request: Request) -> Any:
    """The newest calls that you may see, every version of each."""
    return [_told(call) for call in queries.calls(request.user).order_by("-pk")[:CALLS]]


@router.get(
    "/forecasts/{int:forecast_id}/calls",
    response={200: list[CallOut], **REFUSALS},
    operation_id="list_calls_of_forecast",
)
def calls_of(request: Request, forecast_id: int) -> Any:
    """Every call of one forecast that you may see, the newest first: who said what, when and why."""
    forecast = queries.get_forecast(request.user, forecast_id)
    return [_told(each.call, forecast) for each in queries.story(request.user, forecast)]


@router.get("/forecasts/prefill", response={200: PrefillOut, **REFUSALS}, operation_id="prefill_call")
def prefill(request: Request, query: Query[WhoseForecast]) -> Any:
    """The figures that a call begins with, before anybody changes them."""
    choice = chosen(request, query.team, query.person, query.period)
    return queries.prefill(choice.person, choice.team, choice.period, request.today)


@router.post("/forecasts/calls", response={201: CallOut, **REFUSALS}, operation_id="hand_up_call")
def hand_up_call(request: Request, body: CallIn) -> Any:
    """Hand up your call, or that of the team you lead. Earlier calls stay."""
    choice = chosen(request, body.team, body.person, body.period)
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
    seat = chosen(request, body.seat, None, body.period)
    choice = chosen(request, body.team, body.person, body.period)
    made = actions.count_instead(
        choice.person, choice.team, choice.period, actor=request.user, seat=seat.team, likely=body.likely,
        reason=body.reason,
    )  # fmt: skip
    if not hasattr(made, "likely"):
        raise NotAllowed("There is no figure of yours to take back.", remedy="Send a figure and its reason.")
    return Status(201, _told(made))


def _told(call: Any, forecast: Any = None) -> dict[str, Any]:
    forecast = forecast or call.forecast
    own = ("id", "seat", "likely", "commit", "best", "currency", "reason", "by", "at")
    told = {name: getattr(call, name) for name in own}
    days = {"start_on": forecast.start_on, "end_on": forecast.end_on}
    return {**told, **days, "forecast": forecast.pk, "person": forecast.person, "team": forecast.home}
