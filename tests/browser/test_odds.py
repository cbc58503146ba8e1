"""The odds in a browser: the line moved by key, a chance asked for, a fix seen first, a counter-proposal weighed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tandem.goals import actions
from tandem.goals.models import Plan, Run
from tandem.goals.tests.make import NOW, Q4, kept_run, plan_for, row
from tests.browser.hands import enter
from tests.cast import Cast, make_cast

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EVEN = {"history": 0, "pipeline": 0, "even": 100}
MEANS = {"olga": 300_000, "omar": 150_000, "otto": 200_000, "pia": 250_000, "paul": 100_000}


@pytest.fixture
def people(transactional_db: None, settings: Any) -> Cast:
    settings.TANDEM_TODAY = "2026-09-21"
    return make_cast()


@pytest.fixture
def plan(people: Cast) -> Plan:
    """Its officers have no history, so the run that its opening starts tells nothing; drawn landings stand in."""
    opened = plan_for(people, top=950_000, weights=EVEN)
    Run.objects.all().delete()
    rng = np.random.default_rng(4)
    drawn = {getattr(people, name): rng.gamma(9, mean / 9, 1000) for name, mean in MEANS.items()}
    kept_run(Q4, drawn, as_of=date(2026, 9, 21))
    return opened


def test_the_line_moves_by_key_and_a_chance_gives_its_figure(
    people: Cast, plan: Plan, page: Page, live_server: Any
) -> None:
    enter(page, people.erin, live_server).goto(f"/goals/plan/{plan.pk}/")
    line = page.get_by_role("slider", name="Top target", exact=True)
    before = page.locator("[data-gauge-chance]").inner_text()
    line.focus()
    line.press("Shift+ArrowRight")
    page.locator(".goal-table b", has_text="€960,000").first.wait_for()
    plan.refresh_from_db()
    assert plan.top == Decimal(960_000)
    assert page.locator("[data-gauge-chance]").inner_text() != before
    assert page.evaluate("document.activeElement.id") == "goal-top-line", "the next key moves it on"
    page.locator("#goal-chance").fill("60")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_role("button", name="Apply", exact=True).click()
    page.locator("[data-gauge-chance]", has_text="60%").wait_for()
    page.wait_for_function("document.activeElement.id === 'goal-chance'")


def test_the_split_chosen_by_key_stays_under_the_keyboard(
    people: Cast, plan: Plan, page: Page, live_server: Any
) -> None:
    enter(page, people.erin, live_server).goto(f"/goals/plan/{plan.pk}/")
    page.locator("input[name=split]:checked").press("ArrowLeft")
    page.locator("#goal-split-pipeline:checked").wait_for()
    page.wait_for_function("document.activeElement.id === 'goal-split-pipeline'")


def test_a_fix_is_seen_first_then_applied(people: Cast, plan: Plan, page: Page, live_server: Any) -> None:
    enter(page, people.erin, live_server).goto(f"/goals/plan/{plan.pk}/")
    page.locator("#goal-outside li", has_text="Paul").get_by_role("link", name="Preview a fix").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_text("Nothing changes before you apply it.").wait_for()
    assert row(plan, people.paul).amount == Decimal(190_000)
    dialog.get_by_role("button", name="Apply the fix").click()
    page.get_by_text("The fix is applied.").wait_for()
    assert row(plan, people.paul).amount < Decimal(110_000)


def test_a_counter_proposal_says_its_chance_while_one_types(
    people: Cast, plan: Plan, page: Page, live_server: Any
) -> None:
    actions.publish(plan, actor=people.erin, at=NOW)
    enter(page, people.paul, live_server).goto("/goals/")
    page.locator("tbody a").first.click()
    page.get_by_text("What must be true.").wait_for()
    page.get_by_role("link", name="Counter-propose").click()
    page.locator("#id_figure").fill("90000")
    page.locator("#counter-weigh", has_text="€90,000 has").wait_for()
    page.locator("#id_reason").fill("Two accounts moved to South.")
    page.get_by_role("button", name="Send counter-proposal").click()
    page.get_by_text("Counter-proposal sent.").wait_for()
    assert row(plan, people.paul).state == "countered"
