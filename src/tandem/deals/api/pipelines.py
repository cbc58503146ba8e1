"""Pipelines, their stages, and the reasons for losing."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Status
from pydantic import Field

from tandem.core.api import Body, version_of, with_etag
from tandem.core.requests import Request
from tandem.deals import actions, queries
from tandem.deals.api.common import MOST, PipelineRef, ReasonRef, StageRef, router


class Criterion(Body):
    """What a deal needs before it goes on: a field of the deal, or a sentence that somebody confirms."""

    field: str | None = Field(None, max_length=80, examples=["amount"])
    text: str | None = Field(None, max_length=200, examples=[None])
    block: bool = Field(False, description="Whether it blocks; else it warns", examples=[True])


class StageOut(StageRef):
    version: int
    position: int
    chance: int = Field(description="Configured share won from here, in percent", examples=[50])
    usual_days: int | None = Field(examples=[12])
    measured_days: int | None = Field(description="The median of past deals, as soon as there are enough")
    exit_criteria: list[dict[str, Any]] = Field(examples=[[{"field": "amount", "block": True}]])


class PipelineOut(PipelineRef):
    version: int
    default: bool
    active: bool
    stages: list[StageOut]

    @staticmethod
    def resolve_stages(pipeline: Any) -> Any:
        return queries.stages_of(pipeline.pk)


class PipelineIn(Body):
    name: str = Field(min_length=1, max_length=120, examples=["Partners"])


class PipelineChange(Body):
    """Only what is sent is changed."""

    name: str = Field("", max_length=120, examples=["Partners"])
    default: bool = Field(False, description="Let new deals begin here")
    active: bool = Field(True, description="Whether deals can be in it; false needs that none is open there")


class StageChange(Body):
    """Only what is sent is changed. The end stages have only a name."""

    name: str = Field("", max_length=80, examples=["Trial"])
    chance: int = Field(0, ge=0, le=100, examples=[45])
    usual_days: int | None = Field(None, ge=1, le=999, examples=[14])
    exit_criteria: list[Criterion] = Field(default_factory=list, max_length=20)


class StageIn(StageChange):
    name: str = Field(min_length=1, max_length=80, examples=["Trial"])


class RemoveStage(Body):
    heir: int | None = Field(None, ge=1, le=MOST, description="Id of the stage that gets its deals")


class OrderIn(Body):
    stages: list[int] = Field(
        max_length=100, description="Ids of all open stages, in their new order", examples=[[1]]
    )


class LostReasonOut(ReasonRef):
    active: bool = Field(description="Whether it is offered")


class LostReasonIn(Body):
    name: str = Field(min_length=1, max_length=80, examples=["Delivery time"])


class LostReasonChange(Body):
    """Only what is sent is changed."""

    name: str = Field("", min_length=1, max_length=80, examples=["Delivery time"])
    active: bool = True


@router.get("/pipelines", response=list[PipelineOut], operation_id="list_pipelines")
def list_pipelines(request: Request) -> Any:
    """The pipelines with their stages, the default one first."""
    return queries.pipelines()


@router.post("/pipelines", response={201: PipelineOut}, operation_id="add_pipeline")
def add_pipeline(request: Request, response: HttpResponse, body: PipelineIn) -> Any:
    """Add a pipeline with the standard stages."""
    added = actions.add_pipeline(actor=request.user, name=body.name)
    with_etag(response, added)
    return Status(201, added)


@router.patch("/pipelines/{int:pipeline_id}", response=PipelineOut, operation_id="edit_pipeline")
def edit_pipeline(request: Request, response: HttpResponse, pipeline_id: int, body: PipelineChange) -> Any:
    """Rename a pipeline, make it the default, retire it or use it again. With If-Match, only if nobody else changed it
    since you read it.
    """
    found, values = queries.get_pipeline(pipeline_id), body.dict(exclude_unset=True)
    saved = actions.edit_pipeline(found, actor=request.user, version=version_of(request), **values)
    with_etag(response, saved)
    return saved


@router.put("/pipelines/{int:pipeline_id}/order", response=PipelineOut, operation_id="reorder_stages")
def reorder_stages(request: Request, pipeline_id: int, body: OrderIn) -> Any:
    """Put the open stages into another order."""
    return actions.reorder_stages(queries.get_pipeline(pipeline_id), actor=request.user, order=body.stages)


@router.post("/pipelines/{int:pipeline_id}/stages", response={201: StageOut}, operation_id="add_stage")
def add_stage(request: Request, pipeline_id: int, body: StageIn) -> Any:
    """Add an open stage after the last open one."""
    found = queries.get_pipeline(pipeline_id)
    return Status(201, actions.add_stage(found, actor=request.user, **_stage_values(body, body.dict())))


@router.patch("/stages/{int:stage_id}", response=StageOut, operation_id="edit_stage")
def edit_stage(request: Request, response: HttpResponse, stage_id: int, body: StageChange) -> Any:
    """Change a stage. With If-Match, only if nobody else did since you read it."""
    values = _stage_values(body, body.dict(exclude_unset=True))
    found = queries.get_stage(stage_id)
    saved = actions.edit_stage(found, actor=request.user, version=version_of(request), **values)
    with_etag(response, saved)
    return saved


@router.post("/stages/{int:stage_id}/remove", response={204: None}, operation_id="remove_stage")
def remove_stage(request: Request, stage_id: int, body: RemoveStage) -> Any:
    """Take a stage out of its pipeline; its deals go to the heir, its history stays."""
    heir = queries.get_stage(body.heir) if body.heir is not None else None
    found = queries.get_stage(stage_id)
    actions.remove_stage(found, actor=request.user, version=version_of(request), heir=heir)
    return Status(204, None)


@router.get("/lost-reasons", response=list[LostReasonOut], operation_id="list_lost_reasons")
def list_lost_reasons(request: Request) -> Any:
    """The reasons for losing, offered or not."""
    return [reason for reason, _ in queries.all_lost_reasons()]


@router.post("/lost-reasons", response={201: LostReasonOut}, operation_id="add_lost_reason")
def add_lost_reason(request: Request, body: LostReasonIn) -> Any:
    """Offer another reason."""
    return Status(201, actions.add_lost_reason(actor=request.user, name=body.name))


@router.patch("/lost-reasons/{int:reason_id}", response=LostReasonOut, operation_id="edit_lost_reason")
def edit_lost_reason(request: Request, response: HttpResponse, reason_id: int, body: LostReasonChange) -> Any:
    """Reword a reason, or stop offering it. With If-Match, only if nobody else did since you read it."""
    found, values = queries.get_lost_reason(reason_id), body.dict(exclude_unset=True)
    saved = actions.edit_lost_reason(found, actor=request.user, version=version_of(request), **values)
    with_etag(response, saved)
    return saved


def _stage_values(body: StageChange, values: dict[str, Any]) -> dict[str, Any]:
    if "exit_criteria" in values:
        values["exit_criteria"] = [one.dict(exclude_none=True) for one in body.exit_criteria]
    return values
