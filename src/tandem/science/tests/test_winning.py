"""Win chances: exact reasons, honest verdicts, leaks left out, answers from the first case."""

import json

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from conftest import DATA
from tandem.science.winning.additive import Additive, Levels
from tandem.science.winning.boosting import fit_boosting
from tandem.science.winning.fitting import fit
from tandem.science.winning.given import Cases, Columns
from tandem.science.winning.logistic import fit_logistic
from tandem.science.winning.scoring import auc, bins_of, calibration_error, record


def cases(n: int, effect: float = 1.2, seed: int = 1) -> Cases:
    """Cases in which a number and a word tell of the outcome, and another number does not."""
    chance = np.random.default_rng(seed)
    days, noise = chance.gamma(2, 10, n), chance.normal(size=n)
    days[::17] = np.nan
    kind = chance.choice(["new", "renewal", "odd"], n, p=[0.6, 0.35, 0.05])
    odds = -0.4 - effect * (np.nan_to_num(days, nan=20) - 20) / 14 + effect * (kind == "renewal")
    won = chance.random(n) < 1 / (1 + np.exp(-odds))
    return Cases(Columns({"days": days, "noise": noise}, {"kind": kind}), won, np.ones(n))


@pytest.mark.parametrize("make", [fit_logistic, fit_boosting])
def test_reasons_add_up_to_the_log_odds_and_survive_being_kept(make):
    given = cases(700)
    model = make(given)
    told = model.contributions(given.columns)
    assert np.allclose(sum(told.values()) + model.average, model.log_odds(given.columns))
    again = Additive.from_json(json.loads(json.dumps(model.as_json())))
    assert np.allclose(again.chances(given.columns), model.chances(given.columns))
    assert all(abs(float(np.average(one))) < 1e-6 for one in told.values())


@pytest.mark.parametrize("make", [fit_logistic, fit_boosting])
def test_reasons_add_up_to_the_chance_and_have_the_sign_of_their_log_odds(make):
    given = cases(700)
    model = make(given)
    shares, parts = model.shares(given.columns), model.contributions(given.columns)
    average = 1 / (1 + np.exp(-model.average))
    assert np.allclose(sum(shares.values()), model.chances(given.columns) - average)
    for name, told in shares.items():
        assert np.all(told * parts[name] >= 0)


def test_reasons_that_cancel_out_are_still_told():
    model = Additive(0.0, {"a": Levels({"x": 1.0}), "b": Levels({"y": -1.0})})
    shares = model.shares(Columns({}, {"a": np.array(["x"]), "b": np.array(["y"])}))
    assert float(shares["a"][0]) == pytest.approx(0.25)
    assert float(shares["b"][0]) == pytest.approx(-0.25)


def test_boosted_reasons_are_those_of_the_trees_themselves():
    given = cases(700)
    additive = fit_boosting(given)
    by_rank = auc(additive.chances(given.columns), given.won)
    assert by_rank > 0.7
    slow = given.columns.take(np.array([0]))
    quick = Columns({"days": np.array([1.0]), "noise": slow.numbers["noise"]}, slow.words)
    late = Columns({"days": np.array([80.0]), "noise": slow.numbers["noise"]}, slow.words)
    assert additive.chances(quick)[0] > additive.chances(late)[0] + 0.2


def test_logistic_agrees_with_an_oracle_without_words_or_gaps():
    given = cases(800)
    numbers = {
        "noise": given.columns.numbers["noise"],
        "days": np.nan_to_num(given.columns.numbers["days"], nan=20),
    }
    plain = Cases(Columns(numbers), given.won, given.weight)
    design = np.stack(
        [(v - np.clip(v, *np.quantile(v, (0.01, 0.99))).mean()) for v in numbers.values()], axis=1
    )
    oracle = LogisticRegression(C=1e6).fit(design, given.won).predict_proba(design)[:, 1]
    assert np.corrcoef(fit_logistic(plain).chances(plain.columns), oracle)[0, 1] > 0.995


def test_auc_agrees_with_an_oracle_ties_included():
    chance = np.random.default_rng(3)
    stated, won = np.round(chance.random(400), 1), chance.random(400) < 0.4
    assert auc(stated, won) == pytest.approx(roc_auc_score(won, stated))
    assert auc(stated, np.ones(400, bool)) == 0.5


def test_true_chances_err_no_more_than_the_noise_floor():
    chance = np.random.default_rng(4)
    stated = chance.random(20_000)
    error, floor = calibration_error(bins_of(stated, chance.random(20_000) < stated))
    assert error < 2 * floor < 0.02
    off, floor = calibration_error(bins_of(np.clip(stated + 0.2, 0, 1), chance.random(20_000) < stated))
    assert off > 5 * floor


def test_a_signal_is_found_and_judged_on_later_cases():
    model = fit(cases(900))
    assert model.kind == "logistic"
    assert model.record is not None
    assert model.record.count == 450
    assert model.record.tells
    assert model.ranks


def test_many_outcomes_let_boosting_try_too():
    assert set(fit(cases(1000)).tried) == {"logistic", "boosting"}


def test_no_signal_gives_the_base_rate_with_its_interval_and_no_ranking():
    given = cases(900, effect=0.0)
    model = fit(given)
    assert (model.kind, model.ranks) == ("base", False)
    assert model.rate.low < given.won.mean() < model.rate.high
    assert len(set(np.round(model.model.chances(given.columns), 9))) == 1


def test_the_first_cases_are_answered_by_the_prior_which_says_so():
    none = Cases(Columns({"days": np.zeros(0)}), np.zeros(0, bool), np.zeros(0))
    first = fit(none)
    assert (first.kind, first.base, first.rests_on_prior) == ("prior", 0.3, 1.0)
    ten = fit(cases(10).take(slice(0, 10)))
    assert ten.rests_on_prior == 0.5


def test_a_column_that_knows_the_outcome_is_left_out_and_named():
    given = cases(900)
    leak = np.where(given.won, 5.0, 0.0) + np.random.default_rng(5).normal(0, 0.1, 900)
    filled = np.where(given.won, 1.0, np.nan)
    reason = np.where(given.won, "", "too dear")
    columns = Columns(
        {**given.columns.numbers, "paid": leak, "signed": filled}, {**given.columns.words, "reason": reason}
    )
    model = fit(Cases(columns, given.won, given.weight))
    assert set(model.left_out) == {"paid", "signed", "reason"}
    assert "days" in model.model.parts
    assert "paid" not in model.model.parts


def test_calibration_is_used_only_where_it_helps():
    given = cases(900)
    model = fit(given)
    assert model.record is not None
    assert model.record.ece < 3 * model.record.floor


def test_the_record_compares_with_the_base_rate_known_before():
    won = np.array([True, False] * 50)
    told = record(np.where(won, 0.9, 0.1), np.full(100, 0.5), won)
    assert (told.brier, told.base, told.auc) == (pytest.approx(0.01), 0.25, 1.0)
    assert told.tells


@pytest.mark.data
def test_on_a_real_team_nothing_tells_won_from_lost():
    from bench.science.winning import maven_cases

    model = fit(maven_cases(DATA))
    assert not model.ranks
    assert model.record is not None
    assert model.record.auc < 0.55
    assert model.rate.value == pytest.approx(0.6315, abs=1e-4)
