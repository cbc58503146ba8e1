"""Waiting for you, in a browser: by keyboard, by htmx, without a script, on a phone."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tandem.collaboration import actions
from tandem.collaboration.models import Agreement, Comment
from tandem.collaboration.tests.asked import ask
from tandem.customers.actions import add_account
from tests.browser.hands import enter
from tests.cast import Cast, make_cast

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people(transactional_db: None) -> Cast:
    return make_cast()


def test_a_key_accepts_what_waits(people: Cast, page: Page, live_server: Any) -> None:
    ask(people, reason="A good quarter")
    enter(page, people.olga, live_server).goto("/collaboration/waiting/")
    page.get_by_text("A good quarter").wait_for()
    page.keyboard.press("a")
    page.get_by_text("Nothing waits for you").wait_for()
    assert Agreement.objects.get().state == "accepted"


def test_today_leaves_what_was_answered_beside_it(people: Cast, page: Page, live_server: Any) -> None:
    ask(people)
    enter(page, people.olga, live_server).goto("/today/")
    page.locator("main").get_by_text("Answer the request that waits for you").wait_for()
    page.get_by_text("1 thing to do").wait_for()
    menu = page.locator("#menu-today")
    assert menu.inner_text() == "1"
    page.get_by_role("button", name="Accept").click()
    page.locator("main").get_by_text("nothing waits for you").wait_for()
    assert menu.inner_text() == ""
    assert not page.get_by_text("Answer the request that waits for you").count()


def test_r_opens_the_counter_proposal_and_the_manager_stands_firm(
    people: Cast, new_visitor: Any, live_server: Any
) -> None:
    ask(people)
    officer = enter(new_visitor(), people.olga, live_server)
    officer.goto("/collaboration/waiting/")
    officer.keyboard.press("r")
    officer.get_by_label("Figure").fill("100")
    officer.get_by_label("Reason").fill("A week of leave")
    officer.keyboard.press("Control+Enter")
    officer.get_by_text("Type another figure.").wait_for()
    officer.get_by_label("Figure").fill("90")
    officer.get_by_role("button", name="Send counter-proposal").click()
    officer.get_by_text("Nothing waits for you").wait_for()
    manager = enter(new_visitor(viewport={"width": 390, "height": 844}), people.nora, live_server)
    manager.goto("/collaboration/waiting/")
    manager.get_by_text("instead of €100").wait_for()
    assert manager.evaluate("document.documentElement.scrollWidth <= innerWidth")
    manager.get_by_role("link", name="Stand firm").click()
    manager.get_by_role("button", name="Stand firm").click()
    manager.get_by_text("Nothing waits for you").wait_for()
    kept = Agreement.objects.get()
    assert (kept.state, kept.figure) == ("stood_firm", Decimal(100))


def test_who_comes_second_reads_who_was_first(people: Cast, page: Page, live_server: Any) -> None:
    agreement = ask(people)
    enter(page, people.olga, live_server).goto("/collaboration/waiting/")
    actions.decline(agreement, actor=people.olga, reason="Not mine")
    page.get_by_role("button", name="Accept").click()
    page.get_by_text("Olga Officer declined this").wait_for()


def test_everything_works_without_a_script(people: Cast, new_visitor: Any, live_server: Any) -> None:
    agreement = ask(people)
    page = enter(new_visitor(java_script_enabled=False), people.olga, live_server)
    page.goto("/collaboration/waiting/")
    page.get_by_role("link", name="Counter-propose").click()
    page.get_by_label("Figure").fill("90")
    page.get_by_label("Reason").fill("A week of leave")
    page.get_by_role("button", name="Send counter-proposal").click()
    page.get_by_text("Nothing waits for you").wait_for()
    page.goto(f"/collaboration/agreements/{agreement.pk}/")
    page.get_by_text("A week of leave").wait_for()
    assert Agreement.objects.get().state == "countered"


def test_at_offers_those_who_may_see_the_record(people: Cast, page: Page, live_server: Any) -> None:
    account = add_account(actor=people.olga, name="Kan-code")
    where = f"/activities/timeline/?about=customers.account&id={account.pk}"
    enter(page, people.olga, live_server).goto(where)
    page.get_by_role("link", name="Comment").click()
    text = page.get_by_role("textbox", name="Comment")
    text.press_sequentially("Look at this, @nor")
    page.get_by_role("option", name="Nora North").wait_for()
    text.press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    page.locator(".tl").get_by_text("Nora North").wait_for()
    assert Comment.objects.get().mentions == [people.nora.pk]


def test_a_call_is_logged_and_taken_back(people: Cast, page: Page, live_server: Any) -> None:
    account = add_account(actor=people.olga, name="Kan-code")
    where = f"/activities/timeline/?about=customers.account&id={account.pk}"
    enter(page, people.olga, live_server).goto(where)
    page.get_by_text("Call", exact=True).click()
    page.get_by_label("How did the call go?").select_option("reached")
    page.get_by_label("What did you learn?").fill("She likes the start")
    page.keyboard.press("Control+Enter")
    page.locator(".tl").get_by_text("She likes the start").wait_for()
    page.get_by_role("button", name="Undo").click()
    page.locator(".tl").get_by_text("She likes the start").wait_for(state="detached")
