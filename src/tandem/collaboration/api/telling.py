"""Notifications and comments over the API."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from ninja import Query, Schema, Status
from pydantic import Field

from tandem.collaboration import actions, queries
from tandem.collaboration.api.common import MOST, REFUSALS, Which, router
from tandem.core.api import Body, version_of, with_etag
from tandem.core.requests import Request
from tandem.people.api import PersonRef


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


class ReadIn(Body):
    ids: list[int] | None = Field(None, max_length=200, description="Which ones; without it, all of them")


class Marked(Schema):
    marked: int


@router.post("/notifications/read", response={200: Marked, **REFUSALS}, operation_id="read_notifications")
def read_notifications(request: Request, body: ReadIn) -> Any:
    """Mark notifications as read."""
    only = None if body.ids is None else [pk for pk in body.ids if 0 < pk <= MOST]
    return {"marked": actions.mark_read(request.user, at=request.now, only=only)}


class ChoiceOut(Schema):
    """How notifications of one kind reach you."""

    kind: str = Field(alias="key", examples=["requests"])
    name: str = Field(examples=["Requests and answers"])
    help: str
    in_app: bool
    by_mail: bool = Field(description="Sent where the installation has a mail server and you have an address")


class ChoiceIn(Body):
    """Only what is sent is changed; null leaves a value as it is."""

    in_app: bool | None = None
    by_mail: bool | None = None


@router.get(
    "/notifications/choices",
    response={200: list[ChoiceOut], **REFUSALS},
    operation_id="list_notification_choices",
    by_alias=False,
)
def list_choices(request: Request) -> Any:
    """How each kind of notification reaches you."""
    return queries.choices(request.user)


@router.patch(
    "/notifications/choices/{kind}",
    response={200: list[ChoiceOut], **REFUSALS},
    operation_id="choose_notifications",
    by_alias=False,
)
def choose(request: Request, kind: str, body: ChoiceIn) -> Any:
    """Choose how notifications of a kind reach you. Answers with all kinds."""
    before = next((one for one in queries.choices(request.user) if one.key == kind), None)
    if before is None:
        raise Http404("There is no such kind of notification; /notifications/choices names them.")
    wanted = {"in_app": before.in_app, "by_mail": before.by_mail, **body.dict(exclude_none=True)}
    actions.choose_notifications(request.user, actor=request.user, kind=kind, **wanted)
    return queries.choices(request.user)


class CommentIn(Which, Body):
    text: str = Field(min_length=1, max_length=5000, examples=["@Olga Officer, ask Petra"])


class CommentChange(Body):
    text: str = Field(min_length=1, max_length=5000, examples=["@Olga Officer, ask Petra first"])


class CommentOut(Schema):
    id: int
    version: int
    about: str
    about_id: int
    author: PersonRef
    text: str
    mentions: list[int] = Field(description="Ids of the people it calls by name")
    created_at: datetime
    edited_at: datetime | None


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


@router.get("/comments/{int:comment_id}", response={200: CommentOut, **REFUSALS}, operation_id="get_comment")
def get_comment(request: Request, response: HttpResponse, comment_id: int) -> Any:
    """One comment."""
    found = queries.get_comment(request.user, comment_id)
    with_etag(response, found)
    return found


@router.patch(
    "/comments/{int:comment_id}", response={200: CommentOut, **REFUSALS}, operation_id="edit_comment"
)
def edit_comment(request: Request, response: HttpResponse, comment_id: int, body: CommentChange) -> Any:
    """Say it better. People called only now are told now. With If-Match, only if nobody else changed it."""
    found = queries.get_comment(request.user, comment_id)
    record = queries.get_record(request.user, found.about, found.about_id)
    saved = actions.edit_comment(
        found, actor=request.user, version=version_of(request), text=body.text, about=record
    )
    with_etag(response, saved)
    return saved


@router.delete("/comments/{int:comment_id}", response={204: None, **REFUSALS}, operation_id="delete_comment")
def delete_comment(request: Request, comment_id: int) -> Any:
    """Take a comment away."""
    found = queries.get_comment(request.user, comment_id)
    actions.delete_comment(found, actor=request.user, version=version_of(request))
    return Status(204, None)
