"""What a manager should know before publishing, and after: whether sums are exact, and who stands out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from tandem.core.money import format_money
from tandem.goals import rules
from tandem.goals.models import Plan
from tandem.goals.queries.inputs import digits
from tandem.goals.queries.plans import PlanPage
from tandem.goals.queries.rows import Row
from tandem.science.breakdown import Node, differences

ZERO = Decimal(0)
NAMED = 4  # people named in one check


@dataclass(frozen=True)
class Off:
    """A team whose parts do not add up to its figure: by how much they exceed it, negative when they fall short."""

    row: Row
    amount: Decimal


@dataclass(frozen=True)
class Far:
    """Somebody whose target is far from what the plan asks of the others, in percent of their usual result."""

    row: Row
    percent: Decimal
    usual: Decimal

    @property
    def words(self) -> str:
        """ "42% above"."""
        return f"{abs(self.percent):.0f}% {'above' if self.percent >= 0 else 'below'}"


@dataclass(frozen=True)
class Checks:
    """Everything the panel tells. `teams`: what is handed to officers' teams; `officers`: what they carry."""

    teams: Decimal
    officers: Decimal
    off: Sequence[Off]
    far: Sequence[Far]
    more_far: int
    growth: Decimal | None
    newcomers: Sequence[Row]
    without_history: Sequence[Row]

    @property
    def open(self) -> int:
        """How many checks ask for a look."""
        return bool(self.off) + bool(self.far)

    @property
    def missing(self) -> Decimal:
        """What officers carry less than planned, in all."""
        return sum((-each.amount for each in self.off if each.amount < 0), ZERO)

    @property
    def surplus(self) -> Decimal:
        """What officers carry more than planned, in all."""
        return sum((each.amount for each in self.off if each.amount > 0), ZERO)

    @property
    def growth_percent(self) -> Decimal | None:
        """By how much the plan exceeds the usual results of those with history."""
        return None if self.growth is None else (self.growth - 1) * 100


def checks(page: PlanPage) -> Checks:
    """The checks of the rows on this page. No statement."""
    off, teams = sums(page)
    officers = page.officers
    targets = [row.target.amount for row in officers]
    whole = rules.growth(targets, [row.basis.usual for row in officers])
    far = []
    for row in officers:
        percent = rules.far_from_usual(row.target.amount, row.basis.usual, whole)
        if percent is not None and row.basis.usual is not None:
            far.append(Far(row, percent, row.basis.usual))
    far.sort(key=lambda each: abs(each.percent), reverse=True)
    return Checks(
        teams=teams,
        officers=sum(targets, ZERO),
        off=off,
        far=far[:NAMED],
        more_far=max(0, len(far) - NAMED),
        growth=whole,
        newcomers=[row for row in officers if row.is_new],
        without_history=[row for row in officers if row.basis.usual is None],
    )


def sums(page: PlanPage) -> tuple[list[Off], Decimal]:
    """The teams whose parts do not add up, and what all officers' teams have together (science.breakdown)."""
    plan = page.plan
    parts: dict[int | None, list[Row]] = defaultdict(list)
    for row in page.rows:
        parts[row.target.parent_id].append(row)
    nodes: list[Node] = []
    figures: list[Decimal] = []
    rows: list[Row] = []
    handed = ZERO

    def add(row: Row, figure: Decimal, parent: int | None, over: Decimal) -> int:
        nodes.append(Node(f"{len(nodes):06}", parent, over=over / 100))
        figures.append(figure)
        rows.append(row)
        return len(nodes) - 1

    def walk(row: Row, parent: int | None) -> None:
        nonlocal handed
        below = parts[row.target.pk]
        teams = [each for each in below if each.target.team_id]
        officers = [each for each in below if each.target.person_id]
        place = add(row, row.target.amount, parent, plan.over_teams if teams else plan.over_officers)
        group = place
        if teams and officers:
            whole = _rounded(plan, row.target.amount * (1 + plan.over_teams / 100))
            own = whole - sum((each.target.amount for each in teams), ZERO)
            group = add(row, own, place, plan.over_officers)
        if officers:
            handed += figures[group]
        for each in officers:
            add(each, each.target.amount, group, ZERO)
        for each in teams:
            walk(each, place)

    for top in page.tops:
        walk(top, None)
    found = differences(nodes, figures, digits=digits(plan))
    return [Off(rows[at], amount) for at, amount in enumerate(found) if amount], handed


def _rounded(plan: Plan, amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-digits(plan)), ROUND_HALF_EVEN)


def words_of(plan: Plan, amount: Decimal) -> str:
    """A figure of a plan in words."""
    return format_money(amount, plan.currency) if plan.is_money else f"{amount:,.0f}"


def short_of(plan: Plan, amount: Decimal) -> str:
    """A figure of a plan in short: €2.55M, or a count."""
    return format_money(amount, plan.currency, "short") if plan.is_money else f"{amount:,.0f}"
