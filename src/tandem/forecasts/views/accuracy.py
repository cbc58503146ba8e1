"""How good calls turned out."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from tandem.core.requests import Request
from tandem.forecasts import figures, queries


def accuracy(request: Request) -> HttpResponse:
    """By layer and by caller, at one lead time."""
    given = request.GET
    try:
        choice = queries.choose(
            request.user,
            given.get("team", ""),
            given.get("period", ""),
            request.today,
            given.get("person", ""),
        )
    except queries.NoTeam as error:
        return render(request, "forecasts/no_team.html", {"sentence": str(error)})
    weeks = given.get("weeks", "")
    found = queries.accuracy(
        request.user, choice, weeks=int(weeks) if weeks.isdecimal() and len(weeks) < 3 else None
    )
    context = {"choice": choice, "good": found, "record": figures.record(found)}
    return render(request, "forecasts/accuracy.html", {**context, "whose": queries.whose(choice)})
