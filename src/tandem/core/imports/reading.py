"""From bytes to rows, in bounded memory: encoding, separator, header, rows before and after the table."""

import codecs
import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from tandem.core.imports.layout import DELIMITERS, Layout, Opener, Row, UnreadableFileError

SAMPLE = 256 * 1024
SAMPLE_ROWS = 200
LARGEST_PREAMBLE = 40
LARGEST_FOOTER = 30
FOOTERS = re.compile(
    r"^\s*(grand )?totals?\s*(:|\(|$)|copyright (\(c\)|©|\d)|all rights reserved|confidential information"
    r"|generated (by|on|at)\b|^\s*filtered by\b|^\s*as of \d",
    re.IGNORECASE,
)


def from_path(path: Path | str) -> Opener:
    """An opener for a file on disk."""
    return lambda: Path(path).open("rb")


def recognize(
    opener: Opener,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_row: int | None = None,
) -> Layout:
    """Recognize encoding, separator and header row; what the caller gives is taken as true.

    Raises UnreadableFileError when there is no table to read.
    """
    with opener() as raw:
        refuse_other_formats(raw.read(8192))
    encoding = encoding or recognize_encoding(opener)
    with opener() as raw, io.TextIOWrapper(raw, encoding, errors="replace", newline="") as text:
        sample = text.read(SAMPLE)
    if not sample.strip():
        raise UnreadableFileError("The file is empty. Choose the file that holds the rows.")
    sample, told = strip_separator_line(sample)
    delimiter, escape = (delimiter, None) if delimiter else told or recognize_delimiter(sample)
    records = sample_records(sample, delimiter, escape)
    first = 2 if told else 1
    at = header_row - first if header_row else header_position(records)
    if not 0 <= at < len(records) or not any(cell.strip() for cell in records[at]):
        raise UnreadableFileError(f"Row {header_row} holds no column names. Choose the row that does.")
    header = tuple(trim_right(records[at]))
    preamble = tuple(" ".join(record).strip() for record in records[:at] if any(record))
    return Layout(
        encoding=encoding,
        delimiter=delimiter,
        escape=escape,
        header_row=at + first,
        header=header,
        columns=unique_names(header),
        preamble=preamble,
        notes=tuple(notes_on(header, preamble)),
    )


def rows(opener: Opener, layout: Layout, *, after: int = 0) -> Iterator[Row]:
    """The rows of data with a number greater than `after`, without blank rows and without the footer.

    Rows are padded to the header's width. Holds at most a few dozen rows in memory.
    """
    width = len(layout.columns)
    held: deque[Row] = deque()
    blank_before = False
    with opener() as raw, io.TextIOWrapper(raw, layout.encoding, errors="replace", newline="") as text:
        for number, record in numbered(text, layout):
            if number <= layout.header_row:
                continue
            cells = [cell.replace("\x00", "").strip() for cell in record]
            if not any(cells):
                blank_before = True
                continue
            row = Row(number, fitted(cells, width), cut=any(cells[width:]))
            if (
                looks_like_footer(record, cells, width, blank_before, bool(held))
                and len(held) < LARGEST_FOOTER
            ):
                held.append(row)
                continue
            while held:
                early = held.popleft()
                if early.number > after:
                    yield early
            blank_before = False
            if number > after:
                yield row


def footer(opener: Opener, layout: Layout) -> tuple[str, ...]:
    """The lines after the data that `rows` leaves out, for the page to show."""
    last = layout.header_row
    for row in rows(opener, layout):
        last = row.number
    with opener() as raw, io.TextIOWrapper(raw, layout.encoding, errors="replace", newline="") as text:
        left = [record for number, record in numbered(text, layout) if number > last]
    return tuple(" ".join(record).strip() for record in left if any(cell.strip() for cell in record))


def refuse_other_formats(start: bytes) -> None:
    """Raise for files that are no text tables, naming what they are."""
    if start.startswith(b"PK\x03\x04"):
        workbook = b"xl/" in start or b"[Content_Types].xml" in start
        raise UnreadableFileError(
            "This is an Excel workbook. Save the sheet as CSV (UTF-8) and choose that file."
            if workbook
            else "This is a zip archive. Unpack it and choose the CSV file inside."
        )
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFileError(
            "This is an Excel workbook. Save the sheet as CSV (UTF-8) and choose that file."
        )
    if start.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff")):
        raise UnreadableFileError("This is a document or a picture, not a table. Choose a CSV file.")


def recognize_encoding(opener: Opener) -> str:
    """By the byte order mark, else by zero bytes (UTF-16), else by whether all bytes are UTF-8."""
    with opener() as raw:
        start = raw.read(4096)
        if start.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if start.count(0) > len(start) // 5:
            return "utf-16-be" if start[0::2].count(0) > start[1::2].count(0) else "utf-16-le"
        return "utf-8" if all_utf8(start, raw) else "cp1252"


def all_utf8(start: bytes, raw: BinaryIO) -> bool:
    """Whether the bytes read so far and all that follow are UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    piece = start
    try:
        while piece:
            decoder.decode(piece)
            piece = raw.read(1 << 20)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def strip_separator_line(sample: str) -> tuple[str, tuple[str, str | None] | None]:
    """Excel's first line `sep=;` names the separator and is no row of the table."""
    told = re.match(r"sep=(.)\r?\n", sample, re.IGNORECASE)
    return (sample[told.end() :], (told[1], None)) if told else (sample, None)


def recognize_delimiter(sample: str) -> tuple[str, str | None]:
    """The separator (and escape character, mostly none) that cuts most rows into the same number of cells."""
    best: tuple[float, str, str | None] = (0.0, ",", None)
    for escape in (None, "\\") if '\\"' in sample else (None,):
        for delimiter in DELIMITERS:
            score = evenness(
                [len(record) for record in sample_records(sample, delimiter, escape) if any(record)]
            )
            if score > best[0]:
                best = (score, delimiter, escape)
    return best[1], best[2]


def evenness(widths: list[int]) -> float:
    """Share of rows with the usual width, weighed gently by that width; 0 when rows have one cell."""
    if not widths:
        return 0.0
    usual = usual_width(widths)
    if usual < 2:
        return 0.0
    count = sum(width == usual for width in widths)
    return count / len(widths) + min(usual, 100) / 1000


def usual_width(widths: list[int]) -> int:
    """The most frequent width, among equals the greater."""
    counted = Counter(widths)
    return max(counted, key=lambda width: (counted[width] if width > 1 else counted[width] / 4, width))


def sample_records(sample: str, delimiter: str, escape: str | None) -> list[list[str]]:
    """The first records of a sample; the last one is left out when the sample may have cut it."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, escapechar=escape)
    records: list[list[str]] = []
    try:
        for record in reader:
            records.append(record)
            if len(records) > SAMPLE_ROWS:
                break
    except csv.Error:
        pass
    if len(records) > 1 and len(sample) >= SAMPLE and len(records) <= SAMPLE_ROWS:
        records.pop()
    return records


def header_position(records: list[list[str]]) -> int:
    """Index of the header: the first record that is about as wide and as full as the table."""
    widths = [len(record) for record in records if any(cell.strip() for cell in record)]
    usual = usual_width(widths) if widths else 1
    needed = usual if usual <= 3 else usual * 0.75
    for at, record in enumerate(records[:LARGEST_PREAMBLE]):
        filled = sum(bool(cell.strip()) for cell in record)
        if filled and len(record) >= needed and filled >= min(usual, len(record)) * 0.6:
            return at
    return next((at for at, record in enumerate(records) if any(cell.strip() for cell in record)), 0)


def numbered(text: io.TextIOWrapper, layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """Records with their row numbers; a quotation that is never closed is told as a sentence."""
    lines = CountedLines(text)
    number = 0
    try:
        for record in csv.reader(lines, delimiter=layout.delimiter, escapechar=layout.escape):
            if lines.ended and lines.lines > 1 and lines.quotes % 2 and not layout.escape:
                break
            number += 1
            yield number, record
            lines.lines = lines.quotes = 0
        else:
            return
    except csv.Error:
        pass
    raise UnreadableFileError(
        f"Row {number + 1} cannot be read: a quotation mark that opens there is never closed. "
        "Close it in the file and try again."
    )


class CountedLines:
    """Lines of a text, counting lines and quotation marks since the caller last set the counts to 0."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self.text = text
        self.lines = self.quotes = 0
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        for line in self.text:
            self.lines += 1
            self.quotes += line.count('"')
            yield line
        self.ended = True


def looks_like_footer(
    record: list[str], cells: list[str], width: int, blank_before: bool, holding: bool
) -> bool:
    """A report's closing lines: one filled cell in a table of several columns, set apart or saying so."""
    if width < 2 or sum(map(bool, cells)) > 2 or not cells[0]:
        return False
    says_so = bool(FOOTERS.search(cells[0]))
    return says_so or (len(record) < width and sum(map(bool, cells)) == 1 and (blank_before or holding))


def fitted(cells: list[str], width: int) -> tuple[str, ...]:
    """Cells padded or cut to the header's width."""
    return tuple(cells[:width] + [""] * (width - len(cells)))


def trim_right(header: list[str]) -> list[str]:
    """Without the nameless columns at the end."""
    end = len(header)
    while end > 1 and not header[end - 1].strip():
        end -= 1
    return header[:end]


def unique_names(header: tuple[str, ...]) -> tuple[str, ...]:
    """Names without spaces and asterisks around them; the second "Phone" becomes "Phone (2)"."""
    names: list[str] = []
    for position, written in enumerate(header, start=1):
        name = (
            re.sub(r"\s+", " ", written.replace("﻿", "").replace("\x00", "")).strip(" *")
            or f"Column {position}"
        )
        unique, count = name, 1
        while unique in names:
            count += 1
            unique = f"{name} ({count})"
        names.append(unique)
    return tuple(names)


def notes_on(header: tuple[str, ...], preamble: tuple[str, ...]) -> Iterator[str]:
    """Sentences about what is unusual."""
    if preamble:
        yield f"{len(preamble)} line{'s' if len(preamble) > 1 else ''} before the header left out."
    plain = [cell.strip() for cell in header if cell.strip()]
    twice = [name for name, count in Counter(plain).items() if count > 1]
    if twice:
        yield f"“{twice[0]}” is the name of several columns; the later ones are numbered."
    dataish = sum(bool(re.fullmatch(r"[-+]?[\d.,/: -]+|\S+@\S+\.\S+", cell)) for cell in plain)
    if plain and dataish * 2 > len(plain):
        yield "The header row looks like data. Choose the row that holds the column names."
