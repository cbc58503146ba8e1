"""What an administrator may type about the organization and its limits."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.db.models import QuerySet

from tandem.core.money import CURRENCIES
from tandem.core.ui.dialogs import VersionedForm
from tandem.core.ui.pick import Pick

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


class OrganizationForm(VersionedForm):
    """The organization's name, money, days and what officers see of each other."""

    name = forms.CharField(max_length=200)
    currency = forms.CharField(max_length=3, help_text="Three letters, like EUR. Sums are told in it.")
    time_zone = forms.CharField(help_text="Like Europe/Berlin. It decides where a day ends.")
    fiscal_start_month = forms.TypedChoiceField(
        label="Fiscal year starts in", coerce=int, choices=list(enumerate(MONTHS, 1))
    )
    visibility = forms.ChoiceField(label="What officers see", widget=forms.RadioSelect)

    def __init__(self, *args: Any, visibilities: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visibility"].choices = list(visibilities.items())  # type: ignore[attr-defined]

    def clean_currency(self) -> str:
        code: str = self.cleaned_data["currency"].upper()
        if code not in CURRENCIES:
            raise forms.ValidationError(f"“{code}” is no currency. Write its three letters, like EUR or USD.")
        return code

    def clean_time_zone(self) -> str:
        zone: str = self.cleaned_data["time_zone"]
        if zone not in available_timezones():
            raise forms.ValidationError(f"“{zone}” is no time zone. Write it like Europe/Berlin.")
        return zone


class LimitForm(forms.Form):
    """Up to where a role decides alone; empty means without limit."""

    most = forms.DecimalField(
        label="Decides alone up to",
        min_value=0,
        max_digits=18,
        decimal_places=4,
        required=False,
        help_text="Empty: without limit.",
    )


class AuditForm(forms.Form):
    """Which entries of the logbook to show."""

    actor: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="Who", required=False, widget=Pick("people:pick_anybody", placeholder="Anybody")
    )
    verb = forms.ChoiceField(label="What", required=False)
    since = forms.DateField(label="From", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="Until", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    record = forms.CharField(
        label="About",
        required=False,
        widget=Pick("workspace:audited", placeholder="Deal, person, team, plan …"),
    )
    about = forms.CharField(required=False, widget=forms.HiddenInput)
    about_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    before = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, verbs: dict[str, list[tuple[str, str]]], people: QuerySet[Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = [("", "Everything"), *verbs.items()]  # type: ignore[attr-defined]
        self.fields["actor"].queryset = people  # type: ignore[attr-defined]

    def asked(self) -> dict[str, Any]:
        """The filter as far as it can be read; what cannot be read is left out."""
        self.is_valid()
        found = {name: self.cleaned_data.get(name) for name in self.fields} if self.is_bound else {}
        found.pop("record", None)
        person = found.get("actor")
        return {**found, "actor": person.pk if person else None}
