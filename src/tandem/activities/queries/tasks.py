"""What somebody is to do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db.models import Max
from django.http import Http404
from django.shortcuts import get_object_or_404

from tandem.activities.models import Activity
from tandem.authority.reach import may
from tandem.people.models import Person

SHOWN = 200
DONE_SHOWN = 30


@dataclass(frozen=True)
class Todo:
    """A task and what it is about, as far as the viewer may see that."""

    task: Activity
    subject: str
    link: str
    late: bool


@dataclass(frozen=True)
class TaskList:
    """A person's tasks by urgency."""

    late: Sequence[Todo]
    today: Sequence[Todo]
    later: Sequence[Todo]
    someday: Sequence[Todo]
    done: Sequence[Todo]

    @property
    def open_count(self) -> int:
        """How many are still to do."""
        return len(self.late) + len(self.today) + len(self.later) + len(self.someday)


def get_activity(viewer: Person, activity_id: int) -> Activity:
    """One activity. Http404 when it is not the viewer's to see."""
    return Activity.objects.select_related("owner", "author").get_visible(viewer, activity_id)


def get_own_deleted(viewer: Person, activity_id: int) -> Activity:
    """One activity, deleted or not, to take the viewer's own last change back. Http404 for a stranger's."""
    row = get_object_or_404(Activity, pk=activity_id)
    if not may(viewer, "activities.see", row):
        raise Http404("There is no such activity, or it is not yours to see.")
    return row


def my_tasks(viewer: Person, *, today: date) -> TaskList:
    """What the viewer is to do, and what they did last."""
    mine = Activity.objects.alive().of(viewer).select_related("author", "owner")
    todos = as_todos(viewer, list(mine.open()[:SHOWN]), today=today)
    done = mine.tasks().filter(done_at__isnull=False).order_by("-done_at")[:DONE_SHOWN]
    groups: dict[str, list[Todo]] = defaultdict(list)
    for todo in todos:
        groups[_when(todo.task.due_on, today)].append(todo)
    return TaskList(
        groups["late"],
        groups["today"],
        groups["later"],
        groups["someday"],
        as_todos(viewer, list(done), today=today),
    )


def _when(due_on: date | None, today: date) -> str:
    if due_on is None:
        return "someday"
    if due_on < today:
        return "late"
    return "today" if due_on == today else "later"


def as_todos(viewer: Person, tasks: Sequence[Activity], *, today: date) -> list[Todo]:
    """Tasks with what they are about, in one query per kind of record."""
    found = subjects(viewer, tasks)
    todos = []
    for task in tasks:
        subject, link = found.get((task.about, task.about_id or 0), ("", ""))
        todos.append(Todo(task, subject, link, task.is_late(today)))
    return todos


def subjects(viewer: Person, rows: Sequence[Activity]) -> dict[tuple[str, int], tuple[str, str]]:
    """What the records of these activities are called and where they are, if the viewer may see them."""
    by_label: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        if row.about and row.about_id is not None:
            by_label[row.about].add(row.about_id)
    found: dict[tuple[str, int], tuple[str, str]] = {}
    for label, pks in by_label.items():
        model: Any = apps.get_model(label)
        for record in model.objects.visible_to(viewer).filter(pk__in=pks):
            link = record.get_absolute_url() if hasattr(record, "get_absolute_url") else ""
            found[(label, record.pk)] = (str(record), link)
    return found


def last_touch(viewer: Person, label: str, pks: Sequence[int]) -> dict[int, datetime]:
    """When something was last logged on each of these records; the caller knows that the viewer may see them."""
    rows = Activity.objects.alive().filter(about=label, about_id__in=pks).exclude(kind="task")
    newest = rows.values("about_id").annotate(last=Max("at"))
    return {int(row["about_id"] or 0): row["last"] for row in newest}
