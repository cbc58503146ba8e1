"""What each database brings for searching: trigrams of SQLite's FTS5 and of PostgreSQL's pg_trgm, or neither."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.db import DatabaseError, connection, transaction

TABLE = "core_document"
FTS = "core_document_fts"
TERMS = "core_document_terms"

# detail=none: a third of the size and writing time; what is found is compared with the text itself anyway.
SQLITE = (
    f"CREATE VIRTUAL TABLE {FTS} USING fts5("
    f"folded, content='{TABLE}', content_rowid='id', tokenize='trigram', detail='none')",
    f"CREATE VIRTUAL TABLE {TERMS} USING fts5vocab('{FTS}', 'row')",
    f"CREATE TRIGGER {TABLE}_added AFTER INSERT ON {TABLE} BEGIN "
    f"INSERT INTO {FTS}(rowid, folded) VALUES (new.id, new.folded); END",
    f"CREATE TRIGGER {TABLE}_removed AFTER DELETE ON {TABLE} BEGIN "
    f"INSERT INTO {FTS}({FTS}, rowid, folded) VALUES ('delete', old.id, old.folded); END",
    f"CREATE TRIGGER {TABLE}_changed AFTER UPDATE OF folded ON {TABLE} WHEN old.folded <> new.folded BEGIN "
    f"INSERT INTO {FTS}({FTS}, rowid, folded) VALUES ('delete', old.id, old.folded); "
    f"INSERT INTO {FTS}(rowid, folded) VALUES (new.id, new.folded); END",
    f"INSERT INTO {FTS}({FTS}) VALUES ('rebuild')",
)
SQLITE_DOWN = (
    *(f"DROP TRIGGER IF EXISTS {TABLE}_{what}" for what in ("added", "removed", "changed")),
    f"DROP TABLE IF EXISTS {TERMS}",
    f"DROP TABLE IF EXISTS {FTS}",
)
POSTGRES = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    f"CREATE INDEX {TABLE}_trigrams ON {TABLE} USING gin (folded gin_trgm_ops)",
)
POSTGRES_DOWN = (f"DROP INDEX IF EXISTS {TABLE}_trigrams",)

_found: dict[tuple[str, Any], bool] = {}


def build(database: Any = connection) -> None:
    """Make the index over what is there. Where the database cannot, note() says so."""
    destroy(database)
    with suppress(DatabaseError), transaction.atomic(using=database.alias), database.cursor() as cursor:
        for statement in SQLITE if database.vendor == "sqlite" else POSTGRES:
            cursor.execute(statement)
    _found.clear()


def destroy(database: Any = connection) -> None:
    """Take the index away."""
    with database.cursor() as cursor:
        for statement in SQLITE_DOWN if database.vendor == "sqlite" else POSTGRES_DOWN:
            cursor.execute(statement)
    _found.clear()


def ensure() -> None:
    """Make the index if it is missing and the database can have it by now."""
    if not has_trigrams():
        build()


def has_trigrams() -> bool:
    """Whether the index is there. Asked once per process and database."""
    key = (connection.vendor, connection.settings_dict["NAME"])
    if key not in _found:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("SELECT count(*) FROM sqlite_master WHERE name = %s", [FTS])
            else:
                cursor.execute("SELECT count(*) FROM pg_indexes WHERE indexname = %s", [f"{TABLE}_trigrams"])
            _found[key] = bool(cursor.fetchone()[0])
    return _found[key]


def note() -> str:
    """What an administrator should know about searching here; "" when all is well."""
    if has_trigrams():
        return ""
    if connection.vendor == "postgresql":
        return (
            "Search is slower and finds no misspelled names: the extension pg_trgm is missing. As the "
            "database's owner run CREATE EXTENSION pg_trgm, then restart the worker."
        )
    return "Search is slower and finds no misspelled names: this SQLite has no FTS5 with trigrams (3.34 or newer)."
