"""What the routes of deals share."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from ninja import Router, Schema
from pydantic import Field

from tandem.customers.api import AccountRef
from tandem.people.api import PersonRef

router = Router(tags=["deals"])
MOST = 9_000_000_000_000_000_000
Category = Literal["pipeline", "best", "commit", "omitted"]
Kind = Literal["new", "expansion", "renewal"]


class DealRef(Schema):
    id: int = Field(examples=[214])
    name: str = Field(examples=["Line 2 upgrade"])


class PipelineRef(Schema):
    id: int = Field(examples=[1])
    name: str = Field(examples=["Sales"])


class StageRef(Schema):
    id: int = Field(examples=[3])
    name: str = Field(examples=["Propose"])
    kind: str = Field(examples=["open"])


class ReasonRef(Schema):
    id: int = Field(examples=[1])
    name: str = Field(examples=["Price"])


class DealOut(DealRef):
    """A deal as it stands."""

    version: int
    account: AccountRef | None
    owner: PersonRef
    team_id: int | None
    pipeline: PipelineRef
    stage: StageRef
    stage_since: datetime
    state: str = Field(examples=["open"])
    kind: str = Field(examples=["new"])
    source: str = Field(examples=["Trade fair"])
    amount: Decimal | None = Field(examples=["42800.00"])
    currency: str = Field(examples=["EUR"])
    booked_amount: Decimal | None = Field(
        description="What was won, in the organization's currency", examples=["42800.00"]
    )
    forecast_category: str = Field(examples=["commit"])
    expected_close_on: date | None
    closed_on: date | None
    lost_reason: ReasonRef | None
    lost_note: str
    next_step: str = Field(examples=["Send the quote"])
    next_step_on: date | None
    created_at: datetime
    external_id: str
    extra: dict[str, Any] = Field(
        description="The organization's own fields, by key", examples=[{"tier": "Gold"}]
    )


class LineOut(Schema):
    id: int
    product: DealRef
    quantity: Decimal = Field(examples=["2.00"])
    unit_price: Decimal = Field(examples=["21400.00"])
    discount: Decimal = Field(description="In percent", examples=["5.00"])


class StakeholderOut(Schema):
    id: int
    contact: DealRef
    role: str = Field(examples=["champion"])
    engaged: bool


class DealPageOut(DealOut):
    """A deal with its products and stakeholders."""

    lines: list[LineOut]
    stakeholders: list[StakeholderOut]

    @staticmethod
    def resolve_lines(deal: Any) -> Any:
        return deal.lines.select_related("product")

    @staticmethod
    def resolve_stakeholders(deal: Any) -> Any:
        return deal.stakeholders.select_related("contact")
