"""The list of goals, one's answer to a target, and how the figures are worked out."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from tandem.core.requests import Request
from tandem.goals import forms, queries
from tandem.goals.context import as_context


def index(request: Request) -> HttpResponse:
    """Own goals through time, and the plans of the teams one leads."""
    own = queries.own_goals(request.user, today=request.today)
    context = {
        "own": own,
        "odds": queries.odds_of_own(own),
        "plans": queries.plan_lines(request.user, own, today=request.today),
        "may_plan": queries.may_plan(request.user),
    }
    if (goal := next((each.live for each in own if each.live and each.lived_by), None)) is not None:
        context["sidegoal"] = as_context(queries.as_side_goal(request.user, goal, today=request.today))
    return render(request, "goals/index.html", context)


def answer(request: Request, answer_id: int) -> HttpResponse:
    """A target to accept or counter, for both sides, with all versions and signatures."""
    story = queries.answer_page(request.user, answer_id, today=request.today)
    return render(request, "goals/answer.html", {"story": story, "item": story.item})


def weigh(request: Request, answer_id: int) -> HttpResponse:
    """The chance of a counter-proposal before it is sent: a line of its form, and a page without a script."""
    story = queries.answer_page(request.user, answer_id, today=request.today)
    form = forms.WeighForm(request.GET or None, currency=story.target.plan.currency)
    figure = form.cleaned_data["figure"] if form.is_valid() else None
    percent = story.odds.chance_of(figure) if story.odds and figure else None
    context = {"story": story, "item": story.item, "form": form, "figure": figure, "percent": percent}
    return render(request, "goals/_weigh.html" if request.htmx else "goals/weigh.html", context)
