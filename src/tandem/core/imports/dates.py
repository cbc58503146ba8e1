"""Dates and times as written, in a dozen forms."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Literal

from tandem.core.imports.words import fold

DateOrder = Literal["iso", "dmy", "mdy"]

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar jän janvier janv enero ene gennaio gen januari janeiro leden ledna",
            "february feb februar februari fevrier fevr febrero febbraio fevereiro fev unor unora",
            "march mar märz marz mär mars marzo maart março mrt brezen brezna",
            "april apr avril avr abril abr aprile duben dubna",
            "may mai mayo maggio mag mei maio kveten kvetna",
            "june jun juni juin junio giugno giu junho cerven cervna",
            "july jul juli juillet juil julio luglio lug julho cervenec cervence",
            "august aug aout agosto ago augustus srpen srpna",
            "september sep sept septembre septiembre settembre set setembro zari",
            "october oct oktober okt octobre octubre ottobre ott outubro out rijen rijna",
            "november nov novembre noviembre novembro listopad listopadu",
            "december dec dezember dez decembre diciembre dic dicembre dezembro prosinec prosince",
        ),
        start=1,
    )
    for name in fold(names).split()
}

ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ]+(.*))?", re.ASCII)
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{6})Z?)?", re.ASCII)
PARTS = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})(?:[T ,]+(.*))?", re.ASCII)
NAMED_DAY_FIRST = re.compile(
    r"(?:[^\W\d]+,?\s+)?(\d{1,2})(?:st|nd|rd|th|er)?\.?[\s-]+([^\W\d]+)\.?,?[\s-]+(\d{4}|\d{2})(?:[,\s]+(.*))?"
)
NAMED_MONTH_FIRST = re.compile(
    r"(?:[^\W\d]+,\s+)?([^\W\d]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?:[,\s]+(.*))?"
)
SERIAL = re.compile(r"(\d{5})(?:[.,](\d+))?", re.ASCII)
CLOCK = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([AaPp]\.?[Mm]\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?",
    re.ASCII,
)
EPOCH = date(1899, 12, 30)
FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000


def read_moment(text: str, order: DateOrder) -> tuple[date, time | None, tzinfo | None]:
    """As `split_moment`, for a cell that is not empty; raises ValueError."""
    if found := ISO.fullmatch(text):
        return date(int(found[1]), int(found[3]), int(found[4])), *read_clock(found[5])
    if found := PARTS.fullmatch(text):
        first, second, year = int(found[1]), int(found[3]), full_year(found[4])
        month_first = order == "mdy" and found[2] != "."
        day, month = (second, first) if month_first else (first, second)
        return date(year, month, day), *read_clock(found[5])
    if found := COMPACT.fullmatch(text):
        clock = ":".join(re.findall("..", found[4])) if found[4] else None
        return date(int(found[1]), int(found[2]), int(found[3])), *read_clock(clock)
    if found := NAMED_DAY_FIRST.fullmatch(text):
        return date(full_year(found[3]), month_number(found[2]), int(found[1])), *read_clock(found[4])
    if found := NAMED_MONTH_FIRST.fullmatch(text):
        return date(int(found[3]), month_number(found[1]), int(found[2])), *read_clock(found[4])
    if (found := SERIAL.fullmatch(text)) and FIRST_SERIAL <= int(found[1]) <= LAST_SERIAL:
        return read_serial(int(found[1]), found[2])
    raise ValueError(text)


def read_serial(days: int, fraction: str | None) -> tuple[date, time | None, tzinfo | None]:
    """Excel's day number, whose fraction is the time of day."""
    part = Decimal(f"0.{fraction or 0}")
    seconds = int((part * 86400).to_integral_value())
    at = (
        (datetime.combine(EPOCH, time(), UTC) + timedelta(seconds=min(seconds, 86399))).time()
        if part
        else None
    )
    return EPOCH + timedelta(days=days), at, None


def read_clock(text: str | None) -> tuple[time | None, tzinfo | None]:
    """Time of day and offset; both None when the cell has only a day."""
    if not text or not text.strip():
        return None, None
    found = CLOCK.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    half = (found[5] or "").lower().replace(".", "")
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(text)
        hour = hour % 12 + (12 if half == "pm" else 0)
    micro = int((found[4] or "0").ljust(6, "0")[:6])
    return time(hour, minute, second, micro), read_offset(found[6])


def read_offset(text: str | None) -> tzinfo | None:
    """ "Z", "+02:00", "+0200"."""
    if not text:
        return None
    if text in ("Z", "UTC", "GMT"):
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)


def month_number(name: str) -> int:
    """The month that a name or its abbreviation means; raises ValueError."""
    number = MONTHS.get(fold(name))
    if number is None:
        raise ValueError(name)
    return number


def full_year(digits: str) -> int:
    """Two digits mean the years 1970 to 2069."""
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (2000 if year < 70 else 1900)
