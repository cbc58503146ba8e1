"""A statement of fixed shape, turned into SQL once. The frame asks the same of every page, and making that SQL takes
longer than running it.

    waiting = Compiled(lambda person, day: Person.objects.filter(pk=person.pk).values_list(…))
    waiting.rows(viewer.pk, today)

`make` gets marks in place of the values and may only hand them on: a value it computes from one is refused when the
SQL is made, as is anything that it reads from a clock. A queryset of records is asked for with `objects`, which gives
them with what it joins and annotates.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.query import get_related_populators

MARK = 7_654_321_098_765  # no id comes near
DAY = date(1904, 2, 29)
TEXT = "a text that nobody writes "


class Compiled:
    """Give it a function from marks to a queryset; `rows` or `objects` take as many values: ids, days, or texts.

    A text may stand alone or as the beginning of another (`path__startswith=path`).
    """

    def __init__(self, make: Callable[..., QuerySet[Any, Any]]) -> None:
        self.make = make
        self._known: dict[str, tuple[str, list[Any], dict[int, Any], Any]] = {}

    def rows(self, *values: int | date | str) -> list[tuple[Any, ...]]:
        """Run it with these values; the rows are those of `values_list`."""
        if connection.vendor not in self._known:
            self._known[connection.vendor] = self._compile(values)
        sql, places, converters, _ = self._known[connection.vendor]
        with connection.cursor() as cursor:
            cursor.execute(sql, [place(values) for place in places])
            rows = cursor.fetchall()
        return [_converted(row, converters) for row in rows] if converters else rows

    def objects(self, *values: int | date | str) -> list[Any]:
        """Run it with these values; the records that the queryset itself would give (Django's ModelIterable)."""
        rows = self.rows(*values)
        return [self._known[connection.vendor][3](row) for row in rows]

    def _compile(self, values: tuple[int | date | str, ...]) -> tuple[str, list[Any], dict[int, Any], Any]:
        """The SQL, for each of its parameters what to put there, how columns become Python's values, and how a row
        becomes a record.
        """
        both = [[_mark(value, 2 * at + turn) for at, value in enumerate(values)] for turn in (0, 1)]
        made = [self.make(*marks).query.get_compiler(connection=connection) for marks in both]
        (sql, first), (same, second) = (compiler.as_sql() for compiler in made)
        assert sql == same, "The shape of a compiled statement depends on its values."
        written = [[_written(mark) for mark in marks] for marks in both]
        places = [_place(one, other, written) for one, other in zip(first, second, strict=True)]
        converters = made[0].get_converters([column[0] for column in made[0].select])
        return sql, places, converters, _record_of(made[0])


def _record_of(compiler: Any) -> Callable[[tuple[Any, ...]], Any] | None:
    """Makes the record of a row, with those it is joined with and its annotations; None where values are asked for."""
    if compiler.klass_info is None:
        return None
    model, columns = compiler.klass_info["model"], compiler.klass_info["select_fields"]
    start, end = columns[0], columns[-1] + 1
    names = [column[0].target.attname for column in compiler.select[start:end]]
    joined = get_related_populators(compiler.klass_info, compiler.select, connection.alias)  # type: ignore[call-arg]  # the stubs are of a later Django

    def record(row: tuple[Any, ...]) -> Any:
        made = model.from_db(connection.alias, names, row[start:end])
        for populator in joined:
            populator.populate(row, made)
        for name, at in compiler.annotation_col_map.items():
            setattr(made, name, row[at])
        return made

    return record


def _converted(row: tuple[Any, ...], converters: dict[int, Any]) -> tuple[Any, ...]:
    values = list(row)
    for at, (steps, expression) in converters.items():
        for step in steps:
            values[at] = step(values[at], expression, connection)
    return tuple(values)


def _mark(value: int | date | str, number: int) -> int | date | str:
    if isinstance(value, str):
        return f"{TEXT}{number}"
    return DAY + timedelta(days=number) if isinstance(value, date) else MARK + number


def _written(value: Any) -> Any:
    """A value as the database's driver gets it."""
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _place(one: Any, other: Any, marks: list[list[Any]]) -> Callable[[tuple[Any, ...]], Any]:
    if one == other:
        return lambda values: one
    for at, pair in enumerate(zip(*marks, strict=True)):
        if pair == (one, other):
            return lambda values: _written(values[at])
        if isinstance(pair[0], str) and (one, other) == (f"{pair[0]}%", f"{pair[1]}%"):
            return lambda values: f"{connection.ops.prep_for_like_query(values[at])}%"
    raise TypeError(
        f"{one!r} in a compiled statement is worked out from a value: hand the result in instead."
    )
