"""Where a figure stands among the draws of each person, and the figure at a place.

Assumes draws that are equally likely. Source: own, the inverse of the share of draws that reach a figure, straight
between them. Cost O(p·m log m) once, then O(p) a reading.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.floating]
Ints = NDArray[np.integer]


class Figures(Protocol):
    """Figures of p people that rise with a common place, from 0 to `count`."""

    @property
    def people(self) -> int:
        """How many."""

    @property
    def count(self) -> float:
        """The last place."""

    def at(self, place: ArrayLike) -> Floats:
        """The figures (p,) at one place for all, or at a place each."""


class Quantiles:
    """The draws of p people in order, to read everybody's figure at a common place at once.

    A place q lies between 0 and m: a figure at place q is reached with chance 1 − q/m. Between two neighboring draws
    the figure runs straight, so that it rises with q without a jump. Cost of making it O(p·m log m), of reading O(p).
    """

    def __init__(self, draws: Floats) -> None:
        self.people, self.count = draws.shape
        self.ordered = np.sort(draws, axis=1).T.copy()

    def at(self, place: ArrayLike) -> Floats:
        """The figures (p,) at one place for all, or at a place each.

        In the unit of the draws; places are held between 0 and m − 1. Cost O(p).
        """
        places = np.clip(np.broadcast_to(np.asarray(place, float), (self.people,)), 0, self.count - 1)
        below = (
            np.minimum(places.astype(np.intp), self.count - 2)
            if self.count > 1
            else np.zeros(self.people, int)
        )
        who = np.arange(self.people)
        low = self.ordered[below, who].astype(float)
        if self.count == 1:
            return low
        return low + (places - below) * (self.ordered[below + 1, who].astype(float) - low)

    def at_chance(self, share: float) -> Floats:
        """The figures (p,) that each reaches with this chance. The place is (1 − share)·m. Cost O(p)."""
        return self.at((1 - share) * self.count)
