"""The organization's own fields over the API."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpResponse
from ninja import Schema, Status
from pydantic import Field

from tandem.authority.fields import archive_field, change_field, define_field
from tandem.core.api import Body, version_of, with_etag
from tandem.core.fields import definitions, get_field
from tandem.core.requests import Request
from tandem.workspace.api.common import router

Kept = Literal["account", "contact", "deal"]
Type = Literal["text", "number", "money", "date", "choice", "yes_no"]


class FieldChange(Body):
    """Only what is sent is changed. Type and key never change."""

    label: str = Field("", max_length=60, examples=["Tier"])
    choices: list[str] = Field(default_factory=list, max_length=100, examples=[["Gold", "Silver"]])
    help: str = Field("", max_length=200)
    required: bool = False


class FieldIn(FieldChange):
    record: Kept = Field(examples=["account"])
    label: str = Field(min_length=1, max_length=60, examples=["Tier"])
    type: Type = Field("text", examples=["choice"])


class FieldOut(Schema):
    id: int
    version: int
    record: Kept = Field(examples=["account"])
    key: str = Field(description="Its name in `extra`", examples=["tier"])
    label: str = Field(examples=["Tier"])
    type: Type = Field(examples=["choice"])
    choices: list[str] = Field(examples=[["Gold", "Silver"]])
    help: str
    required: bool
    archived_at: datetime | None


@router.get("/fields", response=list[FieldOut], operation_id="list_fields")
def list_fields(request: Request) -> Any:
    """The organization's own fields on accounts, contacts and deals; archived ones last in each."""
    return [field for found in definitions().values() for field in found]


@router.post("/fields", response={201: FieldOut}, operation_id="define_field")
def add_field(request: Request, response: HttpResponse, body: FieldIn) -> Any:
    """Give a kind of record another field."""
    added = define_field(actor=request.user, **body.dict())
    with_etag(response, added)
    return Status(201, added)


@router.patch("/fields/{int:field_id}", response=FieldOut, operation_id="change_field")
def edit_field(request: Request, response: HttpResponse, field_id: int, body: FieldChange) -> Any:
    """Change a field's label, choices, help, or whether it is required."""
    values = body.dict(exclude_unset=True)
    saved = change_field(get_field(field_id), actor=request.user, version=version_of(request), **values)
    with_etag(response, saved)
    return saved


@router.post("/fields/{int:field_id}/archive", response=FieldOut, operation_id="archive_field")
def archive(request: Request, response: HttpResponse, field_id: int) -> Any:
    """Show a field no more; records keep what they hold in it."""
    saved = archive_field(get_field(field_id), actor=request.user, version=version_of(request))
    with_etag(response, saved)
    return saved


@router.post("/fields/{int:field_id}/restore", response=FieldOut, operation_id="restore_field")
def restore(request: Request, response: HttpResponse, field_id: int) -> Any:
    """Show an archived field again."""
    version = version_of(request)
    saved = archive_field(get_field(field_id), actor=request.user, version=version, archived=False)
    with_etag(response, saved)
    return saved
