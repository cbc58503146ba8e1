"""Saved views of lists over the API."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Query, Schema, Status
from pydantic import Field

from tandem.core.api import Body
from tandem.core.lists import saved
from tandem.core.lists.views import list_named
from tandem.core.requests import Request
from tandem.people.api import PersonRef
from tandem.workspace.api.common import router

Audience = Literal["", "team", "everyone"]
WHICH = "Name of the list"


class ViewIn(Body):
    """A query of a list under a name; one's own view of that name is replaced."""

    list: str = Field(max_length=60, description=WHICH, examples=["deals:deals"])
    name: str = Field(min_length=1, max_length=60, examples=["Big and late"])
    query: str = Field("", max_length=2000, examples=["state=open&amount=50000..&sort=closes"])
    shared: Audience = Field("", description="With nobody, the team, or everyone")


class ViewOut(Schema):
    id: int
    list: str = Field(alias="list_name", examples=["deals:deals"])
    name: str = Field(examples=["Big and late"])
    query: str = Field(examples=["state=open&amount=50000..&sort=closes"])
    shared: str
    owner: PersonRef


@router.get("/views", response=list[ViewOut], operation_id="list_views", by_alias=False)
def list_views(
    request: Request,
    list: str = Query(max_length=60, description=WHICH, examples=["deals:deals"]),  # noqa: A002
) -> Any:
    """Your saved views of a list, and those that others share with you."""
    return saved.views_for(request.user, list_named(list).name).select_related("owner")


@router.post("/views", response={201: ViewOut}, operation_id="save_view", by_alias=False)
def save_view(request: Request, body: ViewIn) -> Any:
    """Keep a query of a list under a name."""
    values = body.dict(exclude={"list"})
    return Status(201, saved.save_view(request.user, list_named(body.list).name, **values))


@router.delete("/views/{int:view_id}", response={204: None}, operation_id="delete_view")
def delete_view(request: Request, view_id: int) -> Any:
    """Delete a view of your own."""
    saved.delete_own_view(request.user, view_id)
    return Status(204, None)
