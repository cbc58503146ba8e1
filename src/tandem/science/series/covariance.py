"""How errors of many series move together, when there are more series than points.

Assumes errors about zero. Source: Schäfer and Strimmer 2005, see `shrunk`. Cost O(n² × T).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tandem.science.series.panel import Floats


@dataclass(frozen=True, slots=True)
class Covariance:
    """`matrix` (n, n); `shrinkage` λ from 0 (as measured) to 1 (no correlation at all)."""

    matrix: Floats
    shrinkage: float


def shrunk(errors: Floats) -> Covariance:
    """Covariance of errors (n, T) about zero, correlations shrunk toward none: λ·diag(W) + (1 − λ)·W.

    λ = Σ_{i≠j} Var(r_ij) ÷ Σ_{i≠j} r_ij², kept within 0 and 1, r the correlations, Var(r_ij) = Σ_t (x_it·x_jt −
    r_ij)² ÷ T(T − 1) with x the errors divided by their root mean square. Source: J. Schäfer and K. Strimmer,
    *Statistical Applications in Genetics and Molecular Biology* 4 (2005), article 32; for errors of forecasts (about
    zero) S. L. Wickramasuriya, G. Athanasopoulos and R. J. Hyndman, *JASA* 114 (2019), 804–819, 2.4. A missing error
    counts as uncorrelated with all. A series that never missed gets the least variance found, one without any error
    to tell by the most. In the square of the errors' unit. Cost O(n² × T).
    """
    known = np.isfinite(errors)
    count = known.sum(axis=1)
    x = np.where(known, errors, 0.0)
    square = (x**2).sum(axis=1) / np.maximum(count, 1)
    positive = square[square > 0]
    # What never missed is sure; of what was never tried nothing is known.
    least, most = (positive.min(), positive.max()) if len(positive) else (0.0, 0.0)
    square = np.where(square > 0, square, np.where(count > 0, least, most))
    x = x / np.sqrt(np.where(square > 0, square, 1.0))[:, None]
    points = max(int(known.any(axis=0).sum()), 1)
    r = x @ x.T / points
    off = ~np.eye(len(x), dtype=bool)
    if points > 1 and len(x) > 1:
        variance = ((x**2) @ (x**2).T / points - r**2) / (points - 1)
        total = float((r[off] ** 2).sum())
        weight = min(max(float(variance[off].sum()) / total, 0.0), 1.0) if total > 0 else 1.0
    else:
        weight = 1.0
    scale = np.sqrt(square)
    correlation = np.where(off, (1 - weight) * r, 1.0)
    return Covariance(correlation * np.outer(scale, scale), weight)
