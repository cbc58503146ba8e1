"""What a test run uses and what it may leave out.

Markers: `sqlite` and `postgres` say that a test is about one database, and the run on the other leaves it
out; `browser` needs a Chromium; `data` needs the public data folder beside the repository. A test that asks for no
database says the same on both, so it runs on SQLite only. With CI=true a skipped test is a failure.
"""

from __future__ import annotations

import copy
import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.cast import Cast, make_cast
from tests.kept import kept
from tests.migrated import begin_with_a_copy
from tests.postgres import in_ci

# A busy machine is slow now and then; how long one example takes says nothing about the code.
settings.register_profile("tandem", deadline=None)
if os.environ.get("CI") != "true":
    settings.load_profile("tandem")

pytest_plugins = ["tests.chromium"]

DATA = Path(__file__).resolve().parent.parent / "shared" / "data"


def _left_out() -> dict[str, str]:
    """Marker → why this run leaves its tests out."""
    reasons = {}
    if os.environ.get("TANDEM_TEST_DATABASE") == "postgres":
        reasons["sqlite"] = "about SQLite only"
    else:
        reasons["postgres"] = "about PostgreSQL only: TANDEM_TEST_DATABASE=postgres runs them"
    if not DATA.is_dir():
        reasons["data"] = f"no public data at {DATA}"
    return reasons


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """What a run leaves out as a whole is not even read in: that takes longer than some tests."""
    if not collection_path.match("test_*.py"):
        return None
    if config.getoption("markexpr") == "browser":
        return "mark.browser" not in collection_path.read_text() or None
    # Science knows no Django, and so no database.
    on_postgres = os.environ.get("TANDEM_TEST_DATABASE") == "postgres"
    return (on_postgres and "science" in collection_path.parts) or None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    reasons = _left_out()
    kept: list[pytest.Item] = []
    dropped: list[pytest.Item] = []
    on_postgres = "sqlite" in reasons
    for item in items:
        out = any(item.get_closest_marker(marker) for marker in reasons)
        out = out or (on_postgres and not _asks_for_a_database(item))
        (dropped if out else kept).append(item)
    # What takes long begins first, so that no process is left alone with it at the end.
    items[:] = sorted(kept, key=_may_take, reverse=True)
    if dropped:
        config.hook.pytest_deselected(items=dropped)


def _may_take(item: pytest.Item) -> float:
    """The seconds that a test claims for itself; 0 when it does not."""
    own = item.get_closest_marker("timeout")
    return own.args[0] if own else 0


def _asks_for_a_database(item: pytest.Item) -> bool:
    if any(item.get_closest_marker(marker) for marker in ("django_db", "postgres")):
        return True
    return not {"db", "transactional_db"}.isdisjoint(getattr(item, "fixturenames", ()))


def _asks_for_the_cast(item: pytest.Item) -> bool:
    """Whether it begins with the cast, in a transaction of its own."""
    names = getattr(item, "fixturenames", ())
    marks = item.iter_markers("django_db")
    return (
        "cast" in names
        and "transactional_db" not in names
        and not any(m.kwargs.get("transaction") for m in marks)
    )


def pytest_collection_finish(session: pytest.Session) -> None:
    # What is imported by now stays: to look through it again at every full collection takes a third of a second.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)  # memory is not what a run is short of


def pytest_report_header() -> list[str]:
    database = os.environ.get("TANDEM_TEST_DATABASE") or "sqlite"
    return [f"database: {database}", *(f"left out: {marker} ({why})" for marker, why in _left_out().items())]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, django_db_use_migrations: bool, request: pytest.FixtureRequest
) -> None:
    """What pytest-django asks before it makes the database."""
    if django_db_use_migrations and request.config.cache:
        begin_with_a_copy(request.config.cache.mkdir("migrated"))


@pytest.fixture(scope="module", autouse=True)
def kept_cast(request: pytest.FixtureRequest) -> Iterator[Cast | None]:
    """The cast, made once for a module whose every test with a database asks for it; else nothing."""
    items = [item for item in request.session.items if getattr(item, "module", None) is request.module]
    items = [item for item in items if _asks_for_a_database(item)]
    if len(items) < 2 or not all(_asks_for_the_cast(item) for item in items):
        yield None
        return
    yield from kept(request, make_cast)


@pytest.fixture
def cast(kept_cast: Cast | None, db: None) -> Cast:
    """The drawn tree of people (tests/cast.py), this test's own to change."""
    return copy.deepcopy(kept_cast) if kept_cast else make_cast()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and in_ci() and reporter.stats.get("skipped") and session.exitstatus == pytest.ExitCode.OK:
        reporter.write_line("\nCI leaves nothing out, and tests were skipped.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
