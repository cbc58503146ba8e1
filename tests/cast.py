"""The people that tests are about.

Maple (Erin Executive; Adam Administrator)
├── North (Nora, Sales Manager) ── Olga, Omar (officers)
│   └── Harbor (Nils, Sales Manager) ── Otto (officer)
└── South (Sam, Sales Manager) ── Pia, Paul (officers)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tandem.authority.models import Organization
from tandem.people.actions import add_person, add_team, set_team_manager
from tandem.people.models import Person, Team

SINCE = date(2024, 1, 1)


@dataclass
class Cast:
    """Everybody, by first name, and their teams."""

    organization: Organization
    maple: Team
    north: Team
    harbor: Team
    south: Team
    erin: Person
    adam: Person
    nora: Person
    nils: Person
    sam: Person
    olga: Person
    omar: Person
    otto: Person
    pia: Person
    paul: Person

    def everybody(self) -> list[Person]:
        """All persons, in the order of the tree."""
        return [value for value in vars(self).values() if isinstance(value, Person)]


def make_cast() -> Cast:
    """Put the cast into the database through the actions."""
    organization = Organization.objects.create(name="Maple", currency="EUR", time_zone="Europe/Berlin")
    adam = Person.objects.create(name="Adam Administrator", email="adam@maple.example", role="administrator")
    maple = add_team(actor=adam, name="Maple")
    north = add_team(actor=adam, name="North", parent=maple)
    harbor = add_team(actor=adam, name="Harbor", parent=north)
    south = add_team(actor=adam, name="South", parent=maple)

    def person(first: str, last: str, role: str, team: Team | None = None) -> Person:
        return add_person(
            actor=adam,
            name=f"{first} {last}",
            role=role,
            team=team,
            since=SINCE,
            email=f"{first.lower()}@maple.example",
        )

    erin = person("Erin", "Executive", "executive")
    nora = person("Nora", "North", "manager", north)
    nils = person("Nils", "Harbor", "manager", harbor)
    sam = person("Sam", "South", "manager", south)
    for team, manager in ((north, nora), (harbor, nils), (south, sam)):
        set_team_manager(team, actor=adam, manager=manager)
    cast = Cast(
        organization=organization,
        maple=maple,
        north=north,
        harbor=harbor,
        south=south,
        erin=erin,
        adam=adam,
        nora=nora,
        nils=nils,
        sam=sam,
        olga=person("Olga", "Officer", "officer", north),
        omar=person("Omar", "Officer", "officer", north),
        otto=person("Otto", "Officer", "officer", harbor),
        pia=person("Pia", "Officer", "officer", south),
        paul=person("Paul", "Officer", "officer", south),
    )
    for one in (*cast.everybody(), maple, north, harbor, south):
        one.refresh_from_db()
    return cast
