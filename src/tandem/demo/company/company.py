"""The company as a whole: its people, customers and market, and the deals as they come month by month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from . import names
from .calendar import DAY, NEVER, Clock, Ints, day_number, month_start, quarter_start, working_days
from .customers import Customers, build_customers
from .deals import Deals, World, draw_month
from .market import Market, build_market
from .people import Staff
from .seats import build_staff

NAME, DOMAIN, CURRENCY = "Velmora Instruments", "velmora.example", "EUR"
# Streams of chance, so that one does not disturb another.
_STAFF, _MARKET, _CUSTOMERS, _COUNTS, _DEALS = range(5)


@dataclass(frozen=True)
class Company:
    """Everything but the deals, which come month by month from `deals()`."""

    seed: int
    today: date
    first: date  # first of the month in which the records begin
    deal_count: int
    staff: Staff
    customers: Customers
    market: Market
    counts: Ints  # (seats, months) deals begun

    def deals(self) -> Iterator[Deals]:
        """The deals by month of creation; each call makes the same again. Memory: one month at a time."""
        world, begun = self._world(), 0
        for month in range(self.counts.shape[1]):
            start, end = month_start(self.first, month), month_start(self.first, month + 1)
            last = min(end, self.today).toordinal() - 1
            days = working_days(start, date.fromordinal(last))
            counts = self.counts[:, month]
            if len(days) and counts.any():
                chunk = draw_month(world, self._rng(_DEALS, month), month, counts, begun, days)
                begun += len(chunk)
                yield chunk

    def _rng(self, *stream: int) -> np.random.Generator:
        return np.random.default_rng([self.seed, *stream])

    def _world(self) -> World:
        staff = self.staff
        left = [NEVER if p.left_on is None else (day_number(p.left_on) + 1) * DAY for p in staff.people]
        end = quarter_start(self.today, 1)
        return World(
            staff, self.customers, self.market, Clock.over(self.first, end), day_number(self.today) * DAY,
            day_number(end) * DAY, np.array(left, dtype=np.int64),
            _successors(staff, self.first), _first_won(self.customers),
        )  # fmt: skip


def _first_won(customers: Customers) -> Ints:
    """The moment of each account's first win so far; a new array, for it is kept up to date."""
    before = customers.bought < NEVER
    return np.where(before, np.where(before, customers.bought, 0) * DAY, NEVER)


def _successors(staff: Staff, first: date) -> Ints:
    """Who takes over the open deals of each person who left: a colleague of the team, else its manager."""
    successor = np.arange(len(staff.people))
    for person, who in enumerate(staff.people):
        if who.left_on is None:
            continue
        month = (who.left_on.year - first.year) * 12 + who.left_on.month - first.month
        team = [s for s in staff.stays if s.person == person][-1].team
        beside = staff.holder[staff.seat_team == team, month + 1]
        others = sorted({int(p) for p in beside if p >= 0 and p != person})
        successor[person] = others[person % len(others)] if others else staff.teams[team].manager
    return successor


def make_company(*, officers: int, deals: int, years: int, seed: int, today: date) -> Company:
    """A company of 10 to 5,000 officers, two to five years old, whose records end on the evening before
    `today`.
    """
    if not 4 <= officers <= 5000 or not 2 <= years <= 5 or deals < officers:
        raise ValueError(
            "A company has 4 to 5,000 officers, 2 to 5 years, and at least a deal for each officer."
        )
    first = month_start(today, -12 * years)
    staff = build_staff(
        np.random.default_rng([seed, _STAFF]),
        name=NAME,
        domain=DOMAIN,
        officers=officers,
        first=first,
        today=today,
    )
    market = build_market(np.random.default_rng([seed, _MARKET]), staff, first, today)
    accounts = int(np.clip(deals // 4, 3 * officers, min(40 * officers, names.COMPANIES)))
    rng = np.random.default_rng([seed, _CUSTOMERS])
    customers = build_customers(rng, staff, count=accounts, first=first, today=today)
    drawn = np.random.default_rng([seed, _COUNTS]).multinomial(deals, market.weights.ravel())
    return Company(seed, today, first, deals, staff, customers, market, drawn.reshape(market.weights.shape))
