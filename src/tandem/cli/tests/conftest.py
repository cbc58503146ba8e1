"""Places where the command runs: on SQLite, or on databases of this run's PostgreSQL."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from .place import Place


@pytest.fixture
def new_place(tmp_path: Path) -> Iterator[Callable[[], Place]]:
    """A function that makes a place with an empty database of the kind that this run tests."""
    numbers = itertools.count(1)
    on_postgres = os.environ.get("TANDEM_TEST_DATABASE") == "postgres"
    made: list[str] = []

    def make() -> Place:
        folder = tmp_path / f"place{next(numbers)}"
        folder.mkdir()
        if not on_postgres:
            return Place(folder)
        made.append(f"tandem_place_{os.getpid()}_{len(made)}")
        _on_server(f"CREATE DATABASE {made[-1]}")
        return Place(folder, f"postgresql://tandem@{quote(_host(), safe='')}/{made[-1]}")

    yield make
    for name in made:
        _on_server(f"DROP DATABASE {name} WITH (FORCE)")


def _host() -> str:
    from tests import postgres

    return postgres.address()


def _on_server(statement: str) -> None:
    import psycopg

    with psycopg.connect(host=_host(), user="tandem", dbname="postgres", autocommit=True) as server:
        server.execute(statement.encode())
