"""Panels that other pages fetch."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from tandem.core.requests import Request
from tandem.goals import queries

NOTE = "Everything that closes by {:%-d %b}, whatever the filter; open deals by the chance of their stage"


def board_foot(request: Request) -> HttpResponse:
    """The foot of the board: booked and likely, up to the target line."""
    foot = queries.board_foot(request.user, today=request.today)
    template = "goals/_board_foot.html" if request.htmx else "goals/board_foot.html"
    return render(request, template, {"foot": foot, "note": NOTE.format(foot.period.end)})


def others(request: Request) -> HttpResponse:
    """The goals that run beside the one that a home page shows."""
    shown = request.GET.get("beside", "")
    beside = int(shown) if shown.isdecimal() else None
    own = queries.other_goals(request.user, beside, today=request.today)
    template = "goals/_others.html" if request.htmx else "goals/others.html"
    return render(request, template, {"own": own, "odds": queries.odds_of_own(own)})


def how(request: Request) -> HttpResponse:
    """Attainment, pace and gap, with the viewer's own numbers."""
    return render(request, "goals/how.html", {"goal": queries.own_goal(request.user, request.today)})


def moves(request: Request, target_id: int) -> HttpResponse:
    """What moved the chance of a target since last week: one line for home pages, else all of it."""
    target = queries.get_target(request.user, target_id)
    context = {"target": target, "moved": queries.moved(request.user, target)}
    line = request.htmx and "line" in request.GET
    return render(request, "goals/_moves_line.html" if line else "goals/moves.html", context)
