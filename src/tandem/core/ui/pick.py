"""A form field that asks the server while one types, so that no page carries a whole table as a pick list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString


class Pick(forms.Select):
    """Widget of a ModelChoiceField. `url_name` answers GET ?q=… with {"results": [{"id", "text", "note"}]}.

    The field's queryset says what may be chosen; give it a scoped one. Costs one query when it has a value.
    """

    def __init__(
        self, url_name: str, attrs: dict[str, Any] | None = None, placeholder: str = "Type to search"
    ) -> None:
        super().__init__(attrs)
        self.url_name = url_name
        self.placeholder = placeholder

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The hidden value and the search field beside it."""
        merged = self.build_attrs(self.attrs, attrs)
        merged.setdefault("placeholder", self.placeholder)
        merged["class"] = str(merged.get("class", "")).replace("select", "input") or "input w-full"
        merged.pop("required", None)
        context = {
            "name": name,
            "value": value if value is not None else "",
            "text": self._text(value),
            "attrs": merged,
        }
        return render_to_string("ui/_pick.html", {**context, "address": reverse(self.url_name)})

    def use_required_attribute(self, initial: Any) -> bool:
        return False

    def id_for_label(self, id_: str, index: str = "0") -> str:
        return id_

    def _text(self, value: Any) -> str | Promise:
        choices = self.choices
        if value in (None, "") or not isinstance(choices, ModelChoiceIterator):
            return ""
        field, rows = choices.field, choices.field.queryset
        if rows is None:
            return ""
        try:
            found = rows.filter(**{field.to_field_name or "pk": value}).first()
        except (ValueError, TypeError):
            return ""
        return field.label_from_instance(found) if found is not None else ""
