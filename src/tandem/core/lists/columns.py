"""Columns: what one cell shows on a page, says in a file and gives to a program.

Each has a name (its word in the address and in JSON), a label, and a path from the row to the value, with `__` between
the steps. `sort=True` lets people sort by the path, `sort="field"` or an expression by something else: only what an
index of the table begins with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Expression, F
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tandem.core.lists.asking import Ask
from tandem.core.money import format_money

Term = str | Expression | F
Cell = str | int | float | Decimal | date | datetime | bool | None
NOTHING = SafeString('<span class="text-faint" aria-hidden="true">–</span><span class="sr-only">none</span>')


def follow(row: Any, path: str) -> Any:
    """The value at the end of a path, None where a step is missing."""
    for step in path.split("__"):
        if row is None:
            return None
        try:
            row = getattr(row, step)
        except ObjectDoesNotExist:
            return None
    return row


def named(name: str) -> str:
    """A label from a name: "next_step" → "Next step"."""
    return name.replace("__", " ").replace("_", " ").strip().capitalize()


class Column:
    """A text. The base of the others.

    `link`: the cell leads to the row's page (or to the URL name given). `phone`: kept on a phone. `hidden`: shown only
    when chosen. `needs`: the fields to load when the path is a property of the model.
    """

    kind = "text"
    numeric = False

    def __init__(
        self,
        name: str,
        label: str = "",
        *,
        path: str = "",
        link: bool | str = False,
        sort: bool | Term | Sequence[Term] = False,
        phone: bool = False,
        hidden: bool = False,
        needs: Sequence[str] | None = None,
        total: bool = False,
    ) -> None:
        self.name = name
        self.label = label or named(name)
        self.path = path or name
        self.link = link
        self.phone = phone
        self.hidden = hidden
        self.total = total
        self.needs = needs
        self.terms = self._terms(sort)

    def _terms(self, sort: bool | Term | Sequence[Term]) -> tuple[Term, ...]:
        if sort is False:
            return ()
        if sort is True:
            return (self.sort_path(),)
        if isinstance(sort, (str, Expression, F)):
            return (sort,)
        assert not isinstance(sort, bool)
        return tuple(sort)

    def sort_path(self) -> str:
        """What `sort=True` sorts by."""
        return self.path

    def paths(self) -> tuple[str, ...]:
        """The fields that the cell reads."""
        return tuple(self.needs) if self.needs is not None else (self.path,)

    def value(self, row: Any) -> Any:
        """The value as Python has it."""
        return follow(row, self.path)

    def cell(self, row: Any) -> Cell:
        """The value as a file has it: text, number, date, or None."""
        value = self.value(row)
        return None if value is None else str(value)

    def data(self, row: Any) -> Any:
        """The value as JSON has it."""
        return self.cell(row)

    def html(self, row: Any, ask: Ask) -> SafeString | str:
        """The value as the page shows it."""
        value = self.cell(row)
        return NOTHING if value in (None, "") else str(value)

    def link_to(self, row: Any, row_url: str) -> str:
        """Where the cell leads, "" for nowhere. `row_url` is the page of the row."""
        if self.link is True:
            return row_url
        return reverse(self.link, args=[row.pk]) if self.link else ""

    def heads(self) -> list[str]:
        """The head cells of an export."""
        return [self.label]

    def cells(self, row: Any) -> list[Cell]:
        """The cells of an export."""
        return [self.cell(row)]


Text = Column


class Number(Column):
    """A whole or decimal number, with a unit behind it if given ("%", " days"); `digits=None` shows those there are."""

    kind = "number"
    numeric = True

    def __init__(
        self, name: str, label: str = "", *, digits: int | None = 0, unit: str = "", **kwargs: Any
    ) -> None:
        super().__init__(name, label, **kwargs)
        self.digits = digits
        self.unit = unit

    def cell(self, row: Any) -> Cell:
        return self.value(row)

    def html(self, row: Any, ask: Ask) -> SafeString | str:
        value = self.value(row)
        if value is None:
            return NOTHING
        written = f"{value:,}" if self.digits is None else f"{value:,.{self.digits}f}"
        return f"{written}{self.unit}".replace("-", "−")


class Money(Column):
    """An amount and its currency, which stands beside it in the field `currency` or is given by the row itself."""

    kind = "money"
    numeric = True

    def __init__(
        self, name: str, label: str = "", *, currency: str = "", style: str = "short", **kwargs: Any
    ) -> None:
        super().__init__(name, label, **kwargs)
        before, joint, _ = self.path.rpartition("__")
        self.currency_path = currency or f"{before}{joint}currency"
        self.style = style

    def paths(self) -> tuple[str, ...]:
        return tuple(self.needs) if self.needs is not None else (self.path, self.currency_path)

    def currency(self, row: Any) -> str:
        """The currency code, "" where there is none."""
        return follow(row, self.currency_path) or ""

    def cell(self, row: Any) -> Cell:
        return self.value(row)

    def data(self, row: Any) -> Any:
        value = self.value(row)
        return None if value is None else {"amount": str(value), "currency": self.currency(row)}

    def html(self, row: Any, ask: Ask) -> SafeString | str:
        value = self.value(row)
        return NOTHING if value is None else self.written(value, self.currency(row))

    def written(self, amount: Decimal, currency: str) -> str:
        """An amount as this column writes it."""
        return format_money(amount, currency, self.style) if currency else f"{amount:,}"

    def heads(self) -> list[str]:
        return [self.label, f"{self.label} currency"]

    def cells(self, row: Any) -> list[Cell]:
        value = self.value(row)
        return [value, self.currency(row) if value is not None else None]


class Date(Column):
    """A day: "Thu 26 Nov", with the year when it is another one."""

    kind = "date"

    def cell(self, row: Any) -> Cell:
        return self.value(row)

    def data(self, row: Any) -> Any:
        value = self.value(row)
        return None if value is None else value.isoformat()

    def html(self, row: Any, ask: Ask) -> SafeString | str:
        value = self.value(row)
        if value is None:
            return NOTHING
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), written_day(value, ask.today))


class Moment(Date):
    """A day and time, in the reader's time zone."""

    kind = "moment"

    def html(self, row: Any, ask: Ask) -> SafeString | str:
        value = self.value(row)
        if value is None:
            return NOTHING
        local = timezone.localtime(value)
        words = f"{written_day(local.date(), ask.today)} {local:%H:%M}"
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), words)


class YesNo(Column):
    """Yes, or nothing."""

    kind = "yes_no"

    def cell(self, row: Any) -> Cell:
        value = self.value(row)
        return None if value is None else ("yes" if value else "no")

    def data(self, row: Any) -> Any:
        value = self.value(row)
        return None if value is None else bool(value)

    def html(self, row: Any, ask: Ask) -> SafeString | str:
        value = self.value(row)
        return NOTHING if value is None else ("Yes" if value else "No")


class Choice(Column):
    """One of a list, in words. `choices` default to those of the model's field."""

    kind = "choice"

    def __init__(
        self, name: str, label: str = "", *, choices: Mapping[Any, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(name, label, **kwargs)
        self.choices = choices

    def cell(self, row: Any) -> Cell:
        value = self.value(row)
        if value in (None, ""):
            return None
        if self.choices is not None:
            return str(self.choices.get(value, value))
        before, _, last = self.path.rpartition("__")
        holder = follow(row, before) if before else row
        words = getattr(holder, f"get_{last}_display", None)
        return str(words()) if words else str(value)

    def data(self, row: Any) -> Any:
        return self.value(row)


class Tag(Choice):
    """A choice as a colored tag. `tones` maps values to ok, warn, bad, info, manager; others are neutral."""

    kind = "tag"

    def __init__(
        self, name: str, label: str = "", *, tones: Mapping[Any, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(name, label, **kwargs)
        self.tones = tones or {}

    def html(self, row: Any, ask: Ask) -> SafeString | str:
        words = self.cell(row)
        if words is None:
            return NOTHING
        tone = self.tones.get(self.value(row), "")
        return format_html('<span class="tag{}">{}</span>', f" tag-{tone}" if tone else "", words)


def written_day(day: date, today: date) -> str:
    """ "Thu 26 Nov", or "26 Nov 2025" in another year."""
    if day.year == today.year:
        return f"{day:%a} {day.day} {day:%b}"
    return f"{day.day} {day:%b} {day.year}"
