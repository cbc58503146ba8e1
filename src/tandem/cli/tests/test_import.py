"""`tandem import` tells what became of each file, and exits as it went."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.utils import timezone

from tandem.catalog.actions import add_product
from tandem.cli import tandem
from tandem.core.imports.models import ImportBatch
from tandem.customers.models import Account
from tandem.deals.models import Deal
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DEALS = "Deal id,Deal name,Deal stage,Amount,Product\n1,Desks,Offer,100,Dsk\n2,Chairs,Closed Won,90,\n"


@pytest.fixture
def run(tmp_path: Path):  # type: ignore[no-untyped-def]
    def runner(content: str, kind: str, *options: str) -> Result:
        path = tmp_path / "file.csv"
        path.write_text(content)
        return CliRunner().invoke(tandem, ["import", kind, str(path), *options])

    return runner


def test_a_file_is_imported_as_the_only_administrator(cast: Cast, run) -> None:  # type: ignore[no-untyped-def]
    result = run("Company name,Industry,City\nAlder,Wood,Bonn\n", "auto")
    assert (result.exit_code, result.output) == (
        0,
        "file.csv (accounts): 1 created, 0 changed, 0 unchanged, 0 refused.\n",
    )
    assert Account.objects.get().owner == cast.adam


def test_refused_rows_are_told_and_the_exit_code_says_so(cast: Cast, run) -> None:  # type: ignore[no-untyped-def]
    result = run(DEALS, "deals", "--currency", "EUR", "--as", "adam@maple.example")
    assert result.exit_code == 1
    assert '1 row: what is “Dsk”? --answer "product:Dsk=NAME"' in result.output
    assert "Row 3, Deal name" not in result.output
    assert Deal.objects.count() == 0
    assert "A won deal has a closing day." in result.output


def test_an_answer_with_an_unknown_name_is_told_with_near_names(cast: Cast, run) -> None:  # type: ignore[no-untyped-def]
    for name in ("Standing Desk", "Standing Desks", "Lamp"):
        add_product(actor=cast.adam, name=name)
    answered = ("deals", "--currency", "EUR", "--answer")
    result = run(DEALS, *answered, "product:Dsk=Standing Dsk")
    assert (
        "1 row: there is no “Standing Dsk” (near names: “Standing Desk”, “Standing Desks”); what is “Dsk”? "
        '--answer "product:Dsk=Standing Desk"'
    ) in result.output
    assert Deal.objects.count() == 0
    assert (
        "there is no “Xyz” (no name is near); what is “Dsk”?"
        in run(DEALS, *answered, "product:Dsk=Xyz").output
    )
    run(DEALS, *answered, "product:Dsk=Standing Desk")
    assert Deal.objects.count() == 1


def test_a_code_that_is_no_currency_is_refused_at_once(cast: Cast, run) -> None:  # type: ignore[no-untyped-def]
    result = run("Company name,Industry,City\nAlder,Wood,Bonn\n", "accounts", "--currency", "ZZZ")
    assert (result.exit_code, result.stderr) == (
        1,
        "There is no currency “ZZZ”. Give its code of three letters (ISO 4217), such as USD.\n",
    )
    assert not Account.objects.exists()


def test_a_dry_run_keeps_nothing_and_answers_in_json(cast: Cast, run) -> None:  # type: ignore[no-untyped-def]
    result = run(
        DEALS, "deals", "--currency", "EUR", "--dry-run", "--json", "--answer", "product:Dsk=:create"
    )
    [answer] = json.loads(result.stdout)
    assert (answer["created"], answer["refused"], answer["dry_run"]) == (1, 1, True)
    assert answer["refusals"][0]["row"] == 3
    assert not Deal.objects.exists()


def test_columns_are_mapped_and_a_wrong_name_is_told(cast: Cast, run) -> None:  # type: ignore[no-untyped-def]
    content = "Betrieb,Sparte\nAlder,Wood\n"
    result = run(content, "accounts", "--map", "Betrieb=name", "--map", "Sparte=industry")
    assert result.exit_code == 0
    assert Account.objects.get().industry == "Wood"
    wrong = run(content, "accounts", "--map", "Betrib=name")
    assert wrong.exit_code == 1
    assert "The file has no column “Betrib”. Its columns: Betrieb, Sparte." in wrong.output


def test_somebody_who_does_not_exist_imports_nothing(cast: Cast, run) -> None:  # type: ignore[no-untyped-def]
    result = run(DEALS, "deals", "--as", "nobody@maple.example")
    assert (result.exit_code, "Nobody signs in as nobody@maple.example." in result.output) == (1, True)


def test_a_stopped_import_goes_on_with_the_same_file(cast: Cast, run) -> None:  # type: ignore[no-untyped-def]
    content = "Company name,Industry,City\nAlder,Wood,Bonn\n"
    run(content, "accounts")
    first = ImportBatch.objects.get()
    first.put(state="stopped", cursor=0)
    run(content, "accounts")
    assert ImportBatch.objects.get().state == "finished"
    first.put(state="running", beat_at=timezone.now())
    assert "This file is being imported already." in run(content, "accounts").output


def test_what_must_be_said_first_is_told_with_its_option(cast: Cast, run) -> None:  # type: ignore[no-untyped-def]
    without = run("Company name,Industry,Revenue\nAlder,Wood,1100.04\n", "auto")
    assert (without.exit_code, without.stderr) == (
        1,
        "file.csv: The file does not say in which currency its amounts are. Choose it, such as --currency USD.\n",
    )
    assert not ImportBatch.objects.exists()
    unnamed = run("Betrieb,Sparte\nAlder,Wood\n", "accounts", "--map", "Sparte=industry")
    assert unnamed.stderr.endswith('No column fills Account. Choose one, such as --map "COLUMN=name".\n')


def test_accounts_in_a_currency_are_unchanged_when_they_come_again(cast: Cast, run) -> None:  # type: ignore[no-untyped-def]
    content = "Company name,Industry,Revenue\nAlder,Wood,1100.04\n"
    run(content, "accounts", "--currency", "USD")
    assert Account.objects.get().currency == "USD"
    assert "0 created, 0 changed, 1 unchanged" in run(content, "accounts").stdout


def test_which_of_day_and_month_stood_first_is_told_when_nothing_decides_it(cast: Cast, run) -> None:  # type: ignore[no-untyped-def]
    content = "Deal Name,Close Date,Amount,Currency,Stage\nDesks,03/04/2027,100,EUR,Offer\n"
    told = run(content, "deals")
    assert (
        "Close Date: “03/04/2027” could be day/month or month/day. Read as day first; --date-order mdy"
        in (told.stdout)
    )
    assert "could be" not in run(content, "deals", "--date-order", "mdy").stdout


def test_an_encoding_that_is_none_is_told(cast: Cast, run) -> None:  # type: ignore[no-untyped-def]
    told = run("Company name\nAlder\n", "accounts", "--encoding", "klingon")
    assert (told.exit_code, told.stderr) == (
        1,
        "There is no encoding klingon. Give utf-8, utf-16 or windows-1252.\n",
    )
