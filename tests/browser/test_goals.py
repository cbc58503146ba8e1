"""The breakdown of a target in a browser: typing down a column, what is refused, publishing by key, answering."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tandem.goals.models import Plan
from tandem.goals.queries import choosing, rows
from tandem.goals.tests.make import plan_for, row
from tests.browser.hands import enter, fits, too_low
from tests.cast import Cast, make_cast

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EVEN = {"history": 0, "pipeline": 0, "even": 100}


@pytest.fixture
def people(transactional_db: None, settings: Any) -> Cast:
    settings.TANDEM_TODAY = "2026-09-21"
    return make_cast()


@pytest.fixture
def plan(people: Cast) -> Plan:
    return plan_for(people, top=1_000_000, weights=EVEN)


def test_figures_are_typed_down_the_column(people: Cast, plan: Plan, page: Page, live_server: Any) -> None:
    enter(page, people.erin, live_server).goto(f"/goals/plan/{plan.pk}/")
    pia, paul = (page.get_by_label(f"Target {who.name}", exact=True) for who in (people.pia, people.paul))
    paul.fill("150k")
    paul.press("Enter")
    page.wait_for_function(
        "document.querySelector('#goal-checks') && document.activeElement.matches('.tinput')"
    )
    page.wait_for_function(
        "id => document.getElementById(id).value === '€250,000'", arg=f"a{row(plan, people.pia).pk}"
    )
    assert paul.input_value() == "€150,000"
    pia.fill("9M")
    pia.press("ArrowUp")
    page.get_by_text("Nothing was changed.").wait_for()
    assert pia.input_value() == "9M"
    assert row(plan, people.pia).amount == Decimal(250_000)
    pia.press("Escape")


def test_of_many_rows_those_out_of_sight_come_when_they_are_scrolled_to(
    people: Cast, plan: Plan, new_visitor: Any, live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, count in {"WHOLE_AT_MOST": 4, "SCREEN": 3, "NEXT": 2}.items():
        monkeypatch.setattr(rows, name, count)
    page = enter(new_visitor(viewport={"width": 1366, "height": 320}), people.erin, live_server)
    page.goto(f"/goals/plan/{plan.pk}/")
    top = page.locator("#goal-top")
    top.fill("1.2M")
    with page.expect_response(lambda answer: "/shape/" in answer.url):
        top.press("Enter")
    last = page.locator("tbody[aria-busy]").last
    last.wait_for()
    last.scroll_into_view_if_needed()
    cell = page.get_by_label("Target Pia", exact=False)
    cell.wait_for()
    assert cell.input_value() == "€240,000"
    cell.fill("250k")
    cell.press("Enter")
    page.wait_for_function("() => document.querySelector('#goal-checks')")
    page.get_by_label("Target Paul", exact=False).wait_for()


def test_a_limit_across_teams_is_set_by_key_and_taken_back(
    people: Cast, plan: Plan, page: Page, live_server: Any, expect: Any
) -> None:
    people.pia.title = people.olga.title = "Key account officer"
    for who in (people.pia, people.olga):
        who.save(update_fields=["title"])
    enter(page, people.erin, live_server).goto(f"/goals/plan/{plan.pk}/")
    page.get_by_role("link", name="Limit across teams").focus()
    page.keyboard.press("Enter")
    drawer = page.locator("#drawer")
    name = drawer.get_by_label("Name")
    expect(name).to_be_focused()
    name.fill("Key accounts")
    choice = page.get_by_role("button", name="Key account officer 2")
    choice.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#drawer input[name=member]:checked")).to_have_count(2)
    expect(choice).to_be_focused()
    assert page.locator(".goal-picked").evaluate("it => getComputedStyle(it, '::before').content") != "none"
    most = drawer.get_by_label("At most")
    most.fill("300k")
    page.keyboard.press("Control+Enter")
    page.get_by_text("2 officers carry €300,000, at most €300,000.").wait_for()
    assert row(plan, people.pia).amount == Decimal(150_000)
    page.keyboard.press("z")
    page.wait_for_function("() => !document.body.innerText.includes('Key accounts')")
    assert row(plan, people.pia).amount == Decimal(200_000)


def test_on_a_phone_officers_of_a_limit_are_found_by_typing(
    people: Cast, plan: Plan, new_visitor: Any, live_server: Any, expect: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "WHOLE", 2)
    page = enter(new_visitor(viewport={"width": 390, "height": 844}), people.erin, live_server)
    page.goto(f"/goals/plan/{plan.pk}/")
    page.get_by_role("link", name="Limit across teams").click()
    drawer = page.locator("#drawer")
    find = drawer.get_by_label("Find officers")
    for who in (people.pia, people.olga):
        find.fill(who.name)
        drawer.get_by_label(who.name).check()
    fits(page)
    assert not too_low(page, "dialog[open]")
    drawer.get_by_label("Name").fill("Two")
    drawer.get_by_label("At least").fill("2M")
    drawer.get_by_role("button", name="Save").last.click()
    expect(drawer.get_by_role("alert")).to_contain_text("leaves its officers at most €1,000,000 together")
    drawer.get_by_label("At least").fill("500k")
    drawer.get_by_role("button", name="Save").last.click()
    page.get_by_text("2 officers carry €500,000, at least €500,000.").wait_for()


def test_publishing_by_key_and_accepting_by_key(
    people: Cast, plan: Plan, new_visitor: Any, live_server: Any
) -> None:
    boss = enter(new_visitor(viewport={"width": 1366, "height": 900}), people.erin, live_server)
    boss.goto(f"/goals/plan/{plan.pk}/")
    boss.keyboard.press("Control+Enter")
    boss.get_by_text("5 officers", exact=True).wait_for()
    boss.locator("dialog[open] .btn-primary").click()
    boss.get_by_text("waiting", exact=True).first.wait_for()
    officer = enter(new_visitor(viewport={"width": 390, "height": 844}), people.olga, live_server)
    officer.goto("/goals/")
    officer.get_by_role("link", name="Q4 2026").click()
    officer.get_by_role("heading", name="Your Q4 2026 goal").wait_for()
    officer.keyboard.press("a")
    officer.get_by_text("accepted", exact=True).first.wait_for()
    assert row(plan, people.olga).state == "accepted"
