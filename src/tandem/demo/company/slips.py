"""What changes on a deal besides its stage: the expected close date slips, and the owner changes when one
leaves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .calendar import DAY, OPENS, WORKDAY, Ints

ROUNDS = 8
# Calendar days that officers believe remain when a deal enters a stage; they are too hopeful by a third.
HOPE = np.array([34.0, 29.0, 22.0, 12.0, 5.0])


@dataclass(frozen=True)
class Moves:
    """Changes of one field, in order of deal and time: which deal, when (seconds), from what, to what."""

    deal: Ints
    at: Ints
    before: Ints
    after: Ints


def _joined(parts: list[tuple[Ints, Ints, Ints, Ints]]) -> Moves:
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    order = np.lexsort((columns[1], columns[0]))
    return Moves(*(column[order] for column in columns))


def _workday(days: Ints) -> Ints:
    """The day itself, or the Monday after a weekend."""
    place = (days + 3) % 7
    return days + np.where(place > 4, 7 - place, 0)


def push_dates(rng: np.random.Generator, created: Ints, entered: Ints, now_at: int) -> tuple[Ints, Moves]:
    """The expected close date at last and every push; one officer in nine leaves a passed date
    alone.

    A date that passes is moved a few days later, to what hope then says for the stage the deal is in.
    """
    n = len(created)
    until = np.where(entered[:, 5] < 0, now_at, entered[:, 5])
    expected = _workday(
        created // DAY + np.maximum(7, HOPE[0] * np.exp(rng.normal(0, 0.45, n))).astype(np.int64)
    )
    parts = [(np.zeros(0, dtype=np.int64),) * 4]
    careless = rng.random(n) < 0.11
    open_entries = np.where(entered[:, :5] < 0, np.iinfo(np.int64).max, entered[:, :5])
    for _ in range(ROUNDS):
        day = _workday(expected + 1 + rng.integers(0, 6, n))
        at = day * DAY + OPENS + rng.integers(0, WORKDAY // 60, n) * 60 + 30  # never with a change of stage
        hope, spread = rng.random(n), rng.normal(0, 0.5, n)
        slips = np.flatnonzero((at < until) & ~careless)
        if not len(slips):
            break
        then = (open_entries[slips] <= at[slips, None]).sum(axis=1) - 1
        wait = np.maximum(4, HOPE[then] * np.exp(spread[slips])).astype(np.int64)
        later = day[slips] + wait
        month_end = ((day[slips] // 7) * 7 + 27) if len(slips) else later  # four weeks on, a Thursday
        later = _workday(np.where(hope[slips] < 0.2, np.maximum(month_end, later), later))
        parts.append((slips, at[slips], expected[slips], later))
        expected = expected.copy()
        expected[slips] = later
    return expected, _joined(parts)


def hand_over(opener: Ints, until: Ints, leaves_at: Ints, successor: Ints) -> tuple[Ints, Moves]:
    """Owner at the end, and the changes: what is open when its owner leaves goes to the successor, and on."""
    owner = opener.copy()
    parts = [(np.zeros(0, dtype=np.int64),) * 4]
    for _ in range(4):
        moves = np.flatnonzero(leaves_at[owner] <= until)
        if not len(moves):
            break
        old = owner[moves]
        owner[moves] = successor[old]
        parts.append((moves, leaves_at[old], old, owner[moves]))
    return owner, _joined(parts)
