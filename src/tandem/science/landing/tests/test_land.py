"""Landings are coherent, repeatable, honest about the cutoff, and near the truth of a simple world."""

from dataclasses import fields, replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from tandem.science.draws import chance
from tandem.science.landing import simulate
from tandem.science.landing.given import Ask, Landing, Staff
from tandem.science.landing.legs import legs
from tandem.science.landing.seen import see
from tandem.science.landing.simulate import known, land
from tandem.science.landing.tests.made import NOW, deals, rows, staff, staged

ASK = Ask(as_of=NOW, start=NOW - 30, end=NOW + 60, draws=400, seed=3)


def same(one: Landing, other: Landing) -> bool:
    """Equal to the last bit."""
    return all(
        np.array_equal(np.asarray(getattr(one, f.name)), np.asarray(getattr(other, f.name)))
        for f in fields(Landing)
    )


def members(people: Staff, team: int) -> np.ndarray:
    """Everybody in a team and below it."""
    inside = {team}
    for child, parent in enumerate(people.parent.tolist()):
        if parent in inside:
            inside.add(child)
    return np.isin(people.team, list(inside))


@given(
    people=st.integers(1, 9),
    teams=st.integers(1, 3),
    count=st.integers(0, 200),
    start=st.integers(-40, 40),
    length=st.integers(0, 120),
    stages=st.booleans(),
    seed=st.integers(0, 99),
)
@tries(max_examples=20)
def test_teams_are_sums_of_the_same_draws(people, teams, count, start, length, stages, seed):
    given_deals = deals(people, count, seed=seed)
    given_deals = staged(given_deals) if stages and count else given_deals
    given_staff = staff(people, teams)
    told = land(given_deals, given_staff, Ask(NOW, NOW + start, NOW + start + length, draws=64, seed=seed))
    assert told.people.shape == (people, 64) and told.people.dtype == np.float32
    for team in range(teams + 1):
        whole = told.people[members(given_staff, team)].sum(axis=0, dtype=float)
        assert told.teams[team] == pytest.approx(whole, rel=1e-5, abs=1e-3)
    assert np.isfinite(told.people).all() and (told.people >= told.booked[:, None] * (1 - 1e-6)).all()
    assert (np.diff(told.people_fan, axis=2) >= 0).all() and (np.diff(told.people_fan, axis=1) >= -1e-2).all()
    assert told.weeks[-1] == NOW + start + length and (np.diff(told.weeks) > 0).all()
    assert told.people_fan[:, -1, 2] == pytest.approx(np.median(told.people, axis=1), rel=1e-4, abs=1e-2)
    assert (np.sort(told.deals) == np.flatnonzero(given_deals.closed == 0)).all()
    assert ((told.in_period >= 0) & (told.in_period <= told.ever + 1e-9) & (told.ever <= 1)).all()
    assert len(told.thin) == people and len(told.thin_teams) == teams + 1


def test_the_packed_wins_are_what_the_draws_are_made_of():
    given_deals = deals()
    # Nobody opens anything anymore, so that only open deals bring something.
    gone = replace(staff(), until=np.full(6, NOW))
    told = land(given_deals, gone, ASK)
    won = np.unpackbits(told.wins, axis=1, count=ASK.draws)
    for person in range(6):
        mine = given_deals.officer[told.deals] == person
        brought = (told.worth[mine, None] * won[mine]).sum(axis=0)
        assert told.people[person] == pytest.approx(told.booked[person] + brought, rel=1e-5)
    assert told.coming == pytest.approx(np.zeros(6))
    assert won.mean(axis=1) == pytest.approx(told.in_period, abs=0.11)
    assert won.mean() == pytest.approx(told.in_period.mean(), abs=0.02)


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others():
    assert same(land(deals(), staff(), ASK), land(deals(), staff(), ASK))
    assert not same(land(deals(), staff(), ASK), land(deals(), staff(), replace(ASK, seed=4)))


def test_chunks_change_nothing(monkeypatch):
    told = land(deals(), staff(), ASK)
    monkeypatch.setattr(simulate, "CHUNK", 1)
    assert same(land(deals(), staff(), ASK), told)


def test_the_order_of_work_changes_nothing():
    def backward(work, units):
        units = list(units)
        return [work(unit) for unit in reversed(units)][::-1]

    assert same(land(deals(), staff(), ASK, fan_out=backward), land(deals(), staff(), ASK))


@given(st.integers(0, 30), st.booleans())
@tries(max_examples=10)
def test_nothing_after_the_cutoff_changes_anything(seed, stages):
    later = deals(seed=seed, as_of=NOW + 90, days=590)
    later = staged(later) if stages else later
    cut = Ask(NOW, NOW - 30, NOW + 60, draws=64)
    born = later.opened <= NOW
    kept = rows(later, born)
    row, stage, day = kept.history
    before = day <= NOW if len(row) else np.zeros(0, bool)
    honest = replace(
        kept,
        closed=np.where(kept.closed <= NOW, kept.closed, 0),
        won=kept.won & (kept.closed <= NOW),
        history=(row[before], stage[before], day[before]) if len(row) else kept.history,
    )
    one, other = land(later, staff(), cut), land(honest, staff(), cut)
    assert np.array_equal(one.people, other.people) and np.array_equal(one.teams, other.teams)
    assert np.array_equal(np.flatnonzero(born)[other.deals], one.deals)
    assert np.array_equal(one.in_period, other.in_period) and np.array_equal(one.wins, other.wins)


@given(st.lists(st.floats(0, 2e6), min_size=2, max_size=6))
@tries(max_examples=20)
def test_a_higher_target_has_no_higher_chance(targets):
    told = land(deals(), staff(), replace(ASK, draws=128))
    chances = [chance(told.teams[0], target) for target in sorted(targets)]
    assert all(low >= high for low, high in pairwise(chances))


def test_nobody_and_nothing():
    nobody = land(deals(count=0), staff(0, 1), ASK)
    assert nobody.people.shape == (0, 400) and not nobody.teams.any()
    nothing = land(deals(count=0), staff(), ASK)
    assert not nothing.people.any() and set(nothing.thin) == {"quarters"} == set(nothing.thin_teams)
    assert len(nothing.deals) == 0 and nothing.wins.shape == (0, 50)


def test_an_officer_without_deals_is_drawn_like_a_colleague_and_told_thin():
    given_deals = deals(5, 800)
    told = land(given_deals, staff(6), ASK)
    assert told.thin[5] == "quarters" and told.thin[0] == "" and told.thin_teams == ("", "", "")
    assert told.quarters[5] == told.outcomes[5] == 0 and told.people[5].mean() > 0


def test_ten_deals_are_enough_and_nine_are_not():
    rng = np.random.default_rng(0)
    given_deals = deals(3, 29, days=300, seed=5)
    ends = np.append(np.full(10, 1), np.append(np.full(9, 2), np.zeros(10, np.int64)))
    opened = np.where(np.arange(29) < 28, NOW - 290, NOW - 100)
    told = land(
        replace(given_deals, officer=ends, opened=opened, closed=opened + 20, won=rng.random(29) < 0.5),
        staff(3, 1),
        ASK,
    )
    assert told.thin[1:] == ("", "outcomes") and told.quarters.tolist() == [3, 3, 3]


def test_all_open_and_all_closed_histories_are_drawn():
    given_deals = deals()
    none = np.zeros(900, np.int64)
    unended = land(replace(given_deals, closed=none, won=none > 0), staff(), ASK)
    assert np.isfinite(unended.people).all() and len(unended.deals) == 900
    closed = np.where(given_deals.closed > 0, given_deals.closed, NOW)
    ended = land(replace(given_deals, closed=closed), staff(), ASK)
    assert len(ended.deals) == 0 and ended.people.mean() > 0 and not ended.existing.any()
    value = np.full(900, np.nan)
    assert np.isfinite(land(replace(given_deals, value=value), staff(), ASK).people).all()


def test_a_period_that_is_over_is_what_was_booked():
    given_deals = deals()
    told = land(given_deals, staff(), Ask(NOW, NOW - 90, NOW, draws=16))
    won = given_deals.won & (given_deals.closed >= NOW - 90)
    whole = given_deals.value[won].sum()
    assert told.teams[0] == pytest.approx(np.full(16, whole), rel=1e-4) and told.weeks.tolist() == [NOW]


def test_periods_follow_each_other():
    given_deals = deals()
    parts = [
        land(given_deals, staff(), Ask(NOW, NOW + a, NOW + b)).teams[0].mean()
        for a, b in ((1, 90), (91, 365))
    ]
    whole = land(given_deals, staff(), Ask(NOW, NOW + 1, NOW + 365)).teams[0].mean()
    assert sum(parts) == pytest.approx(whole, rel=0.05)


def test_counting_deals_come_in_whole_numbers():
    told = land(replace(deals(), value=np.ones(900)), staff(), ASK)
    assert (told.people == np.round(told.people)).all() and told.people.max() > 3


def test_who_is_away_brings_less_and_who_left_opens_nothing():
    away = (np.array([0]), np.array([NOW + 1]), np.array([NOW + 60]))
    told = land(deals(), replace(staff(), away=away), ASK)
    assert told.coming[0] == 0 < told.coming[1]
    assert land(deals(), staff(), ASK).coming[0] > 0


def test_a_lift_moves_the_chance_of_its_deal_up_and_that_of_the_others_down():
    flat = land(deals(), staff(), ASK)
    lift = np.arange(900) % 2.0
    raised = land(replace(deals(), lift=lift), staff(), ASK)
    some = lift[flat.deals] > 0
    assert (raised.in_period[some] > flat.in_period[some] + 0.02).all()
    assert (raised.in_period[~some] < flat.in_period[~some] - 0.02).all()


@pytest.mark.parametrize("stages", [False, True])
@pytest.mark.parametrize("days", [15, 30, 91])
def test_a_lift_says_whether_a_deal_is_won_and_nothing_of_when(stages, days):
    """Half of the deals are won six times in ten, the others twice; all take as long. Each gets what is its own."""
    count = 24_000
    made = deals(count=count, days=1100, as_of=NOW + 200, chance=1.0)
    good = np.arange(count) % 2 == 0
    rng = np.random.default_rng(8)
    won = made.won & (rng.random(count) < np.where(good, 0.6, 0.2))
    lift = np.where(good, 1, -1) * np.log(6) / 2  # 0.6 / 0.4 is six times 0.2 / 0.8
    made = replace(made, won=won, lift=lift)
    made = staged(made) if stages else made
    then, rows = known(made, NOW)
    seen = see(then, staff(), NOW, NOW + days, 1)
    found = legs(seen, NOW, NOW + 1, np.array([NOW + days]), ever=True)
    told = found.odds[:, 0] / (1 + found.odds[:, 0])
    came = won[rows[found.rows]] & (made.closed[rows[found.rows]] <= NOW + days)
    for half in (good, ~good):
        of = half[rows[found.rows]]
        assert told[of].sum() == pytest.approx(came[of].sum(), rel=0.1, abs=2 * came[of].sum() ** 0.5)


def test_who_sells_most_is_told_neither_too_low_nor_too_high():
    """The slope of what came on what was told, among people whose rates differ by a third: 1 where neither is so."""
    above, below = 0.0, 0.0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        rate, count = np.exp(rng.normal(0, 0.25, 24)), 24 * 120
        chance_of = np.clip(0.4 * np.exp(rng.normal(0, 0.2, 24)), 0.05, 0.9)
        officer = rng.choice(24, size=count, p=rate / rate.sum())
        made = deals(people=24, count=count, days=1100, seed=seed, chance=1.0, as_of=NOW + 200)
        won = made.won & (rng.random(count) < chance_of[officer])
        ask = Ask(NOW, NOW + 1, NOW + 91, draws=50)
        told = land(replace(made, officer=officer, won=won), staff(24, 4), ask).people.mean(axis=1)
        inside = (made.closed > NOW) & (made.closed <= NOW + 91)
        due = (made.value * chance_of[officer])[
            inside
        ]  # what wins and luck make of it would only blur the slope
        came = np.bincount(officer[inside], weights=due, minlength=24)
        beside = told / told.mean() - 1
        above, below = above + (beside * (came / came.mean() - 1)).sum(), below + (beside**2).sum()
    assert 0.85 < above / below < 1.1


@pytest.mark.parametrize("stages", [False, True])
def test_the_expected_result_is_near_the_truth_of_a_steady_world(stages):
    # Made up to 200 days later, so that what is open on the day moves on as all others do; cut off by `land`.
    given_deals = deals(count=24_445, days=1100, as_of=NOW + 200)
    told = land(staged(given_deals) if stages else given_deals, staff(), Ask(NOW, NOW + 1, NOW + 91))
    # 20,000 deals in 900 days, four in ten of them won, of a mean value of exp(9 + 0.6² / 2).
    truth = 20_000 / 900 * 91 * 0.4 * np.exp(9 + 0.18)
    assert told.teams[0].mean() == pytest.approx(truth, rel=0.07)
    assert told.existing.sum() + told.coming.sum() == pytest.approx(told.teams[0].mean(), rel=0.02)
