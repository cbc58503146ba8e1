"""`tandem worker`: long jobs, and everything that reacts to the logbook."""

from __future__ import annotations

import logging
import os
import threading
import time

import click

from tandem.cli.ready import make_ready, require_current_database

PAUSE = 1.0
SWEEP = 300.0
REVIVE = 30.0
log = logging.getLogger("tandem.worker")


@click.command()
@click.option("--once", is_flag=True, help="Do what waits, then end: for a scheduler instead of a service.")
@click.option("--with-parent", is_flag=True, hidden=True, help="End when standard input closes.")
def worker(once: bool, with_parent: bool) -> None:
    """Do the work that should not keep a page waiting.

    Imports and exports of many rows, notifications, mail. One worker is enough for a small team; several, on several
    machines, share the work on PostgreSQL.

    \b
    Example:
      tandem worker
      tandem worker --once
    """
    make_ready(serving=not once)
    require_current_database()
    if with_parent:
        logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
        threading.Thread(target=_end_with_parent, daemon=True).start()
    take_up_and_sweep()
    if once:
        while read_logbook():
            pass
        _do_jobs(once=True)
        while read_logbook():
            pass
        return
    threading.Thread(target=_keep_reading, name="logbook", daemon=True).start()
    _do_jobs(once=False)


def _do_jobs(*, once: bool) -> None:
    """Take jobs from the queue: all that wait, or for ever until the process is told to stop."""
    from django.utils.crypto import get_random_string
    from django_tasks_db.management.commands.db_worker import Worker

    jobs = Worker(
        queue_names=["*"],
        interval=PAUSE,
        batch=once,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )
    jobs.configure_signals()
    jobs.run()


def read_logbook() -> int:
    """Let every reader of the logbook catch up by one portion; returns how many entries were new."""
    from tandem.authority.readers import advance_all

    return advance_all()


def take_up_and_sweep() -> None:
    """Put jobs whose worker was killed back into the queue, forget old ones, mend the search index, do what is due."""
    from tandem.core import clock, jobs, search

    search.ensure()
    jobs.revive(clock.now())
    jobs.sweep(clock.now())
    jobs.look(clock.now())


def _keep_reading() -> None:
    """Read for ever. A failure is logged and tried again, ever less often."""
    from django.db import close_old_connections

    from tandem.core import clock, jobs

    pause = PAUSE
    swept = revived = time.monotonic()
    while True:
        close_old_connections()
        try:
            if time.monotonic() - revived > REVIVE:
                revived = time.monotonic()
                jobs.revive(clock.now())
            if time.monotonic() - swept > SWEEP:
                swept = time.monotonic()
                take_up_and_sweep()
            new = read_logbook()
            pause = 0 if new else PAUSE
        except Exception:
            log.exception("A reader of the logbook failed; it will be tried again")
            pause = min(max(pause, PAUSE) * 2, 60)
        time.sleep(pause)


def _end_with_parent() -> None:
    """Wait until whoever started us is gone: then standard input ends."""
    while os.read(0, 1024):  # not sys.stdin, whose lock must be free when Python ends
        pass
    os._exit(0)
