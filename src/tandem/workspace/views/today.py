"""Today: the page, and putting something off."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tandem.activities import actions as activities
from tandem.activities.queries import get_activity
from tandem.authority.actions import last_entry, require
from tandem.core.requests import Request
from tandem.core.ui.dialogs import ask, done, refusals_into
from tandem.core.ui.times import day
from tandem.deals import actions as deals
from tandem.deals.queries import get_deal
from tandem.workspace.context import counts_of, goal_on_side
from tandem.workspace.forms import SnoozeForm, next_workday, usual_days
from tandem.workspace.queries.today import today_page


def today(request: Request) -> HttpResponse:
    """The person's own work, for whoever sells."""
    page = today_page(request.user, counts_of(request), now=request.now, today=request.today)
    goal = page.goal
    over = -goal.standing.left if goal else None
    side = goal_on_side(request.user, goal, request.today)
    context = {"page": page, "goal": goal, "over": over, **side}
    return render(request, "workspace/today.html", context)


def snooze_deal(request: Request, deal_id: int) -> HttpResponse:
    """Plan a deal's next step for a later day; until then it rests."""
    found = get_deal(request.user, deal_id)
    require(request.user, "deals.next_step", found)
    form = _form(request, ask_step=not found.next_step)
    if request.method == "POST" and form.is_valid():
        until, step = form.cleaned_data["until"], form.cleaned_data.get("step") or found.next_step
        with refusals_into(form):
            deals.set_next_step(found, actor=request.user, next_step=step, next_step_on=until)
            words = f"{found.name} rests until {day(until, request.today)}."
            return done(request, reverse("workspace:today"), words, undo=last_entry(request.user, found))
    return _ask(request, form, found.next_step or "Say what happens next, and it rests until then.", found)


def snooze_task(request: Request, task_id: int) -> HttpResponse:
    """Move a task to a later day."""
    found = get_activity(request.user, task_id)
    require(request.user, "activities.edit", found)
    form = _form(request, ask_step=False)
    if request.method == "POST" and form.is_valid():
        until = form.cleaned_data["until"]
        with refusals_into(form):
            activities.edit_activity(found, actor=request.user, due_on=until)
            words = f"{found} is due {day(until, request.today)}."
            return done(request, reverse("workspace:today"), words, undo=last_entry(request.user, found))
    return _ask(request, form, "", found)


def _form(request: Request, *, ask_step: bool) -> SnoozeForm:
    initial = {"until": next_workday(request.today)}
    return SnoozeForm(request.POST or None, today=request.today, ask_step=ask_step, initial=initial)


def _ask(request: Request, form: SnoozeForm, intro: str, record: Any) -> HttpResponse:
    days = usual_days(request.today)
    return ask(request, "workspace/snooze.html", form, record=record, intro=intro, days=days)
