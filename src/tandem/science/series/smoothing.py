"""Exponential smoothing: simple, with damped trend, with an added or multiplied season; the form chosen by
AICc.

Assumes errors of one size. Source: Hyndman, Koehler, Ord and Snyder, *Forecasting with Exponential Smoothing*,
Springer 2008, chapters 2, 3 and 7; damping: Gardner and McKenzie, *Management Science* 31 (1985), 1237–1246. Cost
about 2,000 passes over the values: 1,428 monthly series of M3 in some seconds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tandem.science.series.panel import Floats, Ints, Panel
from tandem.science.series.recursion import Form, State, parameters, smooth
from tandem.science.series.search import smallest
from tandem.science.series.starting import start

FORMS = tuple(Form(trend, season) for season in ("", "added", "multiplied") for trend in (False, True))


@dataclass(frozen=True, slots=True)
class ExponentialSmoothing:
    """ETS: of six forms (level; damped trend; each without, with an added, with a multiplied season) the
    likeliest.

    Each form is fitted by least squares (see `recursion`, `search`, `starting`) and the one with the least AICc =
    n·ln(SSE/n) + 2k + 2k(k + 1)/(n − k − 1) taken, k counting smoothing parameters, starting states and the variance;
    a starting seasonal part counts half, being a mean over rounds and not itself fitted (on M1, M3 and the tourism
    competition that is as good or better than counting it whole in each of five sets). A season is tried from two
    whole rounds on, a multiplied one only where all points are above 0, a form only where n − k − 1 > 0.
    """

    name: str = "exponential smoothing"
    forms: tuple[Form, ...] = FORMS

    def fit(self, panel: Panel) -> Smoothed:
        """n series in; for each its form, parameters and last states out.

        Shapes as in `Smoothed`. Cost: see the module.
        """
        table = panel.aligned()
        n, length = table.shape
        known = np.isfinite(table)
        first = np.where(known.any(axis=1), known.argmax(axis=1), length).astype(np.int64)
        order = np.argsort(first, kind="stable")
        count = known.sum(axis=1)
        best = _Best.empty(n, length, panel.season)
        for form in self.forms:
            rows = order[self._may(form, table, panel.season, count)[order]]
            if len(rows):
                best.offer(form, rows, table[rows], first[rows], panel.season)
        return best.smoothed(table.shape[1])

    def _may(self, form: Form, table: Floats, season: int, count: Ints) -> np.ndarray:
        """(n,) where a form can be fitted; the plainest can wherever there is a point."""
        may = count - _unknowns(form, season) - 1 > 0
        if form.season:
            length = table.shape[1] - np.isfinite(table).argmax(axis=1)
            may &= (length >= 2 * season) & (season > 1)
        if form.season == "multiplied":
            may &= np.nanmin(np.where(np.isfinite(table), table, np.inf), axis=1) > 0
        if not form.season and not form.trend:
            may |= count > 0
        return may


@dataclass(frozen=True, slots=True)
class Smoothed:
    """What was chosen for each of n series.

    `form`: (n,) index into FORMS, −1 without a point. `alpha`, `beta`, `phi`, `gamma`: (n,). `level`,
    `trend`: (n,) and `parts`: (m, n), the last states, parts by place from the next point on.
    """

    form: Ints
    alpha: Floats
    beta: Floats
    phi: Floats
    gamma: Floats
    level: Floats
    trend: Floats
    parts: Floats
    errors: Floats

    @property
    def spent(self) -> Floats:
        """(n,) smoothing parameters and starting states as AICc counts them, without the variance. Cost O(n)."""
        season = len(self.parts)
        return np.array([*(_unknowns(form, season) - 1 for form in FORMS), 0.0])[self.form]

    def ahead(self, steps: int) -> Floats:
        """(ℓ + (φ + … + φʰ)·b) + s or × s, (n, steps). In the unit of the series. Cost O(n × steps)."""
        path = (
            self.level[:, None]
            + np.cumsum(self.phi[:, None] ** np.arange(1, steps + 1), axis=1) * self.trend[:, None]
        )
        parts = self.parts[np.arange(steps) % len(self.parts)].T
        return np.where(self._multiplied()[:, None], path * parts, path + parts)

    def widening(self, steps: int) -> Floats:
        """√(1 + Σ_{j<h} c_j²), c_j = α + β·(φ + … + φʲ) + γ·[m divides j]: Hyndman et al. (2008), table 6.1.

        With a multiplied season the same, which is close while the parts are near 1. (n, steps). Cost O(n × steps).
        """
        j = np.arange(1, max(steps, 2))
        damped = np.cumsum(self.phi[:, None] ** j, axis=1)
        c = (
            self.alpha[:, None]
            + self.beta[:, None] * damped
            + self.gamma[:, None] * (j % len(self.parts) == 0)
        )
        grown = np.cumsum(np.concatenate((np.ones((len(c), 1)), c**2), axis=1), axis=1)
        return np.sqrt(grown)[:, :steps]

    def _multiplied(self) -> np.ndarray:
        return np.array([form.season == "multiplied" for form in FORMS])[self.form] & (self.form >= 0)


@dataclass(slots=True)
class _Best:
    """The best form so far of each series."""

    criterion: Floats
    form: Ints
    values: Floats
    parts: Floats
    errors: Floats

    @classmethod
    def empty(cls, n: int, length: int, season: int) -> _Best:
        return cls(
            np.full(n, np.inf),
            np.full(n, -1),
            np.full((6, n), np.nan),
            np.zeros((season, n)),
            np.full((n, length), np.nan),
        )

    def offer(self, form: Form, rows: Ints, table: Floats, first: Ints, season: int) -> None:
        """Fit a form to some series, and keep it where it is better."""
        state = start(form, table, first, season)
        k = form.unknowns

        def loss(unit: Floats) -> Floats:
            return smooth(form, table, first, state, unit)[0]

        unit = smallest(loss, len(rows), np.zeros(k), np.ones(k), wide=16 * 2**k if k < 3 else 96)
        errors = np.full(table.shape, np.nan)
        total, last = smooth(form, table, first, state, unit[:, None], errors)
        n = np.isfinite(table).sum(axis=1)
        p = _unknowns(form, season)
        spare = np.maximum(n - p - 1, 1e-9)
        size = np.nanmax(np.abs(table), axis=1)
        floor = n * (1e-9 * np.where(size > 0, size, 1.0)) ** 2
        criterion = n * np.log(np.maximum(total[:, 0], floor) / n) + 2 * p + 2 * p * (p + 1) / spare
        better = criterion < self.criterion[rows]
        taken = rows[better]
        self.criterion[taken], self.form[taken] = criterion[better], FORMS.index(form)
        self.values[:, taken] = np.stack(
            (last.level[:, 0], last.trend[:, 0], *(one[:, 0] for one in parameters(form, unit[:, None])))
        )[:, better]
        self.parts[:, taken] = _in_turn(form, last, table.shape[1], season)[:, better]
        self.errors[taken] = errors[better]

    def smoothed(self, length: int) -> Smoothed:
        level, trend, alpha, beta, phi, gamma = self.values
        return Smoothed(self.form, alpha, beta, phi, gamma, level, trend, self.parts, self.errors)


def _in_turn(form: Form, last: State, length: int, season: int) -> Floats:
    """(m, n) seasonal parts in the order of the points to come."""
    if not form.season:
        return np.zeros((season, last.level.shape[0]))
    return last.season[(length + np.arange(season)) % season, :, 0]


def _unknowns(form: Form, season: int) -> float:
    return form.unknowns + 1 + form.trend + (season - 1) / 2 * bool(form.season) + 1
