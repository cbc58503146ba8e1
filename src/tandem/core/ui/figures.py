"""Numbers as people read them: money, thousands, signs, percent."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from tandem.core.money import format_money

MINUS, NOTHING = "−", "–"
# Plain numbers are shortened by the same rule as money, then lose the sign of this currency.
BARE, BARE_SIGN = "EUR", "€"


def _decimal(value: Any) -> Decimal | None:
    value = getattr(value, "amount", value)
    if value is None or value == "" or isinstance(value, bool):
        return None
    try:
        return Decimal(str(value).replace(MINUS, "-"))
    except InvalidOperation:
        return None


def _written(value: Any, currency: Any, style: str) -> str:
    amount = _decimal(value)
    if amount is None:
        return NOTHING
    known = getattr(value, "currency", "") or currency
    return (
        format_money(amount, known, style)
        if known
        else format_money(amount, BARE, style).replace(BARE_SIGN, "")
    )


def money(value: Any, currency: Any = "") -> str:
    """€42,800 in full; cents only when there are any. Takes Money, or an amount and its currency."""
    return _written(value, currency, "full")


def exact(value: Any, currency: Any = "") -> str:
    """€42,800.00: with all digits of the currency, for a column that adds up to the cent."""
    return _written(value, currency, "exact")


def thousands(value: Any, currency: Any = "") -> str:
    """€950, €42.8k under 100k, €271k, €1.20M."""
    return _written(value, currency, "short")


def signed(value: Any, currency: Any = "") -> str:
    """A difference with its sign: +€4.0k, −€13.0k, 0."""
    amount = _decimal(value)
    if amount is None:
        return NOTHING
    if amount == 0:
        return "0"
    return ("+" if amount > 0 else "") + thousands(value, currency)


def percent(value: Any, places: Any = 0) -> str:
    """57% from 57.4. The value is already in percent."""
    amount = _decimal(value)
    return NOTHING if amount is None else _plain(amount, int(places or 0)) + "%"


def count(value: Any) -> str:
    """8,800; text such as "10,000+" passes through."""
    amount = _decimal(value) if not isinstance(value, str) else None
    return str(value) if amount is None else _plain(amount, 0)


def _plain(amount: Decimal, places: int) -> str:
    rounded = amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return (MINUS if rounded < 0 else "") + f"{abs(rounded):,}"
