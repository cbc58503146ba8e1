"""Shares and delegations over the API."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Query, Schema, Status
from pydantic import Field

from tandem.authority.delegating import delegate, delegations_of, revoke
from tandem.authority.sharing import share, shares_of, unshare
from tandem.collaboration import queries
from tandem.collaboration.api.common import MOST, REFUSALS, Which, router
from tandem.core.api import Body
from tandem.core.errors import Refused
from tandem.core.requests import Request
from tandem.people.api import PersonRef


class ShareIn(Which, Body):
    person: int = Field(ge=1, le=MOST, description="Id of the colleague")
    to_work: bool = Field(False, description="To work on it, not only to see it")


class ShareOut(Schema):
    id: int
    person: PersonRef
    to_work: bool
    shared_by: PersonRef
    shared_at: datetime


@router.get("/shares", response={200: list[ShareOut], **REFUSALS}, operation_id="list_shares")
def list_shares(request: Request, which: Query[Which]) -> Any:
    """Who a record is shared with."""
    return shares_of(queries.get_record(request.user, which.about, which.id))


@router.post("/shares", response={200: list[ShareOut], **REFUSALS}, operation_id="share_record")
def add_share(request: Request, body: ShareIn) -> Any:
    """Share a record with a colleague. Answers with everybody it is shared with."""
    record = queries.get_record(request.user, body.about, body.id)
    share(record, actor=request.user, person=_colleague(request, body.person), to_work=body.to_work)
    return shares_of(record)


@router.post("/shares/stop", response={200: list[ShareOut], **REFUSALS}, operation_id="stop_sharing")
def stop_sharing(request: Request, body: ShareIn) -> Any:
    """Stop sharing a record with a colleague. Answers with everybody it is still shared with."""
    record = queries.get_record(request.user, body.about, body.id)
    for kept in shares_of(record):
        if kept.person_id == body.person:
            unshare(record, actor=request.user, person=kept.person)
    return shares_of(record)


class DelegationIn(Body):
    deputy: int = Field(
        ge=1, le=MOST, description="Id of the Sales Manager or Executive who decides meanwhile"
    )
    since: date
    until: date


class DelegationOut(Schema):
    id: int
    giver: PersonRef
    deputy: PersonRef
    since: date
    until: date


@router.get("/delegations", response={200: list[DelegationOut], **REFUSALS}, operation_id="list_delegations")
def list_delegations(request: Request) -> Any:
    """Who decides for you, and for whom you decide, now or later."""
    return delegations_of(request.user, request.today)


@router.post("/delegations", response={201: DelegationOut, **REFUSALS}, operation_id="delegate_decisions")
def add_delegation(request: Request, body: DelegationIn) -> Any:
    """Lend your decisions for some days, both included."""
    deputy = queries.deputies(request.user).filter(pk=body.deputy).first()
    if deputy is None:
        raise Refused("This person cannot decide for you.", fields={"deputy": "Choose a Sales Manager."})
    return Status(201, delegate(actor=request.user, deputy=deputy, since=body.since, until=body.until))


@router.delete(
    "/delegations/{int:delegation_id}", response={204: None, **REFUSALS}, operation_id="end_delegation"
)
def end_delegation(request: Request, delegation_id: int) -> Any:
    """End a delegation at once."""
    found = queries.get_delegation(request.user, delegation_id, today=request.today)
    revoke(found, actor=request.user)
    return Status(204, None)


def _colleague(request: Request, person_id: int) -> Any:
    found = queries.colleagues(request.user).filter(pk=person_id).first()
    if found is None:
        raise Refused(
            "There is no such colleague for you to share with.", fields={"person": "Choose a colleague."}
        )
    return found
