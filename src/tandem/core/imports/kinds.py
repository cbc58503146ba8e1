"""What can be imported. A package declares its kinds in `imports.py` and names them in its AppConfig.

An `ImportKind` lists the fields that a file may fill and opens a `Saver` for each run: the saver finds what exists
and saves one row by one call of the same action that a page uses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from typing import Any, Literal, Protocol

from django.apps import apps
from django.utils.module_loading import import_string

Parse = Literal[
    "text", "number", "whole", "money", "currency", "date", "moment", "flag", "email", "reference"
]
Result = Literal["created", "changed", "unchanged"]


def words(text: str) -> tuple[str, ...]:
    """Synonyms written as one line, with commas between them."""
    return tuple(word.strip() for word in text.split(","))


@dataclass(frozen=True)
class ImportField:
    """A field that a column may fill. Earlier synonyms win over later ones when two columns would fit.

    `reference` names what the cell refers to, a key of the kind's `references`.
    """

    key: str
    label: str
    synonyms: tuple[str, ...]
    parse: Parse = "text"
    required: bool = False
    reference: str = ""
    soft: bool = False
    """An unknown reference is left out and told, and does not refuse the row."""
    within: bool = False
    """A reference to another row of the same file, which may come later: resolved when all rows are in."""


@dataclass(frozen=True)
class Reference:
    """Something that cells refer to by id, name or e-mail.

    `find(actor, text)` returns the rows that the text may mean: exactly one is a hit. `names(actor)` iterates over
    all names, to propose the nearest. `create(actor, text)` makes the missing row, where that makes sense.
    """

    label: str
    find: Callable[[Any, str], list[Any]]
    names: Callable[[Any], Iterable[str]]
    create: Callable[[Any, str], Any] | None = None


@dataclass(frozen=True)
class Saved:
    """What became of one row. `notes` mark what a person should look at, e.g. "without an account"; `also` holds
    rows that had to be made beside it."""

    result: Result
    row: Any
    notes: tuple[str, ...] = ()
    also: tuple[Any, ...] = ()


class Saver(Protocol):
    """Saves the rows of one run. `values` holds each mapped field, parsed: references are rows or None, money is
    (amount, currency)."""

    def prepare(self, rows: list[dict[str, Any]]) -> None:
        """Look up at once what exists of the next rows. Forgets what it knew of earlier ones."""

    def save(self, values: dict[str, Any]) -> Saved:
        """Create or change what the row is about, by actions. Raises TandemError when refused."""

    def link(self, values: dict[str, Any], field: ImportField, other: Any) -> Saved:
        """Set a reference to another row of the same file, once all rows are there."""


@dataclass
class Run:
    """What a saver may know about its run."""

    actor: Any
    at: datetime
    zone: tzinfo
    currency: str = ""
    columns: frozenset[str] = frozenset()
    """The fields that the file fills; what is missing is left as it is."""
    distinct: dict[str, list[str]] = field(default_factory=dict)
    """The different texts of the kind's `distinct` fields, in the order of the file."""

    @property
    def has_own_fields(self) -> bool:
        """Whether the file fills fields of the organization's own."""
        return any(column.startswith("x_") for column in self.columns)


@dataclass(frozen=True)
class ImportKind:
    """A kind of record that a file can hold.

    `objects` are the words that other programs use for it ("Deal - Title"). `signs` are the fields that tell a
    file of this kind: two of them suffice; `unlike` are headers that such a file does not have. `verb` is the
    grant that a person needs to import it.
    """

    name: str
    label: str
    objects: tuple[str, ...]
    fields: tuple[ImportField, ...]
    signs: tuple[str, ...]
    verb: str
    unlike: tuple[str, ...] = ()
    record: str = ""
    """The record whose own fields a file may fill, too: "account"."""
    references: dict[str, Reference] = field(default_factory=dict)
    identity: Callable[[dict[str, Any]], str] = lambda values: ""
    """What makes two rows of a file be about the same thing, "" when nothing does."""
    open: Callable[[Run], Saver] | None = None
    take_back: dict[str, Callable[[Any, Any], None]] = field(default_factory=dict)
    """Model label → function(row, actor) that takes away, by an action, a row that an import had created."""
    ends: tuple[str, ...] = ()
    """Date fields that say how far the data reach."""
    distinct: tuple[str, ...] = ()
    """Fields whose different texts a saver wants to know before the first row, such as stages."""
    aliases: dict[str, str] = field(default_factory=dict)
    """What the actions' errors call a field → its key here."""
    after: tuple[str, ...] = ()
    """Kinds that had better be imported before, e.g. accounts before deals."""

    def field_named(self, key: str) -> ImportField:
        """The field with this key."""
        return next(one for one in self.fields if one.key == key)


def own_values(values: dict[str, Any]) -> dict[str, Any]:
    """What a row says about the organization's own fields, by their keys; blanks say nothing."""
    return {
        key.removeprefix("x_"): value
        for key, value in values.items()
        if key.startswith("x_") and value not in (None, "")
    }


def kinds() -> dict[str, ImportKind]:
    """All kinds that the installed packages declare, by name, in an order in which they can be imported."""
    found: dict[str, ImportKind] = {}
    for config in reversed(list(apps.get_app_configs())):
        for path in getattr(config, "imports", ()):
            kind = import_string(path) if isinstance(path, str) else path
            found[kind.name] = with_own_fields(kind)
    return dict(sorted(found.items(), key=lambda item: (len(item[1].after), item[0])))


def with_own_fields(kind: ImportKind) -> ImportKind:
    """The kind with the fields that the organization gave its record."""
    from tandem.core.fields.exchange import import_fields

    own = import_fields(kind.record) if kind.record else ()
    return replace(kind, fields=(*kind.fields, *own)) if own else kind
