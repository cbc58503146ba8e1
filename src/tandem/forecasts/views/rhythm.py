"""When calls are due: a setting of the organization."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse

from tandem.authority.actions import require_owner
from tandem.core.errors import Conflict
from tandem.core.requests import Request
from tandem.core.ui.dialogs import ask, both_versions, done, refusals_into
from tandem.forecasts import actions, forms, queries

INTRO = (
    "Every week officers and managers hand up their call by this moment. Calls made before stay as they are."
)


def rhythm(request: Request) -> HttpResponse:
    """Weekday and time of the deadline, and whether who has not handed up is asked."""
    require_owner(request.user, "forecasts.configure", request.user)
    row = queries.rhythm()
    initial = {name: getattr(row, name) for name in forms.RhythmForm.base_fields}
    form = forms.RhythmForm(request.POST or None, initial=initial)
    words = {"title": "Rhythm of the forecast", "primary": "Save rhythm", "intro": INTRO}
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            with refusals_into(form):
                actions.set_rhythm(actor=request.user, seen=form.cleaned_data["version"], **values)
                return done(request, reverse("forecasts:index"), "The rhythm of the forecast is saved.")
        except Conflict as conflict:
            return both_versions(request, "form.html", form, conflict.current, **words)
    return ask(request, "form.html", form, **words)
