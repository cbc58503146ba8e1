"""Everything the simulation of landings is given, as it was known on a day: deals, their past, people and teams.

Deals are read from their history, so that a run as of a past day sees what that day saw: stage, amount and expected
date come from the last passage and push until then. Deals that closed more than four years before are left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import numpy as np
from django.db.models import Max, Min, Q
from numpy.typing import NDArray

from tandem.authority import organization
from tandem.authority.models import Entry
from tandem.core.rates import rates_on
from tandem.deals.queries.lifts import lifts
from tandem.goals.queries.records import LOOK_BACK, Ids, Records, read
from tandem.people.models import Absence, Membership, Person, Team
from tandem.science.landing.given import Deals, Staff


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


def known(metric: str, as_of: date, today: date, records: Records | None = None) -> Known | None:
    """What was known at the end of `as_of`; None while there is no team. Ten statements, whatever the size.

    `records`: all deals, read before (`records.read`), when several days or metrics are asked for.
    """
    entry_id = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    teams = list(Team.objects.order_by("path").values_list("pk", "parent_id"))
    if not teams:
        return None
    seen = _Seen(records or read(today, as_of), as_of)
    people, staff, homes = _staff(teams, seen)
    deals = Deals(
        officer=np.searchsorted(people, seen.holder).astype(np.int32),
        opened=seen.records.opened[seen.rows],
        closed=seen.closed,
        won=seen.won,
        value=seen.value(metric),
        expected=seen.expected,
        stage=seen.stage,
        entered=seen.entered,
        stages=seen.records.stages,
        pushes=seen.pushes,
        lift=lifts(as_of, seen.amount, seen.of("kinds").tolist(), seen.of("sources").tolist()),
        history=seen.history,
        dates=seen.dates,
        arrived=seen.of("dated") | (seen.of("opened") == seen.of("closed")),
    )
    team_ids = np.array([pk for pk, _ in teams], np.int64)
    return Known(deals, staff, people, team_ids, homes, seen.ids, entry_id)


class _Seen:
    """The deals as they stood at the end of a day, in the order of their ids."""

    def __init__(self, records: Records, as_of: date) -> None:
        self.records, self.as_of = records, as_of
        day, back = as_of.toordinal(), (as_of - LOOK_BACK).toordinal()
        recent = (records.closed == 0) | (records.closed >= back)
        there = (records.deleted == 0) | (records.deleted > day)
        self.rows = np.flatnonzero((records.opened <= day) & recent & there & self._told(day))
        self.number = np.full(len(records.ids), -1, np.int32)
        self.number[self.rows] = np.arange(len(self.rows), dtype=np.int32)
        rates = rates_on(as_of, into=organization.current().currency)
        over = (self.of("closed") > 0) & (self.of("closed") <= day)
        self.ids = self.of("ids")
        self.closed = np.where(over, self.of("closed"), 0).astype(np.int32)
        self.won = over & self.of("won")
        self.holder = self._holders(over, day)
        self.stage, self.entered = self.of("stage").copy(), self.of("entered").copy()
        self.expected = self.of("expected").copy()
        self.amount = records.money(self.of("amount"), self.of("currency"), rates)
        booked = over & np.isfinite(self.of("booked"))
        self.amount[booked] = self.of("booked")[booked]
        row, stage, at, amount, currency, expected = self._passages(back)
        self.history = (row, stage, at)
        last = _last(row)
        self.stage[row[last]], self.entered[row[last]] = stage[last], at[last]
        if as_of < records.today:
            last = last[self.closed[row[last]] == 0]
            self.amount[row[last]] = records.money(amount, currency, rates)[last]
            self.expected[row[last]] = expected[last]
        pushed, pushed_at, now = self._follow_pushes(day, back)
        self.dates = (
            np.concatenate((row, pushed)),
            np.concatenate((at, pushed_at)),
            np.concatenate((expected, now)),
        )

    def _told(self, day: int) -> NDArray[np.bool_]:
        """Since when it has been in its stage is known: by the day it was opened, or because it moved or closed here.

        Of the others nothing can be foretold. What becomes of them counts among the deals to come, as it did before.
        """
        records = self.records
        row, at = records.passages[0], records.passages[2]
        entries = np.bincount(row[at <= day], minlength=len(records.ids))
        ended = (records.closed > 0) & (records.closed <= day)
        return np.asarray(records.dated | (entries > 1) | ended)

    def of(self, name: str) -> NDArray[Any]:
        """A column of the records, of the deals of the day."""
        return np.asarray(getattr(self.records, name)[self.rows])

    def _holders(self, over: NDArray[np.bool_], day: int) -> Ids:
        """Who was credited, or whose they were then: before the first time that they were given away later."""
        row, at, before = self.records.given
        owner = self.records.owner.copy()
        later = np.flatnonzero(at > day)[::-1]  # the earliest of them is written last
        owner[row[later]] = before[later]
        credited = self.of("credited")
        return np.where(over & (credited > 0), credited, owner[self.rows])

    def _passages(self, back: int) -> tuple[NDArray[Any], ...]:
        """Passages of deals of the day until then; the first column is their place among these."""
        columns = self.records.passages
        row, at = self.number[columns[0]], columns[2]
        keep = (row >= 0) & (at <= self.as_of.toordinal()) & (at >= back)
        return (row[keep], *(column[keep] for column in columns[1:]))

    def _follow_pushes(self, day: int, back: int) -> tuple[NDArray[Any], ...]:
        """Count the pushes until the day and set expected days back to what they were; row, day and expected day."""
        row, at, was, now = self.records.pushes
        row = self.number[row]
        keep = (row >= 0) & (at >= back)
        row, at, was, now = row[keep], at[keep], was[keep], now[keep]
        done = at <= day
        later = done & (was > 0) & (now > was)
        self.pushes = np.bincount(row[later], minlength=len(self.rows)).astype(np.int32)
        if self.as_of < self.records.today:
            self._expect(row[done], now[done])
            first = np.flatnonzero(~done)[::-1]  # the earliest of them is written last
            self._expect(row[first], was[first])
        return row[done], at[done], now[done]

    def _expect(self, row: NDArray[Any], on: NDArray[Any]) -> None:
        still = self.closed[row] == 0
        self.expected[row[still]] = on[still]

    def value(self, metric: str) -> NDArray[np.float64]:
        """What each deal counts when won: money, or one, or one for the first deal of an account."""
        if metric == "bookings":
            return self.amount
        if metric == "deals_won":
            return np.ones(len(self.ids))
        counts = np.zeros(len(self.ids))
        order = np.lexsort((self.ids, np.where(self.closed == 0, np.iinfo(np.int32).max, self.closed)))
        accounts = self.of("account")
        seen: set[int] = set()
        for place in order:
            account = int(accounts[place])
            lost = self.closed[place] > 0 and not self.won[place]
            if account and account not in seen and not lost:
                counts[place] = 1
                seen.add(account)
        return counts


def _last(row: NDArray[Any]) -> NDArray[Any]:
    """The place of the last entry of each row, in columns that are in the order of rows."""
    return np.append(np.flatnonzero(np.diff(row)), len(row) - 1) if len(row) else np.zeros(0, np.int64)


def _staff(teams: Sequence[tuple[int, int | None]], seen: _Seen) -> tuple[Ids, Staff, Ids]:
    """Officers and whoever holds deals, with the team of the day, by id; parents of teams; their teams' ids.

    As of a past day nobody knew who would leave later, or come.
    """
    as_of, past = seen.as_of, seen.as_of < seen.records.today
    end = datetime.combine(as_of + timedelta(days=1), time.min, seen.records.zone).astimezone(UTC)
    holders = set(seen.holder.tolist())
    wanted = Q(role="officer", team__isnull=False) | Q(pk__in=holders)
    rows = [
        row
        for row in Person.objects.filter(wanted)
        .order_by("pk")
        .annotate(first=Min("memberships__since"), last=Max("memberships__until"))
        .values_list("pk", "team_id", "hired_on", "is_active", "first", "last")
        if row[0] in holders or not (past and row[4] and row[4] > as_of)
    ]
    then = dict(Membership.objects.on(as_of).order_by("since").values_list("person_id", "team_id"))
    number = {pk: place for place, (pk, _) in enumerate(teams)}
    homes = [then.get(row[0]) or row[1] or teams[0][0] for row in rows]
    since = [row[2] or row[4] for row in rows]
    left = [None if row[3] else row[5] or as_of for row in rows]
    until = [None if day is None or (past and day > as_of) else min(day, as_of) for day in left]
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
