"""Today and Team as data: the figures of the pages, to whom the pages are shown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.goals.tests.make import opened, won
from tandem.people.actions import add_person
from tandem.workspace.tests.test_team import TODAY, planned
from tests.test_api_habits import Caller

__all__ = ["planned"]  # a fixture


@pytest.fixture(autouse=True)
def that_day(settings) -> None:
    settings.TANDEM_TODAY = TODAY.isoformat()


def test_a_team_stands_as_its_page_says(cast, planned):
    won(cast.olga, 60_000, date(2026, 11, 2))
    won(cast.otto, 20_000, date(2026, 11, 3))
    opened(cast.omar, 30_000, date(2026, 12, 10))
    told = Caller(cast.nora)("get", "/standing").json()
    assert (told["team"]["name"], told["period"], told["currency"]) == ("North", "2026-Q4", "EUR")
    whole = told["whole"]
    assert (Decimal(whole["target"]), Decimal(whole["booked"]), whole["attainment"]) == (
        500_000,
        80_000,
        16.0,
    )
    assert Decimal(whole["gap"]) == Decimal(whole["booked"]) - Decimal(whole["due"])
    assert (whole["open_deals"], Decimal(whole["closing"])) == (1, 30_000)
    assert whole["coverage"] == 0.07  # 30,000 ÷ 420,000
    assert whole["pace"] == round(whole["pace"], 2)
    assert [(row["team"]["name"], Decimal(row["booked"])) for row in told["teams"]] == [("Harbor", 20_000)]
    assert {row["person"]["name"]: Decimal(row["booked"]) for row in told["people"]} == {
        "Olga Officer": 60_000,
        "Omar Officer": 0,
        "Otto Officer": 20_000,
    }
    assert {row["chance"] for row in told["people"]} == {None}


def test_whoever_does_not_steer_a_team_gets_nothing_of_it(cast, planned):
    for path in ("/standing", "/standing/gap", "/standing/flow"):
        statuses = [
            Caller(who)("get", f"{path}?team={cast.north.pk}").status_code
            for who in (cast.olga, cast.sam, cast.adam, cast.nora, cast.erin)
        ]
        assert statuses == [404, 404, 404, 200, 200], path


def test_a_team_of_many_costs_as_many_statements_as_one_of_few(cast, planned):
    nora = Caller(cast.nora)
    nora("get", "/standing")

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert nora("get", "/standing").status_code == 200
        return len(found)

    few = asked()
    for number in range(8):
        add_person(actor=cast.adam, name=f"Officer {number}", role="officer", team=cast.north)
    assert asked() == few
    assert len(nora("get", "/standing").json()["people"]) == 11


def test_the_lines_of_a_gap_add_up_or_say_what_is_missing(cast, planned):
    won(cast.olga, 60_000, date(2026, 11, 2))
    told = Caller(cast.nora)("get", "/standing/gap").json()
    assert Decimal(told["gap"]) == Decimal(told["booked"]) - Decimal(told["due"])
    assert (told["lines"], bool(told["missing"])) == ([], True)


def test_where_deals_wait_is_told_by_stage(cast, planned):
    opened(cast.omar, 30_000, date(2026, 12, 10))
    won(cast.olga, 60_000, date(2026, 11, 2))
    told = Caller(cast.nora)("get", "/standing/flow").json()
    assert [each["name"] for each in told][:2] == ["Qualify", "Discover"]
    assert told[0]["percent"] == 100.0


def test_today_names_what_to_do_next_and_why(cast, planned):
    deal = opened(cast.omar, 30_000, date(2026, 10, 10))
    told = Caller(cast.omar)("get", "/today").json()
    assert (told["deals"], told["waiting"], told["more"]) == (1, 1, 0)
    assert [row["kind"] for row in told["next"]] == ["waiting", "deal"]
    assert (told["next"][1]["id"], told["late"]) == (deal.pk, 1)
    assert told["next"][1]["why"]
    assert Caller(cast.pia)("get", "/today").json()["deals"] == 0
