"""What each lock, floor, ceiling and ramp of a plan costs the others, in points of chance.

The price is told for a plan shared at one chance: how much higher the common chance of all others would be without it.
Under another split the figures differ, and what somebody else carries for a lock is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from tandem.goals.queries.checks import words_of
from tandem.goals.queries.inputs import digits
from tandem.goals.queries.plans import PlanPage, Row
from tandem.science.breakdown import Infeasible, Node
from tandem.science.targets.prices import Price, price_of_draws, prices, shares_at

MOST = 24  # constraints priced at once
LEAST = 0.05  # points below which nothing is said to cost anything
OVERS = (Decimal(0), Decimal("0.02"), Decimal("0.05"), Decimal("0.10"))
ZERO = Decimal(0)


@dataclass(frozen=True)
class Priced:
    """One constraint, and what it costs the others in points: positive when it lowers their chance."""

    row: Row
    what: str
    points: float

    @property
    def words(self) -> str:
        """ "costs the others 2.1 points"."""
        if abs(self.points) < LEAST:
            return "costs nobody anything"
        return f"{'costs' if self.points > 0 else 'gives'} the others {abs(self.points):.1f} points"


@dataclass(frozen=True)
class Costs:
    """All prices of a plan. `overs`: over-assignment in percent and the common chance of officers under it."""

    constraints: Sequence[Priced]
    ramps: Sequence[Priced]
    overs: Sequence[tuple[Decimal, float]]
    more: int

    @property
    def any(self) -> bool:
        """There is something with a price."""
        return bool(self.constraints or self.ramps)


def costs(page: PlanPage) -> Costs | None:
    """The prices of what the page's rows hold; None without draws, or where bounds leave no way. No statement."""
    if page.chances is None or not page.chances.rows:
        return None
    tree = _Priced(page)
    try:
        return Costs(tree.constraints(), tree.ramps(), tree.overs(), max(0, len(tree.bounded) - MOST))
    except Infeasible:
        return None


class _Priced:
    """The page as nodes with draws; officers hang below a node of their own, which carries their over-assignment."""

    def __init__(self, page: PlanPage) -> None:
        self.page, self.places = page, digits(page.plan)
        self.total = page.top
        self.nodes = [Node("", None)]
        self.rows = [-1]
        self.of_row: dict[int, Row] = {}
        self.groups: dict[int, int] = {}
        draws: list[NDArray[np.floating]] = []
        at: dict[int, int] = {}
        for row in page.rows:
            target = row.target
            parent = at.get(target.parent_id or 0, 0)
            if target.person_id:
                parent = self._group(parent)
            at[target.pk] = len(self.nodes)
            self.of_row[len(self.nodes)] = row
            self.rows.append(len(draws) if target.person_id else -1)
            if target.person_id:
                draws.append(page.chances.rows[target.pk].draws)  # type: ignore[union-attr]
            self.nodes.append(self._node(row, parent))
        self.draws = np.array(draws, np.float32)
        self.bounded = [at for at, row in self.of_row.items() if row.depth and _held(self.nodes[at])]

    def _node(self, row: Row, parent: int) -> Node:
        target, key = row.target, f"{len(self.nodes):06}"
        if row.depth == 0:
            return Node(key, parent, locked=target.amount)
        locked = target.amount if target.locked else None
        return Node(key, parent, floor=target.floor or ZERO, ceiling=target.ceiling, locked=locked)

    def _group(self, team: int) -> int:
        if team not in self.groups:
            self.groups[team] = len(self.nodes)
            self.nodes.append(Node(f"{len(self.nodes):06}", team, over=self.page.plan.over_officers / 100))
            self.rows.append(-1)
        return self.groups[team]

    def constraints(self) -> list[Priced]:
        """Locks, floors and ceilings, the dearest first."""
        told = prices(
            self.total, self.nodes, self.draws, self.rows, digits=self.places, only=self.bounded[:MOST]
        )
        found = [Priced(self.of_row[each.node], self._what(each), each.points) for each in told]
        return sorted(found, key=lambda each: -abs(each.points))

    def _what(self, price: Price) -> str:
        target = self.of_row[price.node].target
        amount = {"lock": target.amount, "floor": target.floor, "ceiling": target.ceiling}[price.kind]
        name = {"lock": "locked at", "floor": "at least", "ceiling": "at most"}[price.kind]
        return f"{name} {words_of(self.page.plan, amount or ZERO)}"

    def ramps(self) -> list[Priced]:
        """What the others carry because somebody is new: against an average colleague of the same team."""
        means = {at: float(self.draws[self.rows[at]].mean()) for at in self.of_row if self.rows[at] >= 0}
        told: list[Priced] = []
        for at, row in self.of_row.items():
            if at not in means or not row.is_new or len(told) == MOST:
                continue
            team = self.nodes[at].parent
            others = [means[o] for o in means if self.nodes[o].parent == team and not self.of_row[o].is_new]
            usual = float(np.mean(others)) if others else 0.0
            if usual <= means[at] or not means[at]:
                continue
            full = self.draws[self.rows[at]] * (usual / means[at])
            points = price_of_draws(
                self.total, self.nodes, self.draws, self.rows, at, full, digits=self.places
            )
            told.append(Priced(row, f"{row.months_here} months here", points))
        return told

    def overs(self) -> list[tuple[Decimal, float]]:
        """The common chance of officers at some over-assignments, in percent."""
        groups = list(self.groups.values())
        found = shares_at(self.total, self.nodes, self.draws, self.rows, OVERS, groups, digits=self.places)
        return [
            (over * 100, share * 100) for over, share in zip(OVERS, found, strict=True) if np.isfinite(share)
        ]


def _held(node: Node) -> bool:
    return bool(node.floor) or node.ceiling is not None or node.locked is not None
