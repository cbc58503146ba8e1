"""The tree of teams: read by everybody, shaped by administrators."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Status
from pydantic import Field

from tandem.core.api import Body, version_of, with_etag
from tandem.core.requests import Request
from tandem.people import actions, queries
from tandem.people.api.common import CHANGES, MOST, REFUSALS, PersonOut, TeamOut, router


class TeamPageOut(TeamOut):
    people: list[PersonOut] = Field(description="Who is on this very team now, of those you may see")


class NewTeam(Body):
    """A team to be added to the tree."""

    name: str = Field(min_length=1, max_length=120, examples=["Harbor"])
    parent: int | None = Field(
        None, ge=1, le=MOST, description="Id of the team above; null only for the very first", examples=[1]
    )
    manager: int | None = Field(
        None, ge=1, le=MOST, description="Id of a manager or executive", examples=[None]
    )


class TeamChange(Body):
    """Only what is sent is changed."""

    name: str = Field("", max_length=120, examples=["Harbor"])
    parent: int = Field(0, le=MOST, description="Id of the team it hangs below from now on", examples=[1])
    manager: int | None = Field(
        None, ge=1, le=MOST, description="Id of a manager or executive; null for nobody", examples=[None]
    )


@router.get("/teams", response={200: list[TeamOut], **REFUSALS}, operation_id="list_teams")
def teams(request: Request) -> Any:
    """The tree of teams, parents first."""
    return queries.tree()


@router.post("/teams", response={201: TeamOut, **CHANGES}, operation_id="add_team")
def add_team(request: Request, response: HttpResponse, body: NewTeam) -> Any:
    """Add a team to the tree."""
    added = actions.add_team(actor=request.user, **_values(request, body.dict()))
    with_etag(response, added)
    return Status(201, added)


@router.get("/teams/{int:team_id}", response={200: TeamPageOut, **REFUSALS}, operation_id="get_team")
def get_team(request: Request, response: HttpResponse, team_id: int) -> Any:
    """One team with its people."""
    found = queries.team(team_id)
    with_etag(response, found)
    return _page(request, found)


@router.patch("/teams/{int:team_id}", response={200: TeamPageOut, **CHANGES}, operation_id="edit_team")
def edit_team(request: Request, response: HttpResponse, team_id: int, body: TeamChange) -> Any:
    """Rename a team, give it another manager, hang it elsewhere. With If-Match, only if nobody else did."""
    found, values = queries.team(team_id), _values(request, body.dict(exclude_unset=True))
    saved = actions.edit_team(found, actor=request.user, version=version_of(request), **values)
    with_etag(response, saved)
    return _page(request, saved)


@router.delete("/teams/{int:team_id}", response={204: None, **CHANGES}, operation_id="remove_team")
def remove_team(request: Request, team_id: int) -> Any:
    """Take a team out of the tree that never had people, plans or figures."""
    actions.remove_team(queries.team(team_id), actor=request.user, version=version_of(request))
    return Status(204, None)


def _values(request: Request, values: dict[str, Any]) -> dict[str, Any]:
    """The team above and the manager instead of their numbers."""
    if values.get("parent") is not None:
        values["parent"] = queries.team(values["parent"])
    if values.get("manager") is not None:
        values["manager"] = queries.visible_person(request.user, values["manager"])
    return values


def _page(request: Request, team: Any) -> dict[str, Any]:
    told = {name: getattr(team, name) for name in TeamOut.model_fields}
    return {**told, "people": queries.people_on(request.user, team)}
