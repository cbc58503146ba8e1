"""What a constraint costs, in points of chance: the common chance of the others with it and without it.

A lock, floor or ceiling moves its person away from the common chance, and the others make up for it. Its price is the
difference of their common chance without and with it, positive when it costs them: "this lock costs the others
2 points". Over-assignment and ramp are priced alike: the same split with and without.

Assumes that the draws stay the same with and without. Source: own, a difference of two solutions. Cost of each price:
one more bisection (`common.solve`), O(n) × 42; 500 officers about 3 ms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

import numpy as np

from tandem.science.breakdown import Infeasible, Node
from tandem.science.targets.common import Common, solve
from tandem.science.targets.quantiles import Floats, Quantiles

Kind = Literal["lock", "floor", "ceiling"]
Lifted = Mapping[int, Sequence[tuple[str, Node]]]


@dataclass(frozen=True, slots=True)
class Price:
    """One constraint of node `node`: the others' common chance `held` with it, `free` without it."""

    node: int
    kind: str
    held: float
    free: float

    @property
    def points(self) -> float:
        """What it costs the others, in points; negative when it helps them."""
        return (self.free - self.held) * 100


def prices(
    total: Decimal,
    nodes: Sequence[Node],
    draws: Floats,
    rows: Sequence[int],
    *,
    digits: int,
    lifted: Lifted | None = None,
) -> tuple[Price, ...]:
    """The price of every lock, floor and ceiling below the top, or of the constraints `lifted`.

    - `lifted`: by node, the kinds of its constraints and what the node is without each. The other arguments as in
      `common_chance`.

    The others are those who share one chance with the node's parent. A bound that does not hold its node costs
    nothing. n nodes, p people; a price is `free` − `held`. Cost: one bisection, and one more for each constraint.
    """
    quantiles = Quantiles(draws)
    with_all = solve(total, nodes, quantiles, rows, digits=digits)
    told = []
    for index, node in enumerate(nodes):
        if node.parent is None:
            continue
        for kind, without in _without(node) if lifted is None else lifted.get(index, ()):
            held = _share_beside(with_all, node.parent)
            changed = [*nodes[:index], without, *nodes[index + 1 :]]
            try:
                free = _share_beside(solve(total, changed, quantiles, rows, digits=digits), node.parent)
            except Infeasible:
                continue
            told.append(Price(index, kind, held, free))
    return tuple(told)


def price_of_limit(
    total: Decimal,
    nodes: Sequence[Node],
    free: Sequence[Node],
    draws: Floats,
    rows: Sequence[int],
    *,
    digits: int,
) -> float:
    """What a limit on many costs, in points of the officers' mean common chance: `free` are the nodes without it.

    n nodes; the other arguments as in `common_chance`. Cost: two bisections, and the order of the draws.
    """
    quantiles = Quantiles(draws)
    held, without = (solve(total, each, quantiles, rows, digits=digits) for each in (nodes, free))
    return (_mean_share(without, rows) - _mean_share(held, rows)) * 100


def _mean_share(common: Common, rows: Sequence[int]) -> float:
    """The common chance of the officers; their mean where teams that their bounds hold have one of their own."""
    return float(common.share[np.asarray(rows) >= 0].mean())


def _without(node: Node) -> list[tuple[Kind, Node]]:
    if node.locked is not None:
        return [("lock", replace(node, locked=None))]
    found: list[tuple[Kind, Node]] = []
    if node.floor:
        found.append(("floor", replace(node, floor=Decimal(0))))
    if node.ceiling is not None:
        found.append(("ceiling", replace(node, ceiling=None)))
    return found


def _share_beside(common: Common, parent: int) -> float:
    return float(common.share[parent])


def shares_at(
    total: Decimal,
    nodes: Sequence[Node],
    draws: Floats,
    rows: Sequence[int],
    overs: Sequence[Decimal],
    at: Sequence[int],
    *,
    digits: int,
) -> Floats:
    """The officers' common chance with each over-assignment (0.02: 2 %) on the nodes `at`; NaN where nothing fits.

    The price of going from the first to the second is the difference, × 100 points. o over-assignments; (o,) chances,
    0 to 1. The other arguments as in `common_chance`. Cost: a bisection for each, and the order of the draws.
    """
    quantiles, found, places = Quantiles(draws), [], set(at)
    for over in overs:
        raised = [replace(node, over=over) if index in places else node for index, node in enumerate(nodes)]
        try:
            common = solve(total, raised, quantiles, rows, digits=digits)
        except Infeasible:
            found.append(np.nan)
            continue
        found.append(_mean_share(common, rows))
    return np.array(found)


def price_of_draws(
    total: Decimal,
    nodes: Sequence[Node],
    draws: Floats,
    rows: Sequence[int],
    node: int,
    other: Floats,
    *,
    digits: int,
) -> float:
    """What the others would gain, in points, if this node's draws were `other` (m,): the price of a ramp or a leave.

    With `other` what somebody would land at full strength, the price is what their ramp costs the others. The other
    arguments as in `common_chance`, in one unit. Cost: two bisections, and twice the order of the draws.
    """
    parent = nodes[node].parent
    if parent is None or rows[node] < 0:
        raise ValueError("A ramp belongs to an officer below somebody.")
    held = solve(total, nodes, Quantiles(draws), rows, digits=digits).share[parent]
    changed = np.array(draws, copy=True)
    changed[rows[node]] = other
    free = solve(total, nodes, Quantiles(changed), rows, digits=digits).share[parent]
    return float(free - held) * 100
