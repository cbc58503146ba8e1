"""How large and how old the demonstration company is made."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner

from tandem.cli import demo as command
from tandem.cli import tandem
from tests.cast import Cast


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What would have been made. Nothing is served, and no database prepared."""
    made: list[dict[str, Any]] = []
    monkeypatch.setattr(command, "make_ready", lambda serving: None)
    monkeypatch.setattr("tandem.cli.ready.unapplied", list)
    monkeypatch.setattr("tandem.cli.serve.require_free_port", lambda host, port: None)
    monkeypatch.setattr("tandem.cli.serve.run", lambda *args, **words: None)
    monkeypatch.setattr("subprocess.Popen", lambda *args, **words: type("Worker", (), {"terminate": print}))
    monkeypatch.setattr("tandem.demo.load.fill", lambda **words: made.append(words))
    monkeypatch.setattr("tandem.core.jobs.gather", list)
    for name in ("TANDEM_DEMO", "TANDEM_LOG_LEVEL"):
        monkeypatch.setenv(name, "")  # which the command changes
    return made


@pytest.mark.django_db
@pytest.mark.parametrize(
    "options, size", [([], (30, 3, 6000, 7)), (["--officers=12", "--years=5", "--seed=9"], (12, 5, 4000, 9))]
)
def test_the_company_is_made_as_asked(made: list[dict[str, Any]], options: list[str], size: tuple[int, ...]):
    answer = CliRunner().invoke(tandem, ["demo", *options])
    assert answer.exit_code == 0, answer.output
    assert [(one["officers"], one["years"], one["deals"], one["seed"]) for one in made] == [size]


def test_a_company_that_is_there_stays_and_one_is_told(cast: Cast, made: list[dict[str, Any]]):
    assert CliRunner().invoke(tandem, ["demo"]).output == ""
    assert "There is a company here already" in CliRunner().invoke(tandem, ["demo", "--years=5"]).output
    assert made == []


@pytest.mark.parametrize("option", ["--officers=9", "--officers=5001", "--years=1", "--years=6"])
def test_other_sizes_are_refused(made: list[dict[str, Any]], option: str):
    answer = CliRunner().invoke(tandem, ["demo", option])
    assert answer.exit_code == 2 and "is not in the range" in answer.output
    assert made == []
