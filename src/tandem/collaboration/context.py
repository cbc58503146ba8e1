"""What the frame shows of this package on every page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from tandem.collaboration.queries.notifications import unread_count


def unread(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `unread`, the number on the bell; asked of the database only when it is shown."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"unread": SimpleLazyObject(lambda: unread_count(user))}
