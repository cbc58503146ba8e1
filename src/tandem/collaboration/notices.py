"""Who is told of what. A package registers its own in a module `notices.py`, loaded at the start:

    @notice("deals.win", kind="changes")
    def won(entry: Entry) -> Told:
        return Told(managers_of(entry.owner_id))

Without a notice, the owner of a record hears of what somebody else changed on it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.apps import apps

from tandem.authority.grants import events
from tandem.authority.models import Entry
from tandem.collaboration.models import is_record

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sort:
    """A kind of notification: its name in the settings, and how it arrives unless somebody chose otherwise."""

    name: str
    help: str
    in_app: bool = True
    by_mail: bool = False


SORTS = {
    "requests": Sort("Requests and answers", "Targets, approvals and what else waits for you.", by_mail=True),
    "mentions": Sort(
        "Mentions and comments", "Somebody calls you, or comments on your records.", by_mail=True
    ),
    "tasks": Sort("Tasks", "Somebody gives you a task, or one of yours falls due.", by_mail=True),
    "changes": Sort("Changes by others", "Somebody else works on your records, or shares one with you."),
    "announcements": Sort("Announcements", "What your managers tell the whole team."),
}


@dataclass(frozen=True)
class Told:
    """Ids of the people to tell, and the record that they must be able to see (default: the entry's)."""

    people: Iterable[int | None]
    about: tuple[str, int] | None = None


Notice = Callable[[Entry], Told]
NOTICES: dict[str, tuple[str, Notice]] = {}


def notice(*verbs: str, kind: str) -> Callable[[Notice], Notice]:
    """Register who is told of entries of these verbs."""
    if kind not in SORTS:
        raise LookupError(f"There is no kind of notification {kind!r}.")

    def decorate(function: Notice) -> Notice:
        NOTICES.update(dict.fromkeys(verbs, (kind, function)))
        return function

    return decorate


def told(entry: Entry) -> tuple[str, Told]:
    """Of which kind the notification is, and whom it goes to."""
    if entry.verb in NOTICES:
        kind, function = NOTICES[entry.verb]
        return kind, function(entry)
    if entry.verb in events() and entry.owner_id is not None and is_record(apps.get_model(entry.about)):
        return "changes", Told(_owners(entry))
    return "changes", Told(())


def _owners(entry: Entry) -> list[int]:
    """The owner at that time, and who got the record by this very change."""
    change = entry.facts.get("owner")
    heir = change[1] if isinstance(change, list) and len(change) == 2 else None
    return [pk for pk in (entry.owner_id, heir) if isinstance(pk, int)]


def anybody(entries: Iterable[Entry]) -> list[tuple[Entry, str, Told]]:
    """What each entry tells whom; imports and undoing tell nobody. What cannot be told holds up nothing else."""
    found = []
    for entry in entries:
        if entry.batch_id is not None or entry.undoes_id is not None:
            continue
        try:
            found.append((entry, *told(entry)))
        except Exception:
            log.exception("nobody could be told of entry %s, %s", entry.pk, entry.verb)
    return found
