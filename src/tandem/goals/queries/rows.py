"""The lines of the workbench: each target with what stands beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tandem.collaboration.queries.agreements import Item
from tandem.goals import rules
from tandem.goals.models import Plan, Target
from tandem.goals.queries.chances import Odds
from tandem.goals.queries.inputs import Basis
from tandem.goals.queries.revisions import Revision
from tandem.goals.queries.standing import GoalStanding

ZERO = Decimal(0)
OPEN_AT_MOST = 80  # officers shown at once; of a larger plan the teams are opened one by one
TEAMS_AT_MOST = 40  # teams shown at once; of a plan with more, those right below the top
WHOLE_AT_MOST = 80  # rows drawn at once after an edit; of more, those about a screen holds
SCREEN = 32  # rows drawn at once then
ABOVE = 12  # of these above the team that was turned
NEXT = 40  # rows fetched together


@dataclass(frozen=True)
class Row:
    """One line of the workbench. `editable`: the viewer may type here; `below`: how many officers it holds."""

    target: Target
    plan: Plan
    depth: int
    editable: bool
    has_parts: bool
    below: int
    shut: bool
    today: date
    basis: Basis  # history and pipeline as the last split saw them
    covered: Decimal | None = None  # coverage of the whole plan, to see who stands out
    item: Item | None = None
    revision: Revision | None = None
    live: GoalStanding | None = None
    odds: Odds | None = None

    @property
    def delta(self) -> Decimal:
        """By how much the figure differs from the suggestion."""
        return self.target.amount - self.target.suggested

    @property
    def usual_percent(self) -> float | None:
        """The usual result in percent of this target; None without history or target."""
        usual = self.basis.usual
        return None if usual is None or not self.target.amount else float(usual / self.target.amount) * 100

    @property
    def coverage(self) -> Decimal | None:
        """Open pipeline ÷ target; None where the target is no money."""
        if not self.plan.is_money or not self.target.amount:
            return None
        return self.basis.pipeline / self.target.amount

    @property
    def usual_words(self) -> str:
        """For those who do not see the drawing."""
        if self.usual_percent is None:
            return f"{self.target.name}: no usual result yet"
        return f"{self.target.name}: the usual result is {self.usual_percent:.0f}% of this target"

    @property
    def average(self) -> Decimal | None:
        """The mean of the periods they were here for."""
        usual = self.basis.usual
        return None if usual is None else round(usual, 0)

    @property
    def here_words(self) -> str:
        """ "9 mo", "2.5 y"."""
        months = self.months_here or 0
        return f"{months} mo" if months < 12 else f"{months / 12:.1f} y"

    @property
    def thin(self) -> bool:
        """Coverage far below the plan's own."""
        own, whole = self.coverage, self.covered
        return own is not None and whole is not None and own < whole * rules.THIN_SHARE

    @property
    def months_here(self) -> int | None:
        """Whole months since the first day here; None for teams and where it is not known."""
        return rules.months_between(self.basis.since, self.today) if self.basis.since else None

    @property
    def is_new(self) -> bool:
        """Here for less than half a year."""
        return self.months_here is not None and self.months_here < rules.NEW_MONTHS


def rows_of(
    targets: Sequence[Target],
    plan: Plan,
    today: date,
    may_edit: bool,
    turned: set[int],
    told: Mapping[int, Item],
    standing: Mapping[int, GoalStanding],
) -> list[Row]:
    """The lines of a plan, parents before their parts; `turned`: teams that are not as they begin. No statement."""
    depths: dict[int, int] = {}
    below: dict[int, int] = {}
    parts = {target.parent_id for target in targets}
    parents = {target.pk: target.parent_id for target in targets}
    for target in targets:
        depths[target.pk] = depths[target.parent_id] + 1 if target.parent_id in depths else 0
        above = target.parent_id if target.person_id else None
        while above in parents:
            below[above] = below.get(above, 0) + 1
            above = parents[above]
    bases = [Basis.of(target) for target in targets]
    pipe = sum(
        (basis.pipeline for target, basis in zip(targets, bases, strict=True) if target.person_id), ZERO
    )
    carried = sum((target.amount for target in targets if target.person_id), ZERO)
    shut = _begin_shut(targets, depths)
    return [
        Row(
            target=target,
            plan=plan,
            depth=depths[target.pk],
            editable=may_edit and depths[target.pk] > 0,
            has_parts=target.pk in parts,
            below=below.get(target.pk, 0),
            shut=target.team_id is not None
            and target.pk in parts
            and ((target.pk in shut) != (target.team_id in turned)),
            today=today,
            basis=basis,
            covered=pipe / carried if plan.is_money and carried else None,
            item=told.get(target.pk),
            live=standing.get(target.pk),
        )
        for target, basis in zip(targets, bases, strict=True)
    ]


@dataclass(frozen=True)
class Stretch:
    """Rows that follow each other. `later`: told by name and figure until they come into sight."""

    rows: Sequence[Row]
    later: bool = False

    @property
    def asked(self) -> str:
        """The rows by target, as an address names them."""
        return ",".join(str(row.target.pk) for row in self.rows)


def in_sight(rows: Sequence[Row], turned: int = 0) -> list[Stretch]:
    """The rows in stretches, drawn at the top or around the team that was turned, so that an edit of five hundred
    officers does not wait for those nobody looks at. No statement.
    """
    if len(rows) <= WHOLE_AT_MOST:
        return [Stretch(rows)]
    places = (at for at, row in enumerate(rows) if turned and row.target.team_id == turned)
    first = max(next(places, 0) - ABOVE, 0)
    found = [Stretch(rows[at : min(at + NEXT, first)], True) for at in range(0, first, NEXT)]
    found.append(Stretch(rows[first : first + SCREEN]))
    return found + [Stretch(rows[at : at + NEXT], True) for at in range(first + SCREEN, len(rows), NEXT)]


def _begin_shut(targets: Sequence[Target], depths: Mapping[int, int]) -> set[int]:
    """The rows of teams whose parts are not shown at first, because there would be too many."""
    shut: set[int] = set()
    if sum(1 for target in targets if target.person_id) > OPEN_AT_MOST:
        shut |= {target.parent_id for target in targets if target.person_id and target.parent_id}
    if sum(1 for target in targets if target.team_id) > TEAMS_AT_MOST:
        shut |= {target.pk for target in targets if target.team_id and depths[target.pk]}
    return shut
