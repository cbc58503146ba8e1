"""The organization that this installation serves: read often, changed rarely, so read once per request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from tandem.core import clock
from tandem.core.periods import FiscalCalendar

if TYPE_CHECKING:
    from tandem.authority.models import Organization

_kept: ContextVar[list[Organization] | None] = ContextVar("organization", default=None)


def current() -> Organization:
    """The organization; an unsaved one with the defaults before any was set up."""
    from tandem.authority.models import Organization

    kept = _kept.get()
    if kept:
        return kept[0]
    found = Organization.objects.first() or Organization()
    if kept is not None:
        kept.append(found)
    return found


def is_set_up() -> bool:
    """Whether anybody has said what the organization is called and in which currency it counts."""
    return current().pk is not None


def zone_of(person: Any) -> str:
    """The time zone whose clock somebody reads: their own, else the organization's. Anybody not signed in has none."""
    return getattr(person, "time_zone", "") or current().time_zone


def day_of(moment: datetime) -> date:
    """The organization's day on which a moment falls: what people call today begins and ends by its clock."""
    return clock.day_of(moment, current().time_zone)


def today() -> date:
    """The organization's day now."""
    return clock.today(current().time_zone)


def calendar() -> FiscalCalendar:
    """The organization's fiscal calendar."""
    return FiscalCalendar(current().fiscal_start_month)


@contextmanager
def kept(instead: Organization | None = None) -> Iterator[None]:
    """Read it once for everything within: a batch of many rows. `instead`: an organization that is only assumed."""
    token = _kept.set([instead] if instead else list(_kept.get() or ()))
    try:
        yield
    finally:
        _kept.reset(token)


def keep_for_request() -> None:
    """Begin to keep what current() finds."""
    _kept.set([])


def stop_keeping() -> None:
    """The request is over."""
    _kept.set(None)


def forget() -> None:
    """The organization changed: read it again."""
    kept = _kept.get()
    if kept is not None:
        kept.clear()
