"""What was booked in a period and in each of the last weeks, by person and by team, in one statement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from operator import add
from typing import Any

from django.db.models import BigIntegerField, Case, F, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Cast

from tandem.core.amounts import from_ten_thousandths
from tandem.core.periods import Period
from tandem.deals.models import Deal
from tandem.deals.queries.counting import counting
from tandem.deals.queries.spans import DaysBetween

WEEKS = 15
WINDOW = 4  # a week alone is mostly chance
ZERO = Decimal(0)


@dataclass(frozen=True)
class Booked:
    """Bookings of one person or team: in the period, and week by week, the oldest first.

    `weeks` in ten-thousandths, as the database keeps them: only those rows that are shown need amounts.
    """

    period: Decimal = ZERO
    weeks: Sequence[int] = (0,) * WEEKS

    def __add__(self, other: Booked) -> Booked:
        return Booked(self.period + other.period, list(map(add, self.weeks, other.weeks)))

    @property
    def trend(self) -> list[Decimal]:
        """What each four weeks of the last twelve brought, the oldest first; empty when nothing did."""
        found = [sum(self.weeks[at : at + WINDOW]) for at in range(WEEKS - WINDOW + 1)]
        return list(map(from_ten_thousandths, found)) if any(found) else []


@dataclass(frozen=True)
class Trend:
    """Bookings by who is credited and by the team of the closing day."""

    by_person: Mapping[int, Booked]
    by_team: Mapping[int, Booked]
    strangers: Booked
    """Booked for the teams by people who are not among those asked about."""


def trend(teams: Sequence[int], people: Sequence[int], period: Period, until: date) -> Trend:
    """Bookings of these teams and of these people, up to `until`. A person's count wherever they were made."""
    for_teams = Q(team__in=teams)
    first, *others = (
        part
        for whose in (for_teams, Q(credited_to__in=people) & ~for_teams)
        for part in _weekly(whose, period, until)
    )
    rows = first.union(*others, all=True)
    of_person: dict[int, list[int]] = {}
    of_team: dict[int, list[int]] = {}
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


def _weekly(whose: Q, period: Period, until: date) -> Iterator[QuerySet[Deal, Any]]:
    """Credited to whom, of which team, weeks ago, whether in the period, and the sum in ten-thousandths; of the deals
    that are there, and of those deleted later.
    """
    start = min(period.start, until - timedelta(days=7 * WEEKS - 1))
    before = [(start, period.start - timedelta(days=1))] if start < period.start else []
    won = Deal.objects.filter(whose, state="won").order_by()
    for part in counting(won, *before, (period.start, until)):
        yield (
            part.annotate(
                age=DaysBetween(Value(until), F("closed_on")) / 7,
                current=Case(
                    When(closed_on__gte=period.start, then=Value(1)),
                    default=Value(0),
                    output_field=IntegerField(),
                ),
            )
            .values_list("credited_to_id", "team_id", "age", "current")
            .annotate(amount=Cast(Sum("booked_amount", output_field=BigIntegerField()), BigIntegerField()))
        )


def _empty() -> list[int]:
    """A sum for each week, and one for the period at the end."""
    return [0] * (WEEKS + 1)


def _booked(sums: list[int]) -> Booked:
    return Booked(from_ten_thousandths(sums[WEEKS]) if sums[WEEKS] else ZERO, sums[:WEEKS])
