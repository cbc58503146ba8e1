"""What outlooks are made of, and when there are none."""

from __future__ import annotations

from datetime import UTC, date, datetime
from importlib import import_module

import pytest

from tandem.core import jobs
from tandem.core.jobs.running import work_of
from tandem.core.periods import FiscalCalendar
from tandem.deals.actions import delete_deal
from tandem.deals.models import Deal
from tandem.deals.tests.make import sales
from tandem.insights.actions import keep_outlooks, methods
from tandem.insights.queries import booked, bookings_page
from tandem.insights.tests.make import AT, TODAY, history
from tandem.science.series.outlook import METHODS

NOVEMBER = FiscalCalendar(1).parse("2026-11")


@pytest.fixture(autouse=True)
def that_day(settings) -> None:
    settings.TANDEM_TODAY = TODAY.isoformat()


def test_months_of_teams_products_and_regions_add_up(cast):
    sales(cast)
    history(cast, months=3)
    found = booked(NOVEMBER, TODAY)
    assert found.months == [date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)]
    for team in (cast.north, cast.harbor, cast.south):
        mine = found.team[team.pk]
        for group in (found.product, found.region):
            parts = sum(amounts for (of, _), amounts in group.items() if of == team.pk)
            assert parts == pytest.approx(mine)
    assert {key[1] for key in found.product if key[0] == cast.south.pk} == {0}
    lathe, press = (found.product[cast.north.pk, key] for key in sorted(found.products))
    assert lathe == pytest.approx(press)
    assert lathe + press == pytest.approx(found.team[cast.north.pk])


def test_what_was_deleted_after_a_month_counts_in_it(cast):
    sales(cast)
    history(cast, months=3)
    before = booked(NOVEMBER, TODAY)
    at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    for day in (date(2026, 10, 10), date(2026, 11, 10)):
        for deal in Deal.objects.filter(closed_on=day, owner=cast.olga):
            delete_deal(deal, actor=cast.olga, at=at)
    found = booked(NOVEMBER, TODAY)
    assert found.months == before.months
    for name in ("team", "product", "region"):
        ours, theirs = getattr(found, name), getattr(before, name)
        for key in theirs:
            north = cast.north.pk in (key, key[0] if isinstance(key, tuple) else 0)
            assert ours[key][:2] == pytest.approx(theirs[key][:2])
            assert ours[key][2] == (0 if north else pytest.approx(theirs[key][2]))


def test_a_short_history_says_what_is_missing_and_gives_no_range(cast):
    sales(cast)
    history(cast, months=10)
    keep_outlooks(today=TODAY, at=AT)
    page = bookings_page(cast.erin, "", "", today=TODAY)
    assert page.whole.ahead == []
    assert page.whole.thin == "9 months of bookings: too little for a range, shown from 18 months."


def test_an_organization_without_a_won_deal_has_none(cast):
    assert keep_outlooks(today=TODAY, at=AT) == 0
    page = bookings_page(cast.erin, "", "", today=TODAY)
    assert page.kept is None


def test_it_is_done_every_night(cast):
    import_module("tandem.insights.jobs")
    assert "insights.bookings" in jobs.start_due(AT)
    assert work_of("insights.bookings")(None) == {"kept": 0}


def test_without_the_extra_the_built_in_methods_do_and_the_log_says_so(settings, monkeypatch, caplog):
    settings.TANDEM_SERIES = "AutoETS"
    assert [method.name for method in methods()][-1] == "AutoETS (statsforecast)"
    monkeypatch.setattr("tandem.insights.actions.installed", lambda: False)
    assert methods() == METHODS
    assert "unset TANDEM_SERIES" in caplog.text
