"""Whose forecast of which period a page is about, as far as the viewer may look."""

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
from tandem.forecasts.models import KINDS, Rhythm
from tandem.forecasts.rules import week_of
from tandem.people.models import Person, Team
from tandem.people.queries import as_stood, near

BACK = 4
AHEAD = 1


@dataclass(frozen=True)
class Choice:
    """`person` for an officer's own page, else `team`; `teams`: what the viewer may choose.

    Of a period that is over the teams hang together as they did on its last day.
    """

    person: Person | None
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
        """The chosen team and all below it, parents first."""
        return [team for team in self.teams if team.path.startswith(self.team.path)]

    @cached_property
    def ids(self) -> list[int]:
        """Their ids."""
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
    def is_past(self) -> bool:
        """Whether the period is over."""
        return self.period.end < self.today

    @property
    def is_ahead(self) -> bool:
        """Whether it has not begun."""
        return self.period.start > self.today

    @property
    def week_words(self) -> str:
        """ "week 8 of 13", "over", "next"."""
        if self.is_past:
            return "over"
        if self.is_ahead:
            return "not begun"
        week, weeks = week_of(self.period.start, self.period.end, self.today)
        return f"week {week} of {weeks}"

    @property
    def name(self) -> str:
        """Whose forecast it is."""
        return self.person.name if self.person else self.team.name


class NoTeam(Http404):
    """Somebody without a team: there is nothing to call, and nothing to hide."""


def rhythm() -> Rhythm:
    """The organization's rhythm; the defaults before anybody set it."""
    return Rhythm.objects.first() or Rhythm()


def choose(viewer: Person, team: str, period: str, today: date, person: str = "") -> Choice:
    """What the address asks for; Http404 for what is not the viewer's to see."""
    wanted, periods = _periods(period, today)
    if viewer.role == "officer":
        if viewer.team is None:
            raise NoTeam("You are on no team yet.")
        if (team and team != str(viewer.team_id)) or (person and person != str(viewer.pk)):
            raise Http404("There is no such forecast, or it is not yours to see.")
        return Choice(viewer, viewer.team, [viewer.team], wanted, periods, today)
    teams = steered(viewer)
    if person:
        whose = (
            Person.objects.select_related("team").filter(pk=person, team__in=[t.pk for t in teams]).first()
            if person.isdecimal()
            else None
        )
        if whose is None or whose.team is None or whose.role != "officer":
            raise Http404("There is no such forecast, or it is not yours to see.")
        return Choice(whose, whose.team, teams, wanted, periods, today)
    if not teams and viewer.role in ("manager", "executive"):
        raise NoTeam("You lead no team yet.")
    team = team or str(teams[0].pk if teams else "")
    if teams and wanted.end < today:
        teams = as_stood(teams, wanted.end)
    chosen = next((one for one in teams if str(one.pk) == team), None)
    if chosen is None:
        raise Http404("There is no such team, or it is not yours to see.")
    return Choice(None, chosen, teams, wanted, periods, today)


def _periods(key: str, today: date) -> tuple[Period, list[Period]]:
    """The one that the address asks for, and those in the menu. Of what is over any may be read, also of another rhythm
    and of another fiscal year."""
    calendar = organization.calendar()
    now = calendar.of(rhythm().kind, today)  # type: ignore[arg-type]
    periods = [now.shifted(steps) for steps in range(AHEAD, -BACK - 1, -1)]
    wanted = calendar.pick(key, periods, today) if key else now
    if wanted is None or wanted.kind not in KINDS:
        raise Http404("There is no such period here.")
    return wanted, sorted({*periods, wanted}, reverse=True)


def steered(viewer: Person) -> list[Team]:
    """The teams whose forecast the viewer sees, parents first; their own team before lent ones."""
    rows = Team.objects.select_related("manager").order_by("path")
    if viewer.role in ("executive", "administrator"):
        return list(rows)
    if viewer.role != "manager":
        return []
    condition = Q(pk__in=[])
    for path in paths_within(viewer, "forecasts.see"):
        condition |= Q(path__startswith=path)
    found = list(rows.filter(condition))
    return sorted(found, key=lambda one: not any(one.path.startswith(path) for path in viewer.led))


def sits(viewer: Person, team: Team) -> bool:
    """Whether the viewer calls for this team: who leads it, their deputies, and for a team nobody leads executives and
    the managers above."""
    if viewer.role not in ("manager", "executive") or not viewer.is_active:
        return False
    if team.manager_id == viewer.pk:
        return True
    if team.manager_id is None:
        return viewer.role == "executive" or any(team.path.startswith(path) for path in viewer.led)
    return viewer.stands_in and any(team.path.startswith(path) for path in viewer.lent_paths())


def may_call(viewer: Person, choice: Choice) -> bool:
    """Whether the viewer makes the call of the choice: an officer their own, who leads a team the team's."""
    return choice.person == viewer if choice.person else sits(viewer, choice.team)
