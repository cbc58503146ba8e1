"""Files hold exactly what is filtered, with exactly the columns chosen."""

from datetime import datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections
from openpyxl import load_workbook

from tandem.core import jobs
from tandem.core.errors import Refused
from tandem.core.jobs.models import Job
from tandem.core.lists import views
from tandem.customers import actions
from tandem.customers.models import Account
from tests.cast import Cast

from .sample import get


def closed(answer) -> None:
    """Close what it reads from, and not the database's connection with it, as the test client does."""
    request_finished.disconnect(close_old_connections)
    answer.close()
    request_finished.connect(close_old_connections)


def csv_of(answer) -> list[str]:
    return b"".join(answer.streaming_content).decode().splitlines()


def test_a_file_has_all_pages_of_what_is_filtered(cast: Cast, accounts: list[Account]):
    lines = csv_of(get(cast.olga, "?export=csv&revenue=100..&cols=revenue&sort=-revenue"))
    assert lines[0] == "Name,Yearly revenue,Yearly revenue currency"
    assert lines[1] == "Acorn 04,900.00,USD"
    assert len(lines) == 8


def test_a_file_for_excel_begins_with_its_mark(cast: Cast, accounts: list[Account]):
    assert csv_of(get(cast.olga, "?export=csv&bom=yes"))[0].startswith("\ufeffName")


def test_a_text_is_never_a_formula(cast: Cast):
    actions.add_account(actor=cast.olga, name="=1+1", revenue=Decimal(-5), currency="EUR")
    assert csv_of(get(cast.olga, "?export=csv&cols=revenue"))[1] == "'=1+1,-5.00,EUR"


def test_a_file_holds_nothing_foreign(cast: Cast, accounts: list[Account]):
    assert "Foreign" not in "".join(csv_of(get(cast.olga, "?export=csv")))


def test_a_workbook_has_numbers_days_and_no_formulas(cast: Cast, accounts: list[Account]):
    actions.add_account(actor=cast.olga, name="=1+1", revenue=Decimal("12.50"), currency="EUR")
    answer = get(cast.olga, "?export=xlsx&cols=revenue,created_at,strategic&sort=name")
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    closed(answer)
    rows = list(sheet.values)
    assert rows[0] == ("Name", "Yearly revenue", "Yearly revenue currency", "Added", "Strategic")
    assert rows[1][:3] == ("=1+1", 12.5, "EUR")
    assert sheet["A2"].data_type == "s"
    assert isinstance(rows[1][3], datetime)
    assert len(rows) == 14


def test_a_large_file_is_a_job(cast: Cast, accounts: list[Account], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(views, "EXPORT_AT_ONCE", 3)
    for kind in ("csv", "xlsx"):
        answer = get(cast.olga, f"?export={kind}&revenue=100..&sort=-revenue")
        made = Job.objects.latest("pk")
        assert answer["Location"] == f"/jobs/{made.pk}/"
        assert (made.state, made.file_name) == ("done", f"accounts-2026-11-23.{kind}")
    first = Job.objects.earliest("pk")
    lines = b"".join(jobs.file_pieces(first)).decode().splitlines()
    assert len(lines) == 8
    assert lines[1].startswith("Acorn 04,900.00,USD")


def test_another_kind_of_file_is_refused_in_a_sentence(cast: Cast):
    with pytest.raises(Refused, match="no export as “pdf”"):
        get(cast.olga, "?export=pdf")
