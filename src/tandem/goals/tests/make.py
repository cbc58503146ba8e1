"""Plans and results for tests, made by actions."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from tandem.core.periods import FiscalCalendar
from tandem.deals.actions import open_deal, win_deal
from tandem.deals.models import Deal
from tandem.goals.actions import open_plan
from tandem.goals.models import Plan, Target
from tandem.people.models import Person, Team
from tests.cast import Cast

Q4 = FiscalCalendar(1).parse("2026-Q4")
NOW = datetime(2026, 9, 20, 9, tzinfo=UTC)


def won(owner: Person, amount: int | str, day: date, **values: Any) -> Deal:
    """A deal that its owner won on that day."""
    at = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
    deal = open_deal(
        actor=owner,
        at=at,
        name="Deal",
        amount=Decimal(amount),
        currency="EUR",
        expected_close_on=day,
        **values,
    )
    return win_deal(deal, actor=owner, at=at, closed_on=day)


def opened(owner: Person, amount: int | str, closes: date) -> Deal:
    """An open deal that is expected to close on that day."""
    return open_deal(
        actor=owner, at=NOW, name="Open", amount=Decimal(amount), currency="EUR", expected_close_on=closes
    )


def plan_for(cast: Cast, *, team: Team | None = None, top: int | str = 1_000_000, **values: Any) -> Plan:
    """Erin's draft plan for the last quarter of 2026."""
    return open_plan(
        actor=values.pop("actor", cast.erin),
        at=NOW,
        team=team or cast.maple,
        metric=values.pop("metric", "bookings"),
        period=Q4,
        top=Decimal(top),
        **values,
    )


def row(plan: Plan, who: Person | Team) -> Target:
    """The row of a person or team, as it stands in the database."""
    return plan.targets.get(person=who) if isinstance(who, Person) else plan.targets.get(team=who)
