"""How large shocks are, as far as that is known: not one size, but sizes and how likely each is.

A handful of earlier days cannot tell how much moves many at once. Taken for certain, the likeliest size makes ranges
too narrow, as in truth it may as well be larger. So each draw has sizes of its own, drawn from what the misses of
earlier days leave open:

    P(v | misses) ∝ P(v) · Π N(miss; 0, noise + v·exposure)^share

over a grid of variances v, with `share` below 1 as far as looks overlap. P(v) is a scaled inverse χ² around a prior
variance, worth `WORTH` misses. That of common shocks grows with the days from the cutoff to the end of the period, as
that of a level that wanders; but half of a quarter's is there from the first day, as where the level stands today is
only guessed. Four weeks are therefore told with less certainty than a mere wandering would leave them. Beyond a
quarter, where no look reaches, growth may be another than expected, whose variance grows with the square of the days.

Source: A. Gelman, J. Carlin, H. Stern, D. Dunson, A. Vehtari, D. Rubin, Bayesian Data Analysis, 3rd ed., CRC 2013,
sections 2.6 and 5.4. Assumes misses near normal; people's are less so and count for `HEAVY`. Cost O(grid × misses).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .given import Floats

GRID = 60
WORTH = (5.0, 5.0, 20.0)
PRIOR = (0.06, 0.045, 1.2)
QUARTER = 91.0
HEAVY = 0.5


@dataclass(frozen=True, slots=True)
class Spread:
    """A variance of which only so much is known: (g,) values it may have, and (g,) how likely it is at most each."""

    values: Floats
    upto: Floats

    def drawn(self, random: np.random.Generator, draws: int) -> Floats:
        """(m,) variances. By inversion: the first value whose `upto` exceeds a uniform number. Cost O(m log g)."""
        place = np.searchsorted(self.upto, random.random(draws), side="right")
        return np.asarray(self.values[np.minimum(place, len(self.values) - 1)])

    @property
    def mean(self) -> float:
        """The mean variance."""
        return float((self.values * np.diff(self.upto, prepend=0.0)).sum())


@dataclass(frozen=True, slots=True)
class Misses:
    """n of them: `miss`, its variance without shocks (`noise`), and how much a shock of variance 1 adds to it."""

    miss: Floats
    noise: Floats
    exposure: Floats


def certain(size: float) -> Spread:
    """A variance that is known: the square of this. `size`: a standard deviation; g = 1. Cost O(1)."""
    return Spread(np.array([size**2]), np.ones(1))


def size(prior: float, worth: float, misses: Misses, share: float) -> Spread:
    """The variance after these misses; `prior`: the standard deviation to begin with, worth so many of them.

    n misses, in units in which a shock's variance is v·exposure; formula above, over GRID standard deviations from
    0.1 to 6 times the prior. Cost O(GRID × n).
    """
    values = (prior * np.geomspace(0.1, 6.0, GRID)) ** 2
    told = -worth / 2 * (np.log(values) + prior**2 / values)
    for value in range(GRID):
        spread = np.maximum(misses.noise + values[value] * misses.exposure, 1e-300)
        told[value] -= share / 2 * float((np.log(spread) + misses.miss**2 / spread).sum())
    likely = np.exp(told - told.max())
    return Spread(values, np.cumsum(likely) / likely.sum())


def longer(prior: float, days: int) -> float:
    """The standard deviation of a common shock up to so many days ahead; `prior`: that of a quarter, q = days/91.

    prior·√(½ + ½·max(q, q²)), days from 0 on. Cost O(1).
    """
    quarters = max(days, 0) / QUARTER
    return float(prior * np.sqrt((1 + max(quarters, quarters**2)) / 2))
