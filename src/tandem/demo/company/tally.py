"""What the deals come to: bookings by person and quarter, the targets people were given, and the truth as
JSON.
"""

from __future__ import annotations

import numpy as np

from . import stages
from .calendar import (
    DAY,
    QUARTER_SPEED,
    Floats,
    Ints,
    day_number,
    month_start,
    quarter_start,
)
from .company import Company
from .deals import Deals

# Share of new deals that are won in the month they begin, in the next one, and so on.
LAG = np.array([0.14, 0.34, 0.26, 0.13, 0.08, 0.05])
UPLIFT = 1.04  # of what was usual, where targets follow from history
PRIOR = 2.0  # quarters of the usual of all that a person's own count beside
_BINS = np.linspace(-3.0, 3.0, 61)


class Tally:
    """Takes the deals month by month and keeps only sums and what is open."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.start = quarter_start(month_start(company.first, 5))  # the first months only fill the pipeline
        now = quarter_start(company.today)
        count = ((now.year - self.start.year) * 12 + now.month - self.start.month) // 3 + 1
        self.quarters = [quarter_start(self.start, n) for n in range(count)]
        self._edges = np.array([day_number(q) * DAY for q in self.quarters])
        people = len(company.staff.people)
        self.booked = np.zeros((people, count), dtype=np.int64)
        self.won = np.zeros(people, dtype=np.int64)
        self.lost = np.zeros(people, dtype=np.int64)
        self.soon = np.zeros(people)  # cents of open deals that should be won in this quarter
        self._mix = np.zeros((2, len(_BINS) + 1))
        self.open: list[tuple[Ints, Ints, Floats, Floats]] = []

    def add(self, deals: Deals) -> None:
        """Count one month of deals."""
        skill = self.company.staff.skill
        won = np.flatnonzero(deals.stage == stages.WON)
        quarter = np.searchsorted(self._edges, deals.closed_at[won], side="right") - 1
        inside = quarter >= 0
        np.add.at(self.booked, (deals.owner[won][inside], quarter[inside]), deals.amount[won][inside])
        np.add.at(self.won, deals.owner[won], 1)
        np.add.at(self.lost, deals.owner[deals.stage == stages.LOST], 1)
        place = np.searchsorted(_BINS, deals.shift - skill.winning[deals.opener])
        np.add.at(self._mix[0], place, 1.0)
        np.add.at(self._mix[1], place, deals.amount / skill.size[deals.opener])
        still = np.flatnonzero(deals.stage < stages.WON)
        np.add.at(self.soon, deals.owner[still], deals.amount[still] * deals.chance_soon[still])
        self.open.append(
            (deals.first + still, deals.owner[still], deals.chance[still], deals.chance_soon[still])
        )

    def rates(self) -> tuple[Floats, Floats]:
        """True win rate of each person, and true bookings (cents) per deal begun, over the usual mix of
        deals.
        """
        skill = self.company.staff.skill
        centers = np.concatenate([[_BINS[0]], (_BINS[:-1] + _BINS[1:]) / 2, [_BINS[-1]]])
        chance = stages.fresh_chance(skill.winning[:, None] + centers[None, :])
        count = max(float(self._mix[0].sum()), 1.0)
        return chance @ self._mix[0] / count, (chance @ self._mix[1]) / count * skill.size

    def expected(self) -> Floats:
        """Expected bookings (cents) of each person in each quarter, before chance: (people, quarters).

        Of deals begun until today: what the rest of the current quarter may still bring is not in it.
        """
        company = self.company
        _, value = self.rates()
        months = company.counts.shape[1]
        monthly = np.zeros((len(company.staff.people), months + len(LAG)))
        for month in range(months):
            holder = company.staff.holder[:, month]
            taken = holder >= 0
            begun = company.market.weights[taken, month] * company.deal_count
            for lag, share in enumerate(LAG):
                np.add.at(monthly[:, month + lag], holder[taken], begun * share * value[holder[taken]])
        result = np.zeros((len(company.staff.people), len(self.quarters)))
        for month in range(months):
            start = month_start(company.first, month)
            place = self.quarters.index(quarter_start(start)) if start >= self.start else -1
            if place >= 0:
                result[:, place] += monthly[:, month] * QUARTER_SPEED[(start.month - 1) % 3]
        return result

    def from_history(self, quarter: int, people: Ints) -> Floats:
        """(n,) what these people should book in a quarter (cents), from the quarters over when it is planned.

        The same quarter of last year for those who were there, else the mean of those since they came, drawn toward
        the mean of all, and raised by UPLIFT. Nothing later is used, and nothing that only the truth knows. 0 where no
        quarter is over.
        """
        known = self.booked[:, : max(quarter - 1, 0)].astype(float)  # the one before is not over yet
        there = np.cumsum(known > 0, axis=1) > 0
        if not there.any():
            return np.zeros(len(people))
        usual = known[there].mean()
        own = np.where(there, known, 0.0).sum(axis=1) + PRIOR * usual
        expected = own / (there.sum(axis=1) + PRIOR)
        last_year = quarter - 4
        if last_year >= 0:
            season = (
                known[there[:, last_year], last_year].mean() / usual if there[:, last_year].any() else 1.0
            )
            expected *= season
            expected = np.where(there[:, last_year], (known[:, last_year] + expected) / 2, expected)
        return UPLIFT * expected[people]
