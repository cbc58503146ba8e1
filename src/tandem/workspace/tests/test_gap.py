"""The gap to plan: explained to the cent from enough deals, and said to be too little otherwise."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tandem.deals.actions import delete_deal, lose_deal, open_deal
from tandem.deals.models import Deal, LostReason
from tandem.deals.queries.figures import counts_for
from tandem.deals.queries.gap import tallies
from tandem.deals.tests.make import sales
from tandem.goals.actions import publish
from tandem.goals.tests.make import Q4, opened, plan_for, row, won
from tandem.workspace.queries.gap import gap_of
from tests.test_api_habits import Caller

TODAY = date(2026, 11, 16)  # the 47th day of the quarter


@pytest.fixture(autouse=True)
def that_day(settings) -> None:
    settings.TANDEM_TODAY = TODAY.isoformat()


@pytest.fixture
def planned(cast):
    sales(cast)
    plan = plan_for(cast, top=1_000_000)
    publish(plan, actor=cast.erin, at=datetime(2026, 9, 20, 9, tzinfo=UTC))
    plan.targets.filter(pk=row(plan, cast.north).pk).update(amount=Decimal(30_000))
    return plan


def lost(owner, day: date) -> None:
    at = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
    deal = open_deal(actor=owner, at=at - timedelta(days=9), name="Lost", amount=Decimal(1), currency="EUR")
    lose_deal(deal, actor=owner, at=at, closed_on=day, reason=LostReason.objects.first())


def quarters(cast) -> None:
    """Three past quarters with eight won at 1,000 and four lost by the same day; now six won at 1,500, six lost."""
    for first in (date(2026, 7, 1), date(2026, 4, 1), date(2026, 1, 1)):
        for number in range(8):
            won(cast.olga, 1000, first + timedelta(days=5 + 2 * number))
        for number in range(4):
            lost(cast.olga, first + timedelta(days=20 + number))
        won(cast.olga, 7777, first + timedelta(days=80))  # after the same day: not counted
    for number in range(6):
        won(cast.omar, 1500, date(2026, 10, 5) + timedelta(days=number))
        lost(cast.omar, date(2026, 10, 20) + timedelta(days=number))


def test_the_tallies_count_until_the_same_day(cast, planned):
    quarters(cast)
    found = tallies(counts_for([cast.north.pk]), Q4, TODAY)
    assert (found.now.closed, found.now.wins, found.now.result) == (12, 6, Decimal(9000))
    assert (found.usual.periods, found.usual.closed, found.usual.wins) == (3, 36, 24)
    assert found.usual.result == Decimal(8000)
    assert found.usual.deviation == pytest.approx(1928.95, abs=0.1)


def test_what_was_deleted_after_a_quarter_counts_in_it(cast, planned):
    quarters(cast)
    before = tallies(counts_for([cast.north.pk]), Q4, TODAY)
    for day in (date(2026, 7, 6), date(2026, 10, 5)):
        delete_deal(
            Deal.objects.get(closed_on=day), actor=cast.nora, at=datetime(2026, 11, 10, 9, tzinfo=UTC)
        )
    found = tallies(counts_for([cast.north.pk]), Q4, TODAY)
    assert (found.usual.closed, found.usual.wins, found.usual.result) == (36, 24, Decimal(8000))
    assert found.usual.result == before.usual.result
    assert (found.now.closed, found.now.wins, found.now.result) == (11, 5, Decimal(7500))


def test_the_lines_add_up_to_the_gap(cast, planned):
    quarters(cast)
    gap = gap_of(cast.nora, "", "", today=TODAY)
    assert gap.booked == Decimal(9000)
    assert sum(line.amount for line in gap.lines) == gap.amount == gap.booked - gap.due
    amounts = {line.name: line.amount for line in gap.lines}
    assert amounts["Deal size"] > 0 > amounts["Win rate"]
    assert {line.name for line in gap.lines if line.chance} >= {"Win rate"}
    assert amounts["Mix of new business, expansion and renewal"] == 0


def test_the_api_tells_the_same_lines(cast, planned):
    quarters(cast)
    told, gap = Caller(cast.nora)("get", "/standing/gap").json(), gap_of(cast.nora, "", "", today=TODAY)
    assert [(line["name"], Decimal(line["amount"]), line["chance"]) for line in told["lines"]] == [
        (line.name, line.amount, line.chance) for line in gap.lines
    ]
    assert sum(Decimal(line["amount"]) for line in told["lines"]) == Decimal(told["gap"]) == gap.amount


def test_too_few_deals_explain_nothing(cast, planned):
    won(cast.olga, 1000, date(2026, 10, 5))
    gap = gap_of(cast.nora, "", "", today=TODAY)
    assert gap.lines == ()
    assert gap.missing.startswith("0 deals won in ")
    assert gap.missing.endswith(" past quarters are too few to say what is usual: it takes 20 in 2.")


def test_what_is_missing_is_counted_and_said_rightly(cast, planned):
    quarters(cast)
    now = Deal.objects.filter(closed_on__gte=Q4.start)
    now.exclude(pk=now.won().first().pk).delete()
    missing = gap_of(cast.nora, "", "", today=TODAY).missing
    assert missing == "1 deal closed so far: too few to explain the gap, shown from 5."


def test_losses_alone_do_not_explain_a_gap(cast, planned):
    quarters(cast)
    Deal.objects.won().filter(closed_on__gte=Q4.start).delete()
    missing = gap_of(cast.nora, "", "", today=TODAY).missing
    assert missing == "No deal won so far: the gap is explained from the first one on."


def test_without_a_target_there_is_no_gap(cast):
    assert gap_of(cast.nora, "", "", today=TODAY).missing == "Nobody set a target for Q4 2026."


def test_the_panel_shows_it_to_those_who_steer(cast, planned, client: Client):
    quarters(cast)
    client.force_login(cast.nora)
    html = client.get("/team/gap/", headers={"HX-Request": "true"}).content.decode()
    assert "no more than chance brings" in html
    assert "<html" not in html
    client.force_login(cast.sam)
    assert client.get(f"/team/gap/?team={cast.north.pk}").status_code == 404
    client.force_login(cast.olga)
    assert client.get("/team/gap/").status_code == 404


def test_it_asks_as_often_for_twenty_deals_as_for_one(cast, planned, client: Client):
    client.force_login(cast.nora)
    asked = []
    for count in (1, 20):
        for _ in range(count):
            opened(cast.olga, 1000, date(2026, 12, 1))
        client.get("/team/gap/")
        with CaptureQueriesContext(connection) as found:
            client.get("/team/gap/")
        asked.append(len(found))
    assert asked[0] == asked[1]
