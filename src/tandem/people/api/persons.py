"""Persons: read by colleagues, added, changed and moved by administrators."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from ninja import Query, Schema, Status
from pydantic import Field

from tandem.core.api import Body, version_of, with_etag
from tandem.core.requests import Request
from tandem.people import actions, handing_over, queries, rules, signing_in
from tandem.people.api.common import (
    CHANGES,
    MOST,
    REFUSALS,
    SAID,
    PersonOut,
    PersonRef,
    Role,
    TeamRef,
    router,
)


class PeopleQuery(Schema):
    team: int | None = Field(None, ge=1, le=MOST, description="Id of a team: those on it or below it")
    role: Role | None = None
    is_active: bool | None = Field(None, description="true: who works here; false: who left")


class PersonChange(Body):
    """Only what is sent is changed."""

    name: str = Field("", max_length=120, examples=["Olga Officer"])
    email: str | None = Field(
        None, max_length=254, description="null: none, they cannot sign in", examples=["olga@maple.example"]
    )
    title: str = Field("", max_length=120, examples=["Account executive"])
    hired_on: date | None = Field(None, examples=["2024-03-01"])
    years_in_sales: int | None = Field(None, ge=0, le=60, examples=[7])
    time_zone: str = Field(
        "", max_length=64, description="Empty: as the organization", examples=["Europe/Berlin"]
    )
    language: str = Field("en", max_length=40, description=SAID, examples=["de"])


class NewPerson(PersonChange):
    """Somebody new. Officers and managers are on a team."""

    name: str = Field(min_length=1, max_length=120, examples=["Olga Officer"])
    role: Role = "officer"
    team: int | None = Field(None, ge=1, le=MOST, description="Id of the team", examples=[1])
    since: date | None = Field(
        None, description="First day on the team; without it, hired_on, else today", examples=["2024-03-01"]
    )


class MembershipOut(Schema):
    team: TeamRef
    since: date
    until: date | None = Field(description="This day included; null while it lasts")


class PersonPageOut(PersonOut):
    years_in_sales: int | None
    time_zone: str = Field(description="Empty: as the organization", examples=["Europe/Berlin"])
    language: str = Field(description="Its code", examples=["de"])
    memberships: list[MembershipOut] = Field(description="The latest first")
    line: list[PersonRef] = Field(description="Their managers, the nearest first, then the executives")
    leads: list[TeamRef]


class PersonMoveIn(Body):
    """To which team, and from which day on; results before that day stay with the team of now."""

    team: int = Field(ge=1, le=MOST, description="Id of the team", examples=[1])
    since: date | None = Field(None, description="Without it, today", examples=["2026-04-01"])


class RoleIn(Body):
    role: Role


class InviteIn(Body):
    email: str = Field(min_length=3, max_length=254, examples=["olga@maple.example"])


class InvitedOut(Schema):
    """A link to pass on, where they choose their password; it works once, and not for long."""

    person: PersonOut
    link: str = Field(examples=["https://tandem.example/account/password/reset/key/3-set-password/"])


class LeaveIn(Body):
    heir: int = Field(ge=1, le=MOST, description="Id of who gets everything they owned", examples=[1])


class LeftOut(Schema):
    person: PersonOut
    handed_over: int = Field(description="How many records went to the heir", examples=[12])


@router.get("/people", response={200: list[PersonOut], **REFUSALS}, operation_id="list_people")
def people(request: Request, query: Query[PeopleQuery]) -> Any:
    """The colleagues you may see, those who left among them unless you say otherwise."""
    team = queries.team(query.team) if query.team is not None else None
    return queries.colleagues(request.user, team=team, role=query.role, is_active=query.is_active)


@router.post("/people", response={201: PersonPageOut, **CHANGES}, operation_id="add_person")
def add_person(request: Request, response: HttpResponse, body: NewPerson) -> Any:
    """Add a person. Without an e-mail address they own records, but cannot sign in."""
    values = body.dict()
    rules.check_has_team(body.role, body.team is not None)
    if body.team is not None:
        values["team"] = queries.team(body.team)
    added = actions.add_person(actor=request.user, **values)
    return Status(201, _page(request, response, added))


@router.get("/people/{int:person_id}", response={200: PersonPageOut, **REFUSALS}, operation_id="get_person")
def get_person(request: Request, response: HttpResponse, person_id: int) -> Any:
    """One colleague: the teams they were on, who is above them, which teams they lead."""
    return _page(request, response, queries.visible_person(request.user, person_id))


@router.patch("/people/{int:person_id}", response={200: PersonPageOut, **CHANGES}, operation_id="edit_person")
def edit_person(request: Request, response: HttpResponse, person_id: int, body: PersonChange) -> Any:
    """Change the facts about a person. With If-Match, only if nobody else did since you read it."""
    found, values = queries.visible_person(request.user, person_id), body.dict(exclude_unset=True)
    saved = actions.edit_person(found, actor=request.user, version=version_of(request), **values)
    return _page(request, response, saved)


@router.post(
    "/people/{int:person_id}/move", response={200: PersonPageOut, **CHANGES}, operation_id="move_person"
)
def move_person(request: Request, response: HttpResponse, person_id: int, body: PersonMoveIn) -> Any:
    """Put a person on another team from a day on."""
    found, team = queries.visible_person(request.user, person_id), queries.team(body.team)
    saved = actions.move_person(
        found,
        actor=request.user,
        version=version_of(request),
        team=team,
        since=body.since or request.today,
    )
    return _page(request, response, saved)


@router.post(
    "/people/{int:person_id}/role", response={200: PersonPageOut, **CHANGES}, operation_id="change_role"
)
def change_role(request: Request, response: HttpResponse, person_id: int, body: RoleIn) -> Any:
    """Give a person another role."""
    found = queries.visible_person(request.user, person_id)
    saved = actions.change_role(found, actor=request.user, version=version_of(request), role=body.role)
    return _page(request, response, saved)


@router.post(
    "/people/{int:person_id}/invite", response={200: InvitedOut, **CHANGES}, operation_id="invite_person"
)
def invite_person(request: Request, response: HttpResponse, person_id: int, body: InviteIn) -> Any:
    """Let a person sign in: sets their address, and answers a link where they choose their password."""
    found = queries.visible_person(request.user, person_id)
    link = actions.invite_person(found, actor=request.user, version=version_of(request), email=body.email)
    saved = queries.visible_person(request.user, person_id)
    with_etag(response, saved)
    return {"person": saved, "link": request.build_absolute_uri(link)}


@router.post(
    "/people/{int:person_id}/leave", response={200: LeftOut, **CHANGES}, operation_id="deactivate_person"
)
def deactivate_person(request: Request, response: HttpResponse, person_id: int, body: LeaveIn) -> Any:
    """Close a person's account and give all that they owned to an heir, in one step."""
    found = queries.visible_person(request.user, person_id)
    heir = queries.visible_person(request.user, body.heir)
    count = handing_over.deactivate(found, actor=request.user, heir=heir, version=version_of(request))
    saved = queries.visible_person(request.user, person_id)
    with_etag(response, saved)
    return {"person": saved, "handed_over": count}


@router.post(
    "/people/{int:person_id}/return",
    response={200: PersonPageOut, **CHANGES},
    operation_id="reactivate_person",
)
def reactivate_person(request: Request, response: HttpResponse, person_id: int) -> Any:
    """Let a person who left come back, to the team they were on."""
    found = queries.visible_person(request.user, person_id)
    saved = actions.reactivate_person(found, actor=request.user, version=version_of(request))
    return _page(request, response, saved)


@router.post(
    "/people/{int:person_id}/reset-second-factor",
    response={200: PersonPageOut, **CHANGES},
    operation_id="reset_second_factor",
)
def reset_second_factor(request: Request, response: HttpResponse, person_id: int) -> Any:
    """Take away the app, keys and recovery codes of a person who lost them: the password is enough from then on."""
    found = queries.visible_person(request.user, person_id)
    saved = signing_in.reset_second_factor(found, actor=request.user, version=version_of(request))
    return _page(request, response, saved)


def _page(request: Request, response: HttpResponse, person: Any) -> dict[str, Any]:
    """A person as the page tells them, and their version in the header."""
    page = queries.person_page(request.user, person.pk)
    with_etag(response, page.person)
    facts = (*PersonOut.model_fields, "years_in_sales", "time_zone", "language")
    told = {name: getattr(page.person, name) for name in facts}
    return {**told, "memberships": page.memberships, "line": page.line, "leads": page.leads}
