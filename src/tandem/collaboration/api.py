"""Agreements, notifications, comments, shares and delegations over the API."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from ninja import Query, Router, Schema, Status
from pydantic import Field

from tandem.authority.delegating import delegate, delegations_of, revoke
from tandem.authority.sharing import share, shares_of, unshare
from tandem.collaboration import actions, queries
from tandem.core.api import Problem
from tandem.core.errors import Refused
from tandem.core.requests import Request
from tandem.people.api import PersonRef

router = Router(tags=["collaboration"])
REFUSALS: dict[int, type[Schema]] = {
    400: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem,
}  # fmt: skip
MOST = 9_000_000_000_000_000_000


class Which(Schema):
    """A record, by its kind and number."""

    about: str = Field(max_length=60, examples=["deals.deal"])
    id: int = Field(ge=1, le=MOST, examples=[214])


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


class Seen(Schema):
    seen: int | None = Field(None, description="Number of the version that you read", examples=[1])


class CounterIn(Schema):
    figure: Decimal | None = Field(None, ge=0, max_digits=18, decimal_places=4, examples=["90000"])
    reason: str = Field(min_length=1, max_length=2000, examples=["A week of leave in May"])


class ReasonIn(Schema):
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
    "/agreements/{int:agreement_id}",
    response={200: AgreementPageOut, **REFUSALS},
    operation_id="get_agreement",
)
def get_agreement(request: Request, agreement_id: int) -> Any:
    """One agreement with every version and who signed it."""
    page = queries.agreement_page(request.user, agreement_id, today=request.today)
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
    return _answered(request, actions.accept, agreement_id, seen=body.seen)


@router.post(
    "/agreements/{int:agreement_id}/counter",
    response={200: AgreementOut, **REFUSALS},
    operation_id="counter_agreement",
)
def counter(request: Request, agreement_id: int, body: CounterIn) -> Any:
    """Propose another figure, with a reason."""
    return _answered(request, actions.counter, agreement_id, figure=body.figure, reason=body.reason)


@router.post(
    "/agreements/{int:agreement_id}/decline",
    response={200: AgreementOut, **REFUSALS},
    operation_id="decline_agreement",
)
def decline(request: Request, agreement_id: int, body: ReasonIn) -> Any:
    """Say no, with a reason."""
    return _answered(request, actions.decline, agreement_id, reason=body.reason)


@router.post(
    "/agreements/{int:agreement_id}/accept-counter",
    response={200: AgreementOut, **REFUSALS},
    operation_id="accept_counter",
)
def accept_counter(request: Request, agreement_id: int, body: Seen) -> Any:
    """Say yes to the counter-proposal."""
    return _answered(request, actions.accept_counter, agreement_id, seen=body.seen)


@router.post(
    "/agreements/{int:agreement_id}/stand-firm",
    response={200: AgreementOut, **REFUSALS},
    operation_id="stand_firm_agreement",
)
def stand_firm(request: Request, agreement_id: int, body: ReasonIn) -> Any:
    """Keep what you asked for; the counter-proposal stays to read."""
    return _answered(request, actions.stand_firm, agreement_id, reason=body.reason)


@router.post(
    "/agreements/{int:agreement_id}/withdraw",
    response={200: AgreementOut, **REFUSALS},
    operation_id="withdraw_agreement",
)
def withdraw(request: Request, agreement_id: int, body: ReasonIn) -> Any:
    """Take a request back."""
    return _answered(request, actions.withdraw, agreement_id, reason=body.reason)


@router.post(
    "/agreements/{int:agreement_id}/remind",
    response={200: AgreementOut, **REFUSALS},
    operation_id="remind_agreement",
)
def remind(request: Request, agreement_id: int) -> Any:
    """Remind who has the next move, once a day at most."""
    return _answered(request, actions.remind, agreement_id)


def _answered(request: Request, act: Any, agreement_id: int, **kwargs: Any) -> dict[str, Any]:
    act(queries.get_agreement(request.user, agreement_id), actor=request.user, **kwargs)
    after = queries.get_agreement(request.user, agreement_id)
    return _told(queries.as_item(request.user, after, today=request.today))


def _told(item: queries.Item) -> dict[str, Any]:
    own = ("title", "summary", "reason", "may_answer", "may_decide")
    kept = ("id", "kind", "about", "about_id", "asker", "answerer", "mover", "state", "figure", "currency")
    times = ("proposal", "asked_at", "due_on", "answered_at")
    told = {name: getattr(item.agreement, name) for name in (*kept, *times)}
    return {**told, **{name: getattr(item, name) for name in own}}


class NotificationOut(Schema):
    id: int
    at: datetime
    kind: str = Field(examples=["requests"])
    who: str = Field(examples=["Nora North"])
    words: str = Field(examples=["stood firm"])
    subject: str = Field(examples=["Q4 2026 goal"])
    detail: str
    link: str
    read: bool


class NotificationsOut(Schema):
    unread: int
    items: list[NotificationOut]
    next: int | None = Field(description="Send it as `before` for the next page; null at the end")


@router.get("/notifications", response={200: NotificationsOut, **REFUSALS}, operation_id="list_notifications")
def list_notifications(request: Request, before: int | None = Query(None, ge=1, le=MOST)) -> Any:
    """What you were told, the newest first."""
    lines = queries.notifications(request.user, before=before)
    items = [
        {
            "id": line.notification.pk,
            "at": line.notification.at,
            "kind": line.notification.kind,
            "who": line.who,
            "words": line.sentence.words,
            "subject": line.subject,
            "detail": line.detail,
            "link": line.link,
            "read": line.notification.read_at is not None,
        }
        for line in lines
    ]
    more = lines[-1].notification.pk if len(lines) == queries.PAGE else None
    return {"unread": queries.unread_count(request.user), "items": items, "next": more}


class ReadIn(Schema):
    ids: list[int] | None = Field(None, max_length=200, description="Which ones; without it, all of them")


class Marked(Schema):
    marked: int


@router.post("/notifications/read", response={200: Marked, **REFUSALS}, operation_id="read_notifications")
def read_notifications(request: Request, body: ReadIn) -> Any:
    """Mark notifications as read."""
    only = None if body.ids is None else [pk for pk in body.ids if 0 < pk <= MOST]
    return {"marked": actions.mark_read(request.user, at=request.now, only=only)}


class CommentIn(Which):
    text: str = Field(min_length=1, max_length=5000, examples=["@Olga Officer, ask Petra"])


class CommentOut(Schema):
    id: int
    about: str
    about_id: int
    author: PersonRef
    text: str
    mentions: list[int] = Field(description="Ids of the people it calls by name")
    created_at: datetime


@router.get("/comments", response={200: list[CommentOut], **REFUSALS}, operation_id="list_comments")
def list_comments(request: Request, which: Query[Which]) -> Any:
    """The newest comments on a record that you may see."""
    record = queries.get_record(request.user, which.about, which.id)
    return queries.comments(request.user, record._meta.label_lower, record.pk)


@router.post("/comments", response={201: CommentOut, **REFUSALS}, operation_id="add_comment")
def add_comment(request: Request, body: CommentIn) -> Any:
    """Say something about a record."""
    record = queries.get_record(request.user, body.about, body.id)
    return Status(201, actions.comment(actor=request.user, about=record, text=body.text))


@router.delete("/comments/{int:comment_id}", response={204: None, **REFUSALS}, operation_id="delete_comment")
def delete_comment(request: Request, comment_id: int) -> Any:
    """Take a comment away."""
    actions.delete_comment(queries.get_comment(request.user, comment_id), actor=request.user)
    return Status(204, None)


class ShareIn(Which):
    person: int = Field(ge=1, le=MOST, description="Id of the colleague")
    to_work: bool = Field(False, description="To work on it, not only to see it")


class ShareOut(Schema):
    id: int
    person: PersonRef
    to_work: bool
    shared_by: PersonRef
    shared_at: datetime


@router.get("/shares", response={200: list[ShareOut], **REFUSALS}, operation_id="list_shares")
def list_shares(request: Request, which: Query[Which]) -> Any:
    """Who a record is shared with."""
    return shares_of(queries.get_record(request.user, which.about, which.id))


@router.post("/shares", response={200: list[ShareOut], **REFUSALS}, operation_id="share_record")
def add_share(request: Request, body: ShareIn) -> Any:
    """Share a record with a colleague. Answers with everybody it is shared with."""
    record = queries.get_record(request.user, body.about, body.id)
    share(record, actor=request.user, person=_colleague(request, body.person), to_work=body.to_work)
    return shares_of(record)


@router.post("/shares/stop", response={200: list[ShareOut], **REFUSALS}, operation_id="stop_sharing")
def stop_sharing(request: Request, body: ShareIn) -> Any:
    """Stop sharing a record with a colleague. Answers with everybody it is still shared with."""
    record = queries.get_record(request.user, body.about, body.id)
    for kept in shares_of(record):
        if kept.person_id == body.person:
            unshare(record, actor=request.user, person=kept.person)
    return shares_of(record)


class DelegationIn(Schema):
    deputy: int = Field(
        ge=1, le=MOST, description="Id of the Sales Manager or Executive who decides meanwhile"
    )
    since: date
    until: date


class DelegationOut(Schema):
    id: int
    giver: PersonRef
    deputy: PersonRef
    since: date
    until: date


@router.get("/delegations", response={200: list[DelegationOut], **REFUSALS}, operation_id="list_delegations")
def list_delegations(request: Request) -> Any:
    """Who decides for you, and for whom you decide, now or later."""
    return delegations_of(request.user, request.today)


@router.post("/delegations", response={201: DelegationOut, **REFUSALS}, operation_id="delegate_decisions")
def add_delegation(request: Request, body: DelegationIn) -> Any:
    """Lend your decisions for some days, both included."""
    deputy = queries.deputies(request.user).filter(pk=body.deputy).first()
    if deputy is None:
        raise Refused("This person cannot decide for you.", fields={"deputy": "Choose a Sales Manager."})
    return Status(201, delegate(actor=request.user, deputy=deputy, since=body.since, until=body.until))


@router.delete(
    "/delegations/{int:delegation_id}", response={204: None, **REFUSALS}, operation_id="end_delegation"
)
def end_delegation(request: Request, delegation_id: int) -> Any:
    """End a delegation at once."""
    found = queries.get_delegation(request.user, delegation_id, today=request.today)
    revoke(found, actor=request.user)
    return Status(204, None)


def _colleague(request: Request, person_id: int) -> Any:
    found = queries.colleagues(request.user).filter(pk=person_id).first()
    if found is None:
        raise Refused(
            "There is no such colleague for you to share with.", fields={"person": "Choose a colleague."}
        )
    return found
