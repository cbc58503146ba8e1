"""Handing up calls. Every call is a row of its own; nothing that was said before changes."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from tandem.authority import organization
from tandem.authority.actions import Change, action
from tandem.collaboration.actions import accept
from tandem.collaboration.models import Agreement
from tandem.core import clock
from tandem.core.clock import day_of
from tandem.core.errors import NotAllowed
from tandem.core.money import round_to
from tandem.core.periods import Period
from tandem.forecasts import rules
from tandem.forecasts.models import Call, Forecast
from tandem.forecasts.queries.calls import beneath_of, said, standing
from tandem.forecasts.queries.choosing import sits
from tandem.people.models import Person, Team

KIND = "forecasts.call"


@action("forecasts.call")
def call(
    forecast: Forecast,
    *,
    actor: Person,
    at: datetime,
    likely: Decimal | None,
    commit: Decimal | None = None,
    best: Decimal | None = None,
    reason: str = "",
) -> Change:
    """Hand up what one calls: an officer for themself, who leads a team for the team. All earlier calls stay."""
    today = _day(at)
    rules.check_running(forecast.end_on, today)
    _check_whose(forecast, actor)
    beneath = _beneath(forecast, today)
    figures = _rounded(likely=likely, commit=commit, best=best)
    _check(beneath, **figures)
    before = _newest(forecast, None if forecast.person_id else forecast.home_id)
    made = Call.objects.create(
        forecast=forecast,
        seat=None if forecast.person_id else forecast.home,
        currency=organization.current().currency,
        reason=reason.strip()[:300],
        basis=beneath.as_json(),
        by=actor,
        at=at,
        **figures,
    )
    _answer(forecast, actor=actor, at=at)
    return Change(forecast, _facts(before, made), made)


@action("forecasts.override")
def override(
    forecast: Forecast,
    *,
    actor: Person,
    at: datetime,
    seat: Team,
    likely: Decimal | None,
    reason: str = "",
) -> Change:
    """Count another figure than was handed up, with a reason, from the seat of a team above; None takes it back.

    What was handed up stays as it is, and whoever handed it up reads the figure and the reason.
    """
    rules.check_running(forecast.end_on, _day(at))
    if not forecast.home.path.startswith(seat.path) or (
        forecast.person_id is None and forecast.home_id == seat.pk
    ):
        raise NotAllowed(
            "This is not below that team.", remedy="Override what is handed up to your own team."
        )
    if not sits(actor, seat):
        raise NotAllowed(
            f"{seat.manager.name if seat.manager else 'Somebody else'} calls for {seat.name}.",
            remedy="Make your call on the page of the team you lead.",
        )
    before = _newest(forecast, seat.pk)
    if likely is None and (before is None or before.likely is None):
        return Change(forecast)
    figures = _rounded(likely=likely)
    if likely is not None:
        _check(_beneath(forecast, _day(at)), **figures)
        rules.check_reason(reason)
        if before is not None and (before.likely, before.reason) == (figures["likely"], reason.strip()[:300]):
            return Change(forecast, result=before)
    made = Call.objects.create(
        forecast=forecast,
        seat=seat,
        currency=organization.current().currency,
        reason=reason.strip()[:300],
        basis=_beneath_now(forecast),
        by=actor,
        at=at,
        **figures,
    )
    return Change(forecast, {**_facts(before, made), "seat": seat.pk}, made)


def forecast_of(person: Person | None, home: Team, period: Period) -> Forecast:
    """The row that calls of one person or team are made on; it is made when the first one is."""
    whose = {"person": person} if person else {"person": None, "home": home}
    row, _ = Forecast.objects.get_or_create(
        start_on=period.start, end_on=period.end, **whose, defaults={"kind": period.kind, "home": home}
    )
    return row


def hand_up(
    person: Person | None,
    home: Team,
    period: Period,
    *,
    actor: Person,
    at: datetime | None = None,
    **values: Any,
) -> Call:
    """Call for a person or team of whom nobody may have called anything in the period yet."""
    with transaction.atomic():
        made: Call = call(forecast_of(person, home, period), actor=actor, at=at or clock.now(), **values)
    return made


def count_instead(
    person: Person | None,
    home: Team,
    period: Period,
    *,
    actor: Person,
    at: datetime | None = None,
    **values: Any,
) -> Any:
    """Override for a person or team of whom nobody may have called anything in the period yet."""
    with transaction.atomic():
        return override(forecast_of(person, home, period), actor=actor, at=at or clock.now(), **values)


def _check_whose(forecast: Forecast, actor: Person) -> None:
    if forecast.person_id:
        if forecast.person_id != actor.pk:
            raise NotAllowed(
                f"Only {forecast.person.name if forecast.person else 'the officer'} makes this call.",
                remedy="Count another figure, with your reason, on your team’s page.",
            )
    elif not sits(actor, forecast.home):
        manager = forecast.home.manager
        raise NotAllowed(
            f"{manager.name if manager else 'Somebody else'} calls for {forecast.home.name}.",
            remedy="Count another figure, with your reason, on the page of the team above.",
        )


def _beneath(forecast: Forecast, today: date) -> rules.Beneath:
    """The deals that lie beneath a call: those of a person, or of a team and all below it."""
    teams = _below(forecast.home)
    return beneath_of(forecast.person, teams, forecast.period(organization.calendar()), today)


def _check(
    beneath: rules.Beneath,
    likely: Decimal | None,
    commit: Decimal | None = None,
    best: Decimal | None = None,
) -> None:
    into = organization.current().currency
    rules.check_figures(likely, commit, best, round_to(beneath.closed, into), into)


def _beneath_now(forecast: Forecast) -> dict[str, str]:
    """What was overridden: the call beneath, so that it shows when it changes."""
    key = ("person", forecast.person_id) if forecast.person_id else ("team", forecast.home_id)
    period = forecast.period(organization.calendar())
    own = said(standing(period, [forecast.home_id], [forecast.person_id or 0]).own(key))
    return {"instead_of": str(own.likely)} if own else {}


def _answer(forecast: Forecast, *, actor: Person, at: datetime) -> None:
    """What was asked is answered by the call itself."""
    for asked in Agreement.objects.about(forecast).open().filter(kind=KIND, answerer=actor):
        accept(asked, actor=actor, at=at)


def _newest(forecast: Forecast, seat: int | None) -> Call | None:
    return Call.objects.filter(forecast=forecast, seat=seat).order_by("-pk").first()


def _facts(before: Call | None, made: Call) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "likely": [before.likely if before else None, made.likely],
        "currency": made.currency,
        "call": made.pk,
    }
    return {**facts, "reason": made.reason} if made.reason else facts


def _rounded(**figures: Decimal | None) -> dict[str, Decimal | None]:
    into = organization.current().currency
    return {name: None if value is None else round_to(value, into) for name, value in figures.items()}


def _below(team: Team) -> list[int]:
    return list(Team.objects.filter(path__startswith=team.path).values_list("pk", flat=True))


def _day(at: datetime) -> date:
    return day_of(at, organization.current().time_zone)
