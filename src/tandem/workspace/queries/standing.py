"""Where a team, the teams directly below it and its officers stand, for whoever steers it: the figures alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tandem.deals.queries.figures import Closed
from tandem.people.models import Person
from tandem.workspace.queries.choice import Choice, choose
from tandem.workspace.queries.steer import Figures, material


@dataclass(frozen=True)
class TeamStanding:
    """`people` by name: every officer of the team and of all below it. `usual`: how often over a pipeline is needed."""

    choice: Choice
    whole: Figures
    teams: Sequence[Figures]
    people: Sequence[Figures]
    closed: Closed
    currency: str
    usual: float | None


def standing_of(viewer: Person, team: str, period: str, *, today: date) -> TeamStanding:
    """Of a team the viewer steers; Http404 for any other. As many statements for two people as for two hundred."""
    choice = choose(viewer, team, period, today)
    found = material(viewer, choice)
    parts = choice.parts
    whole, *rows = found.with_chances(
        viewer,
        [
            *(found.of_team(team) for team in (choice.team, *parts)),
            *(found.of_person(person) for person in found.people),
        ],
    )
    return TeamStanding(
        choice,
        whole,
        rows[: len(parts)],
        rows[len(parts) :],
        found.closed,
        found.currency,
        found.usual,
    )
