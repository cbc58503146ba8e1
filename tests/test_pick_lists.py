"""No page sends a whole table along to choose from: fields that refer to records ask for them as one types."""

from __future__ import annotations

import re
from itertools import product

import pytest
from django.test import Client

from tandem.core import clock
from tandem.customers.models import Account, Contact
from tandem.people.actions import add_team
from tandem.people.models import Person
from tests.addresses import address, every_address
from tests.cast import Cast
from tests.scene import WORDS, things_of

MANY, MOST = 150, 60  # a list shows 50 at a time
WHOLE = ("people:teams", "forecasts:index", "workspace:team")  # a row for each is what they are for
OPTION = re.compile(r"<option[^>]*>([^<]*)")


@pytest.mark.timeout(300)
@pytest.mark.sqlite  # what a page sends is said by its form
def test_no_page_sends_a_whole_table_to_pick_from(cast: Cast):
    ids = things_of(cast.olga, WORDS["olga"], cast)
    now = clock.now()
    accounts = [Account(name=f"Pickable {n:03}", owner=cast.olga, created_at=now) for n in range(MANY)]
    Account.objects.bulk_create(accounts)
    Person.objects.bulk_create(
        Person(name=f"Pickable {n:03}", role="officer", team=cast.north, path=cast.olga.path)
        for n in range(MANY)
    )
    Contact.objects.bulk_create(
        Contact(name=f"Pickable {n:03}", owner=cast.olga, account=account, created_at=now)
        for n, account in enumerate(accounts)
    )
    for n in range(MANY):
        add_team(actor=cast.adam, name=f"Pickable {n:03}", parent=cast.north)
    nora, adam = Client(), Client()
    nora.force_login(cast.nora)
    adam.force_login(cast.adam)
    long = {}
    for (name, parameters), client in product(list(every_address()), (nora, adam)):
        answer = client.get(address(name, parameters, ids))
        if answer.status_code != 200 or answer.streaming:
            continue
        body = answer.content.decode()
        offered = [text for text in OPTION.findall(body) if "Pickable" in text]
        rows = name in WHOLE
        if len(offered) > MOST or (not rows and len(set(re.findall(r"Pickable \d{3}", body))) > MOST):
            long[name] = len(offered)
    assert long == {}
