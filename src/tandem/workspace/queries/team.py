"""Team: where the team and each officer stand, what may go wrong, where deals wait."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tandem.core.money import format_money
from tandem.deals.models import Deal
from tandem.deals.queries.attention import Reason, reasons
from tandem.deals.queries.figures import Closed, Pipeline, at_risk, of_teams
from tandem.people.models import Person
from tandem.science.season import DueCurve
from tandem.workspace.queries.choice import Choice, choose
from tandem.workspace.queries.steer import Figures, material

RISKS = 5
SHOWN = 50  # officers at first; one step leads to all of them
SORTS: dict[str, Callable[[Figures], Any]] = {
    "ahead": lambda row: (-row.ahead, row.name),
    "behind": lambda row: (row.percent is None, row.ahead, row.name),
    "name": lambda row: row.name.casefold(),
    "booked": lambda row: (-row.booked.period, row.name),
    "chance": lambda row: (row.chance is None, row.chance or 0, row.name),
    "cover": lambda row: (row.coverage is None, row.coverage or 0, row.name),
}


@dataclass(frozen=True)
class Risk:
    """A deal that needs somebody, and why."""

    deal: Deal
    reasons: Sequence[Reason]


@dataclass(frozen=True)
class TeamPage:
    """The page. `others`: what people who are elsewhere now booked for the team; `outside`: what those of the rows
    booked for other teams, so that rows + others − outside is the whole; `count`: officers, shown or not."""

    choice: Choice
    whole: Figures
    rows: Sequence[Figures]
    count: int
    others: Figures | None
    outside: Decimal
    closed: Closed
    curve: DueCurve
    currency: str
    usual: float | None
    risks: Sequence[Risk]
    sort: str

    @property
    def day(self) -> int:
        """The how many-th working day of the period it is."""
        return self.curve.done(self.choice.until)

    @property
    def outside_words(self) -> str:
        """What was booked for other teams, as it is taken off: "−€3.4k"."""
        return f"−{format_money(self.outside, self.currency, 'short')}"

    @property
    def left(self) -> int:
        """How many officers are not among the rows."""
        return self.count - len(self.rows)


def team_page(
    viewer: Person, team: str, period: str, *, sort: str, today: date, everybody: bool = False
) -> TeamPage:
    """A team that the viewer steers, with its first officers or `everybody`. Http404 for any other team."""
    choice = choose(viewer, team, period, today)
    found = material(viewer, choice)
    key = SORTS.get(sort) or SORTS["ahead"]
    rows = [found.of_person(person) for person in found.people]
    if sort == "chance":
        rows = found.with_chances(viewer, rows)
    rows.sort(key=key)
    everyone = rows
    whole, *rows = found.with_chances(
        viewer, [found.of_team(choice.team), *(rows if everybody else rows[:SHOWN])]
    )
    strangers = found.trend.strangers
    others = found.figures("", None, None, strangers, Pipeline()) if strangers.period else None
    everything = sum((row.booked.period for row in everyone), strangers.period)
    risky = [] if choice.is_past else at_risk(of_teams(choice.ids), today, RISKS)
    return TeamPage(
        choice,
        whole,
        rows,
        len(everyone),
        others,
        everything - whole.booked.period,
        found.closed,
        found.curve,
        found.currency,
        found.usual,
        [Risk(deal, reasons(deal, today)) for deal in risky],
        sort if sort in SORTS else "ahead",
    )
