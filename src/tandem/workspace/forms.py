"""What people type on the home pages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms

from tandem.core.fields.models import TYPES
from tandem.core.ui.dialogs import VersionedForm
from tandem.core.ui.times import day as day_words


class SnoozeForm(forms.Form):
    """Until when something rests, and, for a deal without a next step, what happens then."""

    until = forms.DateField(label="Until", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    step = forms.CharField(label="Next step", max_length=200)

    def __init__(self, *args: Any, today: date, ask_step: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        if not ask_step:
            del self.fields["step"]

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until <= self.today:
            raise forms.ValidationError(
                f"Choose a day after today: {day_words(next_workday(self.today), self.today)} is the next working day."
            )
        return until


def next_workday(today: date) -> date:
    """The next day from Monday to Friday."""
    following = today + timedelta(days=1)
    while following.weekday() > 4:
        following += timedelta(days=1)
    return following


def usual_days(today: date) -> list[tuple[str, date]]:
    """Days that one often chooses: (words, day)."""
    tomorrow = next_workday(today)
    monday = today + timedelta(days=7 - today.weekday())
    found = [("Tomorrow" if (tomorrow - today).days == 1 else "Next working day", tomorrow)]
    if monday != tomorrow:
        found.append(("Next week", monday))
    return [*found, ("In two weeks", today + timedelta(days=14))]


class UploadForm(forms.Form):
    """A file to import, and what it holds unless its header says it."""

    file = forms.FileField(
        label="CSV file", help_text="From any program: Tandem recognizes how it is written."
    )
    kind = forms.ChoiceField(label="What it holds", required=False)

    def __init__(self, *args: Any, kinds: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["kind"]
        choice.choices = [("", "Tell from the header"), *kinds.items()]
        self.fields["file"].widget.attrs["accept"] = ".csv,.tsv,.txt,text/csv,text/plain"


class ReadingForm(forms.Form):
    """How a file is read, where its recognition is to be corrected."""

    kind = forms.ChoiceField(label="What it holds")
    currency = forms.ChoiceField(
        label="Currency", required=False, help_text="Of amounts that name none themselves."
    )
    order = forms.ChoiceField(
        label="Dates",
        required=False,
        choices=[("", "As recognized"), ("dmy", "Day before month"), ("mdy", "Month before day")],
    )
    decimal = forms.ChoiceField(
        label="Decimal mark",
        required=False,
        choices=[("", "As recognized"), (".", "Point, 1,234.56"), (",", "Comma, 1.234,56")],
    )
    encoding = forms.ChoiceField(
        required=False,
        choices=[("", "As recognized"), ("utf-8", "UTF-8"), ("utf-16", "UTF-16"), ("cp1252", "Windows-1252")],
    )
    delimiter = forms.ChoiceField(
        label="Separator",
        required=False,
        choices=[
            ("", "As recognized"),
            (",", "Comma"),
            (";", "Semicolon"),
            ("tab", "Tab"),
            ("|", "Vertical bar"),
        ],
    )
    header_row = forms.IntegerField(
        label="Row of the header",
        required=False,
        min_value=1,
        max_value=1000,
        help_text="Empty: as recognized.",
    )
    shift = forms.BooleanField(
        label="Shift all dates so that the data end today",
        required=False,
        help_text="To explore old data as if they were of now.",
    )

    def __init__(self, *args: Any, kinds: dict[str, str], currencies: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = (
            [("", "Choose"), *kinds.items()] if not self.initial.get("kind") else list(kinds.items())
        )
        currency: Any = self.fields["currency"]
        currency.choices = [("", "Choose"), *((code, code) for code in currencies)]

    def options(self) -> dict[str, Any]:
        """What was chosen, as an import keeps it."""
        chosen = {key: value for key, value in self.cleaned_data.items() if key != "kind"}
        if chosen["delimiter"] == "tab":
            chosen["delimiter"] = "\t"
        return {key: value for key, value in chosen.items() if value not in (None, "", False)}


class RateForm(forms.Form):
    """What one unit of a currency is worth from a day on."""

    currency = forms.CharField(max_length=3, help_text="Three letters, like USD.")
    on = forms.DateField(
        label="From", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="It holds until the next day with a rate. Deals won before the first one cannot be booked.",
    )  # fmt: skip
    rate = forms.DecimalField(max_digits=18, decimal_places=8)

    def __init__(self, *args: Any, own: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rate"].label = f"One is worth, in {own}"


class FieldForm(VersionedForm):
    """A field of the organization's own; its type is chosen once."""

    label = forms.CharField(max_length=60)
    type = forms.ChoiceField(choices=list(TYPES.items()), help_text="It cannot be changed later.")
    choices = forms.CharField(
        label="Options",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="For a choice: one a line.",
    )
    help = forms.CharField(
        label="Help", max_length=200, required=False, help_text="Stands below the field in forms."
    )
    required = forms.BooleanField(label="Must be filled in forms", required=False)

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["type"]

    def clean_choices(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["choices"].splitlines() if line.strip()]
