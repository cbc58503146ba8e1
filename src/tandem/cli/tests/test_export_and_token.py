"""`tandem export` and `tandem token`: in a person's name, with that person's rights."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tandem.authority.fields import define_field
from tandem.cli import tandem
from tandem.cli.tests.place import Place
from tandem.core import clock
from tandem.customers.actions import add_account
from tandem.people.tokens import bearer
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> Result:
    return CliRunner().invoke(tandem, arguments)


@pytest.fixture
def accounts(cast: Cast) -> None:
    add_account(actor=cast.olga, name="Alder Mills", owner=cast.olga)
    add_account(actor=cast.pia, name="Birch Works", owner=cast.pia)


def test_an_export_holds_what_the_person_may_see(accounts: None) -> None:
    told = run("export", "accounts", "--as", "olga@maple.example", "--format", "json").stdout
    assert "Alder Mills" in told
    assert "Birch Works" not in told
    assert all(isinstance(json.loads(line), dict) for line in told.splitlines())


def test_what_a_list_does_not_have_is_told_with_what_it_has(accounts: None) -> None:
    for asked, sentence in (
        (("--columns", "name,city"), "This list has no column “city”."),
        (("--where", "colour=red"), "This list cannot be filtered by “colour”."),
    ):
        answer = run("export", "customers:accounts", "--as", "erin@maple.example", *asked)
        assert answer.exit_code == 1
        assert answer.stderr.startswith(f"{sentence} Columns: name, industry, place, ")
        assert " Filters: q, owner, " in answer.stderr


def test_money_of_an_own_field_keeps_its_currency(accounts: None, cast: Cast) -> None:
    define_field(actor=cast.adam, record="account", label="Budget", type="money")
    add_account(actor=cast.olga, name="Cedar Mills", extra={"budget": "99.95"})
    told = run(
        "export", "customers:accounts", "--as", "olga@maple.example", "--where", "q=Cedar&cols=x_budget"
    ).stdout
    assert told.splitlines()[1:] == ["Cedar Mills,99.95,EUR"], told


def test_the_file_tells_the_format_and_is_not_overwritten(accounts: None, tmp_path: Path) -> None:
    file = tmp_path / "all.csv"
    assert run("export", "accounts", "--as", "erin@maple.example", "--output", str(file)).exit_code == 0
    assert len(file.read_text().splitlines()) == 3
    again = run("export", "accounts", "--output", str(file))
    assert (again.exit_code, again.stderr) == (
        1,
        f"{file} exists already. Choose another name, or overwrite it with --force.\n",
    )


@pytest.mark.sqlite  # the pipe is at the other end than the database
def test_a_reader_that_closes_early_is_no_failure_worth_reporting(new_place: Callable[..., Place]) -> None:
    place = new_place()
    place.done(
        "create-admin", "--email", "a@b.example", "--name", "Ada", "--password-stdin", stdin="a-long-one-17"
    )
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as closed:
        ended = subprocess.run(
            [sys.executable, "-m", "tandem", "export", "accounts"],
            env=place.environment(),
            cwd=place.folder,
            stdout=closed,
            stderr=subprocess.PIPE,
            text=True,
            timeout=100,
            check=False,
        )
    assert (ended.returncode, ended.stderr) == (1, "")


def test_a_list_or_filter_that_is_none_is_told(cast: Cast) -> None:
    assert run("export", "acounts").stderr == "There is no list acounts. Did you mean accounts?\n"
    assert run("export", "accounts", "--as", "nobody@maple.example").exit_code == 1
    assert "accounts" in run("export").stdout.split()


def test_a_token_is_made_listed_and_ended(cast: Cast) -> None:
    made = json.loads(
        run("token", "create", "--as", "olga@maple.example", "--name", "Report", "--json").stdout
    )
    assert (made["person"], made["scopes"]) == ("olga@maple.example", "read")
    found = bearer(made["token"], at=clock.now())
    assert found is not None
    assert found.person == cast.olga

    [listed] = json.loads(run("token", "list", "--as", "olga@maple.example", "--json").stdout)
    assert listed["name"] == "Report"
    assert run("token", "revoke", str(listed["id"]), "--as", "pia@maple.example").exit_code == 1
    ended = run("token", "revoke", str(listed["id"]), "--as", "olga@maple.example", "--json")
    assert (ended.exit_code, json.loads(ended.stdout)) == (0, {"id": listed["id"], "name": "Report"})
    assert bearer(made["token"], at=clock.now()) is None
    assert run("token", "list", "--as", "olga@maple.example").stdout == "There are no tokens.\n"
