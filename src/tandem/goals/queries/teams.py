"""The teams a person may plan for, and what they reached lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.http import Http404

from tandem.authority.reach import may
from tandem.core.periods import Period
from tandem.goals.queries.periods import next_quarter
from tandem.goals.queries.results import below, daily
from tandem.people.models import Person, Team
from tandem.people.queries import teams_under

PAST = 5


@dataclass(frozen=True)
class Past:
    """What a team reached in one period. `running`: the period is not over yet."""

    period: Period
    amount: Decimal
    running: bool


def plannable_teams(viewer: Person) -> QuerySet[Team]:
    """All teams for executives, those below the teams a manager leads; none for others; the highest first."""
    return teams_under(viewer) if may(viewer, "goals.open_plan") else Team.objects.none()


def plannable_team(viewer: Person, team_id: int) -> Team:
    """One of them. Http404 otherwise."""
    found = plannable_teams(viewer).filter(pk=team_id).first()
    if found is None:
        raise Http404("There is no such team, or it is not yours to plan for.")
    return found


def lately(team: Team, metric: str, today: date) -> list[Past]:
    """The team's last quarters, the running one included, newest first; in one statement."""
    first = next_quarter(today).shifted(-PAST)
    periods = [first.shifted(steps) for steps in range(PAST)]
    booked = daily(metric, [(each.start, each.end) for each in periods], below(team.path))
    told = [
        Past(period, sum(days.values(), Decimal(0)), period.end >= today)
        for period, days in zip(periods, booked.values(), strict=True)
    ]
    return told[::-1]
