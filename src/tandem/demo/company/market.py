"""What all share: growth, seasons of new business, and shocks of organization, areas and teams."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from .calendar import NEW_BUSINESS, Floats, Ints, month_start, working_days
from .people import Staff

GROWTH = 0.08  # a year
PERSISTENCE = 0.7  # of a shock, from month to month
SIZES = {"organization": 0.05, "area": 0.07, "team": 0.06}  # standard deviation of the log of each


@dataclass(frozen=True)
class Market:
    """`shock` (teams, months): log factor on new deals, and the same shift on the win log-odds of deals begun
    then. `weights` (seats, months): expected share of all deals begun in each cell; they add up to one.
    `potential` (seats): factor of the territory.
    """

    organization: Floats
    shock: Floats
    potential: Floats
    weights: Floats


def _wander(rng: np.random.Generator, series: int, months: int, size: float) -> Floats:
    """First-order autoregressions around zero: (series, months)."""
    steps = rng.standard_normal((series, months))
    walk = np.empty((series, months))
    walk[:, 0] = steps[:, 0]
    for month in range(1, months):
        walk[:, month] = PERSISTENCE * walk[:, month - 1] + np.sqrt(1 - PERSISTENCE**2) * steps[:, month]
    return size * walk


def build_market(rng: np.random.Generator, staff: Staff, first: date, today: date) -> Market:
    """Shocks and expectations from the month `first` to the one of `today`, of which only past days count."""
    seats, months = staff.holder.shape
    organization = _wander(rng, 1, months, SIZES["organization"])
    by_area = _wander(rng, 1 + max(t.area for t in staff.teams), months, SIZES["area"])
    by_team = _wander(rng, len(staff.teams), months, SIZES["team"])
    shock = organization + by_area[[t.area for t in staff.teams]] + by_team
    potential = np.exp(rng.normal(0.0, 0.12, seats))
    starts = [month_start(first, m) for m in range(months)]
    growth = np.exp(GROWTH * np.arange(months) / 12)
    season = np.array([NEW_BUSINESS[start.month - 1] for start in starts]) * growth * _days(starts, today)
    skill = np.where(staff.holder >= 0, staff.skill.arrivals[staff.holder], 0.0)
    weights = staff.capacity * skill * potential[:, None] * season[None, :] * np.exp(shock[staff.seat_team])
    return Market(organization[0], shock, potential, weights / weights.sum())


def _days(starts: list[date], today: date) -> Ints:
    """How many working days each month has, the running one as far as they are over."""
    ends = [min(month_start(start, 1), today).toordinal() - 1 for start in starts]
    return np.array(
        [
            len(working_days(start, date.fromordinal(max(end, start.toordinal() - 1))))
            for start, end in zip(starts, ends, strict=True)
        ]
    )
