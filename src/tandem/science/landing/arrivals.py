"""How many events each person will have on each day to come: deals opened, or deals won.

    rate(i, t) = rateᵢ × present(i, t) × season(t) × level × e^(growth × time since)

`rateᵢ` is shrunk toward the team and the whole (`shrink`), the season comes from the calendar (`season`), and the level
drifts: for the level of all a day counts half as much as one `LEVEL` days later, for the rates of people beside each
other as one `MEMORY` days later. Growth is a log-linear slope, drawn toward 0 as far as slow shocks of size `WANDER` a
quarter could make it; it takes a year and a half of history, for less cannot tell growth from the seasons.

Assumes that what happened is known by the evening of the cutoff. Source: own; exponential weights as in R. G. Brown,
Smoothing, Forecasting and Prediction, Prentice-Hall 1963. Cost O(people × days).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .given import Floats, Staff
from .season import factors, on_days
from .shrink import shrink

MEMORY, LEVEL = 250.0, 90.0
YEAR, WANDER, GROWTH, LEAST = 365.25, 0.10, 0.15, 548


@dataclass(frozen=True, slots=True)
class Expected:
    """`ahead`: (p, f) expected events of each day to come; `doubt`: (p,) the relative error of each person's rate."""

    ahead: Floats
    doubt: Floats


def expect(events: Floats, present: Floats, staff: Staff, day: int, year_begins: int) -> Expected:
    """Expected events, from (p, d) events on the days from `day` on and (p, d + f) how far each person was there."""
    seen = events.shape[1]
    days = day + np.arange(present.shape[1])
    per_day = present[:, :seen].sum(axis=0, dtype=float)
    by_day = events.sum(axis=0, dtype=float)
    season = factors(day, by_day, per_day * by_day.sum() / max(per_day.sum(), 1e-9), year_begins)
    calendar = on_days(season, days, year_begins)
    ago = seen - 1 - np.arange(seen)
    weight = 0.5 ** (ago / MEMORY)
    due = (present[:, :seen] @ (weight * calendar[:seen]).astype(np.float32)).astype(float)
    count = (events @ weight.astype(np.float32)).astype(float)
    usual = count.sum() / max(due.sum(), 1e-9)
    rates = shrink(count, due * usual, staff.team, len(staff.parent))
    lately = 0.5 ** (ago / LEVEL)
    # What all would have had at the usual level; the level lately is (events + 1) / (that + 1).
    fair = calendar[:seen] * (rates.rate @ present[:, :seen]) * usual
    growth = _growth(by_day, fair)
    old = float((lately * fair * ago).sum() / max(float((lately * fair).sum()), 1e-9))
    drift = (float(lately @ by_day) + 1.0) / (float(lately @ fair) + 1.0)
    later = np.exp(growth * np.minimum(old + np.arange(present.shape[1] - seen), YEAR) / YEAR)
    ahead = (rates.rate * usual * drift)[:, None] * present[:, seen:] * (calendar[seen:] * later)
    return Expected(ahead, rates.doubt)


def _growth(events: Floats, fair: Floats) -> float:
    """Log growth a year: the slope of events over what a level history would have had, shrunk."""
    years = np.arange(len(events)) / YEAR
    total = fair.sum()
    if total <= 0 or len(events) < LEAST:
        return 0.0
    centered = years - float((fair * years).sum() / total)
    fair = fair * events.sum() / total
    weight = float((fair * centered**2).sum())
    if weight <= 0:
        return 0.0
    slope = float((centered * (events - fair)).sum()) / weight
    quarters = len(events) / YEAR * 4
    doubt = 1 / weight + WANDER**2 / max(quarters * float(np.var(years)), 1e-9)
    return float(np.clip(slope * GROWTH**2 / (GROWTH**2 + doubt), -0.3, 0.3))
