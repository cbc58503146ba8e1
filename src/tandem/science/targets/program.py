"""The linear program behind `limits`: the tree's bounds, the total and the limits over the leaves' figures.

Assumes what `limits` says. Source: see there. Cost: n leaves, one row for each limit and each bounded team.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import OptimizeResult, linprog
from scipy.sparse import csr_array, eye_array, hstack, vstack

from tandem.science.targets.common import NOBODY, Pools, total_of
from tandem.science.targets.ladders import Ladder
from tandem.science.targets.quantiles import Floats, Ints
from tandem.science.tree import Tree

ROUNDS = 5
FINE = 12  # steps between which each round looks closer


@dataclass(frozen=True, slots=True)
class Span:
    """A limit in numbers."""

    key: str
    parts: Mapping[int, float]
    low: float
    high: float


class Program:
    """Rows of the tree, the total and the limits; figures are those of the leaves.

    `free`: (n,) the figures that one common place gives without limits; `share`: 1 − that place/count.
    """

    def __init__(self, tree: Tree, ladder: Ladder, rows: Sequence[int], limits: Sequence[Span]) -> None:
        self.tree, self.ladder, self.limits = tree, ladder, limits
        self.pools = Pools(tree, ladder, rows)
        found = self.pools.solve()
        self.free, self.share = found.figures, float(found.share[self.pools.top])
        self.leaves = np.array([i for i, children in enumerate(tree.children) if not children])
        self.least, self.most = self.pools.least[self.leaves], self.pools.most[self.leaves]
        self.row = np.asarray(rows)[self.leaves]
        self.whole = np.zeros(self.leaves.size)
        self.names, self.matrix, self.low, self.high = self._rows()

    def _rows(self) -> tuple[list[str], csr_array, Floats, Floats]:
        """Bounded nodes with parts, then limits; and the row of the total.

        A leaf's figure makes 1/(1 + over) of itself in the node above, level by level.
        """
        column = {int(leaf): number for number, leaf in enumerate(self.leaves)}
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
        for limit in self.limits:
            entries += [(len(names), column[leaf], factor) for leaf, factor in limit.parts.items()]
            names.append(limit.key)
            low.append(limit.low)
            high.append(limit.high)
        where, which, factors = zip(*entries, strict=True) if entries else ((), (), ())
        matrix = csr_array((factors, (where, which)), shape=(len(names), self.leaves.size))
        return names, matrix, np.array(low), np.array(high)

    def _is_bounded(self, index: int) -> bool:
        node = self.tree.nodes[index]
        held = node.floor or node.ceiling is not None or node.locked is not None
        return bool(held) and index != self.pools.top

    def possible(self) -> bool:
        """Some figures keep everything. Cost: one program of n variables."""
        return bool(self._solved(np.zeros(self.leaves.size)).success)

    def kept_by(self, figures: Floats) -> bool:
        """The figures (n,) of all nodes are within every limit. Cost O(parts)."""
        reached = [
            sum(factor * figures[leaf] for leaf, factor in limit.parts.items()) for limit in self.limits
        ]
        return all(limit.low <= sum_ <= limit.high for limit, sum_ in zip(self.limits, reached, strict=True))

    def furthest_total(self, sign: int) -> tuple[float, tuple[str, ...]] | None:
        """The least total (sign 1) or the greatest (−1) that keeps all the rest, and what bounds it; None: none does.

        In the unit of the figures. Cost: one program of n variables.
        """
        found = self._solved(sign * self.whole, keep_total=False)
        if found.status == 3:  # without end
            return sign * -np.inf, ()
        return (sign * found.fun, self._binding(found)) if found.success else None

    def reach(self, limit: int) -> tuple[float, float] | None:
        """From where to where the sum of one limit may go while all the rest is kept; None where the rest is not.

        In the unit of the figures. Cost: two programs of n variables.
        """
        row = len(self.names) - len(self.limits) + limit
        bounds = (self.low[row], self.high[row])
        self.low[row], self.high[row] = -np.inf, np.inf
        cost = self.matrix[[row]].toarray()[0]
        ends = [self._solved(sign * cost) for sign in (1, -1)]
        self.low[row], self.high[row] = bounds
        if not ends[0].success:
            return None
        return float(ends[0].fun), float(-ends[1].fun) if ends[1].success else np.inf

    def _solved(self, cost: Floats, *, keep_total: bool = True) -> OptimizeResult:
        inequalities, sides = self._inequalities()
        return linprog(
            cost,
            A_ub=inequalities,
            b_ub=sides,
            A_eq=csr_array(self.whole[None, :]) if keep_total else None,
            b_eq=[float(total_of(self.tree))] if keep_total else None,
            bounds=np.column_stack([self.least, self.most]),
            method="highs",
        )

    def _inequalities(self) -> tuple[csr_array | None, Floats | None]:
        above, below = np.isfinite(self.high), np.isfinite(self.low)
        if not above.any() and not below.any():
            return None, None
        return vstack([self.matrix[above], -self.matrix[below]]).tocsr(), np.concatenate(
            [self.high[above], -self.low[below]]
        )

    def nearest(self) -> Floats:
        """The figures (n,) of all nodes with the least Σ w ∫ F, where it is `possible`.

        Formula in `limits`. In the unit of the figures. Cost: five programs of some 15n variables.
        """
        places = np.tile(self.ladder.first(), (self.leaves.size, 1))
        figures: Floats = np.zeros(self.leaves.size)
        for _ in range(ROUNDS):
            figures, at = self._round(places)
            last = places.shape[1] - 1
            rows = np.arange(self.leaves.size)
            low, high = places[rows, np.maximum(at - 1, 0)], places[rows, np.minimum(at + 2, last)]
            places = low[:, None] + (high - low)[:, None] * np.linspace(0, 1, FINE + 1)
        return self._summed(figures)

    def _round(self, places: Floats) -> tuple[Floats, Ints]:
        """The figures with each leaf's places (l, s) as steps, and between which of them each figure lies."""
        edges = self._figures(places)
        edges = np.clip(edges, self.least[:, None], self.most[:, None])
        wide = np.diff(places, axis=1)
        slopes = np.column_stack(
            [places[:, 0] - wide[:, 0], (places[:, 1:] + places[:, :-1]) / 2, places[:, -1] + wide[:, -1]]
        )
        ends = np.column_stack([self.least, edges, self.most])
        length = np.diff(ends, axis=1)
        leaf, step = np.nonzero(length > 0)
        spread = csr_array(
            (np.ones(leaf.size), (leaf, np.arange(leaf.size))), shape=(self.leaves.size, leaf.size)
        )
        inequalities, sides = self._inequalities()
        scale = 1 / max(float(np.abs(slopes).max()), 1.0)
        found = linprog(
            slopes[leaf, step] * self.whole[leaf] * scale,
            A_ub=None if inequalities is None else inequalities @ spread,
            b_ub=None if sides is None else sides - inequalities @ self.least,
            A_eq=csr_array(self.whole[None, :]) @ spread,
            b_eq=[float(total_of(self.tree)) - float(self.whole @ self.least)],
            bounds=np.column_stack([np.zeros(leaf.size), length[leaf, step]]),
            method="highs",
        )
        figures = self.least + spread @ found.x
        at = (edges <= figures[:, None] + 1e-9).sum(axis=1) - 1
        return figures, np.clip(at, 0, places.shape[1] - 2)

    def _figures(self, places: Floats) -> Floats:
        """The figures (l, s) of the leaves at their places; 0 where nobody stands behind one."""
        told = np.zeros(places.shape)
        known = self.row != NOBODY
        of_person = np.zeros((self.ladder.people, places.shape[1]))
        of_person[self.row[known]] = places[known]
        told[known] = self.ladder.reading(of_person)[self.row[known]]
        return told

    def _summed(self, leaves: Floats) -> Floats:
        """Teams get what their parts make."""
        figures = np.zeros(len(self.tree.nodes))
        figures[self.leaves] = leaves
        for index in reversed(self.tree.order):
            parts = self.tree.children[index]
            if parts:
                figures[index] = figures[parts].sum() / self.pools.over[index]
        return figures

    def shares(self, figures: Floats) -> Floats:
        """1 − place/count of each of n nodes' figures; NaN but for leaves with somebody behind them. Cost O(n·s)."""
        told = np.full(len(self.tree.nodes), np.nan)
        known = self.row != NOBODY
        leaves = self.leaves[known]
        low, high = np.zeros(leaves.size), np.full(leaves.size, float(self.ladder.count))
        for _ in range(30):
            middle = (low + high) / 2
            places = np.zeros(self.ladder.people)
            places[self.row[known]] = middle
            short = self.ladder.at(places)[self.row[known]] < figures[leaves]
            low, high = np.where(short, middle, low), np.where(short, high, middle)
        told[leaves] = 1 - (low + high) / 2 / self.ladder.count
        return told

    def at_odds(self) -> tuple[str, ...]:
        """Whatever the total: the rows and leaves that keep the sum of what the rows miss from being nothing.

        Keys of at most n nodes and limits. Cost: one program of n variables.
        """
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
