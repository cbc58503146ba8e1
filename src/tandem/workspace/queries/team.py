"""Team: where the team and each officer stand, what may go wrong, where deals wait."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tandem.deals.models import Deal
from tandem.deals.queries.attention import Reason, reasons
from tandem.deals.queries.figures import Closed, Pipeline, at_risk, of_teams
from tandem.people.models import Person
from tandem.science.season import DueCurve
from tandem.workspace.queries.steer import Choice, Figures, choose, material

RISKS = 5
SORTS: dict[str, Callable[[Figures], Any]] = {
    "ahead": lambda row: (-row.ahead, row.name),
    "name": lambda row: row.name.casefold(),
    "booked": lambda row: (-row.booked.period, row.name),
    "cover": lambda row: (row.coverage is None, row.coverage or 0, row.name),
}


@dataclass(frozen=True)
class Risk:
    """A deal that needs somebody, and why."""

    deal: Deal
    reasons: Sequence[Reason]


@dataclass(frozen=True)
class TeamPage:
    """The page. `others`: what people who are elsewhere now booked for the team."""

    choice: Choice
    whole: Figures
    rows: Sequence[Figures]
    others: Figures | None
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


def team_page(viewer: Person, team: str, period: str, *, sort: str, today: date) -> TeamPage:
    """A team that the viewer steers. Http404 for any other."""
    choice = choose(viewer, team, period, today)
    found = material(choice)
    key = SORTS.get(sort) or SORTS["ahead"]
    rows = sorted((found.of_person(person) for person in found.people), key=key)
    strangers = found.trend.strangers
    others = found.figures("", None, None, strangers, Pipeline()) if strangers.period else None
    risky = [] if choice.is_past else at_risk(of_teams(choice.ids), today, RISKS)
    return TeamPage(
        choice,
        found.of_team(choice.team),
        rows,
        others,
        found.closed,
        found.curve,
        found.currency,
        found.usual,
        [Risk(deal, reasons(deal, today)) for deal in risky],
        sort if sort in SORTS else "ahead",
    )
