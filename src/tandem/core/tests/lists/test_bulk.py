"""One thing done to many rows: one action each, and what came of it in a sentence."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from tandem.authority.models import Entry
from tandem.core.jobs.models import Job
from tandem.core.lists import bulk as bulks
from tandem.customers.models import Account
from tandem.people.models import Person
from tests.cast import Cast

pytestmark = pytest.mark.urls("tandem.core.tests.lists.sample")


def sign_in(client: Client, person: Person) -> Client:
    client.force_login(person)
    return client


def told(answer) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_the_form_comes_first_and_names_how_many(cast: Cast, accounts: list[Account], client: Client):
    ids = [account.pk for account in accounts[:3]]
    answer = sign_in(client, cast.nora).post("/accounts/", {"bulk": "reassign-account", "ids": ids})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Reassign: 3 accounts" in page
    assert page.count('name="ids"') == 3
    assert Account.objects.filter(owner=cast.omar).count() == 0


def test_the_selected_are_reassigned_by_one_action_each(cast: Cast, accounts: list[Account], client: Client):
    ids = [account.pk for account in accounts[:3]]
    given = {"bulk": "reassign-account", "confirmed": "yes", "ids": ids, "to": cast.omar.pk}
    answer = sign_in(client, cast.nora).post("/accounts/?sort=-name", given)
    assert (answer.status_code, answer["Location"]) == (303, "/accounts/?sort=-name")
    assert told(answer) == ["3 reassigned."]
    assert Account.objects.filter(owner=cast.omar).count() == 3
    assert Entry.objects.filter(verb="customers.reassign_account", actor=cast.nora).count() == 3


def test_more_rows_than_can_be_ticked_are_refused_and_not_cut_off(
    cast: Cast, accounts: list[Account], client: Client
):
    ids = list(range(1, bulks.TICKED + 2))
    answer = sign_in(client, cast.nora).post("/accounts/", {"bulk": "reassign-account", "ids": ids})
    assert answer.status_code == 422
    assert "Tick 500 at most, or all that match." in answer.content.decode()


def test_a_form_that_does_not_fit_comes_back(cast: Cast, accounts: list[Account], client: Client):
    given = {"bulk": "reassign-account", "confirmed": "yes", "ids": [accounts[0].pk], "to": ""}
    assert sign_in(client, cast.nora).post("/accounts/", given).status_code == 422


def test_what_one_may_not_do_is_refused_row_by_row(cast: Cast, accounts: list[Account], client: Client):
    ids = [account.pk for account in accounts[:2]]
    given = {"bulk": "delete-account", "confirmed": "yes", "ids": ids}
    answer = sign_in(client, cast.erin).post("/accounts/", given)
    assert told(answer) == [
        "0 deleted, 2 refused: Your role does not let you do this to this account. (2 times)"
    ]
    assert Account.objects.filter(deleted_at=None).count() == 13


def test_foreign_rows_are_not_touched_whatever_is_sent(cast: Cast, accounts: list[Account], client: Client):
    given = {"bulk": "delete-account", "confirmed": "yes", "ids": [accounts[-1].pk, "x", "", "9" * 30]}
    answer = sign_in(client, cast.olga).post("/accounts/", given)
    assert told(answer) == ["No accounts were selected."]
    assert accounts[-1].deleted_at is None


def test_only_filled_fields_are_changed(cast: Cast, accounts: list[Account], client: Client):
    given = {"bulk": "edit-account", "confirmed": "yes", "ids": [accounts[0].pk], "industry": "mining"}
    sign_in(client, cast.olga).post("/accounts/", given)
    changed = Account.objects.get(pk=accounts[0].pk)
    assert (changed.industry, changed.city) == ("mining", "Ulm")


def test_all_that_match_are_meant_beyond_the_page(cast: Cast, accounts: list[Account], client: Client):
    given = {"bulk": "edit-account", "confirmed": "yes", "everything": "yes", "city": "Bonn"}
    answer = sign_in(client, cast.olga).post("/accounts/?revenue=100..", given)
    assert told(answer) == ["7 edited."]
    assert Account.objects.filter(city="Bonn").count() == 7


def test_many_rows_are_a_job(
    cast: Cast, accounts: list[Account], client: Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(bulks, "AT_ONCE", 5)
    given = {"bulk": "reassign-account", "confirmed": "yes", "everything": "yes", "to": cast.omar.pk}
    answer = sign_in(client, cast.nora).post("/accounts/?revenue=100..", given)
    made = Job.objects.get()
    assert answer["Location"] == f"/jobs/{made.pk}/"
    assert (made.state, made.result["sentence"]) == ("done", "7 reassigned.")
    assert made.result["back"] == "/accounts/?revenue=100.."
    assert Account.objects.filter(owner=cast.omar).count() == 7


def test_an_action_that_the_list_does_not_have_is_refused(
    cast: Cast, accounts: list[Account], client: Client
):
    assert sign_in(client, cast.olga).post("/accounts/", {"bulk": "explode"}).status_code == 422


def test_buttons_show_to_those_who_may(cast: Cast, accounts: list[Account], client: Client):
    assert "Reassign" in sign_in(client, cast.nora).get("/accounts/").content.decode()
    assert 'value="delete-account"' not in sign_in(client, cast.erin).get("/accounts/").content.decode()
