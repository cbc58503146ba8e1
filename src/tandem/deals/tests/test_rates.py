"""Win rates of a team's people: a tie is told as a tie, and only who stands out is named."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.authority import organization
from tandem.deals.models import Deal
from tandem.deals.queries.rates import win_rates
from tandem.deals.tests.make import reason, sales
from tests.test_api_habits import Caller

TODAY = date(2026, 3, 16)


@pytest.fixture(autouse=True)
def that_day(settings) -> None:
    settings.TANDEM_TODAY = TODAY.isoformat()


@pytest.fixture
def pipeline(cast):
    return sales(cast)


def closed(pipeline, owner, won, lost, day=date(2026, 1, 20)):
    """So many deals of one person, won and lost: rows alone, since hundreds by actions take long."""
    at = datetime(2025, 12, 1, 9, tzinfo=UTC)
    stages = {state: pipeline.stages.filter(kind=state).first() for state in ("won", "lost")}
    Deal.objects.bulk_create(
        Deal(
            name="Deal",
            owner=owner,
            credited_to=owner,
            team=owner.team,
            pipeline=pipeline,
            stage=stages[state],
            state=state,
            amount=Decimal(1000),
            currency="EUR",
            booked_amount=Decimal(1000),
            closed_on=day,
            closed_at=at,
            created_at=at,
            stage_since=at,
            forecast_category={"won": "closed", "lost": "omitted"}[state],
            lost_reason=reason() if state == "lost" else None,
        )
        for state, count in (("won", won), ("lost", lost))
        for _ in range(count)
    )


def test_what_chance_explains_is_a_tie_by_name(cast, pipeline, client):
    closed(pipeline, cast.omar, 60, 40)
    closed(pipeline, cast.olga, 52, 48)
    closed(pipeline, cast.otto, 3, 1)
    found = win_rates(cast.nora, str(cast.north.pk), today=TODAY)
    assert [row.person for row in found.rows] == [cast.olga, cast.omar, cast.otto]
    assert found.tie
    assert found.heading == "no difference that chance would not explain"
    assert found.basis == "3 people, 204 closed deals, p = 0.41"
    rates = [row.percent for row in found.rows]
    assert max(rates) - min(rates) < 1
    assert found.rows[2].place == "1 to 3"
    client.force_login(cast.nora)
    html = client.get("/deals/win-rates/").content.decode()
    assert "So it is a tie: nobody is ahead and nobody behind." in html
    assert "more often" not in html


def test_who_stands_out_is_named_and_the_others_are_a_tie(cast, pipeline):
    closed(pipeline, cast.olga, 85, 15)
    closed(pipeline, cast.omar, 50, 50)
    closed(pipeline, cast.otto, 49, 51)
    found = win_rates(cast.nora, "", today=TODAY)
    assert (found.rows[0].person, found.rows[0].stands) == (cast.olga, "above")
    assert "Olga Officer won more often than the others." in found.sentence
    assert not found.tie
    assert found.rows[0].place == "1"


def test_too_few_deals_give_counts_and_no_rate(cast, pipeline, client):
    closed(pipeline, cast.olga, 3, 2)
    closed(pipeline, cast.omar, 1, 4)
    found = win_rates(cast.nora, "", today=TODAY)
    assert found.verdict is None
    assert found.sentence == "Rates are compared from 30 closed deals of at least two people; there are 10."
    client.force_login(cast.nora)
    html = client.get("/deals/win-rates/").content.decode()
    assert "3 of 5" in html
    assert "Probable rate" not in html


def test_older_deals_and_other_teams_do_not_count(cast, pipeline):
    closed(pipeline, cast.olga, 20, 20)
    closed(pipeline, cast.olga, 20, 0, day=TODAY - timedelta(days=366))
    closed(pipeline, cast.pia, 30, 0)
    found = win_rates(cast.nora, "", today=TODAY)
    assert [(row.person, row.won, row.closed) for row in found.rows] == [(cast.olga, 20, 40)]


def test_only_who_steers_a_team_compares_its_people(cast, pipeline, client):
    closed(pipeline, cast.olga, 20, 20)
    closed(pipeline, cast.omar, 20, 20)
    for person, team, status in (
        (cast.nora, cast.north, 200), (cast.nora, cast.south, 404), (cast.sam, cast.north, 404),
        (cast.nils, cast.north, 404), (cast.olga, cast.north, 404), (cast.erin, cast.north, 200),
    ):  # fmt: skip
        client.force_login(person)
        assert client.get(f"/deals/win-rates/?team={team.pk}").status_code == status


def test_the_team_page_loads_the_verdict(cast, pipeline, client):
    closed(pipeline, cast.olga, 25, 25)
    closed(pipeline, cast.omar, 26, 24)
    client.force_login(cast.nora)
    assert f"/deals/win-rates/?team={cast.north.pk}" in client.get("/team/").content.decode()
    panel = client.get("/deals/win-rates/", headers={"HX-Request": "true"}).content.decode()
    assert "no difference that chance would not explain" in panel
    assert "<html" not in panel


def test_statements_do_not_grow_with_people(cast, pipeline):
    counts = []
    for people in ([cast.olga, cast.omar], [cast.otto, cast.olga]):
        for person in people:
            closed(pipeline, person, 20, 20)
        with CaptureQueriesContext(connection) as captured, organization.kept():
            win_rates(cast.nora, "", today=TODAY)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_window_ends_today(cast, pipeline):
    closed(pipeline, cast.olga, 20, 20, day=TODAY + timedelta(days=1))
    assert not win_rates(cast.nora, "", today=TODAY).rows


def test_the_api_tells_rates_of_teams_that_one_sees_and_none_of_too_few(cast, pipeline):
    closed(pipeline, cast.omar, 60, 40)
    few = Caller(cast.sam)("get", "/win-rates").json()
    assert (few["team"]["name"], few["rows"], few["tie"]) == ("South", [], True)
    closed(pipeline, cast.olga, 52, 48)
    told = Caller(cast.nora)("get", f"/win-rates?team={cast.north.pk}").json()
    assert [(row["person"]["name"], row["won"], row["closed"]) for row in told["rows"]] == [
        ("Olga Officer", 52, 100),
        ("Omar Officer", 60, 100),
    ]
    assert told["heading"] == "no difference that chance would not explain"
    assert all(row["low"] < row["rate"] < row["high"] for row in told["rows"])
    assert Caller(cast.sam)("get", f"/win-rates?team={cast.north.pk}").status_code == 404
    assert Caller(cast.olga)("get", "/win-rates").status_code == 404


def test_with_too_few_deals_the_api_tells_counts_and_no_rate(cast, pipeline):
    closed(pipeline, cast.omar, 3, 4)
    (row,) = Caller(cast.nora)("get", "/win-rates").json()["rows"]
    assert (row["won"], row["closed"], row["rate"], row["low"]) == (3, 7, None, None)
