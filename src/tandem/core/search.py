"""Finding records by what they are called. Rows that can be found have `search_title()`."""

from __future__ import annotations

from typing import Any


def index(row: Any) -> None:
    """Keep the search index in step with a row that was just written."""
    if not hasattr(row, "search_title"):
        return
