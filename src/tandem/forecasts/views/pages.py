"""The page of a forecast."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tandem.authority.actions import require_owner
from tandem.core import jobs
from tandem.core.requests import Request
from tandem.core.ui.dialogs import ask, done
from tandem.forecasts import figures, forms, queries
from tandem.goals.jobs import KIND as ODDS


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
    course = queries.course(page.choice, page.whole.target, page.fan)
    context = {
        "chart": figures.fan(page, course),
        "course": course,
        "record": figures.record(page.accuracy),
        **context,
    }
    context = {"edit": given.get("edit", ""), "back": given.get("at", ""), **context}
    return render(
        request, "forecasts/index.html", {"page": page, "choice": page.choice, **context}, status=status
    )


def again(request: Request) -> HttpResponse:
    """Have the model work everything out again, with the deals as they are now."""
    require_owner(request.user, "forecasts.snapshot", request.user)
    form = forms.AgainForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        jobs.again(ODDS, request.now)
        asked = {name: request.GET[name] for name in ("team", "person", "period") if name in request.GET}
        url = f"{reverse('forecasts:index')}?{urlencode(asked)}"
        return done(request, url, "The model is being worked out; this page shows it once it is done.")
    intro = "It runs every night and after an import. Now it takes the deals as they are at this moment."
    return ask(
        request, "form.html", form, title="Work the model out again", primary="Work out again", intro=intro
    )


def index_url(choice: queries.Choice, **more: Any) -> str:
    """The page of this choice."""
    whose = {"person": choice.person.pk} if choice.person else {"team": choice.team.pk}
    return f"{reverse('forecasts:index')}?{urlencode({**whose, 'period': choice.period.key, **more})}"
