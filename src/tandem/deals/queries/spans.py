"""Whole days between two moments, counted by the database."""

from __future__ import annotations

from typing import Any

from django.db.models import Func, IntegerField


class DaysBetween(Func):
    """`DaysBetween(later, earlier)`: whole calendar days (UTC), without a call into Python."""

    output_field = IntegerField()
    arity = 2

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "CAST(julianday(date(%(later)s)) - julianday(date(%(earlier)s)) AS INTEGER)"
        return self._written(compiler, template)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self._written(compiler, "(CAST(%(later)s AS date) - CAST(%(earlier)s AS date))")

    def _written(self, compiler: Any, template: str) -> Any:
        (later, first), (earlier, second) = (compiler.compile(each) for each in self.get_source_expressions())
        return template % {"later": later, "earlier": earlier}, (*first, *second)
