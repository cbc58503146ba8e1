"""The forecast as its page shows it: the whole, its rows, what the model says, and the course of the period."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ninja import Query, Schema
from pydantic import Field

from tandem.core.requests import Request
from tandem.forecasts import queries
from tandem.forecasts.api.common import REFUSALS, WhoseForecast, chosen, router
from tandem.people.api import PersonRef, TeamRef


class SaidOut(Schema):
    """A call as it stands; `likely` is null once it was taken back."""

    id: int
    likely: Decimal | None
    commit: Decimal | None
    best: Decimal | None
    reason: str
    by: PersonRef
    at: datetime


class BeneathOut(Schema):
    """Won in the period, and open deals closing in it by category, in the organization's currency."""

    closed: Decimal
    commit: Decimal
    best: Decimal
    pipeline: Decimal
    omitted: Decimal
    weighted: Decimal = Field(description="The best case by the chances of its stages")
    deals: int = Field(description="Open deals")


class ModelOut(Schema):
    """Where the model sees it land: 8 in 10 between p10 and p90. `chance` of the target in percent."""

    p10: float
    p25: float
    p50: float
    p75: float
    p90: float
    chance: int | None = None


class ForecastRowOut(Schema):
    """One person or team: what lies beneath, what was called, and how it counts."""

    person: PersonRef | None
    team: TeamRef | None
    target: Decimal | None
    counts: Decimal = Field(description="As the lead of the team counts it", examples=["268000.00"])
    called: int = Field(description="Officers who handed up")
    asked: int = Field(description="Officers below")
    own: SaidOut | None = Field(description="What was handed up")
    over: SaidOut | None = Field(description="What the lead of the team counts instead")
    beneath: BeneathOut
    moved: str = Field(description="What moved beneath since the call; empty when nothing did")
    usually: str = Field(description="How the caller leans, beyond chance", examples=["usually 4% too high"])
    model: ModelOut | None
    missing: str = Field(description="Why the model says nothing")


class PointOut(Schema):
    """The end of a week: what was booked by then, what pace asks, and where the model sees it go."""

    on: date
    booked: Decimal | None
    pace: Decimal | None
    model: ModelOut | None


class ForecastOut(Schema):
    period: str = Field(examples=["2026-Q4"])
    start_on: date
    end_on: date
    currency: str
    due_at: datetime = Field(description="When the next call is due")
    handed_up: bool = Field(description="Whether this week's call is there")
    may_call: bool
    may_override: bool
    whole: ForecastRowOut
    rows: list[ForecastRowOut] = Field(description="The teams directly below, then the team's officers")
    course: list[PointOut]


@router.get("/forecasts", response={200: ForecastOut, **REFUSALS}, operation_id="get_forecast")
def get_forecast(request: Request, query: Query[WhoseForecast]) -> Any:
    """A forecast: your own, or that of a team you see, rolled up, beside the model's range."""
    choice = chosen(request, query.team, query.person, query.period)
    page = queries.page_of(request.user, choice, now=request.now)
    course = queries.course(choice, page.whole.target, page.fan)
    own = ("currency", "handed_up", "may_call", "may_override")
    return {
        **{name: getattr(page, name) for name in own},
        "period": choice.period.key,
        "start_on": choice.period.start,
        "end_on": choice.period.end,
        "due_at": page.deadline.at,
        "whole": _row(page.whole),
        "rows": [_row(row) for row in page.rows],
        "course": [
            {"on": point.day, "booked": point.booked, "pace": point.pace, "model": point.band}
            for point in course.points
        ],
    }


def _row(row: Any) -> dict[str, Any]:
    own = ("person", "team", "target", "own", "over", "beneath", "usually")
    model = None
    if row.outlook is not None:
        model = {name: getattr(row.outlook, name) for name in ("p10", "p25", "p50", "p75", "p90")}
        model["chance"] = row.chance
    return {
        **{name: getattr(row, name) for name in own},
        "counts": row.rolled.standing,
        "called": row.rolled.called,
        "asked": row.rolled.asked,
        "moved": row.moved_words,
        "model": model,
        "missing": row.too_thin,
    }
