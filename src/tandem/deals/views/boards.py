"""The pipeline as board and as table."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse

from tandem.authority import organization
from tandem.core.lists import Ask, ListPage, make_page, render_list
from tandem.core.requests import Request
from tandem.deals import queries, tables


def board(request: Request) -> HttpResponse:
    fragment = request.htmx and not request.htmx.boosted and request.htmx.target == "list"
    template = "deals/_board.html" if fragment else "deals/board.html"
    return render(request, template, board_context(request, request.GET))


def board_again(request: Request) -> HttpResponse:
    """The board as it stood on the page that asked, for the answer to a move."""
    query = urlsplit(request.headers.get("HX-Current-URL", "")).query
    return render(request, "deals/_board.html", board_context(request, QueryDict(query)))


def column(request: Request, stage_id: int) -> HttpResponse:
    """More cards of one column, after the key in the address."""
    page = _page(request, request.GET)
    stage = queries.get_stage(stage_id)
    cards, after = queries.more_cards(
        _rows(page),
        stage,
        after=request.GET.get("from", ""),
        today=request.today,
        quarter=organization.calendar().quarter_of(request.today),
    )
    context = {"cards": cards, "after": after, "stage": stage, "list": page}
    return render(request, "deals/_cards.html", context)


def table(request: Request) -> HttpResponseBase:
    return render_list(request, tables.Deals(), "deals/table.html")


def board_context(request: Request, query: QueryDict) -> dict[str, object]:
    """What the board's template needs."""
    page = _page(request, query)
    chosen = page.state.chosen_of("pipeline")
    found = queries.board(
        _rows(page),
        today=request.today,
        quarter=organization.calendar().quarter_of(request.today),
        pipeline_id=int(chosen.values[0]) if chosen else None,
        stages=tables.stages(page.ask),
    )
    return {"board": found, "list": page, "filtered": bool(page.state.chosen), "query": page.url()}


def _page(request: HttpRequest, query: QueryDict) -> ListPage:
    kept = query.copy()
    kept.pop("from", None)
    ask = Ask(request.user, request.today, organization.calendar())  # type: ignore[attr-defined]
    return make_page(tables.Deals(), kept, ask, reverse("deals:board"))


def _rows(page: ListPage) -> Any:
    """What the filters leave, but for the state: the board shows open deals and what was won."""
    rows = page.table.rows(page.ask.viewer)
    for one in page.state.chosen:
        if one.filter.name != "state":
            rows = rows.filter(one.condition)
    return rows
