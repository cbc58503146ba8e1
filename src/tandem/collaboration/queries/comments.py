"""Comments on a record, and announcements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from tandem.collaboration.models import Announcement, Comment
from tandem.people.models import Person

SHOWN = 30


@dataclass(frozen=True)
class Remark:
    """A comment, in pieces (text, whether it calls somebody by name), for the page to mark."""

    comment: Comment
    pieces: Sequence[tuple[str, bool]]
    mine: bool


def comments(viewer: Person, label: str, pk: int, *, before: int | None = None) -> list[Comment]:
    """The newest comments about a record; the caller has made sure that the viewer may see the record."""
    rows = Comment.objects.alive().filter(about=label, about_id=pk).select_related("author")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-created_at", "-pk")[:SHOWN])


def get_comment(viewer: Person, comment_id: int) -> Comment:
    """One comment. Http404 when its record is not the viewer's to see."""
    return Comment.objects.select_related("author").get_visible(viewer, comment_id)


def remarks(viewer: Person, rows: Sequence[Comment]) -> list[Remark]:
    """Comments with the names they call marked, in one query for all of them."""
    ids = {pk for row in rows for pk in row.mentions}
    names = dict(Person.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}
    return [
        Remark(
            row,
            pieces(row.text, [names[pk] for pk in row.mentions if pk in names]),
            row.author_id == viewer.pk,
        )
        for row in rows
    ]


def pieces(text: str, names: Sequence[str]) -> list[tuple[str, bool]]:
    """A text cut where it calls one of these names: [("Ask ", False), ("@Olga Officer", True), …]."""
    parts: list[tuple[str, bool]] = []
    lower, start, at = text.lower(), 0, 0
    called = sorted((f"@{name.lower()}" for name in names), key=len, reverse=True)
    while (at := lower.find("@", at)) >= 0:
        hit = next((name for name in called if lower.startswith(name, at)), None)
        if hit is None:
            at += 1
            continue
        if at > start:
            parts.append((text[start:at], False))
        parts.append((text[at : at + len(hit)], True))
        start = at = at + len(hit)
    if start < len(text):
        parts.append((text[start:], False))
    return parts


def announcements(viewer: Person, *, today: date | None = None) -> list[Announcement]:
    """The newest announcements for the viewer; with `today`, only those still shown on that day."""
    rows = Announcement.objects.visible_to(viewer).select_related("author", "team")
    if today is not None:
        rows = rows.filter(Q(until__isnull=True) | Q(until__gte=today))
    return list(rows.order_by("-created_at", "-pk")[:SHOWN])


def get_announcement(viewer: Person, announcement_id: int) -> Announcement:
    """One announcement. Http404 when it is not for the viewer."""
    return Announcement.objects.select_related("author", "team").get_visible(viewer, announcement_id)
