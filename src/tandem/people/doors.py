"""How the API knows who asks: an access token, or the browser's session with its CSRF token."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.errors import AuthorizationError
from ninja.security import HttpBearer, SessionAuth

from tandem.core import clock
from tandem.core.api.rates import checked
from tandem.people.tokens import bearer

READING = ("GET", "HEAD", "OPTIONS")


class TokenDoor(HttpBearer):
    """Authorization: Bearer tandem_…; a token of scope read only reads."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        found = checked(request, lambda: bearer(token, at=clock.now()))
        if found is None:
            return None
        if found.scopes == "read" and request.method not in READING:
            raise AuthorizationError
        request.user = found.person
        return found


class SessionDoor(SessionAuth):
    """The signed-in person of the browser."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        return request.user if request.user.is_authenticated else None
