"""Where a day stands in the quarter, the year and the week: what seasons hang on.

Assumes the Gregorian calendar and weeks from Monday to Sunday. Source: own; days are ordinals as of Python's
`datetime.date`. Cost O(n) for n days.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from .given import Ints

PLACES = (3, 7, 12)  # month in the quarter, day of the week, month of the year


def places(days: Ints, year_begins: int = 1) -> Ints:
    """(3, n) for n days: month in the quarter 0–2, weekday 0–6 from Monday, month of the year 0–11.

    `year_begins`: the month in which the fiscal year begins; quarters are counted from it. Cost O(n).
    """
    stamps = np.asarray(days, np.int64) - date(1970, 1, 1).toordinal()
    months = stamps.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    return np.stack([(months - year_begins + 1) % 3, (np.asarray(days, np.int64) - 1) % 7, months])


def quarter_of(days: Ints, year_begins: int = 1) -> Ints:
    """(n,) the number of the quarter each day is in, counted on and on.

    `days`: (n,) ordinals; ⌊(months since 1970 − year_begins + 1) / 3⌋. Cost O(n).
    """
    stamps = np.asarray(days, np.int64) - date(1970, 1, 1).toordinal()
    months = stamps.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return (months - year_begins + 1) // 3


def week_ends(first: int, last: int) -> Ints:
    """The last day of each week from `first` to `last`, Sundays, and `last` itself at the end.

    (w,) ordinals, rising; none when `last` is before `first`. Cost O(w).
    """
    if last < first:
        return np.zeros(0, np.int64)
    sunday = first + (7 - date.fromordinal(first).isoweekday())
    return np.append(np.arange(sunday, last, 7), last)
