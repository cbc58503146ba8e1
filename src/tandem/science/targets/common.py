"""One chance for all: every officer's target is the figure they reach with the same probability.

With draws of where each officer may land, the target at probability π is Tᵢ(π) = clip(Qᵢ(1 − π), floorᵢ, ceilingᵢ)
with Qᵢ the quantile function of i's draws; a locked figure is its own clip. A team's figure is that of its parts,
without its over-assignment, and clipped by the team's own bounds: F(π) = clip(Σ parts(π)/(1 + over), floor, ceiling).
Each is non-increasing in π, so the one π at which the top has its total is found by bisection. Where a team's own
bound holds, its officers have a chance of their own: the team is a pool, solved again by itself.

The figures then go through `breakdown` as weights: its water-filling leaves them where they are and settles the
smallest units, so that every level and every month adds up exactly, within every bound.

Assumes that draws are of the same thing as the total (currency or count) and that the draws of one person are
exchangeable. Source: the quantile allocation of a total is the solution of max min P(Xᵢ ≥ Tᵢ) under Σ Tᵢ = total
(Boyd and Vandenberghe, *Convex Optimization*, 2004, section 4.2.5, quasiconvex problems by bisection).
Cost O(p·m log m) for the order of the draws, then O(n) a step of the bisection, and `breakdown`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from tandem.science.breakdown import Breakdown, Node, break_down
from tandem.science.rounding import Weight
from tandem.science.targets.quantiles import Figures, Floats, Ints, Quantiles
from tandem.science.tree import Tree

STEPS = 42  # halvings: the place is then known to m·2⁻⁴²
NOBODY = -1


@dataclass(frozen=True, slots=True)
class Common:
    """Where the bisection ended, for n nodes.

    - `figures`: (n,) before rounding. `pool`: (n,) the node whose total sets the chance of this one: the top, or the
      nearest team above that one of its own bounds holds. `share`: (n,) the common chance of that pool, 0 to 1.
    """

    figures: Floats
    pool: Ints
    share: Floats


@dataclass(frozen=True, slots=True)
class CommonChance:
    """Exact figures, and the common chance they came from."""

    breakdown: Breakdown
    common: Common

    @property
    def share(self) -> float:
        """The chance of everybody whom no bound holds, in the pool of the top."""
        return float(self.common.share[self.common.pool[0]])


def common_chance(
    total: Decimal,
    nodes: Sequence[Node],
    draws: Floats,
    rows: Sequence[int],
    *,
    digits: int,
    months: Sequence[Weight] = (),
    step: int = 1,
) -> CommonChance:
    """Give everybody the same chance, as far as floors, ceilings and locks allow.

    - `nodes`: the tree, the top first; their weights do not matter. `draws`: (p, m) in the unit of the total.
      `rows`: n, the row of `draws` of each node, −1 for teams (and for a leaf nobody stands behind, which gets its
      floor). `digits`, `months`, `step` as in `break_down`.

    Infeasible (with the bounds in each other's way and the nearest figure) when nothing fits. Deterministic.
    Cost: 500 officers × 12 months × 2,000 draws about 0.15 s, 10,000 about 3 s.
    """
    quantiles = Quantiles(draws)
    found = solve(total, nodes, quantiles, rows, digits=digits)
    return CommonChance(whole_figures(total, nodes, found.figures, digits, months, step), found)


def whole_figures(
    total: Decimal, nodes: Sequence[Node], figures: Floats, digits: int, months: Sequence[Weight], step: int
) -> Breakdown:
    """The figures (n,) to the smallest unit, exact at every level and in every month.

    n nodes, figures in the unit of the total. As weights they keep two digits beyond the smallest unit. Cost: that of
    `break_down`.
    """
    units = np.rint(np.maximum(figures, 0) * 10.0 ** (digits + 2)).astype(object)
    weighed = [replace(node, weight=int(weight)) for node, weight in zip(nodes, units, strict=True)]
    return break_down(total, weighed, digits=digits, months=months, step=step)


def solve(
    total: Decimal, nodes: Sequence[Node], quantiles: Figures, rows: Sequence[int], *, digits: int
) -> Common:
    """The bisection alone, on draws already in order; the arguments as in `common_chance`.

    n nodes; formula above. Infeasible as there. Cost O(STEPS × n) for each depth at which a bound holds, and the
    tree.
    """
    return Pools(Tree(total, nodes, digits), quantiles, rows).solve()


class Pools:
    """A tree as arrays: values from the leaves up, pools from the top down, all pools of one depth at once."""

    def __init__(self, tree: Tree, quantiles: Figures, rows: Sequence[int]) -> None:
        self.quantiles, self.size = quantiles, len(tree.nodes)
        unit = 10.0**-tree.digits
        self.top = tree.order[0]
        self.parent = np.array([NOBODY if n.parent is None else n.parent for n in tree.nodes])
        self.over = np.array([1 + float(node.over) for node in tree.nodes])
        self.least = np.array([low * unit for low in tree.least], float)
        self.most = np.array([np.inf if high is None else high * unit for high in tree.most])
        depth = np.zeros(self.size, np.intp)
        for index in tree.order[1:]:
            depth[index] = depth[self.parent[index]] + 1
        inner = np.array([bool(children) for children in tree.children])
        self.levels = [np.flatnonzero(depth == level) for level in range(int(depth.max()) + 1)]
        self.inner = [level[inner[level]] for level in self.levels]
        given = np.asarray(rows)
        self.leaves = np.flatnonzero((given >= 0) & ~inner)
        self.of_leaf = given[self.leaves]
        self.whole = float(total_of(tree))

    def solve(self) -> Common:
        """Pools from the top down; each depth at which a bound holds is bisected once more.

        Cost O(STEPS × n) for each depth at which a bound holds.
        """
        place: Floats = np.zeros(self.size)
        pool = np.full(self.size, self.top)
        fixed = np.full(self.size, np.nan)
        fixed[self.top] = self.whole
        place = self._bisect(np.array([self.top]), pool, place, fixed)
        for level, inner in zip(self.levels[1:], self.inner[1:], strict=True):
            pool[level] = pool[self.parent[level]]
            self._hand_down(pool)
            values, sums = self._values(place, pool, fixed)
            free = sums[inner] / self.over[inner]
            held = inner[(free < self.least[inner] - 1e-9) | (free > self.most[inner] + 1e-9)]
            if held.size:
                fixed[held] = values[held]
                pool[held] = held
                self._hand_down(pool)
                place = self._bisect(held, pool, place, fixed)
        values, _ = self._values(place, pool, fixed)
        return Common(values, pool, 1 - place[pool] / self.quantiles.count)

    def _hand_down(self, pool: Ints) -> None:
        """Whoever heads no pool of their own belongs to that of their parent."""
        for level in self.levels[1:]:
            follow = level[pool[level] != level]
            pool[follow] = pool[self.parent[follow]]

    def _bisect(self, heads: Ints, pool: Ints, place: Floats, fixed: Floats) -> Floats:
        """The place of each pool at which its parts add up to its figure × (1 + over)."""
        low, high = np.zeros(heads.size), np.full(heads.size, float(self.quantiles.count))
        wanted = fixed[heads] * self.over[heads]
        place = place.copy()
        for _ in range(STEPS):
            place[heads] = (low + high) / 2
            _, sums = self._values(place, pool, fixed)
            short = sums[heads] < wanted
            low, high = np.where(short, place[heads], low), np.where(short, high, place[heads])
        place[heads] = (low + high) / 2
        return place

    def _values(self, place: Floats, pool: Ints, fixed: Floats) -> tuple[Floats, Floats]:
        """The figure of each node at the places of their pools, and what its parts add up to."""
        values, sums = np.zeros(self.size), np.zeros(self.size)
        at = np.zeros(self.quantiles.people)
        at[self.of_leaf] = place[pool[self.leaves]]
        values[self.leaves] = self.quantiles.at(at)[self.of_leaf]
        for level, inner in zip(reversed(self.levels), reversed(self.inner), strict=True):
            values[inner] = sums[inner] / self.over[inner]
            values[level] = np.clip(values[level], self.least[level], self.most[level])
            known = level[~np.isnan(fixed[level])]
            values[known] = fixed[known]
            if level[0] != self.top:
                sums += np.bincount(self.parent[level], weights=values[level], minlength=self.size)
        return values, sums


def total_of(tree: Tree) -> Decimal:
    """The total at the top. In the unit given to the tree. Cost O(1)."""
    return tree.amount(tree.total)
