"""What a person may type about accounts and contacts."""

from __future__ import annotations

from typing import Any

from django import forms

from tandem.core.fields.forms import OwnFields
from tandem.core.fields.many import EditMany
from tandem.core.money import CURRENCIES
from tandem.core.ui.dialogs import VersionedForm
from tandem.core.ui.pick import Pick
from tandem.customers import queries
from tandem.people.models import Person
from tandem.people.queries import assignable


class AccountForm(OwnFields, VersionedForm):
    """Facts of a company."""

    own_fields = "account"

    name = forms.CharField(max_length=200)
    industry = forms.CharField(max_length=80, required=False)
    website = forms.CharField(max_length=200, required=False)
    phone = forms.CharField(max_length=60, required=False)
    city = forms.CharField(max_length=80, required=False)
    country = forms.CharField(max_length=80, required=False)
    region = forms.CharField(max_length=80, required=False)
    employees = forms.IntegerField(min_value=0, required=False)
    founded = forms.IntegerField(label="Founded in", min_value=1000, max_value=2100, required=False)
    revenue = forms.DecimalField(
        label="Yearly revenue", min_value=0, max_digits=18, decimal_places=2, required=False
    )
    currency = forms.CharField(max_length=3, required=False, help_text="Three letters, like EUR.")
    parent: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="Belongs to", required=False, widget=Pick("customers:pick"),
        help_text="The company above it.",
    )  # fmt: skip
    strategic = forms.BooleanField(label="Strategic account", required=False)
    health = forms.ChoiceField(choices=list(queries.healths().items()), required=False)

    def __init__(self, *args: Any, viewer: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = queries.accounts(viewer)  # type: ignore[attr-defined]

    def clean_currency(self) -> str:
        code: str = self.cleaned_data["currency"].upper()
        if code and code not in CURRENCIES:
            raise forms.ValidationError(f"“{code}” is no currency. Write its three letters, like EUR.")
        return code

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("revenue") is not None and not data.get("currency"):
            self.add_error("currency", "Say in which currency the revenue is.")
        return data


class ContactForm(OwnFields, VersionedForm):
    """Facts of a person at an account."""

    own_fields = "contact"

    name = forms.CharField(max_length=120)
    account: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, required=False, widget=Pick("customers:pick")
    )
    title = forms.CharField(label="Job title", max_length=120, required=False)
    email = forms.EmailField(required=False)
    phone = forms.CharField(max_length=60, required=False)
    mobile = forms.CharField(max_length=60, required=False)
    city = forms.CharField(max_length=80, required=False)
    country = forms.CharField(max_length=80, required=False)

    def __init__(self, *args: Any, viewer: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = queries.accounts(viewer)  # type: ignore[attr-defined]


class EditAccountsForm(EditMany):
    """What many accounts may share."""

    own_fields = "account"

    industry = forms.CharField(max_length=80)
    city = forms.CharField(max_length=80)
    country = forms.CharField(max_length=80)
    region = forms.CharField(max_length=80)
    strategic = forms.TypedChoiceField(
        label="Strategic account", choices=[("yes", "Yes"), ("no", "No")], coerce=lambda word: word == "yes"
    )
    health = forms.ChoiceField(choices=list(queries.healths().items()))


class EditContactsForm(EditMany):
    """What many contacts may share."""

    own_fields = "contact"

    title = forms.CharField(label="Job title", max_length=120)
    city = forms.CharField(max_length=80)
    country = forms.CharField(max_length=80)


class ReassignForm(forms.Form):
    """To whom records go."""

    to: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="Give to", widget=Pick("people:pick")
    )

    def __init__(self, *args: Any, viewer: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = assignable(viewer)  # type: ignore[attr-defined]


class MergeForm(forms.Form):
    """Which other account is the same company."""

    other: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="The other account", widget=Pick("customers:pick"),
        help_text="It disappears; its contacts, deals and history move here.",
    )  # fmt: skip

    def __init__(self, *args: Any, viewer: Person, account_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = queries.accounts(viewer).exclude(pk=account_id)  # type: ignore[attr-defined]


class ConfirmForm(VersionedForm):
    """Nothing to type: only to confirm."""
