"""What is done with a plan and its targets: open, work out chances, publish, fix, keep, revise."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpResponse
from ninja import Query, Schema, Status
from pydantic import Field

from tandem.core.api import Body, version_of, with_etag
from tandem.core.errors import BeyondLimit, Refused
from tandem.core.requests import Request
from tandem.goals import actions, queries
from tandem.goals.api.plans import REFUSALS, PlanOut, TargetOut, one_plan, one_target, router, told_target
from tandem.goals.rules import SPLITS
from tandem.people.api import PersonRef

MOST = 2**31 - 1
Figure = Field(ge=0, max_digits=18, decimal_places=4, examples=["150000.00"])


class PlanIn(Body):
    """A draft to open. It is split at once, and its chances are worked out."""

    team: int = Field(ge=1, le=MOST, examples=[1])
    metric: Literal["bookings", "deals_won", "new_accounts"] = "bookings"
    period: str = Field(max_length=20, examples=["2030-Q1"])
    top: Decimal = Figure
    split: Literal["balanced", "history", "pipeline", "even", "chance"] = "balanced"
    over_officers: Decimal = Field(Decimal(0), ge=0, le=50, max_digits=5, decimal_places=2)
    most_change: Decimal | None = Field(None, gt=0, le=300, max_digits=5, decimal_places=2)
    counts_days: bool = True
    answer_by: date | None = None


class ReviseIn(Body):
    amount: Decimal = Figure
    reason: str = Field(min_length=1, max_length=2000, examples=["Two accounts moved to the north"])


class RevisionAskedOut(Schema):
    """It is beyond your limit; somebody above you was asked, and revises the target by accepting."""

    agreement: int
    answerer: PersonRef


class KeepIn(Body):
    reason: str = Field(min_length=1, max_length=2000, examples=["Takes over a large account"])


class FigureIn(Body):
    target: int = Field(ge=1, le=MOST, examples=[1])
    amount: Decimal = Figure


class FixIn(Body):
    figures: list[FigureIn] = Field(min_length=1, max_length=2000)


class FixOf(Schema):
    target: int | None = Field(
        None, ge=1, le=MOST, description="Only this one; without it everybody outside the band"
    )


class MovedOut(Schema):
    """A figure of a fix. `asked`: it comes into the band; `chosen`: it is set, to be sent back; the rest follows."""

    target: int
    asked: bool
    chosen: bool
    before: Decimal
    after: Decimal
    chance_before: float | None = Field(description="In percent")
    chance_after: float | None = Field(description="In percent")


class WorkOut(Schema):
    """How far the working out of chances is: waiting, running, done, failed or cancelled."""

    state: str = Field(examples=["running"])
    done: int
    total: int | None
    error: str = ""


@router.post("/plans", response={201: PlanOut, **REFUSALS}, operation_id="open_plan")
def open_plan(request: Request, response: HttpResponse, body: PlanIn) -> Any:
    """Open a draft for a team and all below it."""
    team = queries.plannable_team(request.user, body.team)
    try:
        period = queries.period_of(body.period)
    except ValueError as error:
        raise Refused(
            "There is no such period.",
            remedy="Write it like 2030-Q1, 2030-04 or 2030.",
            fields={"period": "Like 2030-Q1."},
        ) from error
    values = body.dict(exclude={"team", "period", "split"})
    made = actions.open_plan(
        actor=request.user, team=team, period=period, weights=dict(SPLITS[body.split]), **values
    )
    with_etag(response, made)
    return Status(201, one_plan(made, period.label))


@router.post(
    "/plans/{int:plan_id}/chances", response={202: WorkOut, **REFUSALS}, operation_id="work_out_chances"
)
def work_out(request: Request, plan_id: int) -> Any:
    """Have the chances worked out with the deals and people of now; while that is under way, tells how far it is."""
    made = actions.work_out(queries.get_plan(request.user, plan_id), actor=request.user, at=request.now)
    return Status(202, made)


@router.post("/plans/{int:plan_id}/publish", response={200: PlanOut, **REFUSALS}, operation_id="publish_plan")
def publish(request: Request, response: HttpResponse, plan_id: int) -> Any:
    """Give everybody their target, to accept or to counter."""
    found = queries.get_plan(request.user, plan_id)
    saved = actions.publish(found, actor=request.user, version=version_of(request))
    with_etag(response, saved)
    return one_plan(saved, queries.label_of(saved))


@router.get(
    "/plans/{int:plan_id}/fix", response={200: list[MovedOut], **REFUSALS}, operation_id="preview_fix"
)
def preview(request: Request, response: HttpResponse, plan_id: int, of: Query[FixOf]) -> Any:
    """What would bring those outside 40 to 80 % back, and whom it would move. Nothing is changed.

    Nobody else leaves the band. 422 with the nearest figure where there is no way. To apply it, send the chosen figures
    back, with this ETag as If-Match.
    """
    found = queries.get_plan(request.user, plan_id)
    page = queries.plan_page(request.user, found, today=request.today)
    wanted = [each.row.target.pk for each in queries.fairness(page).open]
    wanted = [pk for pk in wanted if of.target in (None, pk)]
    lines = queries.fix_lines(page, actions.find_fix(page, wanted, actor=request.user).moved)
    with_etag(response, found)
    return [
        {
            "target": line.target.pk,
            "asked": line.asked,
            "chosen": line.chosen,
            "before": line.before,
            "after": line.after,
            "chance_before": line.percent_before,
            "chance_after": line.percent_after,
        }
        for line in lines
    ]


@router.post(
    "/plans/{int:plan_id}/fix", response={200: list[TargetOut], **REFUSALS}, operation_id="apply_fix"
)
def fix(request: Request, response: HttpResponse, plan_id: int, body: FixIn) -> Any:
    """Give these targets these figures, as if typed; the others share the rest. If-Match is the plan's version."""
    found = queries.get_plan(request.user, plan_id)
    figures = {each.target: each.amount for each in body.figures}
    first = queries.get_target(request.user, min(figures))
    if first.plan_id != found.pk:
        raise Refused("These targets are not of this plan.", remedy="Send those of one plan.")
    actions.apply_fix(first, actor=request.user, figures=figures, version=version_of(request))
    page = queries.plan_page(request.user, queries.get_plan(request.user, plan_id), today=request.today)
    with_etag(response, page.plan)
    return [one_target(row.target, row.odds, row.live) for row in page.rows if row.target.pk in figures]


@router.post(
    "/targets/{int:target_id}/keep", response={200: TargetOut, **REFUSALS}, operation_id="keep_target"
)
def keep(request: Request, response: HttpResponse, target_id: int, body: KeepIn) -> Any:
    """Leave a figure outside the band, and say why."""
    found = queries.get_target(request.user, target_id)
    saved = actions.keep_target(found, actor=request.user, version=version_of(request), reason=body.reason)
    with_etag(response, saved)
    return told_target(request, saved)


@router.post(
    "/targets/{int:target_id}/revise",
    response={200: TargetOut, 202: RevisionAskedOut, **REFUSALS},
    operation_id="revise_target",
)
def revise(request: Request, response: HttpResponse, target_id: int, body: ReviseIn) -> Any:
    """Change a published figure. Beyond your limit: 202, and somebody above you decides."""
    found = queries.get_target(request.user, target_id)
    version = version_of(request)
    try:
        saved = actions.revise_target(found, actor=request.user, version=version, **body.dict())
    except BeyondLimit as beyond:
        made = actions.defer_revision(found, beyond, actor=request.user, **body.dict())
        return Status(202, {"agreement": made.pk, "answerer": made.answerer})
    with_etag(response, saved)
    return told_target(request, saved)
