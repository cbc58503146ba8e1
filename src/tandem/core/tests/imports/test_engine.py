"""An import tries first, saves row by row, goes on where it was stopped, and can be undone."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import pytest

from tandem.authority import importing
from tandem.authority.fields import define_field
from tandem.authority.models import Entry
from tandem.core import clock
from tandem.core.errors import NotAllowed, Refused
from tandem.core.imports import engine, preparing, references
from tandem.core.imports.models import ImportBatch, ImportMemory
from tandem.core.tests.imports.make import ACCOUNTS, PIPEDRIVE, begin, counts, imported, refusals
from tandem.customers.models import Account, Contact
from tandem.deals.actions import open_deal
from tandem.deals.models import Deal
from tandem.people.models import Person
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_trial_tells_and_keeps_nothing(cast: Cast) -> None:
    batch = importing.try_out(begin(cast.nora, ACCOUNTS))
    assert (batch.kind, batch.state) == ("accounts", "tried")
    assert batch.trial == {"rows": 2, "created": 2, "changed": 0, "unchanged": 0, "refused": 0, "notes": {}}
    assert not Account.objects.exists()
    assert not Entry.objects.filter(batch_id=batch.pk).exists()


def test_a_row_goes_through_the_action_and_into_the_logbook(cast: Cast) -> None:
    batch = imported(cast.nora, ACCOUNTS)
    alder = Account.objects.get(name="Alder")
    assert (alder.owner, alder.employees, str(alder.revenue), alder.currency) == (
        cast.olga,
        12,
        "1234.50",
        "EUR",
    )
    assert Account.objects.get(name="Birch").owner == cast.nora
    entry = Entry.objects.get(verb="customers.add_account", about_id=alder.pk)
    assert (entry.actor, entry.owner, entry.batch_id) == (cast.nora, cast.olga, batch.pk)


def test_the_same_file_twice_changes_nothing(cast: Cast) -> None:
    imported(cast.nora, ACCOUNTS)
    before = Entry.objects.exclude(verb="authority.import").count()
    assert counts(imported(cast.nora, ACCOUNTS)) == (0, 0, 2, 0)
    assert Entry.objects.exclude(verb="authority.import").count() == before


def test_a_later_file_changes_what_differs_and_blanks_change_nothing(cast: Cast) -> None:
    imported(cast.nora, ACCOUNTS)
    batch = imported(cast.nora, "Company name,Employees,Industry\nALDER,,Wood\nBirch,7,\n")
    assert counts(batch) == (0, 2, 0, 0)
    alder = Account.objects.get(name="ALDER")
    assert (alder.employees, alder.industry) == (12, "Wood")


def test_each_refusal_names_row_column_and_reason(cast: Cast) -> None:
    batch = imported(
        cast.nora, "Company name,Employees,Owner\nAlder,many,\n,5,\nCedar,5,Olgo Officer\nDogwood,6,\n"
    )
    assert counts(batch) == (1, 0, 0, 3)
    assert refusals(batch) == [
        (2, "Employees", "“many” is not a number. Write it like 1,234.56, or leave it blank."),
        (3, "Company name", "Account is blank. Fill it in, or remove the row."),
        (4, "Owner", "There is no person “Olgo Officer”. Did you mean “Olga Officer”?"),
    ]


def test_one_answer_settles_a_misspelling_for_all_rows_and_is_remembered(cast: Cast) -> None:
    content = "Company name,Owner\nAlder,Olgo Officer\nBirch,Olgo Officer\n"
    batch = importing.try_out(begin(cast.nora, content, "accounts"))
    asked = batch.questions["owner"]["Olgo Officer"]
    assert (asked["rows"], asked["first"], asked["proposals"][0]) == (2, 2, "Olga Officer")
    preparing.answer(batch, "owner", "Olgo Officer", "use:Olga Officer")
    batch.save()
    assert counts(importing.run(batch)) == (2, 0, 0, 0)
    assert set(Account.objects.values_list("owner__name", flat=True)) == {"Olga Officer"}
    assert counts(imported(cast.nora, content, "accounts")) == (0, 0, 2, 0)


def test_names_are_read_once_and_searched_for_as_many_as_are_asked(cast: Cast, monkeypatch) -> None:
    read = []
    made = references.Names.of

    def counted(names: Iterable[str]) -> references.Names:
        found = made(names)
        read.append(len(found.names))
        return found

    monkeypatch.setattr(references.Names, "of", counted)
    monkeypatch.setattr(references, "MOST_QUESTIONS", 2)
    rows = "".join(f"Account {number},{who}\n" for number, who in enumerate(("Olgo", "Omir", "Otta", "Olgo")))
    batch = imported(cast.nora, f"Company name,Owner\n{rows}", "accounts")
    assert counts(batch) == (0, 0, 0, 4)
    assert len(read) == 1
    assert [(text, one["rows"]) for text, one in batch.questions["owner"].items()] == [
        ("Olgo", 2),
        ("Omir", 1),
    ]
    assert "Otta" in refusals(batch)[2][2]


def test_names_are_alike_by_their_letters_or_by_their_words() -> None:
    names = references.Names.of(["GTX Pro", "GTX Plus Pro", "Müller & Söhne", "Officer, Olga"])
    assert names.like("gtxpro") == ["GTX Pro", "GTX Plus Pro"]
    assert names.like("olga officer,") == ["Officer, Olga"]
    assert names.like("muller & sohne") == ["Müller & Söhne"]
    assert names.like("zzz") == []


def test_a_corrected_mapping_is_remembered_for_files_with_the_same_columns(cast: Cast) -> None:
    batch = begin(cast.nora, "Company name,Kind of trade\nAlder,Wood\n", "accounts")
    preparing.map_column(batch, "Kind of trade", "industry")
    batch.save()
    importing.run(batch)
    assert ImportMemory.objects.count() == 1
    later = begin(cast.nora, "KIND OF TRADE;company_name\nPaper;Birch\n", "accounts")
    assert later.mapping == {"KIND OF TRADE": "industry", "company_name": "name"}


def test_a_manager_reaches_only_their_own_team(cast: Cast) -> None:
    batch = imported(
        cast.nora, "Company name,Owner\nAlder,Paul Officer\nBirch,otto@maple.example\n", "accounts"
    )
    assert counts(batch) == (1, 0, 0, 1)
    assert "There is no person “Paul Officer”" in refusals(batch)[0][2]
    assert "Did you mean “Paul" not in refusals(batch)[0][2]


def test_an_officer_imports_nothing_and_a_manager_no_people(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        importing.try_out(begin(cast.olga, ACCOUNTS))
    with pytest.raises(NotAllowed):
        importing.run(begin(cast.nora, "Sales agent,Manager\nAnn,Bob\n"))
    assert list(importing.kinds_for(cast.nora)) == ["accounts", "contacts", "deals"]
    assert importing.kinds_for(cast.olga) == {}


def test_a_killed_run_goes_on_where_it_was(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "CHUNK", 2)
    content = "Company name\n" + "".join(f"Account {number}\n" for number in range(7))
    batch = begin(cast.nora, content, "accounts")
    whole = engine.Engine.chunks

    def killed(self: engine.Engine, after: int) -> Iterator[Any]:
        for number, chunk in enumerate(whole(self, after)):
            if number == 2:
                raise KeyboardInterrupt
            yield chunk

    monkeypatch.setattr(engine.Engine, "chunks", killed)
    with pytest.raises(KeyboardInterrupt):
        importing.run(batch)
    batch.refresh_from_db()
    assert (batch.state, batch.cursor, batch.counts["created"]) == ("stopped", 5, 4)
    assert Account.objects.count() == 4
    monkeypatch.setattr(engine.Engine, "chunks", whole)
    importing.run(batch)
    assert (batch.state, counts(batch)) == ("finished", (7, 0, 0, 0))
    assert Account.objects.count() == 7


def test_two_processes_cannot_run_the_same_import(cast: Cast) -> None:
    batch = begin(cast.nora, ACCOUNTS)
    importing.claim(batch, "running", ("new",))
    with pytest.raises(Refused, match="running"):
        importing.run(ImportBatch.objects.get(pk=batch.pk))


def test_parents_may_come_later_and_an_unknown_one_leaves_the_account(cast: Cast) -> None:
    content = "Company name,Subsidiary of\nAlder,Birch\nBirch,\nCedar,Dogwod\n"
    batch = importing.try_out(begin(cast.nora, content))
    assert (batch.trial["created"], batch.trial["notes"]) == (3, {"with an unknown parent account": 1})
    importing.run(batch)
    assert Account.objects.get(name="Alder").parent.name == "Birch"
    assert Account.objects.get(name="Cedar").parent is None
    assert refusals(batch) == [(4, "Subsidiary of", "There is no account “Dogwod”.")]


def test_a_file_of_another_program_in_windows_letters(cast: Cast) -> None:
    content = "Vorname;Nachname;E-Mail-Adresse;Firma\r\nJörg;Müller;JOERG@alder.example;Alder\r\n".encode(
        "cp1252"
    )
    batch = preparing.begin("", "kontakte.csv", [content], actor=cast.nora, at=clock.now())
    preparing.answer(batch, "account", "Alder", "create")
    batch.save()
    importing.run(batch)
    contact = Contact.objects.get()
    assert (contact.name, contact.email, contact.account.name) == (
        "Jörg Müller",
        "joerg@alder.example",
        "Alder",
    )
    importing.take_back(batch, actor=cast.nora)
    assert not Contact.objects.alive().exists()
    assert not Account.objects.alive().exists()


def test_deals_with_a_status_beside_their_stage(cast: Cast) -> None:
    batch = imported(cast.adam, PIPEDRIVE)
    assert counts(batch) == (3, 0, 0, 0)
    assert batch.counts["notes"] == {"without an account": 3}
    desks, chairs, lamps = Deal.objects.order_by("external_id")
    assert (desks.state, desks.stage.name, str(desks.amount), desks.expected_close_on) == (
        "open",
        "Offer",
        "1250.50",
        date(2030, 3, 1),
    )
    assert (chairs.state, chairs.closed_on, chairs.credited_to) == ("won", date(2024, 2, 1), cast.omar)
    assert chairs.stage_changes.last().from_stage.name == "Offer"
    assert (lamps.state, lamps.lost_note, lamps.lost_reason.name) == ("lost", "Too dear", "Not recorded")
    assert [stage.name for stage in desks.pipeline.stages.all()] == ["Lead in", "Offer", "Won", "Lost"]
    assert counts(imported(cast.adam, PIPEDRIVE)) == (0, 0, 3, 0)


def test_a_deal_that_was_won_elsewhere_meanwhile_is_won_here(cast: Cast) -> None:
    imported(cast.adam, PIPEDRIVE)
    later = PIPEDRIVE.replace(
        "Offer,Open,2024-01-05 10:00:00,,", "Offer,Won,2024-01-05 10:00:00,2024-03-01 08:00:00,"
    )
    batch = imported(cast.adam, later)
    assert counts(batch) == (0, 1, 2, 0)
    desks = Deal.objects.get(external_id="7")
    assert (desks.state, desks.closed_on) == ("won", date(2024, 3, 1))


def test_dates_can_be_shifted_so_that_the_data_end_today(cast: Cast) -> None:
    batch = imported(cast.adam, PIPEDRIVE, shift=True)
    today = clock.today("Europe/Berlin")
    assert (batch.options["data_end"], batch.options["shift_days"]) == (
        "2024-02-03",
        (today - date(2024, 2, 3)).days,
    )
    assert Deal.objects.get(external_id="9").closed_on == today
    again = imported(cast.adam, PIPEDRIVE, shift=True)
    assert counts(again) == (0, 0, 3, 0)


def test_a_file_without_currency_asks_for_one(cast: Cast) -> None:
    content = "Deal name,Stage,Amount\nDesks,Offer,100\n"
    batch = begin(cast.adam, content)
    assert preparing.missing(batch) == {
        "currency": "The file does not say in which currency its amounts are. Choose it."
    }
    with pytest.raises(Refused, match="in which currency"):
        importing.try_out(batch)
    assert preparing.missing(begin(cast.adam, content.replace("100", "100 €"))) == {}
    assert preparing.missing(begin(cast.adam, content, currency="USD")) == {}


def test_a_row_named_twice_in_one_file_is_saved_once(cast: Cast) -> None:
    content = "Deal id,Deal name,Stage,Amount,Product\n1,Desks,Offer,100,\n1,Desks,Offer,120,\n"
    batch = begin(cast.adam, content, currency="EUR")
    importing.try_out(batch)
    assert (batch.trial["created"], batch.trial["changed"]) == (1, 1)
    importing.run(batch)
    assert counts(batch) == (1, 1, 0, 0)
    assert str(Deal.objects.get().amount) == "120.00"


def test_what_holds_nothing_is_said(cast: Cast) -> None:
    with pytest.raises(Refused, match="no rows"):
        begin(cast.adam, "Name,City\n")
    with pytest.raises(Refused, match="empty"):
        begin(cast.adam, "")
    assert ImportBatch.objects.count() == 0


def test_columns_fill_fields_of_the_organizations_own(cast: Cast) -> None:
    define_field(actor=cast.adam, record="account", label="Tier", type="choice", choices=["Gold", "Silver"])
    define_field(actor=cast.adam, record="deal", label="Floor space", type="number")
    batch = imported(cast.adam, "Company name;Industry;Tier\nAlder;Wood;gold\nBirch;Wood;Tin\n")
    assert batch.mapping["Tier"] == "x_tier"
    assert Account.objects.get().extra == {"tier": "Gold"}
    assert refusals(batch) == [(3, "Tier", "Tier is one of Gold, Silver, not “Tin”.")]
    again = imported(cast.adam, "Company name;Industry;Tier\nAlder;Wood;\n")
    assert counts(again) == (0, 0, 1, 0)
    imported(cast.adam, "Deal id;Deal name;Stage;Floor space\n1;Desks;Offer;12,5\n")
    assert Deal.objects.get().extra == {"floor_space": "12.5"}


def test_a_row_that_only_the_database_refuses_does_not_take_others_with_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tandem.deals.rules.check_amount", lambda amount: None)
    content = "Deal id,Deal name,Stage,Amount\n1,Desks,Offer,100\n2,Chairs,Offer,-5\n3,Lamps,Offer,7\n"
    batch = imported(cast.adam, content, currency="EUR")
    assert counts(batch) == (2, 0, 0, 1)
    assert refusals(batch)[0][0] == 3
    assert Entry.objects.filter(verb="deals.import").count() == 2
    assert sorted(Deal.objects.values_list("name", flat=True)) == ["Desks", "Lamps"]


def test_numbers_taken_by_an_import_leave_room_for_the_next_deal(cast: Cast) -> None:
    imported(cast.adam, PIPEDRIVE)
    later = open_deal(actor=cast.olga, name="Beds")
    assert later.pk > max(Deal.objects.exclude(pk=later.pk).values_list("pk", flat=True))
    assert counts(imported(cast.adam, PIPEDRIVE.replace("7,Desks", "17,Desks"))) == (1, 0, 2, 0)


def test_a_row_named_twice_that_fails_the_second_time_keeps_the_first(cast: Cast) -> None:
    content = (
        "Deal id,Deal name,Stage,Amount,Close date\n1,Desks,Offer,100,\n1,Desks,Closed won,100,2999-01-01\n"
    )
    batch = imported(cast.adam, content, currency="EUR")
    assert counts(batch) == (1, 0, 0, 1)
    assert "lies in the future" in refusals(batch)[0][2]
    assert (Deal.objects.count(), Entry.objects.filter(verb="deals.import").count()) == (1, 1)
    assert Deal.objects.get().stage_changes.count() == 1


def test_a_language_is_read_by_its_code_or_name(cast: Cast) -> None:
    people = (("Ute Au", "German"), ("Eva Ott", "de_AT"), ("Rosa Li", "pt_BR"), ("Kai Um", "Klingon"))
    rows = "Name,Office,Manager,Language\n" + "".join(
        f"{name},East,Vera Vo,{said}\n" for name, said in people
    )
    batch = imported(cast.adam, rows, "people")
    assert Person.objects.get(name="Ute Au").language_name == "German"
    assert Person.objects.get(name="Eva Ott").language_name == "German"
    assert Person.objects.get(name="Rosa Li").language_name == "Brazilian Portuguese"
    assert refusals(batch) == [
        (5, "Language", "“Klingon” is no language. Write its code or its English name, like de or German.")
    ]
    assert counts(imported(cast.adam, rows, "people")) == (0, 0, 3, 1)
