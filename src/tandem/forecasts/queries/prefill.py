"""What a call begins with: an officer's deals by category, or what a team's parts add up to."""

from __future__ import annotations

from datetime import date

from tandem.core.periods import Period
from tandem.forecasts.queries.beneath import ground, of_people, of_team_ids
from tandem.forecasts.queries.calls import said, standing
from tandem.forecasts.rules import ZERO, Node, Said, roll_up
from tandem.people.models import Person, Team


def prefill(person: Person | None, home: Team, period: Period, today: date) -> Said:
    """An officer's begins with closed + commit deals; + best case; most likely counts the best case by stage chances.

    A team's adds up what officers committed to and found the best case (of who has not called: what their deals say),
    and as most likely what its parts stand at; none below what is won already, as a call must not be.
    """
    if person is not None:
        mine = ground(period, of_people([person.pk]), today).of_person(person.pk)
        return Said(mine.likely, mine.committed, max(mine.at_best, mine.likely))
    teams = list(Team.objects.filter(path__startswith=home.path).order_by("path"))
    ids = [team.pk for team in teams]
    officers = list(Person.objects.active().officers().filter(team__in=ids).order_by("pk"))
    calls = standing(period, ids)
    here = ground(period, of_team_ids(ids), today)
    nodes = {team.pk: Node(("team", team.pk), said(calls.own(("team", team.pk)))) for team in teams}
    commit = best = ZERO
    for team in teams:
        nodes[team.pk].over = _over(calls, ("team", team.pk))
        if team.parent_id in nodes:
            nodes[team.parent_id].parts.append(nodes[team.pk])
    for officer in officers:
        key = ("person", officer.pk)
        own, deals = said(calls.own(key)), here.of_person(officer.pk)
        counted = own or Said(deals.likely)
        nodes[officer.team_id or 0].parts.append(Node(key, counted, _over(calls, key)))
        commit += own.commit if own and own.commit is not None else deals.committed
        best += own.best if own and own.best is not None else deals.at_best
    nodes[home.pk].own = None
    won = here.of_teams(ids).closed
    likely = max(roll_up(nodes[home.pk]).standing, won)
    return Said(likely, max(min(commit, likely), won), max(best, likely))


def _over(calls: object, key: tuple[str, int]) -> dict[int, Said]:
    found = calls.over(key)  # type: ignore[attr-defined]
    return {seat: figures for seat, call in found.items() if (figures := said(call))}
