"""Winning, losing and reopening a deal."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from tandem.authority.actions import require
from tandem.collaboration.actions import defer
from tandem.core.errors import BeyondLimit
from tandem.core.money import format_money
from tandem.core.requests import Request
from tandem.core.ui.dialogs import ask, done, refusals_into
from tandem.deals import actions, forms, queries
from tandem.deals.rules import check_closed
from tandem.deals.views.deals import for_change, page_of, said


def win(request: Request, deal_id: int) -> HttpResponse:
    found = for_change(request, deal_id, "deals.win", "win")
    form = forms.WinForm(
        request.POST or None,
        has_lines=found.lines.exists(),
        texts=queries.criteria_in_words(found),
        initial={"amount": found.amount, "closed_on": request.today},
    )
    beyond = None
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "reason"}
        try:
            with refusals_into(form):
                won = actions.win_deal(found, actor=request.user, **values)
                amount = format_money(won.amount, won.currency)
                return said(request, found, f"{found.name} won: {amount}.")
        except BeyondLimit as error:
            beyond = error
            with refusals_into(form):
                _let_decide(request, found, error, values, form.cleaned_data["reason"])
                return done(request, page_of(found.pk), "Asked. You are told once it is decided.")
    return ask(request, "deals/win.html", form, deal=found, beyond=beyond)


def _let_decide(
    request: Request, found: Any, beyond: BeyondLimit, values: dict[str, Any], reason: str
) -> None:
    """Ask the next person up whose limit suffices; they win the deal by saying yes."""
    asked = {"figure_of": "amount", "currency": found.currency}
    defer(beyond, "deals.win", found, values, reason, actor=request.user, **asked)


def lose(request: Request, deal_id: int) -> HttpResponse:
    found = for_change(request, deal_id, "deals.lose", "lose")
    form = forms.LoseForm(request.POST or None, initial={"closed_on": request.today})
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            actions.lose_deal(found, actor=request.user, **form.cleaned_data)
            return said(request, found, f"{found.name} lost.")
    return ask(request, "form.html", form, title=f"{found.name} is lost", primary="Mark as lost")


def reopen(request: Request, deal_id: int) -> HttpResponse:
    found = queries.get_deal(request.user, deal_id)
    require(request.user, "deals.reopen", found)
    if request.method == "GET":  # an open one is told of instead of a form
        check_closed(found.state)
    form = forms.ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            actions.reopen_deal(found, actor=request.user, **form.cleaned_data)
            return said(request, found, f"{found.name} is open again.")
    return ask(request, "form.html", form, title=f"Reopen {found.name}", primary="Reopen")
