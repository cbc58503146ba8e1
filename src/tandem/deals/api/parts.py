"""The products and stakeholders of a deal. Each answer is the deal, whose amount is the sum of its products."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from django.http import HttpResponse
from ninja import Status
from pydantic import Field

from tandem.catalog.queries import get_product
from tandem.core.api import Body, version_of, with_etag
from tandem.core.requests import Request
from tandem.customers.queries import contact_page
from tandem.deals import actions, queries
from tandem.deals.api.common import MOST, DealPageOut, router
from tandem.deals.api.deals import LineIn

Role = Literal["", "economic", "champion", "user", "influencer", "blocker"]


class LineChange(Body):
    """Only what is sent is changed."""

    quantity: Decimal = Field(Decimal(1), gt=0, max_digits=12, decimal_places=2, examples=["3"])
    unit_price: Decimal = Field(Decimal(0), ge=0, max_digits=18, decimal_places=4, examples=["21400.00"])
    discount: Decimal = Field(Decimal(0), ge=0, le=100, max_digits=5, decimal_places=2, examples=["5"])


class StakeholderChange(Body):
    role: Role = Field("", examples=["champion"])
    engaged: bool = False


class StakeholderIn(StakeholderChange):
    contact: int = Field(ge=1, le=MOST, description="Id of the contact", examples=[1])


@router.post("/deals/{int:deal_id}/lines", response={201: DealPageOut}, operation_id="add_line")
def add_line(request: Request, response: HttpResponse, deal_id: int, body: LineIn) -> Any:
    """Put a product on an open deal."""
    found, product = queries.get_deal(request.user, deal_id), get_product(request.user, body.product)
    values = {**body.dict(exclude={"product"}), "product": product}
    saved = actions.add_line(found, actor=request.user, version=version_of(request), **values)
    with_etag(response, saved)
    return Status(201, saved)


@router.patch("/deals/{int:deal_id}/lines/{int:line_id}", response=DealPageOut, operation_id="edit_line")
def edit_line(request: Request, response: HttpResponse, deal_id: int, line_id: int, body: LineChange) -> Any:
    """Change quantity, price or discount of a line."""
    found, values = queries.get_deal(request.user, deal_id), body.dict(exclude_unset=True)
    saved = actions.edit_line(
        found, actor=request.user, version=version_of(request), line_id=line_id, **values
    )
    with_etag(response, saved)
    return saved


@router.delete("/deals/{int:deal_id}/lines/{int:line_id}", response=DealPageOut, operation_id="remove_line")
def remove_line(request: Request, response: HttpResponse, deal_id: int, line_id: int) -> Any:
    """Take a product off an open deal."""
    found = queries.get_deal(request.user, deal_id)
    saved = actions.remove_line(found, actor=request.user, version=version_of(request), line_id=line_id)
    with_etag(response, saved)
    return saved


@router.post("/deals/{int:deal_id}/stakeholders", response={201: DealPageOut}, operation_id="add_stakeholder")
def add_stakeholder(request: Request, response: HttpResponse, deal_id: int, body: StakeholderIn) -> Any:
    """Say that a contact has a say in the deal, and which."""
    found, contact = queries.get_deal(request.user, deal_id), contact_page(request.user, body.contact)
    values = {**body.dict(exclude={"contact"}), "contact": contact}
    saved = actions.add_stakeholder(found, actor=request.user, version=version_of(request), **values)
    with_etag(response, saved)
    return Status(201, saved)


@router.put(
    "/deals/{int:deal_id}/stakeholders/{int:stakeholder_id}",
    response=DealPageOut,
    operation_id="edit_stakeholder",
)
def edit_stakeholder(
    request: Request, response: HttpResponse, deal_id: int, stakeholder_id: int, body: StakeholderChange
) -> Any:
    """Say which role somebody has, and whether they are engaged."""
    found, values = queries.get_deal(request.user, deal_id), {"stakeholder_id": stakeholder_id, **body.dict()}
    saved = actions.edit_stakeholder(found, actor=request.user, version=version_of(request), **values)
    with_etag(response, saved)
    return saved


@router.delete(
    "/deals/{int:deal_id}/stakeholders/{int:stakeholder_id}",
    response=DealPageOut,
    operation_id="remove_stakeholder",
)
def remove_stakeholder(request: Request, response: HttpResponse, deal_id: int, stakeholder_id: int) -> Any:
    """Take a contact off the deal; the contact stays."""
    found = queries.get_deal(request.user, deal_id)
    saved = actions.remove_stakeholder(
        found, actor=request.user, version=version_of(request), stakeholder_id=stakeholder_id
    )
    with_etag(response, saved)
    return saved
