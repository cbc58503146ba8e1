"""A declared list: its rows, columns, filters, order, views and bulk actions, said once.

Page, fragment, CSV, XLSX, JSON and API are renderings of it. docs/reference/lists.md has an example.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self

from django.core.exceptions import FieldDoesNotExist
from django.db.models import QuerySet
from django.http import QueryDict

from tandem.core.lists.asking import Ask
from tandem.core.lists.columns import Column
from tandem.core.lists.filters import Filter
from tandem.core.lists.paging import Order
from tandem.core.lists.state import State
from tandem.core.ui.links import address_of

LISTS: dict[str, type[List]] = {}


@dataclass(frozen=True)
class Preset:
    """A view that every list of this kind has: `key` in the address, and the query it stands for."""

    key: str
    label: str
    query: str


@dataclass(frozen=True)
class Bulk:
    """Something done to many rows: one call of `action(row, actor=…, **values of the form)` for each.

    `verb` is the grant that shows the button, `form` a form class or its dotted path (forms lie above tables), `done`
    the word of the result: "48 reassigned". `only_filled`: fields left empty are not passed on. `note`: what it
    does, told before.
    """

    verb: str
    label: str
    action: Callable[..., Any]
    form: Any = None
    done: str = "changed"
    danger: bool = False
    only_filled: bool = False
    note: str = ""

    @property
    def key(self) -> str:
        """Its word in the address."""
        return self.verb.rpartition(".")[2].replace("_", "-")


class List:
    """Subclass it, give the attributes, and say in `rows` what the viewer may see."""

    name: ClassVar[str] = ""
    title: ClassVar[str] = ""
    record: ClassVar[str] = "row"
    records: ClassVar[str] = ""
    columns: ClassVar[Sequence[Column]] = ()
    filters: ClassVar[Sequence[Filter]] = ()
    views: ClassVar[Sequence[Preset]] = ()
    bulk: ClassVar[Sequence[Bulk]] = ()
    default_order: ClassVar[str] = "pk"
    page_size: ClassVar[int] = 50
    row_page: ClassVar[str] = ""
    custom_fields: ClassVar[str] = ""

    today: date
    ask: Ask
    _own_columns: tuple[Column, ...] = ()
    _own_filters: tuple[Filter, ...] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.name:
            LISTS[cls.name] = cls

    def asked(self, ask: Ask) -> Self:
        """This list for one asker: sets `today` and `ask`."""
        self.ask = ask
        self.today = ask.today
        if self.custom_fields:
            from tandem.core.fields.listing import pieces  # itself made of columns and filters

            self._own_columns, self._own_filters = pieces(self.custom_fields, ask.currency)
        return self

    def rows(self, viewer: Any) -> QuerySet[Any]:
        """The rows that the viewer may see, unordered. `self.today` is the day of the request."""
        raise NotImplementedError

    def most(self, viewer: Any) -> QuerySet[Any] | None:
        """Most of the viewer's rows, where these are counted sooner than all; None where all are counted at once."""
        return None

    def row_url(self, row: Any) -> str:
        """The page of a row: by the URL name `row_page`, else the row's own address."""
        if self.row_page:
            return address_of(self.row_page, row.pk)
        own = getattr(row, "get_absolute_url", None)
        return own() if own else ""

    def row_words(self, row: Any) -> str:
        """What a row is called when somebody selects it."""
        return str(row)

    @classmethod
    def plural(cls) -> str:
        """What several rows are called."""
        return cls.records or f"{cls.record}s"

    @classmethod
    def noun(cls, count: int) -> str:
        """ "account" for one, "accounts" for more."""
        return cls.record if count == 1 else cls.plural()

    def all_columns(self) -> tuple[Column, ...]:
        """The declared columns, then the organization's own fields."""
        return (*self.columns, *self._own_columns)

    def all_filters(self) -> tuple[Filter, ...]:
        """The declared filters, then those on the organization's own fields."""
        return (*self.filters, *self._own_filters)

    def column(self, name: str) -> Column | None:
        """The column of this name."""
        return next((column for column in self.all_columns() if column.name == name), None)

    def filter(self, name: str) -> Filter | None:
        """The filter of this name."""
        return next((one for one in self.all_filters() if one.name == name), None)

    def order(self, name: str) -> Order:
        """The order of this name: a column that sorts, or a field of the row, "-" before it for the other way."""
        bare = name.removeprefix("-")
        column = self.column(bare)
        terms = column.terms if column is not None and column.terms else (bare,)
        return Order(name, terms, name.startswith("-"))

    def filtered(self, state: State, rows: QuerySet[Any] | None = None) -> QuerySet[Any]:
        """The rows of a state, unordered; `rows`: of these instead of all that the viewer may see."""
        rows = self.rows(self.ask.viewer) if rows is None else rows
        for one in state.chosen:
            rows = rows.filter(one.condition)
        return rows

    def loaded(
        self, rows: QuerySet[Any], columns: Sequence[Column], order: Order | None = None
    ) -> QuerySet[Any]:
        """The rows with exactly the fields that the columns and the order need, related rows joined."""
        wanted: list[str] = []
        related: list[str] = []
        for path in dict.fromkeys(path for column in columns for path in column.paths()):
            found = _resolve(rows, path)
            if found is None:
                return rows.select_related(*related) if related else rows
            field, joined = found
            wanted += [field] if field else []
            related += [joined] if joined else []
        rows = rows.select_related(*related) if related else rows
        terms = [
            term for term in (order.terms if order else ()) if isinstance(term, str) and "__" not in term
        ]
        extra = [
            name for name in ("version", *self.row_needs(), *terms) if _resolve(rows, name) == (name, "")
        ]
        return rows.only("pk", *extra, *wanted)

    def row_needs(self) -> Sequence[str]:
        """Fields that row_url and row_words read."""
        return ("name",)

    @classmethod
    def parameters(cls, query: str) -> QueryDict:
        """A query such as "?owner=me" taken apart."""
        return QueryDict(query.lstrip("?"))


def _resolve(rows: QuerySet[Any], path: str) -> tuple[str, str] | None:
    """(field to load, relation to join) of a path: ("", "") for an annotation, None for a property of the model."""
    if path.partition("__")[0] in rows.query.annotations:
        return "", ""
    model, steps = rows.model, path.split("__")
    joined: list[str] = []
    for number, step in enumerate(steps):
        try:
            field = model._meta.get_field(step)
        except FieldDoesNotExist:
            return None
        beside = bool(field.one_to_one and field.auto_created)  # at most one row, with this one's key
        if not beside and not getattr(field, "concrete", False):
            return None
        if field.is_relation and number < len(steps) - 1:
            joined.append(step)
            model = field.related_model
        elif number < len(steps) - 1:
            return "__".join(steps[: number + 1]), "__".join(joined)
    return path, "__".join(joined)
