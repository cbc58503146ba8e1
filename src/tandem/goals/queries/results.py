"""What was reached: results by person and by team, of one metric in one period.

A deal counts for whom it was credited to and for the team of the day it closed (deals.models.Deal), so people
and teams that move take nothing along. Bookings are in the organization's currency at the closing day's rate. One
deleted after the period was over counts there still (deals.queries.counting).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, DateTimeField, Exists, F, Max, Min, OuterRef, Q, Subquery, Sum, Value

from tandem.authority import organization
from tandem.core.clock import end_of
from tandem.core.compiled import Compiled
from tandem.core.periods import Period
from tandem.deals.models import Deal, DealQuerySet
from tandem.deals.queries.counting import Span, counting, happened, over
from tandem.people.models import Team
from tandem.people.queries import Tree

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
    """The path of every team now."""
    return dict(Team.objects.values_list("pk", "path"))


def won(metric: str, start: date, end: date, within: Q | None = None) -> tuple[DealQuerySet, DealQuerySet]:
    """The deals that count for a metric from `start` to `end`, both included: those there, and those deleted later.

    `within` limits them.
    """
    found = _won(within)
    if metric == "new_accounts":
        stood = Q(deleted_at__isnull=True) | Q(deleted_at__gte=over(end))
        found = found.filter(~Exists(_earlier().filter(stood)), account__isnull=False)
    return counting(found, (start, end))


def _won(within: Q | None) -> DealQuerySet:
    return Deal.objects.filter(within or Q(), state="won").order_by()


def _earlier() -> DealQuerySet:
    """Deals that the same account had won before, deleted or not."""
    before = Q(closed_on__lt=OuterRef("closed_on")) | Q(
        closed_on=OuterRef("closed_on"), pk__lt=OuterRef("pk")
    )
    return Deal.objects.filter(before, account=OuterRef("account"), state="won").order_by()


def _figure(metric: str) -> Any:
    return Sum("booked_amount") if metric == "bookings" else Count("pk")


def _whole(found: DealQuerySet, metric: str) -> Any:
    """One row with the sum, added up by the database."""
    alike = found.annotate(all_of_it=Value(1)).values("all_of_it")
    return alike.annotate(figure=_figure(metric)).values_list("figure")


def results(metric: str, start: date, end: date, within: Q | None = None) -> Results:
    """Results from `start` to `end`, both included, in one statement. `within` limits the deals that count."""
    by_person: dict[int, Decimal] = defaultdict(Decimal)
    by_team: dict[int, Decimal] = defaultdict(Decimal)
    there, later = (
        part.values_list("credited_to_id", "team_id").annotate(figure=_figure(metric))
        for part in won(metric, start, end, within)
    )
    for person, team, figure in there.union(later, all=True):
        amount = Decimal(figure or 0)
        by_person[person] += amount
        if team:
            by_team[team] += amount
    return Results(by_person, by_team)


def whole(metric: str, start: date, end: date, within: Q | None = None) -> Decimal:
    """The sum alone, added up by the database."""
    there, later = (_whole(part, metric) for part in won(metric, start, end, within))
    return sum((Decimal(figure or 0) for (figure,) in there.union(later, all=True)), ZERO)


def booked_by(person: int, period: Period) -> Decimal:
    """One person's bookings of a period that runs, in which nothing deleted counts: for every page of an officer."""
    return _only(_BOOKED_BY.rows(person, period.start, happened(period.end)))


def booked_below(path: str, period: Period) -> Decimal:
    """The same of a team and all below it: for every page of who leads."""
    return _only(_BOOKED_BELOW.rows(path, period.start, happened(period.end)))


def _only(rows: list[tuple[Any, ...]]) -> Decimal:
    return (rows[0][0] if rows else None) or ZERO


def _booked(start: Any, end: Any, within: Q) -> Any:
    running = _won(within).filter(closed_on__gte=start, closed_on__lte=end, deleted_at__isnull=True)
    return _whole(running, "bookings")


def history(metric: str, periods: Iterable[Period], within: Q | None = None) -> list[Results]:
    """Results of several periods, one statement each."""
    return [results(metric, period.start, period.end, within) for period in periods]


def daily(metric: str, spans: Sequence[Span], within: Q | None = None) -> dict[Span, dict[date, Decimal]]:
    """Of each period its results by the day they were reached, in one statement; periods may overlap.

    `within` limits the deals that count.
    """
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    zone = organization.current().time_zone
    found = _won(within).filter(closed_on__gte=first, closed_on__lte=happened(last))
    since: Any = Value(None, output_field=DateTimeField())
    if metric == "new_accounts":
        found = found.filter(~Exists(_earlier().filter(deleted_at__isnull=True)), account__isnull=False)
        gone = _earlier().values("account").annotate(latest=Max("deleted_at")).values("latest")
        since = Subquery(gone)
    there = found.filter(deleted_at__isnull=True)
    later = found.filter(deleted_at__gte=end_of(min(end for _, end in spans), zone))
    known, until = Value(None, output_field=DateTimeField()), F("deleted_at")
    first_part, second_part = (
        part.annotate(since=since, until=end)
        .values_list("closed_on", "since", "until")
        .annotate(figure=_figure(metric))
        for part, end in ((there, known), (later, until))
    )
    rows = list(first_part.union(second_part, all=True))
    return {span: _by_day(rows, span, end_of(span[1], zone)) for span in spans}


def _by_day(
    rows: Sequence[tuple[date, datetime | None, datetime | None, Any]], span: Span, ended: datetime
) -> dict[date, Decimal]:
    """What counts in a period. A row counts in those that were over from `since` on, and not yet at `until`."""
    start, end = span
    days: dict[date, Decimal] = defaultdict(Decimal)
    for day, since, until, figure in rows:
        if start <= day <= end and (since is None or since < ended) and (until is None or until >= ended):
            days[day] += Decimal(figure or 0)
    return dict(days)


def daily_below(metric: str, spans: Sequence[Span], team: int, tree: Tree) -> dict[Span, dict[date, Decimal]]:
    """`daily` of a team and of what hung below it on the last day of each period. One statement for each composition
    that the team had."""
    groups: dict[frozenset[int], list[Span]] = defaultdict(list)
    for span in spans:
        groups[tree.below(team, span[1])].append(span)
    found: dict[Span, dict[date, Decimal]] = {}
    for teams, group in groups.items():
        found |= daily(metric, group, Q(team__in=teams))
    return found


def first_won_on() -> date | None:
    """The day of the organization's first won deal; before it nothing was kept."""
    return Deal.objects.filter(state="won", deleted_at__isnull=True).aggregate(first=Min("closed_on"))[
        "first"
    ]


def below(path: str) -> Q:
    """Deals credited to the team with this path and the teams below it."""
    return Q(team__in=Team.objects.filter(path__startswith=path).values("pk"))


_BOOKED_BY = Compiled(lambda person, start, end: _booked(start, end, Q(credited_to=person)))
_BOOKED_BELOW = Compiled(lambda path, start, end: _booked(start, end, below(path)))
