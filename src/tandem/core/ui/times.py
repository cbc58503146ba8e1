"""Days and durations as people say them. Nothing here asks the clock: today and now are given."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.utils import dateformat, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

NOTHING = "–"


def _as_date(value: Any) -> date | None:
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value if isinstance(value, date) else None


def day(value: Any, today: Any = None, weekday: bool = True) -> str:
    """Thu 26 Nov; with the year when it differs from today's, or when today is not given."""
    found, now = _as_date(value), _as_date(today)
    if found is None:
        return NOTHING
    pattern = "D j M" if weekday else "j M"
    if now is None or now.year != found.year:
        pattern += " Y"
    return _written(found, pattern, get_language())


@lru_cache(maxsize=2048)
def _written(found: date, pattern: str, language: str | None) -> str:
    """A day in the active language; a page repeats the same days many times."""
    return dateformat.format(found, pattern)


def in_days(value: Any, today: Any) -> str:
    """today, tomorrow, in 7 days, yesterday, 6 d ago."""
    found, now = _as_date(value), _as_date(today)
    if found is None or now is None:
        return ""
    days = (found - now).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    if days in near:
        return near[days]
    return f"in {days} days" if days > 0 else f"{-days} d ago"


def ago(value: Any, now: Any) -> str:
    """just now, 38 min ago, 5 h ago, 6 d ago; a date after a year."""
    if not isinstance(value, datetime) or not isinstance(now, datetime):
        return in_days(value, now) or NOTHING
    passed = now - value
    if passed < timedelta(minutes=1):
        return "just now"
    if passed < timedelta(hours=1):
        return f"{int(passed.total_seconds() // 60)} min ago"
    if passed < timedelta(days=1):
        return f"{int(passed.total_seconds() // 3600)} h ago"
    if passed < timedelta(days=365):
        return f"{passed.days} d ago"
    return day(value, now, weekday=False)


def duration(value: Any) -> str:
    """38 min, 1 h 52, 6 d. Takes a timedelta or minutes."""
    if value is None or value == "":
        return NOTHING
    seconds = value.total_seconds() if isinstance(value, timedelta) else float(value) * 60
    minutes = abs(round(seconds / 60))
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {rest:02d}" if rest else f"{hours} h"
    return f"{hours // 24} d"


def stamp(value: Any, words: str) -> SafeString | str:
    """The words in a <time> element that also holds the exact moment."""
    if not isinstance(value, date):
        return words
    exact = _exact(value)
    return format_html('<time datetime="{}" title="{}">{}</time>', value.isoformat(), exact, words)


def _exact(value: date) -> str:
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return dateformat.format(local, "D j M Y, H:i")
    return _written(value, "D j M Y", get_language())
