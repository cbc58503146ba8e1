"""The log: one line per event, JSON for machines or text for people, every line with its request's number."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest, HttpResponse

request_id: ContextVar[str] = ContextVar("request_id", default="")
_requests = logging.getLogger("tandem.requests")


class WithRequest(logging.Filter):
    """Puts the number of the present request on every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class Readable(logging.Formatter):
    """`12:03:55 GET /deals/ 200 in 14 ms`; the logger's name and level only when they say something."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(message)s", "%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (the library's name)
        line = super().formatMessage(record)
        return line if record.levelno < logging.WARNING else f"{line} ({record.levelname.lower()})"


def configuration(*, json: bool, level: str) -> dict[str, Any]:
    """The LOGGING setting: everything to standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request": {"()": "tandem.config.logging.WithRequest"}},
        "formatters": {
            "json": {
                "()": "pythonjsonlogger.json.JsonFormatter",
                "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s",
                "rename_fields": {"asctime": "at", "levelname": "level", "name": "logger"},
            },
            "text": {"()": "tandem.config.logging.Readable"},
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "filters": ["request"],
                "formatter": "json" if json else "text",
            }
        },
        "root": {"handlers": ["stderr"], "level": level.upper()},
        "loggers": {
            # Django would add handlers of its own; refused and failed requests are in our one line anyway.
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.request": {"level": "ERROR"},
            "django.server": {"handlers": [], "propagate": True},
        },
    }


class RequestLog:
    """Number each request, and log one line when it is answered. Goes first among the middleware.

    The path is logged without its query, which may hold what somebody searched for.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        number = given if re.fullmatch(r"[\w.-]{8,64}", given) else uuid.uuid4().hex
        request.META["HTTP_X_REQUEST_ID"] = number
        token = request_id.set(number)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-Id"] = number
            self.log(request, response, (time.perf_counter() - started) * 1000)
            return response
        finally:
            request_id.reset(token)

    def log(self, request: HttpRequest, response: HttpResponse, ms: float) -> None:
        """One line, with the person as a number if somebody is signed in and the view looked."""
        signed_in = request.__dict__.get("_cached_user")
        _requests.info(
            "%s %s %s in %.0f ms",
            request.method,
            request.path,
            response.status_code,
            ms,
            extra={
                "method": request.method,
                "path": request.path,
                "status": response.status_code,
                "ms": round(ms, 1),
                "person": getattr(signed_in, "pk", None),
            },
        )
