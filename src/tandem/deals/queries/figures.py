"""Win rate, cycle time, coverage, slippage of teams. Definitions:

win rate      won ÷ (won + lost), by close date, by count
cycle time    median of the days from creation to won, with the middle half
coverage      open amount closing in the period ÷ (target − closed)
slipped       open deals whose close date was in the period and was moved out of it
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import accumulate, chain
from typing import Any, NamedTuple

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, Sum, Value, When

from tandem.core.money import Money, round_to
from tandem.core.periods import Period
from tandem.core.rates import rates_on
from tandem.deals.models import DatePush, Deal, DealQuerySet
from tandem.deals.queries.counting import counting
from tandem.deals.queries.spans import DaysBetween
from tandem.science.intervals import Rate, difference, differs, wilson

WEEKS = 15  # so that a window of four weeks ends in each of the last twelve
WINDOW = 4
ZERO = Decimal(0)


@dataclass(frozen=True)
class Spread:
    """The median of some days and the middle half of them; of `n` deals."""

    median: float
    low: float
    high: float
    n: int


class Bucket(NamedTuple):
    """So many deals that closed alike. `current`: in the period, in the one before (False), earlier (None).

    `week`: 0 for the last seven days; `days`: from creation to won.
    """

    state: str
    current: bool | None
    week: int
    days: int
    n: int


@dataclass(frozen=True)
class Closed:
    """What a period's closed deals say, next to those of the period before."""

    buckets: Sequence[Bucket]

    @cached_property
    def _rates(self) -> dict[bool, Rate]:
        return {
            current: _rate(bucket for bucket in self.buckets if bucket.current is current)
            for current in (True, False)
        }

    def win_rate(self, current: bool = True) -> Rate:
        """Won of won and lost, with Wilson's interval at 95 %."""
        return self._rates[current]

    def win_rate_change(self) -> float | None:
        """Points against the period before; None when chance alone explains the difference."""
        now, before = self.win_rate(), self.win_rate(current=False)
        found = difference(now, before)
        return found.value * 100 if found is not None and differs(now, before) else None

    @property
    def percent(self) -> float | None:
        """The win rate in percent."""
        value = self.win_rate().value
        return None if value is None else value * 100

    @property
    def points(self) -> int:
        """How many points the win rate changed, without its sign."""
        return round(abs(self.win_rate_change() or 0))

    @property
    def interval(self) -> str:
        """Where the true win rate lies, 19 times out of 20: "29–39%"."""
        rate = self.win_rate()
        return f"{round(rate.low * 100)}–{round(rate.high * 100)}%"

    def both(self) -> Rate:
        """The win rate of both periods together, for what rests on more deals."""
        now, before = self.win_rate(), self.win_rate(current=False)
        return wilson(now.hits + before.hits, now.n + before.n)

    def cycle(self, current: bool = True) -> Spread | None:
        """Days from creation to won; None without a won deal."""
        return spread(
            bucket for bucket in self.buckets if bucket.current is current and bucket.state == "won"
        )

    @property
    def has_cycle(self) -> bool:
        """Whether a cycle can be told: a median of 0 days says that most were entered on the day they were won."""
        found = self.cycle()
        return found is not None and found.median >= 1

    @cached_property
    def win_rates(self) -> list[float]:
        """The win rate in percent of each four weeks, of the last twelve weeks in which any closed."""
        rates = [_rate(group).value for group in self._windows]
        return [rate * 100 for rate in rates if rate is not None]

    @cached_property
    def cycles(self) -> list[float]:
        """The median cycle of each four weeks, for the last twelve weeks."""
        found = [spread(bucket for bucket in group if bucket.state == "won") for group in self._windows]
        return [each.median for each in found if each is not None]

    @cached_property
    def _windows(self) -> list[list[Bucket]]:
        weeks: list[list[Bucket]] = [[] for _ in range(WEEKS)]
        for bucket in self.buckets:
            if bucket.week < WEEKS:
                weeks[bucket.week].append(bucket)
        return [
            list(chain.from_iterable(weeks[last : last + WINDOW])) for last in range(WEEKS - WINDOW, -1, -1)
        ]


@dataclass(frozen=True)
class Pipeline:
    """Open deals of one person or of many. Amounts in the organization's currency."""

    count: int = 0
    closing: Decimal = ZERO
    slipped: int = 0
    at_risk: int = 0
    risky: Decimal = ZERO

    def __add__(self, other: Pipeline) -> Pipeline:
        return Pipeline(
            self.count + other.count,
            self.closing + other.closing,
            self.slipped + other.slipped,
            self.at_risk + other.at_risk,
            self.risky + other.risky,
        )

    def coverage(self, left: Decimal) -> float | None:
        """Open amount closing in the period ÷ what is left to book; None when nothing is left."""
        return float(self.closing / left) if left > 0 else None


def of_teams(teams: Sequence[int]) -> DealQuerySet:
    """Deals that count for these teams: open ones by their owner's team, closed ones by that of the closing day."""
    return Deal.objects.alive().filter(counts_for(teams))


def counts_for(teams: Sequence[int]) -> Q:
    """The same as a condition, on deleted ones too."""
    return Q(team__in=teams)


def closed_figures(whose: Q, period: Period, until: date) -> Closed:
    """The deals that `whose` limits which closed in the period up to `until`, in the one before, and in the last weeks.

    One statement. What was deleted only after the period before was over counts in that one.
    """
    before, day = period.previous(), timedelta(days=1)
    start = min(before.start, until - timedelta(days=7 * WEEKS - 1))
    spans = [(before.start, period.start - day), (period.start, until)]
    if start < before.start:
        spans.insert(0, (start, before.start - day))
    rows = Deal.objects.filter(whose, state__in=("won", "lost")).order_by()
    there, later = (_alike(part, period, until) for part in counting(rows, *spans, by="closes_on"))
    found = _flagged(there.union(later, all=True))
    return Closed([Bucket(state, of, age, max(days, 0), n) for state, of, age, days, n in found])


def _alike(rows: DealQuerySet, period: Period, until: date) -> Any:
    """How many closed alike: won or lost, in the period (1), the one before (0) or earlier, in which week, after how
    many days.
    """
    won_days = Case(
        When(state="won", then=DaysBetween(F("closes_on"), F("created_at"))),
        default=Value(0),
        output_field=IntegerField(),
    )
    return (
        rows.annotate(
            age=DaysBetween(Value(until), F("closes_on")) / 7,
            of=Case(
                When(closes_on__gte=period.start, then=Value(1)),
                When(closes_on__gte=period.previous().start, then=Value(0)),
                default=Value(-1),
                output_field=IntegerField(),
            ),
            days=won_days,
        )
        .values_list("state", "of", "age", "days")
        .annotate(n=Count("pk"))
    )


def _flagged(found: Iterable[Any]) -> Iterable[Any]:
    """Older weeks belong to neither period: their flag is None, and only the weekly figures count them."""
    for state, of, age, days, n in found:
        yield state, {1: True, 0: False}.get(of), age, days, n


def open_figures(
    rows: DealQuerySet, period: Period, today: date, into: str
) -> dict[tuple[int, int | None], Pipeline]:
    """The open deals of each owner and team, in one statement (one more for rates of foreign currencies)."""
    pushed = DatePush.objects.filter(
        deal=OuterRef("pk"),
        at__gte=datetime.combine(period.start, time.min, UTC),
        was_on__gte=period.start,
        was_on__lte=period.end,
        now_on__gt=period.end,
    )
    closing = Q(closes_on__gte=period.start, closes_on__lte=period.end)
    risky = Q(next_step="") | Q(closes_on__lt=today) | Q(usual_until_on__lt=today)
    found = list(
        rows.open()
        .order_by()
        .values_list("owner_id", "team_id", "currency")
        .annotate(
            n=Count("pk"),
            soon=Sum("amount", filter=closing),
            slipped=Count("pk", filter=Q(Exists(pushed), closes_on__gt=period.end)),
            at_risk=Count("pk", filter=risky),
            risky=Sum("amount", filter=risky),
        )
    )
    foreign = any(row[2] != into for row in found)
    rates = rates_on(today, into=into) if foreign else {into: Decimal(1)}
    found_by: dict[tuple[int, int | None], Pipeline] = {}
    for owner, team, currency, n, soon, slipped, at_risk, amount in found:
        rate = rates.get(currency, ZERO)
        part = Pipeline(
            n,
            Money(round_to((soon or ZERO) * rate, into), into).amount,
            slipped,
            at_risk,
            round_to((amount or ZERO) * rate, into),
        )
        found_by[owner, team] = found_by.get((owner, team), Pipeline()) + part
    return found_by


def at_risk(rows: DealQuerySet, today: date, limit: int) -> list[Deal]:
    """The largest open deals that need somebody; with stage, account and owner at hand. One statement."""
    largest = F("amount").desc(nulls_last=True), "pk"
    first = rows.needing_attention(today).order_by(*largest).values("pk")[:limit]
    return list(
        Deal.objects.filter(pk__in=first).select_related("stage", "account", "owner").order_by(*largest)
    )


def spread(buckets: Iterable[Bucket]) -> Spread | None:
    """Median and quartiles of a histogram of days."""
    counted: Counter[int] = Counter()
    for bucket in buckets:
        counted[bucket.days] += bucket.n
    if not counted:
        return None
    days = sorted(counted)
    ends = list(accumulate(counted[each] for each in days))  # how many took so long or less

    def quantile(share: float) -> float:
        """Between the two nearest values, as medians are."""
        place = (ends[-1] - 1) * share
        first, second = (days[bisect_right(ends, min(int(place) + step, ends[-1] - 1))] for step in (0, 1))
        return first + (second - first) * (place - int(place))

    return Spread(quantile(0.5), quantile(0.25), quantile(0.75), ends[-1])


def _rate(buckets: Iterable[Bucket]) -> Rate:
    won = lost = 0
    for bucket in buckets:
        if bucket.state == "won":
            won += bucket.n
        else:
            lost += bucket.n
    return wilson(won, won + lost)
