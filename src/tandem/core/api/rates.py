"""How often the API may be asked: so often a minute by a token or a person, and less by an address nobody knows.

Counted by django-ninja's SimpleRateThrottle in the cache; each process of the server counts on its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from django.core.cache import caches
from django.http import HttpRequest
from ninja.errors import Throttled
from ninja.throttling import SimpleRateThrottle

A_CALLER = "600/m"
A_STRANGER = "60/m"


class Paced(SimpleRateThrottle):
    """Says how long to wait until the oldest request counts no more."""

    cache = caches["process"]

    def wait(self) -> float:
        """Seconds, at least one."""
        oldest = self.history[-1] if self.history else self.now
        return max(1.0, math.ceil(self.duration - (self.now - oldest)))  # type: ignore[operator]


class CallerRate(Paced):
    """So many requests of a token, or of a person in their browser."""

    def __init__(self) -> None:
        super().__init__(A_CALLER)

    def get_cache_key(self, request: HttpRequest) -> str | None:
        """By the token, else by the person."""
        known: Any = getattr(request, "auth", None)
        if known is None:
            return None
        return f"api-rate-{getattr(known, 'digest', '') or f'person-{known.pk}'}"


class StrangerRate(Paced):
    """So many refused requests of an address."""

    def __init__(self) -> None:
        super().__init__(A_STRANGER)

    def get_cache_key(self, request: HttpRequest) -> str:
        """By the address that the connection comes from."""
        return f"api-stranger-{request.META.get('REMOTE_ADDR', '')}"


def checked(request: HttpRequest, open_door: Callable[[], Any]) -> Any:
    """What `open_door` finds. An address whose tokens opened nothing too often waits before it may try again."""
    found = open_door()
    if found is None:
        rate = StrangerRate()
        if not rate.allow_request(request):
            raise Throttled(wait=int(rate.wait()))
    return found
