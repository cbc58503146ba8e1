"""The audit log over the API, and taking back what one did."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Query, Schema, Status
from pydantic import Field

from tandem.authority import auditing
from tandem.authority.actions import undo
from tandem.authority.queries import own_entries, own_entry
from tandem.core.requests import Request
from tandem.people.api import PersonRef
from tandem.workspace.api.common import MOST, router


class DifferenceOut(Schema):
    label: str = Field(examples=["Amount"])
    before: str | None = Field(examples=["€40,000"])
    after: str = Field(examples=["€42,800"])


class EntryOut(Schema):
    """Who did what to which record, and every value before and after."""

    id: int = Field(examples=[1])
    at: datetime
    verb: str = Field(examples=["deals.edit"])
    words: str = Field(examples=["edited this deal"])
    actor: PersonRef | None
    about: str = Field(examples=["deals.deal"])
    about_id: int
    record: str = Field(examples=["Deal Line 2 upgrade"])
    differences: list[DifferenceOut]


class EntriesOut(Schema):
    items: list[EntryOut]
    next: int | None = Field(description="Send it as `before` for the next page; null at the end")


class AuditQuery(Schema):
    actor: int | None = Field(None, ge=1, le=MOST, description="Id of a person")
    about: str = Field("", max_length=60, description="Kind of record", examples=["deals.deal"])
    about_id: int | None = Field(None, ge=1, le=MOST)
    verb: str = Field("", max_length=60, examples=["deals.edit"])
    since: date | None = None
    until: date | None = None
    before: int | None = Field(None, ge=1, le=MOST)


class OwnEntryOut(Schema):
    id: int = Field(examples=[1])
    at: datetime
    verb: str = Field(examples=["deals.edit"])
    about: str = Field(examples=["deals.deal"])
    about_id: int


@router.get("/audit", response=EntriesOut, operation_id="list_entries")
def list_entries(request: Request, query: Query[AuditQuery]) -> Any:
    """The audit log, the newest first; for executives and administrators."""
    page = auditing.audit(request.user, auditing.AuditFilter(**query.dict()))
    items = [
        {
            **{
                name: getattr(line.entry, name) for name in ("id", "at", "verb", "actor", "about", "about_id")
            },
            "words": line.words,
            "record": str(line.record),
            "differences": line.differences,
        }
        for line in page.lines
    ]
    return {"items": items, "next": page.further}


@router.get("/entries", response=list[OwnEntryOut], operation_id="list_own_entries")
def list_own_entries(request: Request) -> Any:
    """What you did last, the newest first; the 50 first."""
    return own_entries(request.user)


@router.post("/entries/{int:entry_id}/undo", response={204: None}, operation_id="undo")
def undo_entry(request: Request, entry_id: int) -> Any:
    """Take back what you did, unless somebody built on it since."""
    undo(own_entry(request.user, entry_id), actor=request.user)
    return Status(204, None)
