"""What has to happen again and again, looked at by the worker every few minutes.

    @regularly("forecasts.rhythm")                 in a package's jobs.py
    def rhythm(now: datetime) -> None: ...

Called often, perhaps by several workers at once and perhaps after days without one: it decides by what is kept whether
anything is due, and starts long work as a job with a key (`start(…, once=…)`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from django.utils.module_loading import autodiscover_modules

logger = logging.getLogger(__name__)

Look = Callable[[datetime], None]
REGULAR: dict[str, Look] = {}


def regularly(name: str) -> Callable[[Look], Look]:
    """Register a function as what looks whether `name` is due."""

    def decorate(function: Look) -> Look:
        REGULAR[name] = function
        return function

    return decorate


def look(now: datetime) -> None:
    """Let everything look whether it is due. What fails is logged, tried again next time, and holds up nothing else."""
    autodiscover_modules("jobs")
    for name, function in list(REGULAR.items()):
        try:
            function(now)
        except Exception:
            logger.exception("%s failed; it will be tried again", name)
