"""How much of a person is there on each day: employed, not away, and how far up the ramp.

A newcomer's output rises as 1 − (1 − b)·2^(−months / h) from b on the first day. b and h are estimated from the
arrivals of deals of those who came within the time seen, on a grid, with a prior (b = 0.35, h = 2.5 months) that
is log-normal: where few newcomers were seen, it stands.

Source: own; the shape is the exponential approach to a plateau of learning curves (E. E. Ghiselli, C. W. Brown,
Personnel and Industrial Psychology, McGraw-Hill 1948). Assumes that absences and notice are known at the cutoff. Cost
O(people × days).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .given import Floats, Ints, Staff

MONTH = 365.25 / 12
BEGINS, HALF = 0.35, 2.5
UNSURE = 0.55


@dataclass(frozen=True, slots=True)
class Ramp:
    """Share of full output on the first day, and in how many months half of the rest is made up."""

    begins: float = BEGINS
    half: float = HALF

    def at(self, months: Floats) -> Floats:
        """The share after so many months, any shape; 1 where NaN.

        `months` and the result (…): 1 − (1 − begins)·2^(−months/half). Cost O(size).
        """
        share = 1 - (1 - self.begins) * 0.5 ** (np.maximum(np.nan_to_num(months, nan=1e3), 0) / self.half)
        return np.asarray(share)


def employed(staff: Staff, days: Ints) -> Floats:
    """(p, d) float32: 1 on days of work, 0 before hiring, after leaving and while away.

    `days`: (d,) ordinals. Cost O(p·d + absences·d).
    """
    since, until = staff.since[:, None], staff.until[:, None]
    there = (days >= since) & ((until == 0) | (days <= until))
    for person, first, last in zip(*staff.away, strict=True):
        there[person] &= (days < first) | (days > last)
    return there.astype(np.float32)


def months_since(staff: Staff, days: Ints) -> Floats:
    """(p, d) months since hiring, NaN where that day is unknown.

    `days`: (d,) ordinals; a month is 365.25/12 days. Cost O(p·d).
    """
    since = np.where(staff.since > 0, staff.since, -1).astype(float)
    return np.where(since[:, None] > 0, (days - since[:, None]) / MONTH, np.nan)


def doubt(staff: Staff, ramp: Ramp, day: int) -> Floats:
    """(p,) relative error of where each person stands on the ramp: UNSURE × what is missing to full output.

    `day`: an ordinal; UNSURE·(1 − ramp). Cost O(p).
    """
    months = months_since(staff, np.array([day]))[:, 0]
    return np.asarray(UNSURE * (1 - ramp.at(months)))


def fit_ramp(staff: Staff, opened: Floats, day: int) -> Ramp:
    """The ramp from (p, d) deals opened on each day from `day` on. Profile Poisson likelihood on a grid.

    From newcomers seen for more than 60 days; the prior where they are fewer than three. Assumes Poisson counts at
    each one's own level. Cost O(36 × newcomers × d).
    """
    days = np.arange(day, day + opened.shape[1])
    fresh = np.flatnonzero((staff.since >= day) & (staff.since < day + opened.shape[1] - 60))
    if len(fresh) < 3:
        return Ramp()
    some = part(staff, fresh)
    months = months_since(some, days)
    there = employed(some, days)
    seen = opened[fresh].astype(float)
    best, found = -np.inf, Ramp()
    for begins in (0.15, 0.25, BEGINS, 0.5, 0.7, 0.9):
        for half in (1.0, 1.75, HALF, 3.5, 5.0, 8.0):
            ramp = Ramp(begins, half)
            share = there * ramp.at(months)
            # Each person's own level is fitted for them, so only the shape speaks.
            level = seen.sum(axis=1) / np.maximum(share.sum(axis=1), 1e-9)
            told = float((seen * np.log(np.maximum(level[:, None] * share, 1e-12))).sum())
            doubt = np.log(begins / BEGINS) ** 2 / 0.5 + np.log(half / HALF) ** 2 / 0.5
            if told - doubt > best:
                best, found = told - doubt, ramp
    return found


def part(staff: Staff, people: Ints) -> Staff:
    """Some of the people, by their places in rising order, with their absences.

    `people`: (q,) places; q people come back. Cost O(q + absences).
    """
    keep = np.isin(staff.away[0], people)
    away = (np.searchsorted(people, staff.away[0][keep]), staff.away[1][keep], staff.away[2][keep])
    return Staff(staff.team[people], staff.parent, staff.since[people], staff.until[people], away)
