"""What was booked in a period and in each of the last weeks, by person and by team, in one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Case, F, IntegerField, Q, Sum, Value, When

from tandem.core.periods import Period
from tandem.deals.models import Deal
from tandem.deals.queries.spans import DaysBetween

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
    rows = (
        Deal.objects.filter(Q(team__in=teams) | Q(credited_to__in=people), deleted_at__isnull=True)
        .filter(state="won", closed_on__gte=start, closed_on__lte=until)
        .order_by()
        .annotate(
            age=DaysBetween(Value(until), F("closed_on")) / 7,
            current=Case(
                When(closed_on__gte=period.start, then=Value(1)),
                default=Value(0),
                output_field=IntegerField(),
            ),
        )
        .values_list("credited_to_id", "team_id", "age", "current")
        .annotate(amount=Sum("booked_amount"))
    )
    of_person: dict[int, list[Decimal]] = {}
    of_team: dict[int, list[Decimal]] = {}
    known, ours, strangers = set(people), set(teams), _empty()
    for person, team, age, current, amount in rows:
        sums = [of_person.setdefault(person, _empty())]
        if team in ours:
            sums.append(of_team.setdefault(team, _empty()))
            if person not in known:
                sums.append(strangers)
        for each in sums:
            if current:
                each[WEEKS] += amount
            if age < WEEKS:
                each[WEEKS - 1 - age] += amount
    return Trend(
        {person: _booked(each) for person, each in of_person.items()},
        {team: _booked(each) for team, each in of_team.items()},
        _booked(strangers),
    )


def _empty() -> list[Decimal]:
    """A sum for each week, and one for the period at the end."""
    return [ZERO] * (WEEKS + 1)


def _booked(sums: list[Decimal]) -> Booked:
    return Booked(sums[WEEKS], tuple(sums[:WEEKS]))
