"""From text to values: numbers, money, dates, moments, yes or no. The doubtful is refused with a sentence."""

import re
from datetime import date, datetime, time, tzinfo
from decimal import Decimal
from functools import lru_cache

from tandem.core.imports.amounts import bare_number, currency_code
from tandem.core.imports.dates import PARTS, DateOrder, read_moment
from tandem.core.imports.shapes import Shape
from tandem.core.imports.words import NO, YES, fold, is_placeholder


class UnreadableValueError(ValueError):
    """A cell that cannot be read. The sentence names the value and the remedy."""


def parse_number(text: str, shape: Shape) -> Decimal | None:
    """A decimal number by the column's decimal mark; None when the cell is empty."""
    return parse_money(text, shape)[0]


def parse_money(text: str, shape: Shape) -> tuple[Decimal | None, str]:
    """The amount and the currency code that the cell itself names ("" when it names none)."""
    if not text or is_placeholder(text):
        return None, ""
    plain, currency, sign = bare_number(text)
    if not re.search(r"\d", plain) or not grouping(shape.decimal).fullmatch(plain):
        raise UnreadableValueError(number_sentence(text, plain, shape))
    thousands = "," if shape.decimal == "." else "."
    return sign * Decimal(plain.replace(thousands, "").replace(shape.decimal, ".")), currency


@lru_cache(maxsize=2)
def grouping(mark: str) -> re.Pattern[str]:
    """How digits are grouped before a decimal mark: by threes, or as in India (12,34,567)."""
    other = re.escape("," if mark == "." else ".")
    mark = re.escape(mark)
    return re.compile(rf"(\d+|\d{{1,3}}({other}\d{{2,3}})*{other}\d{{3}})?({mark}\d*)?", re.ASCII)


def parse_currency(text: str) -> str:
    """A currency column's cell as ISO 4217 code; also "US Dollar (USD)"."""
    if not text or is_placeholder(text):
        return ""
    inside = re.search(r"\b([A-Z]{3})\b", text)
    code = currency_code(text.strip()) or (inside[1] if inside else "")
    if not code:
        raise UnreadableValueError(f"“{text}” is no currency. Write its code of three letters, such as USD.")
    return code


def number_sentence(text: str, plain: str, shape: Shape) -> str:
    """Why this is no number, and what would be."""
    example = "1,234.56" if shape.decimal == "." else "1.234,56"
    if re.fullmatch(r"[\d.,]+", plain or ""):
        return (
            f"“{text}” does not fit the column's numbers, which are written like {example}. "
            "Rewrite it, or choose the other decimal mark."
        )
    return f"“{text}” is not a number. Write it like {example}, or leave it blank."


def parse_whole(text: str, shape: Shape) -> int | None:
    """A whole number."""
    number = parse_number(text, shape)
    if number is None:
        return None
    if number != number.to_integral_value():
        raise UnreadableValueError(f"“{text}” is not a whole number. Write it without decimals.")
    return int(number)


def parse_flag(text: str) -> bool | None:
    """Yes or no in a dozen languages, 1 and 0, true and false."""
    word = fold(text)
    if word in YES:
        return True
    if word in NO:
        return False
    if not word or is_placeholder(text):
        return None
    raise UnreadableValueError(f"“{text}” is neither yes nor no. Write yes or no.")


def parse_date(text: str, shape: Shape) -> date | None:
    """The day; a time of day is left out."""
    found = split_moment(text, shape.order)
    return found[0] if found else None


def parse_moment(text: str, shape: Shape, zone: tzinfo) -> datetime | None:
    """The moment, aware. A cell without offset is in `zone`; a day alone is its noon, which stays that
    day in most other zones."""
    found = split_moment(text, shape.order)
    if not found:
        return None
    day, at, offset = found
    return datetime.combine(day, at if at is not None else time(12), tzinfo=offset or zone)


@lru_cache(maxsize=4096)
def split_moment(text: str, order: DateOrder) -> tuple[date, time | None, tzinfo | None] | None:
    """Day, time of day and offset of a cell; None when it is empty."""
    if not text or is_placeholder(text):
        return None
    try:
        return read_moment(text.strip(), order)
    except (ValueError, OverflowError):
        pass
    raise UnreadableValueError(date_sentence(text, order))


def date_sentence(text: str, order: DateOrder) -> str:
    """Why this is no date, and what would be."""
    if PARTS.fullmatch(text.strip()):
        shown = {"mdy": "month/day/year", "dmy": "day/month/year", "iso": "day/month/year"}[order]
        return (
            f"“{text}” is no date when read as {shown}. Correct it, or choose the other order for the column."
        )
    return f"“{text}” is not a date. Write it like 2024-12-31, or leave it blank."
