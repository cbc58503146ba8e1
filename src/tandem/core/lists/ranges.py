"""Filters by days and by numbers: a range "from..to", either end open, or a period by name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Q
from django.http import QueryDict

from tandem.core.lists.asking import Ask, Unclear
from tandem.core.lists.columns import written_day
from tandem.core.lists.filters import Chosen, Filter, Option

PERIODS = {
    "today": "today",
    "past": "before today",
    "next-7-days": "in the next 7 days",
    "next-30-days": "in the next 30 days",
    "last-7-days": "in the last 7 days",
    "last-30-days": "in the last 30 days",
    **{
        f"{when}-{kind}": f"{when} {kind}"
        for kind in ("month", "quarter", "year")
        for when in ("this", "next", "last")
    },
}


class Range(Filter):
    """What ranges share: two fields in the form, one word in the address."""

    template = "lists/filters/range.html"
    input_type = "text"

    def parameters(self) -> tuple[str, ...]:
        return (self.name, f"{self.name}-from", f"{self.name}-to")

    def read(self, parameters: QueryDict) -> list[str]:
        ends = [parameters.get(f"{self.name}-{end}", "").strip() for end in ("from", "to")]
        return ["..".join(ends)] if any(ends) else super().read(parameters)

    def ends(self, value: str) -> tuple[str, str]:
        """What stands before and after the dots; both the same without dots."""
        low, dots, high = value.partition("..")
        return (low.strip(), high.strip()) if dots else (value.strip(), value.strip())

    def shown(self, chosen: Chosen | None) -> tuple[str, str]:
        """What stands in the two fields of the form."""
        value = chosen.values[0] if chosen else ""
        return self.ends(value) if ".." in value else ("", "")


class NumberRange(Range):
    """A number from..to, both included: "1000..5000", "..10", "5"."""

    input_type = "number"

    def __init__(self, name: str, label: str = "", *, path: str = "", none: str = "") -> None:
        super().__init__(name, label, path=path)
        self.none = none

    def choose(self, values: Sequence[str], ask: Ask) -> Chosen:
        value = values[-1]
        if value == "none" and self.none:
            return Chosen(self, self.where("isnull", True), self.none.lower(), ("none",))
        low, high = (self.number(end) if end else None for end in self.ends(value))
        if low is None and high is None:
            raise Unclear(f"{self.label} needs a number: 1000..5000, 1000.. or ..5000.")
        if low is not None and high is not None and low > high:
            low, high = high, low
        condition = Q()
        if low is not None:
            condition &= self.where("gte", low)
        if high is not None:
            condition &= self.where("lte", high)
        return Chosen(self, condition, self.words(low, high), (joined(low, high),))

    def number(self, written: str) -> Any:
        """A number as written in the address."""
        try:
            number = Decimal(written.replace(",", "").replace("−", "-"))
        except InvalidOperation:
            raise Unclear(f"{self.label}: “{written[:60]}” is not a number.") from None
        if not number.is_finite() or abs(number) >= Decimal(10) ** 14:
            raise Unclear(f"{self.label}: “{written[:60]}” is too large.")
        return number

    def words(self, low: Any, high: Any) -> str:
        """The range in words."""
        if low is None:
            return f"at most {high:,}"
        if high is None:
            return f"at least {low:,}"
        return f"{low:,}" if low == high else f"{low:,} – {high:,}"


class AmountRange(NumberRange):
    """An amount of money from..to, in whatever currency the rows have."""


class DateRange(Range):
    """Days: a period by name ("this-quarter", "2026-Q4", "next-7-days"), from..to, or "none".

    `moments`: the field holds moments rather than days.
    """

    template = "lists/filters/days.html"
    input_type = "date"

    def __init__(
        self, name: str, label: str = "", *, path: str = "", none: str = "", moments: bool = False
    ) -> None:
        super().__init__(name, label, path=path)
        self.none = none
        self.moments = moments

    def choose(self, values: Sequence[str], ask: Ask) -> Chosen:
        value = values[-1]
        if value == "none" and self.none:
            return Chosen(self, self.where("isnull", True), self.none.lower(), ("none",))
        low, high, words = self.days(value, ask)
        path = f"{self.path}__date" if self.moments else self.path
        condition = Q()
        if low is not None:
            condition &= self.where("gte", low.isoformat() if self.term is not None else low, path)
        if high is not None:
            condition &= self.where("lte", high.isoformat() if self.term is not None else high, path)
        return Chosen(self, condition, words, (value,))

    def days(self, value: str, ask: Ask) -> tuple[date | None, date | None, str]:
        """The first and last day that a value means, and its words."""
        if value in PERIODS:
            return *named_days(value, ask), PERIODS[value]
        if ".." in value:
            low, high = (self.day(end) if end else None for end in self.ends(value))
            if low is None and high is None:
                raise Unclear(f"{self.label} needs a day: 2026-01-01..2026-03-31.")
            if low is not None and high is not None and low > high:
                low, high = high, low
            return low, high, words_between(low, high, ask.today)
        try:
            period = ask.calendar.parse(value)
        except ValueError:
            day = self.day(value)
            return day, day, written_day(day, ask.today)
        return period.start, period.end, f"in {period.label}"

    def day(self, written: str) -> date:
        """A day as written in the address."""
        try:
            return date.fromisoformat(written)
        except ValueError:
            raise Unclear(
                f"{self.label}: “{written[:60]}” is not a day or period. Write 2026-03-31, 2026-Q1 or this-quarter."
            ) from None

    def options(self, values: Sequence[str], ask: Ask) -> list[Option]:
        value = values[-1] if values else ""
        choices = {"": "Any day", **PERIODS, **({"none": self.none} if self.none else {})}
        return [Option(key, words.capitalize(), key == value) for key, words in choices.items()]


def named_days(name: str, ask: Ask) -> tuple[date | None, date | None]:
    """The days of a period by name, as seen from today."""
    if name == "today":
        return ask.today, ask.today
    if name == "past":
        return None, ask.today - timedelta(days=1)
    when, _, rest = name.partition("-")
    if rest.endswith("-days"):
        span = timedelta(days=int(rest.removesuffix("-days")))
        return (ask.today, ask.today + span) if when == "next" else (ask.today - span, ask.today)
    period = ask.calendar.named(name, ask.today)
    return period.start, period.end


def words_between(low: date | None, high: date | None, today: date) -> str:
    """A range of days in words."""
    if low is None:
        return f"until {written_day(high, today)}" if high else "any day"
    if high is None:
        return f"from {written_day(low, today)}"
    return f"{written_day(low, today)} – {written_day(high, today)}"


def joined(low: Any, high: Any) -> str:
    """A range as the address keeps it."""
    if low is not None and low == high:
        return f"{low:f}"
    return f"{'' if low is None else f'{low:f}'}..{'' if high is None else f'{high:f}'}"
