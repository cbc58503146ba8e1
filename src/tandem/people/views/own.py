"""One's own settings."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from tandem.core.errors import Conflict
from tandem.core.requests import Request
from tandem.core.ui.dialogs import ask, both_versions, done, refusals_into
from tandem.people import actions, forms, tokens


def profile(request: Request) -> HttpResponse:
    initial = {name: getattr(request.user, name) for name in forms.ProfileForm.base_fields}
    form = forms.ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            with refusals_into(form):
                actions.edit_person(request.user, actor=request.user, **form.cleaned_data)
                return done(request, reverse("people:profile"), "Your settings are saved.")
        except Conflict as conflict:
            return both_versions(request, "people/profile.html", form, conflict.current)
    return ask(request, "people/profile.html", form)


def access_tokens(request: Request) -> HttpResponse:
    form = forms.TokenForm(request.POST or None, initial={"expires_on": request.today + timedelta(days=90)})
    text = ""
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            text = tokens.make_token(actor=request.user, **form.cleaned_data)
            form = forms.TokenForm(initial={"expires_on": request.today + timedelta(days=90)})
    mine = tokens.tokens_of(request.user)
    return ask(request, "people/tokens.html", form, tokens=mine, text=text)


@require_POST
def token_revoke(request: Request, token_id: int) -> HttpResponse:
    token = tokens.revoke_token(tokens.token_of(request.user, token_id), actor=request.user)
    return done(request, reverse("people:tokens"), f"The token {token.name} is dead.")
