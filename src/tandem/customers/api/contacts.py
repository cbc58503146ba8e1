"""Contacts: reading, adding, editing, giving away, deleting."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from ninja import Query, Status
from pydantic import Field

from tandem.core.api import Body, Listing, ManyOut, each_of, list_query, listing, version_of, with_etag
from tandem.core.requests import Request
from tandem.customers import actions, queries, tables
from tandem.customers.api.common import REFUSALS, AccountRef, Reassign, ReassignMany, router
from tandem.people.api import PersonRef
from tandem.people.queries import visible_person

ContactsQuery: Any = list_query(tables.Contacts)


class ContactIn(Body):
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


class ContactOut(ContactIn, extra="ignore"):
    id: int
    version: int
    account: AccountRef | None = None
    owner: PersonRef
    created_at: datetime
    external_id: str


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


@router.post("/contacts/reassign", response={200: ManyOut, **REFUSALS}, operation_id="reassign_contacts")
def reassign_contacts(request: Request, body: ReassignMany) -> Any:
    """Give several contacts to somebody else of your team; each is done or refused by itself."""
    to = visible_person(request.user, body.to)
    return each_of(
        request,
        tables.Contacts(),
        body.ids,
        lambda row: actions.reassign_contact(row, actor=request.user, to=to),
    )


@router.post(
    "/contacts/{int:contact_id}/reassign",
    response={200: ContactOut, **REFUSALS},
    operation_id="reassign_contact",
)
def reassign_contact(request: Request, response: HttpResponse, contact_id: int, body: Reassign) -> Any:
    """Give a contact to somebody else of your team."""
    found, to = queries.contact_page(request.user, contact_id), visible_person(request.user, body.to)
    given = actions.reassign_contact(found, actor=request.user, version=version_of(request), to=to)
    with_etag(response, given)
    return given


@router.delete("/contacts/{int:contact_id}", response={204: None, **REFUSALS}, operation_id="delete_contact")
def delete_contact(request: Request, contact_id: int) -> Any:
    """Delete a contact."""
    found = queries.contact_page(request.user, contact_id)
    actions.delete_contact(found, actor=request.user, version=version_of(request))
    return Status(204, None)
