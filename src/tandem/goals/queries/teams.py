"""The teams a person may plan for, and what they reached lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.http import Http404

from tandem.authority.reach import may
from tandem.core.periods import Period
from tandem.goals.queries.periods import next_quarter
from tandem.goals.queries.results import below, daily
from tandem.people.models import Person, Team

PAST = 5


@dataclass(frozen=True)
class Past:
    """What a team reached in one period. `running`: the period is not over yet."""

    period: Period
    amount: Decimal
    running: bool


def plannable_teams(viewer: Person) -> list[Team]:
    """All teams for executives, those below the teams a manager leads; none for others."""
    if not may(viewer, "goals.open_plan"):
        return []
    if viewer.role == "executive":
        return list(Team.objects.order_by("path"))
    condition = Q(pk__in=[])
    for path in viewer.led:
        condition |= Q(path__startswith=path)
    return list(Team.objects.filter(condition).order_by("path"))


def plannable_team(viewer: Person, team_id: int) -> Team:
    """One of them. Http404 otherwise."""
    for team in plannable_teams(viewer):
        if team.pk == team_id:
            return team
    raise Http404("There is no such team, or it is not yours to plan for.")


def lately(team: Team, metric: str, today: date) -> list[Past]:
    """The team's last quarters, the running one included, newest first; in one statement."""
    first = next_quarter(today).shifted(-PAST)
    periods = [first.shifted(steps) for steps in range(PAST)]
    booked = daily(metric, periods[0].start, periods[-1].end, below(team.path))
    told = [
        Past(period, sum((v for day, v in booked.items() if day in period), Decimal(0)), period.end >= today)
        for period in periods
    ]
    return told[::-1]
