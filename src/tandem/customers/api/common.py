"""What the routes of accounts and contacts share."""

from __future__ import annotations

from ninja import Router, Schema
from pydantic import Field

from tandem.core.api import Body, Id, Many, Problem

router = Router(tags=["customers"])
REFUSALS: dict[int, type[Schema]] = {
    400: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem,
}  # fmt: skip


class AccountRef(Schema):
    id: int
    name: str


class Reassign(Body):
    to: Id = Field(description="Id of the person")


class ReassignMany(Reassign, Many):
    """Which ones, and who gets them."""
