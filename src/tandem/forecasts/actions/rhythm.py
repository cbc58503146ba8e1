"""When calls are due, and asking who has not handed up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tandem.authority.actions import Change, action, same_version
from tandem.core.records import changed
from tandem.forecasts.models import Rhythm
from tandem.people.models import Person

FIELDS = ("kind", "weekday", "at_time", "ask_hours", "asking")


@action("forecasts.configure")
def set_rhythm(*, actor: Person, at: datetime, seen: int | None = None, **values: Any) -> Change:
    """Change when calls are due. What was called, taken or scored before stays as it is. `seen`: the version read."""
    row = Rhythm.objects.select_for_update().first()
    same_version(row or Rhythm(), seen)
    if row is None:
        row = Rhythm()
        row.save(force_insert=True)
    return Change(row, changed(row, values, FIELDS))
