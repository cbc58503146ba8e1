"""What every request needs: a number, the day, and errors told in sentences."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from tandem.core import clock
from tandem.core.errors import TandemError

WAIT = 300  # seconds; no limit of ACCOUNT_RATE_LIMITS counts longer back
Handler = Callable[[HttpRequest], HttpResponse]


class Moment:
    """Set request.now and request.today, once, so that one request has one time."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = request.headers.get("X-Request-Id", "")[:64] or uuid.uuid4().hex  # type: ignore[attr-defined]
        request.now = clock.now()  # type: ignore[attr-defined]
        request.today = clock.today()  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-Id"] = request.id  # type: ignore[attr-defined]
        return response


class SignedIn(LoginRequiredMiddleware):
    """Every page wants somebody signed in, unless it says otherwise. The API has doors of its own."""

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.path.startswith("/api/"):
            return None
        return super().process_view(request, view, args, kwargs)  # type: ignore[return-value]


def too_many(request: HttpRequest) -> HttpResponse:
    """What pages that count attempts answer: the sentence, and for programs the longest that any of them waits."""
    response = render(request, "429.html", status=429)
    response["Retry-After"] = str(WAIT)
    return response


class Sentences:
    """Render a TandemError as a page, a fragment or problem+json, with its own status."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and request.path.startswith("/api/"):
            return self._no_such_method(response["Allow"])
        return response

    def _no_such_method(self, allowed: str) -> HttpResponse:
        error = TandemError(
            "This address does not take such a request.",
            code="method",
            remedy=f"Send one of these: {allowed}.",
        )
        answer = JsonResponse(
            {**error.as_problem(), "status": 405}, status=405, content_type="application/problem+json"
        )
        answer["Allow"] = allowed
        return answer

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, TandemError):
            return None
        if request.path.startswith("/api/"):
            return JsonResponse(
                error.as_problem(), status=error.status, content_type="application/problem+json"
            )
        template = "ui/_note.html" if getattr(request, "htmx", False) else "error.html"
        context = {"kind": "bad", "sentence": error.sentence, "remedy": error.remedy, "error": error}
        return render(request, template, context, status=error.status)
