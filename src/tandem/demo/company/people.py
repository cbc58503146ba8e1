"""Teams in a tree, the seats in them, and the people who hold the seats in turn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import ceil

import numpy as np

from .calendar import Floats, Ints, day_number, joint_keys

AREAS = (
    "North",
    "Central",
    "South",
    "East",
    "West",
    "Alps",
    "Baltic",
    "Danube",
    "Atlantic",
    "Rhine",
    "Adria",
    "Nordic",
)
QUARTERS = (
    "Harbor",
    "Hills",
    "Lakes",
    "Plains",
    "Coast",
    "Rivers",
    "Forest",
    "Valley",
    "Fields",
    "Bridges",
    "Gate",
    "Isles",
)
SPAN, FAN = 8, 6  # most officers below one manager, most teams below one region


@dataclass(frozen=True)
class Team:
    """A node of the tree; `parent` and `manager` are places in their lists, -1 for none."""

    key: str
    name: str
    parent: int
    manager: int
    area: int
    level: int


@dataclass(frozen=True)
class Person:
    """Someone who works or worked here. Days are dates; `left_on` is the last day."""

    key: str
    name: str
    email: str
    role: str
    title: str
    hired_on: date
    left_on: date | None
    years_in_sales: int


@dataclass(frozen=True)
class Stay:
    """Membership of a person in a team, `until` included; None while it lasts."""

    person: int
    team: int
    since: date
    until: date | None


@dataclass(frozen=True)
class Leave:
    """A long absence of a person, both days included."""

    person: int
    since: date
    until: date
    kind: str


@dataclass(frozen=True)
class Skill:
    """The truth about each person: factors on how many deals they open and how large, and a shift of their
    win chances (log-odds per stage). One entry per person; managers have neutral ones.
    """

    arrivals: Floats
    winning: Floats
    size: Floats


@dataclass(frozen=True)
class Staff:
    """Everyone, and who held which seat in which month: `holder` and `capacity` are (seats, months)."""

    teams: list[Team]
    people: list[Person]
    stays: list[Stay]
    leaves: list[Leave]
    skill: Skill
    seat_team: Ints
    holder: Ints
    capacity: Floats
    executive: int
    administrator: int

    @cached_property
    def _stay_index(self) -> tuple[Ints, Ints]:
        stays = sorted(self.stays, key=lambda s: (s.person, s.since))
        since = np.array([day_number(s.since) for s in stays], dtype=np.int64)
        return joint_keys(np.array([s.person for s in stays]), since), np.array([s.team for s in stays])

    def team_on(self, person: Ints, day: Ints) -> Ints:
        """The team each person was on that day (numbers); the last one after they left."""
        keys, teams = self._stay_index
        return teams[np.searchsorted(keys, joint_keys(person, day), side="right") - 1]

    @property
    def officers(self) -> list[int]:
        """Places of the officers who are here at the end."""
        return [i for i, p in enumerate(self.people) if p.role == "officer" and p.left_on is None]


def ramp(months: Floats) -> Floats:
    """Share of full output after so many months: 0.35 on the first day, half of the rest every 2.5 months."""
    share: Floats = 1.0 - 0.65 * 0.5 ** (months / 2.5)
    return share


def team_tree(name: str, officers: int) -> tuple[list[Team], list[int]]:
    """Teams from the top down, and how many seats each has."""
    count = max(2, ceil(officers / (5 if officers <= 60 else SPAN)))
    sizes = [count]
    while sizes[-1] > FAN or len(sizes) == 1:
        sizes.append(max(2, ceil(sizes[-1] / (2 if count <= 2 * FAN else FAN))))
        if sizes[-1] >= sizes[-2]:
            sizes.pop()
            break
    levels = sizes[::-1]  # widest last; the organization itself stands above
    teams = [Team("T000", name, -1, -1, 0, 0)]
    above = [0]
    for depth, width in enumerate(levels, start=1):
        row = []
        for n in range(width):
            parent = above[n * len(above) // width]
            area = n % len(AREAS) if depth == 1 else teams[parent].area
            nth = sum(1 for t in teams if t.parent == parent)
            row.append(len(teams))
            teams.append(
                Team(
                    f"T{len(teams):03d}",
                    _team_name(teams[parent], area, nth, depth, n),
                    parent,
                    -1,
                    area,
                    depth,
                )
            )
        above = row
    seats = [0] * len(teams)
    for seat in range(officers):
        seats[above[seat * len(above) // officers]] += 1
    return teams, seats


def _team_name(parent: Team, area: int, nth: int, depth: int, n: int) -> str:
    if depth == 1:
        return AREAS[area] if n < len(AREAS) else f"{AREAS[area]} {n // len(AREAS) + 1}"
    if depth == 2:
        return f"{parent.name} {QUARTERS[nth % len(QUARTERS)]}"
    return f"{parent.name} {nth + 1}" if depth == 3 else f"{parent.name}.{nth + 1}"
