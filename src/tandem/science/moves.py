"""What moved a chance between two runs: an exact decomposition that adds up.

The result in a draw is a sum: what open deals bring in it, and the rest (what was booked, business not yet created,
sizes not yet known). Going from the earlier run to the later one, one part after another is exchanged for its later
draws, and the change of the chance at each step is that part's. The last step leaves exactly the later run, so the
parts telescope: they add up to the whole change. Because the order matters, each part gets the mean of its change in
one order and in the reverse one, which keeps the sum. Assumes that both runs were drawn with one seed, so that draw j
of one belongs with draw j of the other. Source: own; the Shapley value estimated from orders as in J. Castro, D.
Gómez, J. Tejada, Computers & Operations Research 36 (2009), 1726–1730, here from one order and its reverse. Cost
O(k·m) for k parts and m draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Moves:
    """`parts`: (k,) change of the chance by each part, in the order given; `target`: by the target itself; `rest`.

    before + target + Σ parts + rest = after, exactly up to floating-point rounding; all between −1 and 1.
    """

    before: float
    after: float
    target: float
    parts: Floats
    rest: float


def moves(
    before: Floats, after: Floats, parts_before: Floats, parts_after: Floats, targets: tuple[float, float]
) -> Moves:
    """Decompose the change of P(landing ≥ target).

    - `before`, `after`: (m,) draws of the landing in the two runs, drawn with the same seed.
    - `parts_before`, `parts_after`: (k, m) what each part brings in each draw; 0 where it does not exist.
    - `targets`: the target then and now.

    All in one unit; formula above. Cost O(k·m).
    """
    then, now = targets
    steps = parts_after - parts_before
    rest = after - before - steps.sum(axis=0)
    changes = np.concatenate([steps, rest[None, :]])
    start = _chance(before, now)
    one = _walk(before, changes, now)
    other = _walk(before, changes[::-1], now)[::-1]
    shares = (one + other) / 2
    first = _chance(before, then)
    return Moves(first, _chance(after, now), start - first, shares[:-1], float(shares[-1]))


def whole_points(values: Sequence[float], total: int) -> list[int]:
    """Values (in points) as whole ones that add up to `total`: largest remainders, signs kept where they can be.

    k values in, k whole numbers out; each is one of the two next to its value where |total − Σ values| < 1. Cost
    O(k log k + |total − Σ⌊values⌋|).
    """
    floors = [int(np.floor(value)) for value in values]
    left = total - sum(floors)
    order = sorted(range(len(values)), key=lambda at: values[at] - floors[at], reverse=True)
    for step in range(abs(left)):
        at = order[step % len(order)] if left > 0 else order[-1 - step % len(order)]
        floors[at] += 1 if left > 0 else -1
    return floors


def _chance(drawn: Floats, target: float) -> float:
    return float(np.mean(drawn >= target - 1e-6 * max(abs(target), 1.0)))


def _walk(start: Floats, changes: Floats, target: float) -> Floats:
    """The change of the chance at each step, when the changes are applied one after the other."""
    told = np.empty(len(changes))
    at, chance = start.astype(float), _chance(start, target)
    for place, change in enumerate(changes):
        at = at + change
        reached = _chance(at, target)
        told[place] = reached - chance
        chance = reached
    return told
