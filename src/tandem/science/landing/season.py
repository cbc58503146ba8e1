"""Factors of the calendar: month in the quarter, day of the week, month of the year.

Given how many events each day had and how many were expected without a season, the factors are found in turns: each
place's factor is (events + κ) / (expected under the other factors + κ), so that a place with few events stays near 1.
The month of the year needs two years; before that it would take the trend for a season, and stays 1. Factors are
rescaled so that their expected mean is 1.

Source: iterative proportional fitting (W. E. Deming, F. F. Stephan, Ann. Math. Statist. 11, 1940) with a gamma prior
of mean 1 on each factor. Assumes that seasons multiply and repeat. Cost O(rounds × days).
"""

from __future__ import annotations

import numpy as np

from .calendar import PLACES, places
from .given import Floats, Ints

PRIOR = (10.0, 10.0, 60.0)
ROUNDS = 4
TWO_YEARS = 700  # days; what is needed for months of the year


def factors(day: int, events: Floats, expected: Floats, year_begins: int) -> list[Floats]:
    """The factors of each kind of place: (3,), (7,), (12,).

    `events`, `expected`: (t,) of the days from `day` on, expected ≥ 0 in the same unit, without season. `day`: an
    ordinal. Formula above. Cost O(ROUNDS × t).
    """
    where = places(np.arange(day, day + len(events)), year_begins)
    found: list[Floats] = [np.ones(count) for count in PLACES]
    if not events.sum():
        return found
    kinds = range(3) if len(events) >= TWO_YEARS else range(2)
    for _ in range(ROUNDS):
        for kind in kinds:
            others = np.ones(len(events))
            for other in kinds:
                if other != kind:
                    others *= found[other][where[other]]
            seen = np.bincount(where[kind], weights=events, minlength=PLACES[kind])
            due = np.bincount(where[kind], weights=expected * others, minlength=PLACES[kind])
            due *= seen.sum() / max(due.sum(), 1e-12)
            found[kind] = (seen + PRIOR[kind]) / (due + PRIOR[kind])
    return found


def on_days(found: list[Floats], days: Ints, year_begins: int) -> Floats:
    """(n,) the product of the factors on each day.

    `days`: (n,) ordinals; `found` as of `factors`. Assumes that factors multiply. Cost O(n).
    """
    where = places(days, year_begins)
    product = np.ones(len(days))
    for kind, factor in enumerate(found):
        product = product * factor[where[kind]]
    return product
