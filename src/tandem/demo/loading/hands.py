"""Whose accounts are, month by month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from tandem.demo.company import Company
from tandem.demo.company.calendar import DAY, Ints, day_number, month_start

HANDED = 7 * 3600  # accounts change hands on the first of a month, at this time of day


def moment(day: date, second: int = 0) -> int:
    """Seconds since 1970 of a time on that day, UTC."""
    return day_number(day) * DAY + second


@dataclass(frozen=True)
class Hands:
    """Whose accounts are: `owner` (seats, months) as places of people; accounts by month they were entered in."""

    owner: Ints
    entered: Ints
    starts: Ints  # first day of each month
    seat: Ints  # of each account

    @classmethod
    def of(cls, company: Company) -> Hands:
        """The holder of the seat has its accounts, in a vacancy its manager has."""
        staff, customers = company.staff, company.customers
        manager = np.array([team.manager for team in staff.teams])[staff.seat_team]
        owner = np.where(staff.holder >= 0, staff.holder, manager[:, None])
        starts = np.array([day_number(month_start(company.first, m)) for m in range(owner.shape[1])])
        entered = np.searchsorted(starts, customers.since, side="right") - 1
        return cls(owner, np.maximum(entered, 0), starts, customers.seat)

    def turns(self, seat: int, since: int = 0) -> list[int]:
        """The months after `since` in which the accounts of a seat changed hands."""
        row = self.owner[seat, since:]
        return [since + 1 + int(n) for n in np.flatnonzero(row[1:] != row[:-1])]

    def owner_at(self, account: Ints, at: Ints) -> Ints:
        """Whose accounts are at moments (seconds)."""
        month = np.searchsorted(self.starts * DAY + HANDED, at, side="right") - 1
        return self.owner[self.seat[account], np.maximum(month, 0)]
