"""Why a sum of targets is safer than each of them, in numbers.

Officers seldom fall short all at once. With each officer at chance π of their own target, the organization reaches
Σ Tᵢ(π) with another chance, higher than π for π above one half where the officers' shares of luck are their own. What
they have in common (a season, a market) remains: draws carry it, so the numbers here count it.

Draws (p, m), in the unit of the figures: draw k of one person belongs with draw k of another. Assumes draws that are
equally likely. Source: H. Markowitz, "Portfolio selection", J. Finance 7 (1952), 77–91. Cost O(p·m log m).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tandem.science.draws import chance, target_for
from tandem.science.targets.quantiles import Floats, Quantiles

STEPS = 42


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Both directions between the officers' chances and the organization's.

    - `sum`: what the officers' targets add up to with each at `share`; `reached`: the chance that all together land
      there.
    - `half`: the target that all together reach with chance one half; `then`: what chance each officer has when that
      is shared out at one common chance.
    """

    share: float
    sum: float
    reached: float
    half: float
    then: float


def portfolio(draws: Floats, share: float = 0.6) -> Portfolio:
    """The portfolio effect of p people at a chance `share` each.

    `draws`: (p, m). Σ Qᵢ(1 − share) and P(Σ draws ≥ it), and the way back. Cost O(p·m log m).
    """
    quantiles = Quantiles(draws)
    together = draws.sum(axis=0, dtype=float)
    whole = float(quantiles.at_chance(share).sum())
    half = float(target_for(together, 0.5))
    return Portfolio(share, whole, float(chance(together, whole)), half, common_share(quantiles, half))


def common_share(quantiles: Quantiles, whole: float) -> float:
    """The one chance at which everybody's figures add up to `whole`, without any bounds.

    p people. Bisection, as the sum falls when the chance rises. Cost O(STEPS × p).
    """
    low, high = 0.0, 1.0
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if quantiles.at_chance(middle).sum() > whole else (low, middle)
    return (low + high) / 2


def chances(draws: Floats, figures: Floats) -> Floats:
    """The chance of each figure (n,) by its own draws (n, m).

    In one unit; the share of draws ≥ the figure. Cost O(n·m).
    """
    return np.asarray(chance(draws, figures))


def unevenness(shares: Floats) -> float:
    """How far chances lie apart: their standard deviation, 0 when all are the same and at most ½.

    `shares`: (n,), 0 to 1. Cost O(n).
    """
    return float(np.std(shares))
