"""How large shocks are, as far as earlier days tell, and what they make of the draws."""

from dataclasses import replace

import numpy as np
import pytest

from tandem.science.landing.looking_back import Look, learn, weigh
from tandem.science.landing.seen import see
from tandem.science.landing.shocks import Sizes, of_team, of_whole, stream
from tandem.science.landing.simulate import known
from tandem.science.landing.sizing import Misses, certain, longer, size
from tandem.science.landing.tests.made import NOW, deals, staff
from tandem.science.landing.unit import Unit, draw


def _misses(true: float, count: int, noise: float = 0.1) -> Misses:
    rng = np.random.default_rng(count)
    return Misses(rng.normal(0, np.hypot(true, noise), count), np.full(count, noise**2), np.ones(count))


def test_many_misses_tell_a_size_and_few_leave_it_open():
    for true in (0.1, 0.2):
        many = size(0.12, 5, _misses(true, 4000), 1.0).drawn(stream(1, 1), 4000) ** 0.5
        assert many.mean() == pytest.approx(true, rel=0.06) and many.std() < 0.08 * true
    few = size(0.12, 5, _misses(0.1, 6), 1.0).drawn(stream(1, 1), 4000) ** 0.5
    assert few.std() > 0.02 and (few > 0).all()
    none = size(0.12, 5, Misses(*np.zeros((3, 0))), 1.0)
    assert none.drawn(stream(1, 1), 4000).mean() == pytest.approx(none.mean, rel=0.05)


def test_a_size_left_open_makes_wider_tails_than_its_mean():
    spread = size(0.2, 5, Misses(*np.zeros((3, 0))), 1.0)
    shock = [np.sqrt(s.drawn(stream(1, 1), 40_000)) * stream(1, 2).normal(size=40_000)
             for s in (spread, certain(spread.mean**0.5))]  # fmt: skip
    assert shock[0].std() == pytest.approx(shock[1].std(), rel=0.05)
    assert np.quantile(shock[0], 0.995) > 1.1 * np.quantile(shock[1], 0.995)


def test_misses_that_overlap_count_for_less():
    misses = _misses(0.3, 40)
    assert size(0.1, 5, misses, 0.1).mean < size(0.1, 5, misses, 1.0).mean


def test_more_can_happen_in_a_quarter_than_in_four_weeks_and_in_a_year_than_in_a_quarter():
    assert longer(0.1, 91) == pytest.approx(0.1)
    assert longer(0.1, 0) ** 2 == pytest.approx(0.1**2 / 2)  # where the level stands today is a guess, too
    assert (longer(0.1, 28) / longer(0.1, 91)) ** 2 == pytest.approx((1 + 28 / 91) / 2)
    assert (longer(0.1, 364) / longer(0.1, 91)) ** 2 == pytest.approx((1 + 4**2) / 2)  # of growth, too


def test_looking_back_knows_only_who_was_there_and_away_by_then():
    away = (np.array([0, 1]), np.array([NOW - 50, NOW - 20]), np.array([NOW - 30, NOW - 10]))
    crew = replace(
        staff(4, 1), since=np.array([0, 0, NOW - 15, 0]), until=np.array([0, 0, 0, NOW - 5]), away=away
    )
    seen = see(known(deals(4), NOW)[0], crew, NOW, NOW + 10, 1)
    then = seen.known_on(NOW - 40)
    days = seen.days(NOW - 60, NOW)
    assert (then.full[0, days] == seen.full[0, days]).all() and not then.full[
        0, seen.days(NOW - 50, NOW - 30)
    ].any()
    assert (then.full[1, days] == 1).all() and not seen.full[1, seen.days(NOW - 20, NOW - 10)].any()
    assert not then.full[2].any() and seen.full[2, days][-1] > 0
    assert (then.full[3, days] == 1).all() and not seen.full[3, days][-1]
    assert seen.known_on(NOW) is seen


def test_a_newcomers_doubt_stays_when_others_are_told_well():
    def spread(person: float) -> float:
        one = Unit(
            people=np.array([0]), team=0, parent=np.array([-1]), booked=np.zeros(1), scale=np.ones(1),
            doubt=np.array([0.2]), fresh=np.array([0.4]), new=np.full((1, 1), 400.0), begin=np.array([0, 0]),
            odds=np.zeros((0, 2)), worth=np.zeros(0), unsure=np.zeros(0, bool), pool=np.ones(1),
            sizes=Sizes(certain(0.0), certain(0.0), certain(person)), seed=1, draws=4000,
        )  # fmt: skip
        return float(np.log(draw(one).people[0]).std())

    assert spread(0.0) == pytest.approx(np.hypot(0.4, 0.05), rel=0.05)
    assert spread(1.0) == pytest.approx(np.sqrt(0.4**2 + 0.2**2 + 0.05**2), rel=0.05)


def test_common_shocks_are_shared_along_the_tree():
    parent, sizes = np.array([-1, 0, 0]), Sizes(certain(0.1), certain(0.1))
    (one, variance), (other, _) = (of_team(5, team, parent, sizes, 20_000) for team in (1, 2))
    assert variance == pytest.approx(np.full(20_000, 0.02))
    assert np.corrcoef(one, other)[0, 1] == pytest.approx(0.5, abs=0.03)
    assert one.std() == pytest.approx(0.1 * 2**0.5, rel=0.03)
    assert np.array_equal(one, of_team(5, 1, parent, sizes, 20_000)[0])
    assert stream(1, 2, 3).random() != stream(1, 2, 4).random()


def test_what_teams_add_to_the_whole_is_what_is_drawn():
    parent = np.array([-1, 0, 0, 1, 1, 2])  # two areas with two teams and one
    share = np.array([0.1, 0.0, 0.1, 0.4, 0.1, 0.3])
    sizes = Sizes(certain(0.0), certain(0.2))
    whole = sum(part * of_team(3, team, parent, sizes, 40_000)[0] for team, part in enumerate(share))
    assert np.var(whole) == pytest.approx(0.2**2 * of_whole(share, parent), rel=0.03)
    assert of_whole(np.array([1.0, 0.0]), np.array([-1, 0])) == 0


def test_what_teams_missed_by_themselves_is_not_taken_for_a_shock_of_the_whole():
    """Teams that go up and down each by itself, by a lot, move the whole of few teams a little."""
    rng = np.random.default_rng(5)
    crew, each = staff(12, 4), np.full(12, 100.0)
    waves = np.exp(rng.normal(0, 0.3, (12, len(crew.parent))))[:, crew.team]
    looks = [
        Look(each, each, np.full(12, 10.0), np.full(12, 0.02), np.zeros(12), each * wave, np.ones(12, bool))
        for wave in waves
    ]
    learned = weigh(looks, 12.0, np.zeros(4), crew, 91)
    assert learned.sizes.team.mean**0.5 == pytest.approx(0.3, rel=0.35)
    came = np.array([look.came.sum() for look in looks]) / 1200
    assert learned.sizes.whole.mean < 0.5 * np.var(came)


def test_looking_back_finds_a_shock_of_the_whole():
    """In a made world all move together by a fifth from one two-month to the next; without that, hardly at all."""
    rng = np.random.default_rng(3)
    calm = deals(20, 20_000, days=1000, stay=10.0)
    wave = np.exp(rng.normal(0, 0.35, 40))[(NOW - calm.opened) // 60]
    stormy = replace(calm, won=calm.won & (rng.random(20_000) < np.minimum(wave, 1.6) / 1.6))
    sizes = [
        learn(see(known(world, NOW)[0], staff(20, 4), NOW, NOW + 60, 1), NOW + 1, NOW + 60).sizes.whole.mean
        for world in (calm, stormy)
    ]
    assert sizes[0] < 0.08**2 < sizes[1]


def test_draws_in_which_nothing_can_be_won_bring_nothing():
    one = Unit(
        people=np.array([0]), team=0, parent=np.array([-1]), booked=np.zeros(1), scale=np.ones(1),
        doubt=np.array([60.0]), fresh=np.zeros(1), new=np.zeros((1, 2)), begin=np.array([0, 1]),
        odds=np.array([[0.5, 1.0, 2.0]]),
        worth=np.array([100.0]), unsure=np.array([False]), pool=np.ones(1),
        sizes=Sizes(certain(0.1), certain(0.1), certain(1.0)), seed=1, draws=400,
    )  # fmt: skip
    assert not draw(one).people.any()  # and no warning


@pytest.mark.parametrize("draws", [400, 1000, 2000])
def test_shocks_leave_what_open_deals_bring_in_the_mean_where_it_was(draws):
    """Draws share their shock with hundreds of deals, so that only the mean over shocks can be off."""
    chance = np.random.default_rng(2).uniform(0.05, 0.95, 4000)
    odds = (chance / (1 - chance))[:, None].repeat(2, axis=1)
    one = Unit(
        people=np.array([0]), team=0, parent=np.array([-1]), booked=np.zeros(1), scale=np.ones(1),
        doubt=np.array([0.3]), fresh=np.array([0.2]), new=np.zeros((1, 1)), begin=np.array([0, 4000]), odds=odds,
        worth=np.ones(4000), unsure=np.zeros(4000, bool), pool=np.ones(1),
        sizes=Sizes(certain(0.1), certain(0.1), certain(1.0)), seed=1, draws=draws,
    )  # fmt: skip
    drawn = draw(one)
    assert drawn.chance[:, 0].sum() == pytest.approx(chance.sum(), rel=0.001)
    assert drawn.people.mean() == pytest.approx(chance.sum(), rel=0.002)


def test_what_was_missed_before_is_carried_on_in_small_part():
    each = np.full(12, 100.0)

    def level(missed: float, periods: int) -> float:
        look = Look(
            each, each, np.full(12, 10.0), np.full(12, 0.02), np.zeros(12), missed * each, np.ones(12, bool)
        )
        return weigh([look] * 12, periods, np.zeros(4), staff(12, 4), 91).level

    assert level(1.0, 9) == pytest.approx(1.0)
    assert 1.01 < level(1.2, 9) < 1.04 and level(1.2, 2) < level(1.2, 9)
    assert level(3.0, 9) == level(2.0, 9) < 1.05  # no matter how far it was off
