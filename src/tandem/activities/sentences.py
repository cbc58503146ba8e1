"""How entries about activities read in notifications and in the audit log."""

from __future__ import annotations

from tandem.authority.grants import events
from tandem.authority.models import Entry
from tandem.authority.sentences import Names, Sentence, day_text, sentence


@sentence("activities.add_task")
def added(entry: Entry, names: Names) -> Sentence:
    """For whom, and by when."""
    due = (entry.facts.get("due_on") or [None, None])[1]
    doer = (entry.facts.get("owner") or [None, None])[1]
    if doer == entry.actor_id:
        return Sentence("added a task", f"due {day_text(due)}" if due else "", "checklist")
    return Sentence(
        f"gave {names.of('people.person', doer)} a task", f"due {day_text(due)}" if due else "", "checklist"
    )


@sentence("activities.fell_due")
def fell_due(entry: Entry, names: Names) -> Sentence:
    """Since when."""
    return Sentence("reminds you of a task", f"due {day_text(entry.facts['due_on'])}", "checklist")


@sentence("activities.finish_task", "activities.reopen_task")
def ticked(entry: Entry, names: Names) -> Sentence:
    """Without the moment, which stands beside it."""
    return Sentence(events()[entry.verb], icon="checklist")
