"""Numbers of rows that are to be inserted later, all at once."""

from __future__ import annotations

from django.db import connection, models


def take_ids(model: type[models.Model], count: int) -> list[int]:
    """Primary keys that nobody else will get, for rows inserted in this transaction.

    On SQLite the transaction holds the database, so the next numbers are free; on PostgreSQL the sequence gives them.
    """
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [f'"{table}"', column, count],
            )
            return [number for (number,) in cursor.fetchall()]
        largest = model._base_manager.order_by("-pk").values_list("pk", flat=True).first() or 0
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        given = cursor.fetchone()
    first = max(largest, given[0] if given else 0) + 1
    return list(range(first, first + count))
