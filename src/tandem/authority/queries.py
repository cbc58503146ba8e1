"""Reads of the logbook and of the limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from tandem.authority import limits
from tandem.authority.grants import events
from tandem.authority.models import Entry, Organization
from tandem.authority.reach import may
from tandem.core.errors import NotAllowed

if TYPE_CHECKING:
    from tandem.people.models import Person


@dataclass(frozen=True)
class AuditFilter:
    """What the audit page was asked for; None means everything."""

    actor: int | None = None
    about: str = ""
    about_id: int | None = None
    verb: str = ""
    since: date | None = None
    until: date | None = None
    before: int | None = None


def audit(viewer: Person, asked: AuditFilter, *, size: int = 50) -> tuple[list[Entry], int | None]:
    """Entries of the logbook, newest first, and the key of the next page. Only for those who may audit."""
    if not may(viewer, "authority.audit"):
        raise NotAllowed("Your role does not read the audit log.", remedy="Ask an administrator.")
    rows: QuerySet[Entry] = Entry.objects.select_related("actor", "owner").order_by("-pk")
    wanted: dict[str, Any] = {
        "actor_id": asked.actor,
        "about": asked.about,
        "about_id": asked.about_id,
        "verb": asked.verb,
        "at__date__gte": asked.since,
        "at__date__lte": asked.until,
        "pk__lt": asked.before,
    }
    page = list(rows.filter(**{key: value for key, value in wanted.items() if value})[: size + 1])
    return page[:size], page[size - 1].pk if len(page) > size else None


def verbs() -> dict[str, str]:
    """Every verb of the logbook, with the words that follow the actor's name."""
    return dict(sorted(events().items()))


def own_entry(viewer: Person, entry_id: int) -> Entry:
    """An entry that the viewer made. Raises NotAllowed for somebody else's."""
    entry = Entry.objects.filter(pk=entry_id, actor=viewer).first()
    if entry is None:
        raise NotAllowed("You can undo only what you did yourself.")
    return entry


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
