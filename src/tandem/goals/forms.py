"""What a person may type about plans and targets."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from tandem.core.money import MoneyError, parse_money
from tandem.core.ui.dialogs import VersionedForm
from tandem.core.ui.pick import Pick
from tandem.goals.models import METRICS
from tandem.goals.queries.periods import period_choices
from tandem.goals.queries.teams import plannable_teams
from tandem.goals.rules import DEFAULT_WEIGHTS, LIMIT_NAME, MOST_CHANGE, MOST_OVER, SPLITS
from tandem.people.models import Person

BARE = "EUR"  # how a count is read: as an amount without its currency
SPLIT_NAMES = {
    "balanced": "Balanced",
    "history": "History",
    "pipeline": "Pipeline",
    "even": "Even",
    "chance": "Equal chance",
}


class FigureField(forms.Field):
    """A target as people write it: 282000, €282,000, 282k, 2.55M. Cleans to Decimal, None when empty."""

    widget = forms.TextInput

    def __init__(self, *, currency: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.currency = currency

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        text = str(value).strip()
        if not text:
            return None
        try:
            read = parse_money(text, currency=self.currency or BARE)
        except MoneyError as error:
            raise forms.ValidationError(f"{error} Write it like 282,000 or 282k.") from error
        if self.currency and read.currency != self.currency:
            raise forms.ValidationError(f"This plan is in {self.currency}, not in {read.currency}.")
        if read.amount < 0:
            raise forms.ValidationError("A figure is not below 0.")
        if read.amount > Decimal(10) ** 13:
            raise forms.ValidationError("That is more than Tandem can plan: at most 10,000 billion.")
        return read.amount

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            return f"{int(value):,}" if value == int(value) else f"{value:,}"
        return value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "decimal", "autocomplete": "off"}


class _Figures(forms.Form):
    """A form whose figures are in the plan's currency."""

    def __init__(self, *args: Any, currency: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, FigureField):
                field.currency = currency


def _percent(label: str, help_text: str = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=0,
        max_value=MOST_OVER,
        decimal_places=2,
        required=False,
        help_text=help_text,
        widget=forms.NumberInput(attrs={"step": "0.5", "inputmode": "decimal"}),
    )


class NewPlanForm(_Figures):
    """A plan to open. The parts of the split can be changed in the workbench."""

    team: forms.ModelChoiceField = forms.ModelChoiceField(queryset=None, widget=Pick("people:pick_own_team"))
    metric = forms.ChoiceField(choices=list(METRICS.items()))
    period = forms.ChoiceField()
    top = FigureField(label="Top target", help_text="Write it like 2,550,000 or 2.55M.")
    split = forms.ChoiceField(label="Split by", choices=list(SPLIT_NAMES.items()), initial="balanced")
    over_officers = _percent(
        "Over-assignment in percent", "What officers carry beyond their team, as a cushion."
    )
    answer_by = forms.DateField(
        label="Answer by",
        required=False,
        help_text="Until then everybody accepts or counter-proposes.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, viewer: Person, today: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, currency=currency, **kwargs)
        self.fields["team"].queryset = plannable_teams(viewer)  # type: ignore[attr-defined]
        self.fields["period"].choices = period_choices(today)  # type: ignore[attr-defined]

    def clean_over_officers(self) -> Decimal:
        return self.cleaned_data["over_officers"] or Decimal(0)


class ShapeForm(_Figures):
    """The head of the workbench; only what was sent changes, and of that what differs from what the page showed
    (`was_…`): who drags the line does not put back what somebody else set beside it."""

    top = FigureField(required=False)
    split = forms.ChoiceField(choices=[(name, name) for name in (*SPLITS, "own")], required=False)
    over_officers = _percent("Over-assignment")
    most_change = forms.DecimalField(
        label="Most change", required=False, min_value=0, max_value=MOST_CHANGE, decimal_places=2
    )
    counts_days = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")], required=False)
    answer_by = forms.DateField(required=False)

    def values(self) -> dict[str, Any]:
        """The fields that were sent, as `actions.resplit` takes them."""
        sent = {name: self.cleaned_data[name] for name in self.fields if self._changed(name)}
        split = sent.pop("split", "")
        if split in SPLITS:
            sent["weights"] = dict(SPLITS[split])
        if (counts := sent.pop("counts_days", "")) != "":
            sent["counts_days"] = counts == "yes"
        emptied = ("answer_by", "most_change")
        return {name: value for name, value in sent.items() if value is not None or name in emptied}

    def _changed(self, name: str) -> bool:
        return name in self.data and self.data.get(f"was_{name}") != self.data.get(name)

    def saw_top(self, top: Decimal) -> bool:
        """The page showed this top target, or the sender does not say what it showed."""
        try:
            return "was_top" not in self.data or self.fields["top"].to_python(self.data["was_top"]) == top
        except forms.ValidationError:
            return False


class SplitForm(forms.Form):
    """Weights of one's own, and the over-assignment of each level."""

    history = forms.IntegerField(
        min_value=0, max_value=100, label="History, %", help_text="The mean of their past periods."
    )
    pipeline = forms.IntegerField(
        min_value=0, max_value=100, label="Pipeline, %", help_text="What they have open now."
    )
    even = forms.IntegerField(
        min_value=0, max_value=100, label="Even, %", help_text="Everybody the same. The three add up to 100."
    )
    over_officers = _percent("Officers beyond their team, %")
    over_teams = _percent(
        "Teams beyond the team above, %", "It adds up from level to level; 0 keeps the cushion in one place."
    )

    def values(self) -> dict[str, Any]:
        """As `actions.resplit` takes them."""
        data = self.cleaned_data
        return {
            "weights": {name: data[name] for name in DEFAULT_WEIGHTS},
            "over_officers": data["over_officers"] or Decimal(0),
            "over_teams": data["over_teams"] or Decimal(0),
        }


class CellForm(_Figures):
    """One figure in the table; empty lets it go to the split again."""

    amount = FigureField(required=False)
    locked = forms.ChoiceField(choices=[("", ""), ("yes", "yes"), ("no", "no")], required=False)
    version = forms.IntegerField(required=False)
    seen = forms.IntegerField(required=False)


class BoundsForm(_Figures):
    """What a figure must not fall below or exceed, and what a team's officers carry together at most."""

    floor = FigureField(required=False, help_text="The split gives at least this.")
    ceiling = FigureField(required=False, help_text="The split gives at most this.")
    cap = FigureField(
        label="Cap of its officers",
        required=False,
        help_text="What they carry together at most, over-assignment included.",
    )

    def __init__(self, *args: Any, team: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not team:
            del self.fields["cap"]


class LimitForm(_Figures, VersionedForm):
    """What officers of whatever teams carry together; who they are is chosen beside it."""

    name = forms.CharField(max_length=LIMIT_NAME)
    least = FigureField(label="At least", required=False)
    most = FigureField(label="At most", required=False)


class ReviseForm(_Figures):
    """Another figure for a published target, and why."""

    amount = FigureField(label="New target")
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text="Whoever carries the target reads it, and it stays beside both figures.",
    )


class PlaceForm(forms.Form):
    """Why the difference goes to the others."""

    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        help_text="Everybody whose figure changes reads it and answers anew.",
    )


class ChanceForm(forms.Form):
    """The chance that a top target should have."""

    chance = forms.IntegerField(
        label="Chance in percent",
        min_value=1,
        max_value=99,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class WeighForm(_Figures):
    """A figure whose chance one wants to know."""

    figure = FigureField(required=False)


class KeepForm(forms.Form):
    """Why a figure stays although its chance is outside the band."""

    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text="It stays beside the figure until the figure changes.",
    )
