"""The command `tandem`.

One file per group of commands. What goes wrong is told in sentences on standard error; the exit code is 0 for done,
1 for not done, 2 for a command that was not understood.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import date
from importlib import import_module

import click

from tandem import __version__
from tandem.cli.ready import Stop, sentence_for

# command → the file that holds it and its name there
COMMANDS = {
    "demo": ("demo", "demo"),
    "serve": ("serve", "serve"),
    "worker": ("worker", "worker"),
    "doctor": ("doctor", "doctor"),
    "migrate": ("migrate", "migrate"),
    "create-admin": ("people", "create_admin"),
    "import": ("imports", "import_command"),
    "export": ("export", "export"),
    "token": ("token", "token"),
    "backup": ("backup", "backup"),
    "restore": ("restore", "restore"),
    "reference": ("reference", "reference"),
}


class Commands(click.Group):
    """Reads a command's file when it is needed, and turns errors into sentences."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in COMMANDS if self.get_command(ctx, name)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        file, attribute = COMMANDS[cmd_name]
        try:
            return getattr(import_module(f"tandem.cli.{file}"), attribute)
        except ModuleNotFoundError as missing:
            if missing.name == f"tandem.cli.{file}":
                return None
            raise

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        from difflib import get_close_matches

        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f"Did you mean `tandem {near[0]}`?" if near else "`tandem --help` lists the commands."
            raise click.UsageError(f"There is no command {args[0]!r}. {hint}", ctx) from error

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as error:
            if os.environ.get("TANDEM_DEBUG", "").lower() in {"1", "yes", "true", "on"}:
                raise
            raise Stop(*sentence_for(error)) from error


class Day(click.ParamType):
    """A day, written 2017-10-02."""

    name = "day"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            self.fail(f"{value!r} is no day. Write year, month and day: 2017-10-02.", param, ctx)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--today",
    type=Day(),
    metavar="DAY",
    help="Run as of a past day, written 2017-10-02.",
)
@click.version_option(__version__, message="Tandem %(version)s")
def tandem(today: str | None) -> None:
    """The workspace of a sales organization.

    \b
    Look around, nothing to set up:
      tandem demo
    \b
    Serve a team:
      tandem migrate
      tandem create-admin --email ada@example.com --name "Ada Byrne"
      tandem serve
    """
    if today is not None:
        os.environ["TANDEM_TODAY"] = today


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and end the process with its exit code."""
    # A reader that closed the pipe (`tandem export … | head`) is no failure worth a traceback.
    try:
        tandem.main(args=list(arguments) if arguments is not None else None, prog_name="tandem")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
