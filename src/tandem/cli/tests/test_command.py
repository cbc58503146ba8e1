"""The command as a whole: help, errors, exit codes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tandem.cli import COMMANDS, tandem
from tandem.cli.reference import pages
from tandem.core.errors import Refused

from .place import Place


def listed() -> list[str]:
    return tandem.list_commands(click.Context(tandem))


@pytest.mark.parametrize("name", listed())
def test_the_help_of_every_command_has_an_example(name: str) -> None:
    answer = CliRunner().invoke(tandem, [name, "--help"])
    assert answer.exit_code == 0
    assert "Example:\n" in answer.output
    assert f"tandem {name}" in answer.output.split("Example:")[1] or name == "demo"


def test_a_misspelled_command_is_proposed() -> None:
    answer = CliRunner().invoke(tandem, ["migrat"])
    assert answer.exit_code == 2
    assert "There is no command 'migrat'. Did you mean `tandem migrate`?" in answer.output


def test_a_day_that_is_none_is_not_understood() -> None:
    answer = CliRunner().invoke(tandem, ["--today", "2017-99-01", "migrate"])
    assert answer.exit_code == 2
    assert "'2017-99-01' is no day. Write year, month and day: 2017-10-02." in answer.stderr


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (Refused("Too large.", remedy="Ask."), "Too large. Ask.\n"),
        (FileNotFoundError(2, "No such file or directory", "x.csv"), "x.csv: no such file or directory.\n"),
        (KeyError("x"), "Something went wrong that should not: KeyError: 'x'."),
    ],
)
def test_an_error_is_a_sentence_on_standard_error(
    monkeypatch: pytest.MonkeyPatch, error: Exception, sentence: str
) -> None:
    @click.command()
    def fails() -> None:
        raise error

    monkeypatch.setattr(type(tandem), "get_command", lambda self, ctx, name: fails)
    answer = CliRunner().invoke(tandem, ["migrate"])
    assert answer.exit_code == 1
    assert answer.stdout == ""
    assert answer.stderr.startswith(sentence)


def test_the_reference_pages_are_up_to_date() -> None:
    folder = Path(__file__).parents[4] / "docs" / "reference"
    for name, text in pages().items():
        assert (folder / name).read_text() == text, f"{name} is old: run `make reference`"


def test_every_command_of_the_table_exists() -> None:
    assert set(COMMANDS) == set(listed())


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("HTTPS", "perhaps", "write yes or no."),
        ("TIME_ZONE", "Mars/Olympus", "which is no time zone; write area and city: Europe/Berlin."),
        ("LOG_LEVEL", "LOUD", "write one of DEBUG, INFO, WARNING, ERROR."),
        ("LOG", "xml", "write one of json, text."),
    ],
)
def test_a_wrong_setting_is_told_before_anything_happens(
    name: str, value: str, sentence: str, tmp_path: Path
) -> None:
    place = Place(tmp_path, settings={f"TANDEM_{name}": value})
    told = place.refused("migrate")
    assert told.startswith(f"TANDEM_{name} is {value!r}")
    assert sentence in told


@pytest.mark.sqlite  # a file that is none
def test_the_doctor_says_what_to_do_about_a_damaged_file(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "tandem.sqlite3").write_text("not a database at all\n" * 100)
    told = Place(tmp_path).run("doctor")
    assert told.returncode == 1
    assert "✗ database: The file of the database is damaged" in told.stdout
    assert "restore a backup" in told.stdout


def test_the_doctor_says_what_to_do_about_a_server_that_does_not_answer(tmp_path: Path) -> None:
    told = Place(tmp_path, database="postgresql://tandem@127.0.0.1:1/nowhere").run("doctor")
    assert told.returncode == 1
    assert "TANDEM_DATABASE has the right host" in told.stdout


def test_a_database_that_does_not_answer_is_told_at_once(tmp_path: Path) -> None:
    place = Place(tmp_path, database="postgresql://tandem@127.0.0.1:1/nowhere")
    assert place.refused("migrate").startswith("The database does not answer: ")


@pytest.mark.sqlite  # every test of a backup migrates on both
@pytest.mark.timeout(400)
def test_commands_ask_for_a_migration_first(new_place: Callable[..., Place]) -> None:
    place = new_place(empty=True)
    assert place.refused("backup", "x").endswith("Run `tandem migrate` first.")
    assert place.done("migrate").startswith("The database is up to date now;")
    assert place.done("migrate", "--check") == "The database is up to date.\n"


@pytest.mark.sqlite  # what is imported is the same on both
def test_what_takes_long_to_load_is_loaded_when_it_is_needed(new_place: Callable[..., Place]) -> None:
    """A command, a page and a worker begin without the libraries that only fitting and judging need."""
    place = new_place(empty=True)
    code = (
        "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'tandem.config.settings'; django.setup();"
        "from django.urls import get_resolver; get_resolver().url_patterns;"
        "print(sorted({'sklearn', 'pandas', 'scipy.stats', 'scipy.optimize'} & sys.modules.keys()),"
        "os.environ['OMP_NUM_THREADS'])"
    )
    kept = {name: value for name, value in place.environment().items() if not name.endswith("_NUM_THREADS")}
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], env=kept, capture_output=True, text=True, check=True
    )
    assert told.stdout == "[] 1\n"
