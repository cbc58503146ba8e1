"""Several people in one draft: what somebody else changed since a page was shown."""

from __future__ import annotations

from django.db.models import Q

from tandem.authority.models import Entry
from tandem.goals.models import Plan, Target
from tandem.people.models import Person


def others_since(viewer: Person, plan: Plan, seen: int | None) -> bool:
    """Whether somebody else changed the plan since this version. One statement when it is not the newest."""
    if seen is None or seen >= plan.version:
        return False
    entries = Entry.objects.filter(
        Q(about=Plan._meta.label_lower, about_id=plan.pk)
        | Q(about=Target._meta.label_lower, about_id__in=Target.objects.filter(plan=plan).values("pk"))
    )
    newest = entries.order_by("-pk").values_list("actor", flat=True)[: plan.version - seen]
    return any(actor != viewer.pk for actor in newest)


def set_by_another(viewer: Person, target: Target, version: int | None) -> Person | None:
    """Who set this figure since the version that was seen, when it was somebody else."""
    if version is None or version == target.version or not (target.typed or target.locked):
        return None
    return _other(viewer, Entry.objects.filter(about=Target._meta.label_lower, about_id=target.pk))


def top_set_by_another(viewer: Person, plan: Plan) -> Person | None:
    """Who set the top target last, when it was somebody else."""
    return _other(
        viewer, Entry.objects.filter(about=Plan._meta.label_lower, about_id=plan.pk, facts__has_key="top")
    )


def _other(viewer: Person, entries: object) -> Person | None:
    newest = entries.select_related("actor").order_by("-pk").first()  # type: ignore[attr-defined]
    return newest.actor if newest is not None and newest.actor_id != viewer.pk else None
