"""Whole tables with given margins."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.science.rounding import apportion
from tandem.science.spreading import spread

AMOUNTS = st.one_of(st.integers(0, 12), st.integers(0, 10**15))


@given(st.lists(AMOUNTS, min_size=1, max_size=15), st.lists(st.integers(0, 20), min_size=1, max_size=12))
def test_margins_are_exact_and_entries_within_one_of_proportion(rows, seasons):
    total = sum(rows)
    columns = apportion(total, seasons)
    table = spread(rows, columns)
    assert [sum(row) for row in table] == rows
    assert [sum(column) for column in zip(*table, strict=True)] == columns
    for row, entries in zip(rows, table, strict=True):
        for column, entry in zip(columns, entries, strict=True):
            assert entry >= 0
            assert not total or abs(entry - Fraction(row * column, total)) <= 1


def test_a_small_table_by_hand():
    # 7 deals for three people over a quarter, 3 + 2 + 2 by month.
    assert spread([3, 2, 2], [3, 2, 2])[0] == [1, 1, 1]


def test_different_totals_are_refused():
    with pytest.raises(ValueError):
        spread([1, 2], [4])
