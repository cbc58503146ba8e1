"""The page of a forecast."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tandem.core.requests import Request
from tandem.forecasts import figures, queries


def index(request: Request) -> HttpResponse:
    """An officer's own forecast; a manager's team, an executive's organization."""
    return show(request)


def show(request: Request, *, status: int = 200, **context: Any) -> HttpResponse:
    """The page the address asks for, with whatever a refused override adds."""
    given = request.GET
    try:
        page = queries.page(
            request.user,
            given.get("team", ""),
            given.get("period", ""),
            person=given.get("person", ""),
            today=request.today,
            now=request.now,
        )
    except queries.NoTeam as error:
        return render(request, "forecasts/no_team.html", {"sentence": str(error)})
    course = queries.course(page.choice, page.whole.target)
    context = {"chart": figures.fan(page, course), "course": course, **context}
    context = {"edit": given.get("edit", ""), "back": given.get("at", ""), **context}
    return render(
        request, "forecasts/index.html", {"page": page, "choice": page.choice, **context}, status=status
    )


def index_url(choice: queries.Choice, **more: Any) -> str:
    """The page of this choice."""
    whose = {"person": choice.person.pk} if choice.person else {"team": choice.team.pk}
    return f"{reverse('forecasts:index')}?{urlencode({**whose, 'period': choice.period.key, **more})}"
