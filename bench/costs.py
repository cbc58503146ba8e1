"""What a piece of work costs: processor time of application and database together, statements, bytes.

The application's part is this process's processor time. On SQLite that is all of it: the database is a library. On
PostgreSQL the part of the server process at the other end of our connection is added (/proc/PID/schedstat, to the
nanosecond, else /proc/PID/stat, to the hundredth of a second), and that of its parallel workers, which the server's
parent collects when they end (children's time in /proc/PID/stat). Waiting counts nothing, so that a busy machine
changes little.
"""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

TICK = os.sysconf("SC_CLK_TCK")


class Meter:
    """Reads the clocks of both processes. Make one after the connection is open, and keep the connection."""

    def __init__(self) -> None:
        from django.db import connection

        self.backend = self.parent = 0
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self.backend = cursor.fetchone()[0]
            self.parent = int(_fields(self.backend)[1])

    def now(self) -> tuple[float, float]:
        """Seconds of processor time so far: of the application, of the database."""
        if not self.backend:
            return time.process_time(), 0.0
        workers = _fields(self.parent)
        return time.process_time(), self._own() + (int(workers[13]) + int(workers[14])) / TICK

    def _own(self) -> float:
        if self._precise:
            return int(Path(f"/proc/{self.backend}/schedstat").read_text().split()[0]) / 1e9
        fields = _fields(self.backend)
        return (int(fields[11]) + int(fields[12])) / TICK

    @cached_property
    def _precise(self) -> bool:
        path = Path(f"/proc/{self.backend}/schedstat")
        return path.exists() and int(path.read_text().split()[0]) > 0


def _fields(pid: int) -> list[str]:
    """/proc/PID/stat after the name of the program: state, parent, …"""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


@dataclass(frozen=True)
class Cost:
    """Milliseconds of processor time, the median of the runs."""

    application: float
    database: float
    slowest: float

    @property
    def total(self) -> float:
        return self.application + self.database


def cost(meter: Meter, work: Callable[[], Any], times: int, warm: int = 2) -> Cost:
    """Do it `warm` times unmeasured, then `times` times."""
    for _ in range(warm):
        work()
    gc.collect()
    gc.freeze()  # as the server does once it is loaded
    application, database = [], []
    for _ in range(times):
        begun = meter.now()
        work()
        ended = meter.now()
        application.append(1000 * (ended[0] - begun[0]))
        database.append(1000 * (ended[1] - begun[1]))
    both = [one + other for one, other in zip(application, database, strict=True)]
    return Cost(statistics.median(application), statistics.median(database), max(both))


class Statements:
    """Collects the statements of a block: `with Statements() as ran`, then `ran.made`, each SQL and its seconds.

    Beginning and ending a transaction are not counted, as they are no statements of anybody's.
    """

    def __init__(self) -> None:
        self.made: list[tuple[str, float]] = []

    def __enter__(self) -> Statements:
        from django.db import connection

        self._wrapping = connection.execute_wrapper(self._run)
        self._wrapping.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._wrapping.__exit__(*error)

    def _run(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
                self.made.append((sql, time.perf_counter() - begun))
