"""The timeline of a record: the logbook, activities and comments in one dated list, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from tandem.activities.models import Activity
from tandem.authority.models import Entry
from tandem.authority.reach import may
from tandem.authority.sentences import tell
from tandem.collaboration import queries as collaboration
from tandem.collaboration.models import Agreement, Comment
from tandem.collaboration.queries.comments import pieces
from tandem.people.models import Person

PAGE = 20
PLAIN = ("", "sent", "received", "held")  # outcomes that the verb says already
MOST = 200  # of one source, so that moments with the same time stay on one page


@dataclass(frozen=True)
class Happening:
    """One line of a timeline. `pieces`: the text, cut where it calls somebody by name."""

    at: datetime
    who: Person | None
    words: str
    detail: str = ""
    icon: str = "history"
    quote: bool = False
    activity: Activity | None = None
    comment: Comment | None = None
    pieces: Sequence[tuple[str, bool]] = field(default_factory=tuple)
    may_edit: bool = False

    @property
    def by_manager(self) -> bool:
        """Whether its dot is the manager's."""
        return self.who is not None and self.who.role == "manager"


@dataclass(frozen=True)
class Timeline:
    """One page of happenings, and the moment before which the next page begins (None: that was all)."""

    happenings: Sequence[Happening]
    before: datetime | None


def moment(text: str) -> datetime | None:
    """The moment that an address names; None for what is none."""
    try:
        found = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None and 1970 <= found.year < 3000 else None


def timeline(viewer: Person, record: Any, *, before: datetime | None = None, only: str = "") -> Timeline:
    """A page of a record's timeline; the record comes from a scoped query. `only`: "activities" or "changes"."""
    found: list[Happening] = []
    if only != "changes":
        found += _activities(viewer, record, before)
        found += _comments(viewer, record, before)
    if only != "activities":
        found += _changes(record, before)
        found += _answers(viewer, record, before)
    found.sort(key=lambda happening: happening.at, reverse=True)
    if len(found) <= PAGE:
        return Timeline(found, None)
    edge = found[PAGE - 1].at
    page = [happening for happening in found if happening.at >= edge]
    return Timeline(page, edge if len(found) > len(page) else None)


def _cut(rows: Any, before: datetime | None, moment: str) -> Any:
    """The newest rows of one source: a page, and whatever has the same moment as its last one."""
    if before is not None:
        rows = rows.filter(**{f"{moment}__lt": before})
    rows = rows.order_by(f"-{moment}", "-pk")
    first = list(rows[: PAGE + 1])
    if len(first) <= PAGE:
        return first
    edge = getattr(first[-1], moment)
    same = list(rows.filter(**{moment: edge})[:MOST])
    return [row for row in first if getattr(row, moment) > edge] + same


def _activities(viewer: Person, record: Any, before: datetime | None) -> list[Happening]:
    rows = Activity.objects.alive().on(record).select_related("owner", "author")
    return [
        Happening(
            at=row.at,
            who=row.author,
            words=_deed(row),
            detail=row.text,
            icon=row.icon,
            activity=row,
            may_edit=may(viewer, "activities.edit", row),
        )
        for row in _cut(rows, before, "at")
    ]


def _deed(row: Activity) -> str:
    """ "called, 22 min: Reached", "noted", "added a task: Send the quote"."""
    did = {"note": "noted", "call": "called", "email": "wrote an e-mail", "meeting": "met"}.get(row.kind)
    if did is None:
        did = "added a task" if row.author_id == row.owner_id else f"gave {row.owner.name} a task"
    elif row.outcome == "received":
        did = "received an e-mail"
    minutes = f", {row.minutes} min" if row.minutes else ""
    outcome = f", {row.get_outcome_display().lower()}" if row.outcome not in PLAIN else ""
    return f"{did}{minutes}{outcome}" + (f": {row.title}" if row.title else "")


def _comments(viewer: Person, record: Any, before: datetime | None) -> list[Happening]:
    rows = Comment.objects.alive().filter(about=record._meta.label_lower, about_id=record.pk)
    found = _cut(rows.select_related("author"), before, "created_at")
    ids = {pk for row in found for pk in row.mentions}
    names = dict(Person.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}
    return [
        Happening(
            at=row.created_at,
            who=row.author,
            words="commented",
            detail=row.text,
            icon="message-2",
            quote=True,
            comment=row,
            pieces=pieces(row.text, [names[pk] for pk in row.mentions if pk in names]),
            may_edit=row.author_id == viewer.pk,
        )
        for row in found
    ]


def _changes(record: Any, before: datetime | None) -> list[Happening]:
    entries = Entry.objects.filter(about=record._meta.label_lower, about_id=record.pk)
    return _told(_cut(entries.select_related("actor"), before, "at"))


def _answers(viewer: Person, record: Any, before: datetime | None) -> list[Happening]:
    """What was asked and answered about the record, as far as the viewer may see the agreements."""
    agreements = Agreement.objects.visible_to(viewer).about(record).with_people()
    by_id = {agreement.pk: agreement for agreement in agreements.order_by("-pk")[:MOST]}
    if not by_id:
        return []
    label = Agreement._meta.label_lower
    entries = Entry.objects.filter(about=label, about_id__in=by_id).select_related("actor")
    found = _cut(entries, before, "at")
    collaboration.prepare(by_id.values())
    for entry in found:
        entry.agreement = by_id[entry.about_id]
    return _told(found)


def _told(entries: Sequence[Entry]) -> list[Happening]:
    sentences = tell(entries)
    return [
        Happening(
            at=entry.at,
            who=entry.actor,
            words=sentences[entry.pk].words,
            detail=sentences[entry.pk].detail,
            icon=sentences[entry.pk].icon,
            quote=sentences[entry.pk].quote,
        )
        for entry in entries
    ]
