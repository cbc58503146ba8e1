"""The organization's own fields in a form."""

from __future__ import annotations

from typing import Any

from django import forms

from tandem.core.amounts import AmountFormField
from tandem.core.errors import Refused
from tandem.core.fields.models import CustomField
from tandem.core.fields.queries import fields_of
from tandem.core.fields.values import LONGEST, clean_extra, load


class OwnFields(forms.Form):
    """Mix into a form whose record has own fields: `class AccountForm(OwnFields): own_fields = "account"`.

    Pass `extra=account.extra` for a record that exists. `cleaned_data["extra"]` is what the action gets, None where a
    field was emptied; the fields themselves are taken out. `own()` are the bound fields, for the template.
    """

    own_fields = ""

    def __init__(self, *args: Any, extra: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.extra_before = dict(extra or {})
        self.own_definitions = list(fields_of(self.own_fields)) if self.own_fields else []
        for one in self.own_definitions:
            self.fields[one.name] = form_field(one, load(one, self.extra_before.get(one.key)))

    def own(self) -> list[forms.BoundField]:
        """The bound fields of the organization."""
        return [self[one.name] for one in self.own_definitions]

    def own_versions(self, current: Any) -> list[tuple[str, Any, Any]]:
        """Name, what `current` (the row as somebody else saved it) holds and what was typed here, where they differ."""
        typed = self.cleaned_data.get("extra", {})
        pairs = [
            (one.name, load(one, current.extra.get(one.key)), load(one, typed[one.key]))
            for one in self.own_definitions
            if one.key in typed
        ]
        return [(name, theirs, yours) for name, theirs, yours in pairs if theirs != yours]

    def clean(self) -> dict[str, Any]:
        """Gather the own fields under "extra"."""
        cleaned = super().clean() or self.cleaned_data
        given = {one.key: cleaned.pop(one.name) for one in self.own_definitions if one.name in cleaned}
        try:
            kept = clean_extra(self.own_fields, given, self.extra_before, fields=self.own_definitions)
            cleaned["extra"] = {key: kept.get(key) for key in given}
        except Refused as error:
            for name, sentence in error.fields.items():
                self.add_error(name if name in self.fields else None, sentence)
        return cleaned


def form_field(field: CustomField, initial: Any = None) -> forms.Field:
    """The form field of a definition."""
    options = {
        "label": field.label,
        "help_text": field.help,
        "required": field.required,
        "initial": initial,
    }
    match field.type:
        case "number":
            return forms.DecimalField(max_digits=20, decimal_places=6, **options)
        case "money":
            return AmountFormField(**options)
        case "date":
            return forms.DateField(
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
            )
        case "choice":
            named = list(dict.fromkeys([*map(str, field.choices), *([initial] if initial else [])]))
            return forms.ChoiceField(choices=[("", "–"), *((one, one) for one in named)], **options)
        case "yes_no":
            options["initial"] = {True: "yes", False: "no"}.get(initial, "")
            return forms.ChoiceField(choices=[("", "–"), ("yes", "Yes"), ("no", "No")], **options)
    return forms.CharField(max_length=LONGEST, **options)
