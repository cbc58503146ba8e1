"""`tandem create-admin`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from tandem.cli.ready import Stop, as_json, make_ready, require_current_database, say

if TYPE_CHECKING:
    from tandem.people.models import Person


@click.command("create-admin")
@click.option("--email", prompt="E-mail address", help="The address to sign in with.")
@click.option("--name", prompt="Name", help="First and last name.")
@click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input instead of asking for it."
)
@as_json
def create_admin(email: str, name: str, password_stdin: bool, in_json: bool) -> None:
    """Create an administrator who can sign in and add everybody else.

    The password is asked for, or read from standard input or from TANDEM_PASSWORD.

    \b
    Example:
      tandem create-admin --email ada@example.com --name "Ada Byrne"
    """
    make_ready()
    require_current_database()
    person = add_administrator(name.strip(), email.strip(), _password(password_stdin))
    if in_json:
        say({"id": person.pk, "email": person.email})
    else:
        click.echo(f"{person.name} can sign in as {person.email}. `tandem serve` starts the server.")


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    if given := os.environ.get("TANDEM_PASSWORD"):
        return given
    if not sys.stdin.isatty():
        raise Stop(
            "There is no terminal to ask for the password.", "Give --password-stdin, or set TANDEM_PASSWORD."
        )
    return click.prompt("Password", hide_input=True, confirmation_prompt="The same again")


def add_administrator(name: str, email: str, password: str) -> Person:
    """Save an administrator with a password; the logbook has the entry without an actor."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.validators import validate_email
    from django.db import transaction

    from tandem.authority.actions import Change, record
    from tandem.core import clock
    from tandem.people.models import Person

    validate_email(email)
    if Person.objects.filter(email__iexact=email).exists():
        raise Stop(f"Somebody with the address {email} exists already.", "Use another address.")
    person = Person(name=name, email=email, role="administrator")
    validate_password(password, person)
    person.set_password(password)
    with transaction.atomic():
        person.save()
        facts = {"name": [None, name], "role": [None, person.role]}
        record("people.add", Change(person, facts), actor=None, at=clock.now())
    return person


def acting(email: str | None) -> Person:
    """The person in whose name a command works: by address, else the only administrator."""
    from tandem.people.models import Person

    active = Person.objects.active()
    if email:
        found = active.filter(email__iexact=email).first()
        if found is None:
            raise Stop(f"Nobody signs in as {email}.", "Give the address of somebody who works here.")
        return found
    administrators = list(active.filter(role="administrator")[:2])
    if len(administrators) != 1:
        raise Stop(
            "There are several administrators." if administrators else "There is no administrator yet.",
            "Say in whose name: --as EMAIL." if administrators else "Run `tandem create-admin` first.",
        )
    return administrators[0]
