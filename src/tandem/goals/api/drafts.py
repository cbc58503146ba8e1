"""What is done with a whole plan beside its figures: splitting it again, dropping it, its prices, its history."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from ninja import Schema, Status
from pydantic import Field

from tandem.core.api import version_of, with_etag
from tandem.core.requests import Request
from tandem.goals import actions, queries
from tandem.goals.api.plans import REFUSALS, PlanOut, Told, one_page, one_plan, router
from tandem.people.api import PersonRef


class PricedOut(Schema):
    """One constraint, and by how many points the common chance of all others is lower because of it."""

    name: str = Field(examples=["Pia Officer"])
    what: str = Field(examples=["at least €150,000"])
    points: Told = Field(description="Positive when it costs the others", examples=[2.1])


class OverOut(Schema):
    """What an over-assignment of officers leaves them."""

    over: Decimal = Field(description="In percent", examples=["5"])
    chance: Told = Field(description="Of each officer, in percent", examples=[52.3])


class CostsOut(Schema):
    """Told for a plan shared at one chance; all of it is empty while there are no chances."""

    limits: list[PricedOut] = Field(description="Of the whole plan")
    constraints: list[PricedOut] = Field(
        description="Locks, floors, ceilings and caps, the dearest first; the 24 first"
    )
    ramps: list[PricedOut] = Field(description="What the others carry because somebody is new")
    overs: list[OverOut]
    more: int = Field(description="Constraints that were not priced")


class PlanEventOut(Schema):
    """What somebody did to a plan or a target in it."""

    at: datetime
    who: PersonRef | None
    target: str = Field(description="Whose; empty for the plan itself", examples=["Pia Officer"])
    words: str = Field(examples=["changed the target"])
    detail: str = Field(examples=["€120,000 → €150,000"])


@router.post("/plans/{int:plan_id}/rerun", response={200: PlanOut, **REFUSALS}, operation_id="rerun_split")
def rerun(request: Request, response: HttpResponse, plan_id: int) -> Any:
    """Run the split of a draft again with the history, pipeline and people of now. Locks stay, typed figures go."""
    found = queries.get_plan(request.user, plan_id)
    actions.resplit(found, actor=request.user, version=version_of(request))
    saved = queries.get_plan(request.user, plan_id)
    with_etag(response, saved)
    return one_plan(saved, queries.label_of(saved))


@router.delete("/plans/{int:plan_id}", response={204: None, **REFUSALS}, operation_id="drop_plan")
def drop(request: Request, plan_id: int) -> Any:
    """Throw a draft away. A published plan stays."""
    found = queries.get_plan(request.user, plan_id)
    actions.drop_plan(found, actor=request.user, version=version_of(request))
    return Status(204, None)


@router.get("/plans/{int:plan_id}/costs", response={200: CostsOut, **REFUSALS}, operation_id="get_costs")
def costs(request: Request, plan_id: int) -> Any:
    """What each lock, floor, ceiling, cap, limit, ramp and over-assignment costs the others, in points of chance."""
    found = queries.costs(one_page(request, plan_id))
    if found is None:
        return {"limits": [], "constraints": [], "ramps": [], "overs": [], "more": 0}
    overs = [{"over": over, "chance": share} for over, share in found.overs]
    told = {name: getattr(found, name) for name in ("limits", "constraints", "ramps", "more")}
    return {**told, "overs": overs}


@router.get(
    "/plans/{int:plan_id}/history",
    response={200: list[PlanEventOut], **REFUSALS},
    operation_id="list_history",
)
def history(request: Request, plan_id: int) -> Any:
    """What became of a plan and of the targets that you see in it, the newest first; the 100 first."""
    return [
        {
            "at": line.at,
            "who": line.who,
            "target": line.subject,
            "words": line.sentence.words,
            "detail": line.sentence.detail,
        }
        for line in queries.history_of(one_page(request, plan_id))
    ]
