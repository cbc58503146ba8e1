"""How good stated chances were: AUC, Brier, calibration error against its noise floor.

Sources: J. A. Hanley and B. J. McNeil, Radiology 143 (1982), 29–36 (AUC as a rank statistic, and its standard error);
G. W. Brier, Monthly Weather Review 78 (1950), 1–3; M. P. Naeini et al., AAAI 2015 (expected calibration error).
Assumes independent cases. Cost O(n log n).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sqrt

import numpy as np

from tandem.science.winning.given import Flags, Floats

Z = 1.96
BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Cases whose stated chance was alike: how many, the mean stated chance, the share that was won."""

    count: int
    stated: float
    came: float


@dataclass(frozen=True, slots=True)
class Record:
    """n held-out cases. `auc` with its 95 % interval; `brier` beside `base`, that of the base rate known before.

    `gain`: base − brier, and `gain_error`, its standard error over cases. `ece`: expected calibration error; `floor`:
    what it would be by chance alone were every stated chance true.
    """

    count: int
    won: int
    auc: float
    auc_low: float
    auc_high: float
    brier: float
    base: float
    gain_error: float
    ece: float
    floor: float
    bins: tuple[Bin, ...]

    @property
    def gain(self) -> float:
        """By how much the Brier score beats the base rate's; negative when it is worse."""
        return self.base - self.brier

    @property
    def tells(self) -> bool:
        """Better than the base rate, beyond what chance explains, by rank and by squared error."""
        return self.auc_low > 0.5 and self.gain > Z * self.gain_error


def auc(chances: Floats, won: Flags) -> float:
    """The share of pairs of a won and a lost case in which the won one had the higher chance; ½ when one kind is
    missing.

    Ties count half. `chances`, `won`: (n,). Cost O(n log n).
    """
    from scipy.stats import rankdata  # loads slowly; only scoring needs it

    hits = int(won.sum())
    misses = len(won) - hits
    if not hits or not misses:
        return 0.5
    ranks = rankdata(chances)
    return float((ranks[won].sum() - hits * (hits + 1) / 2) / (hits * misses))


def auc_error(value: float, hits: int, misses: int) -> float:
    """Standard error of an AUC (Hanley and McNeil 1982).

    √((A(1 − A) + (h − 1)(Q₁ − A²) + (m − 1)(Q₂ − A²))/(h·m)), Q₁ = A/(2 − A), Q₂ = 2A²/(1 + A). Cost O(1).
    """
    if not hits or not misses:
        return 0.5
    one, two = value / (2 - value), 2 * value * value / (1 + value)
    spread = value * (1 - value) + (hits - 1) * (one - value**2) + (misses - 1) * (two - value**2)
    return sqrt(max(spread, 0) / (hits * misses))


def bins_of(chances: Floats, won: Flags, bins: int = BINS) -> tuple[Bin, ...]:
    """Cases in groups of nearly equal size by stated chance.

    `chances`, `won`: (n,). At most `bins` groups, and no more than leave 20 cases in each. Cost O(n log n).
    """
    order = np.argsort(chances, kind="stable")
    groups = np.array_split(order, min(bins, max(len(order) // 20, 1)))
    return tuple(
        Bin(len(rows), float(chances[rows].mean()), float(won[rows].mean())) for rows in groups if len(rows)
    )


def calibration_error(bins: tuple[Bin, ...]) -> tuple[float, float]:
    """(expected calibration error, its noise floor): Σ n_b/n · |came − stated|, and the mean of that under true
    chances.

    The floor uses E|X̄ − p| ≈ √(2p(1 − p)/(π n_b)), the mean deviation of a share. Cost O(bins).
    """
    whole = sum(each.count for each in bins)
    if not whole:
        return 0.0, 0.0
    error = sum(each.count * abs(each.came - each.stated) for each in bins) / whole
    floor = sum(
        each.count * sqrt(2 * max(each.stated * (1 - each.stated), 0) / (pi * each.count)) for each in bins
    )
    return error, floor / whole


def record(chances: Floats, base: Floats, won: Flags) -> Record:
    """What became of n stated chances, beside the base rate stated before each (n,).

    `chances`, `base`: (n,), 0 to 1; `won`: (n,). gain_error = σ of the differences of squares ÷ √n. Cost O(n log n).
    """
    hits = int(won.sum())
    value = auc(chances, won)
    error = auc_error(value, hits, len(won) - hits)
    squares = (chances - won) ** 2
    apart = (base - won) ** 2 - squares
    bins = bins_of(chances, won)
    off, floor = calibration_error(bins)
    return Record(
        len(won), hits, value, max(value - Z * error, 0.0), min(value + Z * error, 1.0), float(squares.mean()),
        float(((base - won) ** 2).mean()), float(apart.std() / sqrt(max(len(won), 1))), off, floor, bins,
    )  # fmt: skip
