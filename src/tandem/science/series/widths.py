"""How wide an interval has to be to hold what it promises.

An interval from the errors a model made on the points it learned from is too narrow: the model had seen them,
it may be the wrong one, and it knows nothing of a change to come. What it missed by at rolling origins says
how much.

Assumes that errors ahead are like the past ones. Source: Hyndman and Fan 1996 and Smyth 2004, see `widths`; the rest
own. Cost O(r·n·h·log + r·h·n²) for r origins, n series and h steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from scipy.special import stdtrit

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


def widths(
    ratios: Floats, level: Ints, *, windows: float | None = None, shrink: float = 2.0, own: float = 40.0
) -> Widths:
    """Factors from past errors in units of the model's own deviation: `ratios` (r, n, h), `level` (n,) of
    each series; `windows`, how many windows that do not overlap the r origins are worth (see `separate`).

    The scale of a level is the 0.8 quantile of |ratio| over its series, origins and steps (median-unbiased:
    R. J. Hyndman and Y. Fan, *The American Statistician* 50 (1996), 361–365), divided by that of a Gaussian.
    Few errors say little: going from the level with the most series to that with the fewest, a level's scale
    is averaged on the log scale with that of the level before, which counts as `shrink` errors; that of a
    series with its level's, which counts as `own`. As the scale is itself an estimate, the factor is the
    scale times the 0.9 quantile of Student's t, with as many degrees of freedom as `independent` errors (what
    is leaned on included), over the Gaussian one: variances moderated as by G. K. Smyth, *Statistical
    Applications in Genetics and Molecular Biology* 3 (2004), article 3, with a quantile in place of the
    variance because ratios have outliers. Assumes that errors ahead are like the past ones. Cost
    O(r·n·h·log + r·h·n²).
    """
    origins = float(len(ratios)) if windows is None else windows
    factor = np.ones(len(level))
    lean, known = 0.0, 0.0
    for one in sorted(np.unique(level), key=lambda one: (-int((level == one).sum()), one)):
        mine = np.flatnonzero(level == one)
        count = independent(ratios[:, mine], origins)
        if known + count == 0:
            continue
        weight = shrink if known else 0.0
        lean = (count * _scale(ratios[:, mine]) + weight * lean) / (count + weight)
        known = count + min(weight, known)
        student = float(stdtrit(max(known, 1.0), 0.9)) / EDGE
        for row in mine:
            alone = independent(ratios[:, [row]], origins) if len(mine) > 1 else 0.0
            drawn = (alone * _scale(ratios[:, [row]]) + own * lean) / (alone + own)
            factor[row] = student * np.exp(drawn)
    return Widths(factor, *_record(ratios, level, factor))


def separate(backs: Sequence[int], steps: int) -> float:
    """How many windows of `steps` that do not overlap the origins `backs` points before the end are worth: the points
    they tell of, each counted once, ÷ `steps`. `backs`: r whole numbers. Cost O(r × steps).
    """
    told = {back - step for back in backs for step in range(min(steps, back))}
    return len(told) / steps


def _scale(ratios: Floats) -> float:
    """Log of the 0.8 quantile of |ratio| over that of a Gaussian; 0 without any."""
    known = np.abs(ratios[np.isfinite(ratios)])
    return (
        float(np.log(max(np.quantile(known, 0.8, method="median_unbiased") / EDGE, 1e-3)))
        if len(known)
        else 0.0
    )


def independent(ratios: Floats, windows: float) -> float:
    """How many independent errors these are worth, `ratios` (r, n, h) of r origins that are worth `windows`:
    windows × the participation ratios (Σλ)²/Σλ² of the series and of the steps, λ the eigenvalues of their
    second moments. Cost O(r·h·n² + r·n·h²).
    """
    known = np.isfinite(ratios)
    x = np.where(known, ratios, 0.0)
    series = _participation(x.swapaxes(0, 1).reshape(x.shape[1], -1))
    steps = _participation(x.reshape(-1, x.shape[2]).T)
    return min(windows, float(known.any(axis=(1, 2)).sum())) * series * steps


def _participation(x: Floats) -> float:
    gram = x @ x.T
    square = float((gram**2).sum())
    return float(np.trace(gram)) ** 2 / square if square > 0 else 0.0


def _record(
    ratios: Floats, level: Ints, factor: Floats
) -> tuple[dict[int, float], dict[int, float], dict[int, int]]:
    before, after, counts = {}, {}, {}
    for one in np.unique(level):
        mine = np.flatnonzero(level == one)
        sizes = np.abs(ratios[:, mine])
        known = np.isfinite(sizes)
        counts[int(one)] = int(known.sum())
        if counts[int(one)]:
            before[int(one)] = float((sizes[known] <= EDGE).mean())
            after[int(one)] = float((sizes <= EDGE * factor[mine][None, :, None])[known].mean())
    return before, after, counts
