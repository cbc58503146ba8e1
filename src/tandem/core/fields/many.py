"""A form for many records at once: what is left empty stays in each of them as it is."""

from __future__ import annotations

from typing import Any

from django import forms

from tandem.core.errors import Refused
from tandem.core.fields.forms import OwnFields
from tandem.core.fields.values import clean_extra

EMPTY: tuple[Any, ...] = (None, "", [])


class EditMany(OwnFields):
    """Name the fields that many records may share, all `required=False`; the organization's own fields come by
    themselves. Goes with `Bulk(…, only_filled=True)`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False
            if isinstance(field, forms.ChoiceField):
                offered: list[Any] = list(field.choices)  # type: ignore[arg-type]
                field.choices = [("", "As it is"), *(one for one in offered if one[0] != "")]

    def clean(self) -> dict[str, Any]:
        """What was filled in, own fields under "extra"; at least one."""
        filled = {name: value for name, value in self.cleaned_data.items() if value not in EMPTY}
        own = {one.key: filled.pop(one.name) for one in self.own_definitions if one.name in filled}
        try:
            if own:
                filled["extra"] = clean_extra(self.own_fields, own, fields=self.own_definitions)
        except Refused as error:
            for name, sentence in error.fields.items():
                self.add_error(name, sentence)
        if not filled and not self.errors:
            raise forms.ValidationError("Fill in what should change. What stays empty is left as it is.")
        return filled
