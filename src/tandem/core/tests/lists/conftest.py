"""Accounts of the cast, enough for several pages."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tandem.customers import actions
from tandem.customers.models import Account
from tests.cast import Cast


@pytest.fixture
def accounts(cast: Cast) -> list[Account]:
    """Twelve accounts of Olga (two without a revenue, two pairs of equal ones) and one of Pia."""
    revenues = [300, None, 100, 100, 900, 500, None, 700, 500, 20, 30, 40]
    made = [
        actions.add_account(
            actor=cast.olga,
            name=f"Acorn {number:02}",
            revenue=None if revenue is None else Decimal(revenue),
            currency="" if revenue is None else ("USD" if number == 4 else "EUR"),
            health="good" if number % 3 == 0 else "",
            strategic=number == 7,
            city="Ulm" if number < 4 else "",
        )
        for number, revenue in enumerate(revenues)
    ]
    return [*made, actions.add_account(actor=cast.pia, name="Foreign Fern", revenue=Decimal(1))]
