"""Win rates of a team's people: a panel of Team, and a page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from tandem.core.requests import Request
from tandem.deals.queries.rates import win_rates as rates_of


def win_rates(request: Request) -> HttpResponse:
    """Whether the people of a team win differently often, or chance explains it."""
    found = rates_of(request.user, request.GET.get("team", ""), today=request.today)
    template = "deals/_win_rates.html" if request.htmx else "deals/win_rates.html"
    return render(request, template, {"rates": found})
