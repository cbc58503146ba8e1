"""What the deals come to: bookings by person and quarter, the targets people were given, and the truth as
JSON.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

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
LEAN = 0.7  # how far past targets lean on what was then reached
AMBITION = 1.04
_BINS = np.linspace(-3.0, 3.0, 61)


@dataclass(frozen=True)
class Targets:
    """Targets in whole cents, (people, quarters); 0 where someone had none. The last quarter is the current
    one.
    """

    quarters: list[date]
    amount: Ints
    booked: Ints


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

    def targets(self) -> Targets:
        """The targets of every quarter so far, rounded to 500.

        A target stands between what was to be expected and what was then reached (LEAN), because managers
        know more than rates: attainments spread as in a real team. So past targets must not be used to judge
        how well targets are set. The current quarter leans on what is booked and what the rest of it should
        bring.
        """
        company = self.company
        rng = np.random.default_rng([company.seed, 9])
        expected = self.expected()
        last = self.quarters[-1]
        if len(self.quarters) > 1:  # not all that begins in the current quarter has begun
            expected[:, -1] = np.where(expected[:, -2] > 0, expected[:, -2:].mean(axis=1), expected[:, -1])
        left = (quarter_start(last, 1) - company.today).days / 91
        reached = self.booked.astype(float)
        reached[:, -1] += (
            self.soon + 0.3 * left**2 * expected[:, -1]
        )  # what is open, and what may still begin
        leant = np.maximum(reached, 0.4 * expected) ** LEAN * expected ** (1 - LEAN)
        amount = AMBITION * leant * np.exp(rng.normal(0.0, 0.05, leant.shape))
        amount = np.where(self._had_targets(), amount, 0.0)
        return Targets(self.quarters, (np.round(amount / 50_000) * 50_000).astype(np.int64), self.booked)

    def _had_targets(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Who held a seat in two or more months of each quarter (in the last month that has begun, for the
        current).
        """
        company = self.company
        held = np.zeros((len(company.staff.people), len(self.quarters)), dtype=int)
        for month in range(company.counts.shape[1]):
            start = month_start(company.first, month)
            if start >= self.start:
                holder = company.staff.holder[:, month]
                held[holder[holder >= 0], self.quarters.index(quarter_start(start))] += 1
        enough = held >= 2
        here = np.zeros(len(held), dtype=bool)
        here[company.staff.officers] = True
        enough[:, -1] = (held[:, -1] >= 1) & here
        return enough & (self.expected() > 0)
