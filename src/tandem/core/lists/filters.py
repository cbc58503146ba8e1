"""Filters: what an address may ask of a list, how it is said in a chip, how it is typed.

Each has a name (the word in the address), a label and a path to the field. What makes no sense raises Unclear, with a
sentence, and is ignored. See ranges.py for days and numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Expression, Q, QuerySet
from django.http import QueryDict

from tandem.core.lists.asking import Ask, Unclear
from tandem.core.lists.columns import named

LONGEST = 200
Condition = Q | Callable[[Ask], Q]


@dataclass(frozen=True)
class Chosen:
    """A filter in use: the condition on rows, the words of its chip, its values as the address keeps them."""

    filter: Filter
    condition: Q
    words: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Option:
    """One choice in the form of a filter."""

    value: str
    label: str
    chosen: bool = False


class Filter:
    """The base of the others."""

    template = "lists/filters/text.html"
    joint = "is"
    term: Expression | None = None  # what to compare instead of the field at `path`

    def __init__(self, name: str, label: str = "", *, path: str = "") -> None:
        self.name = name
        self.label = label or named(name)
        self.path = path or name

    def where(self, lookup: str, value: Any, path: str = "") -> Q:
        """The condition that a lookup such as "gte" makes of a value."""
        if self.term is None:
            return Q(**{f"{path or self.path}__{lookup}": value})
        made = self.term.output_field.get_lookup(lookup)
        assert made is not None
        return Q(made(self.term, value))

    def read(self, parameters: QueryDict) -> list[str]:
        """The values given in an address, without empty ones."""
        found = [value.strip() for raw in parameters.getlist(self.name) for value in self.pieces(raw)]
        return list(dict.fromkeys(value for value in found if value))

    def pieces(self, raw: str) -> list[str]:
        """The values in one parameter: one, unless the filter takes several."""
        return [raw]

    def parameters(self) -> tuple[str, ...]:
        """The words of the address that belong to this filter."""
        return (self.name,)

    def choose(self, values: Sequence[str], ask: Ask) -> Chosen:
        """The condition and words of these values. Unclear when they make no sense."""
        raise NotImplementedError

    def options(self, values: Sequence[str], ask: Ask) -> list[Option]:
        """The choices that the form offers."""
        return []


class Text(Filter):
    """Text that is contained in one of the fields `paths`, whatever its case."""

    joint = "contains"

    def __init__(self, name: str, label: str = "", *, path: str = "", paths: Sequence[str] = ()) -> None:
        super().__init__(name, label, path=path)
        self.all_paths = tuple(paths) or (self.path,)

    def choose(self, values: Sequence[str], ask: Ask) -> Chosen:
        words = values[0][:LONGEST].replace("\x00", "")
        condition = Q()
        for path in self.all_paths:
            condition |= self.where("icontains", words, path)
        return Chosen(self, condition, f"“{words}”", (words,))


class Choice(Filter):
    """One or several of a list, joined by commas in the address; "none" for rows without one."""

    template = "lists/filters/choice.html"
    box = "checkbox"

    def __init__(
        self,
        name: str,
        label: str = "",
        *,
        choices: Mapping[str, str] | Callable[[Ask], Mapping[str, str]],
        path: str = "",
        none: str = "",
    ) -> None:
        super().__init__(name, label, path=path)
        self._choices = choices
        self.none = none

    def choices(self, ask: Ask) -> dict[str, str]:
        """Values and their words, "none" included where rows may lack one."""
        if self in ask.known:
            return ask.known[self]
        given = self._choices(ask) if callable(self._choices) else self._choices
        choices = {str(value): str(words) for value, words in given.items() if value not in ("", None)}
        ask.known[self] = {**choices, "none": self.none} if self.none else choices
        return ask.known[self]

    def pieces(self, raw: str) -> list[str]:
        return raw.split(",")

    def choose(self, values: Sequence[str], ask: Ask) -> Chosen:
        choices = self.choices(ask)
        unknown = [value for value in values if value not in choices]
        if unknown:
            raise Unclear(f"{self.label} has no choice “{unknown[0][:60]}”.")
        given = [value for value in values if value != "none" or not self.none]
        # Of one value an index gives the rows in its own order, of several it does not.
        condition = self.where("exact", given[0]) if len(given) == 1 else self.where("in", given)
        if self.none and "none" in values:
            condition |= self.without()
        return Chosen(self, condition, " or ".join(choices[value] for value in values), tuple(values))

    def without(self) -> Q:
        """Rows that have none of the choices."""
        return self.where("isnull", True) | self.where("exact", "")

    def options(self, values: Sequence[str], ask: Ask) -> list[Option]:
        return [Option(value, words, value in values) for value, words in self.choices(ask).items()]


class YesNo(Filter):
    """Yes or no: of a field, or of a condition `yes` (a Q, or a function of the asker that gives one)."""

    template = "lists/filters/choice.html"
    box = "radio"
    words = {"yes": "Yes", "no": "No"}

    def __init__(self, name: str, label: str = "", *, path: str = "", yes: Condition | None = None) -> None:
        super().__init__(name, label, path=path)
        self.yes = yes

    def choose(self, values: Sequence[str], ask: Ask) -> Chosen:
        value = values[-1].lower()
        if value not in self.words:
            raise Unclear(f"{self.label} is yes or no, not “{value[:60]}”.")
        if self.yes is None:
            yes: Any = value == "yes"
            condition = self.where("exact", yes if self.term is None else str(yes).lower())
        else:
            condition = self.yes(ask) if callable(self.yes) else self.yes
            condition = condition if value == "yes" else ~condition
        return Chosen(self, condition, value, (value,))

    def options(self, values: Sequence[str], ask: Ask) -> list[Option]:
        return [Option("", "Either", not values)] + [
            Option(value, words, value in values) for value, words in self.words.items()
        ]


class Relation(Filter):
    """Rows that belong to another row: by its id, or by a part of its name.

    `rows(viewer)` gives the rows that the viewer may see, so that neither the suggestions nor the chip tell of others.
    `text` is the field with the name. The form suggests at most 20.
    """

    template = "lists/filters/relation.html"
    most = 20

    def __init__(
        self,
        name: str,
        label: str = "",
        *,
        rows: Callable[[Any], QuerySet[Any]],
        text: str = "name",
        path: str = "",
        none: str = "",
    ) -> None:
        super().__init__(name, label, path=path)
        self._rows = rows
        self.text = text
        self.none = none

    def rows(self, ask: Ask) -> QuerySet[Any]:
        """The rows one may choose from."""
        return self._rows(ask.viewer)

    def choose(self, values: Sequence[str], ask: Ask) -> Chosen:
        value = values[-1][:LONGEST].replace("\x00", "")
        if value == "none" and self.none:
            return Chosen(self, Q(**{f"{self.path}__isnull": True}), self.none.lower(), ("none",))
        if pk := written_id(value):
            other = self.rows(ask).filter(pk=pk).first()
            if other is None:
                raise Unclear(f"There is no {self.label.lower()} with number {pk} for you to see.")
            return Chosen(self, Q(**{self.path: other.pk}), str(getattr(other, self.text)), (str(pk),))
        return Chosen(self, Q(**{f"{self.path}__{self.text}__icontains": value}), f"like “{value}”", (value,))

    def suggestions(self, typed: str, ask: Ask) -> list[Option]:
        """What the form offers while one types, as "Name #12"."""
        found = self.rows(ask).filter(**{f"{self.text}__icontains": typed[:LONGEST].replace("\x00", "")})
        return [
            Option(f"{getattr(row, self.text)} #{row.pk}", str(getattr(row, self.text)))
            for row in found.order_by(self.text, "pk")[: self.most]
        ]

    def shown(self, chosen: Chosen | None) -> str:
        """What stands in the field of the form."""
        if chosen is None:
            return ""
        return f"{chosen.words} #{chosen.values[0]}" if chosen.values[0].isdigit() else chosen.values[0]


class Person(Relation):
    """Rows of one person: "me", "my-team" (everybody below, or in, one's team), or somebody by id or name."""

    template = "lists/filters/person.html"

    def __init__(
        self,
        name: str,
        label: str = "",
        *,
        rows: Callable[[Any], QuerySet[Any]] | None = None,
        path: str = "",
        none: str = "",
    ) -> None:
        super().__init__(name, label, rows=rows or colleagues, path=path, none=none)

    def choose(self, values: Sequence[str], ask: Ask) -> Chosen:
        if values[-1] == "me":
            return Chosen(self, Q(**{self.path: ask.viewer.pk}), "me", ("me",))
        if values[-1] == "my-team":
            return Chosen(self, self.team(ask.viewer), "my team", ("my-team",))
        return super().choose(values, ask)

    def team(self, viewer: Any) -> Q:
        """Rows of the people in the viewer's teams."""
        condition = Q(**{self.path: viewer.pk})
        for path in filter(None, viewer.led or [viewer.path]):
            condition |= Q(**{f"{self.path}__path__startswith": path})
        return condition

    def options(self, values: Sequence[str], ask: Ask) -> list[Option]:
        named_ones = {
            "": "Anybody",
            "me": "Me",
            "my-team": "My team",
            **({"none": self.none} if self.none else {}),
        }
        return [
            Option(value, words, value == (values[-1] if values else ""))
            for value, words in named_ones.items()
        ]


def colleagues(viewer: Any) -> QuerySet[Any]:
    """The people that the viewer may see."""
    return get_user_model().objects.visible_to(viewer)


def written_id(value: str) -> int | None:
    """The id in "12" or "Acme #12"."""
    number = value.rpartition("#")[2]
    return int(number) if number.isascii() and number.isdigit() and len(number) < 16 else None
