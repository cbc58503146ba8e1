"""Which team and which period a page of those who steer is about, as far as they may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q
from django.http import Http404

from tandem.authority import organization
from tandem.authority.reach import paths_within
from tandem.core.periods import Period
from tandem.people.models import Person, Team
from tandem.people.queries import as_stood, near

PERIODS = 8  # this quarter and seven before it
STEERING = ("manager", "executive")


@dataclass(frozen=True)
class Choice:
    """Whose figures, of when. `teams`: what the viewer may choose; `below`: the chosen team and all below it.

    Of a period that is over the teams hang together as they did on its last day.
    """

    team: Team
    teams: Sequence[Team]
    period: Period
    periods: Sequence[Period]
    today: date

    @property
    def near(self) -> list[Team]:
        """The teams that stand in the menu."""
        return near(self.teams, self.team)

    @cached_property
    def below(self) -> list[Team]:
        return [team for team in self.teams if team.path.startswith(self.team.path)]

    @property
    def ids(self) -> list[int]:
        """The ids of the chosen team and of all below it."""
        return [team.pk for team in self.below]

    @property
    def parts(self) -> list[Team]:
        """The teams directly below."""
        return [team for team in self.below if team.parent_id == self.team.pk]

    @property
    def above(self) -> Team | None:
        """The team above, as far as the viewer may look."""
        return next((team for team in self.teams if team.pk == self.team.parent_id), None)

    @property
    def until(self) -> date:
        """Today, or the last day of a period that is over."""
        return min(self.today, self.period.end)

    @property
    def before(self) -> Period:
        """The period before the chosen one."""
        return self.period.previous()

    @property
    def is_past(self) -> bool:
        """Whether the period is over."""
        return self.period.end < self.today


class NoTeam(Http404):
    """Somebody who steers leads no team yet: there is nothing to show, and nothing to hide."""


def choose(viewer: Person, team: str, period: str, today: date) -> Choice:
    """What the address asks for, as far as the viewer steers; Http404 otherwise."""
    teams = steered(viewer)
    if not teams and viewer.role in STEERING:
        raise NoTeam("You lead no team yet.")
    wanted, periods = _periods(period, today)
    team = team or str(teams[0].pk if teams else "")
    if teams and wanted.end < today:
        teams = as_stood(teams, wanted.end)
    chosen = next((one for one in teams if str(one.pk) == team), None)
    if chosen is None:
        raise Http404("There is no such team, or it is not yours to see.")
    return Choice(chosen, teams, wanted, periods, today)


def _periods(key: str, today: date) -> tuple[Period, list[Period]]:
    """The quarter that the address asks for, and those in the menu. Of what is over any may be read, also of another
    fiscal year."""
    calendar = organization.calendar()
    now = calendar.quarter_of(today)
    periods = [now.shifted(-steps) for steps in range(PERIODS)]
    wanted = calendar.pick(key, periods, today) if key else now
    if wanted is None or wanted.kind != "quarter":
        raise Http404("There is no such period here.")
    return wanted, sorted({*periods, wanted}, reverse=True)


def steered(viewer: Person) -> list[Team]:
    """The teams whose work the viewer steers or answers for, parents first; their own team before lent ones."""
    if viewer.role not in STEERING or not viewer.is_active:
        return []
    rows = Team.objects.select_related("manager").order_by("path")
    if viewer.role == "executive":
        return list(rows)
    condition = Q(pk__in=[])
    for path in paths_within(viewer, "deals.see"):
        condition |= Q(path__startswith=path)
    found = list(rows.filter(condition))
    return sorted(found, key=lambda team: not any(team.path.startswith(path) for path in viewer.led))
