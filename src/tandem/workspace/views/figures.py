"""How figures are made."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from tandem.core.requests import Request
from tandem.workspace.queries.figures import figures_page


def figures(request: Request) -> HttpResponse:
    """Every figure with its formula and the viewer's own numbers."""
    return render(request, "workspace/figures.html", {"page": figures_page(request.user, request.today)})
