"""Databases that many journeys begin with: made by actions once per process, then brought back by copying."""

from __future__ import annotations

import copy
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from tests.chromium import PATIENCE

KEPT: dict[str, tuple[sqlite3.Connection, Any]] = {}


@pytest.fixture
def prepared(transactional_db: None) -> Callable[[Callable[[], Any]], Any]:
    """`prepared(build)`: the database that `build` makes by actions, and what it returns, as if it were made anew."""

    def bring(build: Callable[[], Any]) -> Any:
        name = f"{build.__module__}.{build.__qualname__}"
        connection.ensure_connection()
        if name not in KEPT:
            things = build()
            memory = sqlite3.connect(":memory:")
            connection.connection.backup(memory)
            KEPT[name] = (memory, copy.deepcopy(things))
            return things
        memory, things = KEPT[name]
        memory.backup(connection.connection)
        return copy.deepcopy(things)

    return bring


@pytest.fixture(scope="session")
def expect() -> Any:
    """Playwright's expect, which waits until something is so. Imported late: other runs need no Playwright."""
    from playwright.sync_api import expect

    expect.set_options(timeout=PATIENCE)
    return expect
