"""What a person may type about people and teams."""

from __future__ import annotations

from typing import Any

from django import forms

from tandem.core.errors import Refused
from tandem.core.ui.dialogs import VersionedForm
from tandem.core.ui.pick import Pick
from tandem.people import rules
from tandem.people.languages import LANGUAGES
from tandem.people.queries import all_teams, leaders, visible_people

SPOKEN = "In which colleagues and customers reach {}. Tandem itself speaks English."


def _day(**options: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), **options)


def _team(**options: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(queryset=None, widget=Pick("people:pick_team"), **options)


def time_zone(value: str) -> None:
    """Refuse what is not a time zone by its usual name; empty means the organization's."""
    try:
        rules.check_time_zone(value)
    except Refused as error:
        raise forms.ValidationError(f"{error.sentence} {error.remedy}") from error


class ProfileForm(VersionedForm):
    """What everybody may say about themselves."""

    name = forms.CharField(max_length=120)
    title = forms.CharField(label="Job title", max_length=120, required=False)
    time_zone = forms.CharField(
        required=False, validators=[time_zone], help_text="Like Europe/Berlin. Empty: as the organization."
    )
    language = forms.TypedChoiceField(
        choices=list(LANGUAGES.items()), required=False, empty_value="en", help_text=SPOKEN.format("you")
    )
    theme = forms.ChoiceField(
        choices=[("", "As the system"), ("tandem", "Light"), ("tandem-dark", "Dark")], required=False
    )
    single_keys = forms.BooleanField(
        label="Single-letter keys",
        required=False,
        help_text="C creates, G then P goes to the pipeline. ? shows all.",
    )


class PersonForm(VersionedForm):
    """What an administrator says about a person."""

    name = forms.CharField(max_length=120)
    email = forms.EmailField(
        required=False, help_text="Without one they own records, but cannot sign in yet."
    )
    title = forms.CharField(label="Job title", max_length=120, required=False)
    hired_on = _day(label="Hired on", required=False)
    years_in_sales = forms.IntegerField(label="Years in sales", min_value=0, max_value=60, required=False)
    time_zone = forms.CharField(required=False, validators=[time_zone], help_text="Like Europe/Berlin.")
    language = forms.TypedChoiceField(
        choices=list(LANGUAGES.items()),
        required=False,
        initial="en",
        empty_value="en",
        help_text=SPOKEN.format("them"),
    )

    def clean_email(self) -> str | None:
        return self.cleaned_data["email"] or None


class NewPersonForm(PersonForm):
    """A new person also needs a role, and officers and managers a team."""

    role = forms.ChoiceField()
    team = _team(required=False, help_text="Officers and managers are on a team.")

    field_order = ["name", "role", "team", "email", "title", "hired_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from tandem.people.queries import roles

        super().__init__(*args, **kwargs)
        self.fields["role"].choices = list(roles().items())  # type: ignore[attr-defined]
        self.fields["team"].queryset = all_teams()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        try:
            rules.check_has_team(data.get("role", ""), bool(data.get("team")))
        except Refused as error:
            self.add_error("team", error.fields["team"])
        return data


class MoveForm(VersionedForm):
    """Where a person goes, and from which day on."""

    team = _team()
    since = _day(label="From", help_text="Results before that day stay with the team they are on now.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = all_teams()  # type: ignore[attr-defined]


class RoleForm(VersionedForm):
    """What somebody is here."""

    role = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from tandem.people.queries import roles

        super().__init__(*args, **kwargs)
        self.fields["role"].choices = list(roles().items())  # type: ignore[attr-defined]


class InviteForm(VersionedForm):
    """The address with which somebody will sign in."""

    email = forms.EmailField(help_text="You get a link to pass on, where they choose their password.")


class LeaveForm(forms.Form):
    """Who takes over from somebody who leaves."""

    heir: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="Hands everything to", widget=Pick("people:pick_active"),
        help_text="Open deals, accounts, contacts and tasks.",
    )  # fmt: skip

    def __init__(self, *args: Any, viewer: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = visible_people(viewer).active().exclude(pk=person.pk)
        self.fields["heir"].queryset = people  # type: ignore[attr-defined]


class TeamForm(VersionedForm):
    """A team: its name, where it hangs, who leads it."""

    name = forms.CharField(max_length=120)
    parent = _team(label="Belongs to", required=False)
    manager: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="Led by", required=False, widget=Pick("people:pick_leader")
    )

    def __init__(self, *args: Any, with_parent: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["manager"].queryset = leaders()  # type: ignore[attr-defined]
        if with_parent:
            self.fields["parent"].queryset = all_teams()  # type: ignore[attr-defined]
        else:
            del self.fields["parent"]


class TeamParentForm(VersionedForm):
    """Under which team another one goes."""

    parent = _team(label="Belongs to")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = all_teams()  # type: ignore[attr-defined]


class ConfirmForm(forms.Form):
    """Nothing to type: only to confirm."""


class TokenForm(forms.Form):
    """A token for a program."""

    name = forms.CharField(max_length=80, help_text="What it is for, like: nightly export.")
    scopes = forms.ChoiceField(
        label="It may",
        widget=forms.RadioSelect,
        initial="read",
        choices=[("read", "Read what I may see"), ("write", "Read, and change what I may change")],
    )
    expires_on = _day(label="Expires on")


class AbsenceForm(VersionedForm):
    """Days on which somebody does not work."""

    kind = forms.ChoiceField()
    first_on = _day(label="First day")
    last_on = _day(label="Last day", help_text="This day included.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from tandem.people.queries import kinds_of_absence

        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = list(kinds_of_absence().items())  # type: ignore[attr-defined]
