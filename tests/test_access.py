"""Every address × everybody: what one may not see does not exist, and what one may not do is refused."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.access import WHO, expected
from tests.addresses import address, every_address
from tests.cast import Cast
from tests.scene import WORDS, things_of


def test_every_address_has_a_line_in_the_table():
    known, there = set(expected()), {name for name, _ in every_address()}
    assert there - known == set(), "Add these to tests/access.py"
    assert known - there == set(), "These are gone; take them out of tests/access.py"


@pytest.mark.sqlite  # who may is decided before rows are read; whose rows are read, test_no_leak asks on both
@pytest.mark.timeout(300)
@pytest.mark.parametrize("who", WHO)
def test_every_address_answers_as_the_table_says(cast: Cast, who: str):
    ids = things_of(cast.olga, WORDS["olga"], cast)
    client = Client(raise_request_exception=False)
    if who != "visitor":
        person = getattr(cast, who)
        person.refresh_from_db()
        client.force_login(person)
    table, place = expected(), WHO.index(who)
    wrong = {}
    for name, parameters in every_address():
        status = client.get(address(name, parameters, ids)).status_code
        if name in table and status != table[name][place]:
            wrong[name] = f"{status}, not {table[name][place]}"
    assert wrong == {}
