"""Business: the organization by team, for executives."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.deals.tests.make import sales
from tandem.goals.actions import publish
from tandem.goals.tests.make import NOW, opened, plan_for, row, won
from tandem.people.actions import add_team
from tandem.workspace.queries.business import business_page

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def that_day(settings) -> None:
    settings.TANDEM_TODAY = TODAY.isoformat()


def test_an_empty_organization_renders(client, cast):
    client.force_login(cast.erin)
    html = client.get("/business/").content.decode()
    assert "no target yet" in html
    assert "Bookings by month" not in html
    assert "Largest deals" not in html


def test_teams_add_up_and_lead_down(client, cast):
    sales(cast)
    plan = plan_for(cast, top=1_000_000)
    publish(plan, actor=cast.erin, at=NOW)
    for who, amount in ((cast.maple, 1_000_000), (cast.north, 600_000), (cast.south, 400_000)):
        plan.targets.filter(pk=row(plan, who).pk).update(amount=Decimal(amount))
    won(cast.olga, 100_000, date(2026, 10, 15))
    won(cast.otto, 20_000, date(2026, 11, 2))
    won(cast.pia, 100_000, date(2026, 11, 2))
    won(cast.pia, 7_000, date(2026, 2, 2))
    opened(cast.pia, 30_000, date(2026, 12, 2))
    found = business_page(cast.erin, "", "", today=TODAY)
    assert [(one.name, one.booked.period, round(one.percent)) for one in found.rows] == [
        ("South", 100_000, 25),
        ("North", 120_000, 20),
    ]
    assert found.whole.booked.period == 220_000
    assert round(found.average) == 73_333  # 220,000 of three deals
    assert found.rows[0].coverage == pytest.approx(30_000 / 300_000)
    assert [quarter.total for quarter in found.quarters][-4:] == [7_000, 0, 0, 220_000]
    client.force_login(cast.erin)
    html = client.get("/business/").content.decode()
    assert f"?team={cast.north.pk}" in html  # has teams below: Business again
    assert f"/team/?team={cast.south.pk}" in html
    assert "€30.0k" in html
    assert "answers outstanding" in html
    below = business_page(cast.erin, str(cast.north.pk), "", today=TODAY)
    assert [one.name for one in below.rows] == ["Harbor"]


def test_only_executives_read_it(client, cast):
    for person in (cast.olga, cast.nora, cast.adam):
        client.force_login(person)
        assert client.get("/business/").status_code == 404


def test_it_asks_as_often_for_twenty_teams_as_for_three(client, cast):
    sales(cast)
    client.force_login(cast.erin)
    asked = []
    for size in (3, 20):
        for number in range(size):
            add_team(actor=cast.adam, name=f"Team {size} {number}", parent=cast.maple)
        won(cast.pia, 100, date(2026, 11, 2))
        client.get("/business/")
        with CaptureQueriesContext(connection) as found:
            client.get("/business/")
        asked.append(len(found))
    assert asked[0] == asked[1] <= 17, [query["sql"][:120] for query in found.captured_queries]
