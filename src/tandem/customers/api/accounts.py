"""Accounts: reading, adding, editing, merging, giving away, deleting."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from ninja import Query, Schema, Status
from pydantic import Field

from tandem.core.api import Body, Id, Listing, ManyOut, each_of, list_query, listing, version_of, with_etag
from tandem.core.errors import Refused
from tandem.core.requests import Request
from tandem.customers import actions, queries, tables
from tandem.customers.api.common import REFUSALS, AccountRef, Reassign, ReassignMany, router
from tandem.people.api import PersonRef
from tandem.people.queries import visible_person

AccountsQuery: Any = list_query(tables.Accounts)


class AccountIn(Body):
    """What can be said about a company."""

    name: str = Field(min_length=1, max_length=200, examples=["Acorn Works"])
    parent: int | None = Field(None, description="Id of the account above it")
    industry: str = Field("", max_length=80, examples=["mining"])
    region: str = Field("", max_length=80)
    city: str = Field("", max_length=80, examples=["Ulm"])
    country: str = Field("", max_length=80, examples=["Germany"])
    website: str = Field("", max_length=200)
    phone: str = Field("", max_length=60)
    founded: int | None = Field(None, ge=0, le=9999)
    employees: int | None = Field(None, ge=0, le=2_000_000_000)
    revenue: Decimal | None = Field(None, ge=0, max_digits=18, decimal_places=2, examples=["1200000.00"])
    currency: str = Field("", pattern="^([A-Z]{3})?$", examples=["EUR"])
    strategic: bool = False
    health: str = Field("", pattern="^(good|watch|poor)?$")
    extra: dict[str, Any] = Field(
        default_factory=dict,
        description="The organization's own fields, by key; null empties one",
        examples=[{}],
    )


class AccountChange(AccountIn):
    """Only what is sent is changed."""

    name: str = Field("", max_length=200)


class AccountOut(AccountIn, extra="ignore"):
    id: int
    version: int
    parent: AccountRef | None = None  # type: ignore[assignment]
    owner: PersonRef
    size: str
    created_at: datetime
    external_id: str


class AroundOut(Schema):
    """What stands around an account, as far as you may see it."""

    team: list[PersonRef] = Field(description="Who of us works with it, its owner first")
    subsidiaries: list[AccountRef] = Field(description="The companies below it; the 50 first")
    alike: list[AccountRef] = Field(description="Accounts of the same name: merge those that are the same")


class MergeIn(Body):
    other: Id = Field(description="Id of the account that is the same company", examples=[2])


@router.get("/accounts", response={200: Listing[AccountOut], **REFUSALS}, operation_id="list_accounts")
def list_accounts(request: Request, query: Query[AccountsQuery]) -> Any:
    """Accounts that you may see, filtered and ordered as on the page, a page at a time."""
    return listing(request, tables.Accounts(), limit=query.limit, related=("owner", "parent"))


@router.post("/accounts", response={201: AccountOut, **REFUSALS}, operation_id="add_account")
def add_account(request: Request, response: HttpResponse, body: AccountIn) -> Any:
    """Add an account of yours."""
    values = _account_values(request, body)
    added = actions.add_account(actor=request.user, **values)
    with_etag(response, added)
    return Status(201, added)


@router.get("/accounts/{int:account_id}", response={200: AccountOut, **REFUSALS}, operation_id="get_account")
def get_account(request: Request, response: HttpResponse, account_id: int) -> Any:
    """One account."""
    found = queries.account(request.user, account_id)
    with_etag(response, found)
    return found


@router.get(
    "/accounts/{int:account_id}/around", response={200: AroundOut, **REFUSALS}, operation_id="get_around"
)
def get_around(request: Request, account_id: int) -> Any:
    """Who of us works with an account, the companies below it, and what may be the same company."""
    return queries.account_page(request.user, account_id)


@router.patch(
    "/accounts/{int:account_id}", response={200: AccountOut, **REFUSALS}, operation_id="edit_account"
)
def edit_account(request: Request, response: HttpResponse, account_id: int, body: AccountChange) -> Any:
    """Change an account. With If-Match, only if nobody else did since you read it."""
    found = queries.account(request.user, account_id)
    values = _account_values(request, body)
    saved = actions.edit_account(found, actor=request.user, version=version_of(request), **values)
    with_etag(response, saved)
    return saved


@router.post("/accounts/reassign", response={200: ManyOut, **REFUSALS}, operation_id="reassign_accounts")
def reassign_accounts(request: Request, body: ReassignMany) -> Any:
    """Give several accounts to somebody else of your team; each is done or refused by itself."""
    to = visible_person(request.user, body.to)
    return each_of(
        request,
        tables.Accounts(),
        body.ids,
        lambda row: actions.reassign_account(row, actor=request.user, to=to),
    )


@router.post(
    "/accounts/{int:account_id}/reassign",
    response={200: AccountOut, **REFUSALS},
    operation_id="reassign_account",
)
def reassign_account(request: Request, response: HttpResponse, account_id: int, body: Reassign) -> Any:
    """Give an account, with the contacts its owner has there, to somebody else of your team."""
    found, to = queries.account(request.user, account_id), visible_person(request.user, body.to)
    given = actions.reassign_account(found, actor=request.user, version=version_of(request), to=to)
    with_etag(response, given)
    return given


@router.post(
    "/accounts/{int:account_id}/merge", response={200: AccountOut, **REFUSALS}, operation_id="merge_accounts"
)
def merge_accounts(request: Request, response: HttpResponse, account_id: int, body: MergeIn) -> Any:
    """Merge another account into this one: it disappears; its contacts, deals and history move here."""
    found, other = queries.account(request.user, account_id), queries.account(request.user, body.other)
    kept = actions.merge_accounts(found, actor=request.user, version=version_of(request), other=other)
    with_etag(response, kept)
    return kept


@router.delete("/accounts/{int:account_id}", response={204: None, **REFUSALS}, operation_id="delete_account")
def delete_account(request: Request, account_id: int) -> Any:
    """Delete an account that nothing hangs on."""
    found = queries.account(request.user, account_id)
    actions.delete_account(found, actor=request.user, version=version_of(request))
    return Status(204, None)


def _account_values(request: Request, body: AccountIn) -> dict[str, Any]:
    values = body.dict(exclude_unset=True)
    if values.get("parent") is not None:
        values["parent"] = queries.account(request.user, values["parent"])
    if values.get("revenue") is not None and not values.get("currency"):
        raise Refused(
            "A revenue needs its currency.",
            remedy="Send both.",
            fields={"currency": "Three letters, like EUR."},
        )
    return values
