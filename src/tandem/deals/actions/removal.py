"""Deleting deals and bringing them back."""

from __future__ import annotations

from datetime import datetime

from tandem.authority.actions import Change, action, undoes
from tandem.authority.models import Entry
from tandem.core.errors import Refused
from tandem.core.records import restore
from tandem.deals.models import NEVER_WAS, Deal
from tandem.people.models import Person


@action("deals.delete")
def delete_deal(deal: Deal, *, actor: Person, at: datetime, never_was: bool = False) -> Change:
    """Delete a deal; it can be brought back. Periods that were over count it still (deals.queries.counting).

    `never_was`: an import had created it and is undone, so no period counts it.
    """
    if deal.deleted_at is not None:
        raise Refused("This deal was deleted already.")
    deal.deleted_at = NEVER_WAS if never_was else at
    deal.save_changes("deleted_at")
    return Change(deal, {"deleted_at": [None, deal.deleted_at], "was": "never" if never_was else deal.state})


@action("deals.restore")
def restore_deal(deal: Deal, *, actor: Person, at: datetime) -> Change:
    """Bring a deleted deal back."""
    if deal.deleted_at is None:
        return Change(deal)
    return Change(deal, restore(deal))


@undoes("deals.delete")
def undelete_deal(deal: Deal, entry: Entry, *, actor: Person, at: datetime) -> Change:
    """Take a deletion back."""
    if deal.deleted_at is None:
        raise Refused("This deal was brought back already.")
    return Change(deal, restore(deal))
