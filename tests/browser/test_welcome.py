"""The first page in a browser: one click, or one key, and one looks round."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tandem.core import clock
from tandem.demo.load import fill

if TYPE_CHECKING:
    from playwright.sync_api import Page

# All in one process: the demonstration company is filled once.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("welcome"),
]


def scene() -> None:
    """A small demonstration company."""
    fill(officers=6, deals=120, years=2, seed=7, today=clock.today(), progress=lambda *_: None, odds=False)


@pytest.fixture
def welcome(prepared: Any, page: Page, settings: Any, tmp_path: Any) -> Page:
    """The first page of a filled demonstration."""
    settings.TANDEM_DEMO, settings.LOGIN_URL, settings.DATA = True, "demo:welcome", tmp_path
    prepared(scene)
    page.goto("/")
    page.wait_for_url("**/welcome/**")
    return page


def test_each_role_is_one_click_away(welcome: Page) -> None:
    for role, home in (("officer", "today"), ("manager", "team"), ("executive", "business")):
        welcome.goto("/welcome/")
        welcome.get_by_role("button", name=f"Explore as {role}").click()
        welcome.wait_for_url(re.compile(rf"/{home}/"))
        welcome.get_by_role("heading", level=1).first.wait_for()


def test_a_key_opens_a_door(welcome: Page) -> None:
    welcome.keyboard.press("o")
    welcome.wait_for_url("**/today/**")


def test_one_begins_with_an_organization_of_ones_own(welcome: Page) -> None:
    welcome.get_by_role("link", name=re.compile("Import your data")).click()
    welcome.get_by_label("Name of your organization").fill("Maple")
    welcome.get_by_label("Your name").fill("Ada Maple")
    welcome.get_by_label("Your e-mail address").fill("ada@maple.example")
    welcome.get_by_label("Password").fill("correct horse battery")
    welcome.get_by_label("Remove the demonstration company").check()
    welcome.get_by_role("button", name="Create the organization").click()
    welcome.wait_for_url("**/imports/**")
