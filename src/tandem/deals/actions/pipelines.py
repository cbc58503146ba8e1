"""Pipelines as wholes, and the reasons for losing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from tandem.authority.actions import Change, action, record
from tandem.core.errors import Refused
from tandem.core.records import changed
from tandem.deals import rules
from tandem.deals.models import Deal, LostReason, Pipeline, Stage
from tandem.people.models import Person


@dataclass(frozen=True)
class NewStage:
    """A stage to be; `chance` in percent, see Stage."""

    name: str
    chance: int
    usual_days: int | None = None
    exit_criteria: Sequence[dict[str, Any]] = field(default=())
    kind: str = "open"


STANDARD = (
    NewStage("Qualify", 20, 7),
    NewStage("Discover", 40, 10, [{"field": "amount", "block": False}]),
    NewStage("Propose", 50, 12, [{"field": "expected_close_on", "block": True}]),
    NewStage("Negotiate", 62, 10, [{"field": "stakeholders", "block": False}]),
    NewStage("Commit", 87, 7, [{"field": "amount", "block": True}]),
    NewStage("Won", 100, kind="won"),
    NewStage("Lost", 0, kind="lost"),
)
REASONS = (
    "Price",
    "Lost to a competitor",
    "No budget",
    "No decision",
    "Bad timing",
    "Missing feature",
    "No answer",
    "Not recorded",
)


@action("deals.configure")
def add_pipeline(
    *,
    actor: Person,
    at: datetime,
    name: str,
    stages: Sequence[NewStage] = STANDARD,
    default: bool = False,
) -> Change:
    """Add a pipeline with its stages in order (default: the standard ones). The first one is the default.

    Won and Lost are added where they are not among the stages.
    """
    pipeline = _make(name, stages, default=default)
    return Change(pipeline, {"name": [None, pipeline.name]})


@action("deals.configure")
def add_standard_pipeline(*, actor: Person, at: datetime) -> Change:
    """Add the standard pipeline, called Sales, unless there is a default one already."""
    found = Pipeline.objects.filter(default=True).first()
    if found is not None:
        return Change(found)
    pipeline = _make("Sales", STANDARD, default=True)
    return Change(pipeline, {"name": [None, pipeline.name]})


def pipeline_for(actor: Person, at: datetime) -> Pipeline:
    """The default pipeline; on a new installation the first deal brings the standard one with it."""
    found = Pipeline.objects.filter(default=True).first()
    if found is None:
        found = _make("Sales", STANDARD, default=True)
        record("deals.configure", Change(found, {"name": [None, found.name]}), actor=actor, at=at)
    return found


@action("deals.configure")
def edit_pipeline(pipeline: Pipeline, *, actor: Person, at: datetime, **values: Any) -> Change:
    """Rename a pipeline, make it the default, open no more deals in it (`active` False), or open them again."""
    if "name" in values:
        _check_name(values["name"], but=pipeline)
    if values.get("default") and not pipeline.default:
        Pipeline.objects.filter(default=True).update(default=False)
    elif values.get("default") is False and pipeline.default:
        raise Refused("One pipeline is the default.", remedy="Make another one the default instead.")
    if values.get("active") is False:
        _check_unused(pipeline, default=values.get("default", pipeline.default))
    elif values.get("default"):
        values["active"] = True
    return Change(pipeline, changed(pipeline, values, ("name", "default", "active")))


def _check_unused(pipeline: Pipeline, *, default: bool) -> None:
    """A pipeline that is retired has no open deal, which nobody could move any more; closed ones stay in it."""
    if default:
        raise Refused("The default pipeline stays.", remedy="Make another one the default first.")
    still_open = Deal.objects.alive().open().filter(pipeline=pipeline).count()
    if still_open:
        raise Refused(
            f"{still_open:,} open deal{' is' if still_open == 1 else 's are'} in {pipeline.name}.",
            remedy="Close them, or let them go on in another pipeline, first.",
        )


@action("deals.configure")
def add_lost_reason(*, actor: Person, at: datetime, name: str) -> Change:
    """Offer another reason for losing."""
    _check_new_reason(name, LostReason.objects.all())
    reason = LostReason.objects.create(name=name.strip(), position=LostReason.objects.count() + 1)
    return Change(reason, {"name": [None, reason.name]})


@action("deals.configure")
def edit_lost_reason(reason: LostReason, *, actor: Person, at: datetime, **values: Any) -> Change:
    """Reword a reason, or stop offering it. Deals that were lost for it keep it."""
    if "name" in values:
        values["name"] = values["name"].strip()
        _check_new_reason(values["name"], LostReason.objects.exclude(pk=reason.pk))
    return Change(reason, changed(reason, values, ("name", "active")))


def _check_new_reason(name: str, others: QuerySet[LostReason]) -> None:
    rules.check_named(name, "reason")
    if others.filter(name__iexact=name.strip()).exists():
        raise Refused("This reason is on the list already.", fields={"name": "On the list already."})


def _make(name: str, stages: Sequence[NewStage], *, default: bool) -> Pipeline:
    _check_name(name)
    first = not Pipeline.objects.exists()
    if default:
        Pipeline.objects.filter(default=True).update(default=False)
    pipeline = Pipeline.objects.create(name=name.strip(), default=default or first)
    kinds = {stage.kind for stage in stages}
    ends = [end for end in STANDARD if end.kind != "open" and end.kind not in kinds]
    for position, stage in enumerate([*stages, *ends], start=1):
        chance = {"won": 100, "lost": 0}.get(stage.kind, stage.chance)
        rules.check_stage_settings(stage.kind, chance, stage.exit_criteria)
        Stage.objects.create(
            pipeline=pipeline,
            name=stage.name,
            position=position,
            kind=stage.kind,
            chance=chance,
            usual_days=stage.usual_days,
            exit_criteria=list(stage.exit_criteria),
        )
    if not LostReason.objects.exists():
        LostReason.objects.bulk_create(
            LostReason(name=reason, position=number) for number, reason in enumerate(REASONS, start=1)
        )
    return pipeline


def _check_name(name: str, *, but: Pipeline | None = None) -> None:
    rules.check_named(name, "pipeline")
    same = Pipeline.objects.filter(name__iexact=name.strip())
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise Refused(
            f"There is a pipeline called {name.strip()} already.", fields={"name": "This name is taken."}
        )
