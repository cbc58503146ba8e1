"""What each lock, floor, ceiling, cap, ramp and limit of a plan costs the others, in points of chance.

The price of a limit across teams is told with the other such limits in force, those of all else without them.

The price is told for a plan shared at one chance: how much higher the common chance of all others would be without it.
Under another split the figures differ, and what somebody else carries for a lock is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from tandem.goals.models import Plan, Target
from tandem.goals.queries.across import as_limits
from tandem.goals.queries.checks import words_of
from tandem.goals.queries.inputs import digits
from tandem.goals.queries.limits import Bound, bounds
from tandem.goals.queries.plans import PlanPage
from tandem.goals.queries.rows import Row
from tandem.science.breakdown import Infeasible, Node
from tandem.science.targets.across import prices_of_limits
from tandem.science.targets.limits import OutOfReach
from tandem.science.targets.prices import Price, price_of_draws, price_of_limit, prices, shares_at

MOST = 24  # constraints priced at once
MOST_ACROSS = 8  # limits across teams
LEAST = 0.05  # points below which nothing is said to cost anything
OVERS = (Decimal(0), Decimal("0.02"), Decimal("0.05"), Decimal("0.10"))
ZERO = Decimal(0)


@dataclass(frozen=True)
class Priced:
    """One constraint, and what it costs the others in points: positive when it lowers their chance."""

    name: str
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

    limits: Sequence[Priced]
    constraints: Sequence[Priced]
    ramps: Sequence[Priced]
    overs: Sequence[tuple[Decimal, float]]
    more: int

    @property
    def any(self) -> bool:
        """There is something with a price."""
        return bool(self.limits or self.constraints or self.ramps)


def costs(page: PlanPage) -> Costs | None:
    """The prices of what the page's rows hold; None without draws, or where bounds leave no way. No statement."""
    if page.chances is None or not page.chances.rows:
        return None
    tree = _Priced(page)
    try:
        more = max(0, len(tree.bounded) - MOST) + max(0, len(page.across) - MOST_ACROSS)
        return Costs(tree.limits(), tree.constraints(), tree.ramps(), tree.overs(), more)
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
        self.bounds = self._bounds(page.plan)
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
        self.bounded = [at for at, row in self.of_row.items() if row.depth and _kinds(row.target)]

    def _bounds(self, plan: Plan, without: str = "", of: int = 0) -> dict[int, Bound]:
        """By row; of the row `of` without its lock, floor, ceiling or cap, or of all without the limit on last year."""
        plan, targets = copy(plan), [row.target for row in self.page.rows]
        if without == "change":
            plan.most_change = None
        elif without:
            name = {"lock": "locked"}.get(without, without)
            targets = [copy(target) if target.pk == of else target for target in targets]
            for target in targets:
                if target.pk == of:
                    setattr(target, name, False if name == "locked" else None)
        found = bounds(plan, targets, {row.target.pk: row.basis for row in self.page.rows})
        return {target.pk: bound for target, bound in zip(targets, found, strict=True)}

    def _node(self, row: Row, parent: int) -> Node:
        key = f"{len(self.nodes):06}"
        if row.depth == 0:
            return Node(key, parent, locked=row.target.amount)
        return _bounded(Node(key, parent), self.bounds[row.target.pk], row.target)

    def _group(self, team: int) -> int:
        if team not in self.groups:
            self.groups[team] = len(self.nodes)
            self.nodes.append(Node(f"{len(self.nodes):06}", team, over=self.page.plan.over_officers / 100))
            self.rows.append(-1)
        return self.groups[team]

    def limits(self) -> list[Priced]:
        """The limit on last year, then those across teams."""
        return [*self._change(), *self._across()]

    def _change(self) -> list[Priced]:
        plan = self.page.plan
        if plan.most_change is None:
            return []
        free_bounds = self._bounds(plan, "change")
        free = [
            _bounded(node, free_bounds[row.target.pk], row.target)
            if (row := self.of_row.get(at)) and row.depth
            else node
            for at, node in enumerate(self.nodes)
        ]
        points = price_of_limit(self.total, self.nodes, free, self.draws, self.rows, digits=self.places)
        return [Priced("The plan", f"at most ±{plan.most_change.normalize():f}% on last year", points)]

    def _across(self) -> list[Priced]:
        """Of limits all of whose officers are on the page; the dearest first."""
        places = [(row.target.pk, at) for at, row in self.of_row.items() if row.target.person_id]
        seen = {pk for pk, _ in places}
        whole = [each for each in self.page.across if each.members and each.members <= seen]
        limits = as_limits(self.page.plan, whole[:MOST_ACROSS], places)
        if not limits:
            return []
        try:
            points = prices_of_limits(
                self.total, self.nodes, self.draws, self.rows, list(limits.values()), digits=self.places
            )
        except OutOfReach:  # since a revision
            return []
        told = [
            Priced(across.name, across.asks(lambda amount: words_of(self.page.plan, amount)), price)
            for across, price in zip(limits, points, strict=True)
        ]
        return sorted(told, key=lambda each: -abs(each.points))

    def constraints(self) -> list[Priced]:
        """Locks, floors, ceilings and caps, the dearest first."""
        lifted = {at: self._lifted(at) for at in self.bounded[:MOST]}
        told = prices(self.total, self.nodes, self.draws, self.rows, digits=self.places, lifted=lifted)
        found = [Priced(self.of_row[each.node].target.name, self._what(each), each.points) for each in told]
        return sorted(found, key=lambda each: -abs(each.points))

    def _lifted(self, at: int) -> list[tuple[str, Node]]:
        """The node without each of its constraints; the plan's limit on last year stays."""
        target, found = self.of_row[at].target, []
        for kind in _kinds(target):
            bound = self._bounds(self.page.plan, kind, target.pk)[target.pk]
            locked = target.locked and kind != "lock"
            found.append((kind, _bounded(self.nodes[at], bound, target, locked=locked)))
        return found

    def _what(self, price: Price) -> str:
        target = self.of_row[price.node].target
        amount = {"lock": target.amount, "floor": target.floor, "ceiling": target.ceiling, "cap": target.cap}
        name = {"lock": "locked at", "floor": "at least", "ceiling": "at most", "cap": "officers at most"}
        return f"{name[price.kind]} {words_of(self.page.plan, amount[price.kind] or ZERO)}"

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
            told.append(
                Priced(
                    row.target.name,
                    f"{row.months_here} month{'' if row.months_here == 1 else 's'} here",
                    points,
                )
            )
        return told

    def overs(self) -> list[tuple[Decimal, float]]:
        """The common chance of officers at some over-assignments, in percent."""
        groups = list(self.groups.values())
        found = shares_at(self.total, self.nodes, self.draws, self.rows, OVERS, groups, digits=self.places)
        return [
            (over * 100, share * 100) for over, share in zip(OVERS, found, strict=True) if np.isfinite(share)
        ]


def _kinds(target: Target) -> list[str]:
    """What holds the row itself. A lock says it all, but for the cap of a team's officers."""
    kinds = (
        ["lock"]
        if target.locked
        else [name for name in ("floor", "ceiling") if getattr(target, name) is not None]
    )
    return [*kinds, "cap"] if target.cap is not None else kinds


def _bounded(node: Node, bound: Bound, target: Target, *, locked: bool | None = None) -> Node:
    is_locked = target.locked if locked is None else locked
    return replace(
        node, floor=bound.floor, ceiling=bound.ceiling, locked=target.amount if is_locked else None
    )
