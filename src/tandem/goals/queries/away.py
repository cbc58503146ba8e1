"""Who of a plan is away in its period, and for how many days of work."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from tandem.core.periods import working_days
from tandem.goals.queries.plans import PlanPage, Row
from tandem.people.models import Absence


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
    plan = page.plan
    rows = {row.target.person_id: row for row in page.officers}
    found = Absence.objects.standing().filter(
        person__in=list(rows), first_on__lte=plan.end_on, last_on__gte=plan.start_on
    )
    days: Counter[int] = Counter()
    for person, first, last in found.values_list("person_id", "first_on", "last_on"):
        days[person] += working_days(max(first, plan.start_on), min(last, plan.end_on))
    whole = working_days(plan.start_on, plan.end_on)
    away = [Away(rows[person], count, whole) for person, count in days.items() if count]
    return sorted(away, key=lambda each: (-each.days, each.row.target.name))
