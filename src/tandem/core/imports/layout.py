"""What was recognized about a file, so that a page can show it and a person can correct it."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

Opener = Callable[[], BinaryIO]
"""Opens the same bytes anew each time it is called."""

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with byte order mark",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
}


@dataclass(frozen=True)
class Layout:
    """How the bytes of a file become rows.

    `header_row` counts rows as a spreadsheet does, from 1. `columns` are the header's names made unique and
    freed of spaces and asterisks; `header` keeps them as written.
    """

    encoding: str
    delimiter: str
    escape: str | None
    header_row: int
    header: tuple[str, ...]
    columns: tuple[str, ...]
    preamble: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def described(self) -> list[tuple[str, str]]:
        """Pairs of label and words for the page: encoding, separator, header row."""
        lines = [
            ("Encoding", ENCODINGS.get(self.encoding, self.encoding)),
            ("Separator", DELIMITERS.get(self.delimiter, self.delimiter)),
            ("Header", f"row {self.header_row}, {len(self.columns)} columns"),
        ]
        return lines + [("Note", note) for note in self.notes]

    def as_json(self) -> dict[str, Any]:
        """A form that a JSON column can keep."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Layout":
        """The layout that `as_json` wrote."""
        tuples = {key: tuple(kept[key]) for key in ("header", "columns", "preamble", "notes")}
        return cls(**{**kept, **tuples})


@dataclass(frozen=True)
class Row:
    """One row of data: its number as a spreadsheet shows it, and one cell for each column."""

    number: int
    cells: tuple[str, ...]
    cut: bool = False
    """True when the row had more cells than the header; those were not empty and are lost unless refused."""


class UnreadableFileError(ValueError):
    """The file is no table of text. The sentence says what it is and what to do."""
