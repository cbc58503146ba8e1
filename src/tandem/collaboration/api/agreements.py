"""Agreements and their answers over the API."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpResponse
from ninja import Query, Schema
from pydantic import Field

from tandem.collaboration import actions, queries
from tandem.collaboration.api.common import REFUSALS, Which, router
from tandem.core.api import Body, version_of, with_etag
from tandem.core.requests import Request
from tandem.people.api import PersonRef


class AgreementOut(Schema):
    """What one person asks of another, as it stands."""

    id: int
    kind: str = Field(examples=["goals.target"])
    title: str = Field(examples=["Q4 2026 goal"])
    summary: str
    about: str = Field(examples=["goals.target"])
    about_id: int
    asker: PersonRef
    answerer: PersonRef
    mover: PersonRef | None = Field(description="Who has the next move; null once it is closed")
    state: str = Field(examples=["waiting"])
    figure: Decimal | None
    currency: str
    outcome: str = Field(
        description="What came of it, once its time is over; empty before",
        examples=["€130,900, 109% of the target"],
    )
    reason: str = Field(description="Why the newest version was proposed")
    proposal: int = Field(description="Number of the newest version; send it as `seen` when you accept")
    asked_at: datetime
    due_on: date | None
    answered_at: datetime | None
    may_answer: bool
    may_decide: bool


class VersionOut(Schema):
    number: int
    figure: Decimal | None
    reason: str
    by: PersonRef
    at: datetime
    signed_by: list[PersonRef]


class AgreementPageOut(AgreementOut):
    versions: list[VersionOut]


class Seen(Body):
    seen: int | None = Field(None, description="Number of the version that you read", examples=[1])


class CounterIn(Body):
    figure: Decimal | None = Field(None, ge=0, max_digits=18, decimal_places=4, examples=["90000"])
    reason: str = Field(min_length=1, max_length=2000, examples=["A week of leave in May"])


class ReasonIn(Body):
    reason: str = Field("", max_length=2000)


@router.get("/agreements", response={200: list[AgreementOut], **REFUSALS}, operation_id="list_agreements")
def list_agreements(request: Request, show: Literal["waiting", "asked", "late", "closed"] = "waiting") -> Any:
    """What waits for you, what you asked for, what is late below you, or what was settled; the 50 first."""
    if show == "waiting":
        items = queries.waiting(request.user, today=request.today)
    elif show == "late":
        items = queries.late_below(request.user, today=request.today)
    else:
        items = queries.kept(request.user, show, today=request.today)
    return [_told(item) for item in items]


@router.get(
    "/agreements/about", response={200: list[AgreementOut], **REFUSALS}, operation_id="list_agreements_about"
)
def list_about(request: Request, which: Query[Which]) -> Any:
    """The open agreements about one record, as far as you may see them; the 50 first."""
    record = queries.get_record(request.user, which.about, which.id)
    label = record._meta.label_lower
    return [_told(item) for item in queries.about_record(request.user, label, record.pk, today=request.today)]


@router.get(
    "/agreements/{int:agreement_id}",
    response={200: AgreementPageOut, **REFUSALS},
    operation_id="get_agreement",
)
def get_agreement(request: Request, response: HttpResponse, agreement_id: int) -> Any:
    """One agreement with every version and who signed it."""
    page = queries.agreement_page(request.user, agreement_id, today=request.today)
    with_etag(response, page.item.agreement)
    versions = [
        {
            **{name: getattr(step.version, name) for name in ("number", "figure", "reason", "by", "at")},
            "signed_by": [signature.person for signature in step.signatures],
        }
        for step in page.steps
    ]
    return {**_told(page.item), "versions": versions}


@router.post(
    "/agreements/{int:agreement_id}/accept",
    response={200: AgreementOut, **REFUSALS},
    operation_id="accept_agreement",
)
def accept(request: Request, agreement_id: int, body: Seen) -> Any:
    """Say yes to what is asked."""
    return _answered(request, actions.accept, agreement_id, version=version_of(request), seen=body.seen)


@router.post(
    "/agreements/{int:agreement_id}/counter",
    response={200: AgreementOut, **REFUSALS},
    operation_id="counter_agreement",
)
def counter(request: Request, agreement_id: int, body: CounterIn) -> Any:
    """Propose another figure, with a reason."""
    return _answered(
        request,
        actions.counter,
        agreement_id,
        version=version_of(request),
        figure=body.figure,
        reason=body.reason,
    )


@router.post(
    "/agreements/{int:agreement_id}/decline",
    response={200: AgreementOut, **REFUSALS},
    operation_id="decline_agreement",
)
def decline(request: Request, agreement_id: int, body: ReasonIn) -> Any:
    """Say no, with a reason."""
    return _answered(request, actions.decline, agreement_id, version=version_of(request), reason=body.reason)


@router.post(
    "/agreements/{int:agreement_id}/accept-counter",
    response={200: AgreementOut, **REFUSALS},
    operation_id="accept_counter",
)
def accept_counter(request: Request, agreement_id: int, body: Seen) -> Any:
    """Say yes to the counter-proposal."""
    return _answered(
        request, actions.accept_counter, agreement_id, version=version_of(request), seen=body.seen
    )


@router.post(
    "/agreements/{int:agreement_id}/stand-firm",
    response={200: AgreementOut, **REFUSALS},
    operation_id="stand_firm_agreement",
)
def stand_firm(request: Request, agreement_id: int, body: ReasonIn) -> Any:
    """Keep what you asked for; the counter-proposal stays to read."""
    return _answered(
        request, actions.stand_firm, agreement_id, version=version_of(request), reason=body.reason
    )


@router.post(
    "/agreements/{int:agreement_id}/withdraw",
    response={200: AgreementOut, **REFUSALS},
    operation_id="withdraw_agreement",
)
def withdraw(request: Request, agreement_id: int, body: ReasonIn) -> Any:
    """Take a request back."""
    return _answered(request, actions.withdraw, agreement_id, version=version_of(request), reason=body.reason)


@router.post(
    "/agreements/{int:agreement_id}/remind",
    response={200: AgreementOut, **REFUSALS},
    operation_id="remind_agreement",
)
def remind(request: Request, agreement_id: int) -> Any:
    """Remind who has the next move, once a day at most."""
    return _answered(request, actions.remind, agreement_id, version=version_of(request))


def _answered(request: Request, act: Any, agreement_id: int, **kwargs: Any) -> dict[str, Any]:
    act(queries.get_agreement(request.user, agreement_id), actor=request.user, **kwargs)
    after = queries.get_agreement(request.user, agreement_id)
    return _told(queries.as_item(request.user, after, today=request.today))


def _told(item: queries.Item) -> dict[str, Any]:
    own = ("title", "summary", "outcome", "reason", "may_answer", "may_decide")
    kept = ("id", "kind", "about", "about_id", "asker", "answerer", "mover", "state", "figure", "currency")
    times = ("proposal", "asked_at", "due_on", "answered_at")
    told = {name: getattr(item.agreement, name) for name in (*kept, *times)}
    return {**told, **{name: getattr(item, name) for name in own}}
