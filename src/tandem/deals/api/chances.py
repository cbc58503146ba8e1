"""Win chances over the API: what the model says of a deal and why, one's own estimate beside it, and how both did."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Query, Schema
from pydantic import Field

from tandem.authority.actions import require_owner
from tandem.core.api import Body
from tandem.core.requests import Request
from tandem.deals import actions, queries
from tandem.deals.api.common import MOST, router
from tandem.deals.queries.rates import win_rates as rates_of
from tandem.people.api import PersonRef, TeamRef


class WinReasonOut(Schema):
    """What in the deal moves its chance, beside the average deal."""

    name: str = Field(examples=["source"])
    words: str = Field(examples=["from Referral"])
    points: int = Field(description="Of chance, up or down", examples=[12])


class OwnEstimateOut(Schema):
    percent: int = Field(examples=[60])
    at: datetime


class WinChanceOut(Schema):
    """In percent. All of the model is null before the first night; `ranks` false: the base rate for every deal."""

    percent: int | None = Field(examples=[62])
    low: float | None = Field(
        description="Where deals told about the same were won, 19 of 20 times", examples=[51]
    )
    high: float | None = Field(examples=[72])
    alike: int | None = Field(description="Earlier deals that were told about the same", examples=[140])
    reasons: list[WinReasonOut]
    average: int | None = Field(
        None, description="Percent from which the reasons count: average + their points + others = percent"
    )
    others: int | None = Field(None, description="What all but the reasons told bring, in points")
    ranks: bool | None = Field(description="Whether the model tells deals apart")
    base: float | None = Field(description="The share of decided deals that were won", examples=[48.2])
    decided: int | None = Field(description="Deals it was learned from", examples=[6711])
    at: datetime | None = Field(description="When it was told")
    own: OwnEstimateOut | None = Field(description="Your own estimate, if you gave one")


class EstimateIn(Body):
    percent: int = Field(ge=0, le=100, examples=[60])


class ScoreOut(Schema):
    """Mean squared errors on deals that closed: 0 is perfect, 0.25 what always saying 50% gives; null with too few."""

    person: PersonRef
    count: int = Field(description="Closed deals with an estimate")
    own: float | None = Field(examples=[0.19])
    model: float | None = Field(examples=[0.21])
    verdict: str = Field(examples=["no difference that chance would not explain"])


class RatesOf(Schema):
    team: int | None = Field(None, ge=1, le=MOST, description="Without it, the first that you lead")


class WinRateOut(Schema):
    """In percent; `low` and `high`: where the true rate lies 19 of 20 times. With too few deals, only the counts."""

    person: PersonRef
    won: int
    closed: int
    rate: float | None = Field(examples=[48.2])
    low: float | None = Field(examples=[41.0])
    high: float | None = Field(examples=[55.6])
    stands: str = Field(description="above or below where chance does not explain it, else empty")


class WinRatesOut(Schema):
    """Of the last twelve months. In a tie nobody is named, and the people come by name."""

    team: TeamRef
    since: date
    until: date
    tie: bool
    heading: str = Field(examples=["no difference that chance would not explain"])
    sentence: str
    rows: list[WinRateOut]


@router.get("/deals/{int:deal_id}/chance", response=WinChanceOut, operation_id="get_win_chance")
def get_chance(request: Request, deal_id: int) -> Any:
    """The chance that the model gives a deal, with range and reasons, and your own estimate beside it."""
    return _told(request, queries.get_deal(request.user, deal_id))


@router.post("/deals/{int:deal_id}/estimate", response=WinChanceOut, operation_id="estimate_deal")
def estimate(request: Request, deal_id: int, body: EstimateIn) -> Any:
    """Say what you think of an open deal's chance. Both are scored when it closes; what was said before stays."""
    found = queries.get_deal(request.user, deal_id)
    return _told(request, actions.estimate(found, actor=request.user, percent=body.percent))


@router.get("/estimates", response=list[ScoreOut], operation_id="list_estimate_scores")
def list_scores(request: Request) -> Any:
    """How your estimates, and those of the people below you, did beside the model's chances."""
    require_owner(request.user, "deals.estimates", request.user)
    return [
        {
            **{name: getattr(one, name) for name in ("person", "count", "own", "model")},
            "verdict": one.words,
        }
        for one in queries.scores(request.user)
    ]


@router.get("/win-rates", response=WinRatesOut, operation_id="get_win_rates")
def get_win_rates(request: Request, query: Query[RatesOf]) -> Any:
    """Whether the people of a team win differently often, or chance explains it."""
    found = rates_of(request.user, str(query.team or ""), today=request.today)
    told = {name: getattr(found, name) for name in ("team", "since", "until", "tie", "heading", "sentence")}
    return {**told, "rows": [_rate(row, found.verdict is not None) for row in found.rows]}


def _told(request: Request, deal: Any) -> dict[str, Any]:
    """The chance of a deal as the API tells it."""
    chance = queries.chance_of(request.user, deal)
    told, fit = chance.told, chance.fit
    reasons = told.reasons if told else []
    return {
        "percent": told and told.percent,
        "low": told and round(told.low * 100, 1),
        "high": told and round(told.high * 100, 1),
        "alike": told and told.alike,
        "reasons": [{"name": name, "words": words, "points": points} for name, words, points in reasons],
        "average": chance.average_percent if reasons else None,
        "others": chance.others if reasons else None,
        "ranks": fit and fit.ranks,
        "base": fit and round(fit.base * 100, 1),
        "decided": fit and fit.decided,
        "at": told and told.at,
        "own": chance.own,
    }


def _rate(row: Any, told: bool) -> dict[str, Any]:
    figures = {"rate": row.percent, "low": row.low, "high": row.high}
    own = {name: getattr(row, name) for name in ("person", "won", "closed", "stands")}
    return {**own, **{name: round(value, 1) if told else None for name, value in figures.items()}}
