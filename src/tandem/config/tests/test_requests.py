"""What every request gets: a number, a line in the log, and /health beside the pages."""

from __future__ import annotations

import json
import logging

import pytest
from django.db import DatabaseError
from django.test import Client

from tandem.config.logging import Readable, WithRequest, configuration, request_id


@pytest.mark.django_db
def test_health_answers_without_sign_in_whatever_the_host() -> None:
    answer = Client().get("/health", headers={"host": "10.0.0.7"})
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")


def test_health_says_when_the_database_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr("tandem.config.health.connection.cursor", gone)
    answer = Client().get("/health")
    assert (answer.status_code, answer.json()["status"]) == (503, "no database")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "kept"), [("abc-12345678", True), ("x\ny", False), ("a b c d e f", False), ("", False)]
)
def test_a_request_keeps_the_number_it_came_with_if_it_is_one(given: str, kept: bool) -> None:
    number = Client().get("/health", headers={"x-request-id": given})["X-Request-Id"]
    assert (number == given) is kept
    assert len(number) >= 8


@pytest.mark.django_db
def test_a_request_is_one_line_without_its_query(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "tandem.requests"):
        Client().get("/health?q=secret")
    [line] = [record for record in caplog.records if record.name == "tandem.requests"]
    assert line.getMessage().startswith("GET /health 200 in ")
    assert (line.path, line.status) == ("/health", 200)


def test_the_log_is_json_for_machines_and_text_for_people() -> None:
    record = logging.LogRecord("tandem", logging.WARNING, "", 0, "Nine %s", ("herons",), None)
    token = request_id.set("abc")
    WithRequest().filter(record)
    request_id.reset(token)
    assert Readable().format(record).endswith(" Nine herons (warning)")

    from logging.config import DictConfigurator

    made = DictConfigurator(configuration(json=True, level="info")).configure_formatter(
        configuration(json=True, level="info")["formatters"]["json"]
    )
    told = json.loads(made.format(record))
    assert (told["message"], told["level"], told["request_id"]) == ("Nine herons", "WARNING", "abc")
