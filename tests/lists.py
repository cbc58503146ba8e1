"""Asking the planner how a list reads its table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import connection, transaction

from tandem.core.lists import Ask, List
from tandem.core.lists.paging import KeyPager
from tandem.people.models import Person


def assert_list_orders_stand_on_indexes(table: type[List], viewer: Person, *orders: str) -> None:
    """No order of the list (the default one and `orders`, such as "-amount") sorts the whole table.

    `viewer` is somebody who sees every row: for them nothing but an index keeps the database from reading all. Sorting
    the few rows that share a value is fine.
    """
    made = table().asked(Ask(viewer, date(2026, 11, 23)))
    for name in dict.fromkeys((table.default_order, *orders)):
        rows = made.loaded(made.rows(viewer), made.all_columns(), made.order(name))
        for backward in (False, True):
            statement = KeyPager(rows, made.order(name)).ordered(backward=backward)[: table.page_size + 1]
            sorts = list(_sorts(statement))
            assert not sorts, f"{table.name} by {name} sorts its table: {sorts}. Declare an index for it."


def _sorts(statement: Any) -> Iterator[str]:
    sql, parameters = statement.query.sql_with_params()
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
            yield from (row[3] for row in cursor.fetchall() if row[3].endswith("TEMP B-TREE FOR ORDER BY"))
            return
        # The tables of a test are empty, and an empty table is sorted fastest by reading it.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", parameters)
        plan = cursor.fetchone()[0]
        yield from _sort_nodes((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])


def _sort_nodes(node: dict[str, Any]) -> Iterator[str]:
    if node["Node Type"] == "Sort":
        yield f"Sort by {', '.join(node.get('Sort Key', []))}"
    for below in node.get("Plans", []):
        yield from _sort_nodes(below)
