"""What Today and Team say, as data: what to do next, where a team stands, why, and where its deals wait."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from ninja import Query, Schema
from pydantic import Field

from tandem.core.requests import Request
from tandem.goals.api.plans import Told
from tandem.people.api import PersonRef, TeamRef
from tandem.workspace.api.common import MOST, router
from tandem.workspace.queries.counts import counts
from tandem.workspace.queries.flow import flow_of
from tandem.workspace.queries.gap import gap_of
from tandem.workspace.queries.standing import standing_of
from tandem.workspace.queries.today import today_page


class WhichTeam(Schema):
    """A team that you steer, in a quarter; without anything your first one in the quarter that runs."""

    team: int | None = Field(None, ge=1, le=MOST)
    period: str = Field("", max_length=10, pattern=r"^[0-9Qx-]*$", examples=["2026-Q4"])


class NextOut(Schema):
    """One thing to do; ranked by `points`, what winning the deal adds to the chance of your goal, times `likely`."""

    kind: str = Field(description="waiting, task or deal", examples=["deal"])
    id: int | None = Field(description="Of the deal or task")
    title: str = Field(examples=["Acorn Works"])
    why: str = Field(examples=["Close date passed 3 days ago"])
    points: int = Field(examples=[4])
    likely: int = Field(description="In percent, the chance that the deal is won in time", examples=[19])


class TodayOut(Schema):
    deals: int = Field(description="Deals that need you")
    tasks: int = Field(description="Tasks that are due")
    waiting: int = Field(description="Requests that cannot go on without you")
    late: int = Field(description="Of all that, what is past its day")
    next: list[NextOut] = Field(description="The first things to do")
    more: int = Field(description="Things to do that are not among them")


class LandingOut(Schema):
    """Where the model sees it land: 8 in 10 between p10 and p90."""

    p10: Told
    p50: Told
    p90: Told


class FiguresOut(Schema):
    """A team or a person. Nothing is told against a target that is not there."""

    person: PersonRef | None
    team: TeamRef | None
    target: Decimal | None = Field(examples=["150000.00"])
    target_id: int | None
    booked: Decimal = Field(examples=["98000.00"])
    due: Decimal | None = Field(description="Where it should be today", examples=["91000.00"])
    gap: Decimal | None = Field(description="Booked less what is due", examples=["7000.00"])
    attainment: Told | None = Field(description="In percent of the target, never capped", examples=[65.3])
    pace: Told | None = Field(description="Where attainment should be today", examples=[60.7])
    chance: int | None = Field(
        description="To attain, in percent; null with too little history, and once the target is reached",
        examples=[58],
    )
    landing: LandingOut | None
    open_deals: int
    closing: Decimal = Field(
        description="Open amount expected to close in the period", examples=["310000.00"]
    )
    coverage: Told | None = Field(description="Closing ÷ what is left to the target", examples=[2.4])
    slipped: int = Field(description="Open deals whose close date passed")
    at_risk: int = Field(description="Open deals that need somebody")


class StandingOfTeam(Schema):
    team: TeamRef
    period: str = Field(examples=["2026-Q4"])
    start_on: date
    end_on: date
    currency: str
    usual_coverage: Told | None = Field(description="1 ÷ the win rate; null with too few closed deals")
    win_rate: Told | None = Field(description="Won of won and lost in the period, in percent")
    whole: FiguresOut
    teams: list[FiguresOut] = Field(description="Those directly below")
    people: list[FiguresOut] = Field(description="The officers of the team and of all below it, by name")


class GapLineOut(Schema):
    name: str = Field(examples=["Win rate"])
    words: str
    amount: Decimal = Field(examples=["-12000.00"])
    chance: bool = Field(description="Whether chance alone explains it")


class GapOut(Schema):
    """Why the result differs from what is due: the lines add up to it, to the cent."""

    booked: Decimal
    due: Decimal
    gap: Decimal
    currency: str
    lines: list[GapLineOut]
    missing: str = Field(description="Why there are no lines")


class PassageOut(Schema):
    """How deals pass through a stage: shares that moved on in percent, and median days in it."""

    stage: int
    name: str = Field(examples=["Propose"])
    percent: Told | None
    usual_percent: Told | None = Field(description="Of the four quarters before")
    days: Told | None
    usual_days: Told | None
    fewer: bool = Field(description="Fewer move on than before, beyond what chance explains")
    slower: bool


@router.get("/today", response=TodayOut, operation_id="get_today")
def get_today(request: Request) -> Any:
    """What you do next and why, as your Today page ranks it. Goals are under /goals, agreements under /agreements."""
    found = counts(request.user, request.today)
    page = today_page(request.user, found, now=request.now, today=request.today)
    rows = [
        {
            **{name: getattr(row, name) for name in ("kind", "title", "points", "likely")},
            "id": row.record.pk if row.record is not None else None,
            "why": ". ".join(part for part in (row.hot, row.why) if part),
        }
        for row in page.rows
    ]
    told = {name: getattr(found, name) for name in ("deals", "tasks", "waiting", "late")}
    return {**told, "next": rows, "more": page.more}


@router.get("/standing", response=StandingOfTeam, operation_id="get_standing")
def get_standing(request: Request, query: Query[WhichTeam]) -> Any:
    """Where a team that you steer stands, with the teams below it and every officer."""
    found = standing_of(request.user, str(query.team or ""), query.period, today=request.today)
    return {
        "team": found.choice.team,
        "period": found.choice.period.key,
        "start_on": found.choice.period.start,
        "end_on": found.choice.period.end,
        "currency": found.currency,
        "usual_coverage": found.usual,
        "win_rate": found.closed.percent,
        "whole": _row(found.whole, "team"),
        "teams": [_row(row, "team") for row in found.teams],
        "people": [_row(row, "person") for row in found.people],
    }


@router.get("/standing/gap", response=GapOut, operation_id="get_gap")
def get_gap(request: Request, query: Query[WhichTeam]) -> Any:
    """Why the result of a team differs from its plan: volume, timing, win rate, deal size, mix."""
    found = gap_of(request.user, str(query.team or ""), query.period, today=request.today)
    told = {name: getattr(found, name) for name in ("booked", "due", "currency", "lines", "missing")}
    return {**told, "gap": found.amount}


@router.get("/standing/flow", response=list[PassageOut], operation_id="get_flow")
def get_flow(request: Request, query: Query[WhichTeam]) -> Any:
    """Where the deals of a team wait, stage by stage; empty when none passed."""
    found = flow_of(request.user, str(query.team or ""), query.period, today=request.today)
    return [
        {
            **{name: getattr(each, name) for name in ("percent", "usual_percent", "days", "fewer", "slower")},
            "stage": each.stage.pk,
            "name": each.stage.name,
            "usual_days": each.usual,
        }
        for each in found.passages
    ]


def _row(row: Any, kind: str) -> dict[str, Any]:
    lands = row.outcome if row.outcome is not None and row.outcome.chance.value is not None else None
    own = {name: getattr(row, name) for name in ("target", "target_id", "gap", "pace", "chance", "coverage")}
    return {
        "person": None,
        "team": None,
        **own,
        kind: row.record,
        "booked": row.booked.period,
        "due": row.stands and row.stands.due,
        "attainment": row.percent,
        "landing": lands,
        "open_deals": row.pipeline.count,
        "closing": row.pipeline.closing,
        "slipped": row.pipeline.slipped,
        "at_risk": row.pipeline.at_risk,
    }
