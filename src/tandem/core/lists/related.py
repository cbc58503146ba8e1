"""Columns that show another row, and columns drawn by a template."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tandem.core.lists.asking import Ask
from tandem.core.lists.columns import NOTHING, Cell, Column
from tandem.core.ui.icons import avatar
from tandem.core.ui.links import address_of


class Related(Column):
    """Another row by its name (`text`, a field of it), leading to its page when `link` is a URL name."""

    kind = "relation"

    def __init__(self, name: str, label: str = "", *, text: str = "name", **kwargs: Any) -> None:
        super().__init__(name, label, **kwargs)
        self.text = text

    def sort_path(self) -> str:
        return f"{self.path}__{self.text}"

    def paths(self) -> tuple[str, ...]:
        return tuple(self.needs) if self.needs is not None else (f"{self.path}__{self.text}",)

    def cell(self, row: Any) -> Cell:
        other = self.value(row)
        return None if other is None else str(getattr(other, self.text))

    def data(self, row: Any) -> Any:
        other = self.value(row)
        return None if other is None else {"id": other.pk, "name": str(getattr(other, self.text))}

    def link_to(self, row: Any, row_url: str) -> str:
        if not isinstance(self.link, str):
            return super().link_to(row, row_url)
        other = self.value(row)
        return address_of(self.link, other.pk) if other is not None and self.link else ""


class Person(Related):
    """A person, by name, with their avatar."""

    kind = "person"

    def paths(self) -> tuple[str, ...]:
        return (f"{self.path}__name", f"{self.path}__role") if self.needs is None else tuple(self.needs)

    def html(self, row: Any, ask: Ask) -> SafeString | str:
        person = self.value(row)
        if person is None:
            return NOTHING
        return drawn(person.name, person.role)


@lru_cache(maxsize=4096)
def drawn(name: str, role: str) -> SafeString:
    """A person with avatar. A list shows the same few people in many rows."""
    return format_html('<span class="who">{}{}</span>', avatar(name, role), name)


class Drawn(Column):
    """A cell drawn by a template, which gets `row`, `value`, `ask`. Files and JSON get the plain value."""

    kind = "drawn"

    def __init__(self, name: str, label: str = "", *, template: str, **kwargs: Any) -> None:
        super().__init__(name, label, **kwargs)
        self.template = template

    def html(self, row: Any, ask: Ask) -> SafeString | str:
        context = {"row": row, "value": self.value(row), "ask": ask}
        return SafeString(render_to_string(self.template, context))
