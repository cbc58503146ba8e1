"""Remarks about records, and announcements to a team."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.http import Http404

from tandem.authority.actions import Change, action, undo, undoes
from tandem.authority.models import Entry
from tandem.authority.reach import may
from tandem.collaboration.models import Announcement, Comment
from tandem.core.errors import NotAllowed, Refused
from tandem.core.records import restore
from tandem.people.models import Person, Team

LONGEST = 5000
CALLED = re.compile(r"@(\w[\w'’.-]*)")


@action("collaboration.comment")
def comment(*, actor: Person, at: datetime, about: Any, text: str) -> Change:
    """Say something about a record that the actor may see. "@Olga Officer" calls her, if she may see it too."""
    if not may(actor, about.scope.see, about):
        raise Http404(f"There is no such {about._meta.verbose_name}, or it is not yours to see.")
    said = _checked(text)
    row = Comment.objects.create(
        about=about._meta.label_lower,
        about_id=about.pk,
        author=actor,
        text=said,
        mentions=mentioned(said, about),
        created_at=at,
    )
    return Change(row, {"about": [row.about, row.about_id], "mentions": row.mentions})


@action("collaboration.edit_comment")
def edit_comment(row: Comment, *, actor: Person, at: datetime, text: str, about: Any) -> Change:
    """Say it better. People called only now are told now."""
    said = _checked(text)
    if said == row.text:
        return Change(row)
    before, called = row.text, row.mentions
    row.text, row.mentions, row.edited_at = said, mentioned(said, about), at
    row.save_changes("text", "mentions", "edited_at")
    facts = {"text": [before, said], "about": [row.about, row.about_id]}
    return Change(row, {**facts, "mentions": [pk for pk in row.mentions if pk not in called]})


@action("collaboration.delete_comment")
def delete_comment(row: Comment, *, actor: Person, at: datetime) -> Change:
    """Take a remark away. It can be undone."""
    row.deleted_at = at
    row.save_changes("deleted_at")
    return Change(row, {"deleted_at": [None, at]})


@undoes("collaboration.delete_comment")
def undelete_comment(row: Comment, entry: Entry, *, actor: Person, at: datetime) -> Change:
    """Bring a remark back."""
    return Change(row, restore(row))


@action("collaboration.announce")
def announce(
    *, actor: Person, at: datetime, team: Team, title: str, text: str = "", until: date | None = None
) -> Change:
    """Tell a team and all teams below it. Managers tell their own teams, executives everybody."""
    if actor.role == "manager" and not any(team.path.startswith(path) for path in actor.led):
        raise NotAllowed(f"{team.name} is not one of your teams.", remedy="Choose a team that you lead.")
    if not title.strip():
        raise Refused("An announcement needs a title.", fields={"title": "Say it in a few words."})
    row = Announcement.objects.create(
        author=actor,
        team=team,
        path=team.path,
        title=title.strip(),
        text=text.strip(),
        until=until,
        created_at=at,
    )
    return Change(row, {"team": [None, team.pk], "title": [None, row.title]})


@action("collaboration.delete_announcement")
def delete_announcement(row: Announcement, *, actor: Person, at: datetime) -> Change:
    """Take an announcement back. It can be undone."""
    row.deleted_at = at
    row.save_changes("deleted_at")
    return Change(row, {"deleted_at": [None, at]})


@undoes("collaboration.delete_announcement")
def undelete_announcement(row: Announcement, entry: Entry, *, actor: Person, at: datetime) -> Change:
    """Bring an announcement back."""
    return Change(row, restore(row))


def undo_last(actor: Person, about: str, pk: int) -> Any:
    """Take back the last change to a row, if the actor made it. Http404 when they did not."""
    entry = Entry.objects.filter(about=about, about_id=pk).order_by("-pk").first()
    if entry is None or entry.actor_id != actor.pk:
        raise Http404("There is nothing of yours to undo here.")
    return undo(entry, actor=actor)


def mentioned(text: str, about: Any) -> list[int]:
    """Ids of the people called by "@" and their name in this text who may see the record."""
    firsts = {match.group(1) for match in CALLED.finditer(text)}
    found: list[int] = []
    for first in sorted(firsts):
        people = Person.objects.active().filter(name__istartswith=first)[:50]
        found += [person.pk for person in _named(people, text) if may(person, about.scope.see, about)]
    return sorted(set(found))


def _named(people: Iterable[Person], text: str) -> list[Person]:
    """Those whose whole name follows an "@"; of two that fit, the longer name."""
    lower = text.lower()
    whole = [person for person in people if f"@{person.name.lower()}" in lower]
    names = {person.name.lower() for person in whole}
    return [
        person
        for person in whole
        if not any(
            other != person.name.lower()
            and other.startswith(person.name.lower())
            and lower.count(f"@{other}") == lower.count(f"@{person.name.lower()}")
            for other in names
        )
    ]


def _checked(text: str) -> str:
    said = text.strip()
    if not said:
        raise Refused("There is nothing to say yet.", fields={"text": "Write something."})
    if len(said) > LONGEST:
        raise Refused(f"This is longer than {LONGEST:,} letters.", fields={"text": "Say it shorter."})
    return said
