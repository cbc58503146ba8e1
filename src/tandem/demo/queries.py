"""What the first page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Min

from tandem.authority.models import Entry
from tandem.demo.company import DOMAIN
from tandem.demo.company.names import address_of
from tandem.goals.queries.standing import GoalStanding, own_goal
from tandem.people.models import Person, Team

ROLES = ("manager", "officer", "executive", "administrator")  # whom one can look round as


@dataclass(frozen=True)
class Door:
    """Somebody one can look round as."""

    role: str
    person: Person
    goal: GoalStanding | None


@dataclass(frozen=True)
class Welcome:
    """`doors` by role, empty where no demonstration company is; `empty`: nobody is here yet."""

    doors: dict[str, Door]
    empty: bool
    regions: int = 0
    officers: int = 0
    years: int = 0


def door(role: str) -> Person | None:
    """The person behind a door, if the demonstration company is here."""
    if role not in ROLES:
        return None
    address = address_of(role, DOMAIN)
    return Person.objects.active().select_related("team").filter(email=address, role=role).first()


def is_demonstration() -> bool:
    """Whether the records are those of the demonstration company, and not somebody's own."""
    return door("administrator") is not None


def welcome(today: date) -> Welcome:
    """The first page."""
    doors = {role: Door(role, person, own_goal(person, today)) for role in ROLES if (person := door(role))}
    if not doors:
        return Welcome({}, empty=not Person.objects.exists())
    begun = Entry.objects.aggregate(first=Min("at"))["first"]
    return Welcome(
        doors,
        empty=False,
        regions=Team.objects.filter(parent__parent__isnull=True, parent__isnull=False).count(),
        officers=Person.objects.officers().active().count(),
        years=round((today - begun.date()).days / 365) if begun else 0,
    )
