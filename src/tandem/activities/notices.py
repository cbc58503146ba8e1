"""Who is told of activities."""

from __future__ import annotations

from tandem.activities.models import Activity
from tandem.authority.models import Entry
from tandem.collaboration.notices import Told, notice


@notice("activities.add_task", kind="tasks")
def given(entry: Entry) -> Told:
    """Who is to do it."""
    return Told([entry.facts["owner"][1]])


@notice("activities.edit", kind="tasks")
def handed_on(entry: Entry) -> Told:
    """Who is to do it now, when that changed."""
    change = entry.facts.get("owner")
    return Told([change[1]] if change else [])


@notice("activities.fell_due", kind="tasks")
def due(entry: Entry) -> Told:
    """Who is to do it, unless it was done meanwhile."""
    task = Activity.objects.filter(pk=entry.about_id, done_at__isnull=True, deleted_at__isnull=True).first()
    return Told([task.owner_id] if task else [])


@notice("activities.finish_task", kind="tasks")
def finished(entry: Entry) -> Told:
    """Who had asked for it."""
    return Told(Activity.objects.filter(pk=entry.about_id).values_list("author", flat=True))


@notice("activities.log", "activities.reopen_task", "activities.delete", kind="tasks")
def nobody(entry: Entry) -> Told:
    """These stand on the timeline."""
    return Told(())
