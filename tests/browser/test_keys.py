"""Pages by keyboard alone: Tab reaches all and shows where it is, Esc closes and gives the focus back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tandem.deals.actions import move_deal
from tandem.deals.queries.board import CARDS
from tandem.forecasts.actions import take_snapshot
from tandem.forecasts.models import Call
from tandem.forecasts.tests.make import opened
from tandem.forecasts.tests.test_accuracy import scored
from tests.browser.friday import DAY, MORNING, Friday, all_called, friday
from tests.browser.hands import enter, tab_to

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def day(settings: Any) -> None:
    settings.TANDEM_TODAY = DAY


def looked_back() -> Friday:
    """Everybody of North has called, a snapshot was taken, and four quarters are scored."""
    made = all_called()
    take_snapshot(actor=made.cast.nora, at=MORNING)
    scored(made.cast.north, "naive", [80, 90, 120, 110])
    scored(made.cast.north, "manager", [102, 104, 98, 100])
    scored(made.cast.north, "manager", [112, 94, 118, 90], weeks=4)
    scored(made.cast.olga, "officer", [104, 105, 103, 104])
    return made


def test_an_officer_answers_and_calls_without_a_mouse(
    prepared: Any, expect: Any, page: Page, live_server: Any
) -> None:
    made = prepared(friday)
    enter(page, made.cast.olga, live_server).goto("/today/")
    page.get_by_role("link", name="Q4 2026 call").wait_for()
    tab_to(page, "^Q4 2026 call$")
    page.keyboard.press("Enter")
    page.get_by_label("Key figures").wait_for()
    tab_to(page, "^Submit my call")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Most likely")).to_be_focused()
    # The dialog keeps the focus: from its last button Tab leads round to its first, never to the page beneath.
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("link", name="Submit my call")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(dialog.get_by_label("Most likely")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("49k")
    page.keyboard.press("Control+Enter")
    expect(dialog.get_by_label("Commit")).to_be_focused()  # more than the most likely figure: told there
    tab_to(page, "^Most likely", "Shift+Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("54,000")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Call for Q4 2026 handed up.")).to_be_visible()
    assert Call.objects.get(by=made.cast.olga).likely == Decimal(54_000)


def test_a_manager_overrides_without_a_mouse(
    prepared: Any, expect: Any, page: Page, live_server: Any
) -> None:
    made = prepared(all_called)
    enter(page, made.cast.nora, live_server).goto("/forecasts/")
    figure = page.get_by_role("link", name="Count another figure for Olga Officer")
    field = page.get_by_label("Manager call for Olga Officer")
    tab_to(page, "^Count another figure for Olga")
    page.keyboard.press("Enter")
    expect(field).to_be_focused()
    page.keyboard.type("1")
    page.keyboard.press("Escape")
    expect(figure).to_be_focused()
    page.keyboard.press("e")
    expect(field).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("48k")
    tab_to(page, "^Reason for the override")
    page.keyboard.type("Acorn slipped twice")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your figure counts.")).to_be_visible()
    expect(figure).to_be_focused()
    assert Call.objects.get(by=made.cast.nora).likely == Decimal(48_000)


def test_the_waterfall_opens_its_deals_without_a_mouse(
    prepared: Any, expect: Any, page: Page, live_server: Any
) -> None:
    made = prepared(looked_back)
    enter(page, made.cast.nora, live_server).goto("/forecasts/")
    tab_to(page, "^Snapshots$")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="What moved the pipeline").wait_for()
    tab_to(page, "^Show as table$")
    page.keyboard.press("Enter")
    expect(page.locator("#chart-waterfall table")).to_be_visible()
    tab_to(page, "^Opening Fri 20 Nov$")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Opening", exact=True).wait_for()
    tab_to(page, "^Acorn pumps$")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/deals/{made.commit.pk}/")


def test_the_record_is_read_without_a_mouse(prepared: Any, expect: Any, page: Page, live_server: Any) -> None:
    made = prepared(looked_back)
    enter(page, made.cast.nora, live_server).goto("/forecasts/")
    tab_to(page, "^More$")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="How good was the call?").wait_for()
    tab_to(page, "^As said$")
    expect(page.get_by_label("As said")).to_have_value("4")
    page.keyboard.press("8")
    expect(page.get_by_label("As said")).to_have_value("8")
    tab_to(page, "^Show$")
    page.keyboard.press("Enter")
    page.wait_for_url("**weeks=8**")
    expect(page.get_by_role("region", name="Who adds what")).to_contain_text("8 weeks before the end")
    tab_to(page, "^Olga Officer$")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**person={made.cast.olga.pk}**")
    tab_to(page, "^Back to Forecast$")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Key figures")).to_be_visible()


def full_next_column() -> Friday:
    """As `friday`, and the second column is full of deals of Olga's that close before all others."""
    made = friday()
    second = made.best.pipeline.stages.get(position=made.best.stage.position + 1)
    for number in range(CARDS):
        one = opened(made.cast.olga, 1_000, closes=date(2026, 11, 21), name=f"Early {number}")
        move_deal(one, actor=made.cast.olga, stage=second, at=MORNING)
    return made


def test_whoever_moves_a_card_by_keys_keeps_their_place(
    prepared: Any, expect: Any, page: Page, live_server: Any
) -> None:
    """The card itself, or the next one where the column it went to does not show it."""
    made = prepared(full_next_column)
    enter(page, made.cast.olga, live_server).goto("/deals/")
    beside = page.locator(f"[data-card='{made.best.pk}'] + [data-card]").get_attribute("data-card")
    page.locator(f"[data-card='{made.best.pk}'] a").first.focus()
    page.keyboard.press("Shift+ArrowRight")
    page.get_by_text("moved to").last.wait_for()
    expect(page.locator(f"[data-card='{made.best.pk}']")).to_have_count(0)
    expect(page.locator(f"[data-card='{beside}'] a").first).to_be_focused()


def test_an_officer_goes_from_deal_to_deal_and_back_without_a_mouse(
    prepared: Any, expect: Any, page: Page, live_server: Any
) -> None:
    made = prepared(friday)
    enter(page, made.cast.olga, live_server).goto("/deals/")
    page.keyboard.press("j")
    focused = page.locator("article[aria-current=true]")
    expect(focused).to_have_count(1)
    page.keyboard.press("m")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)

    page.goto(f"/deals/{made.commit.pk}/")
    expect(page.get_by_label("Next in")).to_have_attribute("aria-keyshortcuts", "J")
    page.keyboard.press("j")
    page.wait_for_url(lambda url: url.endswith("/") and not url.endswith(f"/deals/{made.commit.pk}/"))
    expect(page.get_by_label("Previous in")).to_have_attribute("aria-keyshortcuts", "K")
    page.keyboard.press("k")
    page.wait_for_url(f"**/deals/{made.commit.pk}/")

    note = page.locator(".composer textarea")
    expect(note).to_have_attribute("aria-keyshortcuts", "L")  # the keys of this page work by now
    page.keyboard.press("l")
    expect(note).to_be_focused()
    page.keyboard.type("Asked for a tender")
    page.keyboard.press("Escape")
    expect(note).not_to_be_focused()
    expect(note).to_have_value("Asked for a tender")

    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Search").wait_for()
    page.keyboard.type("birch")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Search")).to_have_count(0)
