"""What a person may type about calls and their rhythm."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms

from tandem.core.ui.dialogs import VersionedForm
from tandem.forecasts.models import KINDS, WEEKDAYS
from tandem.goals.forms import FigureField


class CallForm(forms.Form):
    """A call: what is most likely, what one commits to, and the best case."""

    likely = FigureField(
        label="Most likely",
        help_text="What you expect the period to end with. Write it like 268,000 or 268k.",
    )
    commit = FigureField(label="Commit", required=False, help_text="What you would put your name to.")
    best = FigureField(label="Best case", required=False, help_text="If what may come in does.")
    reason = forms.CharField(
        label="What stands behind it",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Whoever you hand it up to reads it.",
    )

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("likely", "commit", "best"):
            self.fields[name].currency = currency  # type: ignore[attr-defined]


class OverrideForm(forms.Form):
    """Another figure than was handed up, and why; an empty figure takes it back."""

    likely = FigureField(label="Your figure", required=False)
    reason = forms.CharField(label="Reason", required=False, max_length=300)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["likely"].currency = currency  # type: ignore[attr-defined]


class RhythmForm(VersionedForm):
    """When calls are due."""

    kind = forms.ChoiceField(label="What is forecast", choices=list(KINDS.items()))
    weekday = forms.TypedChoiceField(label="Due on", coerce=int, choices=list(WEEKDAYS.items()))
    at_time = forms.TimeField(
        label="At", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), initial=time(12, 0),
        help_text="By the clock of the organization. At that moment the week’s snapshot is taken.",
    )  # fmt: skip
    asking = forms.BooleanField(
        label="Ask who has not handed up",
        required=False,
        help_text="They find it in Waiting for you.",
    )
    ask_hours = forms.IntegerField(
        label="So many hours before", min_value=0, max_value=144, help_text="24 asks a day before."
    )


class AgainForm(forms.Form):
    """Nothing to type: one only says yes."""
