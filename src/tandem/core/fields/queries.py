"""Reads about the organization's own fields. Everybody may know which there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from django.db.models import QuerySet
from django.http import Http404

from tandem.core.fields.models import RECORDS, CustomField

_kept: ContextVar[dict[str, list[CustomField]] | None] = ContextVar("fields", default=None)


def definitions() -> dict[str, list[CustomField]]:
    """All fields by record, archived ones last: for Settings."""
    found: dict[str, list[CustomField]] = {record: [] for record in RECORDS}
    for field in sorted(CustomField.objects.all(), key=lambda one: one.archived_at is not None):
        found[field.record].append(field)
    return found


def fields_of(record: str) -> QuerySet[CustomField]:
    """The fields in use on a kind of record, in their order."""
    return CustomField.objects.filter(record=record, archived_at=None)


def fields_in_use(record: str) -> Sequence[CustomField]:
    """As `fields_of`, read once within `kept()`."""
    kept = _kept.get()
    if kept is None:
        return list(fields_of(record))
    if record not in kept:
        kept[record] = list(fields_of(record))
    return kept[record]


@contextmanager
def kept() -> Iterator[None]:
    """Read the fields once for everything within: a batch of many rows."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def record_words(record: str) -> str:
    """ "Accounts" for "account". Http404 for what has no own fields."""
    if record not in RECORDS:
        raise Http404("There are no fields on this kind of record.")
    return RECORDS[record]


def get_field(field_id: int) -> CustomField:
    """One field, archived or not. Http404 when it is not there."""
    found = CustomField.objects.filter(pk=field_id).first()
    if found is None:
        raise Http404("There is no such field.")
    return found
