"""The organization's own fields in lists: a column and a filter each, made from JSON on either database."""

from __future__ import annotations

from typing import Any

from django.db.models import Expression, FloatField, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from tandem.core.fields.models import CustomField
from tandem.core.fields.queries import fields_of
from tandem.core.fields.values import load
from tandem.core.lists import by, col

COLUMNS: dict[str, type[col.Column]] = {
    "text": col.Text, "number": col.Number, "money": col.Money,
    "date": col.Date, "choice": col.Text, "yes_no": col.YesNo,
}  # fmt: skip


def term(field: CustomField) -> Expression:
    """The value of a field as the database compares and sorts it: numbers as numbers, days and words as text."""
    text = KeyTextTransform(field.key, "extra")
    return AsNumber(text) if field.type in ("number", "money") else Cast(text, TextField())


class AsNumber(Cast):
    """A text as a number, NULL where it is none: PostgreSQL would end the query, SQLite take it for 0."""

    def __init__(self, text: Any, output_field: Any = None) -> None:
        super().__init__(text, output_field or FloatField())

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        sql, parameters = compiler.compile(self.source_expressions[0])
        number = f"CASE WHEN ({sql}) ~ %s THEN ({sql})::double precision END"
        return number, (*parameters, r"^-?[0-9]+([.][0-9]+)?$", *parameters)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        sql, parameters = compiler.compile(self.source_expressions[0])
        number = f"CASE WHEN ({sql}) NOT GLOB %s THEN CAST(({sql}) AS REAL) END"
        return number, (*parameters, "*[^0-9.-]*", *parameters)


def column(field: CustomField, currency: str) -> col.Column:
    """The column of a field, hidden until somebody chooses it."""
    options: dict[str, Any] = {"path": "extra", "sort": term(field), "hidden": True}
    if field.type == "number":
        options["digits"] = None
    made = type(f"Own{field.type}", (_Own, COLUMNS[field.type]), {})(field.name, field.label, **options)
    made.field, made.own_currency = field, currency
    return made


class _Own:
    """Reads the value out of Record.extra instead of an attribute."""

    field: CustomField
    own_currency = ""

    def value(self, row: Any) -> Any:
        return load(self.field, (row.extra or {}).get(self.field.key))

    def paths(self) -> tuple[str, ...]:
        return ("extra",)

    def currency(self, row: Any) -> str:
        return self.own_currency


def filter_of(field: CustomField) -> by.Filter:
    """The filter of a field."""
    match field.type:
        case "number":
            made: by.Filter = by.NumberRange(field.name, field.label, none="None")
        case "money":
            made = by.AmountRange(field.name, field.label, none="None")
        case "date":
            made = by.DateRange(field.name, field.label, none="None")
        case "choice":
            choices = {str(one): str(one) for one in field.choices}
            made = by.Choice(field.name, field.label, choices=choices, none="None")
        case "yes_no":
            made = by.YesNo(field.name, field.label)
        case _:
            made = by.Text(field.name, field.label)
    made.term = term(field)
    return made


def pieces(record: str, currency: str) -> tuple[tuple[col.Column, ...], tuple[by.Filter, ...]]:
    """The columns and filters of a kind of record; one query."""
    fields = list(fields_of(record))
    return tuple(column(one, currency) for one in fields), tuple(filter_of(one) for one in fields)
