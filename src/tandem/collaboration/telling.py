"""The reader of the logbook that writes notifications, and what this package tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db import transaction

from tandem.authority import organization
from tandem.authority.models import Delegation, Entry
from tandem.authority.reach import may
from tandem.authority.readers import reader
from tandem.collaboration import mail
from tandem.collaboration.models import Agreement, Announcement, Notification, NotificationChoice
from tandem.collaboration.notices import SORTS, Told, anybody, notice
from tandem.people.models import Person

About = tuple[str, int]


@notice(
    "collaboration.ask",
    "collaboration.accept",
    "collaboration.counter",
    "collaboration.decline",
    "collaboration.accept_counter",
    "collaboration.stand_firm",
    "collaboration.withdraw",
    "collaboration.remind",
    kind="requests",
)
def both_sides(entry: Entry) -> Told:
    """Who asked and who answers, and today's deputies of whose move it is."""
    agreement = Agreement.objects.filter(pk=entry.about_id).first()
    if agreement is None:
        return Told(())
    day = organization.day_of(entry.at)
    deputies = Delegation.objects.filter(giver=agreement.mover_id, since__lte=day, until__gte=day)
    return Told([agreement.asker_id, agreement.answerer_id, *deputies.values_list("deputy", flat=True)])


@notice("collaboration.comment", "collaboration.edit_comment", kind="mentions")
def called(entry: Entry) -> Told:
    """Who is called by name; of a new comment also the owner of the record."""
    label, pk = entry.facts["about"]
    people = list(entry.facts["mentions"])
    if entry.verb == "collaboration.comment":
        row: Any = apps.get_model(label)._base_manager.filter(pk=pk).first()
        owner = row.scope.owner_of(row) if row is not None else None
        people += [owner.pk] if owner is not None else []
    return Told(people, about=(label, pk))


@notice("collaboration.announce", kind="announcements")
def the_team(entry: Entry) -> Told:
    """Everybody in the team and below."""
    row = Announcement.objects.filter(pk=entry.about_id).first()
    if row is None:
        return Told(())
    return Told(Person.objects.active().on_path(row.path).values_list("pk", flat=True))


@notice("authority.share", kind="changes")
def shared_with(entry: Entry) -> Told:
    """The person it is shared with now."""
    return Told([entry.facts["person"]])


@notice("authority.delegate", "authority.revoke", kind="requests")
def the_deputy(entry: Entry) -> Told:
    """The deputy, and the giver when somebody else arranged it."""
    return Told([entry.facts["deputy"], entry.facts["giver"]])


@notice(
    "collaboration.delete_comment",
    "collaboration.delete_announcement",
    "collaboration.measure",
    "authority.unshare",
    kind="changes",
)
def nobody(entry: Entry) -> Told:
    """What goes away is not news."""
    return Told(())


@reader("notifications")
def write(entries: Sequence[Entry]) -> None:
    """Tell each entry to those who may know of it, once, and never to who did it."""
    wanted = _wanted(entries)
    people = Person.objects.active().in_bulk({pk for _, _, _, pk in wanted})
    rows = _rows({about for _, _, about, _ in wanted})
    choices = _choices(people)
    new = []
    for entry, kind, about, pk in wanted:
        person, row = people.get(pk), rows.get(about)
        if person is None or row is None or not _sees(person, row):
            continue
        in_app, by_mail = choices.get((pk, kind), (SORTS[kind].in_app, SORTS[kind].by_mail))
        if not in_app and not by_mail:
            continue
        new.append(
            Notification(
                person=person,
                entry=entry,
                kind=kind,
                about=about[0],
                about_id=about[1],
                at=entry.at,
                in_app=in_app,
                to_mail=by_mail and bool(person.email),
            )
        )
    Notification.objects.bulk_create(new, ignore_conflicts=True)
    if any(notification.to_mail for notification in new):
        transaction.on_commit(mail.enqueue)


def _wanted(entries: Sequence[Entry]) -> list[tuple[Entry, str, About, int]]:
    """Each entry with each person to tell, without the actor and those told already."""
    ids = [entry.pk for entry in entries]
    done = set(Notification.objects.filter(entry__in=ids).values_list("entry", "person"))
    wanted = []
    for entry, kind, told in anybody(entries):
        about = told.about or (entry.about, entry.about_id)
        people = {pk for pk in told.people if pk is not None and pk != entry.actor_id}
        wanted += [(entry, kind, about, pk) for pk in sorted(people) if (entry.pk, pk) not in done]
    return wanted


def _rows(abouts: set[About]) -> dict[About, Any]:
    by_label: dict[str, set[int]] = defaultdict(set)
    for label, pk in abouts:
        by_label[label].add(pk)
    return {
        (label, row.pk): row
        for label, pks in by_label.items()
        for row in apps.get_model(label)._base_manager.filter(pk__in=pks)
    }


def _choices(people: dict[int, Person]) -> dict[tuple[int, str], tuple[bool, bool]]:
    found = NotificationChoice.objects.filter(person__in=people)
    return {(choice.person_id, choice.kind): (choice.in_app, choice.by_mail) for choice in found}


def _sees(person: Person, row: Any) -> bool:
    scope = getattr(row, "scope", None)
    return scope is None or (getattr(row, "deleted_at", None) is None and may(person, scope.see, row))
