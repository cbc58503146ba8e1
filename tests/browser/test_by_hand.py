"""The story without a mouse, and on a phone: plan, publish, accept, move, win."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tandem.customers.actions import add_account
from tandem.deals.actions import fit_chances, open_deal
from tandem.deals.models import Deal
from tandem.goals.actions import publish
from tandem.goals.models import Plan, Target
from tandem.goals.tests.make import plan_for
from tests.browser.hands import enter, tab_to
from tests.cast import Cast, make_cast

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
PASSWORD = "harbor-lantern-42"


@pytest.fixture
def people(transactional_db: None, settings: Any) -> Cast:
    settings.TANDEM_TODAY = "2026-09-21"
    cast = make_cast()
    cast.olga.set_password(PASSWORD)
    cast.olga.save()
    return cast


@pytest.fixture
def deals(people: Cast) -> list[Deal]:
    """Two deals of Olga's that can be moved and won."""
    return [
        open_deal(
            actor=people.olga, name=f"{name} upgrade", account=add_account(actor=people.olga, name=name),
            amount=Decimal(1000), currency="EUR", expected_close_on=date(2026, 10, 1), next_step="Call",
        )
        for name in ("Acorn", "Birch")
    ]  # fmt: skip


def test_a_card_says_why_its_chance_is_what_it_is(
    people: Cast, deals: list[Deal], new_visitor: Any, live_server: Any
) -> None:
    fit_chances(today=date(2026, 9, 21), at=datetime(2026, 9, 21, 3, tzinfo=UTC))
    page = enter(new_visitor(viewport={"width": 1366, "height": 900}), people.olga, live_server)
    page.goto("/deals/")
    why = page.locator(f"[data-card='{deals[0].pk}'] .sub > button")
    why.focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Win chance of Acorn").wait_for()
    assert "mostly a guess" in page.locator("#drawer").inner_text()
    page.keyboard.press("Escape")
    page.locator("#drawer[open]").wait_for(state="detached")
    why.click()
    page.get_by_role("link", name="Open the deal").click()
    page.wait_for_url(f"**/deals/{deals[0].pk}/")


def test_the_story_by_keyboard_alone(
    people: Cast, deals: list[Deal], new_visitor: Any, live_server: Any
) -> None:
    boss = enter(new_visitor(viewport={"width": 1366, "height": 900}), people.erin, live_server)
    boss.goto("/goals/")
    tab_to(boss, "^New target plan")
    boss.keyboard.press("Enter")
    boss.get_by_label("Top target").first.wait_for()
    tab_to(boss, "^Top target")
    boss.keyboard.press("Control+a")
    boss.keyboard.type("1000000")
    boss.keyboard.press("Control+Enter")
    boss.get_by_label(f"Target {people.olga.name}", exact=True).wait_for()
    tab_to(boss, f"^Target {people.olga.name}")
    boss.keyboard.type("150000")
    boss.keyboard.press("Enter")
    boss.wait_for_function("name => document.querySelector(`[aria-label='Target ${name}']`)?.value.includes('150')",
                           arg=people.olga.name)  # fmt: skip
    boss.keyboard.press("Escape")
    boss.keyboard.press("Control+Enter")
    boss.locator("dialog[open]").first.wait_for()
    tab_to(boss, "^Publish")
    boss.keyboard.press("Enter")
    boss.get_by_text("waiting", exact=True).first.wait_for()
    assert Plan.objects.get().state == "published"

    officer = enter(new_visitor(viewport={"width": 1366, "height": 900}), people.olga, live_server)
    officer.goto("/collaboration/waiting/")
    officer.get_by_text("Q4 2026").first.wait_for()
    officer.keyboard.press("a")
    officer.get_by_text("Nothing waits for you").wait_for()
    assert Target.objects.get(person=people.olga).state == "accepted"
    officer.goto("/deals/")
    tab_to(officer, f"^{deals[0].account}$")
    officer.keyboard.press("Shift+ArrowRight")
    officer.get_by_text("moved to Discover").last.wait_for()
    officer.goto(f"/deals/{deals[1].pk}/")
    tab_to(officer, "^Win$")
    officer.keyboard.press("Enter")
    officer.locator("dialog[open]").first.wait_for()
    officer.keyboard.press("Control+Enter")
    officer.get_by_text("won: €1,000").wait_for()
    assert [Deal.objects.get(pk=one.pk).stage.name for one in deals] == ["Discover", "Won"]


def test_the_officers_day_on_a_phone(
    people: Cast, deals: list[Deal], new_visitor: Any, live_server: Any
) -> None:
    publish(plan_for(people), actor=people.erin)
    page: Page = new_visitor(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.goto("/account/login/")
    page.get_by_label("Email").fill("olga@maple.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name=re.compile("^Sign in(?! with)")).tap()
    page.wait_for_url("**/today/")
    page.goto("/collaboration/waiting/")
    page.get_by_role("button", name=re.compile("^Accept")).first.tap()
    page.get_by_text("Nothing waits for you").wait_for()
    page.goto("/deals/")
    page.get_by_role("link", name="Move Acorn to…").tap()
    page.locator("dialog[open]").get_by_label("Discover").check()
    page.locator("dialog[open]").get_by_role("button", name="Move").tap()
    page.get_by_text("moved to Discover").last.wait_for()
    page.goto(f"/deals/{deals[1].pk}/")
    page.get_by_role("link", name="Win", exact=True).tap()
    page.locator("dialog[open] .btn-primary").tap()
    page.get_by_text("won: €1,000").wait_for()
    assert [Deal.objects.get(pk=one.pk).stage.name for one in deals] == ["Discover", "Won"]


def test_what_is_ticked_stays_ticked_on_the_next_page(
    people: Cast, new_visitor: Any, live_server: Any
) -> None:
    for number in range(52):
        open_deal(actor=people.olga, name=f"Deal {number:02}", amount=Decimal(1000 + number), currency="EUR")
    page: Page = enter(new_visitor(viewport={"width": 1366, "height": 900}), people.olga, live_server)
    page.goto("/deals/table/?sort=-amount")
    for name in ("Deal 51", "Deal 50"):
        page.get_by_role("row", name=name).get_by_role("checkbox").check()
    page.get_by_role("link", name="Next", exact=True).click()
    page.get_by_role("row", name="Deal 00").get_by_role("checkbox").check()
    bar = page.locator(".bulkbar[data-bulk]")
    assert bar.locator("[data-bulk-count]").inner_text() == "3"
    page.get_by_role("link", name="Previous", exact=True).click()
    row = page.get_by_role("row", name="Deal 51").get_by_role("checkbox")
    row.wait_for()
    assert row.is_checked()
    bar.get_by_role("button", name="Edit", exact=True).click()
    page.get_by_role("dialog").get_by_label("Source").fill("Fair")
    page.get_by_role("dialog").get_by_role("button", name="Edit").click()
    page.get_by_text("3 edited.").wait_for()
    assert sorted(Deal.objects.filter(source="Fair").values_list("name", flat=True)) == [
        "Deal 00", "Deal 50", "Deal 51",
    ]  # fmt: skip
    assert not bar.is_visible()
