"""A tree of targets in whole units: its order, its weights, and the bounds that nodes put on each other.

Bounds work upward: a node may have only figures with which its parts can add up. With parts between Σ
least and Σ most and an over-assignment o, these are the whole figures F for which a whole number within
one unit of F·(1 + o) lies in that range: (Σ least − 1)/(1 + o) < F < (Σ most + 1)/(1 + o). For 0 ≤ o < 1
there is always one. `exact` asks for more, that F·(1 + o) itself rounds into that range, for which there may be none.

Assumes one top and amounts in whole smallest units. Source: own. Cost O(n log n): siblings are ordered by key, then
each node is visited once, from the leaves up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NoReturn

from tandem.science.rounding import Weight

Zero = Decimal(0)
Cause = Literal["bounds", "too_much", "too_little"]


@dataclass(frozen=True, slots=True)
class Node:
    """One line of the tree.

    - `key`: names it and settles ties, so that the order of the lines does not matter.
    - `parent`: index of its parent in the same sequence, None for the top.
    - `weight`: its share relative to its siblings, ≥ 0. None: the sum of its parts' weights, 0 without parts.
    - `floor`, `ceiling`, `locked`: amounts ≥ 0 in whole smallest units; a lock must lie between them.
    - `over`: 0 ≤ over < 1, what its parts exceed it by.
    """

    key: str
    parent: int | None
    weight: Weight | None = None
    floor: Decimal = Zero
    ceiling: Decimal | None = None
    locked: Decimal | None = None
    over: Decimal = Zero


@dataclass(frozen=True, slots=True)
class Conflict:
    """What cannot be true together, for a sentence.

    - `node`, `key`: where. `cause`:
      "bounds" its own floor, ceiling and lock exclude each other; "too_much" its parts need more than it
      may have; "too_little" its parts may not take as much as it must have.
    - `figure`: what the node may have at most (too_much) or has at least (too_little): its lock, bound
      or the total.
    - `room`: figure × (1 + over), what its parts may add up to.
    - `fixed`: what its parts add up to at least (too_much) or at most (too_little).
    - `parts`: indices of the parts that make it so: locked, with a floor or ceiling, or with such parts
      below.
    - `nearest`: the figure nearest to `figure` with which this node would work.
    """

    node: int
    key: str
    cause: Cause
    figure: Decimal
    room: Decimal
    fixed: Decimal
    parts: tuple[int, ...]
    nearest: Decimal


class Infeasible(Exception):
    """No breakdown keeps every lock and bound; `conflict` says where and how far off."""

    def __init__(self, conflict: Conflict) -> None:
        self.conflict = conflict
        super().__init__(
            f"{conflict.key}: {conflict.cause}, figure {conflict.figure}, parts {conflict.fixed},"
            f" nearest {conflict.nearest}"
        )


class Tree:
    """The nodes in whole units, with the bounds that their parts put on them."""

    def __init__(self, total: Decimal, nodes: Sequence[Node], digits: int, *, exact: bool = False) -> None:
        self.nodes, self.digits, self.exact = nodes, digits, exact
        self.children: list[list[int]] = [[] for _ in nodes]
        for index in sorted(range(len(nodes)), key=lambda i: nodes[i].key):
            parent = nodes[index].parent
            if parent is not None:
                if not 0 <= parent < len(nodes):
                    raise ValueError(f"{nodes[index].key} names a parent that is not there.")
                self.children[parent].append(index)
        self.order = self._from_the_top()
        self.weights = self._weights()
        self.over: list[Fraction | int] = [Fraction(node.over) if node.over else 0 for node in nodes]
        if any(not 0 <= over < 1 for over in self.over):
            raise ValueError("An over-assignment is at least 0 and less than 1.")
        self.least = [self.units(node.floor, node.key) for node in nodes]
        self.most = [None if n.ceiling is None else self.units(n.ceiling, n.key) for n in nodes]
        self.total = self.units(total, "The total")
        for index in reversed(self.order):
            self._narrow(index)

    def _from_the_top(self) -> list[int]:
        tops = [index for index, node in enumerate(self.nodes) if node.parent is None]
        if len(tops) != 1:
            raise ValueError(f"A tree has one top, this one has {len(tops)}.")
        order = tops
        for index in order:
            order.extend(self.children[index])
        if len(order) != len(self.nodes):
            raise ValueError("Some nodes are their own ancestors.")
        return order

    def _weights(self) -> list[Weight]:
        sums: list[Fraction | int] = [0] * len(self.nodes)
        weights: list[Weight] = [0] * len(self.nodes)
        for index in reversed(self.order):
            node = self.nodes[index]
            weights[index] = sums[index] if node.weight is None else node.weight
            if node.parent is not None and self.nodes[node.parent].weight is None:
                sums[node.parent] += Fraction(weights[index])
        return weights

    def units(self, amount: Decimal, name: str) -> int:
        """The amount in smallest units.

        amount·10^digits; ValueError for a part of a unit or less than 0. Cost O(1).
        """
        units = amount.scaleb(self.digits)
        if amount < 0 or units != units.to_integral_value():
            raise ValueError(f"{name}: {amount} is not a whole number of smallest units, 0 or more.")
        return int(units)

    def amount(self, units: int) -> Decimal:
        """Smallest units as an amount: units·10^(−digits). Cost O(1)."""
        return Decimal(units).scaleb(-self.digits)

    def _narrow(self, index: int) -> None:
        """Tighten the bounds of a node by its lock and by what its parts need, or say why that cannot be."""
        self._narrow_by_itself(index)
        children = self.children[index]
        if not children:
            return
        need = sum(self.least[child] for child in children)
        tops = [self.most[child] for child in children]
        low = self._least_for(index, need)
        most = self.most[index]
        if most is not None and low > most:
            self._raise("too_much", index, most, need, low)
        self.least[index] = max(self.least[index], low)
        if None not in tops:
            room = sum(top for top in tops if top is not None)
            high = self._most_for(index, room)
            if high < self.least[index]:
                self._raise("too_little", index, self.least[index], room, high)
            self.most[index] = high if most is None else min(most, high)

    def _least_for(self, index: int, need: int) -> int:
        """The least whole figure F with which its parts may have `need`: to one unit, or `exact`ly as F rounds."""
        figure = (need - 1) // (1 + self.over[index]) + 1
        while self.exact and self.raised(index, figure) < need:
            figure += 1
        return figure

    def _most_for(self, index: int, room: int) -> int:
        """The most whole figure F with which its parts have no more than `room`."""
        figure = -((-room - 1) // (1 + self.over[index])) - 1
        while self.exact and self.raised(index, figure) > room:
            figure -= 1
        return figure

    def _narrow_by_itself(self, index: int) -> None:
        """A lock and, at the top, the total become both bounds; they must lie within those so far."""
        node = self.nodes[index]
        if node.ceiling is not None and node.ceiling < node.floor:
            floor = self.least[index]
            self._raise("bounds", index, self.units(node.ceiling, node.key), floor, floor)
        fixed = [] if node.locked is None else [self.units(node.locked, node.key)]
        if index == self.order[0]:
            fixed.append(self.total)
        for figure in fixed:
            least, most = self.least[index], self.most[index]
            if figure < least:
                self._raise("bounds", index, figure, least, least)
            if most is not None and figure > most:
                self._raise("bounds", index, figure, most, most)
            self.least[index] = self.most[index] = figure

    def _raise(self, cause: Cause, index: int, figure: int, fixed: int, nearest: int) -> NoReturn:
        children = self.children[index] if cause != "bounds" else []
        if cause == "too_much":
            parts = [child for child in children if self.least[child]]
        else:
            parts = [child for child in children if self.most[child] is not None]
        raise Infeasible(
            Conflict(
                node=index,
                key=self.nodes[index].key,
                cause=cause,
                figure=self.amount(figure),
                room=self.amount(self.raised(index, figure)),
                fixed=self.amount(fixed),
                parts=tuple(sorted(parts)),
                nearest=self.amount(max(nearest, 0)),
            )
        )

    def raised(self, index: int, figure: int) -> int:
        """What the parts of a node share when it has this figure.

        figure·(1 + over), rounded half to even, in smallest units. Cost O(1).
        """
        return round(figure * (1 + self.over[index]))
