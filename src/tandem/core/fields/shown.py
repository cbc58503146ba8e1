"""The organization's own fields on a record's page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from tandem.core.fields.models import CustomField
from tandem.core.fields.values import shown_extra
from tandem.core.money import format_money
from tandem.core.ui.times import day


def facts(context: Mapping[str, Any], record: str, row: Any) -> dict[str, Any]:
    """Tag `{% own_fields "account" account %}`: what the record holds; asks nothing when that is nothing."""
    request = context.get("request")
    currency = getattr(getattr(request, "organization", None), "currency", "")
    today = getattr(request, "today", None)
    pairs = shown_extra(record, row.extra) if row.extra else []
    return {"facts": [(f.label, words(f, value, currency, today)) for f, value in pairs if value is not None]}


def words(field: CustomField, value: Any, currency: str, today: date | None) -> Any:
    """A value as a page says it."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, Decimal):
        money = field.type == "money" and currency
        return format_money(value, currency) if money else f"{value:,}".replace("-", "−")
    if isinstance(value, date):
        return day(value, today)
    return value
