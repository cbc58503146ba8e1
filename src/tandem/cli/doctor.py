"""`tandem doctor`: look at everything that can be wrong, and say what to do."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from tandem.cli.ready import Stop, as_json, make_ready, say, sentence_for, unapplied

GOOD, CARE, BAD = "good", "care", "bad"
SIGNS = {GOOD: "✓", CARE: "!", BAD: "✗"}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: how it is, and what to do when it is not good."""

    what: str
    state: str
    sentence: str
    remedy: str = ""


@click.command()
@click.option("--wait", default=5.0, show_default=True, help="Seconds to wait for a worker to answer.")
@as_json
def doctor(wait: float, in_json: bool) -> None:
    """Look at configuration, database, permissions, styles, clock and worker.

    Says what is wrong and what to do. Exit code 0 when Tandem can be served, 1 when not.

    \b
    Example:
      tandem doctor
      tandem doctor --json
    """
    findings = list(examine(wait))
    if in_json:
        say({"healthy": sound(findings), "findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            click.echo(f"{SIGNS[finding.state]} {finding.what}: {finding.sentence}")
            if finding.remedy and finding.state != GOOD:
                click.echo(f"    {finding.remedy}")
    if not sound(findings):
        raise click.exceptions.Exit(1)


def sound(findings: list[Finding]) -> bool:
    """Whether nothing is bad; what needs care does not keep Tandem from serving."""
    return not any(finding.state == BAD for finding in findings)


def examine(wait: float) -> Iterator[Finding]:
    """Look at one thing after another, and at no further one that the last makes pointless."""
    from django.db import OperationalError

    try:
        make_ready()
    except Stop as stop:
        yield Finding("configuration", BAD, stop.message)
        return
    yield from configuration()
    yield from permissions()
    try:
        yield database()
        missing = unapplied()
    except Exception as error:
        sentence, remedy = sentence_for(error)
        yield Finding(
            "database", BAD, sentence, unreached() if isinstance(error, OperationalError) else remedy
        )
        return
    if missing:
        yield Finding(
            "tables", BAD, f"{len(missing)} changes of this version are missing.", "Run `tandem migrate`."
        )
        return
    yield Finding("tables", GOOD, "as this version needs them.")
    for look in (people, search, clock, lambda: worker(wait)):
        yield from look()


def configuration() -> Iterator[Finding]:
    """What the system checks say."""
    from django.core.checks import ERROR, WARNING, run_checks

    heard = [found for found in run_checks(include_deployment_checks=False) if not found.is_silenced()]
    for found in heard:
        if found.level >= WARNING:
            state = BAD if found.level >= ERROR else CARE
            yield Finding("configuration", state, str(found.msg), f"{found.hint or ''} ({found.id})")
    if not heard:
        yield Finding("configuration", GOOD, "nothing to complain about.")


def permissions() -> Iterator[Finding]:
    """The data folder: writable, private, with room."""
    from django.conf import settings

    folder = Path(settings.DATA)
    if not folder.exists():
        return
    if not os.access(folder, os.W_OK | os.X_OK):
        yield Finding(
            "data folder", BAD, f"{folder} cannot be written.", "Give it to the user of this command."
        )
        return
    key = folder / "secret-key"
    if key.exists() and stat.S_IMODE(key.stat().st_mode) & 0o077:
        yield Finding("data folder", BAD, f"{key} can be read by others.", f"chmod 600 {key}")
    free = shutil.disk_usage(folder).free
    if free < 500e6:
        yield Finding("data folder", CARE, f"only {free / 1e6:,.0f} MB are free in {folder}.", "Make room.")
    else:
        yield Finding("data folder", GOOD, f"{folder}, {free / 1e9:,.0f} GB free.")


def database() -> Finding:
    """Whether it answers, and as what."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA quick_check(1)")
            verdict = cursor.fetchone()[0]
            if verdict != "ok":
                return Finding("database", BAD, f"the file is damaged: {verdict}.", "Restore a backup.")
            where = connection.settings_dict["NAME"]
            return Finding("database", GOOD, f"SQLite {sqlite3.sqlite_version}, {where}.")
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0].split()[0]
    where = connection.settings_dict["HOST"] or "this machine"
    return Finding("database", GOOD, f"PostgreSQL {version} on {where}.")


def unreached() -> str:
    """What to do about a database that does not answer."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return (
            f"See that {connection.settings_dict['NAME']} can be written, and that no other program holds it."
        )
    return "See that its server runs, and that TANDEM_DATABASE has the right host, port, name, user and password."


def search() -> Iterator[Finding]:
    """Whether the database has what fast search needs."""
    from tandem.core.search import note

    words = note()
    yield Finding("search", CARE, words) if words else Finding("search", GOOD, "finds misspelled names too.")


def people() -> Iterator[Finding]:
    """Whether anybody can administer Tandem."""
    from tandem.people.models import Person

    administrators = Person.objects.active().filter(role="administrator", email__isnull=False).count()
    if administrators:
        yield Finding(
            "people", GOOD, f"{Person.objects.active().count():,} active, {administrators} administer."
        )
    else:
        yield Finding("people", CARE, "nobody can administer Tandem.", "Run `tandem create-admin`.")


def clock() -> Iterator[Finding]:
    """Whether the database's clock and ours agree."""
    from django.conf import settings
    from django.db import connection

    if settings.TANDEM_TODAY:
        yield Finding(
            "clock", CARE, f"Tandem runs as of {settings.TANDEM_TODAY}.", "Unset TANDEM_TODAY for today."
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT strftime('%s', 'now')"
            if connection.vendor == "sqlite"
            else "SELECT extract(epoch FROM clock_timestamp())"
        )
        apart = abs(float(cursor.fetchone()[0]) - datetime.now(UTC).timestamp())
    if apart > 5:
        yield Finding(
            "clock", BAD, f"the database's clock is {apart:.0f} s off.", "Set both by network time."
        )
    elif not settings.TANDEM_TODAY:
        yield Finding("clock", GOOD, f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC.")


def worker(wait: float) -> Iterator[Finding]:
    """Give a job to whoever takes jobs, and wait for the answer."""
    from django.conf import settings
    from django_tasks_db.models import DBTaskResult

    from tandem.config.tasks import answer

    if "django_tasks_db" not in settings.TASKS["default"]["BACKEND"]:
        yield Finding("worker", GOOD, "not needed, jobs are done at once.")
        return
    asked = answer.enqueue()
    if seconds := _until(lambda: DBTaskResult.objects.get(pk=asked.id).finished_at is not None, wait):
        yield Finding("worker", GOOD, f"answered within {seconds:.1f} s.")
    else:
        yield Finding(
            "worker", CARE, "none answered, so imports and notifications wait.", "Run `tandem worker`."
        )
    DBTaskResult.objects.filter(pk=asked.id).delete()


def _until(done: Callable[[], bool], wait: float) -> float:
    """Seconds until `done`, or 0 when it did not happen in time."""
    started = time.monotonic()
    while time.monotonic() - started < wait:
        if done():
            return max(time.monotonic() - started, 0.1)
        time.sleep(0.1)
    return 0.0
