"""What a person types to begin with their own organization."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from tandem.core.currencies import CURRENCIES


class StartForm(forms.Form):
    """The organization and its first administrator."""

    organization = forms.CharField(label="Name of your organization", max_length=200)
    currency = forms.ChoiceField(
        label="Currency", choices=[(code, code) for code in sorted(CURRENCIES)], initial="EUR"
    )
    name = forms.CharField(label="Your name", max_length=120)
    email = forms.EmailField(label="Your e-mail address", help_text="You sign in with it.")
    password = forms.CharField(
        label="Password",
        help_text="Ten characters or more.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )
    clear = forms.BooleanField(label="Remove the demonstration company", required=True)

    def __init__(self, *args: Any, clears: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not clears:
            del self.fields["clear"]

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password
