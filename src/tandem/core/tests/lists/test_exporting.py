"""Files hold exactly what is filtered, with exactly the columns chosen."""

from decimal import Decimal

from tandem.customers import actions
from tandem.customers.models import Account
from tests.cast import Cast

from .sample import get


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
