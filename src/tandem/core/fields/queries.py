"""Reads about the organization's own fields. Everybody may know which there are."""

from __future__ import annotations

from django.db.models import QuerySet

from tandem.core.fields.models import RECORDS, CustomField


def definitions() -> dict[str, list[CustomField]]:
    """All fields by record, archived ones last: for Settings."""
    found: dict[str, list[CustomField]] = {record: [] for record in RECORDS}
    for field in sorted(CustomField.objects.all(), key=lambda one: one.archived_at is not None):
        found[field.record].append(field)
    return found


def fields_of(record: str) -> QuerySet[CustomField]:
    """The fields in use on a kind of record, in their order."""
    return CustomField.objects.filter(record=record, archived_at=None)
