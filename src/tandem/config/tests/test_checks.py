"""System checks: what is wrong with the configuration has an id, a sentence and a hint."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.core.checks import CheckMessage, run_checks

PUBLIC = ["tandem.example.com"]
READ = ("ALLOWED_HOSTS", "DATA", "DEBUG", "EMAIL_HOST", "SECRET_KEY", "TANDEM_DEMO", "TANDEM_HTTPS")
READ += ("TANDEM_DASK", "TANDEM_SERIES", "TANDEM_TODAY")


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The settings as the checks see them, for changing."""
    seen = SimpleNamespace(**{name: getattr(settings, name) for name in READ})
    monkeypatch.setattr("tandem.config.checks.settings", seen)
    return seen


def found() -> dict[str, CheckMessage]:
    return {message.id: message for message in run_checks() if message.id.startswith("tandem.")}


@pytest.mark.parametrize(
    ("number", "values"),
    [
        ("tandem.E001", {"ALLOWED_HOSTS": PUBLIC, "SECRET_KEY": "short"}),
        ("tandem.E002", {"ALLOWED_HOSTS": PUBLIC, "TANDEM_DEMO": True}),
        ("tandem.E003", {"ALLOWED_HOSTS": PUBLIC, "DEBUG": True}),
        ("tandem.E004", {"TANDEM_TODAY": "yesterday"}),
        ("tandem.E012", {"TANDEM_DASK": "nonsense"}),
        ("tandem.W005", {"TANDEM_TODAY": "9999-01-01"}),
        ("tandem.E010", {"TANDEM_SERIES": "AutoMagic"}),
        ("tandem.W001", {"ALLOWED_HOSTS": PUBLIC, "TANDEM_HTTPS": False}),
        ("tandem.W003", {"ALLOWED_HOSTS": PUBLIC, "EMAIL_HOST": ""}),
    ],
)
def test_a_mistake_is_found_and_says_what_to_do(
    number: str, values: dict[str, object], configured: Any
) -> None:
    assert number not in found()
    vars(configured).update(values)
    assert found()[number].hint


def test_the_defaults_on_this_machine_are_sound() -> None:
    assert not [number for number in found() if number.startswith("tandem.E")]


def test_a_scheduler_without_the_libraries_for_it_is_told(
    configured: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tandem.config.checks.find_spec", lambda name: None)
    assert "tandem.E009" not in found()
    configured.TANDEM_DASK = "tcp://scheduler.example:8786"
    assert "tandem-sales[scale]" in str(found()["tandem.E009"].hint)


def test_a_model_without_its_library_is_told(configured: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    configured.TANDEM_SERIES = "AutoETS"
    assert "tandem.E010" not in found()
    monkeypatch.setattr("tandem.config.checks.find_spec", lambda name: None)
    assert "tandem-sales[series]" in str(found()["tandem.E010"].hint)


@pytest.mark.parametrize(
    ("name", "value"), [("WORKERS", "zero"), ("THREADS", "0"), ("POOL", "-3"), ("EMAIL_PORT", "99999")]
)
def test_a_number_out_of_its_range_is_told(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "tandem.E011" not in found()
    monkeypatch.setenv(f"TANDEM_{name}", value)
    assert found()["tandem.E011"].msg == f"TANDEM_{name} is {value!r}."


def test_a_misspelled_setting_is_proposed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANDEM_DATABSE", "sqlite:///x")
    assert found()["tandem.W002"].hint == "Did you mean TANDEM_DATABASE?"


def test_what_a_command_reads_is_no_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANDEM_PASSWORD", "told to create-admin")
    assert "tandem.W002" not in found()


def test_a_data_folder_that_cannot_be_written_is_told(
    configured: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configured.DATA = tmp_path / "new"
    assert "tandem.E006" not in found()
    monkeypatch.setattr("os.access", lambda path, mode: False)
    assert "tandem.E006" in found()
