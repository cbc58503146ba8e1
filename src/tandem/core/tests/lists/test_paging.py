"""Pages follow one another by key: every row once, in one order, on either database."""

from collections.abc import Iterable
from itertools import chain

import pytest
from django.http import QueryDict

from tandem.core.lists.page import make_page
from tandem.customers.models import Account
from tests.cast import Cast

from .sample import Accounts, ask, names, page

ORDERS = ["name", "-name", "revenue", "-revenue", "employees", "-employees", "-created_at"]


def flat(pages: Iterable[list[str]]) -> list[str]:
    return list(chain.from_iterable(pages))


def walk(cast: Cast, query: str) -> list[list[str]]:
    pages, url = [], f"?{query}"
    while url:
        now = make_page(Accounts(), QueryDict(url.partition("?")[2]), ask(cast.olga))
        pages.append(names(now))
        url = now.next_url
    return pages


def walk_back(cast: Cast, query: str) -> list[list[str]]:
    now = page(cast.olga, query)
    while now.next_url:
        now = page(cast.olga, now.next_url.partition("?")[2])
    pages = [names(now)]
    while now.previous_url:
        now = page(cast.olga, now.previous_url.partition("?")[2])
        pages.append(names(now))
    return pages


@pytest.mark.parametrize("order", ORDERS)
def test_each_row_is_on_exactly_one_page(cast: Cast, accounts: list[Account], order: str):
    pages = walk(cast, f"sort={order}")
    assert [len(one) for one in pages] == [5, 5, 2]
    assert sorted(flat(pages)) == sorted(account.name for account in accounts[:12])


@pytest.mark.parametrize("order", ORDERS)
def test_going_back_shows_the_same_rows(cast: Cast, accounts: list[Account], order: str):
    forward, backward = walk(cast, f"sort={order}"), walk_back(cast, f"sort={order}")
    assert flat(reversed(backward)) == flat(forward)


def test_rows_without_the_value_come_last_in_both_directions(cast: Cast, accounts: list[Account]):
    up, down = flat(walk(cast, "sort=revenue")), flat(walk(cast, "sort=-revenue"))
    assert up[0] == "Acorn 09"
    assert down[0] == "Acorn 04"
    assert up[-2:] == ["Acorn 01", "Acorn 06"]
    assert down[-2:] == ["Acorn 06", "Acorn 01"]


def test_equal_values_keep_the_order_of_their_numbers(cast: Cast, accounts: list[Account]):
    assert flat(walk(cast, "sort=revenue"))[3:5] == ["Acorn 02", "Acorn 03"]
    assert flat(walk(cast, "sort=-revenue"))[5:7] == ["Acorn 03", "Acorn 02"]


@pytest.mark.parametrize(
    "key",
    ["x", "%00", "WyJuYW1lIiwxXQ", "é", "W10", "bnVsbA", "WyJuYW1lIiwiYSIsOTk5OTk5OTk5OTk5OTk5OTk5OTk5XQ"],
)
def test_a_key_that_does_not_fit_gives_the_first_page_and_says_so(
    cast: Cast, accounts: list[Account], key: str
):
    shown = page(cast.olga, f"after={key}")
    assert names(shown)[0] == "Acorn 00"
    assert shown.state.notes == [
        "The address pointed into a list with another order; this is its first page."
    ]


def test_a_key_of_another_order_does_not_fit(cast: Cast, accounts: list[Account]):
    key = page(cast.olga, "sort=-revenue").slice.after
    shown = page(cast.olga, f"sort=name&after={key}")
    assert names(shown)[0] == "Acorn 00"
    assert shown.state.notes
