"""The published bookings targets that a forecast is held against."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from django.db.models import Q

from tandem.core.periods import Period
from tandem.goals.models import Target


def targets(
    period: Period, teams: Collection[int], people: Collection[int] = ()
) -> dict[tuple[str, int], Decimal]:
    """("person" or "team", id) → target; of several plans the lowest counts, for a person in two teams both."""
    rows = (
        Target.objects.published()
        .filter(Q(home__in=teams) | Q(person__in=people), plan__metric="bookings")
        .filter(plan__start_on=period.start, plan__end_on=period.end)
        .order_by("plan__team__path", "plan")
        .values_list("plan_id", "person_id", "team_id", "amount")
    )
    found: dict[tuple[str, int], tuple[int, Decimal]] = {}
    for plan, person, team, amount in rows:
        key = ("person", person) if person else ("team", team)
        before = found.get(key)
        found[key] = (plan, amount + (before[1] if before and before[0] == plan else 0))
    return {key: amount for key, (_, amount) in found.items()}
