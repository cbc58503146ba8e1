"""One's own settings."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse

from tandem.core.requests import Request
from tandem.core.ui.dialogs import ask, done, refusals_into
from tandem.people import actions, forms


def profile(request: Request) -> HttpResponse:
    initial = {name: getattr(request.user, name) for name in forms.ProfileForm.base_fields}
    form = forms.ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            actions.edit_person(request.user, actor=request.user, **form.cleaned_data)
            return done(request, reverse("people:profile"), "Your settings are saved.")
    return ask(request, "people/profile.html", form)
