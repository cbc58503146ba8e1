"""Search: the page, the rows of the palette, and what the audit log can be asked about."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render

from tandem.core.requests import Request
from tandem.workspace.queries.audited import audited_records
from tandem.workspace.queries.search import search as look

IN_PALETTE, ON_PAGE = 10, 50


def search(request: Request) -> HttpResponse:
    """Records, actions, settings that fit `q`; a fragment of rows for the palette."""
    text = request.GET.get("q", "")
    fragment = bool(request.htmx) and not request.htmx.boosted
    results = look(request.user, text, limit=IN_PALETTE if fragment else ON_PAGE)
    template = "workspace/_found.html" if fragment else "workspace/search.html"
    return render(request, template, {"results": results, "q": text})


def audited(request: Request) -> JsonResponse:
    """What the audit log can be asked about."""
    return JsonResponse({"results": audited_records(request.user, request.GET.get("q", ""))})
