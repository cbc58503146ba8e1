"""Goals over the API: where one's own targets stand, and the story of each: why, what must be, what moved it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ninja import Query, Schema
from pydantic import Field

from tandem.authority.actions import require
from tandem.core.api import Body
from tandem.core.errors import Refused
from tandem.core.requests import Request
from tandem.deals.api import DealRef
from tandem.goals import actions, queries
from tandem.goals.api.plans import REFUSALS, TargetOut, Told, one_page, one_target, router
from tandem.people.api import PersonRef


class StandingOut(Schema):
    """Where a target stands today. Attainment is never capped."""

    result: Decimal = Field(examples=["98000.00"])
    due: Decimal = Field(description="Where the result should be today", examples=["91000.00"])
    gap: Decimal = Field(description="Result less what is due", examples=["7000.00"])
    left: Decimal = Field(description="Target less result; negative when over", examples=["52000.00"])
    attainment: Told | None = Field(description="In percent of the target", examples=[65.3])
    pace: Told = Field(description="Where attainment should be today, in percent", examples=[60.7])
    linear: bool = Field(description="Pace by working days only, for want of history")


class GoalOut(Schema):
    """A target of your own in one period."""

    target: TargetOut
    plan: int
    metric: str = Field(examples=["bookings"])
    period: str = Field(examples=["Q1 2027"])
    start_on: date
    end_on: date
    currency: str
    when: str = Field(description="past, now or next", examples=["now"])
    result: Decimal = Field(examples=["98000.00"])
    agreement: int | None = Field(description="What you were asked with, to accept or counter")
    standing: StandingOut | None = Field(description="null unless the period runs")


class ReasonOfTarget(Schema):
    """One line of why this number; `amount`: what this part alone would give."""

    name: str = Field(examples=["History"])
    words: str
    amount: Decimal | None


class VersionOfTarget(Schema):
    """A figure that a target had, from when, by whom and why. `chance`: what was stated for it then, in percent."""

    amount: Decimal
    kind: str = Field(examples=["published"])
    reason: str
    chance: Told | None
    by: PersonRef
    at: datetime


class StoryOut(Schema):
    """One target as both sides read it."""

    target: TargetOut
    standing: StandingOut | None = Field(description="null before the period and for drafts")
    reasons: list[ReasonOfTarget]
    must: str = Field(description="What must be true, in the officer's own numbers; empty without a chance")
    versions: list[VersionOfTarget]
    agreement: int | None = Field(description="The newest about it, if you may see it")


class MovePartOut(Schema):
    """What happened to which deal or person, and by how many points it moved the chance."""

    name: str
    words: str
    points: int = Field(examples=[3])
    deal: DealRef | None = Field(description="null when it is not yours to see")
    person: PersonRef | None


class MovesOut(Schema):
    """The change of a chance between two runs: the points of the parts add up to after − before."""

    since: date
    until: date
    before: int = Field(description="In percent", examples=[58])
    after: int = Field(examples=[61])
    parts: list[MovePartOut]


class Weighed(Schema):
    figure: Decimal = Field(gt=0, max_digits=18, decimal_places=4, examples=["120000.00"])


class WeighedOut(Schema):
    figure: Decimal
    chance: Told | None = Field(description="In percent; null with too little history")
    band: str = Field(examples=["sweet_spot"])


class PlaceIn(Body):
    reason: str = Field(min_length=1, max_length=2000, examples=["Olga is on leave in May"])


@router.get("/goals", response={200: list[GoalOut], **REFUSALS}, operation_id="list_goals")
def list_goals(request: Request) -> Any:
    """Your own published targets with attainment and pace: an officer's, or those of the teams you lead."""
    goals = queries.own_goals(request.user, today=request.today)
    odds = queries.odds_of_own(goals)
    return [
        {
            "target": one_target(goal.target, odds.get(goal.target.pk), goal.live),
            "plan": goal.target.plan_id,
            "metric": goal.target.plan.metric,
            "period": goal.label,
            **{name: getattr(goal.target.plan, name) for name in ("start_on", "end_on", "currency")},
            "when": goal.when,
            "result": goal.result,
            "agreement": goal.agreement and goal.agreement.pk,
            "standing": _standing(goal.live),
        }
        for goal in goals
    ]


@router.get("/targets/{int:target_id}/story", response={200: StoryOut, **REFUSALS}, operation_id="get_story")
def story(request: Request, target_id: int) -> Any:
    """Why a target is this number, where it stands, what must be true, and every figure it had."""
    found = queries.get_target(request.user, target_id)
    told = queries.story(request.user, found, today=request.today)
    agreement = queries.newest_agreement(request.user, found)
    return {
        "target": one_target(found, told.odds, told.live),
        "standing": _standing(told.live),
        "reasons": told.reasons,
        "must": told.must.sentence if told.must else "",
        "versions": told.versions,
        "agreement": agreement and agreement.pk,
    }


@router.get(
    "/targets/{int:target_id}/moves",
    response={200: MovesOut | None, **REFUSALS},
    operation_id="get_moves",
)
def moves(request: Request, target_id: int) -> Any:
    """What moved the chance of a target since last week; null while there are no two runs to compare."""
    return queries.moved(request.user, queries.get_target(request.user, target_id))


@router.get(
    "/targets/{int:target_id}/weigh", response={200: WeighedOut, **REFUSALS}, operation_id="weigh_figure"
)
def weigh(request: Request, target_id: int, query: Query[Weighed]) -> Any:
    """The chance that another figure would have, before it is proposed."""
    found = queries.get_target(request.user, target_id)
    odds = queries.story(request.user, found, today=request.today).odds
    chance = odds.chance_of(query.figure) if odds else None
    return {
        "figure": query.figure,
        "chance": chance,
        "band": odds.band_at(query.figure) if odds else "",
    }


@router.post(
    "/targets/{int:target_id}/place",
    response={200: list[TargetOut], **REFUSALS},
    operation_id="place_difference",
)
def place(request: Request, target_id: int, body: PlaceIn) -> Any:
    """Share what a team's officers carry too little or too much among them, by what they carry: each is revised."""
    found = queries.get_target(request.user, target_id)
    require(request.user, "goals.revise", found)
    shares = queries.shares_to_place(one_page(request, found.plan_id, live=False), target_id)
    if not shares:
        raise Refused("There is no difference to place here.", remedy="Its parts add up to the target.")
    actions.place(shares, actor=request.user, reason=body.reason)
    page = one_page(request, found.plan_id)
    after = [page.row(share.target.pk) for share in shares]
    return [one_target(row.target, row.odds, row.live) for row in after]


def _standing(live: Any) -> dict[str, Any] | None:
    if live is None:
        return None
    told = {name: getattr(live.standing, name) for name in ("due", "gap", "left")}
    ratios = {"attainment": live.percent, "pace": live.pace_percent}
    return {**told, **ratios, "result": live.result, "linear": live.is_linear}
