"""Deals: reading, opening, editing, deleting."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from ninja import Query, Schema, Status
from pydantic import Field

from tandem.catalog.queries import get_product
from tandem.core.api import Body, Listing, list_query, listing, version_of, with_etag
from tandem.core.requests import Request
from tandem.customers.queries import account
from tandem.deals import actions, queries, tables
from tandem.deals.api.common import MOST, Category, DealOut, DealPageOut, Kind, StageRef, router
from tandem.people.api import PersonRef
from tandem.people.queries import visible_person

DealsQuery: Any = list_query(tables.Deals)
RELATED = ("owner", "account", "stage", "pipeline", "lost_reason")


class DealChange(Body):
    """Only what is sent is changed."""

    name: str = Field("", max_length=200, examples=["Line 2 upgrade"])
    account: int | None = Field(None, ge=1, le=MOST, description="Id of the account", examples=[1])
    amount: Decimal | None = Field(None, ge=0, max_digits=18, decimal_places=4, examples=["42800.00"])
    currency: str = Field("", max_length=3, examples=["EUR"])
    expected_close_on: date | None = None
    forecast_category: Category = "pipeline"
    kind: Kind = "new"
    source: str = Field("", max_length=80, examples=["Trade fair"])
    next_step: str = Field("", max_length=200, examples=["Send the quote"])
    next_step_on: date | None = None
    extra: dict[str, Any] = Field(
        default_factory=dict,
        description="The organization's own fields, by key; null empties one",
        examples=[{}],
    )


class LineIn(Body):
    """A product on a deal; without a price, the price book's."""

    product: int = Field(ge=1, le=MOST, description="Id of the product", examples=[1])
    quantity: Decimal = Field(Decimal(1), gt=0, max_digits=12, decimal_places=2, examples=["2"])
    unit_price: Decimal | None = Field(None, ge=0, max_digits=18, decimal_places=4, examples=["21400.00"])
    discount: Decimal = Field(Decimal(0), ge=0, le=100, max_digits=5, decimal_places=2, examples=["5"])


class NewDeal(DealChange):
    """A deal to be opened: yours, in the first stage of the default pipeline, unless you say otherwise."""

    name: str = Field(min_length=1, max_length=200, examples=["Line 2 upgrade"])
    owner: int | None = Field(None, ge=1, le=MOST, description="Id of somebody of your team", examples=[None])
    stage: int | None = Field(None, ge=1, le=MOST, description="Id of an open stage", examples=[None])
    lines: list[LineIn] = Field(default_factory=list, max_length=200, examples=[[]])


class StagePassedOut(Schema):
    """A deal came into a stage; amount and date as they were then. The first one has no stage before."""

    from_stage: StageRef | None
    to_stage: StageRef
    at: datetime
    by: PersonRef
    seconds: int | None = Field(description="Spent in the stage before", examples=[604800])
    amount: Decimal | None = Field(examples=["42800.00"])
    currency: str = Field(examples=["EUR"])
    expected_close_on: date | None


@router.get("/deals", response=Listing[DealOut], operation_id="list_deals")
def list_deals(request: Request, query: Query[DealsQuery]) -> Any:
    """Deals that you may see, filtered and ordered as on the page, a page at a time."""
    return listing(request, tables.Deals(), limit=query.limit, related=RELATED)


@router.post("/deals", response={201: DealPageOut}, operation_id="open_deal")
def open_deal(request: Request, response: HttpResponse, body: NewDeal) -> Any:
    """Open a deal."""
    values = _values(request, body)
    lines = [
        actions.NewLine(
            get_product(request.user, line.product), line.quantity, line.unit_price, line.discount
        )
        for line in body.lines
    ]
    if body.owner is not None:
        values["owner"] = visible_person(request.user, body.owner)
    if body.stage is not None:
        values["stage"] = queries.get_stage(body.stage)
    opened = actions.open_deal(actor=request.user, **{**values, "lines": lines})
    with_etag(response, opened)
    return Status(201, opened)


@router.get("/deals/{int:deal_id}", response=DealPageOut, operation_id="get_deal")
def get_deal(request: Request, response: HttpResponse, deal_id: int) -> Any:
    """One deal with its products and stakeholders."""
    found = queries.get_deal(request.user, deal_id)
    with_etag(response, found)
    return found


@router.get("/deals/{int:deal_id}/stages", response=list[StagePassedOut], operation_id="list_stages_passed")
def stages_passed(request: Request, deal_id: int) -> Any:
    """Every stage that a deal came into, the first one first."""
    return queries.stages_passed(request.user, deal_id)


@router.patch("/deals/{int:deal_id}", response=DealPageOut, operation_id="edit_deal")
def edit_deal(request: Request, response: HttpResponse, deal_id: int, body: DealChange) -> Any:
    """Change a deal. With If-Match, only if nobody else did since you read it."""
    found = queries.get_deal(request.user, deal_id)
    values = _values(request, body)
    saved = actions.edit_deal(found, actor=request.user, version=version_of(request), **values)
    with_etag(response, saved)
    return saved


@router.delete("/deals/{int:deal_id}", response={204: None}, operation_id="delete_deal")
def delete_deal(request: Request, deal_id: int) -> Any:
    """Delete a deal. Periods that are over still count it, the running one does not, and it can be restored."""
    found = queries.get_deal(request.user, deal_id)
    actions.delete_deal(found, actor=request.user, version=version_of(request))
    return Status(204, None)


@router.post("/deals/{int:deal_id}/restore", response=DealPageOut, operation_id="restore_deal")
def restore_deal(request: Request, response: HttpResponse, deal_id: int) -> Any:
    """Bring a deleted deal back."""
    found = queries.get_deleted_deal(request.user, deal_id)
    restored = actions.restore_deal(found, actor=request.user, version=version_of(request))
    with_etag(response, restored)
    return restored


def _values(request: Request, body: DealChange) -> dict[str, Any]:
    values = body.dict(exclude_unset=True, exclude={"owner", "stage", "lines"})
    if values.get("account") is not None:
        values["account"] = account(request.user, values["account"])
    return values
