"""When calls are due, and having the model worked out again."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any, Literal

from django.http import HttpResponse
from ninja import Schema, Status
from pydantic import Field

from tandem.authority.actions import require_owner
from tandem.core import jobs
from tandem.core.api import Body, version_of, with_etag
from tandem.core.requests import Request
from tandem.forecasts import actions, queries
from tandem.forecasts.api.common import REFUSALS, router
from tandem.goals.jobs import KIND as ODDS


class RhythmOut(Schema):
    """When calls are due, by the clock of the organization."""

    kind: str = Field(description="quarter or month", examples=["quarter"])
    weekday: int = Field(description="0 is Monday", examples=[4])
    at_time: str = Field(examples=["12:00"])
    ask_hours: int = Field(description="So many hours before, who has not handed up is asked", examples=[24])
    asking: bool = Field(description="Whether anybody is asked at all")

    @staticmethod
    def resolve_at_time(row: Any) -> str:
        return f"{row.at_time:%H:%M}"


class RhythmChange(Body):
    """Only what is sent is changed; null leaves a value as it is."""

    kind: Literal["quarter", "month"] | None = None
    weekday: int | None = Field(None, ge=0, le=6, description="0 is Monday", examples=[4])
    at_time: str | None = Field(None, pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["12:00"])
    ask_hours: int | None = Field(None, ge=0, le=144, examples=[24])
    asking: bool | None = None


class ModelWorkOut(Schema):
    """How far the working out is: waiting, running, done, failed or cancelled."""

    state: str = Field(examples=["waiting"])
    asked_at: datetime


@router.get("/forecasts/rhythm", response={200: RhythmOut, **REFUSALS}, operation_id="get_rhythm")
def get_rhythm(request: Request, response: HttpResponse) -> Any:
    """When calls are due."""
    row = queries.rhythm()
    with_etag(response, row)
    return row


@router.patch("/forecasts/rhythm", response={200: RhythmOut, **REFUSALS}, operation_id="set_rhythm")
def set_rhythm(request: Request, response: HttpResponse, body: RhythmChange) -> Any:
    """Change when calls are due. What was called, taken or scored before stays as it is."""
    values = body.dict(exclude_none=True)
    if "at_time" in values:
        values["at_time"] = time.fromisoformat(values["at_time"])
    saved = actions.set_rhythm(actor=request.user, seen=version_of(request), **values)
    with_etag(response, saved)
    return saved


@router.post("/forecasts/model", response={202: ModelWorkOut, **REFUSALS}, operation_id="work_model_out")
def work_model_out(request: Request) -> Any:
    """Have the model work everything out again with the deals of now; it does so every night by itself."""
    require_owner(request.user, "forecasts.snapshot", request.user)
    return Status(202, jobs.again(ODDS, request.now))
