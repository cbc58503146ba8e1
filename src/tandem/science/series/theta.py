"""Theta: simple smoothing with half the slope of the straight line, on seasonally adjusted points.

Assumes that half of the past slope goes on. Source: V. Assimakopoulos and K. Nikolopoulos, *International Journal of
Forecasting* 16 (2000), 521–530, in the form of R. J. Hyndman and B. Billah, same journal 19 (2003), 287–290. Cost:
that of one simple smoothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tandem.science.series.decomposition import indices, seasonal
from tandem.science.series.panel import Floats, Panel
from tandem.science.series.recursion import Form
from tandem.science.series.smoothing import ExponentialSmoothing, Smoothed
from tandem.science.series.starting import straight


@dataclass(frozen=True, slots=True)
class Theta:
    """ŷ(n + h) = ℓₙ + ½b·(h − 1 + 1/α − (1 − α)ⁿ/α), times the season; won the M3 competition.

    b is the slope of the least-squares line through the series, ℓₙ and α come from simple exponential smoothing. A
    season that stands out (see `decomposition.seasonal`) is divided out before, by classical decomposition, and put
    back after; subtracted where a point is not above 0.
    """

    name: str = "theta"

    def fit(self, panel: Panel) -> Drifting:
        """n series in; level, drift and season of each out. Shapes as in `Drifting`. Cost: see the module."""
        table = panel.aligned()
        adjusted, parts, multiplied = _adjusted(table, panel.season)
        known = np.isfinite(table)
        begun = known.argmax(axis=1) if table.shape[1] else np.zeros(len(table), int)
        flat = Panel(
            adjusted[np.arange(table.shape[1]) >= table.shape[1] - panel.lengths[:, None]], panel.starts, 1
        )
        smoothed = ExponentialSmoothing(forms=(Form(False, ""),)).fit(flat)
        _, slope = straight(adjusted)
        slope = np.where(known.sum(axis=1) > 2, slope, 0.0)
        length = table.shape[1] - begun
        with np.errstate(invalid="ignore"):
            drift = 0.5 * slope * (1 - (1 - smoothed.alpha) ** length) / smoothed.alpha
        own = np.resize(np.arange(parts.shape[1]), table.shape[1])
        moving = 0.5 * slope[:, None] * _drift(smoothed.alpha, np.arange(table.shape[1]) - begun[:, None])
        errors = smoothed.errors - moving
        errors = np.where(multiplied[:, None], errors * parts[:, own], errors) if table.shape[1] else errors
        turned = np.roll(parts, -(table.shape[1] % parts.shape[1]), axis=1)
        return Drifting(smoothed, 0.5 * slope, drift, turned, multiplied, errors)


@dataclass(frozen=True, slots=True)
class Drifting:
    """`smoothed` without season, `step` half the slope, `drift` its first step, `parts` (n, m) from the next
    point on.
    """

    smoothed: Smoothed
    step: Floats
    drift: Floats
    parts: Floats
    multiplied: np.ndarray
    errors: Floats

    @property
    def spent(self) -> Floats:
        """(n,) those of the level, the slope, and a season that was divided out or taken off. Cost O(n × m)."""
        has = (self.parts != self.parts[:, :1]).any(axis=1)
        return self.smoothed.spent + 1 + has * (self.parts.shape[1] - 1) / 2

    def ahead(self, steps: int) -> Floats:
        """Level and drift, times (or plus) the season, (n, steps). In the unit of the series. Cost O(n × steps)."""
        h = np.arange(steps)
        flat = self.smoothed.level[:, None] + self.drift[:, None] + self.step[:, None] * h
        own = self.parts[:, h % self.parts.shape[1]]
        return np.where(self.multiplied[:, None], flat * own, flat + own)

    def widening(self, steps: int) -> Floats:
        """√(1 + (h − 1)·α²), as for simple smoothing. (n, steps). Cost O(n × steps)."""
        return np.sqrt(1 + np.arange(steps) * self.smoothed.alpha[:, None] ** 2)


def _drift(alpha: Floats, n: Floats) -> Floats:
    """(1 − (1 − α)ⁿ)/α: how much of the slope the smoothed level lags behind after n points."""
    with np.errstate(invalid="ignore", over="ignore"):
        return np.where(n >= 0, (1 - (1 - alpha[:, None]) ** np.maximum(n, 0)) / alpha[:, None], np.nan)


def _adjusted(table: Floats, season: int) -> tuple[Floats, Floats, np.ndarray]:
    """The table without its season, the parts (n, m) by column, and where they are factors."""
    n, length = table.shape
    parts = np.zeros((n, max(season, 1)))
    multiplied = np.zeros(n, dtype=bool)
    has = seasonal(table, season)
    if not has.any():
        return table, parts, multiplied
    positive = np.min(np.where(np.isfinite(table), table, np.inf), axis=1) > 0
    multiplied = has & positive
    factors, shifts = (
        indices(table, season, multiplicative=True),
        indices(table, season, multiplicative=False),
    )
    factors = np.where(np.isfinite(factors), factors, 1.0)
    shifts = np.where(np.isfinite(shifts), shifts, 0.0)
    parts = np.where(multiplied[:, None], factors, np.where(has[:, None], shifts, 0.0))
    own = parts[:, np.resize(np.arange(season), length)]
    return (
        np.where(multiplied[:, None], table / np.where(multiplied[:, None], own, 1.0), table - own),
        parts,
        multiplied,
    )
