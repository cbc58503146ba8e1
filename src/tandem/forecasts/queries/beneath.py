"""What lies beneath calls: won in the period, and open deals closing in it, by category. In a handful of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Q, Sum, Value

from tandem.authority import organization
from tandem.core.money import round_to
from tandem.core.periods import Period
from tandem.core.rates import rates_on
from tandem.deals.models import Deal
from tandem.deals.queries.counting import counting
from tandem.forecasts.rules import Beneath, total

ZERO = Decimal(0)


@dataclass(frozen=True)
class Ground:
    """Sums by person and team: closed deals by whom and which team they were credited to, open ones by their owner."""

    parts: Mapping[tuple[int, int | None], Beneath]
    gone: Mapping[tuple[int, int | None], int] = field(default_factory=dict)
    """How many of the closed ones were deleted after the period was over: they count, and no list has them."""

    def of_person(self, person: int) -> Beneath:
        """Everything of a person, in whichever team it counts."""
        return total(each for (who, _), each in self.parts.items() if who == person)

    def gone_of(self, person: int) -> int:
        """How many of a person's closed deals no list has any more."""
        return sum(count for (who, _), count in self.gone.items() if who == person)

    def of_teams(self, teams: Collection[int]) -> Beneath:
        """What counts for these teams."""
        return total(each for (_, team), each in self.parts.items() if team in teams)


def ground(period: Period, within: Q, today: date) -> Ground:
    """The deals that `within` limits; an open deal counts when it is expected to close in the period, or should have.

    A closed one that was deleted after the period was over counts (deals.queries.counting).
    Amounts in foreign currencies at today's rate; those without a rate count nothing. A deal whose close date lies
    before the period is late, and still counts for the running one.
    """
    into = organization.current().currency
    found: dict[tuple[int, int | None], Beneath] = defaultdict(Beneath)
    gone: dict[tuple[int, int | None], int] = {}
    won = Deal.objects.won().filter(within).order_by()
    there, later = (
        part.values_list("credited_to_id", "team_id").annotate(amount=Sum("booked_amount"), gone=deleted)
        for part, deleted in zip(
            counting(won, (period.start, period.end)), (Value(0), Count("pk")), strict=True
        )
    )
    for person, team, amount, deleted in there.union(later, all=True):
        found[person, team] += Beneath(closed=amount or ZERO)
        if deleted:
            gone[person, team] = deleted
    if period.end < today:
        return Ground(found, gone)
    closing = Q(expected_close_on__lte=period.end)
    if not period.contains(today):
        closing &= Q(expected_close_on__gte=period.start)
    rows = list(
        Deal.objects.alive()
        .open()
        .filter(within & closing)
        .order_by()
        .values_list("owner_id", "team_id", "forecast_category", "currency")
        .annotate(n=Count("pk"), total=Sum("amount"), by_chance=Sum(F("amount") * F("stage__chance")))
    )
    rates = rates_on(today, into=into) if any(row[3] != into for row in rows) else {into: Decimal(1)}
    for owner, team, category, currency, n, amount, by_chance in rows:
        rate = rates.get(currency, ZERO)
        value = round_to((amount or ZERO) * rate, into)
        weighted = round_to((by_chance or ZERO) * rate / 100, into) if category == "best" else ZERO
        found[owner, team] += Beneath(**{category: value}, weighted=weighted, deals=n)
    return Ground(found)


def of_people(people: Collection[int]) -> Q:
    """Deals of these people: open ones they own, closed ones credited to them."""
    return Q(owner__in=people, state="open") | Q(credited_to__in=people)


def of_team_ids(teams: Collection[int]) -> Q:
    """Deals that count for these teams."""
    return Q(team__in=teams)
