"""A search for the best of many small boxes at once.

Assumes a box whose best hollow is wide enough for the first points to meet. Source: own, of a Halton sequence (see
`smallest`) and a box that shrinks. Cost (wide + rounds × near) losses.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tandem.science.series.panel import Floats


def smallest(
    loss: Callable[[Floats], Floats],
    count: int,
    low: Floats,
    high: Floats,
    *,
    wide: int = 64,
    near: int = 32,
    rounds: int = 6,
) -> Floats:
    """(count, k) points that make `loss` small, one for each of `count` problems with k unknowns in a common
    box.

    `loss` gets (count, g, k) and returns (count, g). First `wide` evenly strewn points of the box (a Halton
    sequence: J. H. Halton, *Numerische Mathematik* 2 (1960), 84–90), then `rounds` times `near` points round
    the best so far, in a box of 0.35, 0.35·0.55, … of the whole. Derivative-free, deterministic, and all
    problems advance together, which is what makes it fast in numpy. Finds the best hollow only if the first
    points meet it. Cost (wide + rounds × near) losses.
    """
    k = len(low)
    wide_points = low + halton(wide, k) * (high - low)
    points = np.broadcast_to(wide_points, (count, wide, k))
    best, least = _best(loss, points, np.zeros((count, k)), np.full(count, np.inf))
    offsets = halton(near, k) - 0.5
    reach = 0.7
    for _ in range(rounds):
        around = np.clip(best[:, None, :] + offsets * reach * (high - low), low, high)
        best, least = _best(loss, around, best, least)
        reach *= 0.55
    return best


def _best(
    loss: Callable[[Floats], Floats], points: Floats, best: Floats, least: Floats
) -> tuple[Floats, Floats]:
    values = loss(points)
    values = np.where(np.isfinite(values), values, np.inf)
    place = values.argmin(axis=1)
    rows = np.arange(len(values))
    found = values[rows, place]
    better = found < least
    return np.where(better[:, None], points[rows, place], best), np.where(better, found, least)


def halton(count: int, dimensions: int) -> Floats:
    """(count, dimensions) points strewn evenly in the unit box: the Halton sequence from its first point on.

    At most 6 dimensions, with the bases 2, 3, 5, 7, 11, 13. Cost O(count × dimensions × log count).
    """
    primes = (2, 3, 5, 7, 11, 13)
    numbers = np.arange(1, count + 1)
    result = np.zeros((count, dimensions))
    for column, base in zip(range(dimensions), primes, strict=False):
        rest, part = numbers.copy(), 1.0
        while rest.any():
            part /= base
            result[:, column] += part * (rest % base)
            rest //= base
    return result
