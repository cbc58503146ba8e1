"""What a list shows, and what it makes of an address."""

from contextvars import copy_context
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from tandem.authority import organization
from tandem.core.lists import page as pages
from tandem.customers import actions
from tandem.customers.models import Account
from tests.cast import Cast

from .sample import Accounts, get, names, page


class Whole(Accounts):
    name = "tests:whole"
    page_size = 50


def test_one_sees_what_one_may_see(cast: Cast, accounts: list[Account]):
    assert page(cast.pia).count_words == "1 account"
    assert page(cast.nora).count_words == "12 accounts"
    assert page(cast.erin).count_words == "13 accounts"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("owner=me", 0),
        ("owner=my-team", 12),
        ("owner=Olg", 12),
        ("health=good", 4),
        ("health=good,none", 12),
        ("health=none", 8),
        ("strategic=yes", 1),
        ("strategic=no", 11),
        ("revenue=500..", 4),
        ("revenue=..100", 5),
        ("revenue=100", 2),
        ("revenue=900..500", 4),
        ("revenue-from=500&revenue-to=900", 4),
        ("revenue=none", 2),
        ("q=ulm", 4),
        ("q=acorn 0&health=good", 4),
        ("added=past", 0),
        ("parent=none", 12),
        ("parent=nobody", 0),
    ],
)
def test_filters(cast: Cast, accounts: list[Account], query: str, expected: int):
    shown = page(cast.nora, query)
    assert shown.state.notes == []
    assert shown.count.most == expected


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("health=fine", "Health has no choice “fine”."),
        ("strategic=maybe", "Strategic is yes or no, not “maybe”."),
        ("revenue=many", "Revenue: “many” is not a number."),
        ("revenue=..", "Revenue needs a number: 1000..5000, 1000.. or ..5000."),
        ("revenue=1e99", "Revenue: “1e99” is too large."),
        ("revenue=nan", "Revenue: “nan” is too large."),
        ("added=soon", "Added: “soon” is not a day or period. Write 2026-03-31, 2026-Q1 or this-quarter."),
        ("owner=99999", "There is no owner with number 99999 for you to see."),
        ("color=red", "This list cannot be filtered by “color”."),
        ("sort=color", "This list cannot be sorted by “color”."),
        ("sort=owner", "This list cannot be sorted by “owner”."),
        ("cols=color", "This list has no column “color”."),
        ("view=77", "There is no such view any more; these are all."),
    ],
)
def test_what_makes_no_sense_is_told_and_ignored(
    cast: Cast, accounts: list[Account], query: str, sentence: str
):
    shown = page(cast.nora, query)
    assert shown.state.notes == [sentence]
    assert shown.count.most == 12
    assert escape(sentence) in get(cast.nora, f"?{query}").content.decode()


def test_a_foreign_row_and_an_absent_one_look_the_same(cast: Cast, accounts: list[Account]):
    foreign = page(cast.olga, f"parent={accounts[-1].pk}").state.notes[0]
    absent = page(cast.olga, "parent=987654").state.notes[0]
    assert foreign.replace(str(accounts[-1].pk), "") == absent.replace("987654", "")


def test_a_view_stands_for_its_query(cast: Cast, accounts: list[Account]):
    assert page(cast.nora, "view=mine").count.most == 0
    big = page(cast.nora, "view=big")
    assert names(big) == ["Acorn 04"]
    assert [tab.label for tab in big.tabs if tab.current] == ["Biggest"]


def test_a_changed_view_stands_on_its_own(cast: Cast, accounts: list[Account]):
    cleared = page(cast.nora, "view=mine").clear_url
    assert page(cast.nora, cleared.partition("?")[2]).count.most == 12


def test_paging_a_view_keeps_the_view(cast: Cast, accounts: list[Account]):
    shown = page(cast.olga, "view=mine")
    assert shown.next_url.startswith("/accounts/?view=mine&after=")
    assert len(names(page(cast.olga, shown.next_url.partition("?")[2]))) == 5


def test_chips_say_the_filter_and_lead_to_the_list_without_it(cast: Cast, accounts: list[Account]):
    shown = page(cast.olga, "owner=me&health=good&sort=-revenue")
    assert [f"{c.label} {c.joint} {c.words}" for c in shown.chips] == ["Owner is me", "Health is Good"]
    assert shown.chips[0].remove_url == "/accounts/?health=good&sort=-revenue"


def test_a_click_on_a_head_sorts_and_the_next_one_turns_round(cast: Cast, accounts: list[Account]):
    heads = {head.column.name: head for head in page(cast.olga).heads}
    assert (heads["name"].direction, heads["name"].url) == ("ascending", "/accounts/?sort=-name")
    assert heads["revenue"].url == "/accounts/?sort=-revenue"
    assert heads["owner"].url == ""


def test_chosen_columns_are_shown_and_the_first_always(cast: Cast, accounts: list[Account]):
    shown = page(cast.olga, "cols=employees,health")
    assert [column.name for column in shown.state.columns] == ["name", "employees", "health"]


def test_sums_are_by_currency(cast: Cast, accounts: list[Account]):
    assert page(cast.olga).sums == {"revenue": "€2.3k + $900"}


def test_counting_stops_at_the_bound(cast: Cast, accounts: list[Account], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pages, "BOUND", 10)
    shown = page(cast.olga)
    assert shown.count_words == "10+ accounts"
    assert shown.sums == {}


def test_the_empty_fields_of_a_form_do_not_stay_in_the_address(cast: Cast, accounts: list[Account]):
    answer = get(cast.olga, "?q=&owner=me&revenue-from=&revenue-to=500&health=")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/?owner=me&revenue=..500")
    assert get(cast.olga, "?q=&owner=99999").status_code == 200


def test_nothing_at_all_and_nothing_that_matches_are_told_apart(cast: Cast, accounts: list[Account]):
    assert page(cast.paul).empty == "nothing"
    assert "No accounts match" in get(cast.olga, "?q=zzz").content.decode()


def test_the_page_escapes_what_people_type(cast: Cast):
    actions.add_account(actor=cast.olga, name="<script>alert(1)</script>")
    answer = get(cast.olga, "?q=<script>").content.decode()
    assert "<script>" not in answer
    assert "&lt;script&gt;alert(1)" in answer


@pytest.mark.parametrize("query", ["", "?owner=me&sort=-revenue", "?view=mine", "?sort=-created_at"])
def test_as_many_queries_for_twenty_rows_as_for_one(cast: Cast, query: str):
    def count() -> int:
        organization.keep_for_request()
        with CaptureQueriesContext(connection) as captured:
            assert get(cast.olga, query, Whole).status_code == 200
        return len([one for one in captured if "authority_organization" not in one["sql"]])

    parent = actions.add_account(actor=cast.olga, name="Parent", revenue=Decimal(1), currency="EUR")
    first = copy_context().run(count)
    for number in range(20):
        account = actions.add_account(actor=cast.olga, name=f"Child {number}")
        actions.edit_account(account, actor=cast.olga, parent=parent)
    assert first <= 5
    assert copy_context().run(count) == first
