"""What part of a period's result is due by a day, as past periods ran.

Every past period is laid over the current one by working days: a booking after k of its N working days
stands at k/N. The curves are pooled: due(u) = Σₚ booked in period p by position u / Σₚ booked in period p,
straight between days. A big period counts for more than a small one, as its bookings are more. With fewer
than `least` past periods (or fewer than `least_results` bookings in them) the line is straight by working
days, and the result says so.

Assumes that the shape of a period repeats; growth between periods does not matter, a one-off does. Source: own; a
ratio estimate (sum over sum) of a cumulative seasonal index, on a working-day axis. Cost
O(bookings + periods × working days).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

import numpy as np

from tandem.science.workdays import working_days

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PastPeriod:
    """A finished period and its results: `amounts` booked on `days` (several may share a day; order is
    free).
    """

    start: date
    end: date
    days: Sequence[date]
    amounts: Sequence[float]


@dataclass(frozen=True, slots=True)
class DueCurve:
    """The share of the period's result that is due after k = 0 … N of its working days.

    - `shares`: N + 1 numbers rising from 0 to 1. `method`: "seasonal" or "linear".
    - `periods`, `results`: how many past periods and bookings there were to learn from.
    """

    start: date
    end: date
    shares: tuple[float, ...]
    method: Literal["seasonal", "linear"]
    periods: int
    results: int
    holidays: tuple[date, ...] = field(repr=False)

    @property
    def working_days(self) -> int:
        """Working days of the whole period."""
        return len(self.shares) - 1

    def done(self, day: date) -> int:
        """Working days of the period up to and including `day`: "day 36 of 66". Cost O(holidays of the period)."""
        return working_days(self.start, min(day, self.end), self.holidays)

    def share(self, day: date) -> float:
        """The share due by the end of `day`: 0 before the period, 1 from its last day on. Cost as `done`."""
        if day < self.start:
            return 0.0
        return 1.0 if day >= self.end else self.shares[self.done(day)]


def due_curve(
    start: date,
    end: date,
    past: Sequence[PastPeriod],
    *,
    holidays: Iterable[date] = (),
    least: int = 4,
    least_results: int = 30,
) -> DueCurve:
    """The due curve of the period from `start` to `end`, both included.

    - `past`: periods of the same kind; one without any result, or with more taken back than booked, is
      left out.
    - `holidays`: of all years concerned.

    Formula above; p periods, amounts in any one unit, the result N + 1 shares. Cost
    O(bookings + periods × working days).
    """
    days_off = np.array(sorted(set(holidays)), dtype="datetime64[D]")
    n = int(np.busday_count(start, end + _DAY, holidays=days_off))
    positions = np.arange(n + 1) / max(n, 1)
    booked, whole, periods, results = np.zeros(n + 1), 0.0, 0, 0
    for period in past:
        curve = _booked(period, positions, days_off)
        if curve is not None:
            booked, whole, periods = booked + curve, whole + float(curve[-1]), periods + 1
            results += sum(1 for amount in period.amounts if amount)
    seasonal = periods >= least and results >= least_results and n > 0
    shares = np.clip(np.maximum.accumulate(booked / whole), 0, 1) if seasonal else positions
    return DueCurve(
        start,
        end,
        tuple(float(share) for share in shares),
        "seasonal" if seasonal else "linear",
        periods,
        results,
        tuple(day for day in days_off.tolist() if start <= day <= end),
    )


def _booked(period: PastPeriod, positions: np.ndarray, days_off: np.ndarray) -> np.ndarray | None:
    """What was booked by each position, None when there is nothing to learn from."""
    n = int(np.busday_count(period.start, period.end + _DAY, holidays=days_off))
    amounts = np.asarray(period.amounts, dtype=float)
    if not n or not amounts.sum() > 0:
        return None
    days = np.array(period.days, dtype="datetime64[D]")
    inside = (days >= np.datetime64(period.start)) & (days <= np.datetime64(period.end))
    after = np.busday_count(period.start, days[inside] + np.timedelta64(1, "D"), holidays=days_off)
    # What was booked before the first working day belongs to it.
    by_day = np.bincount(np.clip(after, 1, n), weights=amounts[inside], minlength=n + 1)
    curve = np.cumsum(by_day)
    return np.interp(positions, np.arange(n + 1) / n, curve) if curve[-1] > 0 else None
