"""Numbers, money, dates and yes or no are read as their column writes them."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from tandem.core.imports import values
from tandem.core.imports.shapes import Column, Shape, shapes
from tandem.core.imports.values import UnreadableValueError


def shape_of(*cells: str, delimiter: str = ",") -> Shape:
    column = Column()
    for cell in cells:
        column.see(cell)
    return shapes([column], delimiter=delimiter)[0]


@pytest.mark.parametrize(
    ("cells", "decimal"),
    [
        (["1,234.56", "7"], "."),
        (["1.234,56", "1.234"], ","),
        (["0,5"], ","),
        (["1.234.567"], ","),
        (["1,234,567", "1,234"], "."),
        (["12.5", "1.234"], "."),
        (["1 234,50"], ","),
        (["1'234.50"], "."),
        (["12345.678"], "."),
        (["0.125"], "."),
    ],
)
def test_the_decimal_mark_is_decided_by_the_whole_column(cells: list[str], decimal: str) -> None:
    shape = shape_of(*cells)
    assert (shape.sort, shape.decimal, shape.doubtful) == ("number", decimal, "")


def test_a_mark_that_no_cell_decides_is_told_and_follows_the_separator() -> None:
    assert "“1.234”" in shape_of("1.234", "5").doubtful
    assert shape_of("1.234", "5", delimiter=";").decimal == ","


@pytest.mark.parametrize(
    ("text", "decimal", "amount", "currency"),
    [
        ("1054", ".", "1054", ""),
        ("117.0", ".", "117.0", ""),
        ("$1,234.50", ".", "1234.50", "USD"),
        ("US$ 1,234", ".", "1234", "USD"),
        ("1.234,56 €", ",", "1234.56", "EUR"),
        ("EUR 1.234,56", ",", "1234.56", "EUR"),
        ("12 500 Kč", ",", "12500", "CZK"),
        ("CHF 1'250.75", ".", "1250.75", "CHF"),
        ("(1,250.75)", ".", "-1250.75", ""),
        ("-$5", ".", "-5", "USD"),
        ("$-5", ".", "-5", "USD"),
        ("−5", ".", "-5", ""),
        ("£12,34,567.5", ".", "1234567.5", "GBP"),
        ("99,-", ",", "99", ""),
        ("60 %", ".", "60", ""),
    ],
)
def test_money_is_read_with_its_marks_and_symbols(
    text: str, decimal: str, amount: str, currency: str
) -> None:
    assert values.parse_money(text, Shape("number", decimal)) == (Decimal(amount), currency)


@pytest.mark.parametrize("text", ["", "NA", "None", "n/a", "-", "#N/A", "Unknown", "Select"])
def test_words_for_nothing_are_empty_where_a_number_belongs(text: str) -> None:
    assert values.parse_number(text, Shape()) is None
    assert values.parse_date(text, Shape()) is None
    assert values.parse_flag(text) is None


@pytest.mark.parametrize(
    ("text", "decimal"), [("1,23", "."), ("1.234,56", "."), ("1,2345.5", "."), ("1.5", ",")]
)
def test_a_number_of_another_style_is_refused_and_not_guessed(text: str, decimal: str) -> None:
    with pytest.raises(UnreadableValueError, match="does not fit the column"):
        values.parse_number(text, Shape("number", decimal))


def test_a_word_is_no_number_and_the_sentence_says_what_is() -> None:
    with pytest.raises(UnreadableValueError) as refused:
        values.parse_number("a lot", Shape())
    assert str(refused.value) == "“a lot” is not a number. Write it like 1,234.56, or leave it blank."


@pytest.mark.parametrize(
    ("cells", "order", "doubtful"),
    [
        (["31/12/2017", "01/02/2017"], "dmy", False),
        (["12/31/2017", "01/02/2017"], "mdy", False),
        (["7/4/1996", "7/16/1996"], "mdy", False),
        (["01.02.2017"], "dmy", False),
        (["01/02/2017", "03/04/2017"], "dmy", True),
        (["31/12/2017", "12/31/2017"], "dmy", True),
        (["2017-01-02"], "iso", False),
    ],
)
def test_the_order_of_day_and_month_is_decided_by_the_whole_column(
    cells: list[str], order: str, doubtful: bool
) -> None:
    shape = shape_of(*cells)
    assert (shape.sort, shape.order, bool(shape.doubtful)) == ("date", order, doubtful)


def test_a_column_that_leaves_the_order_open_follows_the_others() -> None:
    decided, left_open = Column(), Column()
    decided.see("7/16/1996")
    left_open.see("8/1/1996")
    assert [shape.order for shape in shapes([decided, left_open])] == ["mdy", "mdy"]
    assert shapes([decided, left_open])[1].doubtful == ""


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2017-03-01", "iso", date(2017, 3, 1)),
        ("2017/03/01", "iso", date(2017, 3, 1)),
        ("20170301", "iso", date(2017, 3, 1)),
        ("1/3/2017", "dmy", date(2017, 3, 1)),
        ("3/1/2017", "mdy", date(2017, 3, 1)),
        ("01.03.17", "mdy", date(2017, 3, 1)),
        ("12 Mar 2024", "iso", date(2024, 3, 12)),
        ("12-Mar-24", "iso", date(2024, 3, 12)),
        ("Mar 12, 2024", "iso", date(2024, 3, 12)),
        ("March 12th, 2024", "iso", date(2024, 3, 12)),
        ("Tue, 12 Mar 2024", "iso", date(2024, 3, 12)),
        ("12. März 2024", "iso", date(2024, 3, 12)),
        ("12 février 2024", "iso", date(2024, 2, 12)),
        ("15 Apr, 2021 00:03:00", "iso", date(2021, 4, 15)),
        ("45631.0", "iso", date(2024, 12, 5)),
        ("45631", "iso", date(2024, 12, 5)),
    ],
)
def test_a_day_is_read_in_a_dozen_forms(text: str, order: str, day: date) -> None:
    assert values.parse_date(text, Shape("date", order=order)) == day  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-05-01 09:30", datetime(2024, 5, 1, 9, 30, tzinfo=ZoneInfo("Europe/Berlin"))),
        ("2024-05-01T09:30:15.250Z", datetime(2024, 5, 1, 9, 30, 15, 250_000, tzinfo=UTC)),
        ("2024-05-01T09:30:15+0200", datetime(2024, 5, 1, 9, 30, 15, tzinfo=timezone(timedelta(hours=2)))),
        ("2024-05-01 09:30:15+00:00", datetime(2024, 5, 1, 9, 30, 15, tzinfo=UTC)),
        ("05/01/2024 9:30 PM", datetime(2024, 5, 1, 21, 30, tzinfo=ZoneInfo("Europe/Berlin"))),
        ("15 Apr, 2021 00:03:00", datetime(2021, 4, 15, 0, 3, tzinfo=ZoneInfo("Europe/Berlin"))),
        ("45631.75", datetime(2024, 12, 5, 18, 0, tzinfo=ZoneInfo("Europe/Berlin"))),
        ("2024-05-01", datetime(2024, 5, 1, 12, 0, tzinfo=ZoneInfo("Europe/Berlin"))),
    ],
)
def test_a_moment_without_offset_is_in_the_organizations_zone(text: str, moment: datetime) -> None:
    assert values.parse_moment(text, Shape("date", order="mdy"), ZoneInfo("Europe/Berlin")) == moment


@pytest.mark.parametrize("text", ["2017-02-30", "yesterday", "12", "5 Foo 2024", "2024-05-01 25:00"])
def test_what_is_no_date_is_refused_by_name(text: str) -> None:
    with pytest.raises(UnreadableValueError, match=f"“{text}” is not a date"):
        values.parse_date(text, Shape())


def test_a_date_of_the_wrong_order_is_refused_with_the_way_out() -> None:
    with pytest.raises(UnreadableValueError, match="choose the other order"):
        values.parse_date("12/31/2017", Shape("date", order="dmy"))


@pytest.mark.parametrize(
    ("text", "flag"), [("Yes", True), ("TRUE", True), ("1", True), ("nein", False), ("0", False)]
)
def test_yes_and_no_are_read(text: str, flag: bool) -> None:
    assert values.parse_flag(text) is flag


def test_neither_yes_nor_no_is_refused() -> None:
    with pytest.raises(UnreadableValueError, match="neither yes nor no"):
        values.parse_flag("maybe")


def test_the_currency_of_a_column_is_recognized_from_its_cells() -> None:
    shape = shape_of("€5", "€ 1.250,00", "7")
    assert (shape.currency, shape.described()) == ("EUR", "numbers with decimal comma, EUR")
    assert shape_of("€5", "$5").currency == ""


@pytest.mark.parametrize(
    ("text", "code"), [("usd", "USD"), ("€", "EUR"), ("US Dollar (USD)", "USD"), ("", "")]
)
def test_a_currency_column_is_read(text: str, code: str) -> None:
    assert values.parse_currency(text) == code


def test_words_stay_text_and_are_counted_apart() -> None:
    shape = shape_of("Berlin", "None", "Paris 12")
    assert (shape.sort, shape.filled, shape.placeholders) == ("text", 2, ("None",))


def test_names_and_phone_numbers_are_no_numbers() -> None:
    assert shape_of("(171) 555-2222", "1-955-371-0847 x371").sort == "text"
    assert shape_of("3M", "4 Seasons").sort == "text"


def test_a_shape_survives_being_kept() -> None:
    shape = shape_of("1.234,56 €", "NA")
    assert Shape.from_json(shape.as_json()) == shape
