"""An import is undone: what it created goes, what it changed is put back, what was worked on since stays."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.authority import importing
from tandem.authority.importing import undoing
from tandem.authority.models import Entry
from tandem.core import clock, search
from tandem.core.tests.imports.make import ACCOUNTS, PIPEDRIVE, counts, imported
from tandem.customers.actions import add_account, edit_account
from tandem.customers.models import Account
from tandem.deals.actions import delete_deal, edit_deal
from tandem.deals.models import NEVER_WAS, Deal
from tandem.goals.queries.results import whole
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_an_undone_import_takes_away_what_it_made_and_puts_back_what_it_changed(cast: Cast) -> None:
    add_account(actor=cast.nora, name="Alder", employees=3)
    batch = imported(cast.nora, ACCOUNTS)
    assert counts(batch) == (1, 1, 0, 0)
    importing.take_back(batch, actor=cast.nora)
    assert batch.state == "undone"
    assert [(one.name, one.employees, one.owner) for one in Account.objects.alive()] == [
        ("Alder", 3, cast.nora)
    ]
    assert counts(imported(cast.nora, ACCOUNTS)) == (1, 1, 0, 0)


def test_undoing_tells_how_far_it_is(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undoing, "CHUNK", 1)
    batch = imported(cast.nora, "Company name\nAlder\nBirch\n")
    seen: list[int] = []
    importing.take_back(batch, actor=cast.nora, tell=lambda done, total: seen.append(batch.percent))
    assert seen == [33, 100]  # of three rows with the header; the last pass has nothing left to do


def many_deals(count: int) -> str:
    rows = (f"{number},Desks {number},Offer,100,Olga Officer\n" for number in range(count))
    return "Deal id,Deal name,Stage,Amount,Owner\n" + "".join(rows)


def test_undoing_goes_through_the_logbook_row_by_row(cast: Cast) -> None:
    batch = imported(cast.adam, many_deals(5), currency="EUR")
    assert search.find("Desks", {"deal": Deal.objects.all()}, 9)
    importing.take_back(batch, actor=cast.adam)
    gone = Entry.objects.filter(verb="deals.delete")
    assert {(one.actor_id, one.owner_id, one.batch_id) for one in gone} == {
        (cast.adam.pk, cast.olga.pk, None)
    }
    assert {one.about_id for one in gone} == set(Deal.objects.values_list("pk", flat=True))
    assert set(Deal.objects.values_list("version", flat=True)) == {2}
    assert not search.find("Desks", {"deal": Deal.objects.all()}, 9)


def test_undoing_a_row_more_costs_few_statements(cast: Cast) -> None:
    asked = []
    for count in (5, 25):
        batch = imported(cast.adam, many_deals(count), currency="EUR")
        with CaptureQueriesContext(connection) as told:
            importing.take_back(batch, actor=cast.adam)
        asked.append(len(told))
        Deal.objects.update(external_id="")
    assert asked[1] - asked[0] <= 20 * 3  # a savepoint's begin and end, and the deal


def test_an_undoing_that_was_stopped_goes_on(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undoing, "CHUNK", 2)
    batch = imported(cast.adam, many_deals(5), currency="EUR")

    def killed(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        importing.take_back(batch, actor=cast.adam, tell=killed)
    assert (batch.state, Deal.objects.alive().count()) == ("finished", 3)
    importing.take_back(batch, actor=cast.adam)
    assert (batch.state, Deal.objects.alive().count()) == ("undone", 0)
    assert Entry.objects.filter(verb="deals.delete").count() == 5


def test_one_row_that_is_kept_keeps_no_other(cast: Cast) -> None:
    batch = imported(cast.adam, many_deals(3), currency="EUR")
    edit_deal(Deal.objects.get(external_id="1"), actor=cast.olga, name="Chairs")
    importing.take_back(batch, actor=cast.adam)
    assert [deal.name for deal in Deal.objects.alive()] == ["Chairs"]
    assert [line.number for line in batch.lines.filter(outcome="kept")] == [3]
    assert set(batch.lines.values_list("undone", flat=True)) == {True}


def test_changes_of_a_row_that_a_file_names_twice_are_put_back_once(cast: Cast) -> None:
    imported(cast.adam, many_deals(2), currency="EUR")
    twice = "Deal id,Deal name,Stage,Amount\n0,Desks 0,Offer,200\n0,Desks 0,Offer,300\n1,Desks 1,Offer,400\n"
    batch = imported(cast.adam, twice, currency="EUR")
    assert sorted(Deal.objects.values_list("amount", flat=True)) == [300, 400]
    importing.take_back(batch, actor=cast.adam)
    assert sorted(Deal.objects.values_list("amount", flat=True)) == [100, 100]
    assert not batch.lines.filter(outcome="kept").exists()


def test_undoing_keeps_rows_that_somebody_worked_on_since(cast: Cast) -> None:
    batch = imported(cast.nora, ACCOUNTS)
    edit_account(Account.objects.get(name="Alder"), actor=cast.olga, city="Bonn")
    importing.take_back(batch, actor=cast.nora)
    assert list(Account.objects.alive().values_list("name", flat=True)) == ["Alder"]
    kept = batch.lines.get(outcome="kept")
    assert (kept.number, kept.reason) == (2, "Somebody worked on it since, so it is kept.")


def test_an_undone_import_of_deals_can_be_imported_again(cast: Cast) -> None:
    batch = imported(cast.adam, PIPEDRIVE)
    importing.take_back(batch, actor=cast.adam)
    assert not Deal.objects.alive().exists()
    assert counts(imported(cast.adam, PIPEDRIVE)) == (0, 3, 0, 0)
    assert Deal.objects.alive().count() == 3


def test_what_an_undone_import_had_created_counts_in_no_period(cast: Cast) -> None:
    batch = imported(cast.adam, PIPEDRIVE)
    february = (date(2024, 2, 1), date(2024, 2, 29))
    assert whole("bookings", *february) == 900
    importing.take_back(batch, actor=cast.adam)
    assert whole("bookings", *february) == 0
    imported(cast.adam, PIPEDRIVE)
    assert whole("bookings", *february) == 900
    delete_deal(Deal.objects.get(external_id="8"), actor=cast.adam)
    assert whole("bookings", *february) == 900


def test_deals_of_imports_undone_before_are_told_apart_from_deleted_ones(cast: Cast) -> None:
    importing.take_back(imported(cast.adam, PIPEDRIVE), actor=cast.adam)
    Deal.objects.update(deleted_at=clock.now())
    imported(cast.adam, PIPEDRIVE.replace("7,Desks", "70,Desks"))  # brings back 8 and 9
    for deal in Deal.objects.alive():
        delete_deal(deal, actor=cast.adam)
    import_module("tandem.deals.migrations.0005_what_deleted_deals_count_for").tell_undone_imports_apart(
        apps, None
    )
    assert list(Deal.objects.filter(deleted_at=NEVER_WAS).values_list("external_id", flat=True)) == ["7"]
