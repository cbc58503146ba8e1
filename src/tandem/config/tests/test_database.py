"""How the database is spoken to."""

from __future__ import annotations

import pytest

from tandem.config.settings import database


def test_connections_to_sqlite_persist() -> None:
    assert database("sqlite:////var/lib/tandem/t.sqlite3")["CONN_MAX_AGE"] is None


def test_connections_to_postgresql_are_kept_in_a_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TANDEM_POOL", raising=False)  # commands that ran in this process may have set it
    address = "postgresql://tandem:secret@db.example/tandem"
    assert database(address)["OPTIONS"]["pool"] == {"min_size": 1, "max_size": 8, "timeout": 10}
    monkeypatch.setenv("TANDEM_POOL", "0")
    assert "pool" not in database(address)["OPTIONS"]


def test_the_planner_is_told_what_it_should_know_unless_the_address_does() -> None:
    address = "postgresql://tandem@db.example/tandem"
    assert database(address)["OPTIONS"]["options"] == "-c jit=off -c random_page_cost=1.1"
    other = database(f"{address}?options=-c%20jit%3Don&sslmode=require")["OPTIONS"]
    assert (other["options"], other["sslmode"]) == ("-c jit=on", "require")
