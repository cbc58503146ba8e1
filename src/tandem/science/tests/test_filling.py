"""Shares between a least and a most."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.science.filling import fill
from tandem.science.rounding import apportion


@st.composite
def problems(draw):
    """A total that the bounds allow."""
    n = draw(st.integers(1, 12))
    weights = draw(st.lists(st.integers(0, 50), min_size=n, max_size=n))
    least = draw(st.lists(st.integers(0, 100), min_size=n, max_size=n))
    spans = draw(st.lists(st.one_of(st.none(), st.integers(0, 200)), min_size=n, max_size=n))
    most = [None if span is None else low + span for low, span in zip(least, spans, strict=True)]
    top = 5000 if None in most else sum(most)
    return draw(st.integers(sum(least), max(top, sum(least)))), weights, least, most


@given(problems())
def test_shares_add_up_and_stay_within_their_bounds(problem):
    total, weights, least, most = problem
    shares = fill(total, weights, least, most)
    assert sum(shares) == total
    for share, low, top in zip(shares, least, most, strict=True):
        assert low <= share and (top is None or share <= top)


@given(problems())
def test_parts_clear_of_their_bounds_are_in_proportion_to_their_weights(problem):
    total, weights, least, most = problem
    shares = fill(total, weights, least, most)
    free = [
        (share, weight)
        for share, weight, low, top in zip(shares, weights, least, most, strict=True)
        if weight and low + 1 < share and (top is None or share < top - 1)
    ]
    for (a, v), (b, w) in pairwise(free):
        assert abs(a * w - b * v) <= v + w


@given(problems())
def test_nobody_above_the_least_has_relatively_more_than_somebody_with_room(problem):
    total, weights, least, most = problem
    shares = fill(total, weights, least, most)
    weights = weights if any(weights) else [1] * len(weights)
    rows = list(zip(shares, weights, least, most, strict=True))
    for share, weight, low, _ in rows:
        for other, heavier, _, top in rows:
            if share > low + 1 and heavier and (top is None or other < top - 1):
                assert weight and (share - 1) * heavier <= (other + 1) * weight


@given(problems())
def test_without_bounds_it_is_the_largest_remainder(problem):
    total, weights, _, _ = problem
    n = len(weights)
    assert fill(total, weights, [0] * n, [None] * n) == apportion(total, weights)
    if all(weights):
        assert fill(total, weights, [0] * n, [total] * n) == apportion(total, weights)


def test_hand_calculated_shares():
    free = [None] * 3
    assert fill(90, [1, 1, 1], [0, 0, 0], [20, None, None]) == [20, 35, 35]
    assert fill(90, [1, 1, 1], [50, 0, 0], free) == [50, 20, 20]
    # 30 at its most, 20 at its least, the others share 50 as 3 to 2.
    assert fill(100, [4, 3, 2, 1], [0, 0, 0, 20], [30, None, None, None]) == [30, 30, 20, 20]
    # The last is raised to its least, so the first two share 60 as 2 to 1 and the first stays under its most.
    assert fill(100, [60, 30, 10], [0, 0, 40], [45, None, None]) == [40, 20, 40]
    assert fill(10, [0, 0, 0], [0, 5, 0], free) == [3, 5, 2]


def test_zero_weights_wait_until_the_others_are_full():
    assert fill(10, [1, 0, 0], [0, 0, 0], [20, None, None]) == [10, 0, 0]
    assert fill(10, [1, 0, 0], [0, 1, 0], [4, None, None]) == [4, 3, 3]
    assert fill(7, [1, 0], [0, 2], [9, 2]) == [5, 2]


@pytest.mark.parametrize(
    "total, least, most",
    [(5, [3, 3], [None, None]), (5, [0, 0], [2, 2]), (5, [3, 0], [2, None]), (5, [-1, 0], [None, None])],
)
def test_bounds_without_solution_are_refused(total, least, most):
    with pytest.raises(ValueError):
        fill(total, [1, 1], least, most)
