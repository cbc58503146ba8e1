"""Who stands out from the others, and which places each could have: a ranking that says where it is a tie.

Each person is tested against all others together (Fisher's exact test where an expected count is below 5, else the
two-proportion z test), and all these tests together by Holm. A place runs from 1 + how many are surely better to
k − how many are surely worse, every pair being compared with Holm over all pairs.

Sources: R. A. Fisher, *Statistical Methods for Research Workers*, 1934; M. Mogstad and others, "Inference for ranks",
Rev. Econ. Stud. 91 (2024), 476–518 (places from simultaneous pairwise comparisons). Assumes independent cases. Cost
O(k² log k).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from tandem.science.draws import Floats
from tandem.science.effects.comparisons import holm
from tandem.science.effects.homogeneity import Ints


@dataclass(frozen=True, slots=True)
class Places:
    """The places that each of k people could have, from `best` to `worst`, 1 the highest rate; (k,) each."""

    best: Ints
    worst: Ints

    @property
    def tie(self) -> bool:
        """Nobody is surely better than anybody."""
        return bool(np.all(self.best == 1) and np.all(self.worst == self.worst.size))


def against_the_others(hits: ArrayLike, n: ArrayLike) -> Floats:
    """Two-sided p-values (k,) of each person's rate against all others together, Holm-adjusted; 1 without cases.

    `hits`, `n`: (k,) whole numbers. Cost O(k log k), and one Fisher test for each small group.
    """
    from scipy.stats import fisher_exact  # loads slowly; commands and pages without a verdict do without

    each, of_each = np.asarray(hits, np.int64), np.asarray(n, np.int64)
    whole, cases = int(each.sum()), int(of_each.sum())
    p = np.ones(each.size)
    for i, (mine, of) in enumerate(zip(each.tolist(), of_each.tolist(), strict=True)):
        others, rest = whole - mine, cases - of
        if not of or not rest:
            continue
        rate = whole / cases
        if min(of, rest) * min(rate, 1 - rate) < 5:
            p[i] = fisher_exact([[mine, of - mine], [others, rest - others]]).pvalue
        else:
            p[i] = _two_sided(mine, of, others, rest)
    return holm(p)


def places(hits: ArrayLike, n: ArrayLike, level: float = 0.05) -> Places:
    """The range of places of each of k people with confidence 1 − level for all of them together.

    `hits`, `n`: (k,) whole numbers; z = (pᵢ − pⱼ)/√(p(1 − p)(1/nᵢ + 1/nⱼ)) with p the pooled rate of the pair. Cost
    O(k² log k).
    """
    won, of = np.asarray(hits, float), np.asarray(n, float)
    k = won.size
    first, second = np.triu_indices(k, 1)
    p = np.array(_two_sided(won[first], of[first], won[second], of[second]))
    sure = holm(p) < level if p.size else np.zeros(0, bool)
    ahead = won[first] * of[second] > won[second] * of[first]
    better = np.zeros((k, k), bool)
    better[first, second] = sure & ahead
    better[second, first] = sure & ~ahead
    return Places(1 + better.sum(axis=0), k - better.sum(axis=1))


def _two_sided(hits: Floats | int, n: Floats | int, other: Floats | int, of: Floats | int) -> Floats:
    """The z test of two proportions with the pooled variance; 1 where one has no cases or all have one outcome."""
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = np.divide(hits + other, n + of)
        spread = np.sqrt(pooled * (1 - pooled) * (1 / np.asarray(n, float) + 1 / np.asarray(of, float)))
        z = (np.divide(hits, n) - np.divide(other, of)) / spread
    return np.where(np.isfinite(z), 2 * ndtr(-np.abs(z)), 1.0)
