"""Accounts and contacts over the API: the same three calls as the pages make."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import Field

from tandem.core.api import Listing, Problem, list_query, listing, version_of, with_etag
from tandem.core.errors import Refused
from tandem.core.requests import Request
from tandem.customers import actions, queries, tables
from tandem.people.api import PersonRef
from tandem.people.queries import visible_person

router = Router(tags=["customers"])
AccountsQuery: Any = list_query(tables.Accounts)
ContactsQuery: Any = list_query(tables.Contacts)
REFUSALS: dict[int, type[Schema]] = {
    400: Problem,
    401: Problem,
    403: Problem,
    404: Problem,
    409: Problem,
    422: Problem,
}


class AccountRef(Schema):
    id: int
    name: str


class AccountIn(Schema):
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


class AccountOut(AccountIn):
    id: int
    version: int
    parent: AccountRef | None = None  # type: ignore[assignment]
    owner: PersonRef
    size: str
    created_at: datetime
    external_id: str


class ContactIn(Schema):
    """What can be said about a person at an account."""

    name: str = Field(min_length=1, max_length=120, examples=["Ada Berg"])
    title: str = Field("", max_length=120)
    email: str = Field("", max_length=254)
    phone: str = Field("", max_length=60)
    mobile: str = Field("", max_length=60)
    city: str = Field("", max_length=80)
    country: str = Field("", max_length=80)
    extra: dict[str, Any] = Field(
        default_factory=dict,
        description="The organization's own fields, by key; null empties one",
        examples=[{}],
    )


class NewContact(ContactIn):
    account: int | None = Field(None, description="Id of the account they work at")


class ContactChange(NewContact):
    """Only what is sent is changed."""

    name: str = Field("", max_length=120)


class ContactOut(ContactIn):
    id: int
    version: int
    account: AccountRef | None = None
    owner: PersonRef
    created_at: datetime
    external_id: str


class Reassign(Schema):
    to: int = Field(description="Id of the person")


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


@router.post(
    "/accounts/{int:account_id}/reassign",
    response={200: AccountOut, **REFUSALS},
    operation_id="reassign_account",
)
def reassign_account(request: Request, account_id: int, body: Reassign) -> Any:
    """Give an account to somebody else of your team."""
    found = queries.account(request.user, account_id)
    return actions.reassign_account(found, actor=request.user, to=visible_person(request.user, body.to))


@router.delete("/accounts/{int:account_id}", response={204: None, **REFUSALS}, operation_id="delete_account")
def delete_account(request: Request, account_id: int) -> Any:
    """Delete an account that nothing hangs on."""
    found = queries.account(request.user, account_id)
    actions.delete_account(found, actor=request.user, version=version_of(request))
    return Status(204, None)


@router.get("/contacts", response={200: Listing[ContactOut], **REFUSALS}, operation_id="list_contacts")
def list_contacts(request: Request, query: Query[ContactsQuery]) -> Any:
    """Contacts that you may see, filtered and ordered as on the page, a page at a time."""
    return listing(request, tables.Contacts(), limit=query.limit, related=("owner", "account"))


@router.post("/contacts", response={201: ContactOut, **REFUSALS}, operation_id="add_contact")
def add_contact(request: Request, response: HttpResponse, body: NewContact) -> Any:
    """Add a contact, at an account that you may work on."""
    values = body.dict(exclude_unset=True)
    account_id = values.pop("account", None)
    account = [queries.account(request.user, account_id)] if account_id else []
    added = actions.add_contact(*account, actor=request.user, **values)
    with_etag(response, added)
    return Status(201, added)


@router.get("/contacts/{int:contact_id}", response={200: ContactOut, **REFUSALS}, operation_id="get_contact")
def get_contact(request: Request, response: HttpResponse, contact_id: int) -> Any:
    """One contact."""
    found = queries.contact_page(request.user, contact_id)
    with_etag(response, found)
    return found


@router.patch(
    "/contacts/{int:contact_id}", response={200: ContactOut, **REFUSALS}, operation_id="edit_contact"
)
def edit_contact(request: Request, response: HttpResponse, contact_id: int, body: ContactChange) -> Any:
    """Change a contact. With If-Match, only if nobody else did since you read it."""
    found = queries.contact_page(request.user, contact_id)
    values = body.dict(exclude_unset=True)
    if values.get("account"):
        values["account"] = queries.account(request.user, values["account"])
    saved = actions.edit_contact(found, actor=request.user, version=version_of(request), **values)
    with_etag(response, saved)
    return saved


@router.delete("/contacts/{int:contact_id}", response={204: None, **REFUSALS}, operation_id="delete_contact")
def delete_contact(request: Request, contact_id: int) -> Any:
    """Delete a contact."""
    found = queries.contact_page(request.user, contact_id)
    actions.delete_contact(found, actor=request.user, version=version_of(request))
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
