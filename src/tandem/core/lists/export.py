"""Files of a list: exactly what is filtered, in its order, with exactly the columns chosen."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any

from django.utils import timezone

from tandem.core.lists.columns import Cell
from tandem.core.lists.page import ListPage, page_columns
from tandem.core.lists.paging import KeyPager

CHUNK = 2_000
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


class Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        """What csv.writer wrote."""
        return text


def export_rows(page: ListPage) -> Iterator[Any]:
    """Every row of the list in its order, read in chunks."""
    columns = page.state.columns
    rows = page.table.loaded(page.matching, columns, page.state.order)
    return KeyPager(rows, page.state.order).everything().iterator(chunk_size=CHUNK)


def csv_lines(page: ListPage, *, bom: bool = False) -> Iterator[str]:
    """The list as CSV (RFC 4180), line by line, times as the reader's clock shows them now.

    The lines are asked for after the request is over, and with it whose clock it was.
    """
    return _lines(page, bom, timezone.get_current_timezone())


def _lines(page: ListPage, bom: bool, zone: tzinfo) -> Iterator[str]:
    writer = csv.writer(Echo())
    columns = page.state.columns
    yield ("\ufeff" if bom else "") + writer.writerow([plain(head, zone) for head in page_columns(columns)])
    for row in export_rows(page):
        cells = [cell for column in columns for cell in column.cells(row)]
        yield writer.writerow([plain(cell, zone) for cell in cells])


def plain(cell: Cell, zone: tzinfo) -> str:
    """A cell as CSV has it. A text that a spreadsheet would run as a formula gets a ' before it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, datetime):
        return timezone.localtime(cell, zone).isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, int | float | date):
        return str(cell)
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell


def file_name(page: ListPage) -> str:
    """ "accounts-2026-11-23"."""
    return f"{page.table.plural().replace(' ', '-')}-{page.ask.today.isoformat()}"
