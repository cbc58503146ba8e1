"""Activities, tasks and timelines over the API."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import AwareDatetime, Field

from tandem.activities import actions, queries
from tandem.activities.forms import doers
from tandem.collaboration.api import MOST, REFUSALS, Which
from tandem.collaboration.queries import get_record
from tandem.core.api import Body, version_of, with_etag
from tandem.core.errors import Refused
from tandem.core.requests import Request
from tandem.people.api import PersonRef

router = Router(tags=["activities"])


class ActivityOut(Schema):
    """A note, call, e-mail or meeting that happened, or a task."""

    id: int
    version: int
    kind: str = Field(examples=["call"])
    about: str = Field(examples=["deals.deal"])
    about_id: int | None
    owner: PersonRef
    author: PersonRef
    title: str
    text: str
    at: datetime
    minutes: int | None
    outcome: str = Field(examples=["reached"])
    due_on: date | None
    done_at: datetime | None


class LogIn(Which, Body):
    kind: Literal["note", "call", "email", "meeting"] = "note"
    text: str = Field("", max_length=10_000, examples=["Line 2 stops twice a month."])
    title: str = Field("", max_length=200)
    outcome: str = Field("", max_length=15, examples=["reached"])
    minutes: int | None = Field(None, ge=0, le=1440)
    happened_at: AwareDatetime | None = Field(None, description="Now, unless you say otherwise")


class ActivityChange(Body):
    """Only what is sent is changed."""

    text: str = Field("", max_length=10_000)
    title: str = Field("", max_length=200)
    outcome: str = Field("", max_length=15)
    minutes: int | None = Field(None, ge=0, le=1440)
    happened_at: AwareDatetime | None = None
    due_on: date | None = None
    owner: int | None = Field(None, description="Id of who does the task now")


class TaskIn(Body):
    title: str = Field(min_length=1, max_length=200, examples=["Send the quote"])
    text: str = Field("", max_length=10_000)
    due_on: date | None = None
    owner: int | None = Field(None, description="Id of who is to do it; you, unless you lead them")
    about: str = Field("", max_length=60, examples=["deals.deal"])
    id: int | None = Field(None, ge=1, le=MOST, description="Id of the record it is about")


class HappeningOut(Schema):
    at: datetime
    who: PersonRef | None
    words: str = Field(examples=["called, 22 min, reached"])
    detail: str


class TimelineOut(Schema):
    items: list[HappeningOut]
    next: datetime | None = Field(description="Send it as `before` for the next page; null at the end")


class TimelineQuery(Which):
    before: AwareDatetime | None = None
    only: Literal["", "activities", "changes"] = ""


@router.get("/timeline", response={200: TimelineOut, **REFUSALS}, operation_id="get_timeline")
def get_timeline(request: Request, query: Query[TimelineQuery]) -> Any:
    """Everything that happened to a record, the newest first."""
    record = get_record(request.user, query.about, query.id)
    before = queries.moment(query.before.isoformat()) if query.before else None
    page = queries.timeline(request.user, record, before=before, only=query.only)
    return {"items": page.happenings, "next": page.before}


@router.post("/activities", response={201: ActivityOut, **REFUSALS}, operation_id="log_activity")
def log_activity(request: Request, response: HttpResponse, body: LogIn) -> Any:
    """Log a note, call, e-mail or meeting about a record that you may see."""
    values = body.dict(exclude={"about", "id"})
    record = get_record(request.user, body.about, body.id)
    logged = actions.log_activity(actor=request.user, about=record, **values)
    with_etag(response, logged)
    return Status(201, logged)


@router.get(
    "/activities/{int:activity_id}", response={200: ActivityOut, **REFUSALS}, operation_id="get_activity"
)
def get_activity(request: Request, response: HttpResponse, activity_id: int) -> Any:
    """One activity."""
    found = queries.get_activity(request.user, activity_id)
    with_etag(response, found)
    return found


@router.patch(
    "/activities/{int:activity_id}", response={200: ActivityOut, **REFUSALS}, operation_id="edit_activity"
)
def edit_activity(request: Request, response: HttpResponse, activity_id: int, body: ActivityChange) -> Any:
    """Change an activity. With If-Match, only if nobody else did since you read it."""
    found = queries.get_activity(request.user, activity_id)
    values = body.dict(exclude_unset=True)
    if values.get("happened_at", ...) is None:
        raise Refused(
            "An activity has its moment.", fields={"happened_at": "Send a moment, or leave it out."}
        )
    if "owner" in values:
        values["owner"] = _doer(request, values["owner"])
    saved = actions.edit_activity(found, actor=request.user, version=version_of(request), **values)
    with_etag(response, saved)
    return saved


@router.delete(
    "/activities/{int:activity_id}", response={204: None, **REFUSALS}, operation_id="delete_activity"
)
def delete_activity(request: Request, activity_id: int) -> Any:
    """Delete an activity."""
    found = queries.get_activity(request.user, activity_id)
    actions.delete_activity(found, actor=request.user, version=version_of(request))
    return Status(204, None)


@router.get("/tasks", response={200: list[ActivityOut], **REFUSALS}, operation_id="list_tasks")
def list_tasks(request: Request) -> Any:
    """What you are to do, the most urgent first."""
    tasks = queries.my_tasks(request.user, today=request.today)
    return [todo.task for todo in (*tasks.late, *tasks.today, *tasks.later, *tasks.someday)]


@router.post("/tasks", response={201: ActivityOut, **REFUSALS}, operation_id="add_task")
def add_task(request: Request, response: HttpResponse, body: TaskIn) -> Any:
    """Add something to do, for you or for somebody of your team."""
    record = get_record(request.user, body.about, body.id or 0) if body.about else None
    owner = {"owner": _doer(request, body.owner)} if body.owner is not None else {}
    values = body.dict(include={"title", "text", "due_on"})
    added = actions.add_task(actor=request.user, about=record, **values, **owner)
    with_etag(response, added)
    return Status(201, added)


@router.post(
    "/tasks/{int:task_id}/finish", response={200: ActivityOut, **REFUSALS}, operation_id="finish_task"
)
def finish_task(request: Request, response: HttpResponse, task_id: int) -> Any:
    """Tick a task off."""
    found = queries.get_activity(request.user, task_id)
    saved = actions.finish_task(found, actor=request.user, version=version_of(request))
    with_etag(response, saved)
    return saved


@router.post(
    "/tasks/{int:task_id}/reopen", response={200: ActivityOut, **REFUSALS}, operation_id="reopen_task"
)
def reopen_task(request: Request, response: HttpResponse, task_id: int) -> Any:
    """Put a task back on the list."""
    found = queries.get_activity(request.user, task_id)
    saved = actions.reopen_task(found, actor=request.user, version=version_of(request))
    with_etag(response, saved)
    return saved


def _doer(request: Request, person_id: int | None) -> Any:
    """Whom the caller may give a task to."""
    found = None
    if person_id is not None and 0 < person_id <= MOST:
        found = doers(request.user).filter(pk=person_id).first()
    if found is None:
        raise Refused("You cannot give them a task.", fields={"owner": "Choose somebody of your team."})
    return found
