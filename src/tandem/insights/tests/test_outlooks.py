"""Where bookings are going: worked out at night, told to who leads."""

from __future__ import annotations

import copy
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.http import Http404
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from tandem.deals.tests.make import sales
from tandem.goals.tests.make import won
from tandem.insights.actions import keep_outlooks
from tandem.insights.models import BookingsOutlook
from tandem.insights.queries import bookings_page
from tandem.insights.tests.make import AT, TODAY, history
from tests.kept import kept_with


@pytest.fixture(autouse=True)
def that_day(settings) -> None:
    settings.TANDEM_TODAY = TODAY.isoformat()


@pytest.fixture(scope="module")
def kept_outlooks(request, kept_cast):
    with override_settings(TANDEM_TODAY=TODAY.isoformat()):
        yield from kept_with(request, kept_cast, two_years)


@pytest.fixture
def cast(kept_outlooks, db):
    """The cast with two years of bookings and what was worked out of them, this test's own to change."""
    return copy.deepcopy(kept_outlooks)


def two_years(cast) -> None:
    sales(cast)
    history(cast)
    keep_outlooks(today=TODAY, at=AT)


def test_each_team_has_a_range_that_rests_on_its_record(cast):
    page = bookings_page(cast.erin, "", "", today=TODAY)
    assert page.team == cast.maple
    assert page.labels == ["Q4 2026", "Q1 2027", "Q2 2027"]
    assert [row.name for row in page.rows] == ["North", "South"]
    for row in [*page.rows, page.whole]:
        assert len(row.past) == 7
        for one in row.ahead:
            assert 0 < one.low < one.mid < one.high
    assert sum(row.past[-1] for row in page.rows) == pytest.approx(page.whole.past[-1])
    assert sum(row.so_far for row in page.rows) == pytest.approx(page.whole.so_far)
    assert "off by" in page.whole.record
    assert "of past months" in page.held
    # About 100,000 a month: a quarter to come is told near 300,000.
    assert 200_000 < page.whole.ahead[1].mid < 400_000


def test_the_running_quarter_is_at_least_what_is_booked_in_it(cast):
    for by in ("teams", "products", "regions"):
        for row in bookings_page(cast.erin, "", by, today=TODAY).rows:
            assert row.ahead[0].low >= row.so_far - 1


def test_middles_of_parts_add_up_to_about_the_middle_of_the_whole(cast):
    for by in ("teams", "products", "regions"):
        page = bookings_page(cast.erin, "", by, today=TODAY)
        assert page.by == by
        assert "of past months" in page.held
        for at in range(3):
            parts = sum(row.ahead[at].mid for row in page.rows if row.ahead)
            assert parts == pytest.approx(page.whole.ahead[at].mid, rel=0.05)


def test_a_manager_sees_the_team_they_lead_and_below_no_other(cast):
    page = bookings_page(cast.nora, "", "", today=TODAY)
    assert page.team == cast.north
    assert [row.name for row in page.rows] == ["North itself", "Harbor"]
    assert bookings_page(cast.nora, str(cast.harbor.pk), "", today=TODAY).by == "products"
    for viewer, team in ((cast.nora, cast.south), (cast.olga, cast.north), (cast.adam, cast.maple)):
        with pytest.raises(Http404):
            bookings_page(viewer, str(team.pk), "", today=TODAY)
    assert not BookingsOutlook.objects.visible_to(cast.olga).exists()
    seen = BookingsOutlook.objects.visible_to(cast.sam).values_list("team__name", flat=True)
    assert list(seen) == ["South"]


def test_nothing_is_worked_out_again_while_nothing_changed(cast, settings):
    made = BookingsOutlook.objects.get(team=cast.maple)
    later = AT.replace(day=24)
    assert keep_outlooks(today=date(2026, 11, 24), at=later) == 0
    again = BookingsOutlook.objects.get(team=cast.maple)
    assert (again.made_at, again.as_of_on) == (made.made_at, date(2026, 11, 24))
    settings.TANDEM_TODAY = "2026-11-24"
    won(cast.pia, 500, date(2026, 11, 24))
    assert keep_outlooks(today=date(2026, 11, 24), at=later) == 4
    assert BookingsOutlook.objects.get(team=cast.maple).made_at == later


def test_the_outlook_of_an_earlier_month_stays(cast):
    before = BookingsOutlook.objects.get(team=cast.maple).result
    won(cast.pia, 90_000, date(2026, 12, 2))
    keep_outlooks(today=date(2026, 12, 3), at=AT.replace(month=12))
    assert BookingsOutlook.objects.get(team=cast.maple, month_on="2026-11-01").result == before
    assert BookingsOutlook.objects.filter(team=cast.maple).count() == 2


def test_the_page_is_a_panel_of_business_and_team(client, cast):
    client.force_login(cast.erin)
    whole = client.get("/insights/bookings/").content.decode()
    assert "8 in 10 landings" in whole
    assert "<html" in whole
    panel = client.get("/insights/bookings/?by=products", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in panel
    assert "Lathe" in panel
    assert f"/insights/bookings/?team={cast.maple.pk}" in client.get("/business/").content.decode()
    client.force_login(cast.nora)
    team = client.get("/team/").content.decode()
    assert f"/insights/bookings/?team={cast.north.pk}" in team
    assert team.count("/insights/bookings/") == 2  # to load, and the link without a script


def test_the_page_asks_as_often_for_many_rows_as_for_few(client, cast):
    client.force_login(cast.erin)
    counts = set()
    for by in ("teams", "products", "regions"):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(f"/insights/bookings/?by={by}")
        counts.add(len(asked))
    assert len(counts) == 1


def test_the_api_tells_the_same(client, cast):
    client.force_login(cast.nora)
    told = client.get(f"/api/v1/insights/bookings/{cast.north.pk}").json()
    assert told["currency"] == "EUR"
    assert [one["quarter"] for one in told["whole"]["ahead"]] == ["2026-Q4", "2027-Q1", "2027-Q2"]
    ends = told["whole"]["ahead"][1]
    assert Decimal(ends["p10"]) < Decimal(ends["p50"]) < Decimal(ends["p90"])
    assert {row["name"] for row in told["products"]} == {"Lathe", "Press"}
    for unseen in (cast.south.pk, 2**100):
        assert client.get(f"/api/v1/insights/bookings/{unseen}").status_code == 404


@pytest.mark.sqlite  # methods see arrays, not rows
def test_a_model_of_the_extra_is_tried_beside_the_built_in_ones(cast, settings):
    settings.TANDEM_SERIES = "AutoETS"
    # The same deals, another way: worked out again, once.
    assert keep_outlooks(today=TODAY, at=AT) == 4
    assert keep_outlooks(today=TODAY, at=AT) == 0
    page = bookings_page(cast.erin, "", "", today=TODAY)
    for one in page.whole.ahead:
        assert 0 < one.low < one.mid < one.high
