"""Waiting for you: the list, the panels, one agreement, and its answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tandem.collaboration import actions, queries
from tandem.collaboration.answering import CHANGED, done, overtaken
from tandem.collaboration.forms import CounterForm, FirmForm, ReasonForm, refuse
from tandem.core.errors import Conflict, Refused
from tandem.core.requests import Request

IN_RAIL = 6


def waiting(request: Request) -> HttpResponse:
    """What waits for the viewer, what they asked for, what is late below them, and what was settled."""
    which = request.GET.get("show", "waiting")
    if which == "late":
        items = queries.late_below(request.user, today=request.today)
    elif which in ("asked", "closed"):
        items = queries.kept(request.user, which, today=request.today)
    else:
        which, items = "waiting", queries.waiting(request.user, today=request.today)
    count = queries.waiting_count(request.user)
    context = {"items": items, "which": which, "count": count}
    template = "collaboration/_waiting.html" if request.htmx else "collaboration/waiting.html"
    return render(request, template, context)


def waiting_panel(request: Request) -> HttpResponse:
    """The rail's short form of what waits for the viewer."""
    items = queries.waiting(request.user, today=request.today, limit=IN_RAIL)
    count = len(items) if len(items) < IN_RAIL else queries.waiting_count(request.user)
    template = "collaboration/_waiting_panel.html" if request.htmx else "collaboration/waiting.html"
    return render(request, template, {"items": items, "count": count, "which": "waiting"})


def about(request: Request) -> HttpResponse:
    """What waits about one record, on the record's own page."""
    record = queries.get_record(request.user, request.GET.get("about", ""), request.GET.get("id", ""))
    label = record._meta.label_lower
    items = queries.about_record(request.user, label, record.pk, today=request.today)
    template = "collaboration/_about.html" if request.htmx else "collaboration/about.html"
    return render(request, template, {"items": items, "record": record, "label": label})


def agreement(request: Request, pk: int) -> HttpResponse:
    """One agreement with every version and both signatures."""
    page = queries.agreement_page(request.user, pk, today=request.today)
    return render(request, "collaboration/agreement.html", {"page": page, "item": page.item})


def _at_once(act: Callable[..., Any], said: str) -> Callable[[Request, int], HttpResponse]:
    """A view for an answer that needs no words."""

    @require_POST
    def answer(request: Request, pk: int) -> HttpResponse:
        found = queries.get_agreement(request.user, pk)
        seen = request.POST.get("seen", "")
        kwargs = {"seen": int(seen)} if seen.isdecimal() else {}
        try:
            act(found, actor=request.user, **kwargs)
        except Conflict as error:
            return overtaken(request, error, CHANGED)
        return done(request, said, event=CHANGED, to=reverse("collaboration:waiting"))

    return answer


def _with_words(
    act: Callable[..., Any], form_class: Any, template: str, said: str
) -> Callable[..., HttpResponse]:
    """A view for an answer that needs a reason: a dialog, then the answer."""

    def answer(request: Request, pk: int) -> HttpResponse:
        found = queries.get_agreement(request.user, pk)
        item = queries.as_item(request.user, found, today=request.today)
        given = {"agreement": found} if form_class is CounterForm else {}
        form = form_class(request.POST or None, **given)
        if request.method == "POST" and form.is_valid():
            try:
                act(found, actor=request.user, **form.cleaned_data)
                return done(request, said, event=CHANGED, to=reverse("collaboration:waiting"))
            except Refused as error:
                refuse(form, error)
            except Conflict as error:
                return overtaken(request, error, CHANGED)
        context = {"item": item, "form": form}
        return render(request, template, context, status=422 if form.is_bound else 200)

    return answer


accept = _at_once(actions.accept, "Accepted.")
accept_counter = _at_once(actions.accept_counter, "Counter-proposal accepted.")
withdraw = _at_once(actions.withdraw, "Request withdrawn.")
remind = _at_once(actions.remind, "Reminder sent.")
counter = _with_words(actions.counter, CounterForm, "collaboration/counter.html", "Counter-proposal sent.")
decline = _with_words(actions.decline, ReasonForm, "collaboration/decline.html", "Declined.")
stand_firm = _with_words(actions.stand_firm, FirmForm, "collaboration/stand_firm.html", "You stand firm.")
