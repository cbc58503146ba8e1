"""Exchange rates over the API."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from ninja import Schema, Status
from pydantic import Field

from tandem.authority.rating import remove_rate, set_rate
from tandem.core.api import Body
from tandem.core.rates import known_rates
from tandem.core.requests import Request
from tandem.workspace.api.common import router


class RateIn(Body):
    rate: Decimal = Field(
        gt=0,
        max_digits=18,
        decimal_places=8,
        examples=["0.92"],
        description="What one unit is worth in the organization's currency",
    )


class RateOut(Schema):
    currency: str = Field(examples=["USD"])
    on: date = Field(description="It holds from this day until the next with a rate")
    rate: Decimal = Field(examples=["0.92000000"])


@router.get("/rates", response=list[RateOut], operation_id="list_rates")
def list_rates(request: Request) -> Any:
    """Exchange rates into the organization's currency: by currency, the latest first."""
    return known_rates()


@router.put("/rates/{currency}/{on}", response=RateOut, operation_id="set_rate")
def put_rate(request: Request, currency: str, on: date, body: RateIn) -> Any:
    """Say what one unit of a currency is worth from a day on. What was booked stays."""
    return set_rate(actor=request.user, currency=currency, on=on, rate=body.rate)


@router.delete("/rates/{currency}/{on}", response={204: None}, operation_id="remove_rate")
def delete_rate(request: Request, currency: str, on: date) -> Any:
    """Take a rate away: the one before it holds again. What was booked stays."""
    remove_rate(actor=request.user, currency=currency, on=on)
    return Status(204, None)
