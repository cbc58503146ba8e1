"""Settings: what amounts in other currencies are worth in the organization's."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tandem.authority import organization
from tandem.authority.actions import require_owner
from tandem.authority.rating import remove_rate, set_rate
from tandem.core.rates import known_rates
from tandem.core.requests import Request
from tandem.core.ui.dialogs import ask, done, refusals_into
from tandem.workspace.forms import RateForm

VERB = "core.set_rate"


def rates(request: Request) -> HttpResponse:
    require_owner(request.user, VERB, request.user)
    own = organization.current().currency
    return render(request, "workspace/rates.html", {"rates": known_rates(), "own": own})


def rate_set(request: Request) -> HttpResponse:
    """Enter a rate, or another one for the same currency and day, which the address may name."""
    require_owner(request.user, VERB, request.user)
    given = {name: request.GET[name] for name in ("currency", "on", "rate") if name in request.GET}
    initial = {"on": organization.today(), **given}
    form = RateForm(request.POST or None, own=organization.current().currency, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            saved = set_rate(actor=request.user, **form.cleaned_data)
            return done(request, reverse("workspace:rates"), f"The rate of {saved.currency} is saved.")
    return ask(request, "form.html", form, title="Exchange rate", primary="Save rate")


@require_POST
def rate_remove(request: Request, currency: str, day: str) -> HttpResponse:
    require_owner(request.user, VERB, request.user)
    try:
        on = date.fromisoformat(day)
    except ValueError as error:
        raise Http404(f"“{day}” is no day.") from error
    remove_rate(actor=request.user, currency=currency, on=on)
    return done(request, reverse("workspace:rates"), f"The rate of {currency} is removed.")
