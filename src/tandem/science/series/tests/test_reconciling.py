"""Forecasts that add up."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.science.series.covariance import shrunk
from tandem.science.series.reconciling import (
    bottom_up,
    coherent,
    hierarchy,
    least_squares,
    minimum_trace,
)  # fmt: skip
from tandem.science.series.tests.made import CROSSED, TREE, crossed

TWO = hierarchy(np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0]]))


def random_covariance(size, seed):
    root = np.random.default_rng(seed).normal(size=(size, size + 3))
    return root @ root.T / size


def test_least_squares_shares_the_difference_equally():
    """Sum 10, parts 3 and 4: three apart, one third to each (Hyndman and others 2011)."""
    assert coherent(TWO, least_squares(TWO), np.array([10.0, 3.0, 4.0])) == pytest.approx([9.0, 4.0, 5.0])


def test_minimum_trace_moves_what_is_least_sure():
    """With independent errors of variance 1, 2 and 3 the parts take 2/6 and 3/6 of the difference."""
    weights = minimum_trace(TWO, np.diag([1.0, 2.0, 3.0]))
    assert coherent(TWO, weights, np.array([10.0, 3.0, 4.0])) == pytest.approx([9.5, 4.0, 5.5])


def test_bottom_up_takes_the_parts_as_they_are():
    assert coherent(TWO, bottom_up(TWO), np.array([10.0, 3.0, 4.0])) == pytest.approx([7.0, 3.0, 4.0])


@pytest.mark.parametrize("sums", [TREE, CROSSED, TWO])
def test_minimum_trace_is_generalized_least_squares(sums):
    """(SᵀW⁻¹S)⁻¹SᵀW⁻¹, as in Wickramasuriya and others (2019), theorem 1."""
    covariance = random_covariance(len(sums.summing), 4)
    inverse = np.linalg.inv(covariance)
    expected = np.linalg.solve(sums.summing.T @ inverse @ sums.summing, sums.summing.T @ inverse)
    np.testing.assert_allclose(minimum_trace(sums, covariance), expected, rtol=1e-6, atol=1e-8)


@given(st.integers(0, 10_000), st.sampled_from([TREE, CROSSED, TWO]))
def test_everything_adds_up_and_what_added_up_stays(seed, sums):
    random = np.random.default_rng(seed)
    points = random.normal(100, 30, (len(sums.summing), 3))
    there = sums.up(points[sums.bottom])
    for weights in (
        bottom_up(sums),
        least_squares(sums),
        minimum_trace(sums, random_covariance(len(points), seed)),
    ):
        told = coherent(sums, weights, points)
        np.testing.assert_allclose(told, sums.up(told[sums.bottom]), rtol=1e-9)
        np.testing.assert_allclose(coherent(sums, weights, there), there, rtol=1e-6)


def test_a_bottom_series_needs_a_row_of_its_own():
    with pytest.raises(ValueError, match="no row of its own"):
        hierarchy(crossed()[:5])


def test_shrinkage_is_that_of_schaefer_and_strimmer():
    errors = np.random.default_rng(8).normal(size=(5, 12))
    errors[1] += errors[0]
    x = errors / np.sqrt((errors**2).mean(axis=1, keepdims=True))
    top = bottom = 0.0
    for i in range(5):
        for j in range(5):
            if i != j:
                products = x[i] * x[j]
                top += ((products - products.mean()) ** 2).sum() / (12 * 11)
                bottom += products.mean() ** 2
    found = shrunk(errors)
    assert found.shrinkage == pytest.approx(min(top / bottom, 1))
    assert np.diag(found.matrix) == pytest.approx((errors**2).mean(axis=1))
    assert found.matrix[0, 1] == pytest.approx((1 - found.shrinkage) * (errors[0] * errors[1]).mean())


def test_more_series_than_points_still_give_a_covariance_that_can_be_inverted():
    found = shrunk(np.random.default_rng(9).normal(size=(60, 10)))
    assert np.linalg.eigvalsh(found.matrix).min() > 0
    assert 0.5 < found.shrinkage <= 1


def test_a_series_that_never_erred_and_one_that_is_missing_get_a_variance():
    errors = np.array([[1.0, -1, 2, 1], [0.0, 0, 0, 0], [np.nan] * 4])
    assert (np.diag(shrunk(errors).matrix) > 0).all()
