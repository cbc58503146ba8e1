"""What the tests of deals begin with."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from tandem.customers.actions import add_account
from tandem.customers.models import Account
from tandem.deals import actions
from tandem.deals.models import Deal, LostReason, Pipeline, Stage
from tandem.people.models import Person
from tests.cast import Cast

TODAY = date(2026, 3, 16)
NOW = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)


def sales(cast: Cast) -> Pipeline:
    """The standard pipeline, called Sales."""
    return actions.add_standard_pipeline(actor=cast.adam)


def stage(name: str) -> Stage:
    """A stage of the standard pipeline."""
    return Stage.objects.get(name=name, active=True)


def reason(name: str = "Price") -> LostReason:
    """A reason for losing."""
    return LostReason.objects.get(name=name)


def account(owner: Person, name: str = "Acorn Works") -> Account:
    """An account of this person."""
    return add_account(actor=owner, name=name)


def deal(actor: Person, **values: Any) -> Deal:
    """A deal of 1,000 that this person opened two weeks ago."""
    values.setdefault("name", "Pumps")
    values.setdefault("amount", Decimal(1000))
    values.setdefault("at", datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
    return actions.open_deal(actor=actor, **values)
