"""Where bookings are going: a page, and a panel of Business and Team."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from tandem.core.requests import Request
from tandem.insights.queries import bookings_page


def bookings(request: Request) -> HttpResponse:
    """By team, product or region."""
    given = request.GET
    page = bookings_page(request.user, given.get("team", ""), given.get("by", ""), today=request.today)
    template = "insights/_bookings.html" if request.htmx else "insights/bookings.html"
    return render(request, template, {"page": page})
