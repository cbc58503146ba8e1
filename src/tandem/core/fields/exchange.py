"""The organization's own fields in imports and in the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tandem.core.fields.models import CustomField
from tandem.core.fields.queries import fields_of
from tandem.core.fields.values import clean_extra
from tandem.core.imports.kinds import ImportField, Parse

PARSES: dict[str, Parse] = {
    "text": "text", "number": "number", "money": "number", "date": "date", "choice": "text", "yes_no": "flag",
}  # fmt: skip


def import_fields(record: str) -> tuple[ImportField, ...]:
    """What a file may fill besides the fields every organization has; keys begin with "x_"."""
    return tuple(
        ImportField(one.name, one.label, (one.label, one.key.replace("_", " ")), PARSES[one.type])
        for one in fields_of(record)
    )


def extra_from_row(
    record: str, values: Mapping[str, Any], before: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The new Record.extra from those values of a row that begin with "x_". Refused when one does not fit."""
    given = {key.removeprefix("x_"): value for key, value in values.items() if key.startswith("x_")}
    return clean_extra(record, given, before)


def json_schema(record: str) -> dict[str, Any]:
    """JSON Schema of `extra` in the API."""
    fields = list(fields_of(record))
    return {
        "type": "object",
        "properties": {one.key: _schema_of(one) for one in fields},
        "required": [one.key for one in fields if one.required],
        "additionalProperties": False,
    }


def _schema_of(field: CustomField) -> dict[str, Any]:
    described = {"title": field.label, **({"description": field.help} if field.help else {})}
    match field.type:
        case "number" | "money":
            return {**described, "type": "string", "format": "decimal", "examples": ["12.5"]}
        case "date":
            return {**described, "type": "string", "format": "date"}
        case "choice":
            return {**described, "type": "string", "enum": [str(one) for one in field.choices]}
        case "yes_no":
            return {**described, "type": "boolean"}
    return {**described, "type": "string", "maxLength": 2000}
