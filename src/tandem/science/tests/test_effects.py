"""Differences and their chance, against published answers, statsmodels and SciPy."""

import csv
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import betabinom, chi2_contingency
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportions_ztest

from conftest import DATA
from tandem.science.effects.comparisons import benjamini_hochberg, holm
from tandem.science.effects.homogeneity import homogeneity
from tandem.science.effects.ranks import against_the_others, places
from tandem.science.effects.shrinkage import shrink
from tandem.science.effects.verdict import judge

COUNTS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=2, max_size=12)
# Efron and Morris 1975, Table 1: hits in the first 45 at bats of 18 players in 1970, and their rate in the rest.
BATTERS = [18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7]
LATER = [
    *(0.346, 0.298, 0.276, 0.222, 0.273, 0.270, 0.263, 0.210, 0.269),
    *(0.230, 0.264, 0.256, 0.303, 0.264, 0.226, 0.286, 0.316, 0.200),
]


def test_holm_and_benjamini_hochberg_adjust_as_published():
    # Benjamini and Hochberg 1995, section 4.1: 15 hypotheses; their procedure finds four at 0.05, Bonferroni three.
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    p += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.000]
    assert (benjamini_hochberg(np.array(p)) <= 0.05).sum() == 4
    assert (holm(np.array(p)) <= 0.05).sum() == 3


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusted_p_values_are_those_of_statsmodels(p):
    with mock.patch("gc.collect"):  # statsmodels collects on every call, which takes longer than all the rest
        oracle = multipletests(p, method="holm")[1]
    assert holm(np.array(p)) == pytest.approx(oracle, abs=1e-12)
    assert benjamini_hochberg(np.array(p)) == pytest.approx(multipletests(p, method="fdr_bh")[1], abs=1e-12)


def test_homogeneity_is_the_chi_square_of_the_table():
    hits, n = np.array([30, 45, 28, 51]), np.array([80, 90, 70, 85])
    found = homogeneity(hits, n)
    oracle = chi2_contingency(np.array([hits, n - hits]), correction=False)
    assert found.statistic == pytest.approx(oracle.statistic)
    assert found.p == pytest.approx(oracle.pvalue)
    assert (found.freedom, found.method) == (3, "chi_square")


def test_small_counts_are_tested_by_permutation_close_to_fishers_exact_test():
    # The lady tasting tea, Fisher 1935: 3 of 4 right both ways, p = 0.486.
    found = homogeneity(np.array([3, 1]), np.array([4, 4]))
    assert found.method == "permutation"
    assert found.p == pytest.approx(0.486, abs=0.03)
    assert homogeneity(np.array([3, 1]), np.array([4, 4])) == found


def test_one_person_or_one_outcome_is_no_difference():
    assert homogeneity(np.array([3, 0]), np.array([9, 0])).p == 1
    assert homogeneity(np.array([5, 8]), np.array([5, 8])).p == 1


def test_shrinking_batters_comes_closer_to_the_rest_of_the_season():
    hits, n = np.array(BATTERS), np.full(18, 45)
    found = shrink(hits, n)
    own = np.sum((hits / n - np.array(LATER)) ** 2)
    shrunk = np.sum((found.rate - np.array(LATER)) ** 2)
    assert own / shrunk > 3  # Efron and Morris: 3.5 with the James-Stein rule
    assert found.toward[0] == pytest.approx(0.265, abs=0.002)
    mean = found.toward[0]
    likely = {
        s: betabinom.logpmf(hits, n, mean * s, (1 - mean) * s).sum() for s in np.geomspace(5, 5000, 2000)
    }
    assert found.precision == pytest.approx(max(likely, key=likely.get), rel=0.01)


def test_people_who_really_differ_keep_their_own_rate():
    rng = np.random.default_rng(5)
    true = rng.beta(6, 6, 40)
    n = np.full(40, 300)
    found = shrink(rng.binomial(n, true), n)
    assert found.precision == pytest.approx(12, rel=0.4)
    assert found.weight.min() > 0.9
    covered = np.mean((found.low <= true) & (true <= found.high))
    assert 0.85 <= covered <= 1


def test_people_who_do_not_differ_get_the_rate_of_all():
    n = np.full(30, 50)
    hits = np.resize([25, 24, 26], 30)
    found = shrink(hits, n)
    assert found.precision == np.inf
    assert np.ptp(found.rate) < 1e-4
    assert found.rate[0] == pytest.approx(0.5, abs=1e-3)


def test_a_team_pulls_its_own_people_to_its_own_rate():
    hits, n = np.array([60, 62, 58, 20, 22, 1]), np.array([100, 100, 100, 100, 100, 2])
    found = shrink(hits, n, np.array([0, 0, 0, 1, 1, 1]))
    assert found.rate[5] < 0.35
    assert found.toward[5] == pytest.approx(0.22, abs=0.03)
    assert found.rate[0] > 0.55


@given(COUNTS)
def test_shrunk_rates_lie_between_the_own_rate_and_the_teams(counts):
    hits = np.array([h for h, _ in counts])
    n = hits + np.array([m for _, m in counts])
    found = shrink(hits, n)
    there = n > 0
    own = hits[there] / n[there]
    low, high = np.minimum(own, found.toward[there]), np.maximum(own, found.toward[there])
    assert (found.rate[there] >= low - 1e-9).all()
    assert (found.rate[there] <= high + 1e-9).all()
    assert (found.low <= found.rate + 1e-9).all()
    assert (found.high >= found.rate - 1e-9).all()


def test_each_against_the_others_is_the_z_test_of_two_proportions():
    hits, n = np.array([60, 48, 52, 30]), np.array([100, 100, 100, 100])
    oracle = [proportions_ztest([hits[i], hits.sum() - hits[i]], [n[i], n.sum() - n[i]])[1] for i in range(4)]
    assert against_the_others(hits, n) == pytest.approx(multipletests(oracle, method="holm")[1])


def test_places_are_a_tie_until_a_pair_differs_for_sure():
    assert places(np.array([5, 6, 4]), np.array([10, 10, 10])).tie
    found = places(np.array([90, 50, 48]), np.array([100, 100, 100]))
    assert found.best.tolist() == [1, 2, 2]
    assert found.worst.tolist() == [1, 3, 3]


def test_a_verdict_names_only_who_stands_out():
    found = judge(np.array([90, 50, 48, 51, 20]), np.full(5, 100))
    assert (found.tie, found.above, found.below) == (False, (0,), (4,))
    even = judge(np.array([52, 50, 48, 51, 49]), np.full(5, 100))
    assert (even.tie, even.above, even.below) == (True, (), ())


def test_luck_alone_is_called_a_difference_in_one_of_twenty_teams():
    rng = np.random.default_rng(11)
    n = np.full(12, 80)
    found = [homogeneity(rng.binomial(n, 0.4), n).p < 0.05 for _ in range(1000)]
    assert 0.03 < np.mean(found) < 0.07


@pytest.mark.data
def test_no_officer_of_the_maven_data_stands_out():
    with (DATA / "maven-crm" / "sales_pipeline.csv").open(newline="", encoding="utf-8") as file:
        closed = [row for row in csv.DictReader(file) if row["deal_stage"] in ("Won", "Lost")]
    people = sorted({row["sales_agent"] for row in closed})
    hits = np.array(
        [sum(r["sales_agent"] == who and r["deal_stage"] == "Won" for r in closed) for who in people]
    )
    n = np.array([sum(row["sales_agent"] == who for row in closed) for who in people])
    found = judge(hits, n)
    assert len(people) == 30
    assert found.test.p == pytest.approx(0.26, abs=0.005)
    assert found.tie
    assert found.places.tie
    assert np.ptp(found.shrunk.rate) < 0.04 < np.ptp(hits / n)
