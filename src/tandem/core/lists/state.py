"""What an address asks of a list: filters, order, page, columns, view. All state of a list is here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from tandem.core.lists.asking import Ask, Unclear
from tandem.core.lists.columns import Column
from tandem.core.lists.filters import Chosen
from tandem.core.lists.paging import Order

if TYPE_CHECKING:
    from tandem.core.lists.table import List

SORT, COLUMNS, AFTER, BEFORE, VIEW = "sort", "cols", "after", "before", "view"
OWN_WORDS = frozenset({SORT, COLUMNS, AFTER, BEFORE, VIEW, "export", "bom", "bulk"})


@dataclass
class State:
    """The parts of an address that made sense, and a sentence for each that did not."""

    chosen: list[Chosen]
    order: Order
    sorted: bool
    columns: tuple[Column, ...]
    columns_given: bool
    after: str = ""
    before: str = ""
    view: str = ""
    plain_view: bool = False
    notes: list[str] = field(default_factory=list)

    def chosen_of(self, name: str) -> Chosen | None:
        """The filter of this name, if it is in use."""
        return next((one for one in self.chosen if one.filter.name == name), None)

    def values(self) -> dict[str, str]:
        """The state as parameters, without the page."""
        kept = {one.filter.name: ",".join(one.values) for one in self.chosen}
        if self.sorted:
            kept[SORT] = self.order.name
        if self.columns_given:
            kept[COLUMNS] = ",".join(column.name for column in self.columns)
        return kept

    def query(self, **changes: str | None) -> str:
        """The address of this state with some parameters changed (None: left out), beginning with "?".

        A change of anything but the page leaves the page, and stands on its own beside the name of the view.
        """
        kept = self.values()
        if self.view:
            if self.plain_view and not set(changes) - {AFTER, BEFORE, "export", "bom"}:
                kept = {}
            else:
                kept.setdefault(SORT, self.order.name)
            kept[VIEW] = self.view
        for name, value in changes.items():
            if value is None:
                kept.pop(name, None)
            else:
                kept[name] = value
        parameters = QueryDict(mutable=True)
        parameters.update(kept)
        return "?" + parameters.urlencode(safe=",")


def read_state(table: List, parameters: QueryDict, ask: Ask, saved: str | None = None) -> State:
    """The state that an address means. `saved` is the query of the view it names, if there is such a view."""
    notes: list[str] = []
    view = parameters.get(VIEW, "")
    words = {word for one in table.all_filters() for word in one.parameters()} | {SORT, COLUMNS}
    plain = bool(view) and not any(parameters.get(word) for word in words)
    if view and saved is None:
        notes.append("There is no such view any more; these are all.")
        view, plain = "", False
    source = QueryDict((saved or "").lstrip("?")) if plain else parameters
    notes += unknown_words(parameters, words)
    order, was_sorted = _order(table, source, notes)
    columns, were_given = _columns(table, source, notes)
    return State(
        chosen=_chosen(table, source, ask, notes),
        order=order,
        sorted=was_sorted,
        columns=columns,
        columns_given=were_given,
        after=parameters.get(AFTER, "")[:2000],
        before=parameters.get(BEFORE, "")[:2000],
        view=view,
        plain_view=plain,
        notes=notes,
    )


def unknown_words(parameters: QueryDict, known: set[str]) -> list[str]:
    """A sentence for each word of the address that no filter knows."""
    unknown = [word for word in parameters if word not in known | OWN_WORDS]
    return [f"This list cannot be filtered by “{word[:60]}”." for word in unknown[:3]]


def _chosen(table: List, source: QueryDict, ask: Ask, notes: list[str]) -> list[Chosen]:
    found = []
    for one in table.all_filters():
        try:
            values = one.read(source)
            if values:
                found.append(one.choose(values, ask))
        except Unclear as error:
            notes.append(str(error))
    return found


def _order(table: List, source: QueryDict, notes: list[str]) -> tuple[Order, bool]:
    wanted = source.get(SORT, "")
    if not wanted:
        return table.order(table.default_order), False
    column = table.column(wanted.removeprefix("-"))
    if wanted == table.default_order or (column is not None and column.terms):
        return table.order(wanted), True
    notes.append(f"This list cannot be sorted by “{wanted.removeprefix('-')[:60]}”.")
    return table.order(table.default_order), False


def _columns(table: List, source: QueryDict, notes: list[str]) -> tuple[tuple[Column, ...], bool]:
    wanted = [name for raw in source.getlist(COLUMNS) for name in raw.split(",") if name]
    columns = table.all_columns()
    if not wanted:
        return tuple(column for column in columns if not column.hidden), False
    known = {column.name: column for column in columns}
    unknown = [name for name in wanted if name not in known]
    if unknown:
        notes.append(f"This list has no column “{unknown[0][:60]}”.")
    first = columns[0]
    chosen = dict.fromkeys([first, *(known[name] for name in wanted if name in known)])
    return tuple(chosen), True


def clean_query(query: str) -> str:
    """A query worth keeping in a saved view: without page, view and empty parameters."""
    kept: dict[str, Any] = {
        word: values
        for word, values in QueryDict(query.lstrip("?")).lists()
        if word not in OWN_WORDS - {SORT, COLUMNS} and any(values)
    }
    parameters = QueryDict(mutable=True)
    for word, values in kept.items():
        parameters.setlist(word, values)
    return parameters.urlencode(safe=",")
