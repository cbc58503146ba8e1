"""Whole figures within limits that cross the tree: few units moved after rounding.

Figures rounded down the tree (`breakdown`) add up at every level, but a limit across teams may be crossed by what was
rounded. With a whole move dᵢ of every node below the top:

    min Σ |dᵢ|/figureᵢ over leaves  such that  limits and bounds hold, and every sum stays as rounded.

First the figures of teams stay, so that leaves only exchange units with colleagues: where limits are nested or apart
these are the rows of a network, and the first linear program is whole already. Only where that does not suffice, teams
move too. All numbers are differences from rounded figures: they are small, and nothing is lost in floats.

Assumes figures that lie near the limits already. Source: A. J. Hoffman, J. B. Kruskal, "Integral boundary points of
convex polyhedra", 1956, for why it is quick; HiGHS by scipy.optimize.milp. Cost: one or two programs of 2n variables;
500 officers 10 ms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from tandem.science.targets.quantiles import Floats
from tandem.science.tree import Tree

if TYPE_CHECKING:
    from scipy.sparse import csr_array

HALF = 0.5 - 1e-6  # what is not half a unit yet
FAR = 1e9  # units no move needs
CLOSE = 0.2  # moves need not be the fewest by more than this
MOST_SECONDS = 5.0
INFEASIBLE = 2  # status of the solver


@dataclass(frozen=True, slots=True)
class Row:
    """`low` ≤ Σ factor × figure ≤ `high` over some leaves, in smallest units; None: no bound."""

    parts: Mapping[int, float]
    low: Fraction | None
    high: Fraction | None

    def keeps(self, figures: Sequence[int]) -> bool:
        """The n figures are within it, exactly. Cost O(parts)."""
        reached = self.reached(figures)
        return (self.low is None or self.low <= reached) and (self.high is None or reached <= self.high)

    def reached(self, figures: Sequence[int]) -> Fraction:
        """Σ factor × figure of the n figures, in smallest units. Cost O(parts)."""
        return sum((Fraction(factor) * figures[leaf] for leaf, factor in self.parts.items()), Fraction(0))


def settle(tree: Tree, figures: Sequence[int], limits: Sequence[Row], reach: float = FAR) -> list[int] | None:
    """The n figures with few units moved, so that every limit is kept; None where no move does.

    - `figures`: n whole figures that add up, in smallest units. `reach`: the most units that one figure may move.

    Formula above. Deterministic. Cost: one or two programs of 2n variables.
    """
    for teams_too in (False, True):
        moves = _Moves(tree, figures, limits, reach, teams_too).least()
        if moves is not None:
            settled = [figure + move for figure, move in zip(figures, moves, strict=True)]
            if all(limit.keeps(settled) for limit in limits):
                return settled
    return None


class _Moves:
    """The program of whole moves."""

    def __init__(
        self, tree: Tree, figures: Sequence[int], limits: Sequence[Row], reach: float, teams_too: bool
    ) -> None:
        self.tree, self.figures, self.reach = tree, figures, reach
        free = [i for i in tree.order[1:] if teams_too or not tree.children[i]]
        self.nodes = [index for index in free if tree.least[index] != tree.most[index]]
        self.column = {index: place for place, index in enumerate(self.nodes)}
        self.entries: list[tuple[int, int, float]] = []
        self.low: list[float] = []
        self.high: list[float] = []
        for index in tree.order:
            if tree.children[index]:
                self._add_up(index)
        for limit in limits:
            reached = limit.reached(figures)
            low = -np.inf if limit.low is None else float(limit.low - reached)
            high = np.inf if limit.high is None else float(limit.high - reached)
            self._row(limit.parts, low, high)

    def _row(self, parts: Mapping[int, float], low: float, high: float) -> None:
        moving = {self.column[leaf]: factor for leaf, factor in parts.items() if leaf in self.column}
        self.entries += [(len(self.low), place, factor) for place, factor in moving.items()]
        self.low.append(low)
        self.high.append(high)

    def _add_up(self, index: int) -> None:
        """The parts of a node make figure·(1 + over), as rounded as they do now."""
        parts = dict.fromkeys(self.tree.children[index], 1.0)
        if index not in self.column:
            self._row(parts, 0.0, 0.0)
            return
        over = self.tree.over[index]
        off = float(sum(self.figures[part] for part in parts) - self.figures[index] * (1 + Fraction(over)))
        slack = max(HALF, abs(off)) if over else abs(off)
        self._row({**parts, index: -1.0 - float(over)}, -slack - off, slack - off)

    def least(self) -> list[int] | None:
        """The moves of all n nodes; None where there are none."""
        from scipy.sparse import csr_array, hstack  # loads slowly; what needs no limit does without

        if not self.entries:
            return [0] * len(self.figures)
        where, which, factors = zip(*self.entries, strict=True)
        moves = csr_array((factors, (where, which)), shape=(len(self.low), len(self.nodes)))
        now = [self.figures[index] for index in self.nodes]
        down = [float(figure - self.tree.least[index]) for figure, index in zip(now, self.nodes, strict=True)]
        tops = [self.tree.most[index] for index in self.nodes]
        up = [np.inf if top is None else float(top - figure) for figure, top in zip(now, tops, strict=True)]
        each = [
            1e-3 if self.tree.children[index] else 1 / max(self.figures[index], 1) for index in self.nodes
        ]
        cost = np.tile(np.array(each) * max(float(np.mean(now)), 1.0), 2) if now else np.zeros(0)
        found = self._solved(cost, hstack([moves, -moves]).tocsr(), np.clip([*up, *down], 0, self.reach))
        if found is None:
            return None
        told = [0] * len(self.figures)
        count = len(self.nodes)
        for index, move in zip(self.nodes, np.rint(found[:count] - found[count:]), strict=True):
            told[index] = int(move)
        return told

    def _solved(self, cost: Floats, moves: csr_array, most: Floats) -> Floats | None:
        """The moves up and down; None where there are none. Without branching where that is whole already."""
        from scipy.optimize import Bounds, LinearConstraint, linprog, milp
        from scipy.sparse import vstack

        low, high = np.array(self.low), np.array(self.high)
        equal, above, below = low == high, np.isfinite(high) & (low < high), np.isfinite(low) & (low < high)
        found = linprog(
            cost,
            A_ub=vstack([moves[above], -moves[below]]) if above.any() or below.any() else None,
            b_ub=np.concatenate([high[above], -low[below]]) if above.any() or below.any() else None,
            A_eq=moves[equal] if equal.any() else None,
            b_eq=low[equal] if equal.any() else None,
            bounds=np.column_stack([np.zeros(most.size), most]),
            method="highs-ds",
        )
        if found.status == INFEASIBLE:
            return None
        if found.success and np.abs(found.x - np.rint(found.x)).max(initial=0) < 1e-6:
            return found.x
        found = milp(
            cost,
            integrality=np.ones(cost.size),
            bounds=Bounds(0, most),
            constraints=LinearConstraint(moves, low, high),
            options={"time_limit": MOST_SECONDS, "mip_rel_gap": CLOSE},
        )
        return found.x
