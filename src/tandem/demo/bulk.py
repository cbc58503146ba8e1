"""Writing many rows at once, column by column: COPY on PostgreSQL, executemany on SQLite.

Values are given as the database stores them: integers, texts, None; moments and days as texts (see `moments`, `days`),
amounts in ten-thousandths, JSON as text. Whoever writes rows past the actions must write what the actions would have.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np
from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import Max

Column = Sequence[Any] | np.ndarray[Any, Any]


def moments(seconds: np.ndarray[Any, Any]) -> list[str | None]:
    """Moments in UTC from seconds since 1970; negative ones are None."""
    texts = np.datetime_as_string(np.maximum(seconds, 0).astype("datetime64[s]"), unit="s")
    zone = "+00" if connection.vendor == "postgresql" else ""
    return [
        None if second < 0 else text.replace("T", " ") + zone
        for second, text in zip(seconds.tolist(), texts.tolist(), strict=True)
    ]


def days(numbers: np.ndarray[Any, Any]) -> list[str | None]:
    """Days from numbers of days since 1970; negative ones are None."""
    texts = np.datetime_as_string(np.maximum(numbers, 0).astype("datetime64[D]"))
    return [
        None if number < 0 else str(text)
        for number, text in zip(numbers.tolist(), texts.tolist(), strict=True)
    ]


def amounts(cents: np.ndarray[Any, Any]) -> list[int]:
    """Amounts as they are stored, from whole cents."""
    return [value * 100 for value in cents.tolist()]


class Bulk:
    """Hands out keys and writes rows. `finish` once at the end, so that the next ordinary row gets a free key."""

    def __init__(self) -> None:
        self._next: dict[type[models.Model], int] = {}
        self._touched: list[type[models.Model]] = []

    def reserve(self, model: type[models.Model], count: int) -> range:
        """So many keys of a table, in one run behind those that exist."""
        if model not in self._next:
            self._next[model] = (model._base_manager.aggregate(top=Max("pk"))["top"] or 0) + 1
        first = self._next[model]
        self._next[model] += count
        return range(first, first + count)

    def write(
        self, model: type[models.Model], count: int, **columns: Column | str | int | bool | None
    ) -> range:
        """Write `count` rows. A column is named by its attribute (owner_id); a single value goes into every row.

        Columns that are not given get the field's default. Returns the keys, those given as `id` or new ones.
        """
        keys = columns["id"] if "id" in columns else self.reserve(model, count)
        columns["id"] = keys
        if model not in self._touched:
            self._touched.append(model)
        if not count:
            return keys  # type: ignore[return-value]
        names, values = [], []
        for field in model._meta.concrete_fields:
            if field.generated:
                continue
            names.append(str(field.column))
            if field.attname in columns:
                values.append(self._column(columns[field.attname], count))
            else:
                plain = field.get_db_prep_save(field.get_default(), connection)
                values.append([self._plain(plain)] * count)
        unknown = set(columns) - {f.attname for f in model._meta.concrete_fields}
        if unknown:
            raise TypeError(f"{model.__name__} has no {', '.join(sorted(unknown))}.")
        self._send(model._meta.db_table, names, zip(*values, strict=True))
        return keys  # type: ignore[return-value]

    def finish(self) -> None:
        """Tell the database which keys are taken."""
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), self._touched):
                cursor.execute(statement)

    @staticmethod
    def _column(values: Column | str | int | bool | None, count: int) -> Sequence[Any]:
        if isinstance(values, np.ndarray):
            return values.tolist()
        if values is None or isinstance(values, str | int | bool):
            return [values] * count
        return values

    @staticmethod
    def _plain(value: Any) -> Any:
        """A default as text or number: JSON comes wrapped from PostgreSQL's adapter."""
        if hasattr(value, "obj"):
            import json

            return json.dumps(value.obj)
        return value.isoformat() if isinstance(value, date) else value

    @staticmethod
    def _send(table: str, names: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
        quoted = ", ".join(connection.ops.quote_name(name) for name in names)
        table = connection.ops.quote_name(table)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            else:
                marks = ", ".join("?" * len(names))
                raw = cursor.connection.cursor()  # past Django's rewriting of placeholders, row by row
                raw.executemany(f"INSERT INTO {table} ({quoted}) VALUES ({marks})", rows)  # noqa: S608
                raw.close()


class Later:
    """Rows that must be written in order of their moment though they come from lives that overlap.

    `add` takes columns whose first is the moment (seconds); `take(before)` gives back, in order, all rows earlier than
    that moment. Memory holds what is still to come.
    """

    def __init__(self) -> None:
        self._rows: list[tuple[Any, ...]] = []

    def add(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Keep rows; each is a tuple that begins with its moment."""
        self._rows.extend(rows)

    def take(self, before: int | None = None) -> list[tuple[Any, ...]]:
        """Rows before a moment (None: all), sorted by moment; equal ones stay in the order they came."""
        self._rows.sort(key=_moment)
        cut = len(self._rows)
        if before is not None:
            import bisect

            cut = bisect.bisect_left(self._rows, before, key=_moment)
        taken, self._rows = self._rows[:cut], self._rows[cut:]
        return taken


def _moment(row: tuple[Any, ...]) -> int:
    return int(row[0])
