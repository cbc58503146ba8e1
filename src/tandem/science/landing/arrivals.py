"""Deals not yet created: how many each person will open on each day to come.

    rate(i, t) = rateᵢ × present(i, t) × ramp(i, t) × season(t) × level

`rateᵢ` is shrunk toward the team and the whole (`shrink`), the season comes from the calendar (`season`), and the level
drifts: a day counts half as much as one `MEMORY` days later. Assumes that what was opened is known by the evening of
the cutoff. Cost O(deals + people × days).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .given import Deals, Floats, Staff
from .present import Ramp, capacity, fit_ramp
from .season import factors, on_days
from .shrink import Rates, shrink

MEMORY = 150.0
DAYS = 1100


@dataclass(frozen=True, slots=True)
class Arrivals:
    """`base`: (p,) deals a day of each person at full capacity in a usual season; `doubt`: (p,) its relative error."""

    base: Floats
    doubt: Floats
    season: list[Floats]
    ramp: Ramp
    rates: Rates
    year_begins: int


def fit_arrivals(deals: Deals, staff: Staff, as_of: int, year_begins: int) -> Arrivals:
    """Rates from the deals opened up to the cutoff."""
    people, teams = len(staff.team), len(staff.parent)
    seen = (deals.opened > 0) & (deals.opened <= as_of)
    begin = max(int(deals.opened[seen].min()) if seen.any() else as_of, as_of - DAYS + 1)
    days = np.arange(begin, as_of + 1)
    mine = seen & (deals.opened >= begin)
    place = deals.officer[mine].astype(np.int64) * len(days) + deals.opened[mine] - begin
    opened = np.bincount(place, minlength=people * len(days)).reshape(people, len(days)).astype(np.float32)
    ramp = fit_ramp(staff, opened, begin)
    there = capacity(staff, days, ramp)
    per_day = there.sum(axis=0, dtype=float)
    events = opened.sum(axis=0, dtype=float)
    season = factors(begin, events, per_day * events.sum() / max(per_day.sum(), 1e-9), year_begins)
    weight = 0.5 ** ((as_of - days) / MEMORY) * 1.0
    due = (there @ (weight * on_days(season, days, year_begins)).astype(np.float32)).astype(float)
    count = (opened @ weight.astype(np.float32)).astype(float)
    level = count.sum() / max(due.sum(), 1e-9)
    rates = shrink(count, due * level, staff.team, teams)
    return Arrivals(rates.rate * level, rates.doubt, season, ramp, rates, year_begins)


def coming(arrivals: Arrivals, staff: Staff, as_of: int, end: int) -> Floats:
    """(p, d) expected deals opened by each person on each day after the cutoff up to the end."""
    days = np.arange(as_of + 1, end + 1)
    season = on_days(arrivals.season, days, arrivals.year_begins)
    return arrivals.base[:, None] * capacity(staff, days, arrivals.ramp) * season
