"""Which method each series gets.

Assumes that what erred least will. Source: own, of rolling origins (Tashman 2000, see `origins`) and scaled errors
(Hyndman and Koehler 2006, see `choose`). Cost O(k × n × origins).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tandem.science.series.origins import Origin
from tandem.science.series.panel import Floats, Ints


@dataclass(frozen=True, slots=True)
class Choice:
    """`method`: (n,) index of the method of each series. `scores`: (k, n) their scores, NaN without an
    origin; `pooled`: (k,) over all series. `errors`: (n,) how many past errors each choice rests on.
    """

    method: Ints
    scores: Floats
    pooled: Floats
    errors: Ints


def choose(origins: Sequence[Origin], scale: Floats, count: int, *, shrink: float, otherwise: int) -> Choice:
    """The method with the smallest mean absolute error at rolling origins, one's own record shrunk toward
    all.

    Score of a method for a series: mean |error| ÷ `scale` (n,), the usual error of the simplest method on that
    series, so that series of all sizes count alike (MASE: R. J. Hyndman and A. B. Koehler, *International Journal of
    Forecasting* 22 (2006), 679–688). A series with few past errors says little: its score is averaged with the score
    over all series, which counts as `shrink` errors. Without any origin: method `otherwise`. k methods, n series.
    Cost O(k × n × origins).
    """
    n = len(scale)
    if not origins:
        empty = np.full((count, n), np.nan)
        return Choice(np.full(n, otherwise), empty, np.full(count, np.nan), np.zeros(n, dtype=int))
    with np.errstate(divide="ignore", invalid="ignore"):
        errors = np.concatenate([np.abs(one.errors) for one in origins], axis=2) / scale[None, :, None]
    # A method is judged where all have an answer.
    known = np.isfinite(errors.sum(axis=0))
    found = known.sum(axis=1)
    total = np.where(known[None], errors, 0.0).sum(axis=2)
    with np.errstate(invalid="ignore", divide="ignore"):
        own = total / found
        pooled = total.sum(axis=1) / found.sum()
    if not found.any():
        return Choice(np.full(n, otherwise), own, pooled, found)
    blended = (total + shrink * pooled[:, None]) / (found + shrink)
    return Choice(blended.argmin(axis=0), own, pooled, found)


def usual_error(table: Floats, season: int) -> Floats:
    """(n,) mean absolute change against one round before (against the point before, where shorter); for one that
    never changed, its largest point, or 1 where all are 0. `table`: (n, T), NaN where missing; the result in its unit.
    Cost O(n × T).
    """
    lag = season if table.shape[1] > season else 1
    change = np.abs(table[:, lag:] - table[:, :-lag])
    known = np.isfinite(change)
    count = known.sum(axis=1)
    mean = np.where(known, change, 0.0).sum(axis=1) / np.maximum(count, 1)
    size = np.nanmax(np.where(np.isfinite(table), np.abs(table), 0.0), axis=1, initial=0.0)
    return np.where(mean > 1e-9 * size, mean, np.where(size > 0, size, 1.0))
