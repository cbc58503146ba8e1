"""All deals with their past, read once: columns from which `known` derives what any day knew.

Several runs of one hour, of other metrics or as of other days, share one reading, which costs more than the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from sys import intern
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.db.models import Q
from numpy.typing import NDArray

from tandem.authority import organization
from tandem.authority.models import Entry
from tandem.deals.models import DatePush, Deal, Stage, StageChange

LOOK_BACK = timedelta(days=4 * 366)
AT_ONCE = 20_000
Ids = NDArray[np.int64]
Days = NDArray[np.int32]
Floats = NDArray[np.float64]
DEALS = (
    "pk", "owner_id", "credited_to_id", "created_at", "state", "closed_on", "amount", "currency", "booked_amount",
    "expected_close_on", "stage_id", "stage_since", "account_id", "kind", "source", "deleted_at", "opening_known",
)  # fmt: skip


@dataclass(frozen=True)
class Records:
    """n deals by id as they stand on the day `today`, and what happened to them. Days are ordinals, 0 for none.

    - `amount`, `booked`: NaN while unknown, in the currency whose place in `currencies` is `currency`; `booked` in the
      organization's. `dated`: the day it was opened is known, and not only that of the import that told of it.
    - `stage`: its place among the open stages, −1 for none; `stages`: how many there are.
    - `passages`: row, stage, day, amount, currency and expected day of every entry into an open stage; `pushes`: row,
      day, expected day before and after. Both by deal and time.
    - `given`: row, day and owner before, of deals that were given to somebody else, by deal and time; only since the
      earliest day that was asked for.
    """

    today: date
    zone: ZoneInfo
    ids: Ids
    owner: Ids
    credited: Ids
    opened: Days
    closed: Days
    deleted: Days
    dated: NDArray[np.bool_]
    won: NDArray[np.bool_]
    amount: Floats
    currency: Ids
    currencies: Sequence[str]
    booked: Floats
    expected: Days
    stage: Days
    entered: Days
    stages: int
    account: Ids
    kinds: NDArray[Any]
    sources: NDArray[Any]
    passages: tuple[NDArray[Any], ...]
    pushes: tuple[NDArray[Any], ...]
    given: tuple[NDArray[Any], ...]

    def money(self, amount: Floats, currency: Ids, rates: dict[str, Decimal]) -> Floats:
        """Amounts in the organization's currency; NaN while one or its rate is unknown."""
        known = np.array([float(rates.get(code, "nan")) for code in self.currencies])
        return amount * known[currency]


def read(today: date, since: date | None = None) -> Records:
    """Everything that days from `since` (today) on may know. Four or five statements, whatever the size."""
    return _Reading(today, since or today).records()


class _Reading:
    """Reads the tables and turns rows into columns."""

    def __init__(self, today: date, since: date) -> None:
        self.today, self.since = today, since
        self.zone = ZoneInfo(organization.current().time_zone)
        self.begin = datetime.combine(since + timedelta(days=1), time.min, self.zone).astimezone(UTC)
        self.end = datetime.combine(today + timedelta(days=1), time.min, self.zone).astimezone(UTC)
        open_stages = Stage.objects.filter(kind="open").order_by("pipeline_id", "position", "pk")
        self.stages = {pk: number for number, pk in enumerate(open_stages.values_list("pk", flat=True))}
        self.currencies: dict[str, int] = {}

    def records(self) -> Records:
        columns = _columns(self._deals(), len(DEALS))
        ids = np.array(columns[0], np.int64)
        days = [np.array(columns[place], np.int32) for place in (3, 5, 9, 10, 11, 15)]
        opened, closed, expected, stage, entered, deleted = days
        return Records(
            today=self.today,
            zone=self.zone,
            ids=ids,
            owner=np.array(columns[1], np.int64),
            credited=np.array(columns[2], np.int64),
            opened=opened,
            closed=closed,
            deleted=deleted,
            dated=np.array(columns[16], bool),
            won=np.array(columns[4], bool),
            amount=np.array(columns[6], float),
            currency=np.array(columns[7], np.int64),
            booked=np.array(columns[8], float),
            expected=expected,
            stage=stage,
            entered=entered,
            stages=max(len(self.stages), 1),
            account=np.array(columns[12], np.int64),
            kinds=np.array(columns[13], object),
            sources=np.array(columns[14], object),
            passages=_of(ids, self._passages(), np.int32, np.int32, float, np.int64, np.int32),
            pushes=_of(ids, self._pushes(), np.int32, np.int32, np.int32),
            given=_of(ids, self._given(), np.int32, np.int64),
            currencies=list(self.currencies),
        )

    def _deals(self) -> Iterable[tuple[Any, ...]]:
        recent = Q(closed_on__isnull=True) | Q(closed_on__gte=self.since - LOOK_BACK)
        there = Q(deleted_at__isnull=True) | Q(deleted_at__gte=self.begin)
        rows = Deal._base_manager.filter(recent, there, created_at__lt=self.end).order_by("pk")
        for row in rows.values_list(*DEALS).iterator(chunk_size=AT_ONCE):
            yield (
                row[0],
                row[1],
                row[2] or 0,
                self._day(row[3]),
                row[4] == "won",
                _ordinal(row[5]),
                _float(row[6]),
                self._currency(row[7]),
                _float(row[8]),
                _ordinal(row[9]),
                self.stages.get(row[10], -1),
                self._day(row[11]),
                row[12] or 0,
                intern(row[13]),
                intern(row[14]),
                self._day(row[15]) if row[15] else 0,
                row[16],
            )

    def _passages(self) -> Iterable[tuple[Any, ...]]:
        changes = StageChange.objects.filter(at__lt=self.end, at__gte=self.begin - LOOK_BACK)
        rows = changes.order_by("deal_id", "at", "pk").values_list(
            "deal_id", "to_stage_id", "at", "amount", "currency", "expected_close_on"
        )
        for deal, stage, at, amount, currency, on in rows.iterator(chunk_size=AT_ONCE):
            if stage in self.stages:
                told = _float(amount), self._currency(currency), _ordinal(on)
                yield deal, self.stages[stage], self._day(at), *told

    def _pushes(self) -> Iterable[tuple[Any, ...]]:
        rows = DatePush.objects.filter(at__gte=self.begin - LOOK_BACK).order_by("deal_id", "at", "pk")
        for deal, at, was, now in rows.values_list("deal_id", "at", "was_on", "now_on").iterator(
            chunk_size=AT_ONCE
        ):
            yield deal, self._day(at), _ordinal(was), _ordinal(now)

    def _given(self) -> Iterable[tuple[Any, ...]]:
        """From the logbook, where alone it stands whose a deal was before."""
        if self.since >= self.today:
            return
        rows = Entry.objects.filter(verb="deals.reassign", at__gte=self.begin, at__lt=self.end)
        rows = rows.filter(about=Deal._meta.label_lower).order_by("about_id", "pk")
        for deal, at, facts in rows.values_list("about_id", "at", "facts").iterator(chunk_size=AT_ONCE):
            if "owner" in facts:
                yield deal, self._day(at), facts["owner"][0]

    def _day(self, moment: datetime) -> int:
        """The organization's day of a moment."""
        return moment.astimezone(self.zone).toordinal()

    def _currency(self, code: str) -> int:
        return self.currencies.setdefault(code, len(self.currencies))


def _columns(rows: Iterable[tuple[Any, ...]], count: int) -> Sequence[Sequence[Any]]:
    found = list(zip(*rows, strict=True))
    return found or [()] * count


def _of(ids: Ids, rows: Iterable[tuple[Any, ...]], *kinds: Any) -> tuple[NDArray[Any], ...]:
    """Columns of rows that begin with the id of a deal, with its place instead; only of deals that are there."""
    columns = _columns(rows, len(kinds) + 1)
    deal = np.array(columns[0], np.int64)
    place = np.searchsorted(ids, deal)
    ours = np.zeros(len(deal), bool)
    if len(ids):
        ours = ids[np.minimum(place, len(ids) - 1)] == deal
    rest = [np.array(column, kind)[ours] for column, kind in zip(columns[1:], kinds, strict=True)]
    return (place[ours].astype(np.int32), *rest)


def _float(amount: Decimal | None) -> float:
    return float("nan") if amount is None else float(amount)


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day else 0
