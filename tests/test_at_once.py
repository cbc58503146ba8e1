"""Two people, or one who clicks twice, do the same at once: one effect, and the other hears why. On PostgreSQL, where
requests truly run side by side; SQLite lets one write at a time.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from tandem.authority import importing, organization
from tandem.authority.actions import in_turn
from tandem.authority.models import Entry
from tandem.authority.readers import advance
from tandem.collaboration.models import Agreement, Notification
from tandem.core import clock
from tandem.core.errors import Conflict, Refused, TandemError
from tandem.core.imports import preparing
from tandem.customers.actions import add_account, edit_account
from tandem.customers.models import Account
from tandem.deals.actions import open_deal, win_deal
from tandem.deals.models import Deal
from tandem.goals.actions import publish
from tandem.goals.models import Plan
from tandem.goals.tests import make
from tandem.people.tokens import make_token
from tests.cast import Cast, make_cast

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
FILE = b"Company name,City\n" + b"".join(b"Acorn %d,Ulm\n" % number for number in range(40))


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls in threads that start together. Returns what each gave, or the error that it met."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            start.wait()
            return call()
        except TandemError as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_two_edits_of_one_record_and_the_second_gets_both_versions(cast: Cast):
    account = add_account(actor=cast.olga, name="Acorn Works")
    results = at_once(
        lambda: edit_account(account, actor=cast.olga, version=account.version, city="Ulm"),
        lambda: edit_account(account, actor=cast.nora, version=account.version, city="Bonn"),
    )
    [refused] = [one for one in results if isinstance(one, Conflict)]
    [saved] = [one for one in results if isinstance(one, Account)]
    assert refused.current.city == saved.city == Account.objects.get().city
    assert Entry.objects.filter(verb="customers.edit_account").count() == 1


def test_a_double_click_on_win_wins_once(cast: Cast):
    deal = open_deal(
        actor=cast.olga,
        name="Line 2",
        amount=Decimal(1000),
        currency="EUR",
        expected_close_on=date(2027, 1, 1),
    )
    results = at_once(*[lambda: win_deal(deal, actor=cast.olga)] * 4)
    assert sorted(type(one).__name__ for one in results) == ["Deal", "Refused", "Refused", "Refused"]
    assert all(one.code == "closed" for one in results if isinstance(one, Refused))
    won = Deal.objects.get()
    assert (won.state, won.version) == ("won", deal.version + 1)
    assert Entry.objects.filter(verb="deals.win").count() == 1


def test_one_import_run_by_two_workers_is_done_once(cast: Cast):
    batch = preparing.begin("accounts", "a.csv", [FILE], actor=cast.nora, at=clock.now())
    mine, other = (importing.get_import(cast.nora, batch.pk) for _ in range(2))
    results = at_once(lambda: importing.run(mine), lambda: importing.run(other))
    assert [type(one) for one in results].count(Refused) == 1
    assert Account.objects.count() == 40


def test_the_same_file_uploaded_twice_at_once_is_imported_once(cast: Cast):
    batches = [
        preparing.begin("accounts", "a.csv", [FILE], actor=cast.nora, at=clock.now()) for _ in range(2)
    ]
    results = at_once(*[lambda batch=batch: importing.run(batch) for batch in batches])
    [refused] = [one for one in results if isinstance(one, Refused)]
    assert refused.sentence == "This file is being imported already."
    assert Account.objects.count() == 40
    later = next(batch for batch in batches if importing.get_import(cast.nora, batch.pk).state != "finished")
    again = importing.run(importing.get_import(cast.nora, later.pk))
    assert (again.counts["unchanged"], Account.objects.count()) == (40, 40)


def test_two_publishes_ask_everybody_once(cast: Cast):
    plan = make.plan_for(cast)
    results = at_once(lambda: publish(plan, actor=cast.erin), lambda: publish(plan, actor=cast.erin))
    assert sorted(type(one).__name__ for one in results) == ["Plan", "Refused"]
    asked = list(Agreement.objects.values_list("answerer", flat=True))
    assert Plan.objects.get().state == "published"
    assert len(asked) == len(set(asked)) > 0
    at_once(*[lambda: advance("notifications")] * 3)
    told = list(Notification.objects.filter(entry__verb="collaboration.ask").values_list("entry", "person"))
    assert len(told) == len(set(told))
    assert {person for _, person in told} >= set(asked)


def test_two_posts_with_one_idempotency_key_have_one_effect(cast: Cast):
    token = make_token(
        actor=cast.olga, name="script", scopes="write", expires_on=organization.today() + timedelta(days=9)
    )

    def post() -> Any:
        caller = Client(headers={"Authorization": f"Bearer {token}", "Idempotency-Key": "order-7"})
        body = json.dumps({"name": "Birch"})
        return caller.post("/api/v1/accounts", body, content_type="application/json")

    answers = at_once(*[post] * 4)
    assert Account.objects.count() == 1
    assert {one.status_code for one in answers} <= {201, 409}
    assert {one.json()["id"] for one in answers if one.status_code == 201} == {Account.objects.get().pk}
    assert post()["Idempotent-Replay"] == "true"


def test_of_two_that_wait_for_each_other_one_is_told_to_try_again(cast: Cast):
    first, second = (add_account(actor=cast.olga, name=name) for name in ("Acorn", "Beech"))
    both = Barrier(2)

    def edit(one: Account, other: Account) -> str:
        with in_turn():
            Account.objects.select_for_update().get(pk=one.pk)
            both.wait()
            Account.objects.select_for_update().get(pk=other.pk)
        return "done"

    told = at_once(lambda: edit(first, second), lambda: edit(second, first))
    assert sorted(type(one).__name__ for one in told) == ["Busy", "str"]
