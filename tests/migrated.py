"""The tests' database, migrated once for every process and run that begins with the same source.

To migrate takes seconds, which each process of each run would spend anew. The first keeps a copy, in pytest's cache
or as a database to copy on the run's own PostgreSQL; the others start from it, and migrate what it lacks: nothing.
"""

from __future__ import annotations

import fcntl
import hashlib
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

ROOT = Path(__file__).parents[1]
ON_SERVER = "tandem_migrated"


def begin_with_a_copy(folder: Path) -> None:
    """Let the test database start from a copy; `folder` is where copies lie."""
    make: Callable[..., str] = connection.creation.create_test_db
    kept = _OnServer() if connection.vendor == "postgresql" else _InFile(folder / f"{_digest()}.sqlite3")

    def create_test_db(*args: Any, **options: Any) -> str:
        name = str(connection.creation._get_test_db_name())  # a path for tests that use a file
        with _one_at_a_time(folder):
            there = kept.bring(name)
            made = make(*args, **{**options, "keepdb": True} if there else options)
            if not there:
                kept.keep(name)
        return made

    connection.creation.create_test_db = create_test_db  # type: ignore[method-assign]


def _digest() -> str:
    """Of all that migrations may say: the source without its tests, the libraries, this Python."""
    found = hashlib.sha256(sys.version.encode())
    source = (path for path in sorted((ROOT / "src").rglob("*.py")) if "tests" not in path.parts)
    for path in (*source, *sorted(ROOT.glob("requirements*.txt")), *sorted(ROOT.glob("*.lock"))):
        found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()[:16]


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class _InFile:
    """A copy in a file. What lies in memory ends with its last connection, so one stays open."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.held: list[sqlite3.Connection] = []

    def bring(self, name: str) -> bool:
        if not self.file.exists():
            return False
        target = sqlite3.connect(name, uri=name.startswith("file:"))
        with sqlite3.connect(self.file) as source:
            source.backup(target)
        source.close()
        self.held.append(target)
        return True

    def keep(self, name: str) -> None:
        for old in self.file.parent.glob("*.sqlite3"):
            old.unlink()
        unfinished = self.file.with_suffix(".new")
        copy = sqlite3.connect(unfinished)
        connection.ensure_connection()
        connection.connection.backup(copy)
        copy.close()
        unfinished.rename(self.file)


class _OnServer:
    """A database on the server, which ends with the run."""

    def bring(self, name: str) -> bool:
        with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [ON_SERVER])
            if not cursor.fetchone():
                return False
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE {ON_SERVER}')
        return True

    def keep(self, name: str) -> None:
        connection.close()  # what is copied must have no visitor
        with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(f'CREATE DATABASE {ON_SERVER} TEMPLATE "{name}"')
