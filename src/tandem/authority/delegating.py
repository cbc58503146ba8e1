"""Lend one's decisions to a deputy for some days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from tandem.authority import organization
from tandem.authority.actions import Change, action, require_owner
from tandem.authority.models import Delegation
from tandem.core.errors import Refused

if TYPE_CHECKING:
    from tandem.people.models import Person

LONGEST = timedelta(days=366)


def delegations_of(person: Person, today: date) -> QuerySet[Delegation]:
    """What this person lends or holds, now or later."""
    theirs = Delegation.objects.filter(Q(giver=person) | Q(deputy=person), until__gte=today)
    return theirs.select_related("giver", "deputy").order_by("since", "pk")


@action("authority.delegate")
def delegate(
    *,
    actor: Person,
    at: datetime,
    deputy: Person,
    since: date,
    until: date,
    owner: Person | None = None,
) -> Change:
    """Let `deputy` take the decisions of `owner` (default: the actor's own) on these days, both included."""
    giver = owner or actor
    _check_days(since, until, organization.day_of(at))
    _check_deputy(giver, deputy)
    delegation = Delegation.objects.create(giver=giver, deputy=deputy, since=since, until=until)
    _keep_flag(deputy.pk, organization.day_of(at))
    return Change(delegation, {"giver": giver.pk, "deputy": deputy.pk, "since": since, "until": until})


@action("authority.revoke")
def revoke(delegation: Delegation, *, actor: Person, at: datetime) -> Change:
    """End a delegation at once. The logbook keeps the days that it was to cover."""
    require_owner(actor, "authority.revoke", delegation.giver)
    pk = delegation.pk
    delegation.delete()
    delegation.pk = pk
    _keep_flag(delegation.deputy_id, organization.day_of(at))
    return Change(
        delegation,
        {
            "giver": delegation.giver_id,
            "deputy": delegation.deputy_id,
            "until": [delegation.until, organization.day_of(at)],
        },
    )


def _keep_flag(deputy_id: int, today: date) -> None:
    """Person.stands_in saves everybody else a query; lent_paths looks at the days."""
    holds = Delegation.objects.filter(deputy=deputy_id, until__gte=today).exists()
    get_user_model().objects.filter(pk=deputy_id).update(stands_in=holds)


def _check_days(since: date, until: date, today: date) -> None:
    if until < since:
        raise Refused("The last day is before the first.", fields={"until": "Choose a later day."})
    if until < today:
        raise Refused("These days are over.", fields={"until": "Choose today or a later day."})
    if until - since > LONGEST:
        raise Refused(
            "A delegation lasts a year at most.",
            remedy="Choose an earlier last day; it can be renewed.",
            fields={"until": "At most a year after the first day."},
        )


def _check_deputy(giver: Person, deputy: Person) -> None:
    if deputy.pk == giver.pk:
        raise Refused("You cannot stand in for yourself.", fields={"deputy": "Choose somebody else."})
    if not deputy.is_active or deputy.role not in ("manager", "executive"):
        raise Refused(
            "Only a Sales Manager or an Executive can decide for you.",
            fields={"deputy": "Choose a Sales Manager or an Executive."},
        )
