"""No page sends a whole table along to choose from: fields that refer to records ask for them as one types."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tandem.core import clock
from tandem.customers.models import Account, Contact
from tests.addresses import address, every_address
from tests.cast import Cast
from tests.scene import WORDS, things_of

MANY, MOST = 150, 60  # a list shows 50 at a time
OPTION = re.compile(r"<option[^>]*>([^<]*)")


@pytest.mark.timeout(300)
@pytest.mark.sqlite  # what a page sends is said by its form
def test_no_page_sends_a_whole_table_to_pick_from(cast: Cast):
    ids = things_of(cast.olga, WORDS["olga"], cast)
    now = clock.now()
    accounts = [Account(name=f"Pickable {n:03}", owner=cast.olga, created_at=now) for n in range(MANY)]
    Account.objects.bulk_create(accounts)
    Contact.objects.bulk_create(
        Contact(name=f"Pickable {n:03}", owner=cast.olga, account=account, created_at=now)
        for n, account in enumerate(accounts)
    )
    client = Client()
    client.force_login(cast.nora)
    long = {}
    for name, parameters in every_address():
        answer = client.get(address(name, parameters, ids))
        if answer.status_code != 200 or answer.streaming:
            continue
        body = answer.content.decode()
        offered = [text for text in OPTION.findall(body) if "Pickable" in text]
        if len(offered) > MOST or len(set(re.findall(r"Pickable \d{3}", body))) > MOST:
            long[name] = len(offered)
    assert long == {}
