"""The calls that stand, and every call there was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q

from tandem.authority import organization
from tandem.core.periods import Period
from tandem.forecasts.models import Call, Forecast
from tandem.forecasts.queries.beneath import ground, of_people, of_team_ids
from tandem.forecasts.rules import Beneath, Moved, Said, moved
from tandem.people.models import Person, Team

ZERO = Decimal(0)


@dataclass(frozen=True)
class Standing:
    """The newest call of each forecast and seat: ("person" or "team", id) → {seat (team id or None): call}."""

    calls: Mapping[tuple[str, int], Mapping[int | None, Call]] = field(default_factory=dict)

    def own(self, key: tuple[str, int]) -> Call | None:
        """An officer's own call, or a team's by who leads it."""
        seats = self.calls.get(key, {})
        return seats.get(None if key[0] == "person" else key[1])

    def over(self, key: tuple[str, int]) -> dict[int, Call]:
        """The overrides that stand, by the seat they are made from."""
        own = None if key[0] == "person" else key[1]
        return {
            seat: call
            for seat, call in self.calls.get(key, {}).items()
            if seat is not None and seat != own and call.likely is not None
        }


def standing(
    period: Period,
    teams: Collection[int],
    people: Collection[int] = (),
    *,
    at: datetime | None = None,
) -> Standing:
    """The calls that stand for these teams and the people in them, and for `people`; in one statement."""
    within = Q(forecast__home__in=teams) | Q(forecast__person__in=people)
    rows = (
        Call.objects.standing(at)
        .filter(within, forecast__start_on=period.start, forecast__end_on=period.end)
        .select_related("forecast", "by")
    )
    found: dict[tuple[str, int], dict[int | None, Call]] = defaultdict(dict)
    for call in rows:
        found[key_of(call.forecast)][call.seat_id] = call
    return Standing(found)


def key_of(forecast: Forecast) -> tuple[str, int]:
    """("person", id) or ("team", id)."""
    return ("person", forecast.person_id) if forecast.person_id else ("team", forecast.home_id)


def said(call: Call | None) -> Said | None:
    """The figures of a call; None without any, or when the organization's currency is another by now."""
    if call is None or call.likely is None or call.currency != currency():
        return None
    return Said(call.likely, call.commit, call.best, call.reason)


def beneath_of(person: Person | None, teams: Sequence[int], period: Period, today: date) -> Beneath:
    """What lies beneath one person's call, or beneath a team's."""
    if person is not None:
        return ground(period, of_people([person.pk]), today).of_person(person.pk)
    return ground(period, of_team_ids(teams), today).of_teams(teams)


def moved_since(call: Call | None, now: Beneath) -> Moved | None:
    """What moved beneath a call; None when nothing did, or there is none."""
    return None if call is None or call.likely is None else moved(Beneath.of(call.basis), now)


@dataclass(frozen=True)
class Told:
    """One call in the story of a forecast: who said what when, and what changed against the one before."""

    call: Call
    seat: str
    before: Decimal | None

    @property
    def change(self) -> Decimal | None:
        """Against the call before from the same seat."""
        if self.before is None or self.call.likely is None:
            return None
        return self.call.likely - self.before


def get_forecast(viewer: Person, forecast_id: int) -> Forecast:
    """One forecast. Http404 when it is not the viewer's to see."""
    return Forecast.objects.select_related("person", "home").get_visible(viewer, forecast_id)


def find(person: Person | None, home: Team, period: Period) -> Forecast | None:
    """The forecast of a person or team, if anybody called anything yet."""
    rows = Forecast.objects.of_period(period).select_related("person", "home")
    return rows.filter(person=person).first() if person else rows.filter(person=None, home=home).first()


def story(viewer: Person, forecast: Forecast) -> list[Told]:
    """Every call of a forecast, the newest first; all versions stay."""
    rows = (
        Call.objects.visible_to(viewer).filter(forecast=forecast).select_related("by", "seat").order_by("pk")
    )
    before: dict[Any, Decimal | None] = {}
    told = []
    for call in rows:
        told.append(Told(call, str(call.seat) if call.seat_id else "", before.get(call.seat_id)))
        before[call.seat_id] = call.likely
    return told[::-1]


def calls(viewer: Person) -> Any:
    """The calls the viewer may see, with whose they are."""
    return Call.objects.visible_to(viewer).select_related("forecast__person", "forecast__home", "seat", "by")


def currency() -> str:
    """What calls are said in."""
    return organization.current().currency
