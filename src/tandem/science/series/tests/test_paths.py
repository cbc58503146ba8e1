"""Paths that add up and are as wide as wanted."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.science.series.paths import parts_of, paths
from tandem.science.series.tests.made import CROSSED, TREE
from tandem.science.series.widths import EDGE, separate, widths

POINTS = TREE.up(np.array([[100.0, 110], [50, 50], [80, 70], [20, 20]]))
WANTED = np.array([[40.0, 44], [28, 33], [15, 17], [20, 24], [14, 16], [12, 14], [5, 6]])
BETWEEN = np.diag([200.0, 90, 150, 30])


def drawn(**kwargs):
    given = {"carried": 0.4, "draws": 4000, "seed": 3, "floor": False, **kwargs}
    return paths(TREE, POINTS, WANTED, BETWEEN, **given)


def test_every_level_is_as_wide_as_wanted_though_the_covariance_said_otherwise():
    everything = TREE.up(drawn())
    np.testing.assert_allclose(everything.std(axis=2), WANTED, rtol=0.02)
    np.testing.assert_allclose(everything.mean(axis=2), POINTS, rtol=1e-9)


def test_errors_carry_over_from_step_to_step():
    errors = TREE.up(drawn(carried=0.8))[0]
    assert np.corrcoef(errors)[0, 1] == pytest.approx(0.8, abs=0.05)


def test_the_same_seed_draws_the_same():
    assert (drawn() == drawn()).all()
    assert (drawn() != drawn(seed=4)).any()


def test_bookings_do_not_fall_below_nothing():
    assert drawn(floor=True).min() >= 0


@pytest.mark.parametrize("sums", [TREE, CROSSED])
@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), size=st.floats(0.1, 3.0))
def test_a_floor_neither_raises_nor_narrows_the_sums(sums, seed, size):
    """Parts that vary more than they amount to: half of them would fall below nothing."""
    b = len(sums.bottom)
    wanted = 10.0 * size * np.sqrt(sums.summing.sum(axis=1))[:, None]
    given_ = {"carried": 0.0, "draws": 300, "seed": seed}
    points = sums.up(np.full((b, 1), 10.0))
    free = sums.up(paths(sums, points, wanted, np.eye(b), floor=False, **given_))
    found = paths(sums, points, wanted, np.eye(b), **given_)
    assert found.min() >= 0
    total, wanted_total = sums.up(found)[0], np.maximum(free[0], 0)
    if sums is TREE:
        np.testing.assert_allclose(total, wanted_total, atol=1e-6)
    else:  # a draw in which crossed groups are below 0 may leave nothing to take the rest
        assert np.isclose(total, wanted_total, atol=1e-6).mean() > 0.97
        assert total.mean() == pytest.approx(wanted_total.mean(), rel=0.01)


def test_crossed_groups_tell_one_total():
    points = CROSSED.up(np.full((4, 1), 25.0))
    found = paths(
        CROSSED, points, np.full((9, 1), 8.0), 4 * np.eye(4), carried=0, draws=500, seed=1, floor=False
    )
    everything = CROSSED.up(found)
    np.testing.assert_allclose(everything[1] + everything[2], everything[3] + everything[4])


@pytest.mark.parametrize("floor", [False, True])
def test_parts_add_up_to_a_whole_that_is_already_drawn(floor):
    random = np.random.default_rng(2)
    whole = np.maximum(random.normal(300, 40, (2, 1000)), 0)
    points, wanted = (
        np.array([[100.0, 100], [150, 150], [40, 40]]),
        np.array([[20.0, 25], [25, 30], [30, 30]]),
    )
    found = parts_of(whole, points, wanted, np.diag([400.0, 600, 900]), carried=0.2, seed=5, floor=floor)
    assert found.shape == (3, 2, 1000)
    np.testing.assert_allclose(found.sum(axis=0), whole, rtol=1e-9)
    if not floor:
        np.testing.assert_allclose(found.std(axis=2), wanted, rtol=0.1)
    else:
        assert found.min() >= 0


def test_intervals_twice_too_narrow_are_made_twice_as_wide():
    ratios = np.random.default_rng(1).normal(0, 2, (30, 6, 4))
    found = widths(ratios, np.array([0, 0, 0, 1, 1, 1]))
    assert found.factor == pytest.approx(np.full(6, 2.0), rel=0.15)
    assert found.before[0] == pytest.approx(0.48, abs=0.06)
    assert found.after[0] == pytest.approx(0.8, abs=0.05)


def test_few_errors_widen_more_than_many():
    few, many = (widths(np.full((count, 1, 1), EDGE), np.array([0])).factor[0] for count in (4, 200))
    assert many == pytest.approx(1.0, abs=0.01)
    assert few == pytest.approx(1.533 / EDGE, abs=0.01)  # the 0.9 quantile of Student's t with 4


def test_without_a_record_the_model_is_believed():
    found = widths(np.zeros((0, 2, 3)), np.array([0, 1]))
    assert found.factor.tolist() == [1, 1]
    assert found.before == {}


def test_windows_that_overlap_count_once():
    assert separate([4, 8, 12], 4) == 3
    assert separate([4, 5, 6, 7, 8, 9, 10, 11], 4) == 11 / 4
    assert separate([1, 2], 4) == 0.5
    assert separate([], 4) == 0
    ratios = np.random.default_rng(1).normal(0, 1, (8, 1, 4))
    many, few = widths(ratios, np.array([0]), windows=8), widths(ratios, np.array([0]), windows=11 / 4)
    assert few.factor[0] > many.factor[0]


def test_a_level_of_one_series_leans_on_the_level_below_and_more_so_the_less_it_knows():
    random = np.random.default_rng(2)
    ratios = np.concatenate((random.normal(0, 4, (6, 1, 4)), random.normal(0, 1, (6, 30, 4))), axis=1)
    level = np.array([0] + [1] * 30)
    much, little = (widths(ratios[:count], level).factor for count in (6, 1))
    assert much[0] > 2 * much[1]
    assert little[0] / little[1] < much[0] / much[1]


@pytest.mark.parametrize("count", [3, 4, 6])
def test_eight_in_ten_are_held_though_the_width_rests_on_few_errors(count):
    """One series, one step, Gaussian: what comes next is inside as often as said, over many repetitions."""
    ratios = np.random.default_rng(count).normal(0, 1.7, (4000, count, 1, 1))
    factor = np.array([widths(one, np.array([0])).factor[0] for one in ratios])
    came = np.abs(np.random.default_rng(9).normal(0, 1.7, 4000))
    assert (came <= EDGE * factor).mean() == pytest.approx(0.8, abs=0.05)
