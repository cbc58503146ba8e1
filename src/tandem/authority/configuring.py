"""Changes to the organization and its limits."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from tandem.authority import limits, organization
from tandem.authority.actions import Change, action, same_version
from tandem.authority.grants import ROLES
from tandem.authority.models import Limit, Organization
from tandem.core.currencies import CURRENCIES
from tandem.core.errors import Refused
from tandem.core.rates import anything_booked

if TYPE_CHECKING:
    from tandem.people.models import Person

FIELDS = ("name", "currency", "time_zone", "fiscal_start_month", "visibility")


@action("authority.configure")
def configure(*, actor: Person, at: datetime, seen: int | None = None, **values: Any) -> Change:
    """Change the organization's settings; the first time, set it up. `seen`: the version read."""
    row = Organization.objects.select_for_update().first() or Organization()
    same_version(row, seen)
    _check(values)
    if row.pk and values.get("currency", row.currency) != row.currency and anything_booked():
        raise Refused(
            f"Deals are booked in {row.currency}, so the organization keeps counting in it.",
            remedy="Enter rates for other currencies in Settings, Exchange rates.",
            fields={"currency": f"Deals are booked in {row.currency}: it stays."},
        )
    facts = {}
    for name, value in values.items():
        if name not in FIELDS:
            raise TypeError(f"Organization.{name} is not a setting.")
        if getattr(row, name) != value or row.pk is None:
            facts[name] = [getattr(row, name) if row.pk else None, value]
            setattr(row, name, value)
    if facts:
        row.version += row.pk is not None
        row.save()
        organization.forget()
    return Change(row, facts)


def _check(values: dict[str, Any]) -> None:
    if values.get("currency", "EUR") not in CURRENCIES:
        raise Refused(
            f"“{values['currency']}” is no currency.",
            remedy="Write its three letters, like EUR or USD.",
            fields={"currency": "Three letters, like EUR."},
        )
    if values.get("time_zone", "UTC") not in available_timezones():
        raise Refused(
            f"“{values['time_zone']}” is no time zone.",
            remedy="Write it like Europe/Berlin.",
            fields={"time_zone": "Write it like Europe/Berlin."},
        )
    if not values.get("name", "x").strip():
        raise Refused("The organization has a name.", fields={"name": "Type a name."})


@action("authority.configure")
def set_limit(*, actor: Person, at: datetime, role: str, verb: str, most: Decimal | None) -> Change:
    """Set up to where a role decides alone."""
    if verb not in limits.defaults() or role not in ROLES:
        raise Refused("There is no such limit.", remedy="Choose one from the table.")
    before = limits.table()[verb][role]
    row, _ = Limit.objects.update_or_create(role=role, verb=verb, defaults={"most": most})
    return Change(row, {"most": [before, most], "verb": verb, "role": role} if before != most else {})
