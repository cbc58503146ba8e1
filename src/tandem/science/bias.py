"""Whether somebody's calls lean to one side, or chance alone explains it.

Assumes errors that are independent and about normal. Source: Student, Biometrika 6 (1908), 1–25, the interval of a
mean of few values. Cost O(n).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

LEAST = 4


@dataclass(frozen=True, slots=True)
class Bias:
    """The mean of `n` signed errors (0.04: 4 % too high), and where the true one lies with the confidence asked for."""

    mean: float
    low: float
    high: float
    n: int

    @property
    def told(self) -> bool:
        """Whether it is beyond chance: the interval does not hold 0, and there are at least four errors."""
        return self.n >= LEAST and (self.low > 0 or self.high < 0)


def bias(errors: Sequence[float], confidence: float = 0.95) -> Bias | None:
    """Mean of errors with Student's interval; None without any.

    errors (n,), each of a period of its own, so that they are independent; not more than one lead time of a period.
    mean ± t(n − 1)·s/√n, infinitely wide for n = 1. Assumes errors about normal, which means of shares are. To judge a
    whole list of people, ask with a higher confidence: 1 − 0.05 / number of people. Cost O(n).
    """
    if not errors:
        return None
    values = np.asarray(errors, float)
    n, mean = len(values), float(values.mean())
    if n == 1:
        return Bias(mean, -float("inf"), float("inf"), 1)
    from scipy.special import stdtrit  # loads slowly; commands and most pages do without

    half = float(stdtrit(n - 1, (1 + confidence) / 2)) * float(values.std(ddof=1)) / sqrt(n)
    return Bias(mean, mean - half, mean + half, n)
