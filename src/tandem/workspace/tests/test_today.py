"""Today: an officer's own work, what comes first, and putting something off."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from tandem.activities.actions import add_task
from tandem.customers.actions import add_contact
from tandem.deals import actions
from tandem.deals.tests import make
from tandem.people.models import Person
from tandem.workspace.queries.counts import counts
from tandem.workspace.queries.today import do_next, greeting

TODAY = make.TODAY


@pytest.fixture(autouse=True)
def that_day(settings) -> None:
    settings.TANDEM_TODAY = TODAY.isoformat()


def page(client: Client, person: Person) -> str:
    client.force_login(person)
    response = client.get("/today/")
    assert response.status_code == 200
    return response.content.decode()


def test_an_empty_database_shows_no_empty_boxes(client, cast):
    html = page(client, cast.olga)
    assert "nothing waits for you" in html
    assert "Closing this month" not in html
    assert "goal-h" not in html


def test_a_deal_that_needs_its_owner_says_why_with_the_number(client, cast):
    make.sales(cast)
    make.deal(
        cast.olga,
        name="Pumps",
        expected_close_on=TODAY - timedelta(days=12),
        next_step="",
        amount=Decimal(4000),
    )
    html = page(client, cast.olga)
    assert "Close date passed 12 days ago" in html
    assert "No next step." in html
    assert "1 thing to do" in html


def test_overdue_comes_first_then_amount_times_stage_chance(cast):
    make.sales(cast)
    late = make.deal(cast.olga, name="Late", amount=Decimal(10), expected_close_on=TODAY - timedelta(days=1))
    small = make.deal(cast.olga, name="Small", amount=Decimal(3000))
    big = make.deal(cast.olga, name="Big", amount=Decimal(9000))
    rows = do_next(cast.olga, counts(cast.olga, TODAY), TODAY)
    assert [row.record.pk for row in rows] == [late.pk, big.pk, small.pk]


def test_a_colleague_s_deals_are_not_on_my_day(client, cast):
    make.sales(cast)
    make.deal(cast.omar, name="Quixotic pumps")
    make.deal(cast.pia, name="Zanzibar pumps")
    for person in (cast.olga, cast.nora, cast.sam):
        html = page(client, person)
        assert "Quixotic" not in html
        assert "Zanzibar" not in html


def test_a_step_planned_for_later_lets_the_deal_rest(cast):
    make.sales(cast)
    make.deal(
        cast.olga,
        next_step="Call",
        next_step_on=TODAY + timedelta(days=1),
        expected_close_on=TODAY - timedelta(days=9),
    )
    due = make.deal(cast.olga, name="Due", next_step="Sign", next_step_on=TODAY)
    found = counts(cast.olga, TODAY)
    assert (found.deals, found.late) == (1, 0)
    [row] = do_next(cast.olga, found, TODAY)
    assert row.record.pk == due.pk
    assert row.title == "Sign: Due"


def test_snoozing_plans_the_step_and_can_be_undone(client, cast):
    make.sales(cast)
    deal = make.deal(cast.olga)
    client.force_login(cast.olga)
    where = f"/today/deals/{deal.pk}/snooze/"
    assert client.get(where).status_code == 200
    assert client.post(where, {"until": TODAY + timedelta(days=1)}).status_code == 422  # what happens then?
    assert client.post(where, {"until": TODAY, "step": "Call Ida"}).status_code == 422
    answer = client.post(where, {"until": TODAY + timedelta(days=1), "step": "Call Ida"})
    assert (answer.status_code, answer["Location"]) == (303, "/today/")
    deal.refresh_from_db()
    assert (deal.next_step, deal.next_step_on) == ("Call Ida", TODAY + timedelta(days=1))
    assert counts(cast.olga, TODAY).deals == 0


def test_nobody_snoozes_what_they_do_not_see(client, cast):
    make.sales(cast)
    deal = make.deal(cast.olga)
    task = add_task(actor=cast.olga, title="Send the quote", due_on=TODAY)
    for person, status in ((cast.pia, 404), (cast.sam, 404), (cast.erin, 403)):
        client.force_login(person)
        assert client.get(f"/today/deals/{deal.pk}/snooze/").status_code == status
    client.force_login(cast.pia)
    assert client.get(f"/today/tasks/{task.pk}/snooze/").status_code == 404


def test_tasks_come_on_their_day(client, cast):
    make.sales(cast)
    add_task(actor=cast.olga, title="Send the quote", due_on=TODAY - timedelta(days=3))
    add_task(actor=cast.olga, title="Not yet", due_on=TODAY + timedelta(days=3))
    html = page(client, cast.olga)
    assert "Send the quote" in html
    assert "3 days overdue" in html
    assert "Not yet" not in html
    task = cast.olga.activities.get(title="Send the quote")
    answer = client.post(f"/today/tasks/{task.pk}/snooze/", {"until": TODAY + timedelta(days=1)})
    assert answer.status_code == 303
    assert counts(cast.olga, TODAY).count == 0


def test_the_main_stakeholder_can_be_called(client, cast):
    make.sales(cast)
    account = make.account(cast.olga)
    deal = make.deal(cast.olga, account=account)
    ida = add_contact(
        actor=cast.olga, name="Ida", account=account, phone="+49 (30) 12", email="ida@acorn.example"
    )
    bo = add_contact(actor=cast.olga, name="Bo", account=account, phone="99")
    actions.add_stakeholder(deal, actor=cast.olga, contact=bo, role="blocker", engaged=True)
    actions.add_stakeholder(deal, actor=cast.olga, contact=ida, role="champion", engaged=True)
    html = page(client, cast.olga)
    assert 'href="tel:+493012"' in html
    assert 'href="mailto:ida@acorn.example"' in html


def test_closing_this_month_is_summed_and_weighted(client, cast):
    pipeline = make.sales(cast)
    proposed = pipeline.stages.get(name="Propose")
    make.deal(cast.olga, amount=Decimal(1000), stage=proposed, expected_close_on=TODAY, next_step="Sign")
    make.deal(
        cast.olga, amount=Decimal(501), stage=proposed, expected_close_on=date(2026, 3, 31), next_step="x"
    )
    make.deal(cast.olga, amount=Decimal(7), stage=proposed, expected_close_on=date(2026, 4, 1), next_step="x")
    html = page(client, cast.olga)
    assert 1501 * proposed.chance % 100, "There is something to round."
    weighted = (Decimal(1501 * proposed.chance) / 100).quantize(1, ROUND_HALF_UP)
    assert f"2 deals · €1,501 · weighted €{weighted:,}" in strip_tags(html)


def test_the_list_says_how_many_things_it_leaves_out(client, cast):
    for number in range(11):
        make.deal(cast.olga, amount=Decimal(1000 + number), next_step="")
    client.force_login(cast.olga)
    answer = client.get("/today/")
    shown, words = len(answer.context["page"].rows), strip_tags(answer.content.decode())
    assert 0 < shown < 11
    assert f"{shown} of 11, " in words
    assert f"{11 - shown} more in Pipeline" in words


@pytest.mark.parametrize(
    ("hour", "zone", "words"),
    [(7, "", "Good morning"), (7, "Asia/Tokyo", "Good afternoon"), (17, "", "Good evening")],
)
def test_the_greeting_follows_the_person_s_own_clock(cast, hour, zone, words):
    cast.olga.time_zone = zone
    assert greeting(cast.olga, datetime(2026, 3, 16, hour, tzinfo=UTC)) == words


def test_the_page_asks_twelve_times_at_most_however_many_deals(client, cast):
    make.sales(cast)
    asked = []
    for number in (1, 20):
        while cast.olga.deals.count() < number:
            account = make.account(cast.olga, f"Account {cast.olga.deals.count()}")
            make.deal(cast.olga, account=account, expected_close_on=TODAY)
            add_task(actor=cast.olga, title="Call", due_on=TODAY)
        client.force_login(cast.olga)
        client.get("/today/")
        with CaptureQueriesContext(connection) as found:
            client.get("/today/")
        asked.append(len(found))
    assert asked[0] == asked[1] <= 12, [query["sql"][:90] for query in found.captured_queries]
