"""What floors, ceilings, caps and the plan's limit on last year leave each row of a plan.

Caps and the limit on last year follow the tree, so that they are bounds of rows and need no program: the split, its
prices and fixes keep them exactly, as they keep floors and ceilings. Limits that cross the tree are in `across`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from tandem.goals import rules
from tandem.goals.models import Plan, Target
from tandem.goals.queries.across import Kept, kept
from tandem.goals.queries.checks import words_of
from tandem.goals.queries.inputs import Basis, digits
from tandem.goals.queries.plans import PlanPage
from tandem.goals.queries.rows import Row

ZERO = Decimal(0)


@dataclass(frozen=True)
class Bound:
    """From which to which figure a row may go. `by_cap`: the ceiling comes from the cap of its officers."""

    floor: Decimal = ZERO
    ceiling: Decimal | None = None
    by_cap: bool = False


def bounds(plan: Plan, targets: Sequence[Target], found: Mapping[int, Basis]) -> list[Bound]:
    """The bounds of each row, parents before their parts; of the first none: its figure is given.

    A figure that somebody typed or locked has only bounds of its own: the limit on last year is for what the split
    gives.
    """
    carried = carried_by_officers(plan, targets) if any(target.cap is not None for target in targets) else {}
    step = round_step(plan, sum(1 for target in targets if target.person_id))
    told = [Bound()]
    for target in targets[1:]:
        low, high = target.floor or ZERO, target.ceiling
        if (year := _last(plan, target, found.get(target.pk))) is not None:
            least, most = change_range(plan, year, step)
            low, high = max(low, least), most if high is None else min(high, most)
        capped = None if target.cap is None else _team_figure(plan, target.cap, carried[target.pk])
        by_cap = capped is not None and (high is None or capped < high)
        told.append(Bound(low, capped if by_cap else high, by_cap))
    return told


def _last(plan: Plan, target: Target, basis: Basis | None) -> Decimal | None:
    free = target.person_id and not target.locked and not target.typed
    return basis.year if plan.most_change is not None and basis is not None and free else None


def round_step(plan: Plan, officers: int) -> Decimal:
    """What the plan rounds figures to."""
    return Decimal(rules.round_step(plan.top, officers, digits(plan))).scaleb(-digits(plan))


def change_range(plan: Plan, year: Decimal, step: Decimal) -> tuple[Decimal, Decimal]:
    """From which to which figure the limit on last year lets a share go, in whole steps where one lies between."""
    part, unit = (plan.most_change or ZERO) / 100, Decimal(1).scaleb(-digits(plan))
    low, high = max(ZERO, year * (1 - part)), year * (1 + part)
    for size in (step, unit):
        least, most = rules.rounded_up(low, size), high // size * size
        if least <= most:
            return least, most
    return (low.quantize(unit, ROUND_HALF_EVEN),) * 2


@dataclass(frozen=True)
class Carried:
    """What a team's officers carry for each unit of its figure, at most; `straight`: it has no teams below."""

    factor: Decimal
    straight: bool


def carried_by_officers(plan: Plan, targets: Sequence[Target]) -> dict[int, Carried]:
    """By team row: the over-assignments between it and its officers, multiplied."""
    officers, teams = 1 + plan.over_officers / 100, 1 + plan.over_teams / 100
    most: dict[int, Decimal] = {}
    with_teams: set[int] = set()
    told: dict[int, Carried] = {}
    for target in reversed(targets):
        own = Decimal(1)
        if target.team_id:
            straight = target.pk not in with_teams
            below = most.get(target.pk, officers)
            told[target.pk] = Carried(below if straight else below * teams, straight)
            own = told[target.pk].factor
        if target.parent_id is not None:
            above = own if target.team_id else officers
            most[target.parent_id] = max(most.get(target.parent_id, ZERO), above)
            if target.team_id:
                with_teams.add(target.parent_id)
    return told


def _team_figure(plan: Plan, cap: Decimal, carried: Carried) -> Decimal:
    """The largest figure of a team with which its officers stay within the cap."""
    unit = Decimal(1).scaleb(-digits(plan))
    figure = cap / carried.factor // unit * unit
    above = ((figure + unit) * carried.factor).quantize(unit, ROUND_HALF_EVEN)
    return figure + unit if carried.straight and above <= cap else figure


@dataclass(frozen=True)
class Beyond:
    """An officer whose figure differs from last year's by more than the plan allows, because somebody set it so."""

    row: Row
    year: Decimal

    @property
    def words(self) -> str:
        """ "34% above"."""
        percent = (self.row.target.amount / self.year - 1) * 100
        return f"{abs(percent):.0f}% {'above' if percent >= 0 else 'below'}"


@dataclass(frozen=True)
class Capped:
    """A team whose officers together carry at most so much."""

    row: Row
    carried: Decimal
    cap: Decimal

    @property
    def over(self) -> bool:
        """They carry more, since a revision."""
        return self.carried > self.cap


@dataclass(frozen=True)
class Limits:
    """How a plan keeps its limits. `held`: whose figure the limit on last year decides; `without`: who has none.

    `across`: the limits across teams that hold somebody on the page.
    """

    beyond: Sequence[Beyond] = ()
    held: Sequence[Row] = ()
    without: Sequence[Row] = ()
    caps: Sequence[Capped] = ()
    across: Sequence[Kept] = ()

    @property
    def open(self) -> int:
        """How many ask for a look."""
        broken = sum(1 for each in self.caps if each.over) + sum(1 for each in self.across if each.off)
        return len(self.beyond) + broken


def limits(page: PlanPage) -> Limits:
    """The limits of the page's plan. No statement."""
    beyond, held, without = [], [], []
    plan, step = page.plan, round_step(page.plan, len(page.officers))
    for row in page.officers if plan.most_change is not None else []:
        year = row.basis.year
        if year is None:
            without.append(row)
            continue
        if abs(row.target.amount / year - 1) * 100 > (plan.most_change or ZERO):
            beyond.append(Beyond(row, year))
        elif row.target.amount in change_range(plan, year, step):
            held.append(row)
    across = kept(page.across, page.officers, lambda each: words_of(plan, each), may_edit=page.may_edit)
    return Limits(beyond, held, without, _caps(page), across)


def _caps(page: PlanPage) -> list[Capped]:
    officers = [row.target for row in page.officers]
    return [
        Capped(
            row,
            sum((each.amount for each in officers if each.home.path.startswith(row.target.home.path)), ZERO),
            row.target.cap,
        )
        for row in page.rows
        if row.target.cap is not None
    ]
