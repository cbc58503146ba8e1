"""How wide an interval has to be to hold what it promises.

An interval from the errors a model made on the points it learned from is too narrow: the model had seen them,
it may be the wrong one, and it knows nothing of a change to come. What it missed by at rolling origins says
how much.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from tandem.science.series.panel import Floats, Ints

EDGE = NormalDist().inv_cdf(0.9)


@dataclass(frozen=True, slots=True)
class Widths:
    """`factor` (n,): what the model's deviations must be multiplied with. `before` and `after`: by level, the
    share of past errors inside the 80 % interval as the model says it, and with the factors. `errors`: by
    level, how many.
    """

    factor: Floats
    before: dict[int, float]
    after: dict[int, float]
    errors: dict[int, int]


def widths(ratios: Floats, level: Ints, *, shrink: float = 2.0, own: float = 40.0) -> Widths:
    """Factors from past errors in units of the model's own deviation: `ratios` (r, n, h), `level` (n,) of
    each series.

    The factor of a level is a quantile of |ratio| over its series, origins and steps, divided by that of a
    Gaussian: the share 0.8·(k + 1)/k, as split conformal intervals take it (V. Vovk, A. Gammerman and G.
    Shafer, *Algorithmic Learning in a Random World*, Springer 2005), with k the number of independent errors
    behind it (see `_independent`). Few errors say little: a level's factor is drawn toward that of all
    levels, a series' own toward its level's, on the log scale, with weight k/(k + shrink) and k/(k + own).
    Assumes that errors ahead are like the past ones. Cost O(r·n·h·log + r·h·n²).
    """
    sizes = np.abs(ratios)
    every = _factor(ratios)
    factor = np.full(len(level), every)
    before, after, counts = {}, {}, {}
    for one in np.unique(level):
        mine = np.flatnonzero(level == one)
        share = _drawn(ratios[:, mine], every, shrink)
        for row in mine:
            # What few errors do not know is added once, for the level.
            alone = len(mine) > 1
            factor[row] = _drawn(ratios[:, [row]], share, own, sure=alone)
        known = np.isfinite(sizes[:, mine])
        counts[int(one)] = int(known.sum())
        if counts[int(one)]:
            before[int(one)] = float((sizes[:, mine][known] <= EDGE).mean())
            inside = sizes[:, mine] <= EDGE * factor[mine][None, :, None]
            after[int(one)] = float(inside[known].mean())
    return Widths(factor, before, after, counts)


def _drawn(ratios: Floats, toward: float, shrink: float, *, sure: bool = False) -> float:
    count = _independent(ratios)
    if not count:
        return toward
    weight = count / (count + shrink)
    return float(np.exp(weight * np.log(_factor(ratios, sure=sure)) + (1 - weight) * np.log(toward)))


def _factor(ratios: Floats, *, sure: bool = False) -> float:
    known = np.sort(np.abs(ratios[np.isfinite(ratios)]))
    count = _independent(ratios)
    if not count:
        return 1.0
    share = 0.8 if sure else min(0.8 * (count + 1) / count, 1.0)
    return max(float(np.quantile(known, share)) / EDGE, 1e-3)


def _independent(ratios: Floats) -> float:
    """How many independent errors these are worth: origins × the participation ratio of the series,
    (Σλ)²/Σλ².
    """
    series = ratios.shape[1]
    known = np.isfinite(ratios)
    x = np.where(known, ratios, 0.0).swapaxes(0, 1).reshape(series, -1)
    gram = x @ x.T
    square = float((gram**2).sum())
    return known.any(axis=(1, 2)).sum() * float(np.trace(gram)) ** 2 / square if square > 0 else 0.0
