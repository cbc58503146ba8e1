"""How sure a rate, a difference of rates and a median are.

Sources: E. B. Wilson, JASA 22 (1927), 209–212 (score interval); R. G. Newcombe, Statistics in Medicine 17 (1998),
857–872 (one rate, method 3) and 873–890 (two rates, method 10); W. J. Conover, *Practical Nonparametric Statistics*,
3rd ed., Wiley 1999, section 3.2 (median by order statistics). Assumes independent cases. Cost O(1) for rates,
O(n log n) for a median of n.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, median

import numpy as np


@dataclass(frozen=True, slots=True)
class Rate:
    """`hits` of `n`; `value` None when n is 0. The true rate lies in [low, high] with the confidence
    asked for.
    """

    hits: int
    n: int
    value: float | None
    low: float
    high: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Difference:
    """First rate minus second, and the range that chance allows for it."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Median:
    """The median of `n` values, and the order statistics round it (None when n is too small for them)."""

    value: float
    low: float | None
    high: float | None
    n: int


def wilson(hits: int, n: int, confidence: float = 0.95) -> Rate:
    """Wilson's score interval for a rate; [0, 1] when n is 0.

    (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n). Assumes independent cases with one rate. ValueError
    unless 0 ≤ hits ≤ n and 0 < confidence < 1. Cost O(1).
    """
    if not 0 <= hits <= n or not 0 < confidence < 1:
        raise ValueError("A rate needs 0 ≤ hits ≤ n and a confidence between 0 and 1.")
    if not n:
        return Rate(0, 0, None, 0.0, 1.0, confidence)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    p = hits / n
    center = p + z * z / (2 * n)
    spread = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    low = 0.0 if hits == 0 else (center - spread) / scale
    high = 1.0 if hits == n else (center + spread) / scale
    return Rate(hits, n, p, low, high, confidence)


def difference(a: Rate, b: Rate) -> Difference | None:
    """a − b with Newcombe's hybrid score interval; None when one of them has no cases.

    Low = d − √((a−lowₐ)² + (high_b−b)²), high = d + √((highₐ−a)² + (b−low_b)²). Assumes that the two groups share no
    case: compare a person with the others of the team, not with the team they are part of. Cost O(1).
    """
    if a.value is None or b.value is None:
        return None
    d = a.value - b.value
    return Difference(
        d,
        d - sqrt((a.value - a.low) ** 2 + (b.high - b.value) ** 2),
        d + sqrt((a.high - a.value) ** 2 + (b.value - b.low) ** 2),
    )


def differs(a: Rate, b: Rate) -> bool:
    """Whether two rates differ beyond chance: the interval of their difference does not hold 0.

    What does not differ is not shown as a difference. At 95 % one in twenty equal pairs differs all the same: for a
    whole list, make the rates with a higher confidence (1 − 0.05 / number of comparisons). Cost O(1).
    """
    found = difference(a, b)
    return found is not None and (found.low > 0 or found.high < 0)


def median_interval(values: Sequence[float], confidence: float = 0.95) -> Median | None:
    """Median and the order statistics x₍d₎, x₍n+1−d₎ that hold the true one with at least that confidence.

    d is the largest rank with 2·P(Binomial(n, ½) < d) ≤ 1 − confidence; none for n < 6 at 95 %. Free of assumptions
    about the distribution. None without values. `values`: (n,), the result in their unit. Cost O(n log n).
    """
    if not values:
        return None
    ordered = sorted(values)
    n = len(ordered)
    below = np.cumsum(np.exp(_log_binomial(n)))
    d = int(np.searchsorted(below, (1 - confidence) / 2, side="right"))
    if d == 0:
        return Median(median(ordered), None, None, n)
    return Median(median(ordered), ordered[d - 1], ordered[n - d], n)


def _log_binomial(n: int) -> np.ndarray:
    """Logarithms of P(Binomial(n, ½) = k) for k = 0 … ⌊n/2⌋."""
    k = np.arange(n // 2)
    return np.concatenate(([0.0], np.cumsum(np.log((n - k) / (k + 1))))) - n * np.log(2)
