"""What each person's rate probably is: their own cases, and their team's as far as these say more.

Rates of a team are spread around the team's mean μ as Beta(μs, (1 − μ)s); hits are binomial. The precision s (worth s
cases) is common to all teams and is where the likelihood of the hits, each Beta-binomial, is largest; where the rates
differ no more than chance lets them, s has no upper end and everybody is told their team's rate. The team's means are
shrunk to the whole in the same way first. A person's rate is then (hits + μs)/(n + s), the interval that of
Beta(hits + μs, n − hits + (1 − μ)s), widened where it would leave out the rate, which is the mean: of very rare hits
the mean lies beyond almost every quantile.

Assumes that people of a team are alike but for their rate. The interval takes μ and s as known, so it is somewhat
narrow with fewer than about ten people. Source: G. Casella, "An introduction to empirical Bayes data analysis",
Am. Stat. 39 (1985), 83–87; J. Griffiths, Biometrics 29 (1973), 637–648 (fit of the beta-binomial).
Cost O(k × 100).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincinv, betaln

from tandem.science.draws import Floats

MOST = 1e6  # a precision worth a million cases is one without end
LEAST = 0.5


@dataclass(frozen=True, slots=True)
class Shrunk:
    """k people: `rate`, `low`, `high` (k,); `weight` (k,): how much of a rate is the person's own cases, 0 to 1.

    `toward`: (k,) the rate of the team that the rest is. `precision`: how many cases that is worth; infinite when
    nothing tells people apart.
    """

    rate: Floats
    low: Floats
    high: Floats
    weight: Floats
    toward: Floats
    precision: float


def shrink(hits: ArrayLike, n: ArrayLike, team: ArrayLike | None = None, confidence: float = 0.95) -> Shrunk:
    """Shrink the rates of k people toward their team. `hits`, `n`: (k,); `team`: (k,) numbers from 0, None for one
    team. Formula above. ValueError unless each has 0 ≤ hits ≤ n. Cost O(k × 100).
    """
    won, of = np.asarray(hits, float), np.asarray(n, float)
    if np.any(won < 0) or np.any(won > of):
        raise ValueError("Each needs 0 ≤ hits ≤ n.")
    home = np.zeros(won.size, np.int64) if team is None else np.asarray(team, np.int64)
    means = _team_means(np.bincount(home, won).astype(float), np.bincount(home, of).astype(float))
    toward = means[home]
    precision = _precision(won, of, toward)
    held = min(precision, MOST)
    a, b = won + toward * held, of - won + (1 - toward) * held
    low, high = betaincinv(a, b, [[(1 - confidence) / 2], [(1 + confidence) / 2]])
    rate = a / (a + b)
    return Shrunk(rate, np.minimum(low, rate), np.maximum(high, rate), of / (of + held), toward, precision)


def _team_means(hits: Floats, n: Floats) -> Floats:
    """The rate of each team, shrunk to that of the whole; half a case each way is added, so that none is 0 or 1."""
    whole = (hits.sum() + 0.5) / (n.sum() + 1)
    toward = np.full(hits.size, whole)
    held = min(_precision(hits, n, toward), MOST) if hits.size > 1 else 0.0
    if not held:
        return toward
    return (hits + whole * held) / (n + held)


def _precision(hits: Floats, n: Floats, toward: Floats) -> float:
    """The s at which the hits are most likely; infinite when that is at the upper end."""
    from scipy.optimize import minimize_scalar  # loads slowly; commands do without

    there = n > 0
    if there.sum() < 2:
        return np.inf
    hits, n, toward = hits[there], n[there], toward[there]

    def unlikely(log_precision: float) -> float:
        a, b = toward * np.exp(log_precision), (1 - toward) * np.exp(log_precision)
        return -float(np.sum(betaln(hits + a, n - hits + b) - betaln(a, b)))

    ends = (np.log(LEAST), np.log(MOST))
    found = minimize_scalar(unlikely, bounds=ends, method="bounded", options={"xatol": 1e-4})
    if unlikely(ends[1]) <= found.fun + 1e-9 or found.x > ends[1] - 0.1:
        return np.inf
    return float(np.exp(found.x))
