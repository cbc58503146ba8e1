"""Paths into the future that add up, as wide as the past says at every level.

Assumes Gaussian errors before the floor. Source: Deming and Stephan 1940, see `paths`; Chilès and Delfiner 2012, see
`parts_of`; the rest own. Cost O(sweeps × n × b × h × m).
"""

from __future__ import annotations

import numpy as np

from tandem.science.series.panel import Floats
from tandem.science.series.reconciling import Hierarchy


def paths(
    hierarchy: Hierarchy,
    points: Floats,
    deviations: Floats,
    covariance: Floats,
    *,
    carried: float,
    draws: int,
    seed: int,
    floor: bool = True,
) -> Floats:
    """(b, h, m) draws of the bottom series; sums of them are the draws of every other, so all levels tell one
    story.

    Gaussian errors with `covariance` (b, b) between series and correlation `carried`^|i − j| between steps, then
    raked: for each of the n series in turn, the part of the draws that moves with its sum is stretched until its
    standard deviation is the wanted one, `deviations` (n, h), until all are met (the smallest change of a Gaussian in
    the sense of Kullback–Leibler that meets one variance; cycling through them is iterative proportional fitting, W.
    E. Deming and F. F. Stephan, *Annals of Mathematical Statistics* 11 (1940), 427–444, for covariances: own). A sum
    cannot vary more than its parts together; then it comes as near as it can. `points` (n, h) must add up. `floor`:
    nothing is below 0 (bookings), see `_floored`. All in the unit of the points. Cost O(sweeps × n × b × h × m).
    """
    b, h = len(hierarchy.bottom), points.shape[1]
    random = np.random.default_rng(seed)
    noise = random.standard_normal((b, h, draws))
    steps = np.linalg.cholesky(
        carried ** np.abs(np.subtract.outer(np.arange(h), np.arange(h))) + 1e-12 * np.eye(h)
    )
    errors = np.einsum("bc,hk,ckm->bhm", _root(covariance), steps, noise, optimize=True)
    errors -= errors.mean(axis=2, keepdims=True)
    for step in range(h):
        errors[:, step] = _raked(hierarchy.summing, errors[:, step], deviations[:, step])
    result = points[hierarchy.bottom][:, :, None] + errors
    return _floored(hierarchy.summing, result) if floor else result


def parts_of(
    whole: Floats,
    points: Floats,
    deviations: Floats,
    covariance: Floats,
    *,
    carried: float,
    seed: int,
    floor: bool = True,
) -> Floats:
    """(p, h, m) draws of p parts that add up to draws of the whole (h, m) that are already there.

    The parts are drawn as in `paths`, the deviation of their sum raked to that of the whole, then conditioned
    on it: each takes its share of what is missing, cov(part, sum)/var(sum) (conditioning by kriging: J.-P.
    Chilès and P. Delfiner, *Geostatistics*, 2nd ed., Wiley 2012, 7.3). So products and teams tell the same
    total. With a floor, what falls below it is set to it and the others are scaled to the whole. `points`,
    `deviations` (p, h). Cost that of `paths` with p + 1 series.
    """
    p, draws = len(points), whole.shape[1]
    family = Hierarchy(np.vstack((np.ones(p), np.eye(p))), np.arange(1, p + 1))
    center = np.vstack((points.sum(axis=0), points))
    wanted = np.vstack((whole.std(axis=1), deviations))
    drawn = paths(family, center, wanted, covariance, carried=carried, draws=draws, seed=seed, floor=False)
    total = drawn.sum(axis=0)
    apart = total - total.mean(axis=1, keepdims=True)
    together = np.einsum("phm,hm->ph", drawn - drawn.mean(axis=2, keepdims=True), apart) / draws
    variance = (apart**2).mean(axis=1)
    share = np.where(variance > 0, together / np.where(variance > 0, variance, 1.0), 1 / p)
    drawn += share[:, :, None] * (whole - total)
    if not floor:
        return drawn
    drawn = np.maximum(drawn, 0.0)
    total = drawn.sum(axis=0)
    return np.where(total > 0, drawn * (whole / np.where(total > 0, total, 1.0)), whole / p)


def _floored(summing: Floats, draws: Floats, sweeps: int = 3) -> Floats:
    """Draws (b, …) with nothing below 0, the sums kept that are not below 0 (where groups cross and one is
    below 0, the others come as near as they can).

    Cutting off alone would raise every sum and narrow it (on the Maven bookings by 0.2 deviations and a tenth).
    What a part is raised by is taken from the others of its sum in proportion, from small sums to large, a few
    rounds over (iterative proportional fitting, as in `paths`, here of each draw).
    """
    flat = draws.reshape(len(draws), -1)
    below = np.flatnonzero((flat < 0).any(axis=0))
    told, kept = flat[:, below], np.maximum(flat[:, below], 0.0)
    wanted, size = np.maximum(summing @ told, 0.0), summing.sum(axis=1)
    for _ in range(sweeps):
        for row in np.argsort(size, kind="stable"):
            if size[row] > 1:
                parts = summing[row] > 0
                sums = kept[parts].sum(axis=0)
                kept[parts] *= np.where(sums > 0, wanted[row] / np.where(sums > 0, sums, 1.0), 1.0)
    result = flat.copy()
    result[:, below] = kept
    return result.reshape(draws.shape)


def _root(covariance: Floats) -> Floats:
    values, vectors = np.linalg.eigh(covariance)
    return vectors * np.sqrt(np.maximum(values, 0.0))


def _raked(summing: Floats, errors: Floats, wanted: Floats, close: float = 0.01) -> Floats:
    """Errors (b, m) stretched so that each sum's deviation is the wanted (n,); worked out on the covariance
    (b, b).
    """
    sweeps = int(np.clip(2e9 / (len(summing) * len(errors) ** 2), 5, 100))
    spread = errors @ errors.T / errors.shape[1]
    change = np.eye(len(errors))
    for _ in range(sweeps):
        worst = 0.0
        for row, deviation in zip(summing, wanted, strict=True):
            with_sum = spread @ row
            variance = float(row @ with_sum)
            if variance <= 0 or not np.isfinite(deviation):
                continue
            ratio = float(deviation) / variance**0.5
            worst = max(worst, abs(ratio - 1))
            # X ← X + (ratio − 1)·cov(X, sum)/var(sum)·sum, of rank one.
            step = (ratio - 1) / variance
            change += step * np.outer(with_sum, row @ change)
            spread += (2 * step + step * step * variance) * np.outer(with_sum, with_sum)
        if worst < close:
            break
    return change @ errors
