"""Show a record to somebody who would not see it otherwise, or let them work on it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import QuerySet

from tandem.authority.actions import Change, action
from tandem.authority.models import Share
from tandem.authority.reach import may
from tandem.core.errors import Refused

if TYPE_CHECKING:
    from tandem.people.models import Person


def shares_of(row: models.Model) -> QuerySet[Share]:
    """Who a record is shared with, by name."""
    found = Share.objects.filter(about=row._meta.label_lower, about_id=row.pk)
    return found.select_related("person", "shared_by").order_by("person__name")


@action("authority.share")
def share(row: Any, *, actor: Person, at: datetime, person: Person, to_work: bool = False) -> Change:
    """Share a record with one person, to see it or to work on it. Sharing again changes which of the two."""
    if not person.is_active:
        raise Refused(f"{person.name} does not work here any more.", fields={"person": "Choose a colleague."})
    before = Share.objects.filter(person=person, about=row._meta.label_lower, about_id=row.pk).first()
    if before is None and not to_work and may(person, row.scope.see, row):
        raise Refused(f"{person.name} sees this already.", fields={"person": "Choose somebody else."})
    if before is not None and before.to_work == to_work:
        return Change(row)
    Share.objects.update_or_create(
        person=person,
        about=row._meta.label_lower,
        about_id=row.pk,
        defaults={"to_work": to_work, "shared_by": actor, "shared_at": at},
    )
    get_user_model().objects.filter(pk=person.pk, has_shares=False).update(has_shares=True)
    was = None if before is None else _how(before.to_work)
    return Change(row, {"person": person.pk, "share": [was, _how(to_work)]})


@action("authority.unshare")
def unshare(row: Any, *, actor: Person, at: datetime, person: Person) -> Change:
    """Stop sharing a record with a person."""
    before = Share.objects.filter(person=person, about=row._meta.label_lower, about_id=row.pk).first()
    if before is None:
        return Change(row)
    before.delete()
    if not Share.objects.filter(person=person).exists():
        get_user_model().objects.filter(pk=person.pk).update(has_shares=False)
    return Change(row, {"person": person.pk, "share": [_how(before.to_work), None]})


def _how(to_work: bool) -> str:
    return "work" if to_work else "see"
