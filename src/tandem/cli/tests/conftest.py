"""Places where the command runs: on SQLite, or on databases of this run's PostgreSQL."""

from __future__ import annotations

import itertools
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from .place import Place


@pytest.fixture
def new_place(tmp_path: Path, db: None) -> Iterator[Callable[..., Place]]:
    """A function that makes a place with a database of the kind that this run tests.

    It has every table and no row; `new_place(empty=True)` has no table either.
    """
    numbers = itertools.count(1)
    on_postgres = os.environ.get("TANDEM_TEST_DATABASE") == "postgres"
    made: list[str] = []

    def make(*, empty: bool = False) -> Place:
        folder = tmp_path / f"place{next(numbers)}"
        folder.mkdir()
        place = Place(folder)
        if on_postgres:
            made.append(f"tandem_place_{os.getpid()}_{len(made)}")
            _on_server(f"CREATE DATABASE {made[-1]}")
            place.database = f"postgresql://tandem@{quote(_host(), safe='')}/{made[-1]}"
        if not empty:
            _copy_on_postgres(made[-1]) if on_postgres else _copy_on_sqlite(folder / "var")
        return place

    yield make
    for name in made:
        _on_server(f"DROP DATABASE {name} WITH (FORCE)")


def _copy_on_sqlite(folder: Path) -> None:
    """A copy of the tests' own database, which is migrated already."""
    from django.db import connection

    folder.mkdir()
    connection.ensure_connection()
    (folder / "tandem.sqlite3").write_bytes(connection.connection.serialize())


def _copy_on_postgres(name: str) -> None:
    from django.db import connection

    from tests import postgres

    programs = postgres.binaries()
    assert programs is not None
    where: list[Any] = ["--host", _host(), "--username", "tandem"]
    source = str(connection.settings_dict["NAME"])
    dump = subprocess.run([programs / "pg_dump", *where, source], capture_output=True, check=True).stdout
    copy = [programs / "psql", *where, "--quiet", "--dbname", name]
    subprocess.run(copy, input=dump, stdout=subprocess.DEVNULL, check=True)


def _host() -> str:
    from tests import postgres

    return postgres.address()


def _on_server(statement: str) -> None:
    import psycopg

    with psycopg.connect(host=_host(), user="tandem", dbname="postgres", autocommit=True) as server:
        server.execute(statement.encode())
