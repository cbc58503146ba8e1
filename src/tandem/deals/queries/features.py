"""What is known of deals on a day, as columns for win chances; and of decided deals at a moment of their life.

A decided deal is looked at on one day between its opening and its closing, picked by its number, and weighs as many
days as it lived: that is how open deals are met on any day. Nothing later than that day is used.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import log
from typing import Any

import numpy as np

from tandem.deals.models import DatePush, Deal, DealQuerySet, Stage, StageChange
from tandem.science.winning.given import Cases, Columns

MOST = 20_000  # decided deals learned from, the latest
YEARS = timedelta(days=3 * 366)
AT_ONCE = 500
FIELDS = (
    "pk", "created_at", "closed_on", "state", "kind", "source", "amount", "stage_id", "stage_since",
)  # fmt: skip


Passed = tuple[datetime, int, Any]  # when it came into which open stage, with which amount


@dataclass(frozen=True)
class Seen:
    """One deal on one day. `stage`: the open stage it stood in; `days` in it; `age` since it was opened."""

    deal: int
    stage: int
    days: int
    age: int
    pushes: int
    amount: float | None
    kind: str
    source: str


def decided(today: date) -> tuple[Cases, float]:
    """The decided deals in the order of their closing, and the usual amount of a deal."""
    rows = list(
        Deal.objects.alive()
        .filter(state__in=("won", "lost"), closed_on__gte=today - YEARS, closed_on__lte=today)
        .order_by("-closed_on", "-pk")
        .values_list(*FIELDS)[:MOST]
    )[::-1]
    seen = [(row, _moment(row)) for row in rows]
    found = look([(row, day) for row, day in seen])
    usual = usual_amount(found)
    won = np.array([row[3] == "won" for row in rows], bool)
    weight = np.array([max((row[2] - row[1].date()).days, 0) + 1 for row in rows], float)
    return Cases(columns(found, usual), won, weight), usual


def open_now(rows: DealQuerySet, today: date) -> list[Seen]:
    """The open deals among these as they stand."""
    return look([(row, today) for row in rows.open().order_by("pk").values_list(*FIELDS)])


def _moment(row: Sequence[Any]) -> date:
    """A day of a decided deal's life, by its number: uniform, and the same every time."""
    share = (row[0] * 2654435761 % 2**32) / 2**32
    opened = row[1].date()
    return opened + timedelta(days=int(share * max((row[2] - opened).days, 0)))


def look(asked: Sequence[tuple[Sequence[Any], date]]) -> list[Seen]:
    """Each deal on its day; two statements for every few hundred."""
    found = []
    open_stages = set(Stage.objects.filter(kind="open").values_list("pk", flat=True)) if asked else set()
    for begin in range(0, len(asked), AT_ONCE):
        part = asked[begin : begin + AT_ONCE]
        ids = [row[0] for row, _ in part]
        passed: dict[int, list[Passed]] = defaultdict(list)
        changes = StageChange.objects.filter(deal__in=ids).order_by("deal_id", "at", "pk")
        for deal, stage, at, amount in changes.values_list("deal_id", "to_stage_id", "at", "amount"):
            if stage in open_stages:
                passed[deal].append((at, stage, amount))
        pushed: dict[int, list[datetime]] = defaultdict(list)
        later = DatePush.objects.filter(deal__in=ids, was_on__isnull=False, now_on__isnull=False)
        for deal, at, was, now in later.values_list("deal_id", "at", "was_on", "now_on"):
            if was and now and now > was:
                pushed[deal].append(at)
        found += [_seen(row, day, passed[row[0]], pushed[row[0]]) for row, day in part]
    return found


def _seen(row: Sequence[Any], day: date, passed: Sequence[Passed], pushed: Iterable[datetime]) -> Seen:
    end = datetime.combine(day + timedelta(days=1), time.min, UTC)
    before = [one for one in passed if one[0] < end]
    since, stage, amount = before[-1] if before else (passed[0] if passed else (row[8], row[7], row[6]))
    amount = row[6] if row[3] == "open" else amount
    return Seen(
        deal=row[0],
        stage=stage,
        days=max((day - since.date()).days, 0),
        age=max((day - row[1].date()).days, 0),
        pushes=sum(at < end for at in pushed),
        amount=None if amount is None else float(amount),
        kind=row[4],
        source=row[5],
    )


def usual_amount(found: Sequence[Seen]) -> float:
    """The median amount; 0 when none is known."""
    known = [one.amount for one in found if one.amount]
    return float(np.median(known)) if known else 0.0


def columns(found: Sequence[Seen], usual: float) -> Columns:
    """The columns of deals as seen. `size`: the logarithm of amount ÷ usual amount."""
    sizes = [log(one.amount / usual) if one.amount and usual else np.nan for one in found]
    return Columns(
        {
            "days": np.array([one.days for one in found], float),
            "age": np.array([one.age for one in found], float),
            "pushes": np.array([one.pushes for one in found], float),
            "size": np.array(sizes, float),
        },
        {
            "stage": np.array([str(one.stage) for one in found], str),
            "kind": np.array([one.kind for one in found], str),
            "source": np.array([one.source for one in found], str),
        },
    )
