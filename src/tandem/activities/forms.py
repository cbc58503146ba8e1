"""What people type about activities."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from tandem.activities.queries import chosen_record
from tandem.activities.rules import KINDS, LOGGED, OUTCOMES
from tandem.authority.reach import people_within
from tandem.core.ui.pick import Pick
from tandem.people.models import Person


def outcome_choices(kind: str = "") -> list[Any]:
    """The outcomes of one kind; of all kinds in groups."""
    if kind:
        return [("", "How did it go?"), *OUTCOMES.get(kind, {}).items()]
    return [("", "How did it go?"), *((KINDS[key], list(names.items())) for key, names in OUTCOMES.items())]


class RecordPick(Pick):
    """Search among the accounts, contacts and deals that the viewer may see."""

    viewer: Person

    def _text(self, value: Any) -> str:
        record = chosen_record(self.viewer, str(value or ""))
        return "" if record is None else str(record)


class RecordField(forms.CharField):
    """The record that was picked."""

    widget = RecordPick("activities:records", placeholder="Deal, account or contact")

    def clean(self, value: Any) -> Any:
        record = chosen_record(self.widget.viewer, super().clean(value))
        if record is None:
            raise forms.ValidationError("Choose one of those found.")
        return record


class LogForm(forms.Form):
    """A note, a call, an e-mail, a meeting. Without a record it asks for one."""

    record = RecordField(label="About", error_messages={"required": "Choose what it is about."})

    kind = forms.ChoiceField(choices=[(kind, KINDS[kind]) for kind in LOGGED], widget=forms.RadioSelect)
    text = forms.CharField(
        label="What did you learn?",
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=10000,
    )
    call_outcome = forms.ChoiceField(label="How did it go?", choices=outcome_choices("call"), required=False)
    meeting_outcome = forms.ChoiceField(
        label="How did it go?", choices=outcome_choices("meeting"), required=False
    )
    minutes = forms.IntegerField(min_value=0, max_value=1440, required=False)
    happened_at = forms.DateTimeField(
        label="When",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="Now, unless you say otherwise.",
    )

    def __init__(self, *args: Any, viewer: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if viewer is None:
            del self.fields["record"]
        else:
            self.fields["record"].widget.viewer = viewer

    def values(self) -> dict[str, Any]:
        """What log_activity takes."""
        data = self.cleaned_data
        kind = data["kind"]
        timed = kind in ("call", "meeting")
        return {
            "kind": kind,
            "text": data["text"],
            "outcome": data.get(f"{kind}_outcome", "") or "",
            "minutes": data["minutes"] if timed else None,
            "happened_at": data["happened_at"],
        }


class TaskForm(forms.Form):
    """Something to do."""

    title = forms.CharField(label="What is to be done", max_length=200)
    due_on = forms.DateField(
        label="Due", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    owner = forms.ModelChoiceField(
        Person.objects.none(), label="Who does it", required=False, widget=Pick("activities:doers")
    )
    text = forms.CharField(label="Details", widget=forms.Textarea(attrs={"rows": 2}), required=False)

    def __init__(self, *args: Any, viewer: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if viewer.role in ("manager", "administrator"):
            self.fields["owner"].queryset = doers(viewer)  # type: ignore[attr-defined]
            self.fields["owner"].help_text = "You, unless you choose somebody of your team."
        else:
            del self.fields["owner"]

    def values(self) -> dict[str, Any]:
        """What add_task and edit_activity take; nobody chosen stays out."""
        data = {name: self.cleaned_data[name] for name in ("title", "due_on", "text")}
        owner = self.cleaned_data.get("owner")
        return {**data, "owner": owner} if owner is not None else data


class EditForm(forms.Form):
    """What was logged, said better."""

    text = forms.CharField(
        label="Text", widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=10000
    )
    outcome = forms.ChoiceField(label="How did it go?", choices=outcome_choices(), required=False)
    minutes = forms.IntegerField(min_value=0, max_value=1440, required=False)
    happened_at = forms.DateTimeField(
        label="When", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind in OUTCOMES:
            self.fields["outcome"].choices = outcome_choices(kind)  # type: ignore[attr-defined]
        else:
            del self.fields["outcome"]
        if kind not in ("call", "meeting"):
            del self.fields["minutes"]

    def values(self) -> dict[str, Any]:
        """What edit_activity takes."""
        return dict(self.cleaned_data)


def doers(viewer: Person) -> QuerySet[Person]:
    """Whom the viewer may give a task to."""
    return people_within(viewer, "activities.add_task").filter(is_active=True)
