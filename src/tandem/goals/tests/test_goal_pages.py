"""The pages around the workbench: publishing and answers, the list of goals, the sidebar, the foot of the board."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from tandem.collaboration import actions as answers
from tandem.collaboration.models import Agreement
from tandem.goals import actions
from tandem.goals.models import Plan
from tandem.goals.tests.make import NOW, asked, browser, plan_for, row, url, won
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
