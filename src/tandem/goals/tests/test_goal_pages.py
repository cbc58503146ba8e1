"""The pages around the workbench: publishing and answers, the list of goals, the sidebar, the foot of the board."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from tandem.collaboration import actions as answers
from tandem.collaboration.models import Agreement
from tandem.goals import actions
from tandem.goals.models import Plan
from tandem.goals.tests.make import NOW, Q4, asked, browser, kept_run, plan_for, row, url, won
from tests.cast import Cast

D = Decimal

pytestmark = pytest.mark.usefixtures("as_of")


# ---- publishing, answering


def test_publishing_says_who_is_asked_and_asks_them(cast: Cast, plan: Plan):
    client = browser(cast.erin)
    page = client.get(url("publish", plan.pk)).content.decode()
    assert "5 officers" in page
    assert "3 managers" in page
    assert client.post(url("publish", plan.pk)).status_code == 303
    assert Agreement.objects.open().count() == 8
    assert "waiting" in client.get(url("plan", plan.pk)).content.decode()


def test_the_officer_reads_why_and_accepts(cast: Cast):
    for day in (date(2025, 11, 3), date(2026, 2, 3), date(2026, 5, 4)):
        won(cast.olga, 30_000, day)
    plan = plan_for(cast)
    actions.publish(plan, actor=cast.erin, at=NOW)
    agreement = asked(row(plan, cast.olga))
    client = browser(cast.olga)
    page = client.get(url("answer", agreement.pk)).content.decode()
    assert "Your Q4 2026 goal" in page
    assert "is your usual result" in page
    assert "Signed by Erin Executive for Nora North" in page
    client.post(reverse("collaboration:accept", args=[agreement.pk]), {"seen": 1})
    assert row(plan, cast.olga).state == "accepted"
    assert "Signed by Olga Officer" in client.get(url("answer", agreement.pk)).content.decode()


@pytest.fixture
def amid(settings) -> None:
    """A day on which the quarter runs."""
    settings.TANDEM_TODAY = "2026-11-18"


@pytest.fixture
def both(cast: Cast, plan: Plan, amid: None) -> Plan:
    """Bookings and deals won are aimed at in the quarter that runs. The plan of deals won."""
    actions.publish(plan, actor=cast.erin, at=NOW)
    counted = plan_for(cast, metric="deals_won", top=8)
    actions.publish(counted, actor=cast.erin, at=NOW)
    counted.targets.filter(person=cast.olga).update(amount=D(4))
    won(cast.olga, 20_000, date(2026, 10, 5))
    return counted


def test_today_shows_the_goals_beside_the_first(cast: Cast, both: Plan):
    today = browser(cast.olga).get("/today/").content.decode()
    assert "My Q4 2026 goal" in today
    address = re.findall(r'hx-get="(/goals/others/[^"]+)"', today)
    shown = browser(cast.olga).get(*address, headers={"HX-Request": "true"}).content.decode()
    words = " ".join(strip_tags(shown).split())
    assert "Other goals1" in words and "Q4 2026 deals won 1of 4 25%" in words
    assert f"/goals/target/{row(both, cast.olga).pk}/" in shown and "bookings" not in words


@pytest.mark.parametrize("who, where", [("nora", "/team/"), ("erin", "/business/")])
def test_who_leads_sees_theirs_on_their_page(cast: Cast, both: Plan, who: str, where: str):
    client = browser(getattr(cast, who))
    address = re.findall(r'hx-get="(/goals/others/[^"]+)"', client.get(where).content.decode())
    shown = client.get(*address, headers={"HX-Request": "true"}).content.decode()
    words = " ".join(strip_tags(shown).split())
    assert "Other goals1" in words and "Q4 2026 deals won, " in words and "bookings" not in words
    assert "/goals/others/" not in client.get(f"{where}?period=2026-Q3").content.decode()


def test_where_no_bookings_are_aimed_at_today_shows_what_is(cast: Cast, amid: None):
    counted = plan_for(cast, metric="deals_won", top=8)
    actions.publish(counted, actor=cast.erin, at=NOW)
    counted.targets.filter(person=cast.olga).update(amount=D(4))
    counted.targets.filter(team=cast.north).update(amount=D(5))
    won(cast.olga, 20_000, date(2026, 10, 5))
    for who, label, percent in (
        (cast.olga, "My Q4 2026 deals won goal", 25),
        (cast.nora, "North Q4 2026", 20),
    ):
        page = browser(who).get("/today/").content.decode()
        words = " ".join(strip_tags(page).split())
        assert label in words and f"{percent}% of" in words and "deals won" in words
        assert "€" not in words.split("Do next")[0].split(label)[1]


def test_the_list_of_goals_shows_the_chance_of_what_is_not_over(cast: Cast, plan: Plan, amid: None):
    actions.publish(plan, actor=cast.erin, at=NOW)
    plan.targets.filter(person=cast.olga).update(amount=D(100))
    kept_run(Q4, {cast.olga: [50.0, 90.0, 150.0, 170.0]}, as_of=date(2026, 10, 1))
    page = browser(cast.olga).get(reverse("goals:index")).content.decode()
    assert "50% chance to attain" in page
    won(cast.olga, 120, date(2026, 10, 5))
    page = browser(cast.olga).get(reverse("goals:index")).content.decode()
    assert "chance to attain" not in page and "reached" in strip_tags(page)


def test_goals_of_one_period_are_told_apart_by_what_they_count(cast: Cast, plan: Plan):
    actions.publish(plan, actor=cast.erin, at=NOW)
    counted = plan_for(cast, metric="deals_won", top=52)
    actions.publish(counted, actor=cast.erin, at=NOW)
    client = browser(cast.nora)
    waiting = client.get(reverse("collaboration:waiting")).content.decode()
    assert "Q4 2026 goal, deals won" in waiting
    assert "goal, bookings" not in waiting
    assert "Deals won North" in " ".join(
        strip_tags(client.get(reverse("goals:index")).content.decode()).split()
    )


def test_an_accepted_counter_leaves_something_to_place(cast: Cast, plan: Plan):
    actions.publish(plan, actor=cast.erin, at=NOW)
    target = row(plan, cast.olga)
    answers.counter(asked(target), actor=cast.olga, at=NOW, figure=D(190_000), reason="Leave")
    client = browser(cast.nora)
    page = client.get(url("plan", plan.pk)).content.decode()
    assert "Counter-proposals" in page
    assert "“Leave”" in page
    client.post(reverse("collaboration:accept-counter", args=[asked(target).pk]))
    page = client.get(url("plan", plan.pk)).content.decode()
    assert "Officers carry €10,000 less than planned" in page
    page = client.get(url("place", row(plan, cast.north).pk)).content.decode()
    assert "Omar" in page
    assert "Olga" not in page.split("<tbody>")[1]
    client.post(url("place", row(plan, cast.north).pk), {"reason": "Olga is on leave"})
    assert row(plan, cast.omar).amount == D(210_000)
    assert "Sums are exact" in client.get(url("plan", plan.pk)).content.decode()


def test_a_revision_beyond_the_limit_waits_for_the_next_person_up(cast: Cast, plan: Plan):
    actions.publish(plan, actor=cast.erin, at=NOW)
    target = row(plan, cast.olga)
    answer = browser(cast.nora).post(
        url("revise", target.pk), {"amount": "150000", "reason": "Territory moved"}
    )
    assert answer.status_code == 303
    request = Agreement.objects.get(kind="approval")
    assert request.answerer == cast.erin
    assert row(plan, cast.olga).amount == D(200_000)
    answers.accept(request, actor=cast.erin, at=NOW)
    assert row(plan, cast.olga).amount == D(150_000)


def test_both_sides_and_nobody_else_read_an_answer(cast: Cast, plan: Plan):
    actions.publish(plan, actor=cast.erin, at=NOW)
    address = url("answer", asked(row(plan, cast.olga)).pk)
    found = {p.first_name: browser(p).get(address).status_code for p in cast.everybody()}
    assert {name for name, status in found.items() if status == 200} >= {"Olga", "Nora", "Erin"}
    for name in ("Omar", "Otto", "Sam", "Pia", "Nils"):
        assert found[name] == 404, name
