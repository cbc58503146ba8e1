"""The linear program behind `limits`: the tree's bounds, the total and the limits over the leaves' figures.

Leaves that the same limits and bounded teams hold stand at one place at the answer, so that the programs are about
groups of them, and a group has what its leaves have at its place. Only why nothing fits is asked leaf by leaf.

Assumes what `limits` says. Source: see there. Cost: O(n) for each look at a place, and programs of a few variables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.optimize import OptimizeResult, linprog
from scipy.sparse import csr_array, eye_array, hstack, vstack

from tandem.science.targets.common import NOBODY, Pools, total_of
from tandem.science.targets.ladders import Ladder
from tandem.science.targets.quantiles import Floats, Ints
from tandem.science.tree import Tree

ROUNDS = 5
FINE = 12  # steps between which each round looks closer
STEPS = 42  # halvings, as in `common`


@dataclass(frozen=True, slots=True)
class Span:
    """A limit in numbers."""

    key: str
    parts: Mapping[int, float]
    low: float
    high: float


@dataclass(frozen=True)
class Groups:
    """Leaves put together: `of_leaf` (l,), the group of each, of `count` groups."""

    of_leaf: Ints
    count: int

    @cached_property
    def first(self) -> Ints:
        """A leaf of each group (g,). Cost O(l log l)."""
        return np.unique(self.of_leaf, return_index=True)[1]

    def sums(self, values: Floats) -> Floats:
        """What the values of the leaves, (l,) or (l, s), make in each group: Σ. Cost O(l·s)."""
        if values.ndim == 1:
            return np.bincount(self.of_leaf, values, self.count).astype(float)
        return np.column_stack([np.bincount(self.of_leaf, column, self.count) for column in values.T])


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
        """Some figures keep everything. Cost: one program of as many variables as there are groups."""
        groups = self.groups
        least, most = groups.sums(self.least), groups.sums(self.most)
        inequalities, sides = self._inequalities()
        found = linprog(
            np.zeros(groups.count),
            A_ub=None if inequalities is None else inequalities[:, groups.first],
            b_ub=sides,
            A_eq=self.whole[None, groups.first],
            b_eq=[float(total_of(self.tree))],
            bounds=np.column_stack([least, most]),
            method="highs",
        )
        return bool(found.success)

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

    @cached_property
    def groups(self) -> Groups:
        """The leaves that the same rows hold in the same way, and that weigh the same at the top. Cost O(n)."""
        columns = self.matrix.tocsc()
        alike: dict[tuple[object, ...], int] = {}
        of_leaf = np.zeros(self.leaves.size, np.intp)
        for leaf in range(self.leaves.size):
            here = slice(columns.indptr[leaf], columns.indptr[leaf + 1])
            held = columns.indices[here].tobytes(), columns.data[here].tobytes()
            key = (*held, float(self.whole[leaf]), self.row[leaf] == NOBODY)
            of_leaf[leaf] = alike.setdefault(key, len(alike))
        return Groups(of_leaf, len(alike))

    def nearest(self) -> Floats:
        """The figures (n,) of all nodes with the least Σ w ∫ F, where it is `possible`.

        Whom the same rows hold is at one place, so that groups are looked for, not leaves. Formula in `limits`.
        In the unit of the figures. Cost: O(n) a step, and five programs of some 15 variables for each group.
        """
        groups = self.groups
        places = np.tile(self.ladder.first(), (groups.count, 1))
        rows = np.arange(groups.count)
        totals: Floats = np.zeros(groups.count)
        for _ in range(ROUNDS):
            totals, at = self._round(places)
            last = places.shape[1] - 1
            low, high = places[rows, np.maximum(at - 1, 0)], places[rows, np.minimum(at + 2, last)]
            places = low[:, None] + (high - low)[:, None] * np.linspace(0, 1, FINE + 1)
        return self._summed(self._shared(totals))

    def _round(self, places: Floats) -> tuple[Floats, Ints]:
        """What each group has in all with its places (g, s) as steps, and between which of them that lies."""
        groups = self.groups
        least, most = groups.sums(self.least), groups.sums(self.most)
        edges = groups.sums(self._figures(places[groups.of_leaf]))
        wide = np.diff(places, axis=1)
        slopes = np.column_stack(
            [places[:, 0] - wide[:, 0], (places[:, 1:] + places[:, :-1]) / 2, places[:, -1] + wide[:, -1]]
        )
        length = np.diff(np.column_stack([least, edges, most]), axis=1)
        group, step = np.nonzero(length > 0)
        of_group = groups.first[group]
        inequalities, sides = self._inequalities()
        found = linprog(
            slopes[group, step] * self.whole[of_group] / max(float(np.abs(slopes).max()), 1.0),
            A_ub=None if inequalities is None else inequalities[:, of_group],
            b_ub=None if sides is None else sides - inequalities @ self.least,
            A_eq=self.whole[None, of_group],
            b_eq=[float(total_of(self.tree)) - float(self.whole @ self.least)],
            bounds=np.column_stack([np.zeros(group.size), length[group, step]]),
            method="highs",
        )
        totals = least + np.bincount(group, found.x, groups.count)
        at = (edges <= totals[:, None] * (1 + 1e-12)).sum(axis=1) - 1
        return totals, np.clip(at, 0, places.shape[1] - 2)

    def _shared(self, totals: Floats) -> Floats:
        """The figures of the leaves with which each group has its total at one place."""
        groups = self.groups
        edges = self.ladder.first()
        low, high = np.full(groups.count, edges[0]), np.full(groups.count, edges[-1])
        for _ in range(STEPS):
            middle = (low + high) / 2
            short = groups.sums(self._figures(middle[groups.of_leaf][:, None])[:, 0]) < totals
            low, high = np.where(short, middle, low), np.where(short, high, middle)
        figures = self._figures(high[groups.of_leaf][:, None])[:, 0]
        left = (totals - groups.sums(figures)) / groups.sums(np.ones(figures.size))  # beyond every place
        return np.clip(figures + left[groups.of_leaf], self.least, self.most)

    def _figures(self, places: Floats) -> Floats:
        """The figures (l, s) of the leaves at their places, within their bounds; where nobody stands behind one, 0."""
        told = np.zeros(places.shape)
        known = self.row != NOBODY
        of_person = np.zeros((self.ladder.people, places.shape[1]))
        of_person[self.row[known]] = places[known]
        told[known] = self.ladder.reading(of_person)[self.row[known]]
        return np.clip(told, self.least[:, None], self.most[:, None])

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
