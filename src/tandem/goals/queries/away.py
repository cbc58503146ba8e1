"""Who of a plan is away in its period, and for how many days of work."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.goals.queries.inputs import days_away
from tandem.goals.queries.plans import PlanPage
from tandem.goals.queries.rows import Row


@dataclass(frozen=True)
class Away:
    """An officer who misses `days` of the `of` working days of the period."""

    row: Row
    days: int
    of: int


def away_in(page: PlanPage) -> list[Away]:
    """The officers on this page who are away, the longest first. One statement.

    Whoever sees an officer's target leads them, so their days are theirs to see; the kind of absence is not told here.
    """
    rows = {row.target.person_id: row for row in page.officers if row.target.person_id}
    days, whole = days_away(page.plan, rows)
    away = [Away(rows[person], count, whole) for person, count in days.items()]
    return sorted(away, key=lambda each: (-each.days, each.row.target.name))
