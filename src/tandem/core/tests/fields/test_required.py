"""A required field of the organization's own is required wherever a record is made: page, API, import, command."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tandem.authority import importing
from tandem.authority.fields import archive_field, change_field, define_field
from tandem.core import clock
from tandem.core.errors import Refused
from tandem.core.fields import queries
from tandem.core.fields.models import CustomField
from tandem.core.imports import preparing
from tandem.core.imports.models import ImportBatch
from tandem.customers.actions import add_account, add_contact, edit_account
from tandem.customers.models import Account, Contact
from tandem.deals.actions import open_deal
from tandem.deals.models import Deal
from tests.cast import Cast
from tests.test_api_habits import Caller


def require(cast: Cast, record: str, label: str = "Tier", **options: Any) -> CustomField:
    return define_field(actor=cast.adam, record=record, label=label, required=True, **options)


def imported(cast: Cast, content: str, **options: Any) -> ImportBatch:
    begun = preparing.begin("", "file.csv", [content.encode()], actor=cast.adam, at=clock.now(), **options)
    return importing.run(begun)


def refusals(batch: ImportBatch) -> list[tuple[int, str, str]]:
    lines = batch.lines.filter(outcome="refused", trial=False).order_by("number", "pk")
    return [(line.number, line.column, line.reason) for line in lines]


def test_no_action_makes_a_record_without_it(cast: Cast):
    for record in ("account", "contact", "deal"):
        require(cast, record)
    for make in (add_account, add_contact, open_deal):
        with pytest.raises(Refused, match="Tier is required") as refused:
            make(actor=cast.olga, name="Acorn")
        assert set(refused.value.fields) == {"x_tier"}
        assert make(actor=cast.olga, name="Acorn", extra={"tier": "Gold"}).extra == {"tier": "Gold"}
    assert [model.objects.count() for model in (Account, Contact, Deal)] == [1, 1, 1]


def test_all_that_is_missing_is_named_at_once(cast: Cast):
    require(cast, "account")
    require(cast, "account", "Seats", type="number")
    with pytest.raises(Refused) as refused:
        add_account(actor=cast.olga, name="Acorn")
    assert set(refused.value.fields) == {"x_tier", "x_seats"}


def test_it_is_not_emptied_and_a_record_from_before_can_be_changed_elsewhere(cast: Cast):
    old = add_account(actor=cast.olga, name="Acorn")
    require(cast, "account")
    assert edit_account(old, actor=cast.olga, city="Ulm").city == "Ulm"
    assert edit_account(old, actor=cast.olga, extra={"tier": "Gold"}).extra == {"tier": "Gold"}
    for nothing in (None, "", "  "):
        with pytest.raises(Refused, match="Tier is required"):
            edit_account(old, actor=cast.olga, extra={"tier": nothing})
    assert Account.objects.get().extra == {"tier": "Gold"}


def test_no_is_an_answer_to_a_required_question(cast: Cast):
    require(cast, "account", "Reference", type="yes_no")
    assert add_account(actor=cast.olga, name="Acorn", extra={"reference": False}).extra == {
        "reference": False
    }


def test_what_is_archived_or_required_no_more_is_not_asked_for(cast: Cast):
    tier, seats = require(cast, "account"), require(cast, "account", "Seats", type="number")
    archive_field(tier, actor=cast.adam)
    change_field(seats, actor=cast.adam, required=False)
    assert add_account(actor=cast.olga, name="Acorn").extra == {}


@pytest.mark.parametrize("record", ["account", "contact", "deal"])
def test_the_api_names_it(cast: Cast, record: str):
    require(cast, record)
    olga, path = Caller(cast.olga), f"/{record}s"
    for extra in ({}, {"extra": {}}, {"extra": {"tier": None}}, {"extra": {"tier": " "}}):
        answer = olga("post", path, {"name": "Acorn", **extra})
        assert (answer.status_code, answer.json()["fields"]) == (422, {"extra.tier": "Tier is required."})
    made = olga("post", path, {"name": "Acorn", "extra": {"tier": "Gold"}})
    assert made.status_code == 201
    one = f"{path}/{made.json()['id']}"
    emptied = olga("patch", one, {"extra": {"tier": None}})
    assert (emptied.status_code, list(emptied.json()["fields"])) == (422, ["extra.tier"])
    assert olga("patch", one, {"extra": {"tier": "Tin"}}).json()["extra"] == {"tier": "Tin"}


def test_an_import_refuses_each_row_without_it_by_row_column_and_reason(cast: Cast):
    require(cast, "account")
    batch = imported(cast, "Company name;Industry;Tier\nAlder;Wood;Gold\nBirch;Wood;\nCedar;Wood;\n")
    assert refusals(batch) == [(3, "Tier", "Tier is required."), (4, "Tier", "Tier is required.")]
    assert list(Account.objects.values_list("name", flat=True)) == ["Alder"]
    again = imported(cast, "Company name;Industry;Tier\nAlder;Iron;\n")
    assert (again.counts["changed"], refusals(again)) == (1, [])
    assert Account.objects.get().extra == {"tier": "Gold"}


def test_an_import_of_a_file_without_the_column_says_so(cast: Cast):
    require(cast, "deal", "Floor space", type="number")
    require(cast, "deal", "Tier")
    batch = imported(cast, "Deal id;Deal name;Stage;Tier\n1;Desks;Offer;\n", currency="EUR")
    missing = "Floor space is required. No column of the file fills it: choose one, or add it to the file."
    assert sorted(refusals(batch)) == [(2, "", missing), (2, "Tier", "Tier is required.")]
    assert not Deal.objects.exists()


def test_an_account_is_not_made_by_its_name_alone_where_more_is_required(cast: Cast):
    require(cast, "account")
    content = "Contact name;Company;Email\nAda Berg;Acorn;ada@acorn.example\n"
    begun = preparing.begin("contacts", "file.csv", [content.encode()], actor=cast.adam, at=clock.now())
    batch = importing.try_out(begun)
    preparing.answer(batch, "account", "Acorn", "create")
    batch.save()
    batch = importing.run(batch)
    assert not Account.objects.exists()
    [(row, column, reason)] = refusals(batch)
    assert (row, column) == (2, "Company")
    assert reason == "“Acorn” cannot be added by its name alone. Tier is required. Add it first."


def test_the_page_marks_it_and_the_action_agrees(cast: Cast, client: Client):
    require(cast, "account")
    client.force_login(cast.olga)
    new = reverse("customers:account_new")
    answer = client.post(new, {"name": "Acorn", "x_tier": ""})
    assert answer.status_code == 422
    assert not Account.objects.exists()
    assert client.post(new, {"name": "Acorn", "x_tier": "Gold"}).status_code in (302, 303)
    assert Account.objects.get().extra == {"tier": "Gold"}


def test_a_file_of_many_rows_asks_once_which_fields_there_are(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    require(cast, "account")
    asked: list[str] = []
    real = queries.fields_of
    monkeypatch.setattr(queries, "fields_of", lambda record: asked.append(record) or real(record))
    rows = "".join(f"Acorn {number};Wood;Gold\n" for number in range(40))
    batch = imported(cast, "Company name;Industry;Tier\n" + rows)
    assert batch.counts["created"] == 40
    assert len(asked) <= 3
