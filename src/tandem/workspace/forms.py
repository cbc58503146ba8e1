"""What people type on the home pages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms

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
