"""Who at the customer has a say in a deal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404

from tandem.authority.actions import Change, action, same_version
from tandem.core.errors import Refused
from tandem.customers.models import Contact
from tandem.deals.models import Deal, Stakeholder
from tandem.deals.models.parts import BUYING_ROLES
from tandem.people.models import Person


@action("deals.stakeholders")
def add_stakeholder(
    deal: Deal, *, actor: Person, at: datetime, contact: Contact, role: str = "", engaged: bool = False
) -> Change:
    """Say that a contact has a say in the deal, and which."""
    _check_role(role)
    if deal.stakeholders.filter(contact=contact).exists():
        raise Refused(
            f"{contact.name} is on this deal already.",
            remedy="Change their buying role instead.",
            fields={"contact": "On this deal already."},
        )
    row = Stakeholder.objects.create(deal=deal, contact=contact, role=role, engaged=engaged)
    deal.save_changes()
    return Change(deal, {"stakeholder": [None, _as_fact(row)]})


@action("deals.stakeholders")
def edit_stakeholder(
    deal: Deal,
    *,
    actor: Person,
    at: datetime,
    stakeholder_id: int,
    role: str,
    engaged: bool,
    stakeholder_version: int | None = None,
) -> Change:
    """Change somebody's buying role, or whether they are engaged. `stakeholder_version`: as the actor read it."""
    _check_role(role)
    row = _stakeholder(deal, stakeholder_id)
    same_version(row, stakeholder_version)
    before = _as_fact(row)
    row.role, row.engaged = role, engaged
    after = _as_fact(row)
    if before == after:
        return Change(deal)
    row.version += 1
    row.save(update_fields=["role", "engaged", "version"])
    deal.save_changes()
    return Change(deal, {"stakeholder": [before, after]})


@action("deals.stakeholders")
def remove_stakeholder(deal: Deal, *, actor: Person, at: datetime, stakeholder_id: int) -> Change:
    """Take a contact off the deal; the contact stays."""
    row = _stakeholder(deal, stakeholder_id)
    before = _as_fact(row)
    row.delete()
    deal.save_changes()
    return Change(deal, {"stakeholder": [before, None]})


def _check_role(role: str) -> None:
    if role and role not in BUYING_ROLES:
        raise Refused(
            f"“{role}” is not a buying role.",
            remedy=f"Choose one of {', '.join(BUYING_ROLES.values())}.",
            fields={"role": "Choose a role of the list."},
        )


def _stakeholder(deal: Deal, pk: int) -> Stakeholder:
    row = deal.stakeholders.filter(pk=pk).first()
    if row is None:
        raise Http404("There is no such stakeholder on this deal.")
    return row


def _as_fact(row: Stakeholder) -> dict[str, Any]:
    return {"id": row.pk, "contact": row.contact_id, "role": row.role, "engaged": row.engaged}
