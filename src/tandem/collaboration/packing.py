"""Arguments of an action as JSON and back, so that it can wait in the database for a decision."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models

from tandem.core.errors import Conflict
from tandem.core.money import Money


def pack(value: Any) -> Any:
    """A value as JSON. Rows become their label and id. TypeError for what cannot wait."""
    match value:
        case None | bool() | int() | str():
            return value
        case models.Model():
            return {"$row": [value._meta.label_lower, value.pk]}
        case Decimal():
            return {"$decimal": str(value)}
        case datetime():
            return {"$moment": value.isoformat()}
        case date():
            return {"$day": value.isoformat()}
        case Money():
            return {"$money": [str(value.amount), value.currency]}
        case dict():
            return {key: pack(part) for key, part in value.items()}
        case list() | tuple():
            return [pack(part) for part in value]
    raise TypeError(f"{type(value).__name__} cannot wait for a decision.")


def unpack(value: Any) -> Any:
    """What `pack` was given, rows read again. Conflict when one of them is gone."""
    match value:
        case {"$row": [label, pk]}:
            return _row(label, pk)
        case {"$decimal": text}:
            return Decimal(text)
        case {"$moment": text}:
            return datetime.fromisoformat(text)
        case {"$day": text}:
            return date.fromisoformat(text)
        case {"$money": [amount, currency]}:
            return Money(Decimal(amount), currency)
        case dict():
            return {key: unpack(part) for key, part in value.items()}
        case list():
            return [unpack(part) for part in value]
    return value


def _row(label: str, pk: int) -> models.Model:
    model = apps.get_model(label)
    row = model._base_manager.filter(pk=pk).first()
    if row is None:
        raise Conflict(
            f"A {model._meta.verbose_name} that this is about does not exist any more.",
            remedy="Decline the request.",
        )
    return row
