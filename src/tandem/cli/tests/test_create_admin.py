"""`tandem create-admin`."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from tandem.authority.models import Entry
from tandem.cli import tandem
from tandem.people.models import Person

pytestmark = pytest.mark.django_db


def create(email: str, password: str, *more: str):
    arguments = ["create-admin", "--email", email, "--name", "Ada Byrne", "--password-stdin", *more]
    return CliRunner().invoke(tandem, arguments, input=f"{password}\n")


def test_an_administrator_is_made_who_can_sign_in() -> None:
    answer = create("ada@maple.example", "three-blue-herons", "--json")
    assert answer.exit_code == 0, answer.output
    ada = Person.objects.get()
    assert json.loads(answer.stdout) == {"id": ada.pk, "email": "ada@maple.example"}
    assert (ada.role, ada.is_active) == ("administrator", True)
    assert ada.check_password("three-blue-herons")
    assert Entry.objects.get(verb="people.add").about_id == ada.pk


@pytest.mark.parametrize(
    ("email", "password", "sentence"),
    [
        ("ada@maple.example", "short", "too short"),
        ("ada", "three-blue-herons", "Enter a valid email address."),
    ],
)
def test_what_would_not_do_is_refused(email: str, password: str, sentence: str) -> None:
    answer = create(email, password)
    assert answer.exit_code == 1
    assert sentence in answer.stderr
    assert not Person.objects.exists()


def test_without_a_terminal_the_password_is_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TANDEM_PASSWORD", raising=False)
    answer = CliRunner().invoke(tandem, ["create-admin", "--email", "ada@maple.example", "--name", "Ada"])
    assert (answer.exit_code, answer.stderr) == (
        1,
        "There is no terminal to ask for the password. Give --password-stdin, or set TANDEM_PASSWORD.\n",
    )
