"""One helper that makes a view of a list: page, fragment, file."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render

from tandem.core.lists.asking import ask_of
from tandem.core.lists.export import csv_lines
from tandem.core.lists.page import ListPage, make_page
from tandem.core.lists.table import List

FRAGMENT = "lists/_list.html"


def render_list(
    request: HttpRequest, table: List, template: str = "lists/page.html", **context: Any
) -> HttpResponseBase:
    """Answer a request for a list. The template gets the page of the list as `list`, and `context`."""
    page = make_page(table, request.GET, ask_of(request), request.path)
    if wanted := request.GET.get("export"):
        return export(request, page, wanted)
    return render(request, FRAGMENT if wants_fragment(request) else template, {"list": page, **context})


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for the list alone."""
    htmx = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not htmx.boosted and htmx.target == "list"


def export(request: HttpRequest, page: ListPage, wanted: str) -> HttpResponseBase:
    """The list as a file."""
    if wanted != "csv":
        return HttpResponse(f"There is no export as “{wanted[:20]}”. Choose csv.", status=404)
    lines = csv_lines(page, bom=request.GET.get("bom") == "yes")
    response = StreamingHttpResponse(
        (line.encode() for line in lines), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{file_name(page)}.csv"'
    return response


def file_name(page: ListPage) -> str:
    """ "accounts-2026-11-23"."""
    return f"{page.table.plural().replace(' ', '-')}-{page.ask.today.isoformat()}"
