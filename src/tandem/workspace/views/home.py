"""The first address: it leads everybody to their own home page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect

from tandem.core.requests import Request
from tandem.core.ui.menu import url_of

HOMES = {
    "officer": "workspace:today",
    "manager": "workspace:team",
    "executive": "workspace:business",
    "administrator": "workspace:settings",
}


def home(request: Request) -> HttpResponse:
    return redirect(url_of(HOMES[request.user.role], "workspace:settings"))
