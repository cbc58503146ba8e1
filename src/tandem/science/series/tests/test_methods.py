"""What every method must do, and what each must find."""

import numpy as np
import pytest
from statsmodels.tsa.forecasting.theta import ThetaModel
from statsmodels.tsa.holtwinters import ExponentialSmoothing as Oracle
from statsmodels.tsa.holtwinters import SimpleExpSmoothing

from tandem.science.series.mean import Mean
from tandem.science.series.outlook import METHODS
from tandem.science.series.panel import panel
from tandem.science.series.recursion import Form, State, smooth
from tandem.science.series.seasonal_naive import SeasonalNaive
from tandem.science.series.smoothing import FORMS, ExponentialSmoothing
from tandem.science.series.tests.made import MONTHS, monthly
from tandem.science.series.theta import Theta

NAN = float("nan")
each = pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)


@each
def test_a_constant_series_goes_on_as_it_is(method):
    ahead = method.fit(panel([np.full(40, 7.0)], MONTHS)).ahead(15)
    np.testing.assert_allclose(ahead, np.full((1, 15), 7.0), rtol=1e-6)


@each
@pytest.mark.parametrize("points", [1, 2, 3, 5, 13])
def test_a_short_series_has_an_answer(method, points):
    ahead = method.fit(panel([np.arange(1.0, points + 1)], MONTHS)).ahead(3)
    assert np.isfinite(ahead).all()


@each
def test_series_of_all_lengths_and_with_gaps_are_answered_together_as_alone(method):
    holes = monthly(60, seed=2)
    holes[[7, 31]] = NAN
    several = [monthly(96), holes, monthly(20, seed=3), np.array([4.0, 5.0])]
    together = method.fit(panel(several, MONTHS))
    assert together.errors.shape == (4, 96)
    assert together.widening(5).shape == (4, 5)
    for row, one in enumerate(several):
        alone = method.fit(panel([one], MONTHS))
        np.testing.assert_allclose(together.ahead(14)[row], alone.ahead(14)[0], rtol=1e-9)
        np.testing.assert_allclose(together.errors[row, -len(one) :], alone.errors[0], rtol=1e-9, atol=1e-9)


@each
def test_a_series_without_a_point_has_none_to_come(method):
    assert np.isnan(method.fit(panel([[], [1.0, 2.0]], 4)).ahead(2)[0]).all()


@each
def test_uncertainty_grows_with_the_distance(method):
    widening = method.fit(panel([monthly()], MONTHS)).widening(24)[0]
    assert widening[0] == 1
    assert (np.diff(widening) >= 0).all()


@each
def test_another_unit_changes_nothing_but_the_unit(method):
    fit = method.fit(panel([monthly(), monthly() * 1000], MONTHS)).ahead(6)
    np.testing.assert_allclose(fit[1], fit[0] * 1000, rtol=1e-6)


def test_the_naive_repeats_the_last_round_and_looks_further_back_for_a_missing_place():
    fitted = SeasonalNaive().fit(panel([[1, 2, 3, 4, 5, NAN, 7, 8]], 4))
    assert fitted.ahead(6).tolist() == [[5, 2, 7, 8, 5, 2]]
    np.testing.assert_array_equal(fitted.errors, [[NAN, NAN, NAN, NAN, 4, NAN, 4, 4]])


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_the_recursion_is_that_of_the_textbook(form):
    """With the same parameters and starting states, statsmodels tells the same points."""
    y = monthly(48)
    season = {"": None, "added": "add", "multiplied": "mul"}[form.season]
    parts = np.linspace(0.8, 1.2, 12) if form.season == "multiplied" else np.linspace(-5, 5, 12)
    initial = {"initial_level": 95.0}
    if form.trend:
        initial["initial_trend"] = 0.5
    if season:
        initial["initial_seasonal"] = parts
    oracle = Oracle(
        y,
        trend="add" if form.trend else None,
        damped_trend=form.trend,
        seasonal=season,
        seasonal_periods=12 if season else None,
        initialization_method="known",
        **initial,
    )
    gamma = {"smoothing_seasonal": 0.2} if season else {}
    trend = {"smoothing_trend": 0.25, "damping_trend": 0.9} if form.trend else {}
    fixed = oracle.fit(smoothing_level=0.4, optimized=False, **trend, **gamma)
    unit = [(0.4 - 1e-4) / 0.9998]
    unit += [0.1 / 0.4, (0.9 - 0.8) / 0.18] if form.trend else []
    unit += [0.2 / 0.6] if season else []
    placed = parts[:, None, None] if season else np.zeros((1, 1, 1))
    state = State(np.array([[95.0]]), np.array([[0.5 if form.trend else 0.0]]), placed)
    errors = np.full((1, 48), NAN)
    smooth(form, y[None], np.array([0]), state, np.array(unit)[None, None], errors)
    np.testing.assert_allclose(y - errors[0], fixed.fittedvalues, rtol=1e-6)


def test_simple_smoothing_finds_the_weight_that_fits_best():
    y = (
        np.cumsum(np.random.default_rng(5).normal(0, 1, 120))
        + np.random.default_rng(6).normal(0, 1, 120)
        + 50
    )
    fitted = ExponentialSmoothing(forms=(Form(False, ""),)).fit(panel([y], 1))
    level = float(y[:10].mean())
    oracle = SimpleExpSmoothing(y, initialization_method="known", initial_level=level).fit()
    assert fitted.alpha[0] == pytest.approx(oracle.params["smoothing_level"], abs=0.01)
    assert np.nansum(fitted.errors**2) <= oracle.sse * 1.0001
    assert fitted.ahead(1)[0, 0] == pytest.approx(oracle.forecast(1)[0], rel=1e-3)


def test_the_form_fits_the_series():
    random = np.random.default_rng(3)
    flat, seasonal = random.normal(100, 5, 96), monthly(120, noise=2.0)
    found = ExponentialSmoothing().fit(panel([flat, seasonal], MONTHS))
    assert FORMS[found.form[0]].season == ""
    assert FORMS[found.form[1]].season != ""
    assert abs(found.ahead(12)[1] - monthly(132, noise=0.0)[120:]).max() < 10


def test_no_factor_is_tried_where_a_point_is_not_above_zero():
    found = ExponentialSmoothing().fit(panel([np.tile([0.0, 5, 10, 3], 12)], 4))
    assert FORMS[found.form[0]].season == "added"
    np.testing.assert_allclose(found.ahead(4)[0], [0, 5, 10, 3], atol=1e-6)


def test_theta_is_near_to_that_of_statsmodels():
    """Both adjust by factors and halve the slope; they search for α in different ways."""
    y = monthly(96)
    oracle = ThetaModel(y, period=12, method="mul").fit(disp=False).forecast(12, theta=2)
    np.testing.assert_allclose(Theta().fit(panel([y], MONTHS)).ahead(12)[0], oracle, rtol=0.01)


def test_the_mean_is_the_mean():
    given = panel([monthly()], MONTHS)
    parts = (SeasonalNaive(), Theta())
    expected = np.mean([part.fit(given).ahead(3) for part in parts], axis=0)
    np.testing.assert_allclose(Mean(parts).fit(given).ahead(3), expected)
