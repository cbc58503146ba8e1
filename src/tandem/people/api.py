"""People and teams over the API."""

from __future__ import annotations

from datetime import date
from typing import Any

from ninja import Router, Schema
from pydantic import Field

from tandem.core.api import Problem
from tandem.core.requests import Request
from tandem.people import queries

router = Router(tags=["people"])
REFUSALS: dict[int, type[Schema]] = {401: Problem, 403: Problem, 404: Problem, 422: Problem}


class PersonRef(Schema):
    id: int
    name: str = Field(examples=["Olga Officer"])


class TeamOut(Schema):
    id: int
    name: str = Field(examples=["North"])
    parent_id: int | None
    manager: PersonRef | None
    depth: int


class PersonOut(PersonRef):
    role: str = Field(examples=["officer"])
    title: str
    email: str | None
    team_id: int | None
    hired_on: date | None
    is_active: bool


@router.get("/me", response={200: PersonOut, **REFUSALS}, operation_id="get_me")
def me(request: Request) -> Any:
    """Who you are."""
    return request.user


@router.get("/people", response={200: list[PersonOut], **REFUSALS}, operation_id="list_people")
def people(request: Request) -> Any:
    """The colleagues you may see."""
    return queries.visible_people(request.user).order_by("name", "pk")


@router.get("/people/{int:person_id}", response={200: PersonOut, **REFUSALS}, operation_id="get_person")
def person(request: Request, person_id: int) -> Any:
    """One colleague."""
    return queries.visible_person(request.user, person_id)


@router.get("/teams", response={200: list[TeamOut], **REFUSALS}, operation_id="list_teams")
def teams(request: Request) -> Any:
    """The tree of teams, parents first."""
    return queries.tree()
