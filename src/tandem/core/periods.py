"""Years, quarters and months of a fiscal calendar."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from tandem.science.workdays import working_days

__all__ = ["FiscalCalendar", "Kind", "Period", "working_days"]

Kind = Literal["year", "quarter", "month"]

_LENGTH: dict[Kind, int] = {"year": 12, "quarter": 3, "month": 1}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_KEY = re.compile(r"([0-9]{4})(?:-Q([1-4])|-(0[1-9]|1[0-2]))?")
_ODD_KEY = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])x(3|12)")
TEN_YEARS = timedelta(days=3652)
_SHIFTS = {"last": -1, "this": 0, "next": 1}


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _first_day(month_number: int) -> date:
    return date(month_number // 12, month_number % 12 + 1, 1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A year, quarter or month: `start` to `end`, both included. Made by a FiscalCalendar; sorts by time.

    One that was planned before the fiscal year began in another month keeps its days: it is `odd`, named by them.
    """

    start: date
    end: date
    kind: Kind
    start_month: int = 1

    @property
    def fiscal_year(self) -> int:
        """The year it counts to: the calendar year in which that fiscal year ends."""
        return self.start.year + (self.start_month > 1 and self.start.month >= self.start_month)

    @property
    def number(self) -> int:
        """1 to 4 for a quarter, 1 to 12 for a month (its place in the fiscal year), 1 for a year."""
        return (self.start.month - self.start_month) % 12 // _LENGTH[self.kind] + 1

    @property
    def odd(self) -> bool:
        """It is no year or quarter of the calendar: that begins in other months."""
        return (self.start.month - self.start_month) % _LENGTH[self.kind] != 0

    @property
    def key(self) -> str:
        """For addresses and the database: "2026", "2026-Q4" (fiscal year), "2026-11" (calendar month).

        "2026-10x3" for three months from October that are no quarter of the calendar.
        """
        if self.odd:
            return f"{self.start.year:04}-{self.start.month:02}x{_LENGTH[self.kind]}"
        if self.kind == "month":
            return f"{self.start.year:04}-{self.start.month:02}"
        return f"{self.fiscal_year:04}" + (f"-Q{self.number}" if self.kind == "quarter" else "")

    @property
    def label(self) -> str:
        """For people: "2026", "Q4 2026", "Nov 2026"; with "FY" before the year when it is not the
        calendar year; "Oct–Dec 2026" when it is odd.
        """
        if self.odd:
            first, last = _MONTHS[self.start.month - 1], _MONTHS[self.end.month - 1]
            if self.start.year == self.end.year:
                return f"{first}–{last} {self.end.year}"
            return f"{first} {self.start.year} – {last} {self.end.year}"
        if self.kind == "month":
            return f"{_MONTHS[self.start.month - 1]} {self.start.year}"
        year = f"FY{self.fiscal_year}" if self.start_month > 1 else f"{self.fiscal_year}"
        return f"Q{self.number} {year}" if self.kind == "quarter" else year

    @property
    def days(self) -> int:
        """Calendar days in it."""
        return (self.end - self.start).days + 1

    def __str__(self) -> str:
        return self.label

    def __contains__(self, day: date) -> bool:
        return self.contains(day)

    def contains(self, day: date) -> bool:
        return self.start <= day <= self.end

    def shifted(self, steps: int) -> "Period":
        """The period of the same kind `steps` later, earlier when negative."""
        return _period(self.kind, _month_number(self.start) + steps * _LENGTH[self.kind], self.start_month)

    def next(self) -> "Period":
        return self.shifted(1)

    def previous(self) -> "Period":
        return self.shifted(-1)

    def months(self) -> tuple["Period", ...]:
        """Its months in order; a month gives itself."""
        return tuple(self._parts("month"))

    def quarters(self) -> tuple["Period", ...]:
        """Its quarters in order; empty for a month."""
        return tuple(self._parts("quarter"))

    def year(self) -> "Period":
        """The fiscal year it lies in."""
        return FiscalCalendar(self.start_month).year_of(self.start)

    def _parts(self, kind: Kind) -> Iterator["Period"]:
        first = _month_number(self.start)
        for offset in range(0, _LENGTH[self.kind] - _LENGTH[kind] + 1, _LENGTH[kind]):
            yield _period(kind, first + offset, self.start_month)


def _period(kind: Kind, first_month: int, start_month: int) -> Period:
    after = first_month + _LENGTH[kind]
    if first_month < 12 or after >= 120_000:
        raise ValueError("Tandem's calendar runs from the year 1 to the year 9999.")
    return Period(_first_day(first_month), _first_day(after) - timedelta(days=1), kind, start_month)


@dataclass(frozen=True, slots=True)
class FiscalCalendar:
    """Years of twelve months that begin on the first day of `start_month` (1 to 12), in quarters of three.

    When they do not begin in January, a fiscal year is named after the calendar year in which it
    **ends**: with `start_month=4`, FY2027 runs from 1 April 2026 to 31 March 2027 and its first quarter,
    "2027-Q1", begins on 1 April 2026. Months keep their calendar names: "2026-04".
    """

    start_month: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.start_month <= 12:
            raise ValueError("A fiscal year starts in month 1 to 12.")

    def of(self, kind: Kind, day: date) -> Period:
        """The period of that kind in which `day` lies."""
        if kind not in _LENGTH:
            raise ValueError(f"A period is a year, a quarter or a month, not {kind!r}.")
        month = _month_number(day)
        return _period(kind, month - (month % 12 - (self.start_month - 1)) % _LENGTH[kind], self.start_month)

    def beginning(self, kind: Kind, start: date) -> Period:
        """The period of that kind that begins on this first day of a month, whatever months the calendar's begin in."""
        return _period(kind, _month_number(start), self.start_month)

    def year_of(self, day: date) -> Period:
        return self.of("year", day)

    def quarter_of(self, day: date) -> Period:
        return self.of("quarter", day)

    def month_of(self, day: date) -> Period:
        return self.of("month", day)

    def parse(self, key: str) -> Period:
        """The period of a key: "2026", "2026-Q4", "2026-11", "2026-10x3". ValueError for anything else."""
        if odd := _ODD_KEY.fullmatch(key):
            first = int(odd[1]) * 12 + int(odd[2]) - 1
            return _period("quarter" if odd[3] == "3" else "year", first, self.start_month)
        match = _KEY.fullmatch(key)
        if match is None:
            raise ValueError(f"“{key}” is not a period: write 2026, 2026-Q4 or 2026-11.")
        year, quarter, month = match.groups()
        if month:
            return _period("month", int(year) * 12 + int(month) - 1, self.start_month)
        first = (int(year) - (self.start_month > 1)) * 12 + self.start_month - 1
        if quarter:
            return _period("quarter", first + 3 * (int(quarter) - 1), self.start_month)
        return _period("year", first, self.start_month)

    def pick(self, key: str, listed: Sequence[Period], today: date) -> Period | None:
        """The one of this key: one that is listed, or any that is over, since ten years at most. None for others."""
        for period in listed:
            if period.key == key:
                return period
        try:
            found = self.parse(key)
        except ValueError:
            return None
        return found if today - TEN_YEARS < found.end < today else None

    def named(self, name: str, today: date) -> Period:
        """ "this-quarter", "last-month", "next-year" … as seen from `today`. ValueError for another name."""
        shift, _, kind = name.partition("-")
        if shift not in _SHIFTS or kind not in _LENGTH:
            raise ValueError(f"“{name}” is not a period: write this-quarter, last-month, next-year.")
        return self.of(kind, today).shifted(_SHIFTS[shift])
