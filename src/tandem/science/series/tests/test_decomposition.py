"""Factors of a season, also where there is nothing to tell them from."""

from __future__ import annotations

import numpy as np

from tandem.science.series.decomposition import indices


def test_a_series_without_anything_has_factors_that_cannot_be_told():
    factors = indices(np.vstack([np.zeros(24), np.tile([1.0, 2.0, 3.0, 2.0], 6)]), 4, multiplicative=True)
    assert np.isnan(factors[0]).all()
    assert np.allclose(factors[1], [0.5, 1.0, 1.5, 1.0])


def test_a_series_that_sold_only_below_its_trend_warns_of_nothing():
    table = np.zeros((1, 12))
    table[0, [0, -1]] = 5.0  # beyond every full window's middle: all that is told is zero by something
    factors = indices(table, 4, multiplicative=True)
    assert not np.isfinite(factors).any()
