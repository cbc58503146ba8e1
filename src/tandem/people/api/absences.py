"""Absences over the API."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpResponse
from ninja import Status
from pydantic import Field

from tandem.core.api import Body, version_of, with_etag
from tandem.core.requests import Request
from tandem.people import absences, queries
from tandem.people.api.common import CHANGES, REFUSALS, router

Kind = Literal["vacation", "parental", "sick", "other"]


class AbsenceChange(Body):
    """Only what is sent is changed; null leaves a value as it is."""

    kind: Kind | None = None
    first_on: date | None = Field(None, examples=["2026-12-21"])
    last_on: date | None = Field(None, description="This day included", examples=["2027-01-02"])


class AbsenceIn(Body):
    kind: Kind = "vacation"
    first_on: date = Field(examples=["2026-12-21"])
    last_on: date = Field(description="This day included", examples=["2027-01-02"])


class AbsenceOut(AbsenceIn, extra="ignore"):
    id: int
    version: int
    person_id: int
    days: int = Field(description="Calendar days, both ends included", examples=[13])


@router.get(
    "/people/{int:person_id}/absences",
    response={200: list[AbsenceOut], **REFUSALS},
    operation_id="list_absences",
)
def list_absences(request: Request, person_id: int) -> Any:
    """When a person is away, the latest first; empty where that is not yours to see."""
    return queries.absences_of(request.user, queries.visible_person(request.user, person_id))


@router.post(
    "/people/{int:person_id}/absences",
    response={201: AbsenceOut, **CHANGES},
    operation_id="record_absence",
)
def record_absence(request: Request, response: HttpResponse, person_id: int, body: AbsenceIn) -> Any:
    """Write down that a person does not work for some days; they must not overlap with another absence."""
    person = queries.visible_person(request.user, person_id)
    saved = absences.record_absence(person, actor=request.user, **body.dict())
    with_etag(response, saved)
    return Status(201, saved)


@router.get("/absences/{int:absence_id}", response={200: AbsenceOut, **REFUSALS}, operation_id="get_absence")
def get_absence(request: Request, response: HttpResponse, absence_id: int) -> Any:
    """One absence."""
    found = queries.get_absence(request.user, absence_id)
    with_etag(response, found)
    return found


@router.patch(
    "/absences/{int:absence_id}", response={200: AbsenceOut, **CHANGES}, operation_id="edit_absence"
)
def edit_absence(request: Request, response: HttpResponse, absence_id: int, body: AbsenceChange) -> Any:
    """Change an absence. With If-Match, only if nobody else did since you read it."""
    found, values = queries.get_absence(request.user, absence_id), body.dict(exclude_none=True)
    saved = absences.edit_absence(found, actor=request.user, version=version_of(request), **values)
    with_etag(response, saved)
    return saved


@router.delete("/absences/{int:absence_id}", response={204: None, **CHANGES}, operation_id="withdraw_absence")
def withdraw_absence(request: Request, absence_id: int) -> Any:
    """Take an absence back: the person works on these days."""
    found = queries.get_absence(request.user, absence_id)
    absences.withdraw_absence(found, actor=request.user, version=version_of(request))
    return Status(204, None)
