"""Where smoothing starts: level, trend and season from the first rounds of each series.

Assumes that the first rounds are like those that follow. Source: Hyndman and others 2008, see `start`. Cost O(n × m).
"""

from __future__ import annotations

import numpy as np

from tandem.science.series.decomposition import indices
from tandem.science.series.panel import Floats, Ints
from tandem.science.series.recursion import Form, State


def start(form: Form, table: Floats, first: Ints, season: int) -> State:
    """Starting states of n series (n, T) that begin in the columns `first`.

    Seasonal parts by classical decomposition of the first three rounds; then a straight line through the first
    max(10, 2m) points without their season gives level (at the point before the first) and trend; without a trend the
    level is the mean of the first 10 of them at most. As in Hyndman, Koehler, Ord and Snyder (2008), 2.6.1. Shapes as
    in `State`, g = 1, in the unit of the series. Cost O(n × m).
    """
    n, length = table.shape
    m = season if form.season else 1
    width = min(length, max(10, 3 * season))
    columns = np.minimum(first[:, None] + np.arange(width), length - 1)
    opening = np.take_along_axis(table, columns, axis=1) if length else table
    opening = np.where(first[:, None] + np.arange(width) < length, opening, np.nan)
    multiplied = form.season == "multiplied"
    neutral = 1.0 if multiplied else 0.0
    parts = np.full((n, m), neutral)
    if form.season:
        parts = indices(opening, m, multiplicative=multiplied)
        parts = np.where(np.isfinite(parts), parts, neutral)
        if multiplied:
            parts = np.maximum(parts, 0.01)
        across = np.resize(np.arange(m), width)
        flat = opening / parts[:, across] if multiplied else opening - parts[:, across]
    else:
        flat = opening
    line_width = min(width, max(10, 2 * season))
    level, slope = straight(flat[:, :line_width])
    if not form.trend:
        slope = np.zeros(n)
        level = _mean(flat[:, : min(line_width, 10)])
    placed = np.empty((m, n, 1))
    for place in range(m):
        placed[(first + place) % m, np.arange(n), 0] = parts[:, place]
    return State(level[:, None], slope[:, None], placed)


def straight(table: Floats) -> tuple[Floats, Floats]:
    """(n,) height at the point before the first, and slope, of the least-squares line through (n, w); NaN left out.
    `table`: (n, w). Cost O(n × w).
    """
    known = np.isfinite(table)
    count = np.maximum(known.sum(axis=1), 1)
    x = np.arange(1, table.shape[1] + 1) * known
    y = np.where(known, table, 0.0)
    mean_x, mean_y = x.sum(axis=1) / count, y.sum(axis=1) / count
    apart = np.where(known, x - mean_x[:, None], 0.0)
    square = (apart**2).sum(axis=1)
    slope = np.where(square > 0, (apart * y).sum(axis=1) / np.where(square > 0, square, 1.0), 0.0)
    return mean_y - slope * mean_x, slope


def _mean(table: Floats) -> Floats:
    known = np.isfinite(table)
    return np.where(known, table, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
