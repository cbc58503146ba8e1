"""What the routes of forecasts share: whose forecast of which period."""

from __future__ import annotations

from ninja import Router, Schema
from pydantic import Field

from tandem.core.api import Problem
from tandem.core.requests import Request
from tandem.forecasts import queries

router = Router(tags=["forecasts"])
REFUSALS: dict[int, type[Schema]] = {
    400: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem,
}  # fmt: skip
MOST = 9_000_000_000_000_000_000


class WhoseForecast(Schema):
    """Whose forecast of which period; without anything your own of the period that runs."""

    team: int | None = Field(None, ge=1, le=MOST)
    person: int | None = Field(None, ge=1, le=MOST)
    period: str = Field("", max_length=10, pattern=r"^[0-9Qx-]*$", examples=["2026-Q4"])


def chosen(request: Request, team: int | None, person: int | None, period: str) -> queries.Choice:
    return queries.choose(request.user, str(team or ""), period, request.today, str(person or ""))
