"""Limits across the teams of a plan over the API."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from ninja import Status
from pydantic import Field

from tandem.core.api import Body, version_of, with_etag
from tandem.core.requests import Request
from tandem.goals import actions, queries
from tandem.goals.api.plans import REFUSALS, PlanLimitOut, router


class PlanLimitIn(Body):
    """What these officers together carry at least, at most, or both. `targets`: their rows in the plan."""

    name: str = Field(min_length=1, max_length=60, examples=["Newcomers"])
    least: Decimal | None = Field(None, ge=0, max_digits=18, decimal_places=4, examples=[None])
    most: Decimal | None = Field(None, ge=0, max_digits=18, decimal_places=4, examples=["400000.00"])
    targets: list[int] = Field(min_length=1, max_length=20_000, examples=[[12, 31]])


class PlanLimitChange(Body):
    """Only what is sent is changed; null takes a bound away."""

    name: str | None = Field(None, min_length=1, max_length=60, examples=["Newcomers"])
    least: Decimal | None = Field(None, ge=0, max_digits=18, decimal_places=4)
    most: Decimal | None = Field(None, ge=0, max_digits=18, decimal_places=4, examples=["420000.00"])
    targets: list[int] | None = Field(None, min_length=1, max_length=20_000, examples=[[12, 31]])


@router.put(
    "/plans/{int:plan_id}/limits", response={200: PlanLimitOut, **REFUSALS}, operation_id="set_plan_limit"
)
def set_limit(request: Request, response: HttpResponse, plan_id: int, body: PlanLimitIn) -> Any:
    """Set the limit of this name in a draft, new or not, and share the plan anew within all its limits.

    422 with the nearest figure where no way is left. If-Match is the version of the limit that is there.
    """
    found = queries.get_plan(request.user, plan_id)
    saved = actions.set_limit(
        found,
        actor=request.user,
        version=version_of(request),
        name=body.name,
        members=body.targets,
        least=body.least,
        most=body.most,
    )
    with_etag(response, saved)
    return one_limit(saved)


@router.patch(
    "/plans/{int:plan_id}/limits/{int:limit_id}",
    response={200: PlanLimitOut, **REFUSALS},
    operation_id="edit_plan_limit",
)
def edit_limit(
    request: Request, response: HttpResponse, plan_id: int, limit_id: int, body: PlanLimitChange
) -> Any:
    """Rename a limit of a draft, or change its figures or officers, and share the plan anew."""
    found = queries.get_limit(request.user, limit_id, plan_id)
    values = {"name": found.name, "least": found.least, "most": found.most, **body.dict(exclude_unset=True)}
    members = values.pop("targets", None) or queries.members_of(found)
    values["name"] = values["name"] or found.name
    saved = actions.set_limit(
        found.plan, actor=request.user, version=version_of(request), limit=found, members=members, **values
    )
    with_etag(response, saved)
    return one_limit(saved)


@router.delete(
    "/plans/{int:plan_id}/limits/{int:limit_id}",
    response={204: None, **REFUSALS},
    operation_id="remove_plan_limit",
)
def remove_limit(request: Request, plan_id: int, limit_id: int) -> Any:
    """Take a limit of a draft away, and share the plan anew."""
    found = queries.get_limit(request.user, limit_id, plan_id)
    actions.remove_limit(found, actor=request.user, version=version_of(request))
    return Status(204, None)


def one_limit(limit: Any) -> dict[str, Any]:
    """A limit as the API tells it."""
    told = queries.carried_of(limit)
    names = ("id", "version", "name", "least", "most")
    return {
        **{name: getattr(limit, name) for name in names},
        "targets": sorted(told),
        "carried": sum(told.values()),
    }
