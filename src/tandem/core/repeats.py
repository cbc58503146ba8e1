"""Idempotency-Key: a POST that is sent again, because its answer got lost, has one effect and the same answer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse

from tandem.core import clock
from tandem.core.errors import Conflict, Refused, TandemError
from tandem.core.models import Repeat

KEPT_HEADERS = ("ETag", "Location")


class Repeats:
    """Middleware: key, effect and kept answer are one transaction. An answer that failed is not kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.headers.get("Idempotency-Key", "").strip()
        if not key or request.method != "POST" or not request.path.startswith("/api/"):
            return self.get_response(request)
        try:
            return self._once(request, key)
        except TandemError as error:
            return JsonResponse(
                error.as_problem(), status=error.status, content_type="application/problem+json"
            )

    def _once(self, request: HttpRequest, key: str) -> HttpResponse:
        if len(key) > 100:
            raise Refused("The Idempotency-Key is too long.", remedy="Use at most 100 characters.")
        who, asked = _who(request), _digest(f"{request.path}\n".encode() + request.body)
        kept = Repeat.objects.filter(who=who, key=key).first()
        if kept is not None:
            return _again(kept, asked)
        try:
            with transaction.atomic():
                row = Repeat.objects.create(who=who, key=key, asked=asked, at=clock.now())
                response = self.get_response(request)
                if response.status_code >= 400:
                    transaction.set_rollback(True)
                    return response
                row.status, row.body = response.status_code, response.content.decode()
                row.headers = {name: response[name] for name in KEPT_HEADERS if name in response}
                row.save(update_fields=["status", "body", "headers"])
                return response
        except IntegrityError as error:
            raise Conflict(
                "Another request with this Idempotency-Key is being worked on.",
                remedy="Try again in a moment.",
            ) from error


def _again(kept: Repeat, asked: str) -> HttpResponse:
    if kept.asked != asked:
        raise Refused(
            "This Idempotency-Key was used for another request.",
            code="idempotency-key",
            remedy="Use a new key for a new request.",
        )
    response = HttpResponse(kept.body, status=kept.status, content_type="application/json")
    for name, value in kept.headers.items():
        response[name] = value
    response["Idempotent-Replay"] = "true"
    return response


def _who(request: HttpRequest) -> str:
    """Whose key it is: of the token, else of the session."""
    token = request.headers.get("Authorization", "")
    return _digest((token or f"session {request.session.session_key}").encode())


def _digest(value: bytes) -> str:
    return hashlib.sha256(value).hexdigest()
