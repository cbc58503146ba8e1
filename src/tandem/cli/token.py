"""`tandem token`: access tokens for programs that speak to the API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import click

from tandem.cli.people import acting
from tandem.cli.ready import as_json, make_ready, require_current_database, say

whose = click.option(
    "--as", "email", metavar="EMAIL", help="Whose token (default: the only administrator's)."
)


@click.group()
def token() -> None:
    """Make, list and end access tokens for the API.

    A token lets a program do what its person may do. Its text is shown once.

    \b
    Example:
      tandem token create --name "Nightly report" --days 90
      tandem token list --as nora@example.com
      tandem token revoke 7
    """
    make_ready()
    require_current_database()


@token.command()
@whose
@click.option("--name", required=True, help="What it is for.")
@click.option(
    "--write", is_flag=True, help="It may change what its person may change; by default it only reads."
)
@click.option("--days", type=click.IntRange(1, 366), default=90, show_default=True, help="Until it expires.")
@as_json
def create(email: str | None, name: str, write: bool, days: int, in_json: bool) -> None:
    """Make a token and print it, this once.

    \b
    Example:
      tandem token create --name "Nightly report" --as nora@example.com
    """
    from tandem.authority import organization
    from tandem.people.tokens import make_token

    person = acting(email)
    expires_on = organization.today() + timedelta(days=days)
    scopes = "write" if write else "read"
    text = make_token(actor=person, name=name, scopes=scopes, expires_on=expires_on)
    if in_json:
        say({"token": text, "person": person.email, "scopes": scopes, "expires_on": expires_on})
        return
    click.echo(text)
    click.echo(f"For {person.name}, {scopes}, until {expires_on}. It is not shown again.", err=True)


@token.command("list")
@whose
@as_json
def show(email: str | None, in_json: bool) -> None:
    """Name a person's tokens, without their text.

    \b
    Example:
      tandem token list --json
    """
    from tandem.people.tokens import tokens_of

    kept: list[dict[str, Any]] = [
        {
            "id": one.pk,
            "name": one.name,
            "scopes": one.scopes,
            "expires_on": one.expires_on,
            "used_at": one.used_at,
        }
        for one in tokens_of(acting(email))
    ]
    if in_json:
        say(kept)
        return
    for one in kept:
        used = f"{one['used_at']:%Y-%m-%d %H:%M}" if one["used_at"] else "never"
        click.echo(f"{one['id']}  {one['name']}  {one['scopes']}, until {one['expires_on']}, used {used}")
    if not kept:
        click.echo("There are no tokens.")


@token.command()
@whose
@click.argument("number", type=int)
@as_json
def revoke(email: str | None, number: int, in_json: bool) -> None:
    """End a token now.

    \b
    Example:
      tandem token revoke 7
    """
    from tandem.people.tokens import revoke_token, token_of

    person = acting(email)
    ended = revoke_token(token_of(person, number), actor=person)
    if in_json:
        say({"id": ended.pk, "name": ended.name})
        return
    click.echo(f"“{ended.name}” opens nothing any more.")
