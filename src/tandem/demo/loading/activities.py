"""What was logged on deals, and what is to do on open ones."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tandem.activities.models import Activity
from tandem.activities.rules import CALL, MEETING, TASK
from tandem.deals.models import Deal
from tandem.demo.bulk import days, moments
from tandem.demo.company.wording import NOTES, TASKS
from tandem.demo.loading.deals import Month
from tandem.demo.loading.story import Line

ABOUT = Activity._meta.label_lower


def write_activities(month: Month) -> tuple[range, range]:
    """Notes, calls, meetings, e-mails; tasks. Returns the keys of both."""
    deals, bulk = month.deals, month.story.bulk
    said = [NOTES[n] for n in deals.note.tolist()]
    owner = month.owner_at(deals.note_deal, deals.note_at)
    at = moments(deals.note_at)
    notes = bulk.write(
        Activity,
        len(said),
        kind=[kind for kind, _, _ in said],
        about=Deal._meta.label_lower,
        about_id=month.keys[deals.note_deal],
        owner_id=owner,
        author_id=owner,
        text=[text for _, _, text in said],
        outcome=[outcome for _, outcome, _ in said],
        minutes=[lasted(kind, m) for (kind, _, _), m in zip(said, deals.note_minutes.tolist(), strict=True)],
        at=at,
        created_at=at,
    )
    doer = month.owner_at(deals.task_deal, deals.task_at)
    at = moments(deals.task_at)
    tasks = bulk.write(
        Activity,
        len(deals.task),
        kind=TASK,
        about=Deal._meta.label_lower,
        about_id=month.keys[deals.task_deal],
        owner_id=doer,
        author_id=doer,
        title=[TASKS[n] for n in deals.task.tolist()],
        due_on=days(deals.task_due_on),
        at=at,
        created_at=at,
    )
    return notes, tasks


def lasted(kind: str, minutes: int) -> int | None:
    """Calls and meetings last."""
    return minutes if kind in (CALL, MEETING) else None


def log_notes(month: Month, notes: range) -> Iterator[Line]:
    """Entries of what was logged."""
    deals, about = month.deals, Deal._meta.label_lower
    owner = month.owner_at(deals.note_deal, deals.note_at).tolist()
    rows = zip(
        notes,
        month.keys[deals.note_deal].tolist(),
        deals.note_at.tolist(),
        owner,
        deals.note.tolist(),
        strict=True,
    )
    for note, key, at, who, n in rows:
        said = f'{{"kind": [null, "{NOTES[n][0]}"], "about": ["{about}", {key}]}}'
        yield at, "activities.log", who, ABOUT, note, who, said


def log_tasks(month: Month, tasks: range) -> Iterator[Line]:
    """Entries of what was written down to do."""
    deals = month.deals
    owner = month.owner_at(deals.task_deal, deals.task_at).tolist()
    rows = zip(
        tasks, deals.task_at.tolist(), owner, deals.task.tolist(), days(deals.task_due_on), strict=True
    )
    for task, at, who, n, due in rows:
        said = json.dumps({"title": [None, TASKS[n]], "owner": [None, who], "due_on": [None, due]})
        yield at, "activities.add_task", who, ABOUT, task, who, said
