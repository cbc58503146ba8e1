"""The parts of the simulation against counts by hand, textbooks' estimates, and truths put into made data."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from tandem.science.landing.arrivals import expect
from tandem.science.landing.calendar import places, quarter_of, week_ends
from tandem.science.landing.given import Ask, Staff
from tandem.science.landing.hazards import at_all, fit, incidence
from tandem.science.landing.legs import _skill
from tandem.science.landing.lives import LOST, ON, WON, lives_of, stays_of
from tandem.science.landing.looking_back import mixed
from tandem.science.landing.present import Ramp, employed, fit_ramp
from tandem.science.landing.season import factors
from tandem.science.landing.seen import see
from tandem.science.landing.shrink import shrink
from tandem.science.landing.simulate import known, land
from tandem.science.landing.slips import dates_on, said
from tandem.science.landing.tests.made import NOW, deals, rows, staff, staged
from tandem.science.landing.worth import fit_worth


def test_places_of_a_day_count_from_the_fiscal_year():
    day = np.array([date(2026, 11, 25).toordinal()])
    assert places(day)[:, 0].tolist() == [1, 2, 10]  # second month of the quarter, a Wednesday, November
    assert places(day, 2)[0, 0] == 0 and places(day, 3)[0, 0] == 2
    edge = np.array([date(2026, 3, 31).toordinal(), date(2026, 4, 1).toordinal()])
    assert np.diff(quarter_of(edge)).tolist() == [1] and np.diff(quarter_of(edge, 2)).tolist() == [0]


def test_weeks_end_on_sundays_and_with_the_period():
    wednesday = date(2026, 11, 25).toordinal()
    assert [end - wednesday for end in week_ends(wednesday, wednesday + 13)] == [4, 11, 13]
    assert week_ends(wednesday, wednesday).tolist() == [wednesday]
    assert week_ends(wednesday, wednesday - 1).tolist() == []


def test_lives_are_counted_by_day_and_age():
    two = deals(1, 2)
    born = NOW - 10
    two = replace(
        two, opened=np.array([born, born + 2]), closed=np.array([born + 3, 0]), won=np.array([True, False])
    )
    lives = lives_of(*stays_of(two), NOW)
    assert lives.day == born and lives.there[0].sum(axis=1).tolist() == [1, 1, 2, 2, 1, 1, 1, 1, 1, 1, 1]
    assert lives.there[0, 3, 3] == lives.there[0, 3, 1] == 1
    assert lives.exits[WON, 0, 3, 3] == lives.exits.sum() == 1


def test_lives_in_stages_move_on():
    lives = lives_of(*stays_of(known(staged(deals()), NOW)[0]), NOW)
    assert lives.exits[ON].sum() == lives.moves.sum() > 0
    assert lives.moves[0, 1] > 0 == lives.moves[1, 0] and lives.exits[LOST, 2].sum() > 0


def test_stages_that_nobody_was_seen_to_pass_are_not_told_apart():
    told = known(staged(deals()), NOW)[0]
    assert stays_of(told)[1] == 3
    row, stage, day = told.history
    ended = told.closed[row] > 0
    only_last = ~ended | (stage == told.stage[row])
    ends_alone = replace(told, history=(row[only_last], stage[only_last], day[only_last]))
    stays, stages = stays_of(ends_alone)
    assert stages == 1 and np.array_equal(stays.since, told.opened)
    few = np.flatnonzero(told.closed > 0)
    passed = only_last | np.isin(row, few[: len(few) // 2])
    some = replace(told, history=(row[passed], stage[passed], day[passed]))
    assert stays_of(some)[1] == 3


def test_a_deal_that_came_with_an_import_is_no_sign_of_how_many_come():
    told = known(deals(), NOW)[0]
    people = staff()
    arrived = np.arange(len(told.officer)) % 2 == 0
    half = see(replace(told, arrived=arrived), people, NOW, NOW, 1)
    assert half.opened.sum() == see(rows(told, arrived), people, NOW, NOW, 1).opened.sum() > 0
    again = known(replace(told, arrived=arrived), NOW - 100)[0]
    assert again.arrived is not None and len(again.arrived) == len(again.officer)


@pytest.mark.parametrize("stages", [False, True])
def test_the_chance_of_a_new_deal_is_that_of_kaplan_and_meiers_incidence(stages):
    """Aalen and Johansen's cumulative incidence by hand, on data without season, beside the model's."""
    made = deals(count=30_000, days=1300, as_of=NOW + 300)
    cut, _ = known(staged(made) if stages else made, NOW)
    found = incidence(
        fit(lives_of(*stays_of(cut), NOW), NOW, 1), NOW, np.array([NOW + 30, NOW + 60, NOW + 120]), NOW + 1
    )
    age = np.where(cut.closed > 0, cut.closed, NOW) - cut.opened
    there, still, won = len(age), 1.0, [0.0]
    for day in range(120):
        leaves = (age == day) & (cut.closed > 0)
        won.append(won[-1] + still * (leaves & cut.won).sum() / there)
        still *= 1 - leaves.sum() / there
        there -= int((age == day).sum())
    for week, days in enumerate((30, 60, 120)):
        assert found.new[0, week] == pytest.approx(won[days], abs=0.03)
    assert found.new[0, 3] == pytest.approx(0.4, abs=0.02)
    assert (np.diff(found.new, axis=1) >= 0).all() and (np.diff(found.open, axis=2) >= -1e-12).all()


@pytest.mark.parametrize("stages", [False, True])
def test_the_chance_to_be_won_at_all_is_where_the_recursion_ends(stages):
    made = deals(count=20_000, days=900)
    cut, _ = known(staged(made) if stages else made, NOW)
    hazards = fit(lives_of(*stays_of(cut), NOW), NOW, 1)
    still = replace(hazards, seasons=tuple([np.ones(3), np.ones(7), np.ones(12)] for _ in range(3)))
    found = incidence(still, NOW, np.array([NOW + 91]), NOW + 1)
    young = slice(0, 60)  # of the oldest the recursion leaves some open after its last day
    assert at_all(still)[:, young] == pytest.approx(found.open[:, young, -1], abs=0.005)


def test_old_deals_fade():
    made = deals(count=20_000, days=900, stay=30.0)
    # One in ten is never closed: such deals pile up, and hardly any old one is ever won.
    never = np.arange(20_000) % 10 == 0
    made = replace(made, closed=np.where(never, 0, made.closed), won=made.won & ~never)
    found = incidence(fit(lives_of(*stays_of(made), NOW), NOW, 1), NOW, np.array([NOW + 91]), NOW + 1)
    assert found.open[0, 10, 0] > 0.25 and found.open[0, 199, 0] < 0.02


def test_factors_find_a_season_and_leave_none_alone():
    days = np.arange(NOW - 900, NOW)
    month = places(days)[0]
    events = np.where(month == 2, 30.0, 15.0)
    found = factors(int(days[0]), events, np.full(900, 20.0), 1)
    assert found[0][2] / found[0][0] == pytest.approx(2.0, rel=0.02)
    flat = factors(int(days[0]), np.full(900, 20.0), np.full(900, 20.0), 1)
    assert all(factor == pytest.approx(np.ones(len(factor)), abs=0.02) for factor in flat)


def test_people_are_drawn_toward_their_team_by_how_little_they_showed():
    team = np.array([0, 0, 0, 0])
    rates = shrink(np.array([2.0, 20.0, 200.0, 0.0]), np.array([1.0, 10.0, 100.0, 0.0]), team, 1).rate
    rest = rates[3]
    assert rest < rates[0] < rates[1] < rates[2] or np.allclose(rates, rest, rtol=0.1)
    spread = shrink(np.array([300.0, 100.0]), np.array([200.0, 200.0]), np.array([0, 0]), 1)
    assert spread.rate[0] == pytest.approx(1.5, rel=0.08) and spread.rate[1] == pytest.approx(0.5, rel=0.15)
    assert (spread.doubt < 0.15).all()


@pytest.mark.parametrize("rate, decided", [(0.3, 60), (0.63, 30)])
def test_win_rates_are_drawn_halfway_and_no_further(rate, decided):
    """The slope of what is true on what is told: 1 were drawn fully, much over 1 too far, near 0 hardly at all."""
    rng, people, slopes = np.random.default_rng(3), 200, []
    officer, team = np.repeat(np.arange(people), decided), np.zeros(people, dtype=int)
    for _ in range(10):
        truth = rng.normal(0, 0.15, people)
        won = rng.random(len(officer)) < (rate * np.exp(truth)).clip(0, 0.98)[officer]
        made = SimpleNamespace(officer=officer, won=won, closed=np.ones(len(officer), dtype=int))
        staff = SimpleNamespace(team=team, parent=np.zeros(1))
        told = np.log(_skill(SimpleNamespace(deals=made, staff=staff), NOW)[0])  # type: ignore[arg-type]
        slopes.append(np.polyfit(told, truth, 1)[0])
    assert 0.5 < np.mean(slopes) < 1


def test_levels_follow_the_present_and_stay_zero_for_who_is_gone():
    rng = np.random.default_rng(4)
    events = rng.poisson(np.array([0.6, 0.3, 0.3])[:, None], (3, 400)).astype(np.float32)
    there = np.ones((3, 490), np.float32)
    there[2, 400:] = 0
    found = expect(
        events, there, Staff(np.zeros(3, int), np.array([-1]), *np.zeros((2, 3), int)), NOW - 400, 1
    )
    assert found.ahead.sum(axis=1)[:2] == pytest.approx([54, 27], rel=0.15) and found.ahead[2].sum() == 0


def test_growth_is_carried_on_when_there_is_enough_to_tell():
    days = np.arange(900)
    events = (8 * np.exp(0.15 * days / 365.25))[None, :].astype(np.float32)
    one = Staff(np.zeros(1, int), np.array([-1]), np.zeros(1, int), np.zeros(1, int))
    ahead = expect(events, np.ones((1, 990), np.float32), one, NOW - 900, 1).ahead.sum()
    truth = 8 * np.exp(0.15 * np.arange(900, 990) / 365.25).sum()
    assert ahead == pytest.approx(truth, rel=0.04)


def test_growth_is_not_taken_for_a_season_or_for_talent():
    """Half of the people came when three years were half over; all open more by 12% a year."""
    days = np.arange(1100)
    events = np.tile(4 * np.exp(0.12 * days / 365.25), (4, 1)).astype(np.float32)
    there = np.ones((4, 1190), np.float32)
    there[2:, :550] = 0
    crew = Staff(np.zeros(4, int), np.array([-1]), np.zeros(4, int), np.zeros(4, int))
    ahead = expect(events * there[:, :1100], there, crew, NOW - 1100, 1).ahead.sum(axis=1)
    truth = 4 * np.exp(0.12 * np.arange(1100, 1190) / 365.25).sum()
    assert ahead == pytest.approx(np.full(4, truth), rel=0.015)


def test_the_ramp_is_found_where_newcomers_show_it_and_is_the_prior_else():
    rng = np.random.default_rng(8)
    people, days = 40, 700
    since = NOW - 700 + rng.integers(20, 400, people)
    months = (NOW - 700 + np.arange(days) - since[:, None]) / (365.25 / 12)
    true = Ramp(0.15, 5.0)
    rate = np.where(months >= 0, 0.5 * true.at(months), 0)
    crew = Staff(np.zeros(people, int), np.array([-1]), since, np.zeros(people, int))
    found = fit_ramp(crew, rng.poisson(rate).astype(np.float32), NOW - 700)
    at = np.array([1.0, 4.0, 8.0])
    assert found.at(at) == pytest.approx(true.at(at), abs=0.12)
    old = Staff(np.zeros(2, int), np.array([-1]), np.zeros(2, int), np.zeros(2, int))
    assert fit_ramp(old, np.ones((2, days), np.float32), NOW - 700) == Ramp()


def test_who_is_away_is_not_there():
    away = (np.array([1]), np.array([NOW + 2]), np.array([NOW + 3]))
    crew = Staff(np.zeros(2, int), np.array([-1]), np.array([NOW + 1, 0]), np.array([NOW + 2, 0]), away)
    assert employed(crew, NOW + np.arange(5)).tolist() == [[0, 1, 1, 0, 0], [1, 1, 0, 0, 1]]


def test_sizes_of_deals_come_from_everybody_and_their_level_from_the_person():
    made = deals(2, 4000)
    value = np.where(made.officer == 1, 2.0, 1.0) * made.value
    amounts = fit_worth(replace(made, value=value), staff(2, 1), NOW)
    assert amounts.scale[1] / amounts.scale[0] == pytest.approx(2.0, rel=0.12)
    assert amounts.pool.mean() == pytest.approx(1) and amounts.pool.max() > 3 and (amounts.doubt < 0.1).all()


def test_both_legs_are_mixed_for_the_whole_and_among_people():
    by_deals, by_weeks = np.array([30.0, 10.0]), np.array([10.0, 20.0])
    assert mixed(by_deals, by_weeks, 0, 0).tolist() == [30, 10]
    assert mixed(by_deals, by_weeks, 1, 0) == pytest.approx([22.5, 7.5])
    assert mixed(by_deals, by_weeks, 0, 1) == pytest.approx([40 / 3, 80 / 3])


def test_dates_are_known_as_they_stood_and_their_pushes_counted():
    three = deals(1, 3)
    row, at = np.array([0, 0, 1, 0]), np.array([NOW - 9, NOW - 4, NOW - 5, NOW + 3])
    dated = replace(three, dates=(row, at, np.array([NOW, NOW + 30, NOW + 9, NOW + 90])))
    assert [told.tolist() for told in dates_on(dated, NOW - 5)] == [[NOW, NOW + 9, 0], [0, 0, 0]]
    assert [told.tolist() for told in dates_on(dated, NOW)] == [[NOW + 30, NOW + 9, 0], [1, 0, 0]]
    told = said(dated, np.arange(3), NOW, NOW + 1, NOW + 20)
    assert told.tolist() == [[0, 1, 0, 1], [1, 0, 0, 0], [0, 0, 0, 0]]


@pytest.mark.parametrize("honest", [True, False])
def test_dates_count_as_far_as_they_were_true(honest):
    """Dates near the true end make the chances of deals differ; dates made up leave them where they were."""
    rng = np.random.default_rng(6)
    made = deals(6, 6000, days=900, as_of=NOW + 200)
    end = np.where(made.closed > 0, made.closed, made.opened + 40)
    expected = end + rng.integers(-10, 11, 6000) if honest else made.opened + rng.integers(5, 90, 6000)
    dated = replace(made, dates=(np.arange(6000), made.opened, expected))
    ask = Ask(NOW, NOW + 1, NOW + 30, draws=64)
    plain, told = land(made, staff(), ask), land(dated, staff(), ask)
    rows = plain.deals
    won = made.won[rows] & (made.closed[rows] <= NOW + 30)
    scores = [((each.in_period - won) ** 2).mean() for each in (plain, told)]
    if honest:
        assert scores[1] < 0.9 * scores[0]
    else:
        assert scores[1] == pytest.approx(scores[0], rel=0.05)
