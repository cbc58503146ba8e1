"""/health for load balancers and supervisors: answers whatever the Host header says, without sign-in."""

from __future__ import annotations

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from tandem import __version__


class Health:
    """Answers GET /health with 200 when the database answers, 503 when it does not. Goes before host checks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path != "/health":
            return self.get_response(request)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError:
            return JsonResponse({"status": "no database", "version": __version__}, status=503)
        return JsonResponse({"status": "ok", "version": __version__})
