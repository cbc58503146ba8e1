"""Team: the page, and where deals wait."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from tandem.core.requests import Request
from tandem.workspace.context import team_on_side
from tandem.workspace.queries.choice import NoTeam
from tandem.workspace.queries.flow import flow_of
from tandem.workspace.queries.gap import gap_of
from tandem.workspace.queries.team import team_page


def team(request: Request) -> HttpResponse:
    """The team of a manager; any team for an executive."""
    given = request.GET
    try:
        page = team_page(
            request.user,
            given.get("team", ""),
            given.get("period", ""),
            sort=given.get("sort", ""),
            today=request.today,
            everybody=given.get("all") == "yes",
        )
    except NoTeam:
        return render(request, "workspace/no_team.html")
    context = {"page": page, "choice": page.choice, "whole": page.whole, **team_on_side(request.user, page)}
    return render(request, "workspace/team.html", context)


def flow(request: Request) -> HttpResponse:
    """Where deals wait: a panel of Team, and a page without a script."""
    found = flow_of(
        request.user, request.GET.get("team", ""), request.GET.get("period", ""), today=request.today
    )
    template = "workspace/_flow.html" if request.htmx else "workspace/flow.html"
    return render(request, template, {"flow": found, "choice": found.choice})


def gap(request: Request) -> HttpResponse:
    """Why the result differs from the plan: a panel of Team and Business, and a page without a script."""
    found = gap_of(
        request.user, request.GET.get("team", ""), request.GET.get("period", ""), today=request.today
    )
    template = "workspace/_gap.html" if request.htmx else "workspace/gap.html"
    return render(request, template, {"gap": found, "choice": found.choice})
