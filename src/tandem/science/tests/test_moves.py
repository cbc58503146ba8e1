"""What moved a chance: the parts add up, and each is what it must be where that is plain."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.science.moves import moves, whole_points


def drawn(seed: int, k: int, m: int = 400):
    chance = np.random.default_rng(seed)
    parts_before = (chance.random((k, m)) < 0.4) * chance.integers(1, 50, (k, 1))
    parts_after = (chance.random((k, m)) < 0.6) * chance.integers(1, 50, (k, 1))
    before = parts_before.sum(axis=0) + chance.normal(100, 10, m)
    after = parts_after.sum(axis=0) + chance.normal(104, 10, m)
    return before, after, parts_before.astype(float), parts_after.astype(float)


@given(st.integers(0, 10_000), st.integers(0, 7), st.floats(60, 220), st.floats(60, 220))
def test_the_parts_add_up_to_the_change(seed, k, then, now):
    told = moves(*drawn(seed, k), (then, now))
    assert told.before + told.target + told.parts.sum() + told.rest == pytest.approx(told.after, abs=1e-9)


def test_a_deal_that_was_won_gets_the_whole_change_when_nothing_else_moved():
    chance = np.random.default_rng(1)
    base = chance.normal(100, 10, 2000)
    deal = (chance.random(2000) < 0.5) * 40.0
    told = moves(base + deal, base + 40, deal[None, :], np.full((1, 2000), 40.0), (120.0, 120.0))
    assert told.rest == pytest.approx(0, abs=1e-9)
    assert told.target == 0
    assert told.parts[0] == pytest.approx(told.after - told.before)
    assert told.parts[0] > 0.3


def test_a_raised_target_is_told_as_such():
    base = np.random.default_rng(2).normal(100, 10, 2000)
    none = np.zeros((0, 2000))
    told = moves(base, base, none, none, (95.0, 105.0))
    assert told.target == told.after - told.before < 0
    assert told.rest == 0


def test_nothing_moved_moves_nothing():
    before, _, parts, _ = drawn(3, 4)
    told = moves(before, before, parts, parts, (150.0, 150.0))
    assert told.parts.tolist() == [0, 0, 0, 0]
    assert (told.rest, told.target) == (0, 0)


@given(st.lists(st.floats(-60, 60), min_size=1, max_size=9))
def test_whole_points_add_up_and_stay_near(values):
    total = round(sum(values))
    whole = whole_points(values, total)
    assert sum(whole) == total
    assert all(abs(one - value) < 2 for one, value in zip(whole, values, strict=True))
