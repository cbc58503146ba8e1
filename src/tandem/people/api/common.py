"""The router of people, and what several of its routes tell."""

from __future__ import annotations

from datetime import date
from typing import Literal

from ninja import Router, Schema
from pydantic import Field

from tandem.core.api import Problem

router = Router(tags=["people"])
Role = Literal["officer", "manager", "executive", "administrator"]
REFUSALS: dict[int, type[Schema]] = {401: Problem, 403: Problem, 404: Problem, 422: Problem}
CHANGES: dict[int, type[Schema]] = {**REFUSALS, 400: Problem, 409: Problem}
SAID = "The language they speak: its code or its English name, like de or German"
MOST = 9_000_000_000_000_000_000


class PersonRef(Schema):
    id: int
    name: str = Field(examples=["Olga Officer"])


class PersonOut(PersonRef):
    version: int
    role: str = Field(examples=["officer"])
    title: str
    email: str | None
    team_id: int | None
    hired_on: date | None
    is_active: bool


class TeamRef(Schema):
    id: int
    name: str = Field(examples=["North"])


class TeamOut(TeamRef):
    version: int
    parent_id: int | None
    manager: PersonRef | None
    depth: int = Field(description="0 for the organization's own node")
