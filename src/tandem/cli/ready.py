"""What commands share: Django made ready, errors as sentences, answers that a program can read."""

from __future__ import annotations

import json
import os
import sys
from typing import IO, Any

import click


class Stop(click.ClickException):
    """The command could not do its work: what happened, and what to do about it. Exit code 1."""

    exit_code = 1

    def __init__(self, sentence: str, remedy: str = "") -> None:
        super().__init__(f"{sentence} {remedy}".strip())

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, file=file or sys.stderr)


def make_ready(*, serving: bool = False) -> None:
    """Load the settings and all packages. A serving command logs as machines read, others as people do."""
    import django
    from django.apps import apps
    from django.core.exceptions import ImproperlyConfigured

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.config.settings")
    if not serving:
        os.environ.setdefault("TANDEM_LOG", "text")
        os.environ.setdefault("TANDEM_LOG_LEVEL", "WARNING")
        os.environ.setdefault("TANDEM_POOL", "0")  # one connection, and a failure to connect is told at once
    if apps.ready:
        return
    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise Stop(str(error), "`tandem doctor` looks at the whole configuration.") from error
    except PermissionError as error:
        raise Stop(
            f"{error.filename} cannot be written.",
            "Give it to the user that Tandem runs as, or set TANDEM_DATA to another folder.",
        ) from error


def require_current_database() -> None:
    """Stop unless the database answers and has every table of this version."""
    waiting = unapplied()
    if waiting:
        changes = "1 change" if len(waiting) == 1 else f"{len(waiting)} changes"
        raise Stop(f"The database lacks {changes} of this version.", "Run `tandem migrate` first.")


def unapplied() -> list[str]:
    """Migrations that this database has not had, oldest first."""
    from pathlib import Path

    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    if connection.vendor == "sqlite" and not connection.is_in_memory_db():  # type: ignore[attr-defined]
        Path(connection.settings_dict["NAME"]).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def sentence_for(error: Exception) -> tuple[str, str]:
    """An exception as a sentence and a remedy."""
    from django.core.exceptions import ImproperlyConfigured, ValidationError
    from django.core.management.base import CommandError
    from django.db import DatabaseError, OperationalError
    from django.http import Http404

    from tandem.core.errors import TandemError

    if isinstance(error, TandemError):
        return error.sentence, error.remedy
    if isinstance(error, ValidationError):
        return " ".join(error.messages), ""
    if isinstance(error, OperationalError):
        cause = str(error).strip().splitlines()[0]
        return f"The database does not answer: {cause}.", "`tandem doctor` looks at what is wrong."
    if isinstance(error, DatabaseError):
        cause = str(error).strip().splitlines()[0]
        if "not a database" in cause or "malformed" in cause:
            return f"The file of the database is damaged: {cause}.", "Move it away, then restore a backup."
        return f"The database refused: {cause}.", "`tandem migrate` brings it up to this version."
    if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError):
        return f"{error.filename}: {(error.strerror or 'cannot be read').lower()}.", ""
    if isinstance(error, CommandError | Http404 | ImproperlyConfigured):
        return str(error), ""
    return (
        f"Something went wrong that should not: {type(error).__name__}: {error}.",
        "Run it again with TANDEM_DEBUG=yes and report what you see.",
    )


def say(answer: dict[str, Any] | list[Any]) -> None:
    """Print an answer for a program."""
    click.echo(json.dumps(answer, indent=2, ensure_ascii=False, default=str))


as_json = click.option("--json", "in_json", is_flag=True, help="Answer in JSON.")
