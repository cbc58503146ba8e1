"""Snapshots of the open deals, and how the pipeline came from one to another."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import Http404
from ninja import Query, Schema, Status
from pydantic import Field

from tandem.core.requests import Request
from tandem.deals.api import DealRef
from tandem.forecasts import actions, queries
from tandem.forecasts.api.common import MOST, REFUSALS, WhoseForecast, chosen, router
from tandem.people.api import PersonRef


class Between(WhoseForecast):
    """Two snapshots by their ids; `end` may be "now"."""

    start: int = Field(ge=1, le=MOST)
    end: str = Field("now", pattern=r"^(now|[0-9]{1,18})$")


class SnapshotOut(Schema):
    id: int
    on: date
    taken_at: datetime
    kind: str
    currency: str


class BarOut(Schema):
    term: str
    words: str
    amount: Decimal
    count: int


class StateOut(Schema):
    """An open deal as it was: `value` in the organization's currency by the rate of that day."""

    value: Decimal
    amount: Decimal
    currency: str
    closes_on: date | None


class BarPartOut(Schema):
    """One deal's part in a bar."""

    deal: DealRef | None = Field(description="null when it is not yours to see any more")
    owner: PersonRef | None
    before: StateOut | None
    after: StateOut | None
    amount: Decimal


class BarQuery(Between):
    after: str = Field("", max_length=60, description="`next` of the page before")


class BarDealsOut(Schema):
    """A page of at most 200. The amounts of all pages add up to the bar."""

    count: int = Field(description="On all pages")
    amount: Decimal = Field(description="On all pages", examples=["310000.00"])
    deals: list[BarPartOut] = Field(description="The largest first")
    next: str | None = Field(description="Send it as `after`; null at the end", examples=["42800.00-214"])


class WaterfallOut(Schema):
    """opening + everything between = closing, to the cent."""

    opening: Decimal
    closing: Decimal
    currency: str
    bars: list[BarOut]


@router.get(
    "/forecasts/snapshots", response={200: list[SnapshotOut], **REFUSALS}, operation_id="list_snapshots"
)
def list_snapshots(request: Request) -> Any:
    """The newest snapshots."""
    return queries.snapshots()


@router.post("/forecasts/snapshots", response={201: SnapshotOut, **REFUSALS}, operation_id="take_snapshot")
def take_snapshot(request: Request) -> Any:
    """Write down every open deal now."""
    return Status(201, actions.take_snapshot(actor=request.user))


@router.get("/forecasts/waterfall", response={200: WaterfallOut, **REFUSALS}, operation_id="get_waterfall")
def get_waterfall(request: Request, query: Query[Between]) -> Any:
    """How the pipeline of a period came from one snapshot to another or to now, of the deals that you may see."""
    choice = chosen(request, query.team, query.person, query.period)
    return queries.between(
        request.user, choice, str(query.start), query.end, today=request.today, now=request.now
    )


@router.get(
    "/forecasts/waterfall/{term}", response={200: BarDealsOut, **REFUSALS}, operation_id="get_deals_of_bar"
)
def get_bar(request: Request, term: str, query: Query[BarQuery]) -> Any:
    """The deals of one bar of the waterfall: opening, closing, or what happened between. A page at a time."""
    if not queries.is_bar(term):
        raise Http404("There is no such bar; the waterfall names those it has.")
    choice = chosen(request, query.team, query.person, query.period)
    found = queries.between(
        request.user, choice, str(query.start), query.end, today=request.today, now=request.now
    )
    page = queries.deals_of(request.user, found, term, query.after)
    return {"count": page.count, "amount": page.whole, "deals": page.parts, "next": page.next}
