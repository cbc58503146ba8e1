"""Reads of the logbook and of the limits."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from tandem.authority import limits
from tandem.authority.models import Entry, Organization
from tandem.authority.reach import may
from tandem.core.errors import NotAllowed

if TYPE_CHECKING:
    from tandem.people.models import Person


def actors(viewer: Person) -> QuerySet[Person]:
    """Those whose deeds the viewer may ask for; whoever may audit asks for anybody."""
    people: QuerySet[Person] = get_user_model().objects.all()
    return people if may(viewer, "authority.audit") else people.none()


def own_entry(viewer: Person, entry_id: int) -> Entry:
    """An entry that the viewer made. Raises NotAllowed for somebody else's."""
    entry = Entry.objects.filter(pk=entry_id, actor=viewer).first()
    if entry is None:
        raise NotAllowed("You can undo only what you did yourself.", remedy="Ask who did it.")
    return entry


def own_entries(viewer: Person, size: int = 50) -> list[Entry]:
    """What the viewer did last, the newest first."""
    return list(Entry.objects.filter(actor=viewer).order_by("-pk")[:size])


def organization() -> Organization:
    """The organization's settings."""
    return Organization.objects.first() or Organization()


def visibilities() -> dict[str, str]:
    """What officers may see of each other."""
    from tandem.authority.models import VISIBILITIES

    return VISIBILITIES


def limit_table() -> dict[str, dict[str, Decimal | None]]:
    """Each limited verb: up to where each role decides alone."""
    return limits.table()
