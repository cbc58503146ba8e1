"""What a won deal is worth: each person's usual size, and the spread of sizes around it.

A person's scale is the mean of their won values, drawn toward the team's and the whole's like a mean of `PRIOR` deals;
a deal then is worth scale × a ratio drawn from all won deals (value / scale of its officer). So the shape comes from
everybody, outliers included, and the level from the person.

Source: credibility weighting (H. Bühlmann, "Experience rating and credibility", ASTIN Bulletin 4, 1967). Assumes that
sizes differ by a factor between people, and not with the chance to win. Cost O(won deals log won deals).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .given import Deals, Floats, Staff

PRIOR = 25.0
POOL = 4096
GRAIN = 64.0


@dataclass(frozen=True, slots=True)
class Worth:
    """`scale`: (p,) mean value of a won deal; `doubt`: (p,) its relative error; `pool`: ratios to it, of mean 1."""

    scale: Floats
    doubt: Floats
    pool: Floats


def fit_worth(deals: Deals, staff: Staff, as_of: int) -> Worth:
    """Scales and the pool, from the deals won up to the cutoff whose value is known.

    `as_of`: an ordinal. scale = (Σ values + PRIOR·team's mean)/(n + PRIOR) for each of p people, in the unit of the
    values. Cost O(won deals log won deals).
    """
    people, teams = len(staff.team), len(staff.parent)
    won = deals.won & (deals.closed <= as_of) & np.isfinite(deals.value)
    officer, value = deals.officer[won], deals.value[won]
    if not len(value):
        known = deals.value[np.isfinite(deals.value)]
        mean = float(known.mean()) if len(known) else 0.0
        return Worth(np.full(people, mean), np.zeros(people), np.ones(1))
    mean = float(value.mean())
    count = np.bincount(officer, minlength=people).astype(float)
    total = np.bincount(officer, weights=value, minlength=people)
    of_team = np.bincount(staff.team, weights=count, minlength=teams)
    in_team = np.bincount(staff.team, weights=total, minlength=teams)
    by_team = (in_team + PRIOR * mean) / (of_team + PRIOR)
    scale = (total + PRIOR * by_team[staff.team]) / (count + PRIOR)
    ratio = np.sort(value / np.maximum(scale[officer], 1e-12)) if mean > 0 else np.zeros(1)
    if len(ratio) > POOL:
        ratio = ratio[np.linspace(0, len(ratio) - 1, POOL).round().astype(int)]
    pool = ratio / ratio.mean() if ratio.mean() > 0 else ratio
    return Worth(scale, pool.std() / np.sqrt(count + PRIOR), pool)


def grained(value: Floats) -> Floats:
    """Values to the next 1/64: sums of those are exact in double precision, in whatever order they are made.

    Any shape (…), any unit. Cost O(size).
    """
    return np.round(np.asarray(value, float) * GRAIN) / GRAIN
