"""Everything the simulation of landings is given, as it was known on a day: deals, their past, people and teams.

Deals are read from their history, so that a run as of a past day sees what that day saw: stage, amount and expected
date come from the last passage and push until then. Deals that closed more than four years before are left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from sys import intern
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.db.models import Max, Min, Q
from numpy.typing import NDArray

from tandem.authority import organization
from tandem.authority.models import Entry
from tandem.core.rates import rates_on
from tandem.deals.models import DatePush, Deal, Stage, StageChange
from tandem.deals.queries.lifts import lifts
from tandem.people.models import Absence, Membership, Person, Team
from tandem.science.landing.given import Deals, Staff

LOOK_BACK = timedelta(days=4 * 366)
AT_ONCE = 20_000
Ids = NDArray[np.int64]


@dataclass(frozen=True)
class Known:
    """What is given, and which rows its numbers stand for: persons, teams and deals by index.

    `entry_id`: the last line of the logbook before it was read.
    """

    deals: Deals
    staff: Staff
    people: Ids
    teams: Ids
    homes: Ids
    deal_ids: Ids
    entry_id: int = 0

    def digest(self, *more: Any) -> str:
        """A fingerprint: the same inputs, the same run."""
        found = hashlib.sha256(repr(more).encode())
        for part in (self.deals, self.staff):
            for name in part.__slots__:
                value = getattr(part, name)
                for array in value if isinstance(value, tuple) else (value,):
                    found.update(np.ascontiguousarray(array).tobytes())
        for ids in (self.people, self.teams, self.deal_ids):
            found.update(ids.tobytes())
        return found.hexdigest()


def known(metric: str, as_of: date, today: date) -> Known | None:
    """What was known at the end of `as_of`; None while there is no team. Ten statements, whatever the size."""
    entry_id = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    zone = ZoneInfo(organization.current().time_zone)
    end = datetime.combine(as_of + timedelta(days=1), time.min, zone).astimezone(UTC)
    teams = list(Team.objects.order_by("path").values_list("pk", "parent_id"))
    if not teams:
        return None
    rows = _Rows(as_of, end, zone)
    rows.follow(today)
    people, staff, homes = _staff(teams, as_of, end, rows.holder)
    place = np.searchsorted(people, rows.holder)
    deals = Deals(
        officer=place.astype(np.int32),
        opened=rows.opened,
        closed=rows.closed,
        won=rows.won,
        value=rows.value(metric),
        expected=rows.expected,
        stage=rows.stage,
        entered=rows.entered,
        stages=rows.stages,
        pushes=rows.pushes,
        lift=lifts(as_of, rows.amount, rows.kinds, rows.sources),
        history=rows.history,
        dates=rows.dates(),
    )
    team_ids = np.array([pk for pk, _ in teams], np.int64)
    return Known(deals, staff, people, team_ids, homes, rows.ids, entry_id)


class _Rows:
    """The columns of all deals, in the order of their ids."""

    def __init__(self, as_of: date, end: datetime, zone: ZoneInfo) -> None:
        self.as_of, self.end, self.zone = as_of, end, zone
        self.into = organization.current().currency
        self.rates = {code: float(rate) for code, rate in rates_on(as_of, into=self.into).items()}
        stages = list(
            Stage.objects.filter(kind="open")
            .order_by("pipeline_id", "position", "pk")
            .values_list("pk", flat=True)
        )
        self.numbers = {pk: number for number, pk in enumerate(stages)}
        self.stages = max(len(stages), 1)
        found = list(self._deals())
        self.ids = np.array([row[0] for row in found], np.int64)
        self.holder = np.array([row[1] for row in found], np.int64)
        self.opened = np.array([row[2] for row in found], np.int32)
        self.closed = np.array([row[3] for row in found], np.int32)
        self.won = np.array([row[4] for row in found], bool)
        self.amount = np.array([row[5] for row in found], float)
        self.expected = np.array([row[6] for row in found], np.int32)
        self.stage = np.array([row[7] for row in found], np.int32)
        self.entered = np.array([row[8] for row in found], np.int32)
        self.account = np.array([row[9] for row in found], np.int64)
        self.kinds, self.sources = [row[10] for row in found], [row[11] for row in found]
        self.pushes = np.zeros(len(found), np.int32)
        self.history = (np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.int32))
        self.told: list[tuple[NDArray[Any], NDArray[Any], NDArray[Any]]] = []

    def _deals(self) -> Iterable[tuple[Any, ...]]:
        recent = Q(closed_on__isnull=True) | Q(closed_on__gte=self.as_of - LOOK_BACK)
        there = Q(deleted_at__isnull=True) | Q(deleted_at__gte=self.end)
        rows = (
            Deal._base_manager.filter(recent, there, created_at__lt=self.end)
            .order_by("pk")
            .values_list(
                "pk", "owner_id", "credited_to_id", "created_at", "state", "closed_on", "amount", "currency",
                "booked_amount", "expected_close_on", "stage_id", "stage_since", "account_id", "kind", "source",
            )
        )  # fmt: skip
        for row in rows.iterator(chunk_size=AT_ONCE):
            (
                pk,
                owner,
                credited,
                created,
                state,
                closed,
                amount,
                currency,
                booked,
                expected,
                stage,
                since,
                account,
                kind,
                source,
            ) = row
            day = closed.toordinal() if closed is not None and closed <= self.as_of else 0
            over = day > 0
            yield (
                pk,
                credited if over and credited else owner,
                self.day(created),
                day,
                over and state == "won",
                float(booked) if over and booked is not None else self.money(amount, currency),
                expected.toordinal() if expected else 0,
                self.numbers.get(stage, -1),
                self.day(since),
                account or 0,
                intern(kind),
                intern(source),
            )

    def day(self, moment: datetime) -> int:
        """The organization's day of a moment."""
        return moment.astimezone(self.zone).toordinal()

    def money(self, amount: Decimal | None, currency: str) -> float:
        """An amount in the organization's currency; NaN while it or its rate is unknown."""
        return float("nan") if amount is None else float(amount) * self.rates.get(currency, float("nan"))

    def follow(self, today: date) -> None:
        """Bring stages, amounts and dates to what they were at the end of the day, from the history."""
        deal, stage, day, amount, expected = self._passages()
        self.history = (deal, stage, day)
        self.told = [(deal, day, expected)]
        if len(deal):
            last = np.append(np.flatnonzero(np.diff(deal)), len(deal) - 1)
            at = deal[last]
            self.stage[at], self.entered[at] = stage[last], day[last]
            if self.as_of < today:
                still = self.closed[at] == 0
                self.amount[at[still]] = amount[last][still]
                self.expected[at[still]] = expected[last][still]
        self._follow_pushes(today)

    def _passages(self) -> tuple[NDArray[Any], ...]:
        """Row, stage, day, amount and expected day of every entry into an open stage, by deal and time."""
        changes = (
            StageChange.objects.filter(at__lt=self.end, at__gte=self.end - LOOK_BACK)
            .order_by("deal_id", "at", "pk")
            .values_list("deal_id", "to_stage_id", "at", "amount", "currency", "expected_close_on")
        )
        parts = [
            (
                deal,
                self.numbers[stage],
                self.day(at),
                self.money(amount, currency),
                on.toordinal() if on else 0,
            )
            for deal, stage, at, amount, currency, on in changes.iterator(chunk_size=AT_ONCE)
            if stage in self.numbers
        ]
        columns = list(zip(*parts, strict=True)) if parts else [(), (), (), (), ()]
        ids = np.array(columns[0], np.int64)
        place = np.searchsorted(self.ids, ids)
        ours = np.zeros(len(ids), bool)
        if len(self.ids):
            ours = self.ids[np.minimum(place, len(self.ids) - 1)] == ids
        kinds: Sequence[Any] = (np.int32, np.int32, float, np.int32)
        rest = [np.array(column, kind)[ours] for column, kind in zip(columns[1:], kinds, strict=True)]
        return (place[ours].astype(np.int32), *rest)

    def _follow_pushes(self, today: date) -> None:
        pushes = (
            DatePush.objects.filter(at__gte=self.end - LOOK_BACK)
            .order_by("deal_id", "at", "pk")
            .values_list("deal_id", "at", "was_on", "now_on")
        )
        number = {pk: place for place, pk in enumerate(self.ids.tolist())}
        told: set[int] = set()
        moved: list[tuple[int, int, int]] = []
        for deal, at, was, now in pushes.iterator(chunk_size=AT_ONCE):
            place = number.get(deal)
            if place is None:
                continue
            if at < self.end:
                self.pushes[place] += bool(was and now and now > was)
                moved.append((place, self.day(at), now.toordinal() if now else 0))
            if self.as_of < today and self.closed[place] == 0:
                if at < self.end:
                    self.expected[place] = now.toordinal() if now else 0
                elif place not in told:
                    self.expected[place] = was.toordinal() if was else 0
                    told.add(place)
        columns = np.array(moved, np.int32).reshape(-1, 3)
        self.told.append((columns[:, 0], columns[:, 1], columns[:, 2]))

    def dates(self) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        """Row, day and expected day whenever one was set, on entering a stage, or moved."""
        row, day, expected = (np.concatenate(column) for column in zip(*self.told, strict=True))
        return row, day, expected

    def value(self, metric: str) -> NDArray[np.float64]:
        """What each deal counts when won: money, or one, or one for the first deal of an account."""
        if metric == "bookings":
            return self.amount
        if metric == "deals_won":
            return np.ones(len(self.ids))
        counts = np.zeros(len(self.ids))
        order = np.lexsort((self.ids, np.where(self.closed == 0, np.iinfo(np.int32).max, self.closed)))
        seen: set[int] = set()
        for place in order:
            account = int(self.account[place])
            lost = self.closed[place] > 0 and not self.won[place]
            if account and account not in seen and not lost:
                counts[place] = 1
                seen.add(account)
        return counts


def _staff(
    teams: Sequence[tuple[int, int | None]], as_of: date, end: datetime, holders: Ids
) -> tuple[Ids, Staff, Ids]:
    """Officers and whoever holds deals, with the team of the day, by id; parents of teams; their teams' ids."""
    wanted = Q(role="officer", team__isnull=False) | Q(pk__in=set(holders.tolist()))
    rows = list(
        Person.objects.filter(wanted)
        .order_by("pk")
        .annotate(first=Min("memberships__since"), last=Max("memberships__until"))
        .values_list("pk", "team_id", "hired_on", "is_active", "first", "last")
    )
    then = dict(Membership.objects.on(as_of).order_by("since").values_list("person_id", "team_id"))
    number = {pk: place for place, (pk, _) in enumerate(teams)}
    homes = [then.get(row[0]) or row[1] or teams[0][0] for row in rows]
    since = [row[2] or row[4] for row in rows]
    until = [None if row[3] else min(row[5] or as_of, as_of) for row in rows]
    staff = Staff(
        team=np.array([number[home] for home in homes], np.int32),
        parent=np.array([number.get(parent or 0, -1) for _, parent in teams], np.int32),
        since=np.array([day.toordinal() if day else 0 for day in since], np.int32),
        until=np.array([day.toordinal() if day else 0 for day in until], np.int32),
        away=_away([row[0] for row in rows], end),
    )
    return np.array([row[0] for row in rows], np.int64), staff, np.array(homes, np.int64)


def _away(people: Sequence[int], end: datetime) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Person by place, first day and last day of each absence that was known at the moment and not withdrawn by it."""
    held = Q(deleted_at__isnull=True) | Q(deleted_at__gte=end)
    rows = Absence.objects.filter(held, created_at__lt=end, last_on__gte=(end - LOOK_BACK).date())
    place = {pk: number for number, pk in enumerate(people)}
    found = [
        (place[person], first.toordinal(), last.toordinal())
        for person, first, last in rows.order_by("pk").values_list("person_id", "first_on", "last_on")
        if person in place
    ]
    columns = np.array(found, np.int32).reshape(-1, 3)
    return columns[:, 0], columns[:, 1], columns[:, 2]
