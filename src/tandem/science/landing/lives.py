"""How many deals stood in each stage, for how long, on each day, and what became of them that day.

From these counts follow all hazards: the chance that a deal that has been in a stage for a days is won, lost or moved
to another stage on the next. Deals still open count for the days they were seen (right-censored).

A deal that enters a stage on day e and leaves it on day x was there at ages 0 … x − e; it leaves at age x − e. Ages
from `AGES` − 1 on share the last place. Counts of an earlier cutoff are the same tables cut off at that day, because
nothing in row t depends on what came after t: this is what makes looking back honest and cheap.

Source: discrete-time competing risks (J. D. Kalbfleisch, R. L. Prentice, The Statistical Analysis of Failure Time
Data, 2nd ed., Wiley 2002, section 8.2). Assumes that a deal is in one stage at a time, and that how long it is still
watched says nothing of its end. Cost O(stays + stages × days × ages).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .given import Deals, Flags, Floats, Ints

AGES = 200
DAYS = 1100
PASSED = 0.2
WON, LOST, ON, NOTHING = range(4)


@dataclass(frozen=True, slots=True)
class Stays:
    """Stays of deals in stages, n of them: whose, in which stage, from and to which day (0: still there), and the end.

    `first`: it was the first stay of its deal. `to`: the stage it went on to, −1 when it did not.
    """

    deal: Ints
    stage: Ints
    since: Ints
    until: Ints
    end: Ints
    to: Ints
    first: Flags


@dataclass(frozen=True, slots=True)
class Lives:
    """`there`: (s, t, a) deals in stage s on day `day` + t at age a; `exits`: (3, s, t, a) won, lost, moved on then.

    `moves`: (s, s) how often deals moved from one stage to another; `starts`: (s,) where deals begin.
    """

    day: int
    there: Floats
    exits: Floats
    moves: Floats
    starts: Floats

    @property
    def stages(self) -> int:
        """How many stages are told apart."""
        return int(self.there.shape[0])


def stays_of(deals: Deals) -> tuple[Stays, int]:
    """Every stay in a stage, and how many stages are told apart (1 when there is no history of stages).

    n deals, h entries of their history. Assumes that a deal without any history has been in its stage since it
    entered it. Where fewer than `PASSED` of the closed deals were seen to pass from one stage to another, as after an
    import that tells of each only how it ended, stages say nothing. Cost O((n + h) log (n + h)).
    """
    row, stage, day = deals.history
    n = len(deals.officer)
    if not len(row) or deals.stages < 1 or not _pass(deals):
        every = np.arange(n)
        end = np.where(deals.closed == 0, NOTHING, np.where(deals.won, WON, LOST))
        none = np.full(n, -1)
        return Stays(every, none + 1, deals.opened, deals.closed, end, none, none < 0), 1
    missing = np.flatnonzero(np.bincount(row, minlength=n) == 0)
    row = np.concatenate([row, missing])
    stage = np.clip(np.concatenate([stage, deals.stage[missing]]), 0, deals.stages - 1)
    day = np.concatenate([day, np.maximum(deals.opened[missing], deals.entered[missing])])
    order = np.lexsort((np.arange(len(row)), day, row))
    row, stage, day = row[order], stage[order], day[order]
    last = np.append(row[1:] != row[:-1], True)
    first = np.append(True, row[1:] != row[:-1])
    if deals.arrived is not None:
        first &= deals.arrived[row]  # where the others began nobody knows
    until = np.where(last, deals.closed[row], np.append(day[1:], 0))
    closed = np.where(deals.closed[row] == 0, NOTHING, np.where(deals.won[row], WON, LOST))
    to = np.where(last, -1, np.append(stage[1:], 0))
    return Stays(row, stage, day, until, np.where(last, closed, ON), to, first), deals.stages


def _pass(deals: Deals) -> bool:
    """Whether stages are passed through on record."""
    if deals.stages == 1:
        return True
    row, stage, _ = deals.history
    n = len(deals.officer)
    lowest, highest = np.full(n, deals.stages), np.full(n, -1)
    np.minimum.at(lowest, row, stage)
    np.maximum.at(highest, row, stage)
    ended = deals.closed > 0
    return bool((highest > lowest)[ended].sum() >= PASSED * ended.sum())


def lives_of(stays: Stays, stages: int, as_of: int) -> Lives:
    """The tables over the last `DAYS` days up to the cutoff.

    n stays; shapes as in `Lives`, counts. Cost O(stays + stages × days × ages).
    """
    seen = stays.since[stays.since > 0]
    begin = max(int(seen.min()) if len(seen) else as_of, as_of - DAYS + 1)
    days = max(as_of - begin + 1, 1)
    there = np.zeros((stages, days, AGES), np.float32)
    exits = np.zeros((3, stages, days, AGES), np.float32)
    for stage in range(stages):
        mine = (stays.stage == stage) & (stays.since > 0) & (stays.since <= as_of)
        mine &= (stays.until == 0) | (stays.until >= begin)
        since, until, end = stays.since[mine], stays.until[mine], stays.end[mine]
        there[stage] = _there(since, until, begin, days)
        age = np.clip(until - since, 0, AGES - 1)
        for kind in range(3):
            left = (end == kind) & (until >= begin)
            place = (until[left] - begin) * AGES + age[left]
            counts = np.bincount(place, minlength=days * AGES)
            exits[kind, stage] = counts.reshape(days, AGES)
    moved = stays.to >= 0
    moves = np.zeros((stages, stages))
    np.add.at(moves, (stays.stage[moved], stays.to[moved]), 1.0)
    starts = np.bincount(stays.stage[stays.first], minlength=stages).astype(float)
    return Lives(begin, there, exits, moves, starts)


def _there(since: Ints, until: Ints, begin: int, days: int) -> Floats:
    """(t, a) how many stays lasted on each day at each age."""
    last = begin + days - 1
    until = np.where(until == 0, last, np.minimum(until, last))
    # Per day of entry (from AGES before the first day on), how many are still there at each age: then laid aslant.
    entry = since - (begin - AGES + 1)
    recent = entry >= 0
    rows = days + AGES - 1
    left = np.bincount(
        entry[recent] * (AGES + 1) + np.clip(until[recent] - since[recent], 0, AGES),
        minlength=rows * (AGES + 1),
    ).reshape(rows, AGES + 1)
    still = np.cumsum(left[:, ::-1], axis=1)[:, ::-1][:, :AGES]
    day, age = np.arange(days)[:, None], np.arange(AGES)[None, :]
    laid = still[day - age + AGES - 1, age].astype(np.float32)
    # Whoever is older than the ages told apart shares the last place: all who are there, less the others.
    came = np.bincount(np.clip(since - begin, 0, days - 1), minlength=days)
    went = np.bincount(np.clip(until - begin, 0, days - 1) + 1, minlength=days + 1)[:days]
    laid[:, -1] = np.maximum(np.cumsum(came) - np.cumsum(went) - laid[:, :-1].sum(axis=1), 0)
    return laid
