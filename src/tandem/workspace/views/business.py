"""Business: the organization by team."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from tandem.core.requests import Request
from tandem.workspace.context import team_on_side
from tandem.workspace.queries.business import business_page
from tandem.workspace.queries.choice import NoTeam


def business(request: Request) -> HttpResponse:
    """The organization, or one of its teams with the teams below it."""
    given = request.GET
    try:
        page = business_page(
            request.user, given.get("team", ""), given.get("period", ""), today=request.today
        )
    except NoTeam:
        return render(request, "workspace/no_team.html")
    context = {"page": page, "choice": page.choice, "whole": page.whole, **team_on_side(request.user, page)}
    return render(request, "workspace/business.html", context)
