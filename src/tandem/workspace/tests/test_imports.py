"""A file is brought in by its pages: read, tried, settled, run, undone."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tandem.authority.importing import jobs
from tandem.authority.models import Organization
from tandem.core.imports.models import ImportBatch
from tandem.core.rates import ExchangeRate
from tandem.customers.models import Account
from tandem.deals.models import Deal
from tandem.people.models import Person
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DEALS = (
    b"Deal ID,Deal Name,Deal owner,Deal Stage,Amount,Create Date\n1,Desks,Olgo Officer,Offer,100,2024-01-05\n"
)
WON = (
    b"Deal ID,Deal Name,Deal owner,Stage,Amount,Create Date,Close date\n"
    b"1,Desks,Olga Officer,Won,100,2024-01-05,2024-02-05\n"
)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def upload(client: Client, content: bytes, kind: str = "") -> Any:
    file = SimpleUploadedFile("file.csv", content, "text/csv")
    return client.post(reverse("workspace:imports"), {"file": file, "kind": kind})


def chosen(batch: ImportBatch, **more: str) -> dict[str, str]:
    columns = {f"column-{at}": batch.mapping.get(name, "") for at, name in enumerate(batch.layout["columns"])}
    return {"kind": batch.kind, "currency": "EUR", **columns, **more}


def address(name: str, batch: ImportBatch) -> str:
    return reverse(f"workspace:{name}", args=[batch.pk])


def test_the_whole_way_from_upload_to_undo(cast: Cast) -> None:
    client = signed_in(cast.adam)
    answer = upload(client, DEALS)
    batch = ImportBatch.objects.get()
    assert (answer.status_code, answer.url) == (303, address("import", batch))
    page = client.get(answer.url).content.decode()
    assert "Try it out" in page
    assert '<option value="name" selected>' in page

    answer = client.post(address("import_choose", batch), chosen(batch))
    assert answer.status_code == 303
    page = client.get(answer.url).content.decode()
    assert "What would happen" in page
    assert "Olgo Officer" in page
    assert '<option value="use:Olga Officer" selected>' in page

    client.post(address("import_settle", batch), {"answer:owner:Olgo Officer": "use:Olga Officer"})
    assert "Import 1 row<" in client.get(answer.url).content.decode()
    client.post(address("import_run", batch))
    deal = Deal.objects.get()
    assert (deal.name, deal.owner, deal.currency) == ("Desks", cast.olga, "EUR")
    page = client.get(answer.url).content.decode()
    assert "Undo this import" in page
    assert f'href="{reverse("deals:table")}">See the deals' in page
    assert "Next:" not in page

    client.post(address("import_undo", batch))
    assert not Deal.objects.alive().exists()
    assert "Undone" in client.get(answer.url).content.decode()
    assert "file.csv" in client.get(reverse("workspace:imports")).content.decode()


def test_a_file_that_cannot_be_read_is_refused_at_its_field(cast: Cast) -> None:
    answer = upload(signed_in(cast.adam), b"PK\x03\x04 xl/workbook.xml")
    assert answer.status_code == 422
    assert "Save the sheet as CSV" in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_a_missing_currency_is_asked_for(cast: Cast) -> None:
    client = signed_in(cast.adam)
    upload(client, DEALS)
    batch = ImportBatch.objects.get()
    assert "in which currency" in client.get(address("import", batch)).content.decode()
    answer = client.post(address("import_choose", batch), chosen(batch, currency=""))
    assert answer.status_code == 422
    assert "in which currency" in answer.content.decode()


def test_columns_are_mapped_by_hand_and_the_header_row_is_corrected(cast: Cast) -> None:
    client = signed_in(cast.nora)
    upload(client, b"made,2024,x\nBetrieb,Sparte,Ort\nAlder,Wood,Bonn\n", "accounts")
    batch = ImportBatch.objects.get()
    answer = client.post(address("import_choose", batch), {"kind": "accounts", "header_row": "2"})
    assert answer.url.endswith("?edit=1")
    batch.refresh_from_db()
    assert batch.layout["columns"] == ["Betrieb", "Sparte", "Ort"]
    mapped = {
        "kind": "accounts",
        "header_row": "2",
        "column-0": "name",
        "column-1": "industry",
        "column-2": "city",
    }
    client.post(address("import_choose", batch), mapped)
    client.post(address("import_run", batch))
    account = Account.objects.get()
    assert (account.name, account.industry, account.city) == ("Alder", "Wood", "Bonn")


def test_officers_have_no_imports_and_others_not_those_of_somebody_else(cast: Cast) -> None:
    upload(signed_in(cast.nora), b"Company name,Industry,City\nAlder,Wood,Bonn\n")
    batch = ImportBatch.objects.get()
    assert signed_in(cast.olga).get(reverse("workspace:imports")).status_code == 403
    assert signed_in(cast.sam).get(address("import", batch)).status_code == 404
    assert signed_in(cast.adam).get(address("import", batch)).status_code == 200
    page = signed_in(cast.nora).get(reverse("workspace:imports")).content.decode()
    assert '<option value="accounts">' in page
    assert '<option value="people">' not in page


def test_large_files_are_worked_on_in_the_background(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "AT_ONCE", 0)
    client = signed_in(cast.nora)
    upload(client, b"Company name,Industry,City\nAlder,Wood,Bonn\n,Wood,Bonn\n")
    batch = ImportBatch.objects.get()
    client.post(address("import_choose", batch), chosen(batch))
    client.post(address("import_run", batch))
    batch.refresh_from_db()
    assert (batch.state, batch.counts["created"], batch.counts["refused"]) == ("finished", 1, 1)
    rows = b"".join(client.get(address("import_refused", batch)).streaming_content).decode()
    assert rows.splitlines() == [
        "row,column,reason",
        '3,Company name,"Account is blank. Fill it in, or remove the row."',
    ]


def test_while_it_works_the_page_asks_again(cast: Cast) -> None:
    client = signed_in(cast.nora)
    upload(client, b"Company name,Industry,City\nAlder,Wood,Bonn\nBirch,Wood,Bonn\n")
    batch = ImportBatch.objects.get()
    batch.put(state="running", trial={"rows": 2}, total=3, cursor=2, beat_at=timezone.now())
    page = client.get(address("import", batch), headers={"hx-request": "true"}).content.decode()
    assert 'hx-trigger="every 1s"' in page
    assert "1 of 2 rows" in page  # the header is none
    assert '<span id="import-state" hx-swap-oob="true"><span class="tag tag-info">Running' in page
    assert "<html" not in page
    batch.put(beat_at=timezone.now() - timedelta(minutes=5))
    page = client.get(address("import", batch)).content.decode()
    assert "Stopped at row 2" in page
    assert "Go on" in page
    batch.put(cursor=0)
    client.post(address("import_run", batch))
    assert Account.objects.count() == 2


def test_an_upload_that_was_never_run_can_be_removed(cast: Cast) -> None:
    client = signed_in(cast.nora)
    upload(client, b"Company name,Industry,City\nAlder,Wood,Bonn\n")
    batch = ImportBatch.objects.get()
    assert client.post(address("import_remove", batch)).status_code == 303
    assert not ImportBatch.objects.exists()


def test_the_first_import_decides_in_which_currency_an_organization_counts(cast: Cast) -> None:
    Organization.objects.all().delete()
    client = signed_in(cast.adam)
    address_of = upload(client, WON).url
    batch = ImportBatch.objects.get()
    assert "Sums will be told in the currency of this file" in client.get(address_of).content.decode()
    for currency in ("CHF", "USD"):  # what is only tried out decides nothing
        client.post(address("import_choose", batch), chosen(batch, currency=currency))
        batch.refresh_from_db()
        assert (batch.trial["created"], batch.trial["refused"]) == (1, 0)
        assert not Organization.objects.exists()
    client.post(address("import_run", batch))
    assert Organization.objects.get().currency == "USD"
    deal = Deal.objects.get()
    assert (deal.currency, deal.booked_amount) == ("USD", 100)


def test_a_column_that_says_one_currency_for_all_rows_decides_too(cast: Cast) -> None:
    Organization.objects.all().delete()
    client = signed_in(cast.adam)
    head = b"Deal ID,Deal Name,Deal owner,Stage,Amount,Currency,Create Date,Close date\n"
    row = b"%d,Desks %d,Olga Officer,Won,100,%s,2024-01-05,2024-02-05\n"
    several = head + row % (1, 1, b"JPY") + row % (2, 2, b"USD")
    upload(client, several)
    batch = ImportBatch.objects.get()
    client.post(address("import_choose", batch), chosen(batch))
    batch.refresh_from_db()
    assert batch.trial["refused"] == 2  # neither is the organization's: somebody has to say
    batch.delete()
    upload(client, head + row % (1, 1, b"JPY") + row % (2, 2, b"JPY"))
    batch = ImportBatch.objects.get()
    client.post(address("import_choose", batch), chosen(batch))
    client.post(address("import_run", batch))
    assert Organization.objects.get().currency == "JPY"
    assert set(Deal.objects.values_list("currency", "booked_amount")) == {("JPY", Decimal(100))}


def test_an_organization_that_was_set_up_keeps_its_currency_and_is_told_of_the_missing_rate(
    cast: Cast,
) -> None:
    client = signed_in(cast.adam)
    upload(client, WON)
    batch = ImportBatch.objects.get()
    page = client.post(address("import_choose", batch), chosen(batch, currency="USD"), follow=True)
    said = page.content.decode()
    assert "Your organization counts in EUR, and no rate of USD is known" in said
    assert reverse("workspace:rates") in said
    assert Organization.objects.get().currency == "EUR"
    ExchangeRate.objects.create(currency="USD", on=date(2020, 1, 1), rate=Decimal("0.9"))
    assert "no rate of USD is known" not in client.get(address("import", batch)).content.decode()


def test_what_comes_after_an_import_is_offered_in_order(cast: Cast) -> None:
    client = signed_in(cast.adam)
    upload(client, b"product,series,sales_price\nGTX,G,550\n", "products")
    batch = ImportBatch.objects.get()
    client.post(address("import_choose", batch), chosen(batch))
    client.post(address("import_run", batch))
    page = client.get(address("import", batch)).content.decode()
    assert "Next: contacts" in page
    assert "Or deals" in page
    assert "accounts<" not in page.split("Undo this import")[0].split("over-title")[-1]
