"""A lean is told only beyond chance."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from tandem.science.bias import bias


def test_the_interval_is_students():
    errors = [0.1, 0.02, 0.08, -0.01, 0.05]
    found = bias(errors)
    expected = stats.ttest_1samp(errors, 0.0).confidence_interval(0.95)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    assert found.mean == pytest.approx(0.048)


def test_few_errors_say_nothing():
    assert bias([]) is None
    one = bias([0.5])
    assert one is not None and not one.told and one.high == float("inf")
    three = bias([0.50, 0.51, 0.49])
    assert three is not None and three.low > 0 and not three.told


def test_without_a_lean_about_one_in_twenty_is_told():
    rng = np.random.default_rng(4)
    told = [bias(list(row)).told for row in rng.normal(0, 0.1, (4000, 8))]  # type: ignore[union-attr]
    assert 0.04 <= np.mean(told) <= 0.06


def test_a_lean_is_found():
    rng = np.random.default_rng(4)
    told = [bias(list(row)).told for row in rng.normal(0.12, 0.08, (500, 8))]  # type: ignore[union-attr]
    assert np.mean(told) > 0.9
