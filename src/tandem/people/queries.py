"""Reads about persons and teams."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from tandem.people.models import Membership, Person, PersonQuerySet, Team


def visible_people(viewer: Person) -> PersonQuerySet:
    """Colleagues of the viewer's teams, and the managers above them."""
    people = Person.objects.visible_to(viewer)
    if viewer.role in ("executive", "administrator"):
        return people
    above = [int(part) for part in viewer.path.split("/") if part]
    return Person.objects.filter(Q(pk__in=people.values("pk")) | Q(teams_led__in=above)).distinct()


def team_on(person: Person, day: date) -> Team | None:
    """The team a person was on that day, so that results stay with the team that earned them."""
    membership = Membership.objects.on(day).filter(person=person).select_related("team").first()
    return membership.team if membership else person.team


def tree() -> list[Team]:
    """All teams in the order of the drawn tree, managers included."""
    teams = list(Team.objects.select_related("manager"))
    names = {str(team.pk): team.name.lower() for team in teams}
    return sorted(teams, key=lambda t: [names[part] for part in t.path.split("/") if part])
