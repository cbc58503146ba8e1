"""Whether a history is enough to tell a chance.

A person or team needs three quarters of history and ten closed deals. Below that the draws rest on what others did,
and no chance may be told.

Assumes that a person's first deal is where their history begins. Source: own, a rule of the product; no chance
depends on it, only whether one is told. Cost O(deals + people + teams).
"""

from __future__ import annotations

import numpy as np

from .given import Deals, Floats, Ints, Staff

QUARTERS, OUTCOMES = 3, 10
QUARTER = 365.25 / 4


def history(deals: Deals, staff: Staff, as_of: int) -> tuple[Ints, Ints]:
    """(p,) whole quarters since each person's first deal (or hiring, when later), and (p,) their closed deals.

    `as_of`: an ordinal; a quarter is 365.25/4 days. Cost O(deals + p).
    """
    first = np.full(len(staff.team), as_of + 1, np.int64)
    known = (deals.opened > 0) & (deals.opened <= as_of)
    np.minimum.at(first, deals.officer[known], deals.opened[known])
    first = np.maximum(first, staff.since)
    closed = (deals.closed > 0) & (deals.closed <= as_of)
    outcomes = np.bincount(deals.officer[closed], minlength=len(staff.team))
    return _quarters(as_of + 1 - first), outcomes


def missing(quarters: Ints, outcomes: Ints) -> tuple[str, ...]:
    """What is missing for a chance: "quarters", "outcomes" or "". (p,) counts in, p words out. Cost O(p)."""
    return tuple(
        "quarters" if q < QUARTERS else "outcomes" if n < OUTCOMES else ""
        for q, n in zip(quarters.tolist(), outcomes.tolist(), strict=True)
    )


def of_teams(quarters: Ints, outcomes: Ints, staff: Staff) -> tuple[Ints, Ints]:
    """The same of teams with everybody below: the longest history, and all closed deals.

    (p,) counts in, (t,) out. Assumes that parents come before their teams. Cost O(p + t).
    """
    longest = np.zeros(len(staff.parent), np.int64)
    np.maximum.at(longest, staff.team, quarters)
    whole = np.bincount(staff.team, weights=outcomes, minlength=len(staff.parent))
    for team in range(len(staff.parent) - 1, 0, -1):
        parent = staff.parent[team]
        if parent >= 0:
            longest[parent] = max(longest[parent], longest[team])
            whole[parent] += whole[team]
    return longest, whole.astype(np.int64)


def _quarters(days: Ints | Floats) -> Ints:
    return np.maximum(np.floor(days / QUARTER + 1e-6), 0).astype(np.int64)
