"""Plans, targets and their chances over the API: the same calls as the pages make."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import AfterValidator, Field

from tandem.core.api import Body, Problem, version_of, with_etag
from tandem.core.requests import Request
from tandem.goals import actions, queries
from tandem.goals.rules import SPLITS
from tandem.people.api import PersonRef

router = Router(tags=["goals"])
REFUSALS: dict[int, type[Schema]] = {
    400: Problem,
    401: Problem,
    403: Problem,
    404: Problem,
    409: Problem,
    422: Problem,
}


class TeamOfTarget(Schema):
    id: int
    name: str


Told = Annotated[float, AfterValidator(lambda value: round(value, 2))]
"""A chance in percent, or points of it: draws tell no more than two places."""


class ChanceOut(Schema):
    """A chance in percent with the middle 80 % of landings; null with too little history: `missing` says why.

    Once the target is reached there is no chance to tell: null, and `reached` says so.
    """

    percent: Told | None
    reached: bool = Field(False, description="Nothing is left to book")
    band: str = Field("", examples=["sweet_spot"])
    low: Decimal | None = Field(None, description="P10")
    middle: Decimal | None = Field(None, description="P50")
    high: Decimal | None = Field(None, description="P90")
    missing: str = ""
    as_of: date | None = None


class TargetOut(Schema):
    id: int
    version: int
    person: PersonRef | None
    team: TeamOfTarget | None
    parent: int | None
    amount: Decimal
    suggested: Decimal
    floor: Decimal | None
    ceiling: Decimal | None
    cap: Decimal | None = Field(description="What the officers of a team carry together at most")
    locked: bool
    state: str
    kept_reason: str
    chance: ChanceOut | None = Field(None, description="null while no run of the simulation is there")


class PlanOut(Schema):
    id: int
    version: int
    team: TeamOfTarget
    metric: str
    period: str = Field(examples=["Q1 2027"])
    start_on: date
    end_on: date
    currency: str
    top: Decimal
    over_officers: Decimal
    over_teams: Decimal
    most_change: Decimal | None = Field(description="Percent, up or down, on the same period of last year")
    counts_days: bool = Field(description="Days away and the ramp of newcomers make a share smaller")
    weights: dict[str, int]
    state: str


class PlanLimitOut(Schema):
    """What some officers of a plan carry together at least or at most, whatever their teams."""

    id: int
    version: int
    name: str = Field(examples=["Newcomers"])
    least: Decimal | None = Field(examples=[None])
    most: Decimal | None = Field(examples=["400000.00"])
    targets: list[int] = Field(description="Their rows in the plan", examples=[[12, 31]])
    carried: Decimal = Field(description="What they carry together", examples=["380000.00"])


class PlanWithTargets(PlanOut):
    chance: ChanceOut | None = None
    limits: list[PlanLimitOut] = Field(description="Those all of whose officers you see")
    targets: list[TargetOut]


class TargetChange(Body):
    """Only what is sent is changed. A figure typed here stays until the split is run again."""

    amount: Decimal | None = Field(
        None, ge=0, max_digits=18, decimal_places=4, description="null lets it go to the split again"
    )
    locked: bool | None = None
    floor: Decimal | None = Field(None, ge=0, max_digits=18, decimal_places=4)
    ceiling: Decimal | None = Field(None, ge=0, max_digits=18, decimal_places=4)
    cap: Decimal | None = Field(
        None, ge=0, max_digits=18, decimal_places=4, description="Of a team's officers"
    )


class Weights(Body):
    """Parts of a split of your own, in percent; they add up to 100."""

    history: int = Field(ge=0, le=100, examples=[50])
    pipeline: int = Field(ge=0, le=100, examples=[25])
    even: int = Field(ge=0, le=100, examples=[25])


class PlanChange(Body):
    """Only what is sent is changed. Typed and locked figures stay; null takes the limit on last year away."""

    top: Decimal | None = Field(None, ge=0, max_digits=18, decimal_places=4)
    split: Literal["balanced", "history", "pipeline", "even", "chance"] | None = None
    weights: Weights | None = Field(None, description="Instead of `split`")
    over_officers: Decimal | None = Field(None, ge=0, le=50, max_digits=5, decimal_places=2)
    over_teams: Decimal | None = Field(None, ge=0, le=50, max_digits=5, decimal_places=2)
    most_change: Decimal | None = Field(None, gt=0, le=300, max_digits=5, decimal_places=2)
    counts_days: bool | None = None
    answer_by: date | None = None


class Asked(Schema):
    chance: int = Field(60, ge=1, le=99, description="In percent")


class TopOut(Schema):
    chance: int
    top: Decimal | None = Field(description="null while no chance can be told")


class KeptOut(Schema):
    """Of the targets whose stated chance was about this: how many were reached, with the range chance allows."""

    stated: int
    reached: int
    n: int
    low: float
    high: float
    enough: bool


@router.get("/plans", response={200: list[PlanOut], **REFUSALS}, operation_id="list_plans")
def list_plans(request: Request) -> Any:
    """The plans that you may see, the newest first."""
    lines = queries.plan_lines(request.user, [], today=request.today)
    return [one_plan(line.plan, line.label) for line in lines]


@router.get("/plans/{int:plan_id}", response={200: PlanWithTargets, **REFUSALS}, operation_id="get_plan")
def get_plan(request: Request, response: HttpResponse, plan_id: int) -> Any:
    """A plan with the targets that you may see, parents before their parts, and the chance of each."""
    page = one_page(request, plan_id)
    with_etag(response, page.plan)
    gauge = page.chances.gauge if page.chances else None
    told = None
    if gauge is not None:
        told = _chance(gauge, _as_of(page), gauge.spread, reached=page.reached)
    targets = [one_target(row.target, row.odds, row.live) for row in page.rows]
    limits = [_one_limit(kept) for kept in queries.bench(page).limits.across if not kept.hidden]
    return {**one_plan(page.plan, page.label), "chance": told, "limits": limits, "targets": targets}


@router.patch("/plans/{int:plan_id}", response={200: PlanOut, **REFUSALS}, operation_id="edit_plan")
def edit_plan(request: Request, response: HttpResponse, plan_id: int, body: PlanChange) -> Any:
    """Change the top target, the split or the limits of a draft, and share it anew."""
    found = queries.get_plan(request.user, plan_id)
    values = body.dict(exclude_unset=True)
    if (split := values.pop("split", None)) is not None and not values.get("weights"):
        values["weights"] = dict(SPLITS[split])
    emptied = ("most_change", "answer_by")
    values = {name: value for name, value in values.items() if value is not None or name in emptied}
    saved = actions.resplit(found, actor=request.user, version=version_of(request), keep_typed=True, **values)
    with_etag(response, saved)
    return one_plan(saved, queries.label_of(saved))


@router.get("/plans/{int:plan_id}/which", response={200: TopOut, **REFUSALS}, operation_id="which_target")
def which_target(request: Request, plan_id: int, asked: Query[Asked]) -> Any:
    """Which top target has this chance."""
    gauge = queries.bench(one_page(request, plan_id)).gauge
    return {"chance": asked.chance, "top": gauge.figure_at(asked.chance / 100) if gauge else None}


@router.get("/targets/{int:target_id}", response={200: TargetOut, **REFUSALS}, operation_id="get_target")
def get_target(request: Request, response: HttpResponse, target_id: int) -> Any:
    """One target with its chance."""
    found = queries.get_target(request.user, target_id)
    with_etag(response, found)
    return told_target(request, found)


@router.patch("/targets/{int:target_id}", response={200: TargetOut, **REFUSALS}, operation_id="edit_target")
def edit_target(request: Request, response: HttpResponse, target_id: int, body: TargetChange) -> Any:
    """Type, lock or bound a figure of a draft; the others share the rest. A floor or ceiling of null is taken away."""
    found = queries.get_target(request.user, target_id)
    saved = actions.set_target(found, actor=request.user, version=version_of(request), **_wanted(body, found))
    with_etag(response, saved)
    return told_target(request, saved)


@router.get("/chances/record", response={200: list[KeptOut], **REFUSALS}, operation_id="record_of_chances")
def record(request: Request) -> Any:
    """How many of the targets stated at 40, 50, 60 and 70 % were reached, of those that you may see."""
    return [
        {
            "stated": each.stated,
            "reached": each.rate.hits,
            "n": each.rate.n,
            "low": each.rate.low,
            "high": each.rate.high,
            "enough": each.enough,
        }
        for each in queries.record_of_chances(request.user, request.today)
    ]


def _wanted(body: TargetChange, found: Any) -> dict[str, Any]:
    """What `set_target` takes; a bound that was not sent stays."""
    wanted = body.dict(exclude_unset=True)
    if "amount" in wanted and wanted["amount"] is None:
        wanted["release"] = True
    kept = {name: getattr(found, name) for name in ("floor", "ceiling", "cap")}
    if set(kept) & set(wanted):
        wanted = {**kept, **wanted, "bounds": True}
    return wanted


def one_page(request: Request, plan_id: int, *, live: bool = True) -> Any:
    """A plan with the rows that the caller may see."""
    found = queries.get_plan(request.user, plan_id)
    return queries.plan_page(request.user, found, today=request.today, live=live)


def _one_limit(kept: Any) -> dict[str, Any]:
    limit = kept.limit
    told = {name: getattr(limit, name) for name in ("version", "name", "least", "most")}
    return {**told, "id": limit.pk, "targets": sorted(limit.members), "carried": kept.carried}


def _as_of(page: Any) -> date | None:
    return page.chances.draws.as_of if page.chances else None


def one_plan(plan: Any, label: str) -> dict[str, Any]:
    """A plan as the API tells it."""
    names = (
        "id",
        "version",
        "metric",
        "start_on",
        "end_on",
        "currency",
        "top",
        "over_officers",
        "over_teams",
        "most_change",
        "counts_days",
    )
    told = {name: getattr(plan, name) for name in (*names, "weights", "state")}
    return {**told, "team": plan.team, "period": label}


def told_target(request: Request, target: Any) -> dict[str, Any]:
    """One target with its chance."""
    story = queries.story(request.user, target, today=request.today)
    return one_target(target, story.odds, story.live)


def _chance(told: Any, as_of: date | None, spread: Any, *, reached: bool) -> dict[str, Any]:
    """What draws say of a figure: of a gauge, or of the odds of a target."""
    known = {} if told.missing else dict(zip(("low", "middle", "high"), spread, strict=True))
    percent, band = (None, "") if reached else (told.percent, told.band)
    return {
        "percent": percent, "band": band, "reached": reached, "missing": told.missing, "as_of": as_of, **known,
    }  # fmt: skip


def one_target(target: Any, odds: Any, live: Any = None) -> dict[str, Any]:
    """A target as the API tells it. `live`: where it stands; with nothing left to book no chance is told."""
    names = (
        "id",
        "version",
        "person",
        "team",
        "amount",
        "suggested",
        "floor",
        "ceiling",
        "cap",
        "locked",
        "state",
    )
    told = {name: getattr(target, name) for name in names}
    reached = live is not None and live.reached
    chance = None if odds is None else _chance(odds, odds.as_of, odds.range, reached=reached)
    return {
        **told,
        "parent": target.parent_id,
        "kept_reason": target.kept_reason if target.kept else "",
        "chance": chance,
    }
