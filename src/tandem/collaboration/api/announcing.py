"""What managers tell their teams."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from ninja import Schema, Status
from pydantic import Field

from tandem.authority.actions import require_owner
from tandem.collaboration import actions, queries
from tandem.collaboration.api.common import MOST, REFUSALS, router
from tandem.core.api import Body, version_of, with_etag
from tandem.core.errors import Refused
from tandem.core.requests import Request
from tandem.people.api import PersonRef, TeamRef
from tandem.people.queries import teams_under


class AnnouncementIn(Body):
    """It goes to a team and all teams below it."""

    team: int = Field(ge=1, le=MOST, description="Id of a team that you lead", examples=[1])
    title: str = Field(min_length=1, max_length=120, examples=["Kick-off on Monday"])
    text: str = Field("", max_length=5000, examples=["At nine, in the large room."])
    until: date | None = Field(None, description="The last day on which it is shown")


class AnnouncementOut(Schema):
    id: int
    version: int
    team: TeamRef
    author: PersonRef
    title: str
    text: str
    until: date | None
    created_at: datetime


@router.get(
    "/announcements", response={200: list[AnnouncementOut], **REFUSALS}, operation_id="list_announcements"
)
def list_announcements(request: Request, current: bool = False) -> Any:
    """What was announced to you, the newest first; with `current` only what is still shown today. The 30 first."""
    return queries.announcements(request.user, today=request.today if current else None)


@router.post("/announcements", response={201: AnnouncementOut, **REFUSALS}, operation_id="announce")
def announce(request: Request, response: HttpResponse, body: AnnouncementIn) -> Any:
    """Tell a team that you lead and all teams below it."""
    require_owner(request.user, "collaboration.announce", request.user)
    team = teams_under(request.user).filter(pk=body.team).first()
    if team is None:
        raise Refused(
            "There is no such team for you to tell.", fields={"team": "Choose a team that you lead."}
        )
    made = actions.announce(actor=request.user, team=team, **body.dict(exclude={"team"}))
    with_etag(response, made)
    return Status(201, made)


@router.delete(
    "/announcements/{int:announcement_id}",
    response={204: None, **REFUSALS},
    operation_id="delete_announcement",
)
def delete_announcement(request: Request, announcement_id: int) -> Any:
    """Take an announcement back."""
    found = queries.get_announcement(request.user, announcement_id)
    actions.delete_announcement(found, actor=request.user, version=version_of(request))
    return Status(204, None)
