"""What a column's cells look like as a whole: recognized from all of them, shown, used to parse each."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from tandem.core.imports.amounts import bare_number, decimal_mark
from tandem.core.imports.dates import PARTS, DateOrder, read_moment
from tandem.core.imports.words import NO, YES, fold, is_placeholder

Sort = Literal["empty", "text", "number", "date", "flag"]


@dataclass(frozen=True)
class Shape:
    """How to read a column. `doubtful` names what the cells leave open, "" when they decide everything."""

    sort: Sort = "text"
    decimal: str = "."
    order: DateOrder = "iso"
    currency: str = ""
    doubtful: str = ""
    filled: int = 0
    plain: bool = False
    """Numbers without any mark."""
    placeholders: tuple[str, ...] = ()
    example: str = ""

    def described(self) -> str:
        """Words for the page: "numbers like 1.234,56 in EUR"."""
        if self.sort == "number" and self.plain:
            return f"numbers, {self.currency}" if self.currency else "numbers"
        if self.sort == "number":
            kind = "numbers with decimal comma" if self.decimal == "," else "numbers with decimal point"
            return f"{kind}, {self.currency}" if self.currency else kind
        if self.sort == "date":
            return {"iso": "dates", "dmy": "dates, day before month", "mdy": "dates, month before day"}[
                self.order
            ]
        return {"empty": "empty", "flag": "yes or no"}.get(self.sort, "text")

    def corrected(self, *, decimal: str = "", order: str = "") -> Shape:
        """The shape as a person told it; nothing is doubtful then."""
        if self.sort == "number" and decimal:
            return replace(self, decimal=decimal, doubtful="")
        if self.sort == "date" and order in ("dmy", "mdy"):
            return replace(self, order="mdy" if order == "mdy" else "dmy", doubtful="")
        return self

    def as_json(self) -> dict[str, Any]:
        """A form that a JSON column can keep."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Shape:
        """The shape that `as_json` wrote."""
        return cls(**{**kept, "placeholders": tuple(kept["placeholders"])})


class Column:
    """Looks at each cell of one column once and then says what shape the column has. Constant memory."""

    def __init__(self) -> None:
        self.filled = 0
        self.sorts: Counter[str] = Counter()
        self.marks: Counter[str] = Counter()
        self.orders: Counter[str] = Counter()
        self.currencies: Counter[str] = Counter()
        self.placeholders: dict[str, None] = {}
        self.example = ""
        self.doubtful_example = ""

    def see(self, text: str) -> None:
        """Take one cell into account."""
        if not text:
            return
        if is_placeholder(text):
            if len(self.placeholders) < 5:
                self.placeholders[text] = None
            return
        self.filled += 1
        self.example = self.example or text[:60]
        if self.see_date(text):
            self.sorts["date"] += 1
        elif self.see_number(text):
            self.sorts["number"] += 1
        elif fold(text) in YES or fold(text) in NO:
            self.sorts["flag"] += 1
        else:
            self.sorts["text"] += 1

    def see_date(self, text: str) -> bool:
        """Whether the cell is a date; notes what it says about the order of day and month."""
        if parts := PARTS.fullmatch(text):
            first, second = int(parts[1]), int(parts[3])
            if first > 31 or second > 31 or (first > 12 and second > 12):
                return False
            if parts[2] == "." or first > 12:
                self.orders["dmy"] += 1
            elif second > 12:
                self.orders["mdy"] += 1
            elif first != second:
                self.orders["open"] += 1
                self.doubtful_example = self.doubtful_example or text
            return True
        if re.fullmatch(r"\d+([.,]\d+)?", text, re.ASCII):
            return False
        try:
            read_moment(text, "iso")
        except (ValueError, OverflowError):
            return False
        return True

    def see_number(self, text: str) -> bool:
        """Whether the cell is a number or money; notes what it says about the decimal mark."""
        if not any(letter.isdigit() for letter in text) or len(text) > 40:
            return False
        plain, currency, _ = bare_number(text)
        if not re.fullmatch(r"[\d.,]+", plain, re.ASCII):
            return False
        if currency:
            self.currencies[currency] += 1
        mark = decimal_mark(plain)
        if mark:
            self.marks[mark] += 1
        if mark == "open":
            self.doubtful_example = self.doubtful_example or text
        return True

    def shape(self, *, decimal: str = "", order: str = "") -> Shape:
        """The shape of the column; `decimal` and `order` are what the rest of the file suggests."""
        sort = self.sort()
        mark, open_mark = majority(self.marks, ".", ",")
        day_order, open_order = majority(self.orders, "dmy", "mdy")
        doubtful = ""
        if sort == "date" and open_order and not order:
            doubtful = f"“{self.doubtful_example}” could be day/month or month/day"
        elif sort == "date" and self.orders["dmy"] and self.orders["mdy"]:
            doubtful = "some dates have the day first, others the month"
        elif sort == "number" and open_mark and not decimal:
            doubtful = f"“{self.doubtful_example}” could have a thousands mark or a decimal mark"
        currency = next(iter(self.currencies)) if len(self.currencies) == 1 else ""
        return Shape(
            sort=sort,
            decimal=mark or decimal or ".",
            order=self.known_order(day_order or order),
            currency=currency,
            doubtful=doubtful,
            filled=self.filled,
            plain=not self.marks,
            placeholders=tuple(self.placeholders),
            example=self.example,
        )

    def known_order(self, order: str) -> DateOrder:
        """Without any sign, day before month, as most of the world writes it."""
        if order in ("dmy", "mdy"):
            return "mdy" if order == "mdy" else "dmy"
        return "dmy" if self.orders["open"] else "iso"

    def sort(self) -> Sort:
        """What at least nine in ten filled cells are; flags only when all are."""
        if not self.filled:
            return "empty"
        for sort in ("date", "number"):
            if self.sorts[sort] >= 0.9 * self.filled:
                return sort
        return "flag" if self.sorts["flag"] == self.filled else "text"


def majority(counted: Counter[str], one: str, two: str) -> tuple[str, bool]:
    """The more frequent of two ("" when neither occurs) and whether cells leave it open."""
    if not counted[one] and not counted[two]:
        return "", bool(counted["open"])
    return (one if counted[one] >= counted[two] else two), False


def shapes(columns: list[Column], *, delimiter: str = ",") -> list[Shape]:
    """Shapes of all columns of a file. A column that leaves something open follows the others, and a file
    cut by semicolons has decimal commas unless it shows otherwise."""
    marks: Counter[str] = Counter()
    orders: Counter[str] = Counter()
    for column in columns:
        if column.sort() == "number":
            marks.update({mark: column.marks[mark] for mark in ".,"})
        if column.sort() == "date":
            orders.update({order: column.orders[order] for order in ("dmy", "mdy")})
    decimal, _ = majority(marks, ".", ",")
    order, _ = majority(orders, "dmy", "mdy")
    decimal = decimal or ("," if delimiter == ";" else "")
    return [column.shape(decimal=decimal, order=order) for column in columns]
