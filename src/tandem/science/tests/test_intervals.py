"""Intervals against published figures."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.science.intervals import difference, differs, median_interval, wilson


# R. G. Newcombe, Statistics in Medicine 17 (1998), 857–872, table I, method 3.
@pytest.mark.parametrize(
    "hits, n, low, high",
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_a_rate_has_the_published_interval(hits, n, low, high):
    rate = wilson(hits, n)
    assert (round(rate.low, 4), round(rate.high, 4)) == (low, high)


# R. G. Newcombe, Statistics in Medicine 17 (1998), 873–890, table II, method 10.
@pytest.mark.parametrize(
    "a, b, low, high",
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((5, 56), (0, 29), -0.0381, 0.1926),
    ],
)
def test_a_difference_of_rates_has_the_published_interval(a, b, low, high):
    found = difference(wilson(*a), wilson(*b))
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_a_difference_that_chance_explains_is_none():
    assert not differs(wilson(6, 10), wilson(4, 10))
    assert differs(wilson(600, 1000), wilson(400, 1000))
    assert not differs(wilson(0, 0), wilson(400, 1000))
    assert difference(wilson(0, 0), wilson(1, 2)) is None


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200), st.integers(0, 200))
def test_a_difference_is_the_same_from_both_sides(a, m, b, n):
    first, second = wilson(min(a, m), m), wilson(min(b, n), n)
    assert differs(first, second) == differs(second, first)
    for rate in (first, second):
        assert 0 <= rate.low <= rate.high <= 1
        assert rate.value is None or rate.low <= rate.value <= rate.high


def test_equal_rates_seldom_differ():
    chance = random.Random(7)
    wrong = 0
    for _ in range(2000):
        a, b = (sum(chance.random() < 0.3 for _ in range(60)) for _ in range(2))
        wrong += differs(wilson(a, 60), wilson(b, 60))
    assert wrong / 2000 < 0.06


@pytest.mark.parametrize("hits, n", [(-1, 5), (6, 5)])
def test_what_is_no_rate_is_refused(hits, n):
    with pytest.raises(ValueError):
        wilson(hits, n)


# Ranks of the 95 % interval of the median, as tabled (binomial with p = ½).
@pytest.mark.parametrize(
    "n, low, high", [(6, 1, 6), (9, 2, 8), (10, 2, 9), (20, 6, 15), (50, 18, 33), (100, 40, 61)]
)
def test_the_median_lies_between_the_tabled_order_statistics(n, low, high):
    found = median_interval(list(range(n, 0, -1)))
    assert (found.low, found.high, found.n) == (low, high, n)


def test_too_few_values_have_a_median_without_interval():
    found = median_interval([3, 1, 2])
    assert (found.value, found.low, found.high) == (2, None, None)
    assert median_interval([]) is None


def test_a_long_list_has_a_median_interval_too():
    found = median_interval(range(100_000))
    assert found.low < found.value < found.high
