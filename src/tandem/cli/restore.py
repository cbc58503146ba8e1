"""`tandem restore`."""

from __future__ import annotations

from pathlib import Path

import click

from tandem.cli.ready import Stop, as_json, make_ready, say


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace what the database holds now.")
@as_json
def restore(file: Path, force: bool, in_json: bool) -> None:
    """Bring a backup back into an empty database.

    A backup of an older version is brought up to this one. Stop the server and the worker first.

    \b
    Example:
      tandem restore tandem-2026-11-23.tandem
    """
    make_ready()
    from tandem.cli import archive
    from tandem.cli.migrate import bring_up

    manifest = archive.read_manifest(file)
    if not force and holds_anything():
        raise Stop(
            "The database is not empty.",
            "Make a backup of it, then replace it with --force, or set TANDEM_DATABASE to another one.",
        )
    archive.restore(file)
    bring_up()
    if in_json:
        say({"file": str(file), **manifest})
    else:
        click.echo(f"Restored what was saved on {manifest['made_at'][:16].replace('T', ' ')} UTC.")


def holds_anything() -> bool:
    """Whether anybody or anything is in the database."""
    from django.db import connection

    from tandem.authority.models import Entry
    from tandem.people.models import Person

    tables = set(connection.introspection.table_names())
    return any(model._meta.db_table in tables and model.objects.exists() for model in (Person, Entry))
