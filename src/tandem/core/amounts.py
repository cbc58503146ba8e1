"""Amounts in the database: whole ten-thousandths, so that a sum is exact on every database.

Four digits hold the smallest unit of every currency of ISO 4217. SQLite has no decimal type: a sum of its
"decimal" columns is a sum of binary fractions. A sum of integers is not.
"""

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation, localcontext
from typing import Any

from django import forms
from django.core import exceptions
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Combinable, register_combinable_fields
from django.utils.formats import get_format
from django.utils.translation import gettext_lazy as _

SCALE = 10_000
LARGEST = 2**63 - 1
EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)  # a page reads thousands of amounts: one context for all


def to_ten_thousandths(amount: Decimal | int) -> int:
    """The stored integer, half to even. ValueError beyond ±922 trillion or for what is not finite."""
    with localcontext(prec=60):
        value = Decimal(amount)
        if not value.is_finite():
            raise ValueError("An amount is a finite number.")
        whole = (
            int((value * SCALE).to_integral_value(rounding=ROUND_HALF_EVEN))
            if value.adjusted() < 40
            else LARGEST + 1
        )
    if abs(whole) > LARGEST:
        raise ValueError("An amount is at most 922 trillion.")
    return whole


def from_ten_thousandths(stored: int | float | Decimal) -> Decimal:
    """The amount of a stored integer, or of what the database computed from such integers."""
    whole = stored if type(stored) is int else int(Decimal(stored).to_integral_value(context=EXACT))
    return Decimal(whole // 100).scaleb(-2, EXACT) if whole % 100 == 0 else Decimal(whole).scaleb(-4, EXACT)


def _grouped(whole: str, mark: str) -> bool:
    """Whether the marks stand before three digits each; "12,5" could be twelve and a half."""
    return re.fullmatch(rf"[-+]?\d{{1,3}}({re.escape(mark)}\d{{3}})+[km]?", whole.lower()) is not None


SCALES = {"k": 1000, "m": 1_000_000}


class AmountFormField(forms.DecimalField):
    """A typed amount, with the marks of the reader's language: `42,800.50`, `42.8k`. Cleans to Decimal or None."""

    widget = forms.TextInput
    default_error_messages = {"invalid": _("Write a number, like 42,800 or 42.8k.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 18)
        kwargs.setdefault("decimal_places", 4)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if isinstance(value, str):
            mark = get_format("DECIMAL_SEPARATOR")
            value = "".join(value.split()).replace("−", "-")
            group = "." if mark == "," else ","
            if mark == "." or "," in value:
                if group in value and not _grouped(value.partition(mark)[0], group):
                    raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
                value = value.replace(group, "").replace(mark, ".")
            if scale := SCALES.get(value[-1:].lower()):
                number = super().to_python(value[:-1])
                if number is None:
                    raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
                return number * scale
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal) and value.is_finite():
            return f"{int(value)}" if value == int(value) else f"{value.normalize():f}"
        return value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "decimal"}


class AmountField(models.Field):
    """Decimal in Python, `bigint` of ten-thousandths in the database.

    Not an IntegerField on purpose: `F("amount") * F("quantity")` would then come back as a raw integer,
    ten thousand times too large. `Sum`, `Min`, `Max` are exact; `Avg` is exact to the ten-thousandth (on
    SQLite while the total stays under 900 billion). Amounts add to and subtract from amounts and multiply
    with numbers inside the database; compare or combine with a constant by `Value(x,
    output_field=AmountField())`. Floats are refused with TypeError, and what is beyond ±922 trillion with
    ValueError.
    """

    description = _("Amount of money")
    empty_strings_allowed = False
    default_error_messages = {"invalid": _("“%(value)s” is not an amount.")}

    _pyi_private_set_type: Decimal | int | str | Combinable
    _pyi_private_get_type: Decimal
    _pyi_lookup_exact_type: Decimal | int | str

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "bigint"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Decimal | None:
        return None if value is None else from_ten_thousandths(value)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None:
            return value
        if isinstance(value, float):
            raise TypeError("An amount is a Decimal, never a float.")
        try:
            amount = Decimal(value)
            return from_ten_thousandths(to_ten_thousandths(amount))
        except (InvalidOperation, ValueError, TypeError) as error:
            raise exceptions.ValidationError(
                self.error_messages["invalid"], code="invalid", params={"value": value}
            ) from error

    def get_prep_value(self, value: Any) -> int | None:
        value = super().get_prep_value(value)
        if value is None or hasattr(value, "resolve_expression"):
            return value
        if isinstance(value, float):
            raise TypeError("An amount is a Decimal, never a float.")
        return to_ten_thousandths(Decimal(value))

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else str(value)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": AmountFormField, **kwargs})


for connector in (Combinable.ADD, Combinable.SUB):
    register_combinable_fields(AmountField, connector, AmountField, AmountField)
for number in (models.IntegerField, models.FloatField, models.DecimalField):
    register_combinable_fields(AmountField, Combinable.MUL, number, AmountField)
    register_combinable_fields(number, Combinable.MUL, AmountField, AmountField)
    register_combinable_fields(AmountField, Combinable.DIV, number, AmountField)
