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

from .calendar import places
from .given import Floats, Ints, Staff
from .season import TWO_YEARS, factors, on_days
from .shrink import Rates, shrink

MEMORY, LEVEL = 250.0, 90.0
YEAR, WANDER, GROWTH, LEAST = 365.25, 0.10, 0.15, 548
ROUNDS, STEEPEST = 3, 0.3


@dataclass(frozen=True, slots=True)
class Expected:
    """`ahead`: (p, f) expected events of each day to come; `doubt`: (p,) the relative error of each person's rate."""

    ahead: Floats
    doubt: Floats


def expect(events: Floats, present: Floats, staff: Staff, day: int, year_begins: int) -> Expected:
    """Expected events, from (p, d) events on the days from `day` on and (p, d + f) how far each person was there.

    `day` and days are ordinals, events counts. Formula above; growth is looked for only from `LEAST` days on. Cost:
    up to five fits of O(p × d), and O(p × f).
    """
    seen = events.shape[1]
    found = _fit(events, present[:, :seen], staff, day, year_begins, 0.0)
    growth = 0.0
    if seen >= LEAST:
        # Seasons and people who came late take a part of the growth for theirs until they are told of it.
        for _ in range(ROUNDS):
            growth = float(np.clip(growth + found.slope, -2 * STEEPEST, 2 * STEEPEST))
            found = _fit(events, present[:, :seen], staff, day, year_begins, growth)
        growth = float(np.clip(growth * GROWTH**2 / (GROWTH**2 + found.doubt), -STEEPEST, STEEPEST))
        found = _fit(events, present[:, :seen], staff, day, year_begins, growth)
    ahead = np.arange(present.shape[1] - seen)
    calendar = on_days(found.season, day + seen + ahead, year_begins)
    calendar *= np.exp(growth * np.minimum(ahead + 1, YEAR) / YEAR)
    return Expected(
        (found.rates.rate * found.level)[:, None] * present[:, seen:] * calendar, found.rates.doubt
    )


@dataclass(frozen=True, slots=True)
class _Fitted:
    """Seasons, rates, the level lately; the slope of log events by the year that is left, and its variance."""

    season: list[Floats]
    rates: Rates
    level: float
    slope: float
    doubt: float


def _fit(events: Floats, present: Floats, staff: Staff, day: int, year_begins: int, growth: float) -> _Fitted:
    """Seasons, rates and level of the days seen, when all grew so much a year."""
    seen = events.shape[1]
    ago = seen - 1 - np.arange(seen)
    trend = np.exp(-growth * ago / YEAR)
    per_day = present.sum(axis=0, dtype=float) * trend
    by_day = events.sum(axis=0, dtype=float)
    season = factors(day, by_day, per_day * by_day.sum() / max(per_day.sum(), 1e-9), year_begins)
    calendar = on_days(season, day + np.arange(seen), year_begins) * trend
    weight = 0.5 ** (ago / MEMORY)
    due = (present @ (weight * calendar).astype(np.float32)).astype(float)
    count = (events @ weight.astype(np.float32)).astype(float)
    usual = count.sum() / max(due.sum(), 1e-9)
    # A sum of weighted events is as sure as Σw·e / Σw²·e times as many whole ones.
    sure = float(weight @ (per_day * calendar)) / max(float(weight**2 @ (per_day * calendar)), 1e-9)
    rates = shrink(count * sure, due * usual * sure, staff.team, len(staff.parent))
    lately = 0.5 ** (ago / LEVEL)
    # What all would have had at the usual level; the level lately is (events + 1) / (that + 1).
    fair = calendar * (rates.rate @ present) * usual
    place = places(day + np.arange(seen), year_begins)[2] if seen >= TWO_YEARS else np.zeros(seen, int)
    drift = (float(lately @ by_day) + 1.0) / (float(lately @ fair) + 1.0)
    return _Fitted(season, rates, usual * drift, *_slope(by_day, fair, place))


def _slope(events: Floats, fair: Floats, place: Ints) -> tuple[float, float]:
    """The slope by the year of the log of events over what was fair, and its variance.

    Held against each other are days of the same `place` (months, where months have a season of their own).
    """
    years = np.arange(len(events)) / YEAR
    if fair.sum() <= 0:
        return 0.0, 1.0
    fair = fair * events.sum() / fair.sum()
    middle = np.bincount(place, weights=fair * years) / np.maximum(np.bincount(place, weights=fair), 1e-9)
    centered = years - middle[place]
    weight = float((fair * centered**2).sum())
    if weight <= 0:
        return 0.0, 1.0
    slope = float((centered * (events - fair)).sum()) / weight
    quarters = len(events) / YEAR * 4
    return slope, 1 / weight + WANDER**2 / max(quarters * float(np.var(centered)), 1e-9)
