"""A list as an Excel workbook, written row by row in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter
from django.utils import timezone

from tandem.core.lists.columns import Cell
from tandem.core.lists.export import export_rows
from tandem.core.lists.page import ListPage, page_columns

ROWS = 1_048_575  # what a sheet holds besides the head
PIECE = 1 << 16


def workbook(page: ListPage) -> IO[bytes]:
    """The workbook, rewound; text is always text, never a formula."""
    file: IO[bytes] = TemporaryFile()  # noqa: SIM115  whoever streams it closes it
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "in_memory": False})
    sheet = book.add_worksheet(page.table.title[:31].translate(str.maketrans("", "", "[]:*?/\\")) or "List")
    formats = {
        "head": book.add_format({"bold": True, "bottom": 1}),
        "money": book.add_format({"num_format": "#,##0.00"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    columns = page.state.columns
    for place, head in enumerate(page_columns(columns)):
        sheet.set_column(place, place, max(12, min(40, len(head) + 4)))
        sheet.write_string(0, place, head, formats["head"])
    sheet.freeze_panes(1, 1)
    for number, row in enumerate(export_rows(page), start=1):
        if number > ROWS:
            break
        for place, cell in enumerate(cell for column in columns for cell in column.cells(row)):
            _write(sheet, number, place, cell, formats)
    book.close()
    file.seek(0)
    return file


def _write(sheet: Any, row: int, place: int, cell: Cell, formats: dict[str, Any]) -> None:
    if cell is None:
        return
    if isinstance(cell, bool):
        sheet.write_boolean(row, place, cell)
    elif isinstance(cell, Decimal):
        sheet.write_number(row, place, cell, formats["money"])
    elif isinstance(cell, int | float):
        sheet.write_number(row, place, cell)
    elif isinstance(cell, datetime):
        sheet.write_datetime(row, place, timezone.localtime(cell).replace(tzinfo=None), formats["moment"])
    elif isinstance(cell, date):
        sheet.write_datetime(row, place, cell, formats["day"])
    else:
        sheet.write_string(row, place, cell[:32_767])


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """A file in pieces, closed at the end."""
    with file:
        while piece := file.read(PIECE):
            yield piece
