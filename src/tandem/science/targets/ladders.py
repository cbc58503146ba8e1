"""What each person would carry at a common place: of draws the figure reached with one chance, of weights a multiple.

A ladder gives everybody a figure that rises with the place, so that "all the same" means "all at one place", whatever a
split goes by. Between 0 and `count` the places are those that `common.Pools` looks through; below and above figures go
on in proportion, so that limits can push somebody beyond everything they ever drew, and still push all alike.

Assumes draws that are equally likely, and weights that can be compared. Source: own; of draws the inverse of their
distribution (`quantiles`), of weights a straight line. Cost O(p·m log m) once for p people and m draws, then O(p) a
reading.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from tandem.science.targets.quantiles import Figures, Floats, Quantiles

FIRST = 17  # places looked at first between 0 and count


class Ladder(Figures, Protocol):
    """Figures of p people by place, beyond `count` as well."""

    def reading(self, places: Floats) -> Floats:
        """The figures (p, s) at s places for each, from −`count` upward without end; they never fall with the place."""

    def first(self) -> Floats:
        """Rising places between which an answer is looked for first."""


class OfDraws(Quantiles):
    """A person's figure at place q is what they reach with chance 1 − q/m; of draws (p, m)."""

    def reading(self, places: Floats) -> Floats:
        """The figures (p, s) at s places for each of p people.

        Below 0 a share of their least draw, above m a multiple of their greatest. In the unit of the draws.
        Cost O(p·s).
        """
        share = places / self.count
        least, most = self.ordered[0].astype(float)[:, None], self.ordered[-1].astype(float)[:, None]
        inside = np.column_stack([self.at(column) for column in places.T])
        below, above = least * (1 + np.minimum(share, 0)), most * np.maximum(share, 1)
        return np.maximum(np.where(share < 0, below, np.where(share > 1, above, inside)), 0)

    def first(self) -> Floats:
        """Places (s,), evenly from 0 to m, then ever farther. Cost O(s)."""
        return np.concatenate([[-1.0], np.linspace(0, 1, FIRST), [2, 8, 64]]) * self.count


class OfWeights:
    """A person's figure at place k is k times their share of `whole` by weight; of weights (p,) ≥ 0."""

    count = 64.0

    def __init__(self, weights: ArrayLike, whole: float) -> None:
        given = np.asarray(weights, float)
        self.people = given.size
        total = given.sum()
        self.shares: Floats = given * (whole / total) if total else np.full(given.size, whole / given.size)

    def at(self, place: ArrayLike) -> Floats:
        """The figures (p,) at one place for all, or at a place each. In the unit of `whole`. Cost O(p)."""
        return self.shares * np.maximum(np.asarray(place, float), 0)

    def reading(self, places: Floats) -> Floats:
        """The figures (p, s) at s places for each of p people. In the unit of `whole`. Cost O(p·s)."""
        return self.shares[:, None] * np.maximum(places, 0)

    def first(self) -> Floats:
        """Places (s,) in equal ratios about 1, the share by weight alone. Cost O(s)."""
        return np.concatenate([[0.0], np.geomspace(1 / self.count, self.count, FIRST)])
