"""Response clocks: how long until somebody is owed an answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from tandem.core.ui.icons import icon
from tandem.core.ui.svg import element, pct, together
from tandem.core.ui.times import duration

WARN_FROM = 60.0  # percent of the time used


def used(due: datetime, start: datetime | None, now: datetime) -> float:
    """Percent of the response time that has passed, 0 to 100."""
    if start is None or due <= start:
        return 100.0 if now >= due else 0.0
    return min(100.0, max(0.0, (now - start) / (due - start) * 100))


def level(due: datetime, start: datetime | None, now: datetime) -> str:
    """ "bad" when late, "warn" from 60% used, else nothing."""
    if now > due:
        return "bad"
    return "warn" if used(due, start, now) >= WARN_FROM else ""


def clock(due: Any, start: Any, now: Any, name: str = "") -> SafeString | str:
    """A tag with the words; nothing without a due moment."""
    if not isinstance(due, datetime) or not isinstance(now, datetime):
        return ""
    reached = level(due, start, now)
    return format_html(
        '<span class="tag{}" data-due="{}" data-from="{}" data-name="{}">{}<span data-words>{} {}</span></span>',
        f" tag-{reached}" if reached else "",
        due.isoformat(),
        start.isoformat() if isinstance(start, datetime) else "",
        name,
        icon("alert-circle" if reached == "bad" else "clock", "i-sm"),
        duration(abs(due - now)),
        "late" if now > due else "left",
    )


def clock_bar(due: Any, start: Any, now: Any) -> SafeString | str:
    """The bar below the tag; decoration, the tag has the words."""
    if not isinstance(due, datetime) or not isinstance(now, datetime):
        return ""
    body = together(
        element("rect", class_="trk", width="100%", height="4", rx="2"),
        element("rect", class_="val", width=pct(used(due, start, now)), height="4", rx="2"),
    )
    began = start.isoformat() if isinstance(start, datetime) else None
    kind = f"barsla {level(due, start, now)}".strip()
    return element("svg", body, class_=kind, data_due=due.isoformat(), data_from=began, aria_hidden="true")
