"""Calls, deals and snapshots for tests, made by actions."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from tandem.core.periods import FiscalCalendar
from tandem.deals.actions import add_standard_pipeline, edit_deal, open_deal, win_deal
from tandem.deals.models import Deal, Pipeline
from tandem.forecasts import actions
from tandem.forecasts.models import Call
from tandem.people.models import Person, Team
from tests.cast import Cast

Q4 = FiscalCalendar(1).parse("2026-Q4")
TODAY = date(2026, 11, 18)  # a Wednesday
NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
D = Decimal


def selling(cast: Cast) -> Pipeline:
    """The standard pipeline."""
    return Pipeline.objects.filter(default=True).first() or add_standard_pipeline(actor=cast.adam)


def opened(
    owner: Person,
    amount: int | str,
    closes: date | None = date(2026, 12, 10),
    category: str = "pipeline",
    **values: Any,
) -> Deal:
    """An open deal in a forecast category."""
    values.setdefault("at", datetime(2026, 10, 5, 9, tzinfo=UTC))
    values.setdefault("currency", "EUR")
    values.setdefault("name", "Pumps")
    deal = open_deal(actor=owner, amount=D(amount), expected_close_on=closes, **values)
    if category != "pipeline":
        deal = edit_deal(deal, actor=owner, at=values["at"], forecast_category=category)
    return deal


def won(owner: Person, amount: int | str, day: date = date(2026, 11, 2), **values: Any) -> Deal:
    """A deal its owner won on that day."""
    at = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
    values.setdefault("at", at)
    deal = opened(owner, amount, day, **values)
    return win_deal(deal, actor=owner, at=at, closed_on=day)


def called(person: Person, likely: int | str, *, at: datetime = NOW, **values: Any) -> Call:
    """An officer's call for the last quarter of 2026."""
    figures = {name: D(values.pop(name)) for name in ("commit", "best") if name in values}
    return actions.hand_up(
        person, person.team, Q4, actor=person, at=at, likely=D(likely), **figures, **values
    )  # type: ignore[arg-type]


def called_for(team: Team, actor: Person, likely: int | str, *, at: datetime = NOW, **values: Any) -> Call:
    """A lead's call for their team."""
    return actions.hand_up(None, team, Q4, actor=actor, at=at, likely=D(likely), **values)


def overridden(
    whom: Person | Team,
    seat: Team,
    actor: Person,
    likely: int | str | None,
    reason: str = "Slipped twice",
    **values: Any,
) -> Any:
    """Another figure than was handed up, as counted by who leads `seat`."""
    person = whom if isinstance(whom, Person) else None
    home = whom.team if isinstance(whom, Person) else whom
    values.setdefault("at", NOW)
    figure = None if likely is None else D(likely)
    return actions.count_instead(
        person, home, Q4, actor=actor, seat=seat, likely=figure, reason=reason, **values
    )  # type: ignore[arg-type]
