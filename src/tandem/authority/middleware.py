"""One reading of the organization per request, whose time zone says which day it is; and the reader's clock."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from tandem.authority import organization
from tandem.core import clock


class KeepOrganization:
    """Let organization.current() read the row once per request, and its fiscal calendar be at hand."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        organization.keep_for_request()
        request.calendar = SimpleLazyObject(organization.calendar)  # type: ignore[attr-defined]
        request.organization = SimpleLazyObject(organization.current)  # type: ignore[attr-defined]
        try:
            request.today = clock.today(organization.current().time_zone)  # type: ignore[attr-defined]
            return self.get_response(request)
        finally:
            organization.stop_keeping()


class OwnClock:
    """Let times be written and typed in the time zone of who is signed in. Days of results stay the organization's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(organization.zone_of(getattr(request, "user", None))):
            return self.get_response(request)
