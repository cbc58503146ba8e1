"""One dated list of everything that happened to a record."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from tandem.activities import actions, queries
from tandem.activities.models import Activity
from tandem.collaboration import actions as collaboration
from tandem.collaboration.tests.asked import ask
from tandem.core import clock
from tandem.customers.actions import add_account, add_contact, edit_account
from tandem.deals.actions import add_stakeholder, edit_stakeholder, remove_stakeholder, set_next_step
from tandem.deals.tests.make import account as account_of
from tandem.deals.tests.make import deal, sales
from tests.cast import Cast

HTMX = {"headers": {"HX-Request": "true"}}


@pytest.fixture
def account(cast: Cast):
    return add_account(actor=cast.olga, name="Kan-code", at=clock.now() - timedelta(days=9))


def sign_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def told(person, account):
    page = queries.timeline(person, account)
    return [(it.who.first_name, it.words, it.detail) for it in page.happenings]


def test_changes_calls_comments_and_answers_in_one_list(cast: Cast, account):
    now = clock.now()
    edit_account(account, actor=cast.nora, city="Cologne", at=now - timedelta(days=8))
    actions.log_activity(
        actor=cast.olga, about=account, kind="call", minutes=22, outcome="reached", text="Worried about price",
        happened_at=now - timedelta(days=7), at=now,
    )  # fmt: skip
    collaboration.comment(
        actor=cast.nora, about=account, text="Ask @Olga Officer", at=now - timedelta(days=6)
    )
    agreement = ask(
        cast, actor=cast.olga, answerer=cast.nora, about=account, reason="Stock", at=now - timedelta(5)
    )
    collaboration.counter(
        agreement, actor=cast.nora, figure=Decimal(90), reason="Less", at=now - timedelta(4)
    )
    assert told(cast.olga, account) == [
        ("Nora", "proposed €90 instead", "Less"),
        ("Olga", "asked Nora North for target", "Stock"),
        ("Nora", "commented", "Ask @Olga Officer"),
        ("Olga", "called, 22 min, reached", "Worried about price"),
        ("Nora", "edited this account", "City Cologne"),
        ("Olga", "added this account", ""),
    ]
    by_manager = [it.by_manager for it in queries.timeline(cast.olga, account).happenings]
    assert by_manager == [True, False, True, False, True, False]


def test_a_deal_s_steps_and_stakeholders_are_told_as_one_would_say_them(cast: Cast):
    sales(cast)
    found = deal(cast.olga, name="Pumps", account=account_of(cast.olga))
    zelda = add_contact(actor=cast.olga, name="Zelda Zucker", account=found.account)
    set_next_step(found, actor=cast.olga, next_step="Send the case study", next_step_on=date(2030, 12, 6))
    set_next_step(found, actor=cast.olga, next_step="Call Zelda", next_step_on=date(2030, 12, 6))
    add_stakeholder(found, actor=cast.olga, contact=zelda)
    row = found.stakeholders.get()
    edit_stakeholder(found, actor=cast.olga, stakeholder_id=row.pk, role="champion", engaged=True)
    remove_stakeholder(found, actor=cast.olga, stakeholder_id=row.pk)
    lines = [(words, detail) for _, words, detail in told(cast.olga, found)][:5]
    assert lines == [
        ("removed a stakeholder", "Zelda Zucker"),
        ("changed the stakeholders of this deal", "Zelda Zucker"),
        ("added a stakeholder", "Zelda Zucker"),
        ("set the next step", "Send the case study → Call Zelda"),
        ("set the next step", "Send the case study, Fri 6 Dec 2030"),
    ]


def test_an_agreement_that_is_not_ones_own_stays_unsaid(cast: Cast, account):
    ask(cast, actor=cast.erin, answerer=cast.adam, about=account)
    assert len(told(cast.olga, account)) == 1


def test_pages_lose_nothing_and_repeat_nothing(cast: Cast, account):
    now = clock.now()
    for number in range(50):
        moment = now - timedelta(hours=number // 3)  # three of each moment
        actions.log_activity(
            actor=cast.olga, about=account, text=f"note {number}", happened_at=moment, at=now
        )
    seen, before = [], None
    while True:
        page = queries.timeline(cast.olga, account, before=before)
        seen += [it.detail for it in page.happenings if it.activity]
        before = page.before
        if before is None:
            break
    assert len(seen) == len(set(seen)) == 50


def test_a_page_asks_as_often_for_many_as_for_few(cast: Cast, account, django_assert_max_num_queries):
    for number in range(15):
        actions.log_activity(actor=cast.olga, about=account, text=f"note {number}")
        edit_account(account, actor=cast.nora, city=f"City {number}")
        collaboration.comment(actor=cast.nora, about=account, text="@Olga Officer")
    with django_assert_max_num_queries(7):
        queries.timeline(cast.olga, account)


def test_the_composer_logs_with_and_without_a_script(cast: Cast, account):
    client = sign_in(cast.olga)
    where = reverse("activities:timeline") + f"?about=customers.account&id={account.pk}"
    assert "composer" in client.get(where).content.decode()
    form = {
        "about": "customers.account",
        "id": account.pk,
        "kind": "call",
        "call_outcome": "reached",
        "minutes": 5,
    }
    answer = client.post(reverse("activities:log"), form, **HTMX)
    assert (answer.status_code, "activities:changed" in answer["HX-Trigger"]) == (204, True)
    assert client.post(reverse("activities:log"), {**form, "text": "Again"}).status_code == 303
    assert client.post(reverse("activities:log"), {**form, "kind": "note"}).status_code == 422
    page = client.get(where, **HTMX).content.decode()
    assert "called, 5 min, reached" in page
    assert "<html" not in page
    assert sign_in(cast.pia).get(where).status_code == 404
    assert sign_in(cast.pia).post(reverse("activities:log"), form).status_code == 404


def test_older_ones_come_as_rows(cast: Cast, account):
    for number in range(30):
        actions.log_activity(
            actor=cast.olga,
            about=account,
            text=f"n{number}",
            happened_at=clock.now() - timedelta(hours=number),
        )
    where = reverse("activities:timeline") + f"?about=customers.account&id={account.pk}"
    first = sign_in(cast.olga).get(where, **HTMX)
    before = first.context["page"].before
    second = sign_in(cast.olga).get(f"{where}&before={before.isoformat().replace('+', '%2B')}", **HTMX)
    assert second.content.decode().strip().startswith("<li")
    assert "n29" in second.content.decode()


def test_tasks_are_added_edited_ticked_and_deleted(cast: Cast, account):
    client = sign_in(cast.nora)
    for name in ("tasks", "task_new", "log"):
        assert client.get(reverse(f"activities:{name}")).status_code == 200
        assert client.get(reverse(f"activities:{name}"), **HTMX).status_code == 200
    new = reverse("activities:task_new")
    about = {"about": "customers.account", "id": account.pk}
    assert client.post(new, {"title": ""}).status_code == 422
    assert client.post(new, {**about, "title": "Send the quote", "owner": cast.omar.pk}).status_code == 422
    assert client.post(new, {**about, "title": "Send the quote", "owner": cast.olga.pk}).status_code == 303
    task = Activity.objects.get()
    olga = sign_in(cast.olga)
    assert "from Nora North" in olga.get(reverse("activities:tasks")).content.decode()
    edit = reverse("activities:edit", args=[task.pk])
    assert olga.get(edit, **HTMX).status_code == 200
    assert olga.post(edit, {"title": "Send it", "version": task.version}).status_code == 303
    assert olga.post(edit, {"title": "Send it now", "version": task.version}).status_code == 409
    for name in ("finish", "reopen", "delete", "undo"):
        assert olga.post(reverse(f"activities:{name}", args=[task.pk])).status_code == 303
    assert sign_in(cast.pia).post(reverse("activities:finish", args=[task.pk])).status_code == 404
    assert sign_in(cast.pia).post(reverse("activities:undo", args=[task.pk])).status_code == 404
    found = client.get(reverse("activities:doers") + "?q=olga").json()["results"]
    assert [row["text"] for row in found] == ["Olga Officer"]
    assert client.get(reverse("activities:doers") + "?q=pia").json()["results"] == []


def test_a_logged_call_can_be_edited_on_its_form(cast: Cast, account):
    call = actions.log_activity(actor=cast.olga, about=account, kind="call", outcome="reached")
    edit = reverse("activities:edit", args=[call.pk])
    client = sign_in(cast.olga)
    assert "How did it go?" in client.get(edit).content.decode()
    form = {"text": "x", "outcome": "no_answer", "minutes": "3", "happened_at": "2026-01-05T10:00"}
    answer = client.post(edit, form)
    assert answer.status_code == 303, answer.context["form"].errors
    call.refresh_from_db()
    assert (call.outcome, call.minutes, call.text) == ("no_answer", 3, "x")


def test_the_drawer_asks_what_it_is_about(cast: Cast, account):
    client = sign_in(cast.olga)
    log, find = reverse("activities:log"), reverse("activities:records")
    (found,) = client.get(f"{find}?q=kan").json()["results"]
    assert (found["text"], found["id"]) == ("Kan-code", f"customers.account:{account.pk}")
    assert sign_in(cast.pia).get(f"{find}?q=kan").json()["results"] == []
    assert "Deal, account or contact" in client.get(log, **HTMX).content.decode()
    form = {"kind": "note", "text": "Met at the fair"}
    assert client.post(log, form).status_code == 422
    assert client.post(log, {**form, "record": "people.person:1"}).status_code == 422
    assert sign_in(cast.pia).post(log, {**form, "record": found["id"]}).status_code == 422
    refused = client.post(log, {"kind": "note", "record": found["id"]})
    assert 'value="Kan-code"' in refused.content.decode()
    assert client.post(log, {**form, "record": found["id"]}).status_code == 303
    assert Activity.objects.get().about_id == account.pk
