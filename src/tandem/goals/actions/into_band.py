"""The figures that bring people into the band of 40 to 80 % without pushing anybody out, or what stands in the way.

Every officer gets a stretch of figures: those to be brought in the band itself, those in it the band, those outside
whom nobody asked about no worse than now. Locked and kept figures, and those of people without a chance, stay. Whether
the sums can be met within these stretches is decided exactly, over the whole tree (science.tree); whether limits across
teams can, by a linear program (science.targets.limits).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal

from tandem.core.errors import Refused
from tandem.goals import rules
from tandem.goals.actions.splitting import PlanTree, words_for
from tandem.goals.models import Plan, Target
from tandem.goals.queries.across import across_of
from tandem.goals.queries.chances import Odds
from tandem.goals.queries.inputs import Basis, digits
from tandem.goals.queries.limits import Bound
from tandem.goals.queries.outside import AIM, stretch_in_band
from tandem.science.breakdown import Conflict, Infeasible, Node
from tandem.science.tree import Tree

HALVINGS = 10  # the nearest is met to a thousandth of the way
# Who may give or take, the nearest first: the officers of the same team; all, while typed figures stay; all.
TEAM, PLAN, TYPED_TOO = range(3)
Stretch = tuple[Decimal, Decimal | None]


@dataclass(frozen=True)
class Way:
    """Figures by row that bring everybody asked for into the band, and the stretch that each officer keeps to."""

    figures: Mapping[int, Decimal]
    stretches: Mapping[int, Stretch]

    def keeps(self, row: Target) -> bool:
        """The officer's figure lies in their stretch."""
        low, high = self.stretches[row.pk]
        return low <= row.amount and (high is None or row.amount <= high)


def way_in(
    plan: Plan, rows: Sequence[Target], asked: Collection[int], odds: Mapping[int, Odds], total: Decimal
) -> Way:
    """The way that moves the fewest others: within the team if that suffices, then through the whole part.

    - `rows`: a plan or the part below one team, parents before their parts; `total`: the figure of the first. `asked`:
      the officers to bring in, each outside the band now; `odds` of the officers who have a chance, by row.

    Refused, with what stands in the way and the nearest figure, when there is none. Cost: some thirty looks at the
    tree, O(n log n) each.
    """
    search = _Search(plan, rows, asked, odds, total)
    for who in (TEAM, PLAN, TYPED_TOO):
        if search.fits(who, 1.0):
            return search.way(who, search.least(who))
    raise search.refusal()


def no_figure(plan: Plan, target: Target, odds: Odds) -> Refused:
    """Why there is none."""
    found = stretch_in_band(odds)
    if found is None:
        return Refused(
            f"No figure gives {target.name} a chance between 40 and 80%: too few landings lie between.",
            code="no-fix",
            remedy="Keep the figure and say why.",
        )
    low, high = (words_for(plan, each) for each in found)
    return Refused(
        f"{target.name} has a chance between 40 and 80% from {low} to {high}, which the floor, the ceiling or the"
        " limit on last year excludes.",
        code="no-fix",
        remedy="Change that bound, or keep the figure and say why.",
    )


def _least(possible: Callable[[float], bool]) -> float:
    """The smallest part between 0 and 1 that is possible; 1 is."""
    if possible(0.0):
        return 0.0
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if possible(middle) else (middle, high)
    return high


def own_stretch(odds: Odds, bound: Bound) -> tuple[Decimal, Decimal] | None:
    """The figures within the band that the row's bounds allow; None when there is none."""
    found = stretch_in_band(odds)
    if found is None:
        return None
    low = max(found[0], bound.floor)
    high = found[1] if bound.ceiling is None else min(found[1], bound.ceiling)
    return (low, high) if low <= high else None


class _Search:
    """The rows as nodes, whose bounds are exchanged for stretches."""

    def __init__(
        self,
        plan: Plan,
        rows: Sequence[Target],
        asked: Collection[int],
        odds: Mapping[int, Odds],
        total: Decimal,
    ) -> None:
        self.plan, self.rows, self.asked, self.odds, self.total = plan, rows, set(asked), odds, total
        self.tree = PlanTree(plan, rows, {row.pk: Basis.of(row) for row in rows}, across_of(plan))
        nodes = self.tree.nodes(keep=True)
        self.nodes = self.tree.at_one_chance(total, nodes) if self.tree.shares_chance else nodes
        self.teams = {row.parent_id for row in rows if row.pk in self.asked}
        self.bounds = {row.pk: bound for row, bound in zip(rows, self.tree.bounds, strict=True)}
        self.band = {pk: own_stretch(odds[pk], self.bounds[pk]) for row in rows if (pk := row.pk) in odds}

    def conflict(self, who: int, part: float, beyond: float = 0.0) -> Conflict | None:
        """What in the tree stands in the way of these stretches; None when nothing does."""
        try:
            Tree(self.total, self._held(self._stretches(who, part, beyond)), digits(self.plan))
        except Infeasible as error:
            return error.conflict
        return None

    def fits(self, who: int, part: float, beyond: float = 0.0) -> bool:
        """Sums and limits across teams can be met within these stretches."""
        if self.conflict(who, part, beyond) is not None:
            return False
        return not self.tree.limits or self.tree.possible(
            self.total, self._held(self._stretches(who, part, beyond))
        )

    def least(self, who: int) -> float:
        """How far from the aim those asked for must stay, 0 to 1, for the sums to be met."""
        return _least(lambda part: self.fits(who, part))

    def way(self, who: int, part: float, beyond: float = 0.0) -> Way:
        """The figures within these stretches, otherwise in the proportions of the split."""
        stretches = self._stretches(who, part, beyond)
        found = self.tree.shared(self.total, self._held(stretches))
        officers = {row.pk: stretches[row.pk] for row in self.rows if row.person_id}
        return Way({row.pk: found[place] for place, row in enumerate(self.rows)}, officers)

    def _held(self, stretches: Mapping[int, Stretch]) -> list[Node]:
        held = list(self.nodes)
        for place, row in enumerate(self.rows[1:], start=1):
            low, high = stretches[row.pk]
            held[place] = replace(held[place], floor=low, ceiling=high, locked=None)
        return held

    def _stretches(self, who: int, part: float, beyond: float) -> dict[int, Stretch]:
        found: dict[int, Stretch] = {}
        for row in self.rows[1:]:
            if row.pk in self.asked:
                found[row.pk] = self._of_asked(row, part, beyond)
            elif self._stays(row, who):
                found[row.pk] = (row.amount, row.amount)
            elif row.team_id:
                found[row.pk] = (self.bounds[row.pk].floor, self.bounds[row.pk].ceiling)
            else:
                found[row.pk] = self._of_other(row)
        return found

    def _stays(self, row: Target, who: int) -> bool:
        if row.locked or (row.typed and who != TYPED_TOO):
            return True
        if row.team_id:
            return who == TEAM
        known = row.pk in self.odds and not row.kept
        return not known or (who == TEAM and row.parent_id not in self.teams)

    def _of_other(self, row: Target) -> Stretch:
        """In the band stay in it; outside come no farther out."""
        found = self.band[row.pk]
        if found is None:
            return (row.amount, row.amount)
        low, high = found
        band = self.odds[row.pk].band
        if band == "too_hard":
            return (min(low, row.amount), row.amount)
        if band == "too_easy":
            return (row.amount, max(high, row.amount))
        return (min(low, row.amount), max(high, row.amount))

    def _of_asked(self, row: Target, part: float, beyond: float) -> Stretch:
        """From the aim (part 0) to the whole band (1), and beyond it back to where the row is now."""
        low, high = self.band[row.pk] or (row.amount, row.amount)
        odds = self.odds[row.pk]
        aim = min(max(odds.figure_at(AIM[odds.band]), low), high)
        # Whole steps, on the far side: a figure to hand out is round, and there is no less room for the others.
        near, far = self._between(aim, low, part), self._between(aim, high, part)
        low, high = max(rules.rounded_down(near, odds.step), low), min(rules.rounded_up(far, odds.step), high)
        if beyond and row.amount > high:
            high = self._between(high, row.amount, beyond)
        elif beyond and row.amount < low:
            low = self._between(low, row.amount, beyond)
        return (low, high)

    def _between(self, start: Decimal, end: Decimal, part: float) -> Decimal:
        unit = Decimal(1).scaleb(-digits(self.plan))
        return (start + (end - start) * Decimal(part)).quantize(unit, ROUND_HALF_EVEN)

    def refusal(self) -> Refused:
        """The team whose sum cannot be met, and the figure nearest to it with which it could."""
        conflict = self.conflict(TYPED_TOO, 1.0)
        if conflict is None:
            return self._by_limits()
        name = self.tree.names[conflict.node]
        nearest, fixed = words_for(self.plan, conflict.nearest), words_for(self.plan, conflict.fixed)
        room = words_for(self.plan, conflict.room)
        if conflict.cause == "too_much":
            told = (
                f"With nobody over 80%, the parts of {name} take at least {fixed}, and it has {room} to give."
            )
            remedy = f"Give {name} at least {nearest}, unlock a figure, or keep this one and say why."
        else:
            told = f"With nobody under 40%, the parts of {name} take at most {fixed}, and it hands on {room}."
            remedy = f"Give {name} at most {nearest}, unlock a figure, or keep this one and say why."
        return Refused(f"{told}{self._nearest()}", code="no-fix", remedy=remedy)

    def _by_limits(self) -> Refused:
        """The limit across teams that stands in the way, while nobody leaves the band."""
        try:
            self.tree.within(self.total, self._held(self._stretches(TYPED_TOO, 1.0, 0.0)))
        except Refused as refused:
            told = f"While nobody leaves 40 to 80%: {refused.sentence}"
            return Refused(f"{told}{self._nearest()}", code="no-fix", remedy=refused.remedy)
        raise ValueError("There is a way.")

    def _nearest(self) -> str:
        """ " The nearest for Paul is €121,000, at 36%." """
        if len(self.asked) > 1 or not self.fits(TYPED_TOO, 1.0, 1.0):
            return ""
        beyond = _least(lambda share: self.fits(TYPED_TOO, 1.0, share))
        row = next(each for each in self.rows if each.pk in self.asked)
        odds, figure = self.odds[row.pk], self.way(TYPED_TOO, 1.0, beyond).figures[row.pk]
        to_step = rules.rounded_up if figure < row.amount else rules.rounded_down
        figure = to_step(figure, odds.step)  # on the side of where it is now, so that there is room for it
        percent = min(max(round(odds.chance_of(figure) or 0), 1), 99)
        return f" The nearest for {row.name} is {words_for(self.plan, figure)}, at {percent}%."
