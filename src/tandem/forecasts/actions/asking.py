"""Asking who has not handed up. Called by a job; asking twice for the same deadline asks once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tandem.authority import organization
from tandem.authority.reach import reaches_person
from tandem.collaboration.actions import ask, lapse
from tandem.collaboration.models import Agreement
from tandem.core.clock import day_of
from tandem.core.periods import Period
from tandem.forecasts.actions.calls import KIND, forecast_of
from tandem.forecasts.models import Call, Forecast, Rhythm
from tandem.forecasts.queries.choosing import rhythm
from tandem.forecasts.rules import Deadline, deadline_after, deadline_before
from tandem.people.models import Person, Team


def ask_for_calls(now: datetime) -> int:
    """Ask everybody who has not handed up for the coming deadline, once it is near. Returns how many were asked.

    Requests for periods that are over are taken back, whether it is near or not.
    """
    _take_back_what_is_over(now)
    row = rhythm()
    if not row.asking:
        return 0
    due = next_deadline(row, now)
    if now < due.ask_at:
        return 0
    period = organization.calendar().of(row.kind, due.day)  # type: ignore[arg-type]
    asked = 0
    for person, home, asker in _whom(period, last_deadline(row, now)):
        with transaction.atomic():
            asked += _ask(person, home, asker, period, due, now)
    return asked


def _take_back_what_is_over(now: datetime) -> None:
    """Withdraw what was asked of periods that have ended, for nothing is called for them any more."""
    over = Forecast.objects.filter(end_on__lt=organization.day_of(now)).values("pk")
    for old in Agreement.objects.open().filter(kind=KIND, about_id__in=over):
        lapse(old, at=now)


def next_deadline(row: Rhythm, now: datetime) -> Deadline:
    """The next deadline of the organization."""
    zone = organization.current().time_zone
    return deadline_after(now, row.weekday, row.at_time, row.ask_hours, zone)


def last_deadline(row: Rhythm, now: datetime) -> Deadline:
    """The last one that has passed."""
    zone = organization.current().time_zone
    return deadline_before(now, row.weekday, row.at_time, row.ask_hours, zone)


def _whom(period: Period, last: Deadline) -> list[tuple[Person | None, Team, Person]]:
    """Officers and teams' managers who have not called since the last deadline, with who asks them."""
    teams = {team.pk: team for team in Team.objects.select_related("manager").order_by("path")}
    called = Call.objects.filter(
        forecast__start_on=period.start, forecast__end_on=period.end, at__gt=last.at, likely__isnull=False
    )
    officers = set(called.filter(seat=None).values_list("forecast__person_id", flat=True))
    leads = {
        home
        for home, seat in called.filter(forecast__person=None).values_list("forecast__home_id", "seat_id")
        if home == seat
    }
    found: list[tuple[Person | None, Team, Person]] = []
    for person in Person.objects.active().officers().filter(team__isnull=False).order_by("pk"):
        boss = _above(teams, teams[person.team_id or 0], person)
        if person.pk not in officers and boss is not None:
            found.append((person, teams[person.team_id or 0], boss))
    for team in teams.values():
        manager = team.manager
        if team.pk in leads or manager is None or manager.role != "manager" or not manager.is_active:
            continue
        boss = _above(teams, team, manager)
        if boss is not None:
            found.append((None, team, boss))
    return found


def _above(teams: dict[int, Team], team: Team, person: Person) -> Person | None:
    """The nearest lead above who is somebody else, else the first executive."""
    at: Team | None = team
    while at is not None:
        if at.manager is not None and at.manager.is_active and at.manager.pk != person.pk:
            return at.manager
        at = teams.get(at.parent_id or 0)
    return Person.objects.active().filter(role="executive").exclude(pk=person.pk).order_by("pk").first()


def _ask(
    person: Person | None, home: Team, asker: Person, period: Period, due: Deadline, now: datetime
) -> int:
    """Ask once for this deadline; what was asked for an earlier one is withdrawn."""
    forecast = forecast_of(person, home, period)
    answerer = person or home.manager
    if answerer is None or not reaches_person(asker, "collaboration.ask", answerer):
        return 0
    before = Agreement.objects.about(forecast).filter(kind=KIND)
    if before.filter(facts__day=due.day.isoformat()).exists():
        return 0
    for old in before.open():
        lapse(old, at=now)
    today = day_of(now, organization.current().time_zone)
    ask(
        actor=asker,
        at=now,
        kind=KIND,
        about=forecast,
        answerer=answerer,
        due_on=max(due.day, today, now.date()),
        facts={
            "period": period.label,
            "key": period.key,
            "whose": forecast.name if person is None else "",
            "team": None if person else home.pk,
            "day": due.day.isoformat(),
            "due": f"{due.at:%A %H:%M}",
        },
    )
    return 1
