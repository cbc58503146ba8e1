"""Reading notifications, and choosing how they arrive."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from tandem.authority.actions import Change, action
from tandem.collaboration.models import Notification, NotificationChoice
from tandem.collaboration.notices import SORTS
from tandem.core.errors import Refused
from tandem.people.models import Person


def mark_read(person: Person, *, at: datetime, only: Collection[int] | None = None) -> int:
    """Mark the person's own notifications as read, all or only these. Returns how many were unread."""
    rows = Notification.objects.of(person).unread()
    if only is not None:
        rows = rows.filter(pk__in=only)
    return rows.update(read_at=at)


@action("collaboration.choose_notifications")
def choose_notifications(
    person: Person, *, actor: Person, at: datetime, kind: str, in_app: bool, by_mail: bool
) -> Change:
    """Say how notifications of one kind reach a person."""
    if kind not in SORTS:
        raise Refused("There is no such kind of notification.")
    before = NotificationChoice.objects.filter(person=person, kind=kind).first()
    was = [before.in_app, before.by_mail] if before else [SORTS[kind].in_app, SORTS[kind].by_mail]
    if was == [in_app, by_mail]:
        return Change(person)
    NotificationChoice.objects.update_or_create(
        person=person, kind=kind, defaults={"in_app": in_app, "by_mail": by_mail}
    )
    return Change(person, {"kind": kind, "arrives": [was, [in_app, by_mail]]})
