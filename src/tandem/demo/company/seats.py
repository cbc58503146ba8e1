"""Who holds which seat when: hiring, leaving, trading teams, long leaves, and the capacity left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from . import names
from .calendar import Floats, Ints, month_start
from .people import Leave, Person, Skill, Staff, Stay, ramp, team_tree


class _Roster:
    """Builds the list of people, one name after the other."""

    def __init__(self, rng: np.random.Generator, domain: str, today: date) -> None:
        self.rng, self.domain, self.today = rng, domain, today
        self.people: list[Person] = []

    def add(
        self, role: str, title: str, hired_on: date, left_on: date | None = None, years: int | None = None
    ) -> int:
        number = len(self.people)
        name = names.person_name(number)
        before = int(self.rng.integers(0, 13)) if years is None else years
        worked = ((left_on or self.today) - hired_on).days // 365
        alone = role in ("executive", "administrator")
        email = names.address_of(role if alone else name, self.domain)
        self.people.append(
            Person(f"P{number:04d}", name, email, role, title, hired_on, left_on, before + worked)
        )
        return number


def build_staff(
    rng: np.random.Generator, *, name: str, domain: str, officers: int, first: date, today: date
) -> Staff:
    """The whole organization from `first` (a first of a month) to `today`."""
    months = (today.year - first.year) * 12 + today.month - first.month + 1
    roster = _Roster(rng, domain, today)
    executive = roster.add("executive", "Chief Sales Officer", month_start(first, -90), years=21)
    administrator = roster.add("administrator", "Sales Operations", month_start(first, -40), years=4)
    teams, seats = team_tree(name, officers)
    for place, team in enumerate(teams):
        if place == 0:
            teams[0] = replace(team, manager=executive)
            continue
        title = "Sales Manager" if seats[place] else "Regional Director"
        hired = month_start(first, -int(rng.integers(14, 110)))
        teams[place] = replace(
            team, manager=roster.add("manager", title, hired, years=int(rng.integers(6, 18)))
        )
    seat_team = np.repeat(np.arange(len(teams)), seats)
    holder, stays = _fill_seats(rng, roster, seat_team, first, today, months)
    stays = [Stay(t.manager, i, roster.people[t.manager].hired_on, None) for i, t in enumerate(teams)] + stays
    leaves = _leaves(rng, roster.people, stays, first, today)
    skill = _skills(rng, roster.people)
    capacity = _capacity(roster.people, leaves, holder, first)
    return Staff(
        teams, roster.people, stays, leaves, skill, seat_team, holder, capacity, executive, administrator
    )


def _fill_seats(
    rng: np.random.Generator, roster: _Roster, seat_team: Ints, first: date, today: date, months: int
) -> tuple[Ints, list[Stay]]:
    """People into seats: about 9 % leave in a year, each is followed by a newcomer; a few trade teams."""
    holder = np.full((len(seat_team), months), -1, dtype=np.int64)
    for seat in range(len(seat_team)):
        month, hired = 0, month_start(first, -int(rng.integers(3, 96)))
        while month < months:
            stays = int(rng.geometric(0.09 / 12))
            leaves_at = month + max(stays, 7)
            if leaves_at >= months - 2:  # nobody has left in the last weeks: the seats are taken today
                holder[seat, month:] = roster.add("officer", _title(hired, today), hired)
                break
            left_on = month_start(first, leaves_at)
            holder[seat, month:leaves_at] = roster.add("officer", "Sales Officer", hired, _before(left_on))
            month = min(leaves_at + int(rng.integers(1, 3)), months - 2)
            hired = month_start(first, month)
    _trade_teams(rng, holder, seat_team, months)
    stays_by_seat: list[Stay] = []
    for person in range(len(roster.people)):
        if roster.people[person].role == "officer":
            stays_by_seat += _stays_of(person, holder, seat_team, first, roster.people[person])
    return holder, stays_by_seat


def _trade_teams(rng: np.random.Generator, holder: Ints, seat_team: Ints, months: int) -> None:
    """Two officers of different teams change seats from some month on, until one of them leaves."""
    seats = len(seat_team)
    for _ in range(max(1, seats // 20)):
        one, other = (int(n) for n in rng.integers(0, seats, 2))
        when = int(rng.integers(months // 3, max(months - 4, months // 3 + 1)))
        pair = holder[one, when], holder[other, when]
        still = holder[one, -1] == pair[0] and holder[other, -1] == pair[1]
        if seat_team[one] != seat_team[other] and still and min(pair) >= 0:
            holder[one, when:], holder[other, when:] = pair[1], pair[0]


def _stays_of(person: int, holder: Ints, seat_team: Ints, first: date, who: Person) -> list[Stay]:
    stays: list[Stay] = []
    seats, at = np.nonzero(holder == person)
    order = np.argsort(at)
    for seat, month in zip(seats[order], at[order], strict=True):
        team = int(seat_team[seat])
        if stays and stays[-1].team == team:
            continue
        since = who.hired_on if not stays else month_start(first, int(month))
        if stays:
            stays[-1] = replace(stays[-1], until=_before(since))
        stays.append(Stay(person, team, since, who.left_on))
    return stays


def _title(hired: date, today: date) -> str:
    years = (today - hired).days / 365
    return "Junior Sales Officer" if years < 1 else "Senior Sales Officer" if years > 5 else "Sales Officer"


def _before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)


def _leaves(
    rng: np.random.Generator, people: list[Person], stays: list[Stay], first: date, today: date
) -> list[Leave]:
    """One long leave for about one officer in eight each year."""
    leaves = []
    for number in sorted({s.person for s in stays if people[s.person].role == "officer"}):
        who = people[number]
        since, until = max(who.hired_on, first), who.left_on or today
        if rng.random() < 0.12 * (until - since).days / 365:
            start = since.toordinal() + int(rng.integers(0, max((until - since).days - 30, 1)))
            days = int(rng.integers(40, 150))
            kind = "parental" if rng.random() < 0.6 else "medical"
            end = min(start + days, until.toordinal() if who.left_on else start + days)
            leaves.append(Leave(number, date.fromordinal(start), date.fromordinal(end), kind))
    return leaves


def _skills(rng: np.random.Generator, people: list[Person]) -> Skill:
    officer = np.array([p.role == "officer" for p in people])
    draws = rng.standard_normal((3, len(people))) * officer
    return Skill(np.exp(0.18 * draws[0]), 0.22 * draws[1], np.exp(0.15 * draws[2]))


def _capacity(people: list[Person], leaves: list[Leave], holder: Ints, first: date) -> Floats:
    """Share of full output of the holder of each seat in each month: ramp of newcomers times presence."""
    months = holder.shape[1]
    by_person = np.ones((len(people), months))
    starts = [month_start(first, m) for m in range(months + 1)]
    for number, who in enumerate(people):
        tenure = np.array([(s - who.hired_on).days / 30.4 + 0.5 for s in starts[:-1]])
        by_person[number] = ramp(np.maximum(tenure, 0.0))
    for leave in leaves:
        for m in range(months):
            away = min(leave.until, starts[m + 1]).toordinal() - max(leave.since, starts[m]).toordinal()
            if away > 0:
                by_person[leave.person, m] *= max(0.0, 1 - away / (starts[m + 1] - starts[m]).days)
    seats = np.arange(months)[None, :]
    capacity: Floats = np.where(holder >= 0, by_person[holder, seats], 0.0)
    return capacity
