"""Money: rounding, splitting, writing, reading, and amounts in the database."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.money import (
    CURRENCIES,
    Money,
    MoneyError,
    digits_of,
    format_money,
    parse_money,
    round_to,
    split,
)

D = Decimal
CURRENCY = st.sampled_from(["JPY", "EUR", "KWD", "CLF"])


@st.composite
def totals(draw):
    currency = draw(CURRENCY)
    return D(draw(st.integers(-(10**14), 10**14))).scaleb(-digits_of(currency)), currency


WEIGHTS = st.lists(
    st.one_of(
        st.integers(0, 10**9),
        st.decimals(0, 10**6, places=4),
        st.floats(0, 1e12, allow_nan=False, allow_subnormal=False),
    ),
    min_size=1,
    max_size=60,
)


@given(totals(), WEIGHTS)
def test_a_split_never_loses_or_makes_a_unit(total, weights):
    amount, currency = total
    parts = split(amount, weights, currency)
    assert sum(parts) == amount
    assert all(part == round_to(part, currency) for part in parts)
    assert all(part * amount >= 0 for part in parts)


@given(totals(), WEIGHTS)
def test_each_part_is_within_one_unit_of_its_exact_share(total, weights):
    amount, currency = total
    whole = sum(map(Fraction, weights))
    if whole:
        unit = Fraction(1, 10 ** digits_of(currency))
        for part, weight in zip(split(amount, weights, currency), weights, strict=True):
            assert abs(Fraction(part) - Fraction(amount) * Fraction(weight) / whole) < unit
            assert weight or part == 0


@given(totals(), WEIGHTS)
def test_a_negative_total_is_split_like_the_positive_one(total, weights):
    amount, currency = total
    assert split(-amount, weights, currency) == [-part for part in split(amount, weights, currency)]


def test_ties_go_to_the_earlier_part():
    assert split(D("100.00"), [1, 1, 1], "EUR") == [D("33.34"), D("33.33"), D("33.33")]
    assert split(D("0.02"), [1, 1, 1, 1], "EUR") == [D("0.01"), D("0.01"), 0, 0]


def test_the_textbook_example_of_the_largest_remainder():
    # Six parties, 100,000 votes, 10 seats, Hare quota: the usual worked example of the method.
    votes = [47_000, 16_000, 15_900, 12_000, 6_000, 3_100]
    assert split(D(10), votes, "JPY") == [5, 2, 1, 1, 1, 0]


def test_zero_weights_get_nothing_unless_all_are_zero():
    assert split(D("1.00"), [0, 2, 0], "EUR") == [0, D("1.00"), 0]
    assert split(D("1.00"), [0, 0, 0], "EUR") == [D("0.34"), D("0.33"), D("0.33")]


@pytest.mark.parametrize(
    "total, weights",
    [("0.005", [1]), ("1", []), ("1", [1, -1]), ("1", [float("nan")]), ("1", [float("inf")])],
)
def test_a_split_that_cannot_be_exact_is_refused(total, weights):
    with pytest.raises(ValueError):
        split(D(total), weights, "EUR")


@pytest.mark.parametrize(
    "amount, currency, rounded",
    [
        ("0.125", "EUR", "0.12"),
        ("0.135", "EUR", "0.14"),
        ("-0.125", "EUR", "-0.12"),
        ("2.5", "JPY", "2"),
        ("3.5", "JPY", "4"),
        ("1.0005", "KWD", "1.000"),
        ("1.00015", "CLF", "1.0002"),
    ],
)
def test_rounding_is_half_to_even_in_the_smallest_unit(amount, currency, rounded):
    assert str(round_to(D(amount), currency)) == rounded


def test_every_currency_knows_its_digits():
    assert {digits_of(code) for code in CURRENCIES} == {0, 2, 3, 4}
    assert (digits_of("JPY"), digits_of("USD"), digits_of("KWD"), digits_of("MGA")) == (0, 2, 3, 2)
    with pytest.raises(ValueError, match="EURO"):
        digits_of("EURO")


def test_money_combines_with_the_same_currency_only():
    assert Money(D(5), "EUR") + Money(D("2.5"), "EUR") == Money(D("7.5"), "EUR")
    assert Money(D(5), "EUR") - Money(D(6), "EUR") < Money(D(0), "EUR")
    assert sum([Money(D(1), "EUR"), Money(D(2), "EUR")], Money(D(0), "EUR")) == Money(D(3), "EUR")
    assert Money(D(1), "EUR") != Money(D(1), "USD")
    with pytest.raises(ValueError, match="EUR and USD"):
        Money(D(5), "EUR") + Money(D(5), "USD")
    with pytest.raises(TypeError):
        Money(D(5), "EUR") + D(5)


@pytest.mark.parametrize("amount", [1.5, D("NaN"), D("Infinity"), "5"])
def test_money_is_made_of_finite_decimals(amount):
    with pytest.raises(TypeError):
        Money(amount, "EUR")


@pytest.mark.parametrize(
    "amount, currency, style, text",
    [
        ("42800", "EUR", "full", "€42,800"),
        ("42800.50", "EUR", "full", "€42,800.50"),
        ("-42800.5", "USD", "full", "−$42,800.50"),
        ("0", "EUR", "full", "€0"),
        ("-0.001", "EUR", "full", "€0"),
        ("1234.5", "JPY", "full", "¥1,234"),
        ("1234.567", "KWD", "full", "KWD\N{NO-BREAK SPACE}1,234.567"),
        ("42800", "CHF", "full", "CHF\N{NO-BREAK SPACE}42,800"),
        ("42800", "EUR", "exact", "€42,800.00"),
        ("-0.5", "EUR", "exact", "−€0.50"),
        ("1234.5", "JPY", "exact", "¥1,234"),
        ("850.40", "EUR", "short", "€850"),
        ("999.5", "EUR", "short", "€1.0k"),
        ("42800", "EUR", "short", "€42.8k"),
        ("99949", "EUR", "short", "€99.9k"),
        ("99950", "EUR", "short", "€100k"),
        ("271400", "EUR", "short", "€271k"),
        ("999499", "EUR", "short", "€999k"),
        ("999500", "EUR", "short", "€1.00M"),
        ("1204000", "EUR", "short", "€1.20M"),
        ("-1204000", "EUR", "short", "−€1.20M"),
        ("2500000000", "EUR", "short", "€2.50B"),
        ("2550000", "EUR", "k", "€2,550k"),
        ("-3000", "EUR", "k", "−€3k"),
    ],
)
def test_money_is_written_as_the_pages_show_it(amount, currency, style, text):
    assert format_money(D(amount), currency, style) == text


@pytest.mark.parametrize(
    "text, mark, default, amount, currency",
    [
        ("€1.234,56", ",", None, "1234.56", "EUR"),
        ("$5,000.00", ".", None, "5000.00", "USD"),
        ("1 234,5 EUR", ",", None, "1234.5", "EUR"),
        ("1\N{NARROW NO-BREAK SPACE}234,5\N{NO-BREAK SPACE}€", ",", None, "1234.5", "EUR"),
        ("CHF 1'234.50", ".", None, "1234.50", "CHF"),
        ("1,23,45,678", ".", "INR", "12345678", "INR"),
        ("-5", ".", "EUR", "-5", "EUR"),
        ("−€5", ".", None, "-5", "EUR"),
        ("$-5", ".", None, "-5", "USD"),
        ("(5,000)", ".", "USD", "-5000", "USD"),
        ("5-", ".", "USD", "-5", "USD"),
        ("282k", ".", "EUR", "282000", "EUR"),
        ("1.2M", ".", "EUR", "1200000", "EUR"),
        ("$5", ".", "CAD", "5", "CAD"),
        ("$5", ".", "EUR", "5", "USD"),
        ("5MXN", ".", None, "5", "MXN"),
        (".5", ".", "EUR", "0.5", "EUR"),
        ("5.", ".", "EUR", "5", "EUR"),
        ("usd 7", ".", None, "7", "USD"),
    ],
)
def test_an_amount_is_read_as_people_write_it(text, mark, default, amount, currency):
    assert parse_money(text, mark=mark, currency=default) == Money(D(amount), currency)


@pytest.mark.parametrize(
    "text, mark",
    [
        ("", "."),
        ("abc", "."),
        ("1,5", "."),
        ("1.5", ","),
        ("1.234,56", "."),
        ("1,234.56", ","),
        ("1,2345", "."),
        ("1.2.3", "."),
        ("1,234'567", "."),
        ("--5", "."),
        ("(-5)", "."),
        ("(5", "."),
        ("€5$", "."),
        ("5 florins", "."),
    ],
)
def test_what_does_not_read_as_an_amount_is_refused_with_a_sentence(text, mark):
    with pytest.raises(MoneyError, match=r"\.$"):
        parse_money(text, mark=mark, currency="EUR")


def test_an_amount_without_currency_asks_for_one():
    with pytest.raises(MoneyError, match="names no currency"):
        parse_money("5")


@given(totals())
def test_what_is_written_in_full_reads_back(total):
    amount, currency = total
    assert parse_money(format_money(amount, currency)) == Money(amount, currency)
