"""What the gap to plan is explained from: deals in play, closed and won until the same day of several periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, FloatField, Q, StdDev, Sum, Value
from django.db.models.functions import Cast

from tandem.core.amounts import SCALE
from tandem.core.periods import Period
from tandem.deals.models import Deal
from tandem.deals.queries.counting import counting
from tandem.science.gap import Tally

PAST = 4
ZERO = Decimal(0)


@dataclass(frozen=True)
class Tallies:
    """The period so far, and the past ones until the same day, pooled."""

    now: Tally
    usual: Tally


def tallies(whose: Q, period: Period, until: date) -> Tallies:
    """One statement: of the period, and of as many past ones as there are deals from, at most four.

    `whose` limits the deals. Of those deleted later, each period has what had closed in it (deals.queries.counting).
    """
    windows = [_window(period.shifted(-steps), (until - period.start).days) for steps in range(PAST + 1)]
    told: dict[str, Any] = {}
    for number, (start, end) in enumerate(windows):
        closed = Q(closed_on__gte=start, closed_on__lte=end)
        born = Q(created_at__lt=_after(end)) & (Q(closed_on__isnull=True) | Q(closed_on__gte=start))
        won = closed & Q(state="won")
        told |= {
            f"play_{number}": Count("pk", filter=born),
            f"closed_{number}": Count("pk", filter=closed & Q(state__in=("won", "lost"))),
            f"won_{number}": Count("pk", filter=won),
            f"amount_{number}": Sum("booked_amount", filter=won),
        }
    ours = Q(state="won", closed_on__gte=windows[-1][0], closed_on__lte=until)
    deviation: Any = StdDev(Cast(F("booked_amount"), FloatField()), filter=ours)
    recent = Q(closed_on__isnull=True) | Q(closed_on__gte=windows[-1][0])
    rows = Deal.objects.filter(whose).order_by()
    there = rows.filter(recent, deleted_at__isnull=True).values("kind").annotate(**told, deviation=deviation)
    ended = [(each.start, each.end) for each in (period.shifted(-steps) for steps in range(PAST, 0, -1))]
    _, gone = counting(rows, *ended, (period.start, until))
    nothing = Value(0.0, output_field=FloatField())
    later = gone.values("kind").annotate(**told, deviation=nothing)
    found: list[Any] = list(there.union(later, all=True))
    past = [n for n in range(1, PAST + 1) if any(row[f"closed_{n}"] for row in found)]
    widest = max((float(row["deviation"] or 0) for row in found), default=0.0) / SCALE
    return Tallies(_pooled(found, [0], widest), _pooled(found, past, widest))


def _pooled(found: Sequence[dict[str, Any]], numbers: Sequence[int], deviation: float) -> Tally:
    def total(name: str) -> int:
        return sum(row[f"{name}_{n}"] for row in found for n in numbers)

    won: dict[str, int] = {}
    amount: dict[str, Decimal] = {}
    for row in found:
        kind = row["kind"]
        won[kind] = won.get(kind, 0) + sum(row[f"won_{n}"] for n in numbers)
        amount[kind] = sum((row[f"amount_{n}"] or ZERO for n in numbers), amount.get(kind, ZERO))
    kept = {kind: count for kind, count in won.items() if count}
    return Tally(
        total("play"), total("closed"), kept, {kind: amount[kind] for kind in kept}, deviation, len(numbers)
    )


def _window(period: Period, days: int) -> tuple[date, date]:
    return period.start, min(period.start + timedelta(days=days), period.end)


def _after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, UTC)
