"""From one row of a file to the values of its fields, with a sentence for each cell that cannot be read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from tandem.core.imports import values
from tandem.core.imports.kinds import ImportField, ImportKind
from tandem.core.imports.layout import Row
from tandem.core.imports.references import Resolver, UnsettledError
from tandem.core.imports.shapes import Shape
from tandem.core.imports.words import is_placeholder

LONGEST = 2000


@dataclass(frozen=True)
class Problem:
    """Why a row is refused: the column ("" for the whole row) and a sentence."""

    column: str
    reason: str


class Parser:
    """Reads the cells of a file's rows by mapping and shapes."""

    def __init__(
        self,
        kind: ImportKind,
        columns: Sequence[str],
        shapes: Sequence[Shape],
        mapping: dict[str, str],
        *,
        zone: tzinfo,
        shift: timedelta,
        resolver: Resolver,
    ) -> None:
        self.kind = kind
        self.zone = zone
        self.shift = shift
        self.resolver = resolver
        self.cells: list[tuple[int, str, ImportField, Shape]] = [
            (at, column, kind.field_named(mapping[column]), shapes[at] if at < len(shapes) else Shape())
            for at, column in enumerate(columns)
            if mapping.get(column)
        ]
        self.column_of = {field.key: column for _, column, field, _ in self.cells}
        self.width = len(columns)
        self.soft: dict[int, str] = {}

    def parse(self, row: Row) -> tuple[dict[str, Any], list[Problem]]:
        """Values by field key, and what is wrong. References into the same file stay text."""
        found: dict[str, Any] = {}
        problems: list[Problem] = []
        if row.cut:
            problems.append(
                Problem("", f"This row has more cells than the header has columns ({self.width}).")
            )
        for at, column, field, shape in self.cells:
            try:
                found[field.key] = self.read(field, row.cells[at], shape, row.number)
            except UnsettledError as error:
                if field.soft:
                    self.soft[row.number] = f"with an unknown {field.label.lower()}"
                else:
                    problems.append(Problem(column, str(error)))
            except values.UnreadableValueError as error:
                problems.append(Problem(column, str(error)))
        for field in self.kind.fields:
            if field.required and not found.get(field.key) and field.key in self.column_of:
                column = self.column_of[field.key]
                if not any(problem.column == column for problem in problems):
                    problems.append(
                        Problem(column, f"{field.label} is blank. Fill it in, or remove the row.")
                    )
        return found, problems

    def read(self, field: ImportField, text: str, shape: Shape, number: int) -> Any:
        """One cell."""
        match field.parse:
            case "text":
                return short(text)
            case "reference":
                return text if field.within else self.resolver.resolve(field, text, number)
            case "number":
                return values.parse_number(text, shape)
            case "money":
                return values.parse_money(text, shape)
            case "whole":
                return values.parse_whole(text, shape)
            case "currency":
                return values.parse_currency(text)
            case "flag":
                return values.parse_flag(text)
            case "email":
                return email(text)
            case "date":
                day = values.parse_date(text, shape)
                return day + self.shift if day else None
            case "moment":
                moment = values.parse_moment(text, shape, self.zone)
                return moment + self.shift if moment else None

    def left_out(self, number: int) -> list[str]:
        """What had to be left out of a row that is kept all the same."""
        said = self.soft.pop(number, "")
        return [said] if said else []

    def parse_one(self, row: Row, key: str) -> str:
        """The text of one field of a row."""
        return next((row.cells[at] for at, _, field, _ in self.cells if field.key == key), "")

    def latest_day(self, row: Row) -> date | None:
        """The latest day among the fields that say how far the data reach, unshifted."""
        latest: date | None = None
        for at, _, field, shape in self.cells:
            if field.key in self.kind.ends:
                try:
                    day = values.parse_date(row.cells[at], shape)
                except values.UnreadableValueError:
                    continue
                if day and (latest is None or day > latest):
                    latest = day
        return latest


def short(text: str) -> str:
    """A text that is not absurdly long."""
    if len(text) > LONGEST:
        raise values.UnreadableValueError(
            f"This text has {len(text):,} letters; the most is {LONGEST:,}. Shorten it."
        )
    return text


def email(text: str) -> str:
    """An e-mail address in lower case; of several the first."""
    first = re.split(r"[;,\s]+", text.strip().removeprefix("mailto:"))[0].strip("<>")
    if not first or is_placeholder(first):
        return ""
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", first):
        raise values.UnreadableValueError(f"“{text}” is no e-mail address. Correct it, or leave it blank.")
    return first.lower()


def moment_of(day: date | datetime | None, zone: tzinfo) -> datetime | None:
    """A day as the moment of its noon in `zone`."""
    if day is None or isinstance(day, datetime):
        return day
    return datetime(day.year, day.month, day.day, 12, tzinfo=zone)
