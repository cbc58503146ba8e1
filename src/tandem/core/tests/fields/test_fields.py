"""The organization's own fields: defined by an administrator, on forms, in lists, files, imports and the API."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.test import Client
from django.urls import reverse

from tandem.authority.fields import archive_field, change_field, define_field
from tandem.core import fields
from tandem.core.errors import NotAllowed, Refused
from tandem.core.fields import exchange
from tandem.core.fields.forms import OwnFields
from tandem.core.fields.models import CustomField
from tandem.core.tests.lists import sample
from tandem.customers import actions
from tandem.customers.models import Account
from tests.cast import Cast

DEFINED = {
    "Region code": ("text", ()),
    "Seats": ("number", ()),
    "Budget": ("money", ()),
    "Renewal": ("date", ()),
    "Tier": ("choice", ("Gold", "Silver", "Bronze")),
    "Reference": ("yes_no", ()),
}
VALUES: list[dict[str, Any]] = [
    {"seats": "9", "budget": "1000.5", "renewal": "2026-12-01", "tier": "Gold", "reference": True, "region_code": "B"},
    {"seats": "10", "budget": "-20", "renewal": "2026-11-01", "tier": "Silver", "reference": False},
    {"seats": "2.5", "renewal": "2025-01-01", "region_code": "a"},
    {},
    {},
]  # fmt: skip
BROKEN = {"seats": "broken"}


class Accounts(sample.Accounts):
    name = "tests:own"
    custom_fields = "account"
    page_size = 2


class AccountForm(OwnFields):
    own_fields = "account"
    name = forms.CharField()


@pytest.fixture
def own(cast: Cast) -> dict[str, CustomField]:
    return {
        label: define_field(actor=cast.adam, record="account", label=label, type=kind, choices=choices)
        for label, (kind, choices) in DEFINED.items()
    }


@pytest.fixture
def accounts(cast: Cast, own: dict[str, CustomField]) -> list[Account]:
    made = [
        actions.add_account(actor=cast.olga, name=f"Acorn {number}", extra=extra)
        for number, extra in enumerate(VALUES)
    ]
    made[-1].extra = BROKEN  # from before the field was a number
    made[-1].save_changes("extra")
    return made


def shown(cast: Cast, query: str) -> list[str]:
    """All pages, one after the other."""
    found: list[str] = []
    url = query
    while url:
        page = sample.page(cast.olga, url.partition("?")[2] or url, Accounts)
        assert page.state.notes == []
        found += [row.name[-1] for row in page.rows]
        url = page.next_url
    return found


def test_an_administrator_defines_fields_and_nobody_else(cast: Cast):
    field = define_field(actor=cast.adam, record="deal", label="Größe  (m²)", type="number")
    assert (field.key, field.label, field.name) == ("grosse_m2", "Größe (m²)", "x_grosse_m2")
    with pytest.raises(NotAllowed):
        define_field(actor=cast.erin, record="deal", label="Color")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"label": " "}, "needs a label"),
        ({"label": "seats"}, "There is a field seats already"),
        ({"label": "Size", "type": "choice", "choices": ["S", "S", ""]}, "at least two different options"),
        ({"label": "Size", "record": "team"}, "on accounts, contacts and deals"),
    ],
)
def test_a_definition_makes_sense(
    cast: Cast, own: dict[str, CustomField], values: dict[str, Any], sentence: str
):
    with pytest.raises(Refused, match=sentence):
        define_field(actor=cast.adam, **{"record": "account", **values})


def test_a_field_changes_but_not_its_type(cast: Cast, own: dict[str, CustomField]):
    changed = change_field(
        own["Tier"], actor=cast.adam, label="Class", choices=["Gold", "Tin"], required=True
    )
    assert (changed.key, changed.label, changed.choices, changed.required) == (
        "tier",
        "Class",
        ["Gold", "Tin"],
        True,
    )
    with pytest.raises(Refused, match="type of a field cannot be changed"):
        change_field(own["Tier"], actor=cast.adam, type="text")


def test_an_archived_field_keeps_its_key_and_its_values(cast: Cast, accounts: list[Account]):
    archive_field(CustomField.objects.get(key="seats"), actor=cast.adam)
    assert "seats" not in [field.key for field in fields.fields_of("account")]
    extra = fields.clean_extra("account", {"tier": "Silver"}, accounts[0].extra)
    assert (extra["seats"], extra["tier"]) == ("9", "Silver")
    assert define_field(actor=cast.adam, record="account", label="Seats").key == "seats_2"


@pytest.mark.parametrize(
    ("key", "given", "stored"),
    [
        ("region_code", "  North ", "North"),
        ("seats", "12.50", "12.5"),
        ("seats", Decimal("1E+3"), "1000"),
        ("seats", 0, "0"),
        ("budget", "−5", "-5"),
        ("renewal", date(2026, 3, 31), "2026-03-31"),
        ("tier", "gold", "Gold"),
        ("reference", "Yes", True),
        ("reference", False, False),
    ],
)
def test_what_is_stored(own: dict[str, CustomField], key: str, given: Any, stored: Any):
    assert fields.clean_extra("account", {key: given}) == {key: stored}
    assert fields.clean_extra("account", {key: ""}, {key: stored}) == {}


@pytest.mark.parametrize(
    ("key", "given", "sentence"),
    [
        ("region_code", "x" * 2001, "Region code is longer than 2,000 letters."),
        ("seats", "many", "Seats is a number, not “many”."),
        ("seats", "inf", "Seats is at most 14 digits long."),
        ("seats", True, "Seats is a number, not “True”."),
        ("renewal", "soon", "Renewal is a date such as 2026-03-31, not “soon”."),
        ("tier", "Tin", "Tier is one of Gold, Silver, Bronze, not “Tin”."),
        ("reference", "perhaps", "Reference is yes or no, not “perhaps”."),
        ("color", "red", "There is no field color on this record."),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(
    own: dict[str, CustomField], key: str, given: Any, sentence: str
):
    with pytest.raises(Refused) as refused:
        fields.clean_extra("account", {key: given})
    assert refused.value.fields == {f"x_{key}": sentence}


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("x_seats", "20134"), ("-x_seats", "10243"), ("x_budget", "10234"), ("x_renewal", "21034"),
        ("-x_tier", "10432"), ("x_reference", "10234"), ("x_region_code", "02134"),
    ],
)  # fmt: skip
def test_lists_sort_by_own_fields(cast: Cast, accounts: list[Account], sort: str, order: str):
    assert "".join(shown(cast, f"sort={sort}")) == order


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("x_seats=9..10", "01"), ("x_seats=..2.5", "2"), ("x_seats=none", "34"), ("x_budget=1000..", "0"),
        ("x_renewal=this-quarter", "01"), ("x_renewal=2025", "2"), ("x_renewal=none", "34"),
        ("x_tier=Gold,Silver", "01"), ("x_tier=none", "234"), ("x_reference=yes", "0"),
        ("x_reference=no", "1"), ("x_region_code=A", "2"),
    ],
)  # fmt: skip
def test_lists_filter_by_own_fields(cast: Cast, accounts: list[Account], query: str, found: str):
    assert "".join(shown(cast, query)) == found


def test_own_columns_show_and_are_in_files(cast: Cast, accounts: list[Account]):
    columns = "cols=x_seats,x_budget,x_renewal,x_tier,x_reference,x_region_code"
    page = sample.page(cast.olga, columns, Accounts)
    assert "1 Dec" in page.lines[0] and "Gold" in page.lines[0]
    assert page.row_data(page.rows[0])["x_budget"] == {"amount": "1000.5", "currency": ""}
    answer = sample.get(cast.olga, f"?{columns}&export=csv", Accounts)
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert lines[0] == "Name,Seats,Budget,Budget currency,Renewal,Tier,Reference,Region code"
    assert lines[1] == "Acorn 0,9,1000.5,,2026-12-01,Gold,yes,B"


def test_a_form_shows_own_fields_and_gives_what_the_action_takes(cast: Cast, accounts: list[Account]):
    given = {
        "name": "Acorn",
        "x_seats": "12",
        "x_budget": "1,000.50",
        "x_tier": "",
        "x_reference": "no",
        "x_region_code": "B",
    }
    form = AccountForm(given, extra=accounts[0].extra)
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "name": "Acorn",
        "extra": {
            "seats": "12", "budget": "1000.5", "renewal": None, "tier": None, "reference": False, "region_code": "B",
        },
    }  # fmt: skip
    actions.edit_account(accounts[0], actor=cast.olga, **form.cleaned_data)
    extra = Account.objects.get(pk=accounts[0].pk).extra
    assert extra == {"seats": "12", "budget": "1000.5", "reference": False, "region_code": "B"}


def test_an_action_keeps_only_what_fits_whoever_calls_it(cast: Cast, accounts: list[Account]):
    with pytest.raises(Refused) as refused:
        actions.edit_account(accounts[0], actor=cast.olga, extra={"seats": "many", "nonsense": 1})
    assert set(refused.value.fields) == {"x_seats", "x_nonsense"}
    with pytest.raises(Refused):
        actions.add_account(actor=cast.olga, name="Birch", extra={"tier": "Tin"})
    edited = actions.edit_account(accounts[1], actor=cast.olga, extra={"tier": None, "seats": "11.0"})
    assert edited.extra == {"seats": "11", "budget": "-20", "renewal": "2026-11-01", "reference": False}


def test_a_form_tells_what_does_not_fit(cast: Cast, accounts: list[Account]):
    change_field(CustomField.objects.get(key="region_code"), actor=cast.adam, required=True)
    form = AccountForm({"name": "Acorn", "x_seats": "many"}, extra={})
    assert set(form.errors) == {"x_seats", "x_region_code"}
    assert [one.label for one in form.own()][:2] == ["Region code", "Seats"]


def test_the_record_page_shows_what_there_is(own: dict[str, CustomField], accounts: list[Account]):
    pairs = {field.label: value for field, value in fields.shown_extra("account", accounts[1].extra)}
    assert pairs["Seats"] == 10 and pairs["Reference"] is False and pairs["Region code"] is None


def test_imports_know_own_fields(own: dict[str, CustomField]):
    known = {one.key: one.parse for one in exchange.import_fields("account")}
    assert known["x_renewal"] == "date" and known["x_reference"] == "flag"


def test_own_fields_are_on_the_form_the_page_and_the_list(cast: Cast, client: Client):
    for record in ("account", "contact", "deal"):
        define_field(actor=cast.adam, record=record, label="Tier", type="choice", choices=["Gold", "Tin"])
    client.force_login(cast.olga)
    for kind, address in (
        ("account", "customers:account"),
        ("contact", "customers:contact"),
        ("deal", "deals:"),
    ):
        new = reverse(f"{address}_new" if kind != "deal" else "deals:new")
        given = {
            "name": "Acorn",
            "x_tier": "Gold",
            "currency": "EUR",
            "forecast_category": "pipeline",
            "kind": "new",
        }
        assert 'name="x_tier"' in client.get(new).content.decode()
        answer = client.post(new, given, follow=True)
        assert answer.status_code == 200, answer.content.decode()
        assert "<dt>Tier</dt><dd>Gold</dd>" in " ".join(answer.content.decode().split()), kind
    for listed in ("customers:accounts", "customers:contacts", "deals:table"):
        page = client.get(reverse(listed), {"cols": "name,x_tier", "x_tier": "Gold"}).content.decode()
        assert "Acorn" in page and "Gold" in page
        assert "Acorn" not in client.get(reverse(listed), {"x_tier": "Tin"}).content.decode()


def test_an_edit_keeps_and_changes_own_fields(cast: Cast, accounts: list[Account], client: Client):
    client.force_login(cast.olga)
    edit = reverse("customers:account_edit", args=[accounts[0].pk])
    assert 'value="9"' in client.get(edit).content.decode()
    given = {"name": "Acorn 0", "version": accounts[0].version, "x_seats": "11", "x_tier": "Gold"}
    assert client.post(edit, given).status_code == 303
    assert Account.objects.get(pk=accounts[0].pk).extra == {"seats": "11", "tier": "Gold"}


def test_an_edit_of_many_changes_the_own_fields_that_were_filled(
    cast: Cast, accounts: list[Account], client: Client
):
    client.force_login(cast.olga)
    mine = [account.pk for account in accounts if account.owner_id == cast.olga.pk]
    given = {"bulk": "edit-account", "ids": mine, "confirmed": "yes", "x_tier": "Bronze"}
    assert client.post(reverse("customers:accounts"), given).status_code == 303
    now = [account.extra for account in Account.objects.filter(pk__in=mine).order_by("pk")]
    before = [account.extra for account in accounts if account.pk in mine]
    assert now == [{**extra, "tier": "Bronze"} for extra in before]
    wrong = client.post(reverse("customers:accounts"), given | {"x_seats": "many"})
    assert wrong.status_code == 422
