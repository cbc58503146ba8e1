"""Where a benchmark runs: the demonstration company in SQLite's file or in a PostgreSQL that is started here.

`settled(…)` sets the environment, starts the server, fills the database, and clears everything away at the end, unless
it is told a folder to keep the data in: then the next run finds them there.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from tests import postgres

TODAY = date(2026, 11, 23)  # a Monday in the middle of a quarter, the same in every run
NAME = "bench"


@dataclass(frozen=True)
class Filled:
    """What the database holds, and what it took to fill it."""

    deals: int
    officers: int
    seconds: float
    cpu_seconds: float
    peak_mb: int


@contextmanager
def settled(database: str, *, deals: int, officers: int, keep: Path | None = None) -> Iterator[Filled]:
    """The product on a database with that many deals and officers; call it before anything imports Django."""
    with _folder(keep) as folder:
        _surround(folder)
        if database == "sqlite":
            os.environ["TANDEM_DATABASE"] = f"sqlite:///{folder / 'bench.sqlite3'}"
            yield _filled(folder, deals, officers)
            return
        with postgres.server(folder / "postgres", autovacuum="off", shared_buffers="512MB") as socket:
            os.environ["TANDEM_DATABASE"] = f"postgresql://tandem@/postgres?host={socket}"
            yield _filled(folder, deals, officers)


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    folder = (keep or Path(tempfile.mkdtemp(prefix="tandem-bench-"))).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)  # PostgreSQL runs as another user where we are root
    (folder / "postgres").mkdir(exist_ok=True)
    try:
        yield folder
    finally:
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)


def _surround(folder: Path) -> None:
    os.environ.update(
        {
            "DJANGO_SETTINGS_MODULE": "tandem.config.settings",
            "TANDEM_DATA": str(folder / "data"),
            "TANDEM_TODAY": TODAY.isoformat(),
            "TANDEM_HOSTS": "testserver",
            "TANDEM_LOG_LEVEL": "ERROR",
        }
    )


def _filled(folder: Path, deals: int, officers: int) -> Filled:
    """Fill the database unless an earlier run did."""
    import django

    django.setup()
    from django.db import connection

    from tandem.cli.migrate import bring_up

    bring_up()
    told = folder / "filled.json"
    if told.exists():
        found = Filled(**json.loads(told.read_text()))
        if (found.deals, found.officers) != (deals, officers):
            raise SystemExit(
                f"{folder} holds {found.deals:,} deals of {found.officers:,} officers: take another folder."
            )
        return found
    from tandem.demo.load import fill

    begun, cpu = time.monotonic(), time.process_time()
    fill(officers=officers, deals=deals, today=TODAY, progress=_say if os.isatty(2) else lambda *_: None)
    found = Filled(
        deals,
        officers,
        round(time.monotonic() - begun, 1),
        round(time.process_time() - cpu, 1),
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    told.write_text(json.dumps(asdict(found)))
    return found


def _say(what: str, done: int, of: int) -> None:
    import sys

    print(f"\r{what}: {done:,} of {of:,} ", end="", file=sys.stderr, flush=True)
