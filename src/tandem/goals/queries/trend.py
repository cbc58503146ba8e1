"""What was booked in a period and in each of the last weeks, by person and by team, in one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q, Sum

from tandem.core.periods import Period
from tandem.deals.models import Deal

WEEKS = 15
WINDOW = 4  # a week alone is mostly chance
ZERO = Decimal(0)


@dataclass(frozen=True)
class Booked:
    """Bookings of one person or team: in the period, and week by week, the oldest first."""

    period: Decimal = ZERO
    weeks: tuple[Decimal, ...] = field(default=(ZERO,) * WEEKS)

    def __add__(self, other: Booked) -> Booked:
        weeks = tuple(a + b for a, b in zip(self.weeks, other.weeks, strict=True))
        return Booked(self.period + other.period, weeks)

    @property
    def trend(self) -> list[Decimal]:
        """What each four weeks of the last twelve brought, the oldest first; empty when nothing did."""
        found = [sum(self.weeks[at : at + WINDOW], ZERO) for at in range(WEEKS - WINDOW + 1)]
        return found if any(found) else []


@dataclass(frozen=True)
class Trend:
    """Bookings by who is credited and by the team of the closing day."""

    by_person: Mapping[int, Booked]
    by_team: Mapping[int, Booked]
    strangers: Booked
    """Booked for the teams by people who are not among those asked about."""


def trend(teams: Sequence[int], people: Sequence[int], period: Period, until: date) -> Trend:
    """Bookings of these teams and of these people, up to `until`. A person's count wherever they were made."""
    start = min(period.start, until - timedelta(days=7 * WEEKS - 1))
    weeks = {f"w{at}": Sum("booked_amount", filter=_week(until, WEEKS - 1 - at)) for at in range(WEEKS)}
    rows = (
        Deal.objects.filter(Q(team__in=teams) | Q(credited_to__in=people), deleted_at__isnull=True)
        .filter(state="won", closed_on__gte=start, closed_on__lte=until)
        .order_by()
        .values_list("credited_to_id", "team_id")
        .annotate(whole=Sum("booked_amount", filter=Q(closed_on__gte=period.start)), **weeks)
    )
    of_person: dict[int, Booked] = {}
    of_team: dict[int, Booked] = {}
    known, ours, strangers = set(people), set(teams), Booked()
    for person, team, whole, *parts in rows:
        booked = Booked(whole or ZERO, tuple(part or ZERO for part in parts))
        of_person[person] = of_person.get(person, Booked()) + booked
        if team in ours:
            of_team[team] = of_team.get(team, Booked()) + booked
            if person not in known:
                strangers += booked
    return Trend(of_person, of_team, strangers)


def _week(until: date, back: int) -> Q:
    end = until - timedelta(days=7 * back)
    return Q(closed_on__gt=end - timedelta(days=7), closed_on__lte=end)
