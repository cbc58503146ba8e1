"""What people type when they answer, share, delegate, announce."""

from __future__ import annotations

from typing import Any

from django import forms

from tandem.authority.models import Share
from tandem.collaboration.models import Agreement
from tandem.collaboration.queries.people import colleagues, deputies
from tandem.core.amounts import AmountFormField
from tandem.core.errors import TandemError
from tandem.core.ui.pick import Pick
from tandem.people.models import Person
from tandem.people.queries import teams_under


def refuse(form: forms.BaseForm, error: TandemError) -> None:
    """Show a refusal next to the fields that it names, else on top of the form."""
    for name, sentence in error.fields.items():
        if name in form.fields:
            form.add_error(name, sentence)
    if not any(name in form.fields for name in error.fields):
        form.add_error(None, f"{error.sentence} {error.remedy}".strip())


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ReasonForm(forms.Form):
    """Why somebody declines, or stands firm."""

    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, help_text="Both of you will read it later."
    )


class FirmForm(ReasonForm):
    """Standing firm may go without a reason; better with one."""

    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
        help_text="It stays beside the counter-proposal.",
    )


class CounterForm(ReasonForm):
    """Another figure, where the agreement has one, and why."""

    figure = AmountFormField(label="Your figure")

    field_order = ["figure", "reason"]

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if agreement.figure is None:
            del self.fields["figure"]
        else:
            self.fields["figure"].label = agreement.words.figure_label
            self.fields["figure"].initial = agreement.figure


class ShareForm(forms.Form):
    """With whom, and for what."""

    person = forms.ModelChoiceField(Person.objects.none(), widget=Pick("collaboration:colleagues"))
    to_work = forms.ChoiceField(
        label="They may",
        choices=[("see", "See it"), ("work", "Work on it")],
        initial="see",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, viewer: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = colleagues(viewer)  # type: ignore[attr-defined]


class UnshareForm(forms.Form):
    """Which share ends."""

    share = forms.ModelChoiceField(Share.objects.none())

    def __init__(self, *args: Any, shares: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["share"].queryset = shares  # type: ignore[attr-defined]


class DelegateForm(forms.Form):
    """Who decides meanwhile, and for how long."""

    deputy = forms.ModelChoiceField(
        Person.objects.none(), label="Who decides for you", widget=Pick("collaboration:deputies")
    )
    since = forms.DateField(label="First day", widget=day_input())
    until = forms.DateField(label="Last day", widget=day_input())

    def __init__(self, *args: Any, viewer: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deputy"].queryset = deputies(viewer)  # type: ignore[attr-defined]


class AnnounceForm(forms.Form):
    """What to tell which team."""

    team: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="To", widget=Pick("people:pick_own_team")
    )
    title = forms.CharField(max_length=120)
    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), required=False)
    until = forms.DateField(label="Shown until", widget=day_input(), required=False)

    def __init__(self, *args: Any, viewer: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = teams_under(viewer)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        self.fields["team"].initial = teams.first()


class CommentForm(forms.Form):
    """A remark."""

    text = forms.CharField(
        label="Comment", widget=forms.Textarea(attrs={"rows": 2}), max_length=5000, strip=True
    )
