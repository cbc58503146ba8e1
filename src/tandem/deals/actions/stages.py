"""The stages of a pipeline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, DateTimeField, ExpressionWrapper, F, IntegerField, QuerySet
from django.db.models.functions import Cast, TruncDate

from tandem.authority import organization
from tandem.authority.actions import Change, action, record
from tandem.core.errors import Refused
from tandem.core.records import changed
from tandem.deals import rules
from tandem.deals.actions.history import came_into, written
from tandem.deals.models import Deal, Pipeline, Stage, StageChange
from tandem.people.models import Person

STAGE_FIELDS = ("name", "chance", "usual_days", "exit_criteria")
YEAR = timedelta(
    days=365
)  # over which the usual time is measured: a quarter's end alone closes what waited long
PASSAGES = 500  # of the latest ones, where a year has too few


@action("deals.configure")
def add_stage(
    pipeline: Pipeline,
    *,
    actor: Person,
    at: datetime,
    name: str,
    chance: int,
    usual_days: int | None = None,
    exit_criteria: Sequence[dict[str, Any]] = (),
    before: Stage | None = None,
) -> Change:
    """Add an open stage, before another one or after the last open one. Returns the stage."""
    _check_stage_name(pipeline, name)
    rules.check_stage_settings("open", chance, exit_criteria)
    stages = list(Stage.objects.used().filter(pipeline=pipeline))
    here = next((n for n, s in enumerate(stages) if s == before or (before is None and not s.is_open)), 0)
    stage = Stage.objects.create(
        pipeline=pipeline,
        name=name.strip(),
        chance=chance,
        usual_days=usual_days,
        exit_criteria=list(exit_criteria),
        position=0,
    )
    _number([*stages[:here], stage, *stages[here:]])
    return Change(pipeline, {"stage": [None, stage.pk], "name": [None, stage.name]}, result=stage)


@action("deals.configure")
def edit_stage(stage: Stage, *, actor: Person, at: datetime, **values: Any) -> Change:
    """Change name, stage chance, usual days or exit criteria of a stage."""
    if "name" in values:
        _check_stage_name(stage.pipeline, values["name"], but=stage)
    rules.check_stage_settings(
        stage.kind, values.get("chance", stage.chance), values.get("exit_criteria", stage.exit_criteria)
    )
    facts = changed(stage, values, STAGE_FIELDS)
    if "usual_days" in facts:
        _refresh_usual_until(stage)
    return Change(stage, facts)


@action("deals.configure")
def reorder_stages(pipeline: Pipeline, *, actor: Person, at: datetime, order: Sequence[int]) -> Change:
    """Put the open stages into another order; won and lost stay at the end."""
    stages = list(Stage.objects.used().filter(pipeline=pipeline))
    before = [stage.pk for stage in stages if stage.is_open]
    if sorted(order) != sorted(before):
        raise Refused("The order names other stages than the pipeline has.", remedy="Read the page again.")
    if list(order) == before:
        return Change(pipeline)
    by_id = {stage.pk: stage for stage in stages}
    _number([*(by_id[pk] for pk in order), *(stage for stage in stages if not stage.is_open)])
    return Change(pipeline, {"order": [before, list(order)]})


@action("deals.configure")
def remove_stage(stage: Stage, *, actor: Person, at: datetime, heir: Stage | None = None) -> Change:
    """Take a stage out of its pipeline; its deals go to `heir`, and its history stays."""
    others = Stage.objects.used().open().filter(pipeline=stage.pipeline_id).exclude(pk=stage.pk)
    deals = Deal.objects.alive().open().filter(stage=stage)
    rules.check_remove_stage(stage.kind, others.count(), deals.count(), has_heir=heir in others)
    if heir is not None:
        for deal in deals.iterator(chunk_size=500):
            _relocate(deal, heir, actor=actor, at=at)
    stage.active = False
    stage.save_changes("active")
    return Change(stage, {"active": [True, False], "heir": heir.pk if heir else None})


def measure_stages(*, at: datetime) -> int:
    """Measure again how long deals usually stay in each open stage. Returns how many figures changed.

    The median of the passages of a year, else of the latest, as soon as there are enough of them. No act of a person,
    so not in the logbook.
    """
    changes = 0
    for stage in Stage.objects.used().open():
        measured = _measured(
            StageChange.objects.filter(from_stage=stage, at__lte=at, seconds__isnull=False), at
        )
        if measured != stage.measured_days:
            stage.measured_days = measured
            stage.save(update_fields=["measured_days"])
            changes += 1
            if stage.usual_days is None:
                _refresh_usual_until(stage)
    return changes


def _measured(passages: QuerySet[StageChange], at: datetime) -> int | None:
    """The usual days of a stage, from its passages up to now; whole days are counted by the database."""
    days = Cast((F("seconds") + 43_200) / 86_400, IntegerField())
    in_a_year = passages.filter(at__gt=at - YEAR).order_by().annotate(days=days)
    counts = in_a_year.values_list("days").annotate(count=Count("pk"))
    usual = rules.usual_days(list(Counter(dict(counts)).elements()))
    if usual is None:
        latest = passages.order_by("-at").values_list("seconds", flat=True)[:PASSAGES]
        usual = rules.usual_days([value / 86_400 for value in latest if value is not None])
    return usual


def _refresh_usual_until(stage: Stage) -> None:
    """Bring until when each deal's time in a stage is usual in step with the stage."""
    deals = Deal.objects.open().filter(stage=stage)
    if stage.usual is None:
        deals.update(usual_until_on=None)
        return
    until = ExpressionWrapper(F("stage_since") + timedelta(days=stage.usual), output_field=DateTimeField())
    deals.update(usual_until_on=TruncDate(until, tzinfo=ZoneInfo(organization.current().time_zone)))


def _number(stages: Sequence[Stage]) -> None:
    for position, stage in enumerate(stages, start=1):
        if stage.position != position:
            stage.position = position
            stage.save(update_fields=["position"])


def _check_stage_name(pipeline: Pipeline, name: str, *, but: Stage | None = None) -> None:
    rules.check_named(name, "stage")
    same = Stage.objects.used().filter(pipeline=pipeline, name__iexact=name.strip())
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise Refused(
            f"This pipeline has a stage called {name.strip()} already.",
            fields={"name": "This name is taken."},
        )


def _relocate(deal: Deal, stage: Stage, *, actor: Person, at: datetime) -> None:
    """Move a deal because its stage goes; what the stage asked for no longer counts."""
    facts = came_into(deal, stage, actor=actor, at=at)
    written(deal, facts, "usual_until_on")
    record("deals.move", Change(deal, facts), actor=actor, at=at)
