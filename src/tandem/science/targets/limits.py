"""Constraints that cross the tree, beside one common chance: what newcomers carry together, how far a year may move.

A limit is linear in the officers' figures: low ≤ Σ aᵢTᵢ ≤ high. Without limits everybody has the common chance π; with
them, the figures are those whose largest deviation d from π is least:

    min d  such that  Qᵢ(1 − π − d) ≤ Tᵢ ≤ Qᵢ(1 − π + d) within i's floor and ceiling, limits, tree bounds, total.

For a given d this is linear, and it stays possible when d grows: bisection on d, each step a linear program (HiGHS).
A last program takes, among the figures with that d, those that move least in all (in units of each one's own spread).
The largest deviation is then met to 1/1,000 of a point.

Source: Boyd and Vandenberghe, *Convex Optimization*, 2004, section 4.2.5; Q. Huangfu, J. Hall, "Parallelizing the
dual revised simplex method", Math. Prog. Comp. 10 (2018), 119–142, for the solver. Assumes what `common` assumes of
draws, and that limits are about leaves. Cost: about 20 programs of n variables; 500 officers 0.1 s, 10,000 about 2 s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
from scipy.optimize import OptimizeResult, linprog
from scipy.sparse import csr_array, eye_array, hstack, vstack

from tandem.science.breakdown import Breakdown, Node
from tandem.science.rounding import Weight
from tandem.science.targets.common import NOBODY, Pools, total_of, whole_figures
from tandem.science.targets.quantiles import Floats, Ints, Quantiles
from tandem.science.tree import Tree

HALVINGS = 17
FINE = 1e-5  # a deviation of 1/1,000 of a point is none


@dataclass(frozen=True, slots=True)
class Limit:
    """`least` ≤ Σ factor × figure ≤ `most` over some leaves; `parts`: leaf → factor. `key` names it."""

    key: str
    parts: Mapping[int, float]
    least: float = -np.inf
    most: float = np.inf


@dataclass(frozen=True, slots=True)
class Limited:
    """Exact figures within all limits; `share`: the common chance without them, `deviation`: the most anyone is off."""

    breakdown: Breakdown
    share: float
    deviation: float


class OutOfReach(Exception):
    """No figures keep every limit.

    `binding`: the keys of the limits and nodes whose bounds stand in the way. `nearest`: the total nearest to the one
    asked for with which everything fits; None when the limits exclude each other whatever the total.
    """

    def __init__(self, total: Decimal, binding: tuple[str, ...], nearest: Decimal | None) -> None:
        self.total, self.binding, self.nearest = total, binding, nearest
        near = "no total fits" if nearest is None else f"the nearest total that fits is {nearest}"
        super().__init__(f"{total} cannot be shared out within {', '.join(binding)}; {near}.")


def within_change(
    nodes: Sequence[Node], last: Sequence[Decimal | None], most: Decimal, digits: int
) -> list[Node]:
    """The nodes with floors and ceilings that keep each within ±`most` (0.2: 20 %) of its last figure.

    A change limit on one figure is a clip, so `common_chance` needs no program for it. A locked node, and one without
    a last figure, stays as it is; a floor or ceiling it has already stays where it is narrower. n nodes, n last
    figures; [before·(1 − most), before·(1 + most)], halves rounded to even. Cost O(n).
    """
    unit = Decimal(1).scaleb(-digits)
    bounded = []
    for node, before in zip(nodes, last, strict=True):
        if before is None or node.locked is not None:
            bounded.append(node)
            continue
        low = (before * (1 - most)).quantize(unit, ROUND_HALF_EVEN)
        high = (before * (1 + most)).quantize(unit, ROUND_HALF_EVEN)
        high = high if node.ceiling is None else min(high, node.ceiling)
        bounded.append(replace(node, floor=max(low, node.floor), ceiling=high))
    return bounded


def within_limits(
    total: Decimal,
    nodes: Sequence[Node],
    draws: Floats,
    rows: Sequence[int],
    limits: Sequence[Limit],
    *,
    digits: int,
    months: Sequence[Weight] = (),
    step: int = 1,
) -> Limited:
    """The figures nearest to one common chance that keep every limit; the other arguments as in `common_chance`.

    A limit is kept to the last unit: the program is given each one narrowed by a unit for every leaf in it, so that
    rounding cannot cross it. Round figures (`step`) are given up where they would. OutOfReach, or Infeasible when
    already the tree's own bounds do not fit. `draws`: (p, m), `rows`: n numbers. Formula above. Cost: about 20 linear
    programs of n variables.
    """
    tree = Tree(total, nodes, digits)
    program = _Program(tree, Quantiles(draws), rows, limits)
    place = program.place
    if not program.solved(1.0, place).success:
        program.complain(total)
    low, high = 0.0, 1.0
    if program.solved(FINE, place).success:
        high = 0.0
    for _ in range(HALVINGS if high else 0):
        middle = (low + high) / 2
        low, high = (low, middle) if program.solved(middle, place).success else (middle, high)
    figures = program.least_moved(high)
    for size in dict.fromkeys((step, 1)):
        told = whole_figures(total, nodes, figures, digits, months, size)
        if all(_kept(limit, told) for limit in limits):
            break
    return Limited(told, 1 - place / program.quantiles.count, high)


def _kept(limit: Limit, told: Breakdown) -> bool:
    reached = sum(factor * float(told.figures[leaf]) for leaf, factor in limit.parts.items())
    return limit.least - 1e-6 <= reached <= limit.most + 1e-6


class _Program:
    """The linear program over the leaves' figures: the rows of the tree, the total and the limits."""

    def __init__(
        self, tree: Tree, quantiles: Quantiles, rows: Sequence[int], limits: Sequence[Limit]
    ) -> None:
        self.tree, self.quantiles = tree, quantiles
        self.pools = Pools(tree, quantiles, rows)
        found = self.pools.solve()
        self.place = float((1 - found.share[self.pools.top]) * quantiles.count)
        self.leaves = np.array([i for i, children in enumerate(tree.children) if not children])
        column = {int(leaf): number for number, leaf in enumerate(self.leaves)}
        self.least, self.most = self.pools.least[self.leaves], self.pools.most[self.leaves]
        self.row = np.asarray(rows)[self.leaves]
        self.whole = np.zeros(self.leaves.size)
        self.names, self.matrix, self.low, self.high = self._rows(limits, column)

    def _rows(
        self, limits: Sequence[Limit], column: Mapping[int, int]
    ) -> tuple[list[str], csr_array, Floats, Floats]:
        """Bounded nodes with parts, then limits, narrowed by what rounding may move; and the row of the total.

        A leaf's figure makes 1/(1 + over) of itself in the node above, level by level.
        """
        unit = 10.0**-self.tree.digits
        bounded = [
            index for index in self.tree.order if self._is_bounded(index) and self.tree.children[index]
        ]
        number = {index: place for place, index in enumerate(bounded)}
        names = [self.tree.nodes[index].key for index in bounded]
        low, high = list(self.pools.least[bounded]), list(self.pools.most[bounded])
        entries: list[tuple[int, int, float]] = []
        for leaf, at in column.items():
            above, factor = leaf, 1.0
            while above != self.pools.top:
                above = int(self.pools.parent[above])
                factor /= self.pools.over[above]
                if above in number:
                    entries.append((number[above], at, factor))
            self.whole[at] = factor
        for limit in limits:
            entries += [(len(names), column[leaf], factor) for leaf, factor in limit.parts.items()]
            margin = sum(abs(factor) for factor in limit.parts.values()) * unit
            names.append(limit.key)
            low.append(limit.least + margin)
            high.append(limit.most - margin)
        where, which, factors = zip(*entries, strict=True) if entries else ((), (), ())
        matrix = csr_array((factors, (where, which)), shape=(len(names), self.leaves.size))
        return names, matrix, np.array(low), np.array(high)

    def _is_bounded(self, index: int) -> bool:
        node = self.tree.nodes[index]
        held = node.floor or node.ceiling is not None or node.locked is not None
        return bool(held) and index != self.pools.top

    def band(self, deviation: float, place: float) -> tuple[Floats, Floats]:
        """What each leaf may have with at most this deviation of its chance; all of its own range at 1."""
        if deviation >= 1:
            return self.least, self.most
        slack = deviation * self.quantiles.count
        bounds = []
        for at in (place - slack, place + slack):
            figures = np.where(self.row == NOBODY, 0.0, self.quantiles.at(at)[self.row])
            bounds.append(np.clip(figures, self.least, self.most))
        if place + slack >= self.quantiles.count:
            bounds[1] = self.most
        return bounds[0], bounds[1]

    def solved(
        self, deviation: float, place: float, cost: Floats | None = None, *, keep_total: bool = True
    ) -> OptimizeResult:
        """The program with these bands; without `cost` only whether it is possible."""
        low, high = self.band(deviation, place)
        inequalities, sides = self._inequalities()
        return linprog(
            np.zeros(self.leaves.size) if cost is None else cost,
            A_ub=inequalities,
            b_ub=sides,
            A_eq=csr_array(self.whole[None, :]) if keep_total else None,
            b_eq=[float(total_of(self.tree))] if keep_total else None,
            bounds=np.column_stack([low, high]),
            method="highs",
        )

    def _inequalities(self) -> tuple[csr_array | None, Floats | None]:
        above, below = np.isfinite(self.high), np.isfinite(self.low)
        if not above.any() and not below.any():
            return None, None
        return vstack([self.matrix[above], -self.matrix[below]]), np.concatenate(
            [self.high[above], -self.low[below]]
        )

    def least_moved(self, deviation: float) -> Floats:
        """Among the figures with this deviation, those that move least from the common chance; by node.

        x = x₀ + u − v with u, v ≥ 0, and Σ (u + v)/spread least.
        """
        low, high = self.band(min(deviation + FINE, 1.0), self.place)
        start = np.clip(self.band(0.0, self.place)[0], low, high)
        scale = self.quantiles.at_chance(0.25) - self.quantiles.at_chance(0.75)
        spread = np.where(self.row == NOBODY, 1.0, scale[self.row])
        cost = np.tile(1 / np.maximum(spread, max(float(np.median(spread)) * 1e-3, 1e-9)), 2)
        inequalities, sides = self._inequalities()
        if inequalities is not None:
            sides = sides - inequalities @ start
            inequalities = hstack([inequalities, -inequalities])
        found = linprog(
            cost,
            A_ub=inequalities,
            b_ub=sides,
            A_eq=csr_array(np.concatenate([self.whole, -self.whole])[None, :]),
            b_eq=[float(total_of(self.tree)) - float(self.whole @ start)],
            bounds=np.column_stack([np.zeros(2 * start.size), np.concatenate([high - start, start - low])]),
            method="highs",
        )
        moved = found.x[: start.size] - found.x[start.size :]
        figures = np.zeros(len(self.tree.nodes))
        figures[self.leaves] = start + moved
        return self._summed(figures)

    def _summed(self, figures: Floats) -> Floats:
        """Teams get what their parts make."""
        for index in reversed(self.tree.order):
            parts: Ints | list[int] = self.tree.children[index]
            if parts:
                figures[index] = figures[parts].sum() / self.pools.over[index]
        return figures

    def complain(self, total: Decimal) -> None:
        """Which limits stand in the way, and the nearest total with which everything fits."""
        for sign in (1.0, -1.0):
            found = self.solved(1.0, self.place, sign * self.whole, keep_total=False)
            if not found.success:
                raise OutOfReach(total, self._at_odds(), None)
            end = sign * found.fun
            if (sign > 0 and end > float(total)) or (sign < 0 and end < float(total)):
                unit = Decimal(1).scaleb(-self.tree.digits)
                raise OutOfReach(total, self._binding(found), Decimal(end).quantize(unit))
        raise OutOfReach(total, self._at_odds(), None)

    def _at_odds(self) -> tuple[str, ...]:
        """Whatever the total: the rows and leaves that keep the sum of what the rows miss from being nothing."""
        inequalities, sides = self._inequalities()
        if inequalities is None:
            return ()
        count, n = inequalities.shape
        found = linprog(
            np.concatenate([np.zeros(n), np.ones(count)]),
            A_ub=hstack([inequalities, -eye_array(count)]),
            b_ub=sides,
            bounds=np.column_stack(
                [np.append(self.least, np.zeros(count)), np.append(self.most, np.full(count, np.inf))]
            ),
            method="highs",
        )
        return self._binding(found)

    def _binding(self, found: OptimizeResult) -> tuple[str, ...]:
        """The rows and leaves whose bound has a price in the program."""
        above, below = np.isfinite(self.high), np.isfinite(self.low)
        numbers = [*np.flatnonzero(above), *np.flatnonzero(below)]
        prices = found.ineqlin.marginals if len(numbers) else []
        names = [
            self.names[number] for number, price in zip(numbers, prices, strict=True) if abs(price) > 1e-9
        ]
        prices = np.abs(found.lower.marginals) + np.abs(found.upper.marginals)
        held = prices[: self.leaves.size] > 1e-9
        names += [self.tree.nodes[leaf].key for leaf in self.leaves[held] if self._is_bounded(leaf)]
        return tuple(dict.fromkeys(names))
