"""Reads about persons and teams."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from tandem.authority import organization
from tandem.authority.models import Entry
from tandem.authority.reach import reaches_person
from tandem.core.clock import end_of
from tandem.people import rules
from tandem.people.models import ABSENCES, ROLES, Absence, Membership, Person, PersonQuerySet, Team
from tandem.people.signing_in import has_second_factor


def roles() -> dict[str, str]:
    """The roles there are, with the words for them."""
    return ROLES


def kinds_of_absence() -> dict[str, str]:
    """Every kind of absence with its name."""
    return ABSENCES


def visible_people(viewer: Person) -> PersonQuerySet:
    """Colleagues of the viewer's teams, and the managers above them."""
    people = Person.objects.visible_to(viewer)
    if viewer.role in ("executive", "administrator"):
        return people
    above = [int(part) for part in viewer.path.split("/") if part]
    return Person.objects.filter(Q(pk__in=people.values("pk")) | Q(teams_led__in=above)).distinct()


def leaders(among: PersonQuerySet | None = None) -> PersonQuerySet:
    """Those who may lead a team."""
    people = Person.objects.all() if among is None else among
    return people.active().filter(role__in=["manager", "executive"])


def team_on(person: Person, day: date) -> Team | None:
    """The team a person was on that day, so that results stay with the team that earned them."""
    membership = Membership.objects.on(day).filter(person=person).select_related("team").first()
    return membership.team if membership else person.team


def tree() -> list[Team]:
    """All teams in the order of the drawn tree, managers included."""
    teams = list(Team.objects.select_related("manager"))
    names = {str(team.pk): team.name.lower() for team in teams}
    return sorted(teams, key=lambda t: [names[part] for part in t.path.split("/") if part])


@dataclass(frozen=True)
class Tree:
    """The paths of all teams now, and how the tree was shaped lately, the newest first: when, which team, and the facts
    of the logbook."""

    now: Mapping[int, str]
    shaped: Sequence[tuple[datetime, int, Mapping[str, Any]]]

    def paths(self, day: date) -> dict[int, str]:
        """By team the path it had when `day` was over."""
        ended = end_of(day, organization.current().time_zone)
        return rules.paths_before(self.now, [(team, facts) for at, team, facts in self.shaped if at >= ended])

    def below(self, team: int, day: date) -> frozenset[int]:
        """The team and those that hung below it when `day` was over."""
        paths = self.paths(day)
        return frozenset(pk for pk, path in paths.items() if path.startswith(paths.get(team, "nowhere")))


def tree_since(day: date) -> Tree:
    """The tree as it was at the end of `day` or of any day after it. Two statements."""
    return Tree(dict(Team.objects.values_list("pk", "path")), _shaped_since(day))


def _shaped_since(day: date) -> Sequence[tuple[datetime, int, Mapping[str, Any]]]:
    ended = end_of(day, organization.current().time_zone)
    about = Team._meta.label_lower
    entries = Entry.objects.filter(verb="people.shape_teams", about=about, at__gte=ended).order_by("-id")
    return list(entries.values_list("at", "about_id", "facts"))


def as_stood(teams: Sequence[Team], day: date) -> list[Team]:
    """These teams as they hung together when `day` was over, and those that hung below them then; the highest first.

    Each has the path and the parent of then, to be read and never saved. Two statements.
    """
    every = {team.pk: team for team in Team.objects.select_related("manager")}
    paths = Tree({pk: team.path for pk, team in every.items()}, _shaped_since(day)).paths(day)
    asked, found = {team.pk for team in teams}, []
    for pk, path in sorted(paths.items(), key=lambda item: item[1]):
        line = [int(part) for part in path.split("/") if part]
        if asked.isdisjoint(line):
            continue
        team, above = every[pk], [one for one in line[:-1] if one in every]
        team.path, team.parent_id = path, above[-1] if above else None
        found.append(team)
    return found


def all_teams() -> QuerySet[Team]:
    """Every team, the highest first."""
    return Team.objects.order_by("path")


def teams_under(viewer: Person) -> QuerySet[Team]:
    """Those a manager leads and those below; all for executives and administrators; the highest first."""
    if viewer.role in ("executive", "administrator"):
        return all_teams()
    led = Q(pk__in=[])
    for path in viewer.led:
        led |= Q(path__startswith=path)
    return all_teams().filter(led)


FEW_TEAMS = 40  # so many stand in one menu


def near(teams: Sequence[Team], chosen: Team) -> list[Team]:
    """Where one goes from a team: all teams where they are few, else the line above, its neighbours and its parts."""
    if len(teams) <= FEW_TEAMS:
        return list(teams)
    around = (chosen.pk, chosen.parent_id)
    return [team for team in teams if chosen.path.startswith(team.path) or team.parent_id in around]


def pick_teams(teams: QuerySet[Team], text: str, limit: int = 20) -> list[dict[str, object]]:
    """Teams for a field that searches while one types, each with the team above it."""
    rows = teams.filter(name__icontains=text).select_related("parent").order_by("path")
    return [{"id": row.pk, "text": row.name, "note": str(row.parent or "")} for row in rows[:limit]]


def team(team_id: int | str) -> Team:
    """One team, or Http404."""
    try:
        return Team.objects.select_related("manager", "parent").get(pk=team_id)
    except (Team.DoesNotExist, ValueError) as error:
        raise Http404("There is no such team.") from error


def visible_person(viewer: Person, person_id: int) -> Person:
    """One person; Http404 when the viewer may not see them."""
    person = visible_people(viewer).select_related("team").filter(pk=person_id).first()
    if person is None:
        raise Http404("There is no such person, or they are not yours to see.")
    return person


def colleagues(
    viewer: Person, *, team: Team | None = None, role: str | None = None, is_active: bool | None = None
) -> PersonQuerySet:
    """Those whom the viewer may see, by name: on a team or below it, of a role, working here or left."""
    people = visible_people(viewer)
    if team is not None:
        people = people.on_path(team.path)
    if role is not None:
        people = people.filter(role=role)
    if is_active is not None:
        people = people.filter(is_active=is_active)
    return people.order_by("name", "pk")


def people_on(viewer: Person, team: Team) -> PersonQuerySet:
    """Who is on this very team now, of those whom the viewer may see."""
    return colleagues(viewer, is_active=True).filter(team=team)


@dataclass(frozen=True)
class PersonPage:
    """A person, the teams they were on, who is above them, whom they lead, and when they are away.

    `absences` is None where the viewer may not see them. `second_factor`: they have one, told to who may take it away.
    """

    person: Person
    memberships: Sequence[Membership]
    line: Sequence[Person]
    leads: Sequence[Team]
    absences: Sequence[Absence] | None
    second_factor: bool


def person_page(viewer: Person, person_id: int) -> PersonPage:
    """One person; Http404 when the viewer may not see them."""
    person = visible_person(viewer, person_id)
    return PersonPage(
        person=person,
        memberships=list(person.memberships.select_related("team").order_by("-since")),
        line=person.line(),
        leads=list(person.teams_led.order_by("path")),
        absences=absences_of(viewer, person)
        if reaches_person(viewer, "people.see_absences", person)
        else None,
        second_factor=reaches_person(viewer, "people.reset_second_factor", person)
        and has_second_factor(person),
    )


def absences_of(viewer: Person, person: Person) -> list[Absence]:
    """A person's absences, the latest first; none where the viewer may not see them."""
    mine = Absence.objects.visible_to(viewer).filter(person=person).standing()
    return list(mine.select_related("person").order_by("-first_on"))


def get_absence(viewer: Person, absence_id: int) -> Absence:
    """One absence; Http404 when the viewer may not see it or it was withdrawn."""
    found = Absence.objects.visible_to(viewer).standing().select_related("person").filter(pk=absence_id)
    absence = found.first()
    if absence is None:
        raise Http404("There is no such absence, or it is not yours to see.")
    return absence


@dataclass(frozen=True)
class Branch:
    """A team in the drawn tree, with its people."""

    team: Team
    people: Sequence[Person]
    below: int


def team_tree(viewer: Person, *, with_left: bool = False) -> list[Branch]:
    """The whole tree with its people, in drawing order, in two statements."""
    people = visible_people(viewer).filter(team__isnull=False).order_by("name")
    if not with_left:
        people = people.filter(is_active=True)
    members: dict[int, list[Person]] = defaultdict(list)
    for person in people:
        members[person.team_id or 0].append(person)
    paths = [person.path for group in members.values() for person in group]
    return [
        Branch(team, members[team.pk], sum(path.startswith(team.path) for path in paths)) for team in tree()
    ]


def assignable(viewer: Person) -> PersonQuerySet:
    """Those to whom the viewer may give work: active officers and managers they see."""
    return visible_people(viewer).active().filter(role__in=["officer", "manager"])


def pick_people(
    viewer: Person, text: str, among: str = "working", limit: int = 20
) -> list[dict[str, object]]:
    """People for a field that searches while one types: "working" whom work can be given to, "leaders" of teams,
    "active" of any role, or "anybody", also who left."""
    if among == "working":
        people = assignable(viewer)
    elif among == "leaders":
        people = leaders(visible_people(viewer))
    else:
        people = visible_people(viewer) if among == "anybody" else visible_people(viewer).active()
    rows = people.filter(name__icontains=text).select_related("team").order_by("name", "pk")
    return [{"id": row.pk, "text": row.name, "note": str(row.team or "")} for row in rows[:limit]]
