"""The organization and its limits over the API."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from django.http import HttpResponse
from ninja import Schema
from pydantic import Field

from tandem.authority import configuring, queries
from tandem.authority.actions import require_owner
from tandem.core.api import Body, version_of, with_etag
from tandem.core.requests import Request
from tandem.workspace.api.common import router


class OrganizationChange(Body):
    """Only what is sent is changed."""

    name: str = Field("", min_length=1, max_length=200, examples=["Maple"])
    currency: str = Field("", min_length=3, max_length=3, examples=["EUR"])
    time_zone: str = Field("", max_length=64, examples=["Europe/Berlin"])
    fiscal_start_month: int = Field(1, ge=1, le=12)
    visibility: Literal["own", "team", "everyone"] = Field("own", description="What officers see")


class OrganizationOut(Schema):
    name: str = Field(examples=["Maple"])
    currency: str = Field(examples=["EUR"])
    time_zone: str = Field(examples=["Europe/Berlin"])
    fiscal_start_month: int
    visibility: str = Field(examples=["own"])


class LimitOut(Schema):
    verb: str = Field(examples=["deals.win"])
    role: str = Field(examples=["officer"])
    most: Decimal | None = Field(
        description="Decides alone up to; null: without limit", examples=["50000.00"]
    )


class LimitIn(Body):
    most: Decimal | None = Field(ge=0, max_digits=18, decimal_places=4, examples=["50000"])


@router.get("/organization", response=OrganizationOut, operation_id="get_organization")
def get_organization(request: Request, response: HttpResponse) -> Any:
    """The organization: its currency, time zone, fiscal year and what officers see."""
    found = queries.organization()
    with_etag(response, found)
    return found


@router.patch("/organization", response=OrganizationOut, operation_id="edit_organization")
def edit_organization(request: Request, response: HttpResponse, body: OrganizationChange) -> Any:
    """Change the organization's settings."""
    values = body.dict(exclude_unset=True)
    saved = configuring.configure(actor=request.user, seen=version_of(request), **values)
    with_etag(response, saved)
    return saved


@router.get("/limits", response=list[LimitOut], operation_id="list_limits")
def list_limits(request: Request) -> Any:
    """Up to where each role decides alone."""
    require_owner(request.user, "authority.configure", request.user)
    table = queries.limit_table().items()
    return [{"verb": verb, "role": role, "most": most} for verb, row in table for role, most in row.items()]


@router.put("/limits/{verb}/{role}", response=list[LimitOut], operation_id="set_limit")
def set_limit(request: Request, verb: str, role: str, body: LimitIn) -> Any:
    """Set up to where a role decides alone. Answers with all limits."""
    configuring.set_limit(actor=request.user, verb=verb, role=role, most=body.most)
    return list_limits(request)
