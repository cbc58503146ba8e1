"""SQLite's planner is told how large tables are, whoever has the database open."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from tandem.core import clock, jobs
from tandem.core.jobs import running, statistics
from tandem.core.jobs.models import Job


def plan(opened: sqlite3.Connection, which: str) -> str:
    """How it would be looked up. What is only explained does not look at the file, and what was explained is kept."""
    opened.execute("SELECT * FROM deal LIMIT 1").fetchall()
    asked = f"SELECT '{which}' FROM deal WHERE state = 'won' AND owner = 7"
    return str(opened.execute(f"EXPLAIN QUERY PLAN {asked}").fetchall())


def test_a_connection_that_is_open_goes_by_the_new_counts(tmp_path: Path) -> None:
    one, other = (sqlite3.connect(tmp_path / "t.sqlite3", isolation_level=None) for _ in range(2))
    with closing(one), closing(other):
        one.execute("CREATE TABLE deal (id INTEGER PRIMARY KEY, state, owner)")
        one.execute("CREATE INDEX by_owner ON deal (owner)")
        one.execute("CREATE INDEX by_state ON deal (state)")
        one.execute("ANALYZE")  # as at the beginning, of nothing
        one.executemany(
            "INSERT INTO deal (state, owner) VALUES (?, ?)", [("won", 7 if n == 0 else n) for n in range(900)]
        )
        guessed = plan(other, "before")
        one.execute("BEGIN")
        for statement in statistics.STATEMENTS:
            one.execute(statement)
        one.execute("COMMIT")
        assert "by_state" in guessed
        assert "by_owner" in plan(other, "after")
        assert one.execute("SELECT name FROM sqlite_master WHERE name = 'core_counted'").fetchall() == []


@pytest.mark.django_db
def test_it_is_counted_every_night_and_after_imports() -> None:
    at = clock.now()
    assert "core.statistics" in jobs.start_due(at)
    job = Job.objects.get(kind="core.statistics")
    running.run.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result) == ("done", {"counted": connection.vendor == "sqlite"})


@pytest.mark.sqlite
@pytest.mark.django_db
def test_tables_that_hold_something_are_counted() -> None:
    Job.objects.create(kind="core.statistics", asked_at=clock.now())
    assert statistics.gather()
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tbl FROM sqlite_stat1")
        assert (Job._meta.db_table,) in cursor.fetchall()
