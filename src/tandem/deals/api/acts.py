"""What is done with a deal: next step, move, win, lose, reopen, reassign."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from ninja import Schema, Status
from pydantic import Field

from tandem.collaboration.actions import defer
from tandem.core.api import Body, Many, ManyOut, each_of, version_of, with_etag
from tandem.core.errors import BeyondLimit
from tandem.core.requests import Request
from tandem.deals import actions, queries, tables
from tandem.deals.api.common import MOST, DealOut, router
from tandem.people.api import PersonRef
from tandem.people.queries import visible_person


class NextStepIn(Body):
    """What happens next, and when; an empty step means that nobody knows."""

    next_step: str = Field(max_length=200, examples=["Send the quote"])
    next_step_on: date | None = None


class MoveIn(Body):
    stage: int = Field(ge=1, le=MOST, description="Id of an open stage of the deal's pipeline", examples=[3])
    confirmed: list[str] = Field(
        default_factory=list, max_length=50, description="Exit criteria in words that are met", examples=[[]]
    )


class PipelineChangeIn(Body):
    stage: int = Field(ge=1, le=MOST, description="Id of an open stage of another pipeline", examples=[9])


class WinIn(Body):
    """What was signed, and when: the deal's amount today, unless you say otherwise."""

    amount: Decimal | None = Field(None, ge=0, max_digits=18, decimal_places=4, examples=["42800.00"])
    closed_on: date | None = None
    confirmed: list[str] = Field(default_factory=list, max_length=50, examples=[[]])
    reason: str = Field(
        "", max_length=300, description="Beyond your limit: why. Somebody above decides then."
    )


class AskedOut(Schema):
    """It is beyond your limit; somebody above you was asked, and wins the deal by accepting."""

    agreement: int
    answerer: PersonRef


class LoseIn(Body):
    reason: int = Field(ge=1, le=MOST, description="Id of a reason, see /lost-reasons", examples=[1])
    note: str = Field("", max_length=2000, examples=["Cheaper by a tenth"])
    closed_on: date | None = None


class ReopenIn(Body):
    reason: str = Field(min_length=1, max_length=300, examples=["The customer called again"])
    stage: int | None = Field(
        None, ge=1, le=MOST, description="Id of a stage; where it was closed from, if none"
    )


class ReassignIn(Body):
    to: int = Field(ge=1, le=MOST, description="Id of the person", examples=[1])


class DealsToGive(ReassignIn, Many):
    """Which deals, and who gets them."""


@router.post("/deals/{int:deal_id}/next-step", response=DealOut, operation_id="set_next_step")
def set_next_step(request: Request, response: HttpResponse, deal_id: int, body: NextStepIn) -> Any:
    """Say what happens next."""
    found = queries.get_deal(request.user, deal_id)
    saved = actions.set_next_step(found, actor=request.user, version=version_of(request), **body.dict())
    with_etag(response, saved)
    return saved


@router.post("/deals/{int:deal_id}/move", response=DealOut, operation_id="move_deal")
def move_deal(request: Request, response: HttpResponse, deal_id: int, body: MoveIn) -> Any:
    """Move an open deal to another stage of its pipeline, forward or back."""
    found, stage = queries.get_deal(request.user, deal_id), queries.get_stage(body.stage)
    moved = actions.move_deal(
        found, actor=request.user, version=version_of(request), stage=stage, confirmed=body.confirmed
    )
    with_etag(response, moved)
    return moved


@router.post("/deals/{int:deal_id}/pipeline", response=DealOut, operation_id="change_pipeline")
def change_pipeline(request: Request, response: HttpResponse, deal_id: int, body: PipelineChangeIn) -> Any:
    """Let an open deal go on in a stage of another pipeline."""
    found, stage = queries.get_deal(request.user, deal_id), queries.get_stage(body.stage)
    changed = actions.change_pipeline(found, actor=request.user, version=version_of(request), stage=stage)
    with_etag(response, changed)
    return changed


@router.post("/deals/{int:deal_id}/win", response={200: DealOut, 202: AskedOut}, operation_id="win_deal")
def win_deal(request: Request, response: HttpResponse, deal_id: int, body: WinIn) -> Any:
    """Win an open deal. Beyond your limit, with a reason: 202, and somebody above you decides."""
    found = queries.get_deal(request.user, deal_id)
    values = body.dict(exclude={"reason"})
    try:
        won = actions.win_deal(found, actor=request.user, version=version_of(request), **values)
    except BeyondLimit as beyond:
        if not body.reason:
            raise
        made = defer(
            beyond, "deals.win", found, values, body.reason,
            actor=request.user, figure_of="amount", currency=found.currency,
        )  # fmt: skip
        return Status(202, {"agreement": made.pk, "answerer": made.answerer})
    with_etag(response, won)
    return won


@router.post("/deals/{int:deal_id}/lose", response=DealOut, operation_id="lose_deal")
def lose_deal(request: Request, response: HttpResponse, deal_id: int, body: LoseIn) -> Any:
    """Lose an open deal, for a reason of the list."""
    found, reason = queries.get_deal(request.user, deal_id), queries.offered_reason(body.reason)
    values = body.dict(exclude={"reason"})
    lost = actions.lose_deal(found, actor=request.user, version=version_of(request), reason=reason, **values)
    with_etag(response, lost)
    return lost


@router.post("/deals/{int:deal_id}/reopen", response=DealOut, operation_id="reopen_deal")
def reopen_deal(request: Request, response: HttpResponse, deal_id: int, body: ReopenIn) -> Any:
    """Open a closed deal again, and say why."""
    found = queries.get_deal(request.user, deal_id)
    stage = queries.get_stage(body.stage) if body.stage is not None else None
    reopened = actions.reopen_deal(
        found, actor=request.user, version=version_of(request), reason=body.reason, stage=stage
    )
    with_etag(response, reopened)
    return reopened


@router.post("/deals/reassign", response=ManyOut, operation_id="reassign_deals")
def reassign_deals(request: Request, body: DealsToGive) -> Any:
    """Give several deals to somebody else of your team; each is done or refused by itself."""
    to = visible_person(request.user, body.to)
    return each_of(
        request, tables.Deals(), body.ids, lambda row: actions.reassign_deal(row, actor=request.user, to=to)
    )


@router.post("/deals/{int:deal_id}/reassign", response=DealOut, operation_id="reassign_deal")
def reassign_deal(request: Request, response: HttpResponse, deal_id: int, body: ReassignIn) -> Any:
    """Give a deal to somebody else of your team."""
    found, to = queries.get_deal(request.user, deal_id), visible_person(request.user, body.to)
    given = actions.reassign_deal(found, actor=request.user, version=version_of(request), to=to)
    with_etag(response, given)
    return given
