"""What the routes of this package share."""

from __future__ import annotations

from ninja import Router, Schema
from pydantic import Field

from tandem.core.api import Problem

router = Router(tags=["collaboration"])
REFUSALS: dict[int, type[Schema]] = {
    400: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem,
}  # fmt: skip
MOST = 9_000_000_000_000_000_000


class Which(Schema):
    """A record, by its kind and number."""

    about: str = Field(max_length=60, examples=["deals.deal"])
    id: int = Field(ge=1, le=MOST, examples=[214])
