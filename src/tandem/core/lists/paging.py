"""Paging by key: a page begins after a value and an id, so that page 900 costs what page 1 costs.

Rows without the value come last in either direction, on every database. They are a stretch of their own (`IS NULL`),
so that the other stretch stands on a plain index.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Expression, F, Field, Q, QuerySet, TextField

from tandem.core.lists.asking import Unclear
from tandem.core.lists.columns import Term

MISFIT = "The address pointed into a list with another order; this is its first page."


@dataclass(frozen=True)
class Order:
    """Rows by `terms`, then by id, all in one direction. `name` is the word in the address, "-" before it included."""

    name: str
    terms: tuple[Term, ...]
    descending: bool

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Slice:
    """The rows of one page, and the keys of the pages after and before it ("" where there is none)."""

    rows: list[Any]
    after: str
    before: str


class KeyPager:
    """Cuts an ordered queryset into pages."""

    def __init__(self, rows: QuerySet[Any], order: Order) -> None:
        self.order = order
        self.names: list[str] = []
        self.fields: list[Field[Any, Any]] = []
        for number, term in enumerate(order.terms):
            rows = self._take(rows, term, f"key_{number}")
        self.rows = rows
        self.nullable = bool(self.names) and not self._never_null(self.names[0])

    def _take(self, rows: QuerySet[Any], term: Term, alias: str) -> QuerySet[Any]:
        if isinstance(term, str) and "__" not in term and term not in rows.query.annotations:
            field = rows.model._meta.pk if term == "pk" else rows.model._meta.get_field(term)
            self.names.append(field.attname)
            self.fields.append(getattr(field, "target_field", field))
            return rows
        if not isinstance(term, str) or term not in rows.query.annotations:
            rows = rows.annotate(**{alias: F(term) if isinstance(term, str) else term})
            term = alias
        self.names.append(term)
        found = rows.query.annotations[term]
        assert isinstance(found, Expression) or hasattr(found, "output_field")
        self.fields.append(getattr(found, "output_field", None) or TextField())
        return rows

    def _never_null(self, name: str) -> bool:
        try:
            return not self.rows.model._meta.get_field(name).null
        except FieldDoesNotExist:
            return False

    def ordered(self, *, backward: bool = False) -> QuerySet[Any]:
        """All rows with a value, in order."""
        rows = self.rows
        if self.nullable:
            rows = rows.filter(**{f"{self.names[0]}__isnull": False})
        return rows.order_by(*self._order(self.names, backward))

    def everything(self) -> QuerySet[Any]:
        """All rows in order, for an export that reads them in one go."""
        if not self.nullable:
            return self.ordered()
        first = F(self.names[0])
        head = first.desc(nulls_last=True) if self.order.descending else first.asc(nulls_last=True)
        return self.rows.order_by(head, *self._order(self.names[1:], backward=False))

    def _without(self, backward: bool) -> QuerySet[Any]:
        rows = self.rows.filter(**{f"{self.names[0]}__isnull": True})
        return rows.order_by(*self._order([], backward))

    def _order(self, names: Sequence[str], backward: bool) -> list[str]:
        sign = "-" if self.order.descending is not backward else ""
        tail = [] if names and names[-1] == self.rows.model._meta.pk.attname else ["pk"]
        return [f"{sign}{name}" for name in [*names, *tail]]

    def page(self, size: int, *, after: str = "", before: str = "") -> Slice:
        """The page after or before a key, or the first one. Unclear when the key does not fit."""
        backward = bool(before) and not after
        key = self.decode(before if backward else after) if (after or before) else None
        rows = self._read(key, size + 1, backward)
        more, rows = len(rows) > size, rows[:size]
        if backward:
            rows.reverse()
            return Slice(rows, self.encode(rows[-1]) if rows else "", self.encode(rows[0]) if more else "")
        return Slice(
            rows,
            self.encode(rows[-1]) if more else "",
            self.encode(rows[0]) if key is not None and rows else "",
        )

    def _read(self, key: list[Any] | None, count: int, backward: bool) -> list[Any]:
        """Up to `count` rows beyond the key: first one stretch, then the other."""
        stretches = [self.ordered(backward=backward)]
        if self.nullable:
            stretches.append(self._without(backward))
        if backward:
            stretches.reverse()
        if key is not None:
            in_nulls = self.nullable and key[0] is None
            at = len(stretches) - 1 if in_nulls is not backward and self.nullable else 0
            stretches = stretches[at:]
            stretches[0] = stretches[0].filter(self._beyond(key, backward))
        found: list[Any] = []
        for stretch in stretches:
            if len(found) < count:
                found += stretch[: count - len(found)]
        return found

    def _beyond(self, key: list[Any], backward: bool) -> Q:
        """Rows that come after the key."""
        way = "lt" if self.order.descending is not backward else "gt"
        beyond = Q(**{f"pk__{way}": key[-1]})
        if not self.names or key[0] is None:
            return beyond
        for name, value in zip(reversed(self.names), reversed(key[:-1]), strict=True):
            beyond = Q(**{f"{name}__{way}": value}) | (Q(**{name: value}) & beyond)
        return Q(**{f"{self.names[0]}__{way}e": key[0]}) & beyond

    def encode(self, row: Any) -> str:
        """The key of a row: opaque, and only good for this order."""
        values = [_plain(getattr(row, name)) for name in self.names]
        written = json.dumps([self.order.name, *values, row.pk], separators=(",", ":"))
        return base64.urlsafe_b64encode(written.encode()).decode().rstrip("=")

    def decode(self, key: str) -> list[Any]:
        """The values of a key and its id."""
        try:
            padded = key.encode("ascii") + b"=" * (-len(key) % 4)
            name, *values, pk = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
            if name != self.order.name or len(values) != len(self.names) or not isinstance(pk, int):
                raise Unclear(MISFIT)
            if abs(pk) >= 2**63:
                raise Unclear(MISFIT)
            return [*map(_back, self.fields, values), pk]
        except (ValueError, TypeError, binascii.Error, ValidationError, RecursionError) as error:
            raise Unclear(MISFIT) from error


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _back(field: Field[Any, Any], value: Any) -> Any:
    if (isinstance(value, str) and "\x00" in value) or isinstance(value, list | dict):
        raise Unclear(MISFIT)
    back = field.to_python(value)
    if isinstance(back, int) and abs(back) >= 2**63:
        raise Unclear(MISFIT)
    return back
