"""The whole way, from past to paths."""

from dataclasses import replace

import numpy as np
import pytest

from tandem.science.series.accuracy import LEVELS, coverage, scaled_crps, smape
from tandem.science.series.choosing import choose, usual_error
from tandem.science.series.origins import backs, rolling
from tandem.science.series.outlook import METHODS, NAIVE, learn, outlook
from tandem.science.series.panel import panel
from tandem.science.series.reconciling import Hierarchy
from tandem.science.series.tests.made import CROSSED, MONTHS, TREE, monthly
from tandem.science.series.widths import EDGE

LEVEL = np.array([0, 1, 1, 2, 2, 2, 2])


def told_of(bottom, **kwargs):
    table = TREE.up(np.array(bottom))
    return outlook(learn(panel(list(table), MONTHS), 3), TREE, LEVEL, **{"draws": 400, **kwargs})


FOUR = [monthly(48, seed=seed, level=level) for seed, level in enumerate((100, 60, 80, 40))]


def test_points_and_draws_add_up_at_every_level():
    told = told_of(FOUR)
    np.testing.assert_allclose(told.points, TREE.up(told.points[TREE.bottom]))
    assert told.bottom.shape == (4, 3, 400)
    assert told.errors.shape == told.actual.shape == (8, 7, 3)


def test_the_same_seed_tells_the_same():
    assert (told_of(FOUR).bottom == told_of(FOUR).bottom).all()


def test_a_whole_that_is_already_drawn_is_kept():
    whole = np.random.default_rng(1).normal(280, 20, (3, 400))
    told = told_of(FOUR, whole=whole)
    np.testing.assert_allclose(told.bottom.sum(axis=0), whole)


def test_constant_series_have_a_narrow_future():
    told = told_of(np.full((4, 30), 5.0))
    np.testing.assert_allclose(told.points[3:], 5.0, rtol=1e-6)
    np.testing.assert_allclose(told.bottom, 5.0, rtol=1e-3)


def test_nothing_booked_ever_stays_nothing():
    told = told_of(np.zeros((4, 30)))
    np.testing.assert_allclose(told.bottom, 0.0, atol=0.1)


@pytest.mark.parametrize(("points", "record"), [(1, 0), (3, 0), (12, 0), (14, 2), (16, 3), (40, 8)])
def test_a_short_history_has_an_answer_and_says_how_little_record_it_has(points, record):
    told = told_of(np.ones((4, points)) * np.arange(1.0, points + 1))
    assert np.isfinite(told.bottom).all()
    assert len(told.errors) == record


def test_a_part_that_began_later_is_a_part_all_the_same():
    late = [*FOUR[:3], np.concatenate((np.full(40, np.nan), np.full(8, 30.0)))]
    known = TREE.up(np.nan_to_num(np.array(late)))
    known[TREE.bottom[3]] = late[3]
    told = outlook(learn(panel(list(known), MONTHS), 3), TREE, LEVEL, draws=200)
    np.testing.assert_allclose(told.points, TREE.up(told.points[TREE.bottom]))
    assert told.points[TREE.bottom[3]] == pytest.approx([30, 30, 30], rel=0.3)


def test_eight_in_ten_of_what_comes_is_inside_at_every_level():
    """On 24 made groups of crossed series with shocks that all have in common, which no model of one series sees."""
    within, plain, groups = np.zeros(9), np.zeros(9), 24
    level = np.array([0, 1, 1, 2, 2, 3, 3, 3, 3])
    for seed in range(groups):
        random = np.random.default_rng(seed)
        shock = np.cumsum(random.normal(0, 3, (1, 52)), axis=1)
        parts = 60 + shock + np.cumsum(random.normal(0, 1, (4, 52)), axis=1) + random.normal(0, 6, (4, 52))
        table = CROSSED.up(parts)
        past = panel(list(table[:, :48]), MONTHS)
        told = outlook(learn(past, 4, methods=METHODS[1:2]), CROSSED, level, draws=300)
        low, high = np.quantile(CROSSED.up(told.bottom), (0.1, 0.9), axis=2)
        within += ((table[:, 48:] >= low) & (table[:, 48:] <= high)).mean(axis=1) / groups
        plain += (np.abs(table[:, 48:] - told.points) <= EDGE * told.plain).mean(axis=1) / groups
    for one in range(4):
        assert 0.72 < within[level == one].mean() < 0.9
        assert 0.72 < plain[level == one].mean() < 0.88  # what the method took from the points is allowed for


def test_a_method_that_took_more_numbers_is_less_sure_the_fewer_the_points():
    flat = replace(learn(panel(FOUR, MONTHS), 3), past=[])
    only = Hierarchy(np.eye(4), np.arange(4))

    def deviations(spent, points):
        errors = np.where(np.arange(40) >= 40 - points, np.tile([1.0, -1.0], 20), np.nan)
        now = replace(flat.now, errors=np.tile(errors, (4, 1)), spent=np.full(4, spent))
        told = outlook(replace(flat, now=now), only, np.zeros(4, int), draws=10)
        return told.plain[:, 0] / flat.now.widening[:, 0]

    assert deviations(0, 20) == pytest.approx(1.0)
    assert deviations(4, 20) == pytest.approx((24 / 16) ** 0.5)
    assert deviations(4, 40) == pytest.approx((44 / 36) ** 0.5)
    assert np.isfinite(deviations(30, 10)).all()


def test_several_hierarchies_learned_at_once_tell_of_their_own():
    first, second = TREE.up(np.array(FOUR)), TREE.up(np.array(FOUR) * 2)
    learned = learn(panel([*first, *second], MONTHS), 3)
    told = outlook(learned, TREE, LEVEL, rows=np.arange(7, 14), draws=200)
    assert told.points[0] == pytest.approx(
        2 * outlook(learned, TREE, LEVEL, rows=np.arange(7), draws=200).points[0]
    )


def test_the_naive_is_chosen_where_nothing_but_the_round_repeats():
    random = np.random.default_rng(4)
    rounds = np.tile(random.uniform(10, 200, MONTHS), 6)
    given = panel([rounds + random.normal(0, 0.01, 72) for _ in range(20)], MONTHS)
    origins = rolling(given, METHODS, 3, (3, 6, 9))
    choice = choose(origins, usual_error(given.aligned(), MONTHS), len(METHODS), shrink=50, otherwise=3)
    assert choice.scores.shape == (len(METHODS), 20)
    assert choice.errors.tolist() == [9] * 20
    assert choice.pooled[0] < 1.5


def test_without_a_past_forecast_the_usual_method_is_taken():
    choice = choose([], np.ones(3), len(METHODS), shrink=50, otherwise=3)
    assert choice.method.tolist() == [3, 3, 3]
    assert np.isnan(choice.pooled).all()


def test_origins_use_nothing_later():
    changed = [monthly(48), monthly(48)]
    changed[1][-6:] = 10_000
    for one in rolling(panel(changed, MONTHS), (NAIVE,), 3, (6,)):
        clean = NAIVE.fit(panel([monthly(48)[:42]], MONTHS)).ahead(3)
        np.testing.assert_array_equal(one.points[0][1], clean[0])


def test_earlier_moments_leave_enough_to_learn_from():
    assert backs(30, 4, 12, 3, 2) == [4, 6, 8]
    assert backs(14, 4, 12, 8, 1) == [1, 2]
    assert backs(12, 4, 12, 8, 1) == []


def test_measures_are_those_of_the_comparisons():
    assert smape(np.array([100.0]), np.array([50.0])) == pytest.approx(200 * 50 / 150)
    # A point forecast: each level's loss averages to half the distance, twice that is the distance.
    told = np.repeat(np.array([[[8.0]]]), 99, axis=2)
    assert scaled_crps(np.array([[10.0]]), told) == pytest.approx(0.2)
    assert coverage(np.array([1.0, 5.0]), np.array([0.0, 0.0]), np.array([2.0, 2.0])) == 0.5
    assert len(LEVELS) == 99
