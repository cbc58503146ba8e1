"""People and teams: who founded the company through the actions themselves, everybody after them in bulk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from operator import attrgetter

from django.contrib.auth.hashers import make_password

from tandem.authority.models import Organization
from tandem.core import search
from tandem.demo.company import CURRENCY, NAME, Company
from tandem.demo.loading.hands import moment
from tandem.demo.loading.story import MORNING, Story, facts
from tandem.people.actions import add_person, add_team, set_team_manager
from tandem.people.models import Membership, Person

TIME_ZONE = "Europe/Berlin"


@dataclass(frozen=True)
class Event:
    """Something that happens to an officer on a day: hired (into a team), moved (to a team) or left."""

    on: date
    kind: str
    person: int
    team: int = -1


def events(company: Company) -> list[Event]:
    """What happens to officers, in order; on one day people leave first, then move, then newcomers come."""
    staff, found = company.staff, []
    for number, who in enumerate(staff.people):
        if who.role == "officer":
            stays = sorted((s for s in staff.stays if s.person == number), key=attrgetter("since"))
            found.append(Event(stays[0].since, "hired", number, stays[0].team))
            found += [Event(stay.since, "moved", number, stay.team) for stay in stays[1:]]
            if who.left_on:
                found.append(Event(who.left_on, "left", number))
    order = {"left": 0, "moved": 1, "hired": 2}
    return sorted(found, key=lambda e: (e.on, order[e.kind], e.person))


def found_company(story: Story) -> None:
    """The organization, its administrator, teams, managers and executive, as on the first day of the records."""
    company, staff = story.company, story.company.staff
    organization = Organization.objects.first() or Organization()
    organization.name, organization.currency, organization.time_zone = NAME, CURRENCY, TIME_ZONE
    organization.save()
    chief = staff.people[staff.administrator]
    admin = Person(
        name=chief.name, email=chief.email, role="administrator", title=chief.title, hired_on=chief.hired_on,
        years_in_sales=chief.years_in_sales, external_id=chief.key,
    )  # fmt: skip
    admin.set_unusable_password()
    admin.save()
    search.index(admin)
    story.administrator = admin
    story.person_ids[staff.administrator] = admin.pk
    at = datetime.combine(company.first, datetime.min.time(), UTC)
    for number, team in enumerate(staff.teams):
        parent = story.teams[team.parent] if number else None
        story.teams.append(add_team(actor=admin, at=at, name=team.name, parent=parent, external_id=team.key))
    for number, team in enumerate(staff.teams):
        who = staff.people[team.manager]
        manager = add_person(
            actor=admin, at=at, name=who.name, role=who.role, team=story.teams[number], email=who.email,
            title=who.title, hired_on=who.hired_on, years_in_sales=who.years_in_sales, external_id=who.key,
        )  # fmt: skip
        story.person_ids[team.manager] = manager.pk
        set_team_manager(story.teams[number], actor=admin, at=at, manager=manager)


def write_officers(story: Story) -> None:
    """All officers as they are now, their memberships, and the entries of how they came, moved and left."""
    happened = events(story.company)
    hired = [e for e in happened if e.kind == "hired"]
    keys = story.bulk.reserve(Person, len(hired))
    for key, event in zip(keys, hired, strict=True):
        story.person_ids[event.person] = key
    team: dict[int, int] = {}
    version: dict[int, int] = {}
    for event in happened:
        _log(story, event, team.get(event.person))
        team[event.person] = event.team if event.kind != "left" else team[event.person]
        version[event.person] = 2 if event.kind == "hired" else version[event.person] + 1
    who = [story.company.staff.people[e.person] for e in hired]
    teams = [story.teams[team[e.person]] for e in hired]
    story.bulk.write(
        Person,
        len(hired),
        id=keys,
        name=[w.name for w in who],
        email=[w.email for w in who],
        role="officer",
        title=[w.title for w in who],
        hired_on=[w.hired_on.isoformat() for w in who],
        years_in_sales=[w.years_in_sales for w in who],
        is_active=[w.left_on is None for w in who],
        team_id=[t.pk for t in teams],
        path=[t.path for t in teams],
        password=[make_password(None) for _ in who],
        version=[version[e.person] for e in hired],
        external_id=[w.key for w in who],
    )
    _write_memberships(story)


def _write_memberships(story: Story) -> None:
    officers = [p.role == "officer" for p in story.company.staff.people]
    stays = [s for s in story.company.staff.stays if officers[s.person]]
    story.bulk.write(
        Membership,
        len(stays),
        person_id=[int(story.person_ids[s.person]) for s in stays],
        team_id=[story.teams[s.team].pk for s in stays],
        since=[s.since.isoformat() for s in stays],
        until=[s.until.isoformat() if s.until else None for s in stays],
    )


def _log(story: Story, event: Event, before: int | None) -> None:
    """The entry that the action would have written."""
    at = moment(max(event.on, story.company.first), MORNING)
    key = int(story.person_ids[event.person])
    team = story.teams[event.team].pk if event.team >= 0 else None
    if event.kind == "hired":
        name = story.company.staff.people[event.person].name
        verb, said = "people.add", facts(name=[None, name], role=[None, "officer"], team=[None, team])
    elif event.kind == "moved":
        was = story.teams[before].pk if before is not None else None
        verb, said = "people.move", facts(team=[was, team], since=event.on.isoformat())
    else:
        verb, said = "people.deactivate", facts(is_active=[True, False], heir=None)
    story.log([(at, verb, story.administrator.pk, "people.person", key, key, said)])
