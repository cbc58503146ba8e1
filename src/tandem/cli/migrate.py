"""`tandem migrate`."""

from __future__ import annotations

import click

from tandem.cli.ready import as_json, make_ready, say, unapplied


@click.command()
@click.option("--check", is_flag=True, help="Only say what is missing; exit code 1 if anything is.")
@as_json
def migrate(check: bool, in_json: bool) -> None:
    """Create the database, or bring it up to this version.

    Running it again changes nothing. Make a backup before an upgrade.

    \b
    Example:
      tandem backup before-upgrade.tandem && tandem migrate
    """
    make_ready()
    missing = unapplied()
    if missing and not check:
        bring_up()
    if in_json:
        say({"missing" if check else "applied": missing})
    elif not missing:
        click.echo("The database is up to date.")
    elif check:
        click.echo(f"The database lacks {', '.join(missing)}. Run `tandem migrate`.")
    else:
        click.echo(f"The database is up to date now; {changes(len(missing))} applied.")
    if check and missing:
        raise click.exceptions.Exit(1)


def changes(count: int) -> str:
    """A number of changes, with its verb."""
    return "1 change was" if count == 1 else f"{count} changes were"


def bring_up() -> None:
    """Apply every migration, quietly. A table that was made anew has lost its counts."""
    from django.core.management import call_command

    from tandem.core.jobs import gather

    call_command("migrate", interactive=False, verbosity=0)
    gather()
