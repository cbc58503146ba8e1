"""How deals pass through stages: the share that moves on, and the days in stage, next to the four quarters before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from statistics import median

from django.db.models import BooleanField, Case, Count, F, IntegerField, Q, Value, When
from django.db.models.functions import Cast

from tandem.core.periods import Period
from tandem.deals.models import Stage, StageChange
from tandem.people.models import Person
from tandem.science.intervals import Rate, differs, median_interval, wilson

QUARTERS = 4
LEAST = 10  # passages; fewer say nothing about a stage


@dataclass(frozen=True)
class Passage:
    """One stage: `now` and `before` are shares that moved on; `days` and `usual` medians of days in it."""

    stage: Stage
    now: Rate
    before: Rate
    days: float | None
    usual: float | None
    slower: bool

    @property
    def percent(self) -> float | None:
        """The share that moved on, in percent."""
        return None if self.now.value is None else self.now.value * 100

    @property
    def usual_percent(self) -> float | None:
        """The same of the four quarters before; None with too few passages."""
        return None if self.before.value is None or self.before.n < LEAST else self.before.value * 100

    @property
    def fewer(self) -> bool:
        """Fewer move on than before, beyond what chance explains."""
        return (
            differs(self.now, self.before)
            and (self.now.value or 0) < (self.before.value or 0)
            and self.before.n >= LEAST
        )


def passages(
    teams: Sequence[int], stages: Sequence[Stage], period: Period, until: date, *, owner: Person | None = None
) -> list[Passage]:
    """The open stages of a pipeline, in one statement. Moved on: to a later stage or won; not: lost, or back.

    Of the deals of these teams, or of those of one `owner`.
    """
    whose = Q(deal__owner=owner) if owner is not None else Q(deal__team__in=teams)
    start = period.shifted(-QUARTERS).start
    onward = Case(
        When(Q(to_stage__kind="won") | Q(to_stage__kind="open", to_stage__position__gt=F("from_stage__position")),
             then=Value(True)),
        default=Value(False), output_field=BooleanField(),
    )  # fmt: skip
    current = Case(
        When(at__gte=_midnight(period.start), then=Value(True)), default=Value(False),
        output_field=BooleanField(),
    )  # fmt: skip
    rows = (
        StageChange.objects.filter(
            whose, deal__deleted_at__isnull=True, from_stage__in=stages,
            at__gte=_midnight(start), at__lt=_midnight(until + timedelta(days=1)),
        )
        .order_by()
        .annotate(onward=onward, current=current, days=Cast(F("seconds") / 86400, IntegerField()))
        .values_list("from_stage", "current", "onward", "days")
        .annotate(n=Count("pk"))
    )  # fmt: skip
    went: Counter[tuple[int, bool, bool]] = Counter()
    stayed: dict[tuple[int, bool], Counter[int]] = {}
    for stage, now, on, days, n in rows:
        went[stage, bool(now), bool(on)] += n
        stayed.setdefault((stage, bool(now)), Counter())[days or 0] += n
    return [_passage(stage, went, stayed) for stage in stages]


def _passage(
    stage: Stage, went: Counter[tuple[int, bool, bool]], stayed: dict[tuple[int, bool], Counter[int]]
) -> Passage:
    rates = []
    for now in (True, False):
        on, off = went[stage.pk, now, True], went[stage.pk, now, False]
        rates.append(wilson(on, on + off))
    now_days = sorted(stayed.get((stage.pk, True), Counter()).elements())
    past_days = sorted(stayed.get((stage.pk, False), Counter()).elements())
    usual = median(past_days) if len(past_days) >= LEAST else None
    interval = median_interval(now_days)
    slower = interval is not None and interval.low is not None and usual is not None and interval.low > usual
    return Passage(stage, rates[0], rates[1], median(now_days) if now_days else None, usual, slower)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
