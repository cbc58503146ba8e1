"""Reads about pipelines, stages and reasons."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from tandem.authority.reach import may
from tandem.deals import rules
from tandem.deals.models import Deal, LostReason, Pipeline, Stage
from tandem.people.models import Person


def used_stages() -> list[Stage]:
    """The stages of every pipeline in use, pipelines at hand, in order: the default pipeline first."""
    stages = Stage.objects.used().filter(pipeline__active=True).select_related("pipeline")
    return list(stages.order_by("-pipeline__default", "pipeline__name", "pipeline", "position", "pk"))


def stages_elsewhere(deal: Deal) -> list[Stage]:
    """Where a deal can go on in another pipeline."""
    return [stage for stage in used_stages() if stage.is_open and stage.pipeline_id != deal.pipeline_id]


def alike(stage: Stage, others: list[Stage]) -> Stage | None:
    """The stage of other pipelines that fits best: of the same name, else the one with the closest chance."""
    same = [one for one in others if one.name.casefold() == stage.name.casefold()]
    return next(iter(same or sorted(others, key=lambda one: abs(one.chance - stage.chance))), None)


def stages_of(pipeline: Pipeline | int) -> list[Stage]:
    """The stages in use of one pipeline, in order."""
    return list(Stage.objects.used().filter(pipeline=pipeline).select_related("pipeline"))


def open_stages(pipeline: Pipeline | int) -> list[Stage]:
    """The stages of one pipeline through which deals move."""
    return [stage for stage in stages_of(pipeline) if stage.is_open]


def pipelines() -> list[Pipeline]:
    """Every pipeline, the default one first."""
    return list(Pipeline.objects.all())


def lost_reasons() -> QuerySet[LostReason]:
    """The reasons that can be given for a loss today."""
    return LostReason.objects.filter(active=True)


def get_stage(stage_id: int) -> Stage:
    """One stage with its pipeline, or Http404."""
    stage = Stage.objects.select_related("pipeline").filter(pk=stage_id).first()
    if stage is None:
        raise Http404("There is no such stage.")
    return stage


def get_pipeline(pipeline_id: int) -> Pipeline:
    """One pipeline, or Http404."""
    pipeline = Pipeline.objects.filter(pk=pipeline_id).first()
    if pipeline is None:
        raise Http404("There is no such pipeline.")
    return pipeline


def get_lost_reason(reason_id: int) -> LostReason:
    """One reason, or Http404."""
    reason = LostReason.objects.filter(pk=reason_id).first()
    if reason is None:
        raise Http404("There is no such reason.")
    return reason


def offered_reason(reason_id: int) -> LostReason | None:
    """A reason that can be given today; None when it is not offered."""
    return lost_reasons().filter(pk=reason_id).first()


@dataclass(frozen=True)
class StageSetting:
    """A stage as Settings shows it, with how many deals stand in it."""

    stage: Stage
    count: int

    @property
    def asks(self) -> str:
        """Its exit criteria in words."""
        words = []
        for criterion in self.stage.exit_criteria:
            name = criterion.get("field", "").removeprefix("extra.")
            text = f"“{criterion['text']}”" if "text" in criterion else rules.CRITERIA.get(name, name)
            words.append(text if criterion.get("block") else f"{text} (warns)")
        return ", ".join(words)


@dataclass(frozen=True)
class PipelineSetting:
    """A pipeline as Settings shows it: each stage in use."""

    pipeline: Pipeline
    stages: list[StageSetting]


def pipeline_settings(viewer: Person) -> list[PipelineSetting]:
    """Every pipeline with its stages, for who configures them; Http404 for everybody else."""
    if not may(viewer, "deals.configure"):
        raise Http404("There is no such page.")
    counts = dict(Deal.objects.alive().open().order_by().values_list("stage").annotate(count=Count("pk")))
    by_pipeline: dict[int, PipelineSetting] = {
        pipeline.pk: PipelineSetting(pipeline, []) for pipeline in Pipeline.objects.all()
    }
    for stage in Stage.objects.used():
        by_pipeline[stage.pipeline_id].stages.append(StageSetting(stage, counts.get(stage.pk, 0)))
    return list(by_pipeline.values())


def all_lost_reasons() -> list[tuple[LostReason, int]]:
    """Every reason, offered or not, with how many deals were lost for it."""
    counted = LostReason.objects.annotate(count=Count("deals", filter=Q(deals__deleted_at__isnull=True)))
    return [(reason, reason.count) for reason in counted]
