"""When calls are due: a setting of the organization."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse

from tandem.authority.actions import require_owner
from tandem.core.requests import Request
from tandem.core.ui.dialogs import ask, done, refusals_into
from tandem.forecasts import actions, forms, queries


def rhythm(request: Request) -> HttpResponse:
    """Weekday and time of the deadline, and whether who has not handed up is asked."""
    require_owner(request.user, "forecasts.configure", request.user)
    row = queries.rhythm()
    initial = {name: getattr(row, name) for name in ("kind", "weekday", "at_time", "asking", "ask_hours")}
    form = forms.RhythmForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            actions.set_rhythm(actor=request.user, **form.cleaned_data)
            return done(request, reverse("forecasts:index"), "The rhythm of the forecast is saved.")
    intro = "Every week officers and managers hand up their call by this moment. Calls made before stay as they are."
    return ask(request, "form.html", form, title="Rhythm of the forecast", primary="Save rhythm", intro=intro)
