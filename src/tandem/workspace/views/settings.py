"""Settings: one page of links, each shown to whom it concerns."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from tandem.core.requests import Request
from tandem.workspace.links import settings_for


def settings(request: Request) -> HttpResponse:
    return render(request, "workspace/settings.html", {"groups": settings_for(request.user)})
