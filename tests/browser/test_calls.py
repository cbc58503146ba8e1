"""The weekly call in a browser: asked, prefilled, handed up, overtaken by the deals, overridden, added up."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tandem.collaboration.models import Agreement
from tandem.deals.actions import win_deal
from tandem.forecasts.models import Call
from tests.browser.friday import DAY, all_called, friday
from tests.browser.hands import DESK, enter

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def day(settings: Any) -> None:
    settings.TANDEM_TODAY = DAY


def test_an_officer_is_asked_hands_up_and_sees_the_call_overtaken(
    prepared: Any, expect: Any, page: Page, live_server: Any
) -> None:
    made = prepared(friday)
    enter(page, made.cast.olga, live_server).goto("/today/")
    page.get_by_role("link", name="Q4 2026 call").click()
    page.get_by_role("link", name="Submit my call").click()
    dialog = page.get_by_role("dialog")
    # Closed 30,000 + commit 20,000 + the best case by the chance of its stage.
    weighted = 10_000 * made.best.stage.chance // 100
    expect(dialog.get_by_label("Most likely")).to_have_value(f"{50_000 + weighted:,}")
    expect(dialog.get_by_label("Commit")).to_have_value("50,000")
    expect(dialog.get_by_label("Best case")).to_have_value("60,000")
    dialog.get_by_label("Most likely").fill("62k")
    dialog.get_by_role("button", name="Hand up").click()
    expect(dialog.get_by_text("At least the most likely figure.")).to_be_visible()
    dialog.get_by_label("Most likely").fill("55k")
    dialog.get_by_label("What stands behind it").fill("Birch decides on Monday")
    dialog.get_by_role("button", name="Hand up").click()
    expect(page.get_by_text("Call for Q4 2026 handed up.")).to_be_visible()
    heads = page.get_by_label("Key figures")
    expect(heads.get_by_text("€55.0k", exact=True)).to_be_visible()
    expect(heads.get_by_text("moved since")).to_have_count(0)
    assert not Agreement.objects.waiting_for(made.cast.olga).exists()

    page.goto(f"/deals/{made.early.pk}/")
    page.get_by_role("link", name="Win", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Win deal").click()
    expect(page.get_by_text("won: €5,000")).to_be_visible()
    page.goto("/forecasts/")
    expect(heads.get_by_text("€5.0k moved since")).to_be_visible()
    page.get_by_role("link", name="Change my call").click()
    expect(dialog.get_by_text("closed +€5.0k, pipeline −€5.0k")).to_be_visible()
    expect(dialog.get_by_label("Most likely")).to_have_value("55,000")
    [call] = Call.objects.filter(by=made.cast.olga)
    assert (call.likely, call.reason) == (Decimal(55_000), "Birch decides on Monday")


def test_a_manager_overrides_hands_up_and_the_executive_reads_the_sum(
    prepared: Any, expect: Any, new_visitor: Any, live_server: Any
) -> None:
    made = prepared(all_called)
    cast = made.cast
    beneath = list(Call.objects.order_by("pk").values())
    win_deal(made.early, actor=cast.olga)
    page = enter(new_visitor(viewport=DESK), cast.nora, live_server)
    page.goto("/forecasts/")
    row = page.get_by_role("row", name="Olga Officer")
    expect(row.get_by_text("€5.0k moved since").filter(visible=True)).to_have_count(1)
    row.get_by_role("link", name="Count another figure for Olga Officer").click()
    page.get_by_label("Manager call for Olga Officer").fill("48k")
    page.get_by_role("button", name="Save override").click()
    expect(page.get_by_text("needs a reason")).to_be_visible()
    expect(page.get_by_label("Manager call for Olga Officer")).to_have_value("48k")
    page.get_by_label("Reason for the override").fill("Acorn slipped twice")
    page.get_by_role("button", name="Save override").click()
    expect(page.get_by_text("Your figure counts.")).to_be_visible()
    expect(row.get_by_role("link", name="Count another figure")).to_contain_text("€48.0k")
    expect(row.get_by_text("Acorn slipped twice")).to_be_visible()
    page.get_by_role("link", name="Submit my call").click()
    dialog = page.get_by_role("dialog")
    # Olga counts 48,000, Omar 12,000; Harbor has not called and counts nothing.
    expect(dialog.get_by_label("Most likely")).to_have_value("60,000")
    dialog.get_by_label("Most likely").fill("61,000")
    dialog.get_by_role("button", name="Hand up").click()
    expect(page.get_by_text("Call for Q4 2026 handed up.")).to_be_visible()
    assert (
        list(Call.objects.filter(pk__in=[each["id"] for each in beneath]).order_by("pk").values()) == beneath
    )

    officer = enter(new_visitor(viewport=DESK), cast.olga, live_server)
    officer.goto("/forecasts/")
    expect(officer.get_by_label("Key figures").get_by_text("€52.0k", exact=True)).to_be_visible()
    above = officer.get_by_role("region", name="How it is counted above")
    expect(above).to_contain_text("€48,000 instead of €52,000")
    expect(above).to_contain_text("Acorn slipped twice")

    boss = enter(new_visitor(viewport=DESK), cast.erin, live_server)
    boss.goto("/forecasts/")
    north = boss.get_by_role("row", name="North Nora")
    expect(north).to_contain_text("€61.0k")
    heads = boss.get_by_label("Key figures")
    expect(heads).to_contain_text("€64.0k2 of 5 handed up")  # what officers said, whatever anybody counts
    expect(boss.get_by_role("row", name="Maple")).to_contain_text("€61.0k")
