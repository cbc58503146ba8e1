"""Running the split: from a plan's rows to the figures that science gives, and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tandem.core.errors import Refused
from tandem.core.money import format_money
from tandem.goals import rules
from tandem.goals.actions.within import refusal
from tandem.goals.models import Plan, Target
from tandem.goals.queries import chances
from tandem.goals.queries.across import Across, across_of, as_limits
from tandem.goals.queries.inputs import Basis, bases, blended, digits
from tandem.goals.queries.limits import bounds
from tandem.science.blend import explain
from tandem.science.breakdown import Infeasible, Node, break_down
from tandem.science.targets.common import solve
from tandem.science.targets.ladders import Ladder, OfDraws, OfWeights
from tandem.science.targets.limits import Limit, OutOfReach, keeps, possible, within_limits


def words_for(plan: Plan, amount: Decimal) -> str:
    """A figure of this plan in words."""
    return format_money(amount, plan.currency) if plan.is_money else f"{amount:,.0f}"


def split(plan: Plan, targets: Sequence[Target], today: date, *, again: bool = True) -> list[Target]:
    """Look at history and pipeline anew and set `suggested`, `amount` and `reasons`; return the rows that changed.

    `targets` holds every row of the plan, parents before their parts. Not `again`: with what the last split saw, so
    that only the figures move while the top is shaped. Refused if infeasible.
    """
    known = not again and all(Basis.is_kept(each) for each in targets)
    found = {each.pk: Basis.of(each) for each in targets} if known else bases(plan, targets, today)
    tree = PlanTree(plan, targets, found, across_of(plan))
    suggested = tree.figures(plan.top, keep=False)
    told = tree.reasons(suggested)  # with the chance of these, which that of the figures may not be
    amounts = tree.figures(plan.top, keep=True)
    changed = []
    for target, new_suggested, new_amount in zip(targets, suggested, amounts, strict=True):
        reasons = {**told.get(target.pk, {}), "basis": found[target.pk].as_json()}
        new = (new_suggested, new_amount, reasons)
        if new != (target.suggested, target.amount, target.reasons):
            target.suggested, target.amount, target.reasons = new
            changed.append(target)
    return changed


def share_rest(plan: Plan, targets: Sequence[Target]) -> list[Target]:
    """Share the first row's figure again after an edit; return the rows whose amount changed.

    `targets`: the plan, or the part below one team, parents before their parts. History and pipeline are those the
    last split saw, so that nothing moves under the hand of who edits. Refused if infeasible.
    """
    found = {each.pk: Basis.of(each) for each in targets}
    amounts = PlanTree(plan, targets, found, across_of(plan)).figures(targets[0].amount, keep=True)
    changed = []
    for target, amount in zip(targets, amounts, strict=True):
        if amount != target.amount:
            target.amount = amount
            changed.append(target)
    return changed


class PlanTree:
    """The plan as nodes. Officers hang below a node of their own per team, so that only they are over-assigned.

    `across`: the limits that cross its teams, which its figures keep.
    """

    def __init__(
        self, plan: Plan, targets: Sequence[Target], found: Mapping[int, Basis], across: Sequence[Across] = ()
    ) -> None:
        weights = blended(plan, [found[each.pk] for each in targets if each.person_id])
        self.plan, self.targets, self.blend = plan, targets, weights
        self.bounds = bounds(plan, targets, found)
        self.names = [target.name for target in targets]
        self.parents: list[int | None] = []
        self.weights: list[float | None] = []
        self.overs: list[Decimal] = []
        self.groups: dict[int, int] = {}
        self.share = 0.0
        self.across = across
        index = {target.pk: place for place, target in enumerate(targets)}
        officer = iter(weights.weights)
        with_officers: dict[int, list[int]] = defaultdict(list)
        for place, target in enumerate(targets):
            parent = index.get(target.parent_id or 0)
            if target.person_id and parent is not None:
                with_officers[parent].append(place)
            self.parents.append(parent)
            self.weights.append(next(officer) if target.person_id else None)
            self.overs.append(plan.over_teams / 100 if target.team_id else Decimal(0))
        for team, places in with_officers.items():
            group = len(self.parents)
            self.groups[team] = group
            self.names.append(f"{self.names[team]}’s officers")
            self.parents.append(team)
            self.weights.append(None)
            self.overs.append(plan.over_officers / 100)
            if all(self.parents[place] != team or place in places for place in range(len(targets))):
                self.overs[team] = Decimal(0)  # nothing but officers below: one level, one over-assignment
            for place in places:
                self.parents[place] = group

    def figures(self, total: Decimal, *, keep: bool) -> list[Decimal]:
        """The rows' figures; `keep` honours locks, typed values, floors, ceilings and limits across teams."""
        nodes = self.nodes(keep)
        try:
            if self.shares_chance:
                nodes = self.at_one_chance(total, nodes)
            return self.shared(total, nodes, keep=keep)
        except Infeasible as error:
            sentence, remedy = rules.conflict_sentence(
                error.conflict,
                self.names,
                lambda amount: words_for(self.plan, amount),
                self.plan.most_change,
            )
            raise Refused(sentence, code="infeasible", remedy=remedy) from error

    def shared(self, total: Decimal, nodes: Sequence[Node], *, keep: bool = True) -> list[Decimal]:
        """The rows' figures by the weights and bounds of these nodes; `keep` also the limits across teams.

        Infeasible where the bounds leave no way, Refused where the limits do not.
        """
        places = digits(self.plan)
        found = break_down(total, nodes, digits=places, step=self.step).figures
        if keep and not keeps(list(self.limits.values()), found, places):
            return self.within(total, nodes)
        return list(found[: len(self.targets)])

    def within(self, total: Decimal, nodes: Sequence[Node]) -> list[Decimal]:
        """The rows' figures within the limits across teams, where those of the split alone are not."""
        limits, rows = self.limits, self.leaves
        try:
            found = within_limits(
                total,
                nodes,
                self.ladder,
                rows,
                list(limits.values()),
                digits=digits(self.plan),
                step=self.step,
            )
        except OutOfReach as error:
            raise refusal(error, limits, self.names, lambda amount: words_for(self.plan, amount)) from error
        return list(found.breakdown.figures[: len(self.targets)])

    def possible(self, total: Decimal, nodes: Sequence[Node]) -> bool:
        """The limits across teams can be kept within the bounds of these nodes, whose own sums can be met."""
        limits = list(self.limits.values())
        return possible(total, nodes, self.ladder, self.leaves, limits, digits=digits(self.plan))

    @cached_property
    def limits(self) -> dict[Across, Limit]:
        """Each limit across teams over the nodes."""
        places = [(target.pk, place) for place, target in enumerate(self.targets) if target.person_id]
        return as_limits(self.plan, self.across, places)

    @cached_property
    def leaves(self) -> list[int]:
        """By node, the number of its officer; −1 for others."""
        rows = [-1] * len(self.parents)
        officers = (place for place, target in enumerate(self.targets) if target.person_id)
        for number, place in enumerate(officers):
            rows[place] = number
        return rows

    @cached_property
    def ladder(self) -> Ladder:
        """What "everybody the same" means under this split: one chance, or one multiple of their weights."""
        if self.shares_chance:
            return OfDraws(self.draws)
        return OfWeights(self.blend.weights, float(self.plan.top))

    @property
    def step(self) -> int:
        """To how many smallest units figures are rounded."""
        return rules.round_step(self.plan.top, len(self.blend.weights), digits(self.plan))

    def nodes(self, keep: bool) -> list[Node]:
        """The tree for `break_down`, the rows first; `keep` as in `figures`."""
        nodes = []
        for place, parent in enumerate(self.parents):
            target = self.targets[place] if place < len(self.targets) else None
            if target is None or not keep:
                nodes.append(Node(f"{place:06}", parent, self.weights[place], over=self.overs[place]))
                continue
            fixed = parent is not None and (target.locked or target.typed)
            nodes.append(
                Node(
                    f"{place:06}",
                    parent,
                    self.weights[place],
                    self.bounds[place].floor,
                    self.bounds[place].ceiling,
                    target.amount if fixed else None,
                    self.overs[place],
                )
            )
        return nodes

    @property
    def shares_chance(self) -> bool:
        """The split gives everybody the same chance."""
        return self.plan.weights == rules.SPLITS["chance"]

    def at_one_chance(self, total: Decimal, nodes: list[Node]) -> list[Node]:
        """The same nodes, each weighing what it has when everybody's chance is the same."""
        found = solve(total, nodes, self.ladder, self.leaves, digits=digits(self.plan))
        self.share = float(found.share[found.pool[0]])
        units = np.rint(np.maximum(found.figures, 0) * 10_000).astype(int).tolist()
        return [replace(node, weight=weight) for node, weight in zip(nodes, units, strict=True)]

    @cached_property
    def draws(self) -> NDArray[np.floating]:
        """Draws of the officers; an average colleague's where the run has none."""
        run = chances.draws_of(self.plan)
        if not run.there:
            raise Refused(
                "An equal chance for all needs chances, and there are none for this period yet.",
                remedy="Split by something else until they are worked out.",
            )
        usual = np.mean(list(run.people.values()), axis=0)
        officers = [target.person_id for target in self.targets if target.person_id]
        return np.array([run.people.get(person, usual) for person in officers], np.float32)

    def reasons(self, suggested: Sequence[Decimal]) -> dict[int, dict[str, object]]:
        """For each officer: what each part of the split alone would give, as the accept page tells it."""
        places = [place for place, target in enumerate(self.targets) if target.person_id]
        if self.shares_chance:
            return {self.targets[place].pk: self._reason(suggested[place]) for place in places}
        whole = sum((suggested[place] for place in places), Decimal(0))
        told = {}
        for number, place in enumerate(places):
            told_one = explain(self.blend, number, whole, digits=digits(self.plan))
            told[self.targets[place].pk] = {
                "parts": [
                    {
                        "name": reason.name,
                        "share": round(reason.coefficient * 100),
                        "amount": None if reason.amount is None else str(reason.amount),
                        "value": reason.value,
                    }
                    for reason in told_one.reasons
                ],
                "assumed": told_one.assumed,
            }
        return told

    def _reason(self, amount: Decimal) -> dict[str, object]:
        """Why an officer has this number when everybody's chance is the same."""
        part = {"name": "chance", "share": 100, "amount": str(amount), "value": round(self.share * 100, 1)}
        return {"parts": [part], "assumed": False}
