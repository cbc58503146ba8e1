"""Whether several people have one rate: Pearson's chi-square, or a permutation test where counts are small.

χ² = Σ (hitsᵢ − nᵢ·p)²/(nᵢ·p·(1 − p)), p the pooled rate, with k − 1 degrees of freedom for k people with cases. It is
trusted while at most a fifth of the expected counts is below 5 and none below 1 (W. G. Cochran, Biometrics 10 (1954),
417–451). Below that, the hits are dealt out anew among the people (multivariate hypergeometric) and p is the share of
deals with a χ² at least as large, the observed one counted in: (1 + hits)/(1 + deals) (B. Phipson, G. Smyth,
Stat. Appl. Genet. Mol. Biol. 9 (2010), 39).

Assumes independent cases. Source: K. Pearson, Phil. Mag. 50 (1900), 157–175. Cost O(k), by permutation O(k·deals).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc

from tandem.science.draws import Floats

Ints = NDArray[np.integer]

DEALS = 4000


@dataclass(frozen=True, slots=True)
class Homogeneity:
    """`p`: how often chance alone gives differences this large; 1 with fewer than two people or only one outcome."""

    statistic: float
    freedom: int
    p: float
    method: Literal["chi_square", "permutation", "none"]


def homogeneity(hits: ArrayLike, n: ArrayLike, *, seed: int = 0) -> Homogeneity:
    """Test whether k people have one rate. `hits`, `n`: (k,) whole numbers, 0 ≤ hits ≤ n; `seed` for permutations.

    Formula above. ValueError otherwise. Cost O(k), by permutation O(k·DEALS).
    """
    found, cases_of = np.asarray(hits, np.int64), np.asarray(n, np.int64)
    if np.any(found < 0) or np.any(found > cases_of):
        raise ValueError("Each needs 0 ≤ hits ≤ n.")
    found, of = found[cases_of > 0], cases_of[cases_of > 0]
    whole, cases = int(found.sum()), int(of.sum())
    if of.size < 2 or whole in (0, cases):
        return Homogeneity(0.0, max(of.size - 1, 0), 1.0, "none")
    statistic = float(_chi_square(found, of, whole / cases))
    expected = np.concatenate([of * whole / cases, of * (1 - whole / cases)])
    if np.mean(expected < 5) <= 0.2 and expected.min() >= 1:
        return Homogeneity(statistic, of.size - 1, float(chdtrc(of.size - 1, statistic)), "chi_square")
    dealt = np.random.default_rng(seed).multivariate_hypergeometric(of, whole, size=DEALS, method="marginals")
    larger = int(np.sum(_chi_square(dealt, of, whole / cases) >= statistic - 1e-9))
    return Homogeneity(statistic, of.size - 1, (1 + larger) / (1 + DEALS), "permutation")


def _chi_square(hits: Ints, n: Ints, rate: float) -> Floats:
    return np.asarray(np.sum((hits - n * rate) ** 2 / (n * rate * (1 - rate)), axis=-1))
