"""Chances, bands and quantiles of draws."""

import numpy as np
import pytest

from tandem.science.draws import band, chance, density, spread, target_for

DRAWS = np.arange(1, 101, dtype=float)  # 1 … 100


def test_the_chance_is_the_share_of_draws_that_reach_the_target():
    assert chance(DRAWS, 51) == 0.5
    assert chance(DRAWS, 0) == 1
    assert chance(DRAWS, 101) == 0
    assert chance(np.stack([DRAWS, DRAWS * 2]), np.array([51, 102])).tolist() == [0.5, 0.5]


@pytest.mark.parametrize("share", [0.01, 0.4, 0.5, 0.6, 0.99])
def test_the_target_for_a_chance_is_the_largest_that_still_has_it(share):
    target = target_for(DRAWS, share)
    assert chance(DRAWS, target) >= share
    assert chance(DRAWS, target + 1) < share


@pytest.mark.parametrize(
    ("share", "name"),
    [(0.39, "too_hard"), (0.4, "stretch"), (0.49, "stretch"), (0.5, "sweet_spot"), (0.7, "sweet_spot"),
     (0.71, "safe"), (0.8, "safe"), (0.81, "too_easy")],
)  # fmt: skip
def test_bands_meet_at_their_edges(share, name):
    assert band(share) == name


def test_quantiles_come_in_order():
    told = spread(DRAWS)
    assert told.p10 < told.p25 < told.p50 < told.p75 < told.p90
    assert told.p50 == 50.5


def test_the_outline_has_its_top_where_most_draws_are():
    draws = np.random.default_rng(1).normal(100, 10, 4000)
    outline = density(draws, 50, 150, 101)
    assert outline.max() == 1
    assert 45 <= int(outline.argmax()) <= 55
    assert outline[0] < 0.01


def test_the_outline_of_one_single_place_is_a_peak():
    outline = density(np.full(100, 70.0), 0, 140, 15)
    assert int(outline.argmax()) == 7
