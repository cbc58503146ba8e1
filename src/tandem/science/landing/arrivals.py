"""How many events each person will have on each day to come: deals opened, or deals won.

    rate(i, t) = rateᵢ × present(i, t) × season(t) × level

`rateᵢ` is shrunk toward the team and the whole (`shrink`), the season comes from the calendar (`season`), and the level
drifts: for the level of all a day counts half as much as one `LEVEL` days later, for the rates of people beside each
other as one `MEMORY` days later. Assumes that what happened is known by the evening of the
cutoff. Cost O(people × days).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .given import Floats, Staff
from .season import factors, on_days
from .shrink import shrink

MEMORY, LEVEL = 250.0, 90.0


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
    # The level of all lately, from the same rates: (events + 1 at the usual level) / (due + 1).
    fair = (lately * calendar[:seen]) @ (rates.rate @ present[:, :seen]) * usual
    drift = ((lately @ by_day) + 1.0) / (fair + 1.0)
    ahead = (rates.rate * usual * drift)[:, None] * present[:, seen:] * calendar[seen:]
    return Expected(ahead, rates.doubt)
