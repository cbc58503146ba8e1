"""Readers of the logbook: everything that reacts to what happened.

A reader is a function that takes entries, oldest first, and may be given the same entry twice: entries written
at the same time become visible out of order, so each reader goes over the last ones again. It must be idempotent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db import transaction

from tandem.authority.models import Cursor, Entry

Reader = Callable[[Sequence[Entry]], None]
READERS: dict[str, Reader] = {}
AGAIN = 200  # how many entries before the cursor are read again
CHUNK = 500


def reader(name: str) -> Callable[[Reader], Reader]:
    """Register a function as the reader called `name`."""

    def decorate(function: Reader) -> Reader:
        READERS[name] = function
        return function

    return decorate


def advance(name: str, *, chunk: int = CHUNK) -> int:
    """Give one reader its next entries. Returns how many were new."""
    with transaction.atomic():
        cursor, _ = Cursor.objects.select_for_update().get_or_create(reader=name)
        new = list(
            Entry.objects.filter(pk__gt=cursor.entry_id)
            .select_related("actor", "owner")
            .order_by("pk")[:chunk]
        )
        if new:
            again = Entry.objects.filter(pk__lte=cursor.entry_id).select_related("actor", "owner")
            READERS[name]([*reversed(again.order_by("-pk")[:AGAIN]), *new])
            cursor.entry_id = new[-1].pk
            cursor.save(update_fields=["entry_id"])
    return len(new)


def advance_all() -> int:
    """Let every reader catch up by one chunk. Returns how many entries were new to any of them."""
    return sum(advance(name) for name in READERS)
