"""The recursion of exponential smoothing, for all series and many parameters at once.

Assumes errors that are added and of one size. Source: Hyndman and others 2008, see `smooth`. Cost O(n × g × T).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tandem.science.series.panel import Floats, Ints


@dataclass(frozen=True, slots=True)
class Form:
    """Which parts a model has: a damped trend, and a season that is "" (none), "added" or "multiplied"."""

    trend: bool
    season: str

    @property
    def unknowns(self) -> int:
        """Smoothing parameters: α; β and φ with a trend; γ with a season."""
        return 1 + 2 * self.trend + bool(self.season)


@dataclass(frozen=True, slots=True)
class State:
    """Level and trend (n, g), and seasonal parts (m, n, g) by column of the table modulo m."""

    level: Floats
    trend: Floats
    season: Floats


def parameters(form: Form, unit: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """α, β, φ, γ from points of the unit box (…, k), inside the usual region: β < α, γ < 1 − α, 0.8 ≤ φ ≤ 0.98.
    `unit`: (…, k), each 0 to 1; the results (…). Cost O(size).
    """
    alpha = 1e-4 + 0.9998 * unit[..., 0]
    beta = alpha * unit[..., 1] if form.trend else np.zeros_like(alpha)
    phi = 0.8 + 0.18 * unit[..., 2] if form.trend else np.ones_like(alpha)
    gamma = (1 - alpha) * unit[..., -1] if form.season else np.zeros_like(alpha)
    return alpha, beta, phi, gamma


def smooth(
    form: Form, table: Floats, first: Ints, state: State, unit: Floats, errors: Floats | None = None
) -> tuple[Floats, State]:
    """Run the recursion over (n, T) for g sets of parameters a series: (n, g) sums of squared errors, last
    states.

    With f = ℓ + φb and e = y − (f, f + s or f·s): ℓ ← f + αe, b ← φb + βe, s ← s + γe; with a multiplied
    season the first two take e/s and the third e/f. The error is additive, so a fit is a least-squares fit.
    The same as ETS(A,·,·) in R. J. Hyndman, A. B. Koehler, J. K. Ord and R. D. Snyder, *Forecasting with
    Exponential Smoothing*, Springer 2008, tables 2.2 and 2.3. A missing point moves the state on and counts
    no error.

    `first`: (n,) the column where each series begins, ascending: the series at work are then always the first
    rows. `unit`: (n, g, k), see `parameters`. `errors`: (n, T), filled in when given (g = 1). Cost O(n × g ×
    T).
    """
    alpha, beta, phi, gamma = parameters(form, unit)
    shape = alpha.shape
    level = np.broadcast_to(state.level, shape).copy()
    trend = np.broadcast_to(state.trend, shape).copy()
    m = len(state.season)
    season = np.broadcast_to(state.season, (m, *shape)).copy()
    total = np.zeros(shape)
    at_work = np.searchsorted(first, np.arange(table.shape[1]), side="right")
    multiplied = form.season == "multiplied"
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for t, k in enumerate(at_work):
            now, own = table[:k, t, None], season[t % m, :k]
            moved = trend[:k] * phi[:k] if form.trend else 0.0
            f = level[:k] + moved
            error = now - f * own if multiplied else now - f - own if form.season else now - f
            known = np.isfinite(now)
            if not known.all():
                error = np.where(known, error, 0.0)
            if errors is not None:
                errors[:k, t] = np.where(known, error, np.nan)[:, 0]
            total[:k] += error * error
            shift = error / own if multiplied else error
            level[:k] = f + alpha[:k] * shift
            if form.trend:
                trend[:k] = moved + beta[:k] * shift
            if form.season:
                season[t % m, :k] += gamma[:k] * (error / f if multiplied else error)
    return total, State(level, trend, season)
