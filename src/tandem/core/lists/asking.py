"""Who asks for a list, and on which day: everything that is not in the address of a list."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import HttpRequest

from tandem.core.periods import FiscalCalendar


class Unclear(Exception):
    """A part of an address that does not make sense. Its sentence is shown, and the part is ignored."""


@dataclass(frozen=True)
class Ask:
    """`viewer` is the signed-in person; `calendar` gives "this quarter" its days; `currency` is the organization's."""

    viewer: Any
    today: date
    calendar: FiscalCalendar = field(default_factory=FiscalCalendar)
    currency: str = ""
    known: dict[Any, Any] = field(default_factory=dict, compare=False)
    """What was asked of the database for this list once and need not be asked again."""


def ask_of(request: HttpRequest) -> Ask:
    """The asker of a request."""
    calendar = getattr(request, "calendar", None) or FiscalCalendar()
    currency = getattr(getattr(request, "organization", None), "currency", "")
    return Ask(request.user, request.today, calendar, currency)  # type: ignore[attr-defined]
