"""Giving deals to somebody else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tandem.authority.actions import Change, action, require_owner, undoes
from tandem.authority.models import Entry
from tandem.core.errors import Refused
from tandem.customers.actions import involve
from tandem.deals.actions.history import taken_back, took, written
from tandem.deals.models import Deal
from tandem.people.models import Person


@action("deals.reassign")
def reassign_deal(deal: Deal, *, actor: Person, at: datetime, to: Person) -> Change:
    """Give a deal to somebody else. A closed deal stays credited to who closed it, and to their team."""
    require_owner(actor, "deals.reassign", to)
    if not to.is_active and deal.owner_id != to.pk:
        raise Refused(
            f"{to.name} does not work here any more.",
            remedy="Choose somebody else.",
            fields={"to": "Choose somebody who works here."},
        )
    facts = took(deal, {"owner": to})
    if not facts:
        return Change(deal)
    if deal.is_open:
        facts |= took(deal, {"team": to.team})
    written(deal, facts)
    if deal.account is not None:
        involve(deal.account, to, at)
    return Change(deal, facts)


@undoes("deals.reassign")
def unreassign_deal(deal: Deal, entry: Entry, *, actor: Person, at: datetime) -> Change:
    """Give a deal back to who had it."""
    return taken_back(deal, entry, actor=actor, at=at, unless_changed=["owner"])


def reassign_deals(deals: Iterable[Deal], *, actor: Person, to: Person, at: datetime | None = None) -> int:
    """Give several deals to somebody else, each as an act of its own. Returns how many changed hands."""
    changed = 0
    for deal in deals:
        if deal.owner_id != to.pk:
            reassign_deal(deal, actor=actor, at=at, to=to)
            changed += 1
    return changed


def hand_over(person: Person, *, actor: Person, at: datetime, to: Person) -> int:
    """Give all of a person's deals to somebody else, because the person leaves. Returns how many."""
    return reassign_deals(Deal.objects.alive().filter(owner=person), actor=actor, at=at, to=to)
