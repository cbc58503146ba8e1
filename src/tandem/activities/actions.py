"""What people do with activities."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.http import Http404

from tandem.activities import rules
from tandem.activities.models import Activity
from tandem.authority.actions import Change, action, put_back, record, require_owner, undo, undoes
from tandem.authority.models import Entry
from tandem.authority.reach import may
from tandem.core.errors import Refused
from tandem.core.records import changed, restore
from tandem.people.models import Person

EDITABLE = ("title", "text", "at", "minutes", "outcome", "due_on", "owner", "extra")
FELL_DUE = "activities.fell_due"
ANNOUNCED_FOR = 7  # days; who was away longer sees their late tasks on Today


@action("activities.log")
def log_activity(
    *,
    actor: Person,
    at: datetime,
    about: Any,
    kind: str = rules.NOTE,
    text: str = "",
    title: str = "",
    outcome: str = "",
    minutes: int | None = None,
    happened_at: datetime | None = None,
    owner: Person | None = None,
    external_id: str = "",
) -> Change:
    """Log a note, call, e-mail or meeting about a record that the actor may see."""
    _check_visible(actor, about)
    rules.check_logged(kind, text, title, outcome, minutes)
    rules.check_happened(happened_at or at, at)
    row = Activity.objects.create(
        kind=kind,
        about=about._meta.label_lower,
        about_id=about.pk,
        owner=owner or actor,
        author=actor,
        title=title.strip(),
        text=text.strip(),
        outcome=outcome,
        minutes=minutes,
        at=happened_at or at,
        created_at=at,
        external_id=external_id,
    )
    return Change(row, {"kind": [None, kind], "about": [row.about, row.about_id]})


@action("activities.add_task")
def add_task(
    *,
    actor: Person,
    at: datetime,
    title: str,
    about: Any = None,
    due_on: date | None = None,
    text: str = "",
    owner: Person | None = None,
    external_id: str = "",
) -> Change:
    """Add something to do, for the actor or, by a manager, for somebody of their team (`owner`)."""
    rules.check_task(title)
    doer = owner or actor
    if about is not None:
        _check_visible(actor, about)
        _check_doer(doer, about)
    row = Activity.objects.create(
        kind=rules.TASK,
        about=about._meta.label_lower if about is not None else "",
        about_id=about.pk if about is not None else None,
        owner=doer,
        author=actor,
        title=title.strip(),
        text=text.strip(),
        due_on=due_on,
        at=at,
        created_at=at,
        external_id=external_id,
    )
    return Change(row, {"title": [None, row.title], "owner": [None, doer.pk], "due_on": [None, due_on]})


@action("activities.finish_task")
def finish_task(task: Activity, *, actor: Person, at: datetime) -> Change:
    """Tick a task off. Finishing it twice changes nothing."""
    _check_task_row(task)
    if task.done_at is not None:
        return Change(task)
    task.done_at = at
    task.save_changes("done_at")
    return Change(task, {"done_at": [None, at]})


@action("activities.reopen_task")
def reopen_task(task: Activity, *, actor: Person, at: datetime) -> Change:
    """It is not done after all."""
    _check_task_row(task)
    before, task.done_at = task.done_at, None
    if before is None:
        return Change(task)
    task.save_changes("done_at")
    return Change(task, {"done_at": [before, None]})


@undoes("activities.finish_task")
def unfinish_task(task: Activity, entry: Entry, *, actor: Person, at: datetime) -> Change:
    """Put a ticked task back."""
    before, task.done_at = task.done_at, None
    task.save_changes("done_at")
    return Change(task, {"done_at": [before, None]})


@action("activities.edit")
def edit_activity(row: Activity, *, actor: Person, at: datetime, **values: Any) -> Change:
    """Change an activity; `happened_at` is when it was. A task can go to whom the actor may give tasks."""
    if "happened_at" in values:
        values["at"] = values.pop("happened_at")
    if "owner" in values and values["owner"].pk != row.owner_id:
        if not row.is_task:
            raise Refused(
                "Only a task can be given to somebody else.", fields={"owner": "It stays with who did it."}
            )
        require_owner(actor, "activities.add_task", values["owner"])
    title, text = values.get("title", row.title), values.get("text", row.text)
    if row.is_task:
        rules.check_task(title)
    else:
        outcome, minutes = values.get("outcome", row.outcome), values.get("minutes", row.minutes)
        rules.check_logged(row.kind, text, title, outcome, minutes)
        rules.check_happened(values.get("at", row.at), at)
    return Change(row, changed(row, values, EDITABLE))


@undoes("activities.edit")
def unedit_activity(row: Activity, entry: Entry, *, actor: Person, at: datetime) -> Change:
    """Put an edited activity back."""
    return put_back(row, entry, *EDITABLE)


@action("activities.delete")
def delete_activity(row: Activity, *, actor: Person, at: datetime) -> Change:
    """Delete an activity. It can be undone."""
    row.deleted_at = at
    row.save_changes("deleted_at")
    return Change(row, {"deleted_at": [None, at]})


@undoes("activities.delete")
def undelete_activity(row: Activity, entry: Entry, *, actor: Person, at: datetime) -> Change:
    """Bring an activity back."""
    return Change(row, restore(row))


@undoes("activities.log")
def unlog_activity(row: Activity, entry: Entry, *, actor: Person, at: datetime) -> Change:
    """What was just logged is deleted."""
    row.deleted_at = at
    row.save_changes("deleted_at")
    return Change(row, {"deleted_at": [None, at]})


def announce_due(*, today: date, at: datetime) -> int:
    """Note in the logbook, once for each due day, that open tasks fell due. No act of a person. Returns how many."""
    oldest = today - timedelta(days=ANNOUNCED_FOR)
    late = list(Activity.objects.alive().open().filter(due_on__lte=today, due_on__gte=oldest))
    entries = Entry.objects.filter(verb=FELL_DUE, about_id__in=[task.pk for task in late])
    done = {(pk, facts["due_on"]) for pk, facts in entries.values_list("about_id", "facts")}
    new = [task for task in late if (task.pk, str(task.due_on)) not in done]
    for task in new:
        with transaction.atomic():
            record(FELL_DUE, Change(task, {"due_on": task.due_on}), actor=None, at=at)
    return len(new)


def undo_last(actor: Person, row: Activity) -> None:
    """Take back the last change to an activity, if the actor made it. Http404 when they did not."""
    entries = Entry.objects.filter(about=row._meta.label_lower, about_id=row.pk)
    entry = entries.order_by("-pk").first()
    if entry is None or entry.actor_id != actor.pk:
        raise Http404("There is nothing of yours to undo here.")
    undo(entry, actor=actor)


def _check_visible(actor: Person, about: Any) -> None:
    if not may(actor, about.scope.see, about):
        raise Http404(f"There is no such {about._meta.verbose_name}, or it is not yours to see.")


def _check_doer(doer: Person, about: Any) -> None:
    if not may(doer, about.scope.see, about):
        raise Refused(
            f"{doer.name} does not see this {about._meta.verbose_name}.",
            remedy="Share it with them first, or choose somebody else.",
            fields={"owner": "Choose somebody who sees it."},
        )


def _check_task_row(row: Activity) -> None:
    if not row.is_task:
        raise Refused("Only a task can be done.", remedy="Log what happened, or add a task.")
