"""What was seen up to the cutoff, counted once, so that looking back from earlier days is a matter of slices.

Assumes that nobody's record is changed after the day it is about, except where `known_on` says what was not known
yet. Source: own. Cost O(deals + people × days), and `lives`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .given import Deals, Floats, Ints, Staff
from .lives import AGES, DAYS, Lives, Stays, lives_of, stays_of
from .present import Ramp, employed, fit_ramp, months_since, part

SPAN = 180


@dataclass(frozen=True, slots=True)
class Seen:
    """Counts by person and day; p people, d days seen, f days to come.

    - `day`: the first day seen; `as_of` the last; `ends` the first from which what was won is on record: when one was
      first closed, and nine in ten of the deals open when the records began are over.
    - `opened`, `won`: (p, d) float32 deals opened and won on each day; `booked`: (p, d) what the won ones count.
    - `full`: (p, d + f) employed and not away × ramp.
    - `lag`: median days from opening to winning. `stays`, `lives`: see `lives`; `stages` told apart.
    """

    deals: Deals
    staff: Staff
    day: int
    as_of: int
    ends: int
    opened: Floats
    won: Floats
    booked: Floats
    full: Floats
    ramp: Ramp
    lag: int
    stays: Stays
    lives: Lives
    stages: int
    year_begins: int

    def days(self, since: int, until: int) -> slice:
        """Where the days from `since` to `until`, both included, stand.

        Ordinals in, a slice of the d columns out. Cost O(1).
        """
        return slice(max(since - self.day, 0), max(until + 1 - self.day, 0))

    def open_at(self, day: int) -> tuple[Ints, Ints, Ints]:
        """Deals open in the evening of the day, by officer: rows, stage, and their age in it on the next day.

        `day`: an ordinal; (k,) each, ages in days up to AGES − 1. Cost O(stays + k log k).
        """
        stays = self.stays
        there = (stays.since <= day) & ((stays.until == 0) | (stays.until > day))
        rows, stage = stays.deal[there], stays.stage[there]
        age = np.clip(day + 1 - stays.since[there], 0, AGES - 1)
        order = np.argsort(self.deals.officer[rows], kind="stable")
        return rows[order], stage[order], age[order]

    def known_on(self, day: int) -> Seen:
        """The same as the staff was known in the evening of an earlier day.

        Nobody was known to leave later, absences only once they had begun, and who was hired later was not there.
        `day`: an ordinal; p people as before. Cost O(people changed × days).
        """
        staff, (person, first, last) = self.staff, self.staff.away
        begun = first <= day
        other = (staff.since > day) | (staff.until > day)
        other[person[~begun]] = True
        rows = np.flatnonzero(other)
        if not len(rows):
            return self
        until = np.where(staff.until > day, 0, staff.until)
        then = replace(staff, until=until, away=(person[begun], first[begun], last[begun]))
        days = self.day + np.arange(self.full.shape[1])
        full = self.full.copy()
        full[rows] = _full(then, rows, days, self.ramp) * (staff.since[rows] <= day)[:, None]
        return replace(self, staff=then, full=full)


def _full(staff: Staff, people: Ints, days: Ints, ramp: Ramp) -> Floats:
    """How much of some people is there on each day, times how far up the ramp they are."""
    some = part(staff, people)
    return employed(some, days) * ramp.at(months_since(some, days)).astype(np.float32)


def see(deals: Deals, staff: Staff, as_of: int, end: int, year_begins: int) -> Seen:
    """Count what was known at the cutoff; days to come up to `end`. Cost O(deals + people × days).

    n deals, p people, `as_of` and `end` ordinals; shapes as in `Seen`.
    """
    begin = max(int(deals.opened.min()) if len(deals.opened) else as_of, as_of - DAYS + 1)
    span = as_of - begin + 1
    came = np.ones(len(deals.officer)) if deals.arrived is None else deals.arrived.astype(float)
    opened = _by_day(deals.officer, deals.opened, came, len(staff.team), begin, span)
    win = deals.won
    value = np.nan_to_num(deals.value[win])
    won = _by_day(
        deals.officer[win], deals.closed[win], np.ones(int(win.sum())), len(staff.team), begin, span
    )
    booked = _by_day(deals.officer[win], deals.closed[win], value, len(staff.team), begin, span)
    ramp = fit_ramp(staff, opened, begin)
    days = np.arange(begin, max(end, as_of) + 1)
    stays, stages = stays_of(deals)
    length = (deals.closed - deals.opened)[win]
    return Seen(
        deals=deals,
        staff=staff,
        day=begin,
        as_of=as_of,
        ends=_complete(deals, begin, as_of),
        opened=opened,
        won=won,
        booked=booked,
        full=_full(staff, np.arange(len(staff.team)), days, ramp),
        ramp=ramp,
        lag=min(int(np.median(length)) if len(length) else 30, span),
        stays=stays,
        lives=lives_of(stays, stages, as_of),
        stages=stages,
        year_begins=year_begins,
    )


def _complete(deals: Deals, begin: int, as_of: int) -> int:
    """The first day from which deals won are on record, leaving half a year to learn from."""
    if not deals.closed.any():
        return as_of
    first = max(int(deals.closed[deals.closed > 0].min()), begin)
    length = (deals.closed - deals.opened)[deals.won]
    usual = int(np.quantile(length, 0.9)) if len(length) else 0
    return int(np.clip(begin + usual, first, max(first, as_of - SPAN)))


def _by_day(officer: Ints, day: Ints, weight: Floats, people: int, begin: int, span: int) -> Floats:
    inside = (day >= begin) & (day < begin + span)
    place = officer[inside] * span + day[inside] - begin
    counts = np.bincount(place, weights=weight[inside], minlength=people * span)
    return counts.reshape(people, span).astype(np.float32)
