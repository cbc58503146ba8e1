"""Rates into the organization's currency."""

from datetime import date
from decimal import Decimal

import pytest

from tandem.core.money import Money
from tandem.core.rates import ExchangeRate, convert, rate_on, rates_on, total

DAY = date(2026, 3, 1)


@pytest.fixture
def francs(db: None) -> None:
    for day, rate in ((date(2026, 1, 1), "1.05"), (date(2026, 2, 1), "1.07"), (date(2026, 4, 1), "1.10")):
        ExchangeRate.objects.create(currency="CHF", on=day, rate=Decimal(rate))


def test_the_rate_in_force_is_the_last_one_before_the_day(francs: None):
    assert rate_on("CHF", DAY, into="EUR") == Decimal("1.07")
    assert rates_on(DAY, into="EUR") == {"CHF": Decimal("1.07"), "EUR": Decimal(1)}


def test_before_the_first_rate_none_is_known(francs: None):
    assert rate_on("CHF", date(2025, 12, 31), into="EUR") is None
    assert convert(Decimal(10), "CHF", date(2025, 12, 31), into="EUR") is None


def test_the_organizations_own_currency_needs_no_rate(db: None):
    assert convert(Decimal("10.50"), "EUR", DAY, into="EUR") == Decimal("10.50")


def test_a_sum_names_what_it_leaves_out(francs: None):
    parts = [Money(Decimal(100), "CHF"), Money(Decimal(5), "EUR"), Money(Decimal(7), "USD")]
    summed, unknown = total(parts, rates_on(DAY, into="EUR"), "EUR")
    assert summed == Money(Decimal("112.00"), "EUR")
    assert unknown == [Money(Decimal(7), "USD")]
