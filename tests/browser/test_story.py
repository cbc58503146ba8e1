"""The story that Tandem was begun for, in a browser, on the files of a real sales team.

A manager moves in with four CSV files, plans the next quarter and publishes; an officer accepts, moves a deal and wins
another; the manager sees it at once, and another team's officer sees none of it. Where the public data folder is absent
the same story runs on files of the same shape.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from conftest import DATA
from tandem.authority.configuring import configure
from tandem.deals.models import Deal
from tandem.people.models import Person
from tests.files_of_a_team import write_files

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]
PASSWORD = "harbor-lantern-42"
LONG = 300_000


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """The folder of the four files."""
    real = DATA / "maven-crm"
    return real if real.is_dir() else write_files(tmp_path)


@pytest.fixture
def admin(transactional_db: None) -> Person:
    """Who installed Tandem: `tandem create-admin`."""
    person = Person.objects.create(name="Ada Admin", email="ada@maven.example", role="administrator")
    person.set_password(PASSWORD)
    person.save()
    configure(actor=person, name="Maven Systems", currency="USD")
    return person


@pytest.fixture
def end_of_2017(settings: Any) -> Iterator[None]:
    """The day on which the data end."""
    settings.TANDEM_TODAY = "2017-12-31"
    return


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.goto("/account/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name=re.compile("^Sign in(?! with)")).click()
    page.get_by_role("button", name=re.compile("account menu", re.I)).or_(
        page.locator("nav.side")
    ).first.wait_for()


def import_file(page: Page, path: Path, *, currency: bool = False) -> None:
    """Upload, look at what was recognized, try it out, settle what was not found, import."""
    page.goto("/imports/")
    page.get_by_label("CSV file").set_input_files(path)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("heading", name="Recognized").wait_for()
    if currency:
        page.locator("#id_currency").select_option("USD")
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("heading", name="What would happen").wait_for()
    answers = page.get_by_role("button", name="Use these answers")
    if answers.count():
        answers.click()
        page.get_by_role("heading", name="Not found here").wait_for(state="detached")
    page.get_by_role("button", name=re.compile("^Import ")).click()
    page.get_by_role("heading", name="Done").wait_for()


def invite(page: Page, person: Person, email: str) -> str:
    """The administrator lets somebody sign in, and passes the link on."""
    page.goto(f"/people/{person.pk}/invite/")
    page.get_by_label("Email").fill(email)
    page.get_by_role("button", name="Make the link").click()
    return page.get_by_label(re.compile("^Link for")).input_value()


def choose_password(page: Page, link: str, email: str) -> None:
    page.goto(link)
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.locator("form button.btn-primary").click()
    sign_in(page, email)


def test_a_real_sales_team_moves_in(
    files: Path, admin: Person, end_of_2017: None, page: Page, new_visitor: Any, settings: Any
) -> None:
    page.set_default_timeout(LONG)
    sign_in(page, admin.email or "")
    import_file(page, files / "sales_teams.csv")
    import_file(page, files / "accounts.csv", currency=True)
    import_file(page, files / "products.csv", currency=True)
    import_file(page, files / "sales_pipeline.csv", currency=True)
    deals = Deal.objects.count()
    page.goto("/deals/")
    page.get_by_text(f"{Deal.objects.filter(state='open').count():,} open").first.wait_for()
    assert deals == len((files / "sales_pipeline.csv").read_text().splitlines()) - 1

    manager = Person.objects.filter(role="manager").order_by("pk").first()
    assert manager is not None
    root = manager.team.path.split("/")[0]
    page.goto(f"/people/teams/{root}/edit/")
    led = page.get_by_label("Led by")
    led.fill(manager.name)
    page.locator("[data-pick-list]").get_by_text(manager.name).wait_for()
    led.press("Enter")
    page.get_by_role("button", name="Save").click()
    link = invite(page, manager, "manager@maven.example")

    steering = new_visitor(viewport={"width": 1440, "height": 900})
    steering.set_default_timeout(LONG)
    choose_password(steering, link, "manager@maven.example")
    officer = plan_the_quarter(steering)

    selling = new_visitor(viewport={"width": 1440, "height": 900})
    selling.set_default_timeout(LONG)
    settings.TANDEM_TODAY = "2018-01-03"
    choose_password(selling, invite(page, officer, "officer@maven.example"), "officer@maven.example")
    won = accept_move_and_win(selling, officer)

    steering.goto("/team/")
    assert officer.name in steering.content()
    assert won.booked_amount is not None
    stranger = Person.objects.filter(role="officer").exclude(team=officer.team).order_by("pk").first()
    assert stranger is not None
    other = new_visitor()
    other.set_default_timeout(LONG)
    choose_password(other, invite(page, stranger, "other@maven.example"), "other@maven.example")
    answer = other.goto(f"/deals/{won.pk}/")
    assert answer.status == 404
    other.goto("/deals/table/")
    assert officer.name not in other.content()


def plan_the_quarter(page: Page) -> Person:
    """Open a plan for the next quarter, type two figures, lock one, publish. Returns an officer with deals."""
    page.goto("/goals/plan/new/")
    page.get_by_label("Period").select_option(value="2018-Q1")
    page.get_by_label("Top target").fill("2500000")
    page.get_by_role("button", name=re.compile("^Open the draft")).click()
    page.get_by_role("button", name=re.compile("Publish")).or_(
        page.get_by_role("link", name=re.compile("Publish"))
    ).first.wait_for()
    officers = list(Person.objects.filter(role="officer", deals__state="open").distinct().order_by("pk")[:3])
    for officer, figure in zip(officers, ("81000", "64000"), strict=False):
        cell = page.get_by_label(f"Target {officer.name}", exact=True)
        cell.fill(figure)
        cell.press("Enter")
        saved = f"[aria-label='Target {officer.name}']"
        page.wait_for_function("([at, words]) => document.querySelector(at)?.defaultValue.includes(words)",
                               arg=[saved, f"{int(figure):,}"])  # fmt: skip
    page.get_by_role("button", name=f"Lock {officers[0].name}", exact=True).click()
    page.locator(f"button[aria-label='Lock {officers[0].name}'][aria-pressed=true]").wait_for()
    page.get_by_text("Sums are exact").wait_for()
    page.get_by_role("link", name=re.compile("^Publish goals")).click()
    page.locator("dialog[open], .dlg-page").get_by_role("button", name=re.compile("^Publish")).click()
    page.get_by_text(re.compile("^Published")).first.wait_for()
    return officers[0]


def accept_move_and_win(page: Page, officer: Person) -> Deal:
    """Accept the target, move a deal on the board by its menu, win another."""
    page.goto("/today/")
    page.get_by_text("81").first.wait_for()
    page.goto("/collaboration/waiting/")
    page.get_by_role("button", name=re.compile("^Accept")).first.click()
    page.get_by_text("Nothing waits for you").wait_for()
    mine = Deal.objects.filter(owner=officer, state="open", amount__isnull=False).order_by("pk")
    first = mine.filter(stage__position=mine.first().stage.position).first() if mine.exists() else None
    assert first is not None
    page.goto(f"/deals/{first.pk}/move/")
    page.locator("form select[name=stage], form input[name=stage]").first.wait_for()
    moved_to = first.pipeline.stages.filter(kind="open").exclude(pk=first.stage_id).first()
    assert moved_to is not None
    choice = page.locator("form select[name=stage]")
    if choice.count():
        choice.select_option(value=str(moved_to.pk))
    else:
        page.locator(f"form input[name=stage][value='{moved_to.pk}']").check()
    page.locator("form button.btn-primary").last.click()
    page.wait_for_load_state()
    last = mine.exclude(pk=first.pk).first()
    assert last is not None
    page.goto(f"/deals/{last.pk}/win/")
    page.locator("form button.btn-primary").last.click()
    page.wait_for_load_state()
    last.refresh_from_db()
    first.refresh_from_db()
    assert first.stage_id == moved_to.pk
    assert last.state == "won"
    return last
