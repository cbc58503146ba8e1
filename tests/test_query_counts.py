"""How many statements each page asks, as each role, kept in tests/query_counts.json where changes to it are reviewed.

So does each route of the API that reads.

The count is the same with one of everything and with twenty: a page that asks once for each row fails. After a change
that is meant to ask more or less, write the file again and look at its diff before committing:

    TANDEM_WRITE_QUERY_COUNTS=1 pytest tests/test_query_counts.py
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.addresses import address, api_addresses, every_address
from tests.cast import Cast
from tests.scene import WORDS, things_of

KEPT = Path(__file__).parent / "query_counts.json"
WRITE = "TANDEM_WRITE_QUERY_COUNTS"
ROLES = {"officer": "olga", "manager": "nora", "executive": "erin", "administrator": "adam"}
IN_API = ("officer", "manager")  # a route asks as its page does, so two roles are enough
ROWS = 20
REMEDY = f"""

If this is what you want, write the file again and look at its diff before you commit it:
    {WRITE}=1 pytest tests/test_query_counts.py
"""

# Pages that may ask so many times more when there is more to tell, however many rows that is, and what for.
MAY_ASK_MORE = {
    "collaboration:waiting-panel": (1, "how many there are beside those shown"),
    "forecasts:snapshots": (2, "what deals were that came after the first snapshot"),
    "GET /api/v1/forecasts/waterfall": (2, "what deals were that came after the first snapshot"),
    "GET /api/v1/forecasts/waterfall/{term}": (2, "what deals were that came after the first snapshot"),
}

Statements = dict[tuple[str, str], list[str]]


@pytest.mark.sqlite
@pytest.mark.timeout(600)
def test_pages_ask_as_often_as_reviewed_whether_for_one_row_or_twenty(cast: Cast):
    ids = things_of(cast.olga, WORDS["olga"], cast)
    one = crawl(cast, ids)  # what a process learns once is asked here
    for number in range(1, ROWS):
        things_of(cast.olga, f"{WORDS['olga']}{chr(96 + number)}", cast)
    many = crawl(cast, ids, one)
    grown = [more(page, one[page], many.get(page, [])) for page in one if grows(page, one, many)]
    assert not grown, "\n".join(["These ask more often the more rows there are.", *grown])
    counts = {page: len(asked) for page, asked in many.items()}
    if os.environ.get(WRITE):
        KEPT.write_text(written(counts))
    kept = {
        (page, role): n for page, roles in json.loads(KEPT.read_text()).items() for role, n in roles.items()
    }
    pages = [page for page in sorted({*kept, *counts}) if kept.get(page) != counts.get(page)]
    changed = [told(page, kept.get(page), many.get(page)) for page in pages]
    assert not changed, "\n".join(changed) + REMEDY


def crawl(cast: Cast, ids: dict[str, Any], known: Collection[tuple[str, str]] | None = None) -> Statements:
    """The statements of every page that opens, by page and role; where some are known to open, of these."""
    found: Statements = {}
    for role in ROLES:
        person = getattr(cast, ROLES[role])
        person.refresh_from_db()
        client = Client()
        client.force_login(person)
        pages = [(name, address(name, parameters, ids)) for name, parameters in every_address()]
        pages += api_addresses(ids) if role in IN_API else ()
        for name, url in pages:
            if known is not None and (name, role) not in known:
                continue
            asked: list[str] = []
            with connection.execute_wrapper(writing_down(asked)):
                answer = client.get(url)
            if answer.status_code == 200:
                found[name, role] = asked
    return found


def grows(page: tuple[str, str], one: Statements, many: Statements) -> bool:
    """Whether a page asks more often for twenty rows than for one."""
    return len(many.get(page, [])) > len(one[page]) + MAY_ASK_MORE.get(page[0], (0, ""))[0]


def writing_down(asked: list[str]) -> Callable[..., Any]:
    """Adds every statement to the list but those that only mark a place in a transaction."""

    def run(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            asked.append(sql)
        return execute(sql, *rest)

    return run


def written(counts: dict[tuple[str, str], int]) -> str:
    """As it stands in the file: a line for each page."""
    pages: dict[str, dict[str, int]] = {}
    for (page, role), count in sorted(counts.items()):
        pages.setdefault(page, {})[role] = count
    lines = [f"{json.dumps(page)}: {json.dumps(roles)}" for page, roles in pages.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def more(page: tuple[str, str], one: list[str], many: list[str]) -> str:
    """Which statements are asked more often, by what they begin with."""
    extra = Counter(map(shape, many)) - Counter(map(shape, one))
    lines = [f"    {n} more: {sql}" for sql, n in extra.most_common(5)]
    return "\n".join(
        [f"{page[0]} as {page[1]}: {len(one)} statements for one row, {len(many)} for {ROWS}", *lines]
    )


def told(page: tuple[str, str], kept: int | None, asked: list[str] | None) -> str:
    """A page whose count is not the kept one, with what it asks."""
    was = "is not in the file" if kept is None else f"asked {kept} times"
    now = "does not open any more" if asked is None else f"asks {len(asked)} times now"
    return "\n".join([f"{page[0]} as {page[1]} {was}, {now}", *(f"    {shape(sql)}" for sql in asked or [])])


def shape(sql: str) -> str:
    """The first words of a statement and where it reads."""
    columns, _, rest = sql.partition(" FROM ")
    return f"{columns[:60]} … FROM {rest[:160]}" if rest else sql[:220]
