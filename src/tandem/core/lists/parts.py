"""The pieces of a page of a list, as a template shows them."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from tandem.core.lists.columns import Column


@dataclass(frozen=True)
class Count:
    """How many rows there are, counted up to 10,000."""

    most: int
    bound: int = 10_000

    @property
    def beyond(self) -> bool:
        """Whether there are more than were counted."""
        return self.most > self.bound

    def __str__(self) -> str:
        return f"{self.bound:,}+" if self.beyond else f"{self.most:,}"


@dataclass(frozen=True)
class Head:
    """The head of a column: its label, where a click leads, and the present order ("ascending", "descending", "")."""

    column: Column
    classes: str
    url: str
    direction: str


@dataclass(frozen=True)
class Chip:
    """A filter in use, and the address without it."""

    label: str
    joint: str
    words: str
    remove_url: str


@dataclass(frozen=True)
class Tab:
    """A view above the list."""

    label: str
    url: str
    current: bool
    shared_by: str = ""


@dataclass(frozen=True)
class FilterField:
    """A filter in the form, with what stands in it; its choices as HTML, of which a form has dozens."""

    filter: Any
    options: list[Any]
    shown: Any

    @property
    def boxes(self) -> SafeString:
        """The choices to tick."""
        kind, name = self.filter.box, self.filter.name
        return SafeString("".join(
            f'<label><input class="{kind} {kind}-sm" type="{kind}" name="{markup(name)}" value="{markup(each.value)}"'
            f"{' checked' if each.chosen else ''}> {markup(each.label)}</label>"
            for each in self.options
        ))  # fmt: skip

    @property
    def entries(self) -> SafeString:
        """The choices of a select."""
        return SafeString("".join(
            f'<option value="{markup(each.value)}"{" selected" if each.chosen else ""}>{markup(each.label)}</option>'
            for each in self.options
        ))  # fmt: skip


def markup(value: Any) -> str:
    """A value as HTML, escaped unless it is HTML already; faster than Django's, for the hundreds of cells of a list."""
    return value.__html__() if hasattr(value, "__html__") else html.escape(str(value))
