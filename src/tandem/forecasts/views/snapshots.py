"""Snapshots, and how the pipeline came from one to another."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tandem.authority.actions import require_owner
from tandem.core.requests import Request
from tandem.core.ui.dialogs import done
from tandem.forecasts import actions, figures, queries


def snapshots(request: Request) -> HttpResponse:
    """The waterfall between two snapshots, or to now, with the deals of a bar."""
    choice = _choice(request)
    found = queries.snapshots()
    context: dict[str, Any] = {
        "choice": choice,
        "snapshots": queries.labeled(found),
        "may_take": queries.may_take(request.user),
        "whose": queries.whose(choice),
    }
    if not found:
        return render(request, "forecasts/snapshots.html", context)
    start, end = queries.latest_pair(found)
    given = request.GET
    fall = queries.between(
        request.user,
        choice,
        given.get("from") or start,
        given.get("to") or end,
        today=request.today,
        now=request.now,
    )
    bar = given.get("bar", "")
    if bar and not queries.is_bar(bar):
        raise Http404("There is no such bar.")
    context |= {
        "fall": fall,
        "chart": figures.waterfall(fall, {each.term: _opening(request, each.term) for each in fall.bars}),
        "bar": next((each for each in fall.bars if each.term == bar), None),
        "page": queries.deals_of(request.user, fall, bar, given.get("after", "")) if bar else None,
    }
    return render(request, "forecasts/snapshots.html", context)


def _opening(request: Request, term: str) -> str:
    """The address of this page with the deals of a bar."""
    asked = request.GET.copy()
    asked.pop("after", None)
    asked["bar"] = term
    return f"?{asked.urlencode()}#deals"


@require_POST
def take(request: Request) -> HttpResponse:
    """Write down the open deals now, and show what moved since the snapshot before."""
    require_owner(request.user, "forecasts.snapshot", request.user)
    before = queries.snapshots(1)
    made = actions.take_snapshot(actor=request.user)
    asked = {name: request.GET[name] for name in ("team", "person", "period") if name in request.GET}
    ends = {"from": before[0].pk, "to": made.pk} if before else {"from": made.pk}
    url = f"{reverse('forecasts:snapshots')}?{urlencode({**asked, **ends})}"
    return done(request, url, "Snapshot taken.")


def _choice(request: Request) -> queries.Choice:
    given = request.GET
    return queries.choose(
        request.user, given.get("team", ""), given.get("period", ""), request.today, given.get("person", "")
    )
