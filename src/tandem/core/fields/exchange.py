"""The organization's own fields in imports."""

from __future__ import annotations

from tandem.core.fields.queries import fields_of
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
