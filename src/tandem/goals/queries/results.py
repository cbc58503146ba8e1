"""What was reached: results by person and by team, of one metric in one period.

A deal counts for whom it was credited to and for the team of the day it closed (deals.models.Deal), so people
and teams that move take nothing along. Bookings are in the organization's currency at the closing day's rate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Sum, Value

from tandem.core.compiled import Compiled
from tandem.core.periods import Period
from tandem.deals.models import Deal, DealQuerySet
from tandem.people.models import Team

ZERO = Decimal(0)


@dataclass(frozen=True)
class Results:
    """Amounts (or counts) of one metric in one stretch of days."""

    by_person: Mapping[int, Decimal] = field(default_factory=dict)
    by_team: Mapping[int, Decimal] = field(default_factory=dict)

    def whole(self) -> Decimal:
        """Everything that counts."""
        return sum(self.by_person.values(), ZERO)

    def of_path(self, path: str, paths: Mapping[int, str]) -> Decimal:
        """What a team and all teams below it reached."""
        return sum((v for team, v in self.by_team.items() if paths.get(team, "").startswith(path)), ZERO)


def team_paths() -> dict[int, str]:
    """The path of every team."""
    return dict(Team.objects.values_list("pk", "path"))


def won(metric: str, start: date, end: date, within: Q | None = None) -> DealQuerySet:
    """The deals that count for a metric from `start` to `end`, both included. `within` limits them."""
    found = Deal.objects.filter(
        within or Q(), deleted_at__isnull=True, state="won", closed_on__gte=start, closed_on__lte=end
    ).order_by()
    if metric == "new_accounts":
        earlier = Deal.objects.filter(
            account=OuterRef("account"), state="won", deleted_at__isnull=True
        ).filter(
            Q(closed_on__lt=OuterRef("closed_on")) | Q(closed_on=OuterRef("closed_on"), pk__lt=OuterRef("pk"))
        )
        found = found.filter(account__isnull=False).filter(~Exists(earlier))
    return found


def _figure(metric: str) -> Any:
    return Sum("booked_amount") if metric == "bookings" else Count("pk")


def results(metric: str, start: date, end: date, within: Q | None = None) -> Results:
    """Results from `start` to `end`, both included, in one statement. `within` limits the deals that count."""
    by_person: dict[int, Decimal] = defaultdict(Decimal)
    by_team: dict[int, Decimal] = defaultdict(Decimal)
    rows = (
        won(metric, start, end, within).values("credited_to_id", "team_id").annotate(figure=_figure(metric))
    )
    for row in rows:
        amount = Decimal(row["figure"] or 0)
        by_person[row["credited_to_id"]] += amount
        if row["team_id"]:
            by_team[row["team_id"]] += amount
    return Results(by_person, by_team)


def whole(metric: str, start: date, end: date, within: Q | None = None) -> Decimal:
    """The sum alone, added up by the database."""
    return Decimal(won(metric, start, end, within).aggregate(figure=_figure(metric))["figure"] or 0)


def booked_by(person: int, period: Period) -> Decimal:
    """One person's bookings of a period: what the frame asks on every page of an officer."""
    return _only(_BOOKED_BY.rows(person, period.start, period.end))


def booked_below(path: str, period: Period) -> Decimal:
    """The bookings of a team and all below it: what the frame asks on every page of who leads."""
    return _only(_BOOKED_BELOW.rows(path, period.start, period.end))


def _only(rows: list[tuple[Any, ...]]) -> Decimal:
    return (rows[0][0] if rows else None) or ZERO


def _booked(start: Any, end: Any, within: Q) -> Any:
    alike = won("bookings", start, end, within).annotate(all_of_it=Value(1)).values("all_of_it")
    return alike.annotate(figure=_figure("bookings")).values_list("figure")


def history(metric: str, periods: Iterable[Period], within: Q | None = None) -> list[Results]:
    """Results of several periods, one statement each."""
    return [results(metric, period.start, period.end, within) for period in periods]


def daily(metric: str, start: date, end: date, within: Q | None = None) -> dict[date, Decimal]:
    """Results by the day they were reached, of everything `within` lets count."""
    rows = won(metric, start, end, within).values(day=F("closed_on")).annotate(figure=_figure(metric))
    return {row["day"]: Decimal(row["figure"] or 0) for row in rows}


def below(path: str) -> Q:
    """Deals credited to the team with this path and the teams below it."""
    return Q(team__in=Team.objects.filter(path__startswith=path).values("pk"))


_BOOKED_BY = Compiled(lambda person, start, end: _booked(start, end, Q(credited_to=person)))
_BOOKED_BELOW = Compiled(lambda path, start, end: _booked(start, end, below(path)))
