"""One page of a list, ready to be shown: frozen, so that a template can only show it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet, Sum
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from tandem.core.lists.asking import Ask, Unclear
from tandem.core.lists.columns import Column, Money
from tandem.core.lists.models import AUDIENCES, SavedView
from tandem.core.lists.paging import KeyPager, Slice
from tandem.core.lists.parts import Chip, Count, FilterField, Head, Tab, markup
from tandem.core.lists.saved import SHOWN, views_for
from tandem.core.lists.state import AFTER, BEFORE, COLUMNS, SORT, VIEW, State, read_state
from tandem.core.lists.table import List

BOUND = 10_000  # rows are counted and summed up to here
_PICK = (
    '<td class="first w-12"><input class="checkbox checkbox-sm" type="checkbox" name="ids" value="{}"'
    ' data-select-row aria-label="Select {}"></td>'
)


class ListPage:
    """What a template, the API and the tests see of a list: rows of one page and everything around them."""

    def __init__(
        self, table: List, state: State, ask: Ask, path: str = "", saved: Sequence[SavedView] = ()
    ) -> None:
        self.saved = saved
        self.table = table
        self.state = state
        self.ask = ask
        self.path = path
        self.matching: QuerySet[Any] = table.filtered(state)

    @cached_property
    def slice(self) -> Slice:
        """The rows of this page; the first page when the key does not fit."""
        pager = KeyPager(
            self.table.loaded(self.matching, self.state.columns, self.state.order), self.state.order
        )
        try:
            return pager.page(self.table.page_size, after=self.state.after, before=self.state.before)
        except Unclear as error:
            self.state.notes.append(str(error))
            self.state.after = self.state.before = ""
            return pager.page(self.table.page_size)

    def url(self, **changes: str | None) -> str:
        """The address of this list with some parameters changed (None: left out)."""
        return self.path + self.state.query(**changes)

    @property
    def rows(self) -> list[Any]:
        """The rows of this page."""
        return self.slice.rows

    @cached_property
    def lines(self) -> list[SafeString]:
        """The rows as HTML; written here, since the template's own steps cost more than what they write."""
        return [self._line(row) for row in self.slice.rows]

    @property
    def body(self) -> SafeString:
        """All of them."""
        return SafeString("".join(self.lines))

    @cached_property
    def _classes(self) -> list[str]:
        """The classes of a cell of each column."""
        columns, last = self.state.columns, len(self.state.columns) - 1
        return [self._class(column, number == 0, number == last) for number, column in enumerate(columns)]

    def _class(self, column: Column, first: bool, last: bool) -> str:
        edge = "first" if first and not self.table.bulk else ""
        words = (edge, "" if first or column.phone else "hide-s", "num" if column.numeric else "")
        return " ".join(filter(None, (*words, "last" if last else "")))

    def _line(self, row: Any) -> SafeString:
        url = self.table.row_url(row)
        cells = []
        for column, classes in zip(self.state.columns, self._classes, strict=True):
            shown = markup(column.html(row, self.ask))
            target = column.link_to(row, url)
            if target:
                shown = f'<a href="{markup(target)}">{shown}</a>'
            cells.append(f'<td class="{classes}">{shown}</td>')
        leads = f' data-href="{markup(url)}"' if url else ""
        picked = _PICK.format(row.pk, markup(self.table.row_words(row))) if self.table.bulk else ""
        return SafeString(f"<tr data-row{leads}>{picked}{''.join(cells)}</tr>\n")

    @cached_property
    def count(self) -> Count:
        """How many rows match, up to a bound. Costs nothing when they fit on one page."""
        if not (self.slice.after or self.slice.before):
            return Count(len(self.slice.rows))
        most = self.table.most(self.ask.viewer)
        counted = self._counted(self.table.filtered(self.state, most)) if most is not None else 0
        return Count(counted if counted > BOUND else self._counted(self.matching), BOUND)

    @staticmethod
    def _counted(rows: QuerySet[Any]) -> int:
        return rows.order_by().values("pk")[: BOUND + 1].count()

    @cached_property
    def count_words(self) -> str:
        """ "1 account", "10,000+ accounts"."""
        return f"{self.count} {self.table.noun(self.count.most)}"

    @cached_property
    def sums(self) -> dict[str, str]:
        """The sum of each column that has one, by currency; none when there are more rows than are counted."""
        summed = [column for column in self.state.columns if column.total]
        if not summed or not self.slice.rows or self.count.beyond:
            return {}
        return {column.name: self._sum(column) for column in summed}

    def _sum(self, column: Column) -> str:
        rows = self.matching.order_by()
        if not isinstance(column, Money):
            total = rows.aggregate(total=Sum(column.path))["total"]
            return f"{total:,}" if total is not None else ""
        # Rows without an amount are summed, too: told to leave them out, SQLite reads all of them in order of amount.
        sums = (
            rows.values_list(column.currency_path)
            .annotate(total=Sum(column.path))
            .order_by(column.currency_path)
        )
        return " + ".join(column.written(total, currency) for currency, total in sums if total is not None)

    @property
    def next_url(self) -> str:
        """The page after this one, "" at the end."""
        return self.url(**{AFTER: self.slice.after}) if self.slice.after else ""

    @property
    def previous_url(self) -> str:
        """The page before this one, "" at the beginning."""
        return self.url(**{BEFORE: self.slice.before}) if self.slice.before else ""

    @property
    def heads(self) -> list[Head]:
        """The heads of the columns."""
        return [self._head(*pair) for pair in zip(self.state.columns, self._classes, strict=True)]

    def _head(self, column: Column, classes: str) -> Head:
        if not column.terms:
            return Head(column, classes, "", "")
        now = self.state.order.name
        direction = {column.name: "ascending", f"-{column.name}": "descending"}.get(now, "")
        down = direction == "ascending" or (not direction and column.numeric)
        url = self.url(**{SORT: f"-{column.name}" if down else column.name})
        return Head(column, classes, url, direction)

    @property
    def chips(self) -> list[Chip]:
        """The filters in use."""
        return [
            Chip(one.filter.label, one.filter.joint, one.words, self.url(**{one.filter.name: None}))
            for one in self.state.chosen
        ]

    @property
    def clear_url(self) -> str:
        """The address without filters."""
        return self.url(**{one.filter.name: None for one in self.state.chosen})

    @property
    def filter_fields(self) -> list[FilterField]:
        """The filters as the form shows them."""
        fields = []
        for one in self.table.all_filters():
            chosen = self.state.chosen_of(one.name)
            values = chosen.values if chosen else ()
            shown = one.shown(chosen) if hasattr(one, "shown") else (values[0] if values else "")
            fields.append(FilterField(one, one.options(values, self.ask), shown))
        return fields

    @property
    def first_column(self) -> Column:
        """The column that is always shown."""
        return self.table.all_columns()[0]

    @property
    def sum_cells(self) -> list[tuple[str, str]]:
        """The last row: classes and words, what a column sums up to, and under the first how many rows there are."""
        first = self.state.columns[0]
        words = [
            self.sums.get(one.name, self.count_words if one is first else "") for one in self.state.columns
        ]
        return list(zip(self._classes, words, strict=True))

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the filter form carries along unseen: order and columns."""
        return [(name, value) for name, value in self.state.values().items() if name in (SORT, COLUMNS)]

    @property
    def column_choice(self) -> list[tuple[Column, bool]]:
        """Every column but the first, and whether it is shown."""
        return [(column, column in self.state.columns) for column in self.table.all_columns()[1:]]

    @property
    def kept_by_columns(self) -> list[tuple[str, str]]:
        """What the form of columns carries along unseen: filters and order."""
        return [(name, value) for name, value in self.state.values().items() if name != COLUMNS]

    @cached_property
    def tabs(self) -> list[Tab]:
        """Everything, then the views that come with the list, then those that people saved."""
        view = self.state.view if self.state.plain_view else ""
        everything = not view and not self.state.values()
        tabs = [Tab(f"All {self.table.plural()}", self.path or "?", everything)]
        tabs += [Tab(one.label, f"{self.path}?view={one.key}", view == one.key) for one in self.table.views]
        for one in self.saved:
            sharer = "" if one.owner_id == self.ask.viewer.pk else one.owner_name  # type: ignore[attr-defined]
            tabs.append(Tab(one.name, f"{self.path}?view={one.pk}", view == str(one.pk), sharer))
        return tabs

    @cached_property
    def own_view(self) -> SavedView | None:
        """The viewer's own saved view that the address names."""
        mine = (one for one in self.saved if one.owner_id == self.ask.viewer.pk)
        return next((one for one in mine if str(one.pk) == self.state.view), None)

    @property
    def can_save(self) -> bool:
        """Whether what is shown differs from the views that there are."""
        return bool(self.table.name and self.state.values() and not self.state.plain_view)

    @property
    def audiences(self) -> list[tuple[str, str]]:
        """Whom a view can be shared with."""
        return list(AUDIENCES.items())

    @property
    def query(self) -> str:
        """What a saved view keeps."""
        return urlencode(self.state.values())

    @property
    def export_urls(self) -> list[tuple[str, str]]:
        """The files one can take along: words and address."""
        return [
            ("CSV", self.url(export="csv")),
            ("CSV for Excel", self.url(export="csv", bom="yes")),
            ("Excel workbook", self.url(export="xlsx")),
        ]

    @property
    def empty(self) -> str:
        """ "" when there are rows, "filtered" when the filters leave none, "nothing" when there are none at all."""
        if self.slice.rows:
            return ""
        return "filtered" if self.state.chosen else "nothing"

    def as_data(self) -> dict[str, Any]:
        """The page as JSON has it: rows, and the keys of the next and previous page."""
        return {
            "rows": [self.row_data(row) for row in self.slice.rows],
            "next": self.slice.after or None,
            "previous": self.slice.before or None,
            "notes": list(self.state.notes),
        }

    def row_data(self, row: Any) -> dict[str, Any]:
        """One row as JSON has it."""
        return {"id": row.pk, **{column.name: column.data(row) for column in self.state.columns}}


def make_page(table: List, parameters: QueryDict, ask: Ask, path: str = "") -> ListPage:
    """The page of a list that an address asks for."""
    table.asked(ask)
    saved = list(views_for(ask.viewer, table.name)[:SHOWN]) if table.name else []
    queries = {one.key: one.query for one in table.views} | {str(one.pk): one.query for one in saved}
    state = read_state(table, parameters, ask, queries.get(parameters.get(VIEW, "")))
    return ListPage(table, state, ask, path, saved)


def page_columns(columns: Sequence[Column]) -> list[str]:
    """The head cells of an export."""
    return [head for column in columns for head in column.heads()]
