"""`tandem demo`: the demonstration company on this machine."""

from __future__ import annotations

import os
import subprocess
import sys

import click
from click.core import ParameterSource

from tandem.cli.ready import make_ready

IN_THREE_YEARS = 200  # deals that an officer begins


@click.command()
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on, on this machine only.",
)
@click.option(
    "--officers", type=click.IntRange(10, 5000), default=30, show_default=True, help="Size of the team."
)
@click.option(
    "--years", type=click.IntRange(2, 5), default=3, show_default=True, help="How far its records go back."
)
@click.option("--seed", default=7, show_default=True, help="Same seed, same company.")
@click.option(
    "--empty", is_flag=True, help="Start without the demonstration company, to import your own data."
)
def demo(port: int, officers: int, years: int, seed: int, empty: bool) -> None:
    """Look around Tandem, filled with an invented company.

    The first run makes a SQLite database in the folder var and fills it; later runs find it as you left it. The first
    page opens without a password, so it listens on this machine only. To start afresh, delete the folder.

    \b
    Example:
      tandem demo
      tandem demo --officers 200 --years 5
      tandem --today 2017-10-02 demo --empty
    """
    os.environ["TANDEM_DEMO"] = "yes"
    os.environ.setdefault("TANDEM_LOG_LEVEL", "WARNING")
    os.environ.pop("TANDEM_HOSTS", None)  # on this machine only
    make_ready(serving=True)
    from tandem.cli.migrate import bring_up
    from tandem.cli.ready import unapplied
    from tandem.cli.serve import require_free_port, run

    require_free_port("127.0.0.1", port)
    if unapplied():
        click.echo("Preparing the database …", err=True)
        bring_up()
    if not empty:
        fill(officers, years, seed)
    helper = subprocess.Popen(
        [sys.executable, "-m", "tandem", "worker", "--with-parent"], stdin=subprocess.PIPE
    )
    run("127.0.0.1", port, greeting=f"Tandem is on http://127.0.0.1:{port}", on_end=helper.terminate)


def fill(officers: int, years: int, seed: int) -> None:
    """Make the company and save it, unless somebody is there already; tells how far it is to whoever watches."""
    from django.conf import settings

    from tandem.core import clock
    from tandem.core.jobs import gather
    from tandem.demo import load
    from tandem.people.models import Person

    def tell(what: str, done: int, of: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r  {done:,} of {of:,} {what}\033[K", nl=False, err=True)

    if Person.objects.exists():
        asked = click.get_current_context().get_parameter_source
        if any(asked(name) is ParameterSource.COMMANDLINE for name in ("officers", "years", "seed")):
            click.echo(f"There is a company here already; to make another, delete {settings.DATA}.", err=True)
        return
    click.echo("Making the demonstration company, once …", err=True)
    deals = officers * years * IN_THREE_YEARS // 3
    load.fill(officers=officers, deals=deals, years=years, seed=seed, today=clock.today(), progress=tell)
    gather()
    if sys.stderr.isatty():
        click.echo("\r\033[K", nl=False, err=True)
