"""What a simulation says of one figure: chances, quantiles and the curve, from draws of where it may land.

A draw is one possible outcome of everything at once: draw 17 of one officer and draw 17 of another belong
together. Sums over people are taken draw by draw, never by adding quantiles, so that officers, teams and the
organization tell one story.

Assumes draws of which each is as likely as any other, made together for everybody. Source: the empirical distribution
of the draws (Monte Carlo); quantiles by definition 7 of R. J. Hyndman, Y. Fan, The American Statistician 50 (1996),
361–365; outlines as in B. W. Silverman, Density Estimation for Statistics and Data Analysis, Chapman and Hall 1986,
section 3.4. The bands are the product's own. Cost: one pass over the draws for chances, one ordering for targets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.floating]
Band = Literal["too_hard", "stretch", "sweet_spot", "safe", "too_easy"]
BANDS: tuple[tuple[float, Band], ...] = (
    (0.40, "too_hard"),
    (0.50, "stretch"),
    (0.70, "sweet_spot"),
)
SAFE_UP_TO = 0.80
TOLD = (0.10, 0.25, 0.50, 0.75, 0.90)


@dataclass(frozen=True, slots=True)
class Spread:
    """Five quantiles of where a figure lands, in its unit."""

    p10: float
    p25: float
    p50: float
    p75: float
    p90: float


def chance(draws: Floats, target: ArrayLike) -> Floats:
    """The share of draws that reach the target: P(landing ≥ target).

    draws (…, m) · target broadcastable to (…) · result (…), 0 to 1. Its own standard error is √(p(1 − p)/m): 0.011 at
    p = ½ with 2,000 draws. Assumes independent draws, for that error. Cost O(all draws).
    """
    return np.mean(draws >= np.asarray(target)[..., None], axis=-1)


def spread(draws: Floats) -> Spread:
    """P10, P25, P50, P75, P90 of draws (m,).

    In the unit of the draws, straight between neighboring ones. Cost O(m).
    """
    return Spread(*(float(value) for value in np.quantile(draws, TOLD)))


def target_for(draws: Floats, share: float) -> Floats:
    """The largest target that is reached with at least this chance; draws (…, m), result (…).

    The draw with ⌊m·(1 − share)⌋ below it, so that at least m·share reach it; the unit is that of the draws. Cost
    O(m log m) a row.
    """
    ordered = np.sort(draws, axis=-1)
    count = ordered.shape[-1]
    place = min(max(int(np.floor(count * (1 - share) + 1e-9)), 0), count - 1)
    return ordered[..., place]


def band(share: float) -> Band:
    """Which band a chance falls in: under 40 % too hard, to 50 stretch, to 70 sweet spot, to 80 safe, above too easy.

    70 % itself is sweet spot, 80 % itself is safe; 40 % is stretch and 50 % sweet spot. `share`: 0 to 1. Cost O(1).
    """
    if share > SAFE_UP_TO:
        return "too_easy"
    if share > BANDS[-1][0]:
        return "safe"
    for edge, name in BANDS:
        if share < edge:
            return name
    return "sweet_spot"


def density(draws: Floats, low: float, high: float, points: int = 49) -> Floats:
    """A smooth outline of where draws (m,) fall, at `points` places from low to high, with its top at 1.

    Gaussian kernel with Silverman's bandwidth (Silverman 1986, eq. 3.31) on a histogram; cost O(m + points²).
    """
    return densities(draws[None], low, high, points)[0]


def densities(draws: Floats, low: float, high: float, points: int = 49) -> Floats:
    """The same for many at once: draws (n, m), outlines (n, points), each with its own top at 1.

    Bandwidth 0.9·min(σ, IQR/1.349)·m^(−1/5), at least half of the range ÷ `points`. `low` and `high` in the unit of
    the draws. Cost O(n·(m + points²)) while a bandwidth is within the range.
    """
    step = (high - low) / (points - 1)
    deviations = np.std(draws, axis=1)
    quartiles = np.quantile(draws, (0.25, 0.75), axis=1)
    widths = np.minimum(deviations, (quartiles[1] - quartiles[0]) / 1.349)
    widths = np.where(widths > 0, widths, np.where(deviations > 0, deviations, (high - low) / points))
    bandwidths = np.maximum(0.9 * widths * draws.shape[1] ** (-1 / 5), (high - low) / points / 2)
    places = (draws - low) / step + 0.5
    return np.stack([_outline(*pair, points) for pair in zip(places, bandwidths / step, strict=True)])


def _outline(places: Floats, bandwidth: float, points: int) -> Floats:
    """One outline over the points 0, 1, 2 …; `places` (m,) half a point further right, as their bins are counted."""
    margin = int(np.ceil(4 * bandwidth))
    bins = np.floor(places + margin)
    inside = bins[(bins >= 0) & (bins < points + 2 * margin)].astype(int)
    counts = np.bincount(inside, minlength=points + 2 * margin).astype(float)
    apart = np.arange(points)[:, None] - np.arange(-margin, points + margin)[None, :]
    outline: Floats = np.exp(-0.5 * (apart / bandwidth) ** 2) @ counts
    top = float(outline.max())
    return outline / top if top > 0 else outline
