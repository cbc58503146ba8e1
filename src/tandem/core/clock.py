"""What time it is, asked in one place, so that Tandem can be run as of a past day (TANDEM_TODAY)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django.conf import settings


def now() -> datetime:
    """The present moment, aware, in UTC; in the morning of the day of TANDEM_TODAY when that is set.

    Then a day takes four hours, from 8 to 12 in UTC: moments keep their order, and it is that day almost everywhere.
    """
    real = datetime.now(UTC)
    as_of = pretended_day()
    if as_of is None:
        return real
    gone = timedelta(hours=real.hour, minutes=real.minute, seconds=real.second, microseconds=real.microsecond)
    return datetime.combine(as_of, time(8), UTC) + gone / 6


def today(zone: str | tzinfo | None = None) -> date:
    """The day in `zone` (default: the organization's, settings.TIME_ZONE)."""
    as_of = pretended_day()
    if as_of is not None:
        return as_of
    place = zone if isinstance(zone, tzinfo) else ZoneInfo(zone or settings.TIME_ZONE)
    return datetime.now(place).date()


def pretended_day() -> date | None:
    """The past day that Tandem is run as of, or None."""
    value = settings.TANDEM_TODAY
    return date.fromisoformat(value) if value else None


def end_of(day: date, zone: str) -> datetime:
    """The moment in which `day` is over in `zone`, in UTC: the first one of the next."""
    return datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(zone)).astimezone(UTC)


def day_of(moment: datetime, zone: str) -> date:
    """The day on which `moment` falls in `zone`."""
    return moment.astimezone(ZoneInfo(zone)).date()
