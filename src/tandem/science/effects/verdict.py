"""What may be said of the rates of several people: a tie, or who stands out.

People are told apart only when two things agree: all together differ more than chance explains (`homogeneity`), and
this one differs from the others after correction for having looked at everybody (`ranks.against_the_others`).

Assumes independent cases. Source: own, of the tests it asks for, which name theirs. Cost O(k² log k).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tandem.science.effects.homogeneity import Homogeneity, homogeneity
from tandem.science.effects.ranks import Places, against_the_others, places
from tandem.science.effects.shrinkage import Shrunk, shrink

LEVEL = 0.05


@dataclass(frozen=True, slots=True)
class Verdict:
    """`above`, `below`: the people who stand out; nobody where `tie`. `unsettled`: the people differ more than chance
    explains, yet no single one can be named.
    """

    test: Homogeneity
    shrunk: Shrunk
    places: Places
    above: tuple[int, ...]
    below: tuple[int, ...]

    @property
    def tie(self) -> bool:
        """Chance alone explains what is seen."""
        return self.test.p >= LEVEL

    @property
    def unsettled(self) -> bool:
        """There is a difference, and nobody to pin it on."""
        return not self.tie and not self.above and not self.below


def judge(hits: ArrayLike, n: ArrayLike, team: ArrayLike | None = None, *, seed: int = 0) -> Verdict:
    """What may be said of the rates of k people. `hits`, `n`: (k,); `team`: (k,) numbers from 0. Cost O(k² log k)."""
    won, of = np.asarray(hits, np.int64), np.asarray(n, np.int64)
    test = homogeneity(hits, n, seed=seed)
    shrunk = shrink(hits, n, team)
    stands = against_the_others(hits, n) < LEVEL if test.p < LEVEL else np.zeros(won.size, bool)
    rate = won.sum() / max(of.sum(), 1)
    high = won > of * rate
    above = np.flatnonzero(stands & high).tolist()
    below = np.flatnonzero(stands & ~high).tolist()
    return Verdict(test, shrunk, places(hits, n, LEVEL), tuple(above), tuple(below))
