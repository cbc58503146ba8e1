"""Search: the page, and the rows of the palette."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from tandem.core.requests import Request
from tandem.workspace.queries.search import search as look

IN_PALETTE, ON_PAGE = 10, 50


def search(request: Request) -> HttpResponse:
    """Records, actions, settings that fit `q`; a fragment of rows for the palette."""
    text = request.GET.get("q", "")
    fragment = bool(request.htmx) and not request.htmx.boosted
    results = look(request.user, text, limit=IN_PALETTE if fragment else ON_PAGE)
    template = "workspace/_found.html" if fragment else "workspace/search.html"
    return render(request, template, {"results": results, "q": text})
