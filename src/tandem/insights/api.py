"""Outlooks on bookings over the API."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from tandem.core.api import Problem
from tandem.insights.queries.outlooks import labels_of, outlook_of

router = Router(tags=["insights"])
REFUSALS: dict[int, type[Schema]] = {401: Problem, 404: Problem}


class QuarterOut(Schema):
    """One quarter and what was booked in it."""

    quarter: str = Field(examples=["2026-Q3"])
    booked: Decimal


class AheadOut(Schema):
    """One quarter to come: 8 in 10 landings lie between p10 and p90."""

    quarter: str
    p10: Decimal
    p50: Decimal
    p90: Decimal


class OutlookRow(Schema):
    """A team, product or region. `missing`: why there is no range."""

    name: str
    team: int | None
    quarters: list[QuarterOut]
    booked_so_far: Decimal
    ahead: list[AheadOut]
    missing: str
    months_of_history: int
    method: str
    error_of_a_quarter: float | None = Field(description="Mean size of past errors as a share of what came")
    bias_of_a_quarter: float | None = Field(description="Mean of past errors, above 0 when too high")
    share_inside: float | None = Field(description="Past months inside the range")
    share_inside_before_widening: float | None


class BookingsOutlookOut(Schema):
    """Where the bookings of a team and all below it are going."""

    team: int
    as_of_on: date
    made_at: datetime
    currency: str
    past_moments: int
    whole: OutlookRow
    teams: list[OutlookRow]
    products: list[OutlookRow]
    regions: list[OutlookRow]


@router.get(
    "/insights/bookings/{int:team}",
    response={200: BookingsOutlookOut, **REFUSALS},
    operation_id="get_bookings_outlook",
)
def bookings(request: HttpRequest, team: int) -> dict[str, Any]:
    """The newest outlook of a team: past quarters, ranges of this one and the next two, methods and their record."""
    kept = outlook_of(request.user, team, request.today)  # type: ignore[arg-type, attr-defined]
    before, labels = labels_of(kept)

    def row(one: dict[str, Any]) -> dict[str, Any]:
        return {
            "name": one["name"],
            "team": one["team"],
            "quarters": [
                {"quarter": quarter.key, "booked": _money(amount)}
                for quarter, amount in zip(before, one["past"], strict=True)
            ],
            "booked_so_far": _money(one["so_far"]),
            "ahead": []
            if one["thin"]
            else [
                {"quarter": quarter.key, "p10": _money(p10), "p50": _money(p50), "p90": _money(p90)}
                for quarter, (p10, p50, p90) in zip(labels, one["ahead"], strict=True)
            ],
            "missing": one["thin"],
            "months_of_history": one["months"],
            "method": one["method"],
            "error_of_a_quarter": one["error"],
            "bias_of_a_quarter": one["bias"],
            "share_inside": one["held"],
            "share_inside_before_widening": one["held_before"],
        }

    groups = {by: [row(one) for one in kept.result[by]] for by in ("teams", "products", "regions")}
    return {
        "team": kept.team_id,
        "as_of_on": kept.as_of_on,
        "made_at": kept.made_at,
        "currency": kept.currency,
        "past_moments": kept.result["moments"],
        "whole": row(kept.result["whole"]),
        **groups,
    }


def _money(amount: float) -> Decimal:
    return Decimal(str(amount)).quantize(Decimal("0.01"))
