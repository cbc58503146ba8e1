"""Pure decisions about products and prices."""

from __future__ import annotations

from decimal import Decimal

from tandem.core.currencies import CURRENCIES
from tandem.core.errors import Refused


def check_named(name: str, what: str, *, taken: bool) -> None:
    """A product or a price book has a name of its own."""
    if not name.strip():
        raise Refused(f"The {what} has no name.", remedy="Type one.", fields={"name": "Type a name."})
    if taken:
        raise Refused(
            f"There is a {what} called {name.strip()} already.",
            remedy=f"Use another name, or edit that {what}.",
            fields={"name": "This name is taken."},
        )


def check_code(code: str, *, taken: bool) -> None:
    """A code, where there is one, belongs to one product."""
    if code and taken:
        raise Refused(
            f"Another product has the code {code}.",
            remedy="Use another code, or leave it empty.",
            fields={"code": "This code is taken."},
        )


def check_price(amount: Decimal) -> None:
    """A price is not negative; a gift costs 0."""
    if amount < 0:
        raise Refused(
            "A price cannot be negative.",
            remedy="Type 0 or more; a discount belongs on the deal.",
            fields={"amount": "Type 0 or more."},
        )


def check_currency(currency: str) -> None:
    """A currency is one of ISO 4217."""
    if currency not in CURRENCIES:
        raise Refused(
            f"“{currency}” is not a currency Tandem knows.",
            remedy="Use a code of three letters, such as EUR or USD.",
            fields={"currency": "Use a code such as EUR."},
        )
