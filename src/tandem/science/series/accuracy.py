"""How far forecasts were off, by the measures of the published comparisons.

Assumes shapes that match, and no missing point unless a measure says so. Source: beside each measure. Cost O(points),
for quantiles O(points × levels).
"""

from __future__ import annotations

import numpy as np

from tandem.science.series.panel import Floats

LEVELS = np.arange(1, 100) / 100


def smape(actual: Floats, forecast: Floats) -> float:
    """Symmetric mean absolute percentage error, 0 to 200: mean of 200·|y − ŷ|/(y + ŷ).

    Shapes alike. The measure of the M3 competition: Makridakis and Hibon, *International Journal of Forecasting* 16
    (2000), appendix A. Meant for points above 0. actual and forecast (…) in one unit; a missing point is left out.
    Cost O(points).
    """
    return float(np.nanmean(200 * np.abs(actual - forecast) / (actual + forecast)))


def pinball(actual: Floats, quantiles: Floats, levels: Floats = LEVELS) -> Floats:
    """Quantile losses (…, q): max(τ(y − ŷ), (τ − 1)(y − ŷ)), for quantiles (…, q) at levels (q,) of points (…). In
    the unit of the points. Source: R. Koenker and G. Bassett, *Econometrica* 46 (1978), 33–50. Cost O(points × q).
    """
    apart = actual[..., None] - quantiles
    return np.maximum(levels * apart, (levels - 1) * apart)


def scaled_crps(actual: Floats, quantiles: Floats, levels: Floats = LEVELS) -> float:
    """Mean over the levels of 2 × pinball summed over series and points, divided by Σ|y|.

    actual (n, h) · quantiles (n, h, q) · levels (q,), by default 0.01 … 0.99. As in S. S. Rangapuram and others,
    *Proceedings of the 38th International Conference on Machine Learning* (2021), and the published comparisons on
    the same data (which use 0.01 … 0.99 too). Cost O(points × q).
    """
    losses = 2 * pinball(actual, quantiles, levels).sum(axis=tuple(range(actual.ndim)))
    return float(losses.mean() / np.abs(actual).sum())


def coverage(actual: Floats, low: Floats, high: Floats) -> float:
    """The share of points within [low, high]. All (…) in one unit. Cost O(points)."""
    return float(np.mean((actual >= low) & (actual <= high)))
