"""Classical decomposition: how the places of a round differ from each other, and whether they do.

Assumes a pattern that stays. Source: see each function. Cost O(n × T × m) for n series of T points, m in a round.
"""

from __future__ import annotations

import numpy as np

from tandem.science.series.panel import Floats


def indices(table: Floats, season: int, *, multiplicative: bool) -> Floats:
    """(n, m) seasonal indices of n series (n, T), by place in the round; column j belongs to the columns j, j
    + m, …

    The ratio to (or difference from) a centered moving average over one round, averaged by place, scaled to
    mean 1 (or moved to mean 0). NaN where it cannot be told (a place without a full window round it). Source:
    Hyndman and Athanasopoulos, *Forecasting: Principles and Practice*, 3rd ed., 3.4. Assumes that the pattern
    does not change within the table. Cost O(n × T × m).
    """
    n, length = table.shape
    if length < 2 * season or season < 2:
        return np.full((n, season), 1.0 if multiplicative else 0.0)
    weights = np.ones(season + 1 - season % 2)
    if season % 2 == 0:
        weights[[0, -1]] = 0.5
    weights /= season
    windows = np.lib.stride_tricks.sliding_window_view(table, len(weights), axis=1)
    trend = windows @ weights
    side = (len(weights) - 1) // 2
    inner = table[:, side : length - side]
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = inner / trend if multiplicative else inner - trend
    apart[~np.isfinite(apart)] = np.nan
    padded = np.full((n, -(-length // season) * season), np.nan)
    padded[:, side : length - side] = apart
    by_place = _mean(padded.reshape(n, -1, season), axis=1)
    center = _mean(by_place, axis=1)[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        return by_place / center if multiplicative else by_place - center


def seasonal(table: Floats, season: int) -> np.ndarray:
    """(n,) whether a series repeats itself each round: its autocorrelation at lag m stands out at 90 %.

    |r_m| > 1.645·√((1 + 2·Σ_{k<m} r_k²)/n), as in Assimakopoulos and Nikolopoulos, *International Journal of
    Forecasting* 16 (2000), 521–530. A series with fewer than 3 rounds has none: 2 do not show a repetition. Missing
    points are left out of the sums. `table`: (n, T), NaN where missing. Cost O(n × T × m).
    """
    known = np.isfinite(table)
    count = known.sum(axis=1)
    result = np.zeros(len(table), dtype=bool)
    if season < 2 or table.shape[1] < 3 * season:
        return result
    centered = np.where(known, table - _mean(table, axis=1)[:, None], 0.0)
    square = (centered**2).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        r = np.stack(
            [(centered[:, k:] * centered[:, :-k]).sum(axis=1) / square for k in range(1, season + 1)]
        )
        limit = 1.645 * np.sqrt((1 + 2 * (r[:-1] ** 2).sum(axis=0)) / count)
        return (np.abs(r[-1]) > limit) & (count >= 3 * season)


def _mean(table: Floats, axis: int) -> Floats:
    known = np.isfinite(table)
    count = known.sum(axis=axis)
    total = np.where(known, table, 0.0).sum(axis=axis)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
