"""Writing records: only what changed, and what it was before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import PROTECT

from tandem.core.models import Record


def changed(row: Any, values: Mapping[str, Any], editable: Sequence[str]) -> dict[str, list[Any]]:
    """Set what differs on the row and save it. Returns facts {field: [before, after]}, ids for relations."""
    facts: dict[str, list[Any]] = {}
    for name, value in values.items():
        if name not in editable:
            raise TypeError(f"{type(row).__name__}.{name} cannot be edited by this action.")
        attribute = row._meta.get_field(name).attname
        before = getattr(row, attribute)
        setattr(row, name, value)
        after = getattr(row, attribute)
        if before != after:
            facts[name] = [before, after]
    if facts:
        row.save_changes(*facts)
    return facts


def restore(row: Record) -> dict[str, list[Any]]:
    """Bring a deleted record back. Returns the facts."""
    before, row.deleted_at = row.deleted_at, None
    row.save_changes("deleted_at")
    return {"deleted_at": [before, None]}


def something_hangs_on(row: Record) -> bool:
    """Whether a record that is not deleted points at this one, in whatever package, and must keep it."""
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: row}, deleted_at=None).exists()
        for relation in row._meta.related_objects
        if relation.on_delete is PROTECT and issubclass(relation.related_model, Record)
    )
