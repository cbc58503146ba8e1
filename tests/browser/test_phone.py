"""Forecast pages on a phone 390 px wide: nothing scrolls sideways, and what is tapped is high enough for a finger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tandem.forecasts.models import Call
from tests.browser.friday import DAY, Friday, friday
from tests.browser.hands import PHONE, enter, fits, too_low
from tests.browser.test_keys import looked_back

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def day(settings: Any) -> None:
    settings.TANDEM_TODAY = DAY


def good_on_a_phone(page: Page) -> None:
    fits(page)
    assert too_low(page) == [], page.url


def test_an_officer_calls_on_a_phone(prepared: Any, expect: Any, new_visitor: Any, live_server: Any) -> None:
    made: Friday = prepared(friday)
    page: Page = new_visitor(viewport=PHONE, has_touch=True, is_mobile=True)
    enter(page, made.cast.olga, live_server).goto("/today/")
    link = page.get_by_role("link", name="Q4 2026 call")
    link.wait_for()
    good_on_a_phone(page)
    link.tap()
    page.get_by_role("link", name="Submit my call").wait_for()
    good_on_a_phone(page)
    page.get_by_role("link", name="Submit my call").tap()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Most likely").fill("55k")
    good_on_a_phone(page)
    dialog.get_by_role("button", name="Hand up").tap()
    expect(page.get_by_text("Call for Q4 2026 handed up.")).to_be_visible()
    assert Call.objects.filter(by=made.cast.olga, likely=55_000).exists()


def test_a_manager_overrides_and_reads_on_a_phone(
    prepared: Any, expect: Any, new_visitor: Any, live_server: Any
) -> None:
    made: Friday = prepared(looked_back)
    page: Page = new_visitor(viewport=PHONE, has_touch=True, is_mobile=True)
    enter(page, made.cast.nora, live_server).goto("/forecasts/")
    page.get_by_role("link", name="Count another figure for Olga Officer").tap()
    page.get_by_label("Manager call for Olga Officer").fill("48k")
    page.get_by_label("Reason for the override").fill("Acorn slipped twice")
    good_on_a_phone(page)
    page.get_by_role("button", name="Save override").tap()
    expect(page.get_by_text("Your figure counts.")).to_be_visible()
    page.get_by_role("link", name="Snapshots").tap()
    page.get_by_role("link", name="Opening").tap()
    page.get_by_role("heading", name="Opening", exact=True).wait_for()
    good_on_a_phone(page)
    page.goto(f"/forecasts/accuracy/?team={made.cast.north.pk}")
    page.get_by_role("region", name="Who adds what").wait_for()
    good_on_a_phone(page)
