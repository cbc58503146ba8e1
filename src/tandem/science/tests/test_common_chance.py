"""One chance for all: exact sums, equal chances, bounds kept, what each bound costs."""

from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.science.breakdown import Infeasible, Node
from tandem.science.draws import chance
from tandem.science.targets.common import common_chance, solve
from tandem.science.targets.ladders import OfDraws
from tandem.science.targets.limits import Limit, OutOfReach, within_change, within_limits
from tandem.science.targets.portfolio import portfolio
from tandem.science.targets.prices import price_of_draws, prices, shares_at
from tandem.science.targets.quantiles import Quantiles

D = Decimal


def draws_of(people, count=2000, seed=0):
    rng = np.random.default_rng(seed)
    scale = np.exp(rng.normal(0, 0.6, people)) * 100_000
    return (rng.gamma(6, 1 / 6, (people, count)) * scale[:, None]).astype(np.float32)


def company(people=12, teams=3, over="0", **held):
    """An organization, teams and officers; `held` gives an officer's node more: officer5={"locked": D(1)}."""
    nodes = [Node("org", None)]
    nodes += [Node(f"team{i}", 0, over=D(over), **held.get(f"team{i}", {})) for i in range(teams)]
    nodes += [Node(f"officer{i:02}", 1 + i % teams, **held.get(f"officer{i}", {})) for i in range(people)]
    return nodes, [-1] * (1 + teams) + list(range(people))


def officers(result, teams=3):
    return np.array([float(figure) for figure in result.breakdown.figures[1 + teams :]])


def test_everybody_gets_the_same_chance():
    draws, (nodes, rows) = draws_of(12), company()
    result = common_chance(D(1_000_000), nodes, draws, rows, digits=2)
    reached = chance(draws, officers(result))
    assert np.ptp(reached) < 0.002
    assert reached.mean() == pytest.approx(result.share, abs=0.002)
    assert 0.3 < result.share < 0.9


@given(
    st.integers(0, 50),
    st.integers(0, 6),
    st.integers(1, 400_000_000),
    st.sampled_from(["0", "0.02", "0.333"]),
    st.sampled_from([1, 100_000]),
)
@settings(max_examples=60)
def test_sums_are_exact_at_every_level_and_in_every_month(seed, locks, cents, over, step):
    rng = np.random.default_rng(seed)
    held = {f"officer{i}": {"floor": D(int(rng.integers(0, 50)))} for i in range(locks)}
    nodes, rows = company(over=over, **held)
    total = D(cents + 100_000).scaleb(-2)
    result = common_chance(
        total, nodes, draws_of(12, 300, seed), rows, digits=2, months=[1, 1, 1.4], step=step
    )
    figures = result.breakdown.figures
    assert sum(figures[1:4]) == total == figures[0]
    for team in (1, 2, 3):
        parts = sum(figures[i] for i in range(4, 16) if nodes[i].parent == team)
        assert parts == (figures[team] * (1 + D(over))).quantize(D("0.01"))
    for node, figure, months in zip(nodes, figures, result.breakdown.months, strict=True):
        assert sum(months) == figure >= node.floor


def test_a_higher_total_means_a_lower_chance_for_all():
    draws, (nodes, rows) = (
        draws_of(12),
        company(officer2={"locked": D(70_000)}, team1={"ceiling": D(400_000)}),
    )
    shares, before = [], np.zeros(16)
    for total in range(200_000, 2_400_000, 200_000):
        result = common_chance(D(total), nodes, draws, rows, digits=0)
        figures = np.array([float(figure) for figure in result.breakdown.figures])
        assert (figures >= before - 1).all()
        shares.append(result.share)
        before = figures
    assert all(a >= b for a, b in pairwise(shares))
    assert shares[0] > 0.95
    assert shares[-1] < 0.05


def test_floors_ceilings_and_locks_hold_and_the_others_share_one_chance():
    draws = draws_of(12)
    nodes, rows = company(
        officer0={"locked": D(30_000)}, officer1={"floor": D(250_000)}, officer2={"ceiling": D(20_000)}
    )
    result = common_chance(D(1_000_000), nodes, draws, rows, digits=2)
    figures = officers(result)
    assert figures[:3].tolist() == [30_000, 250_000, 20_000]
    assert np.ptp(chance(draws[3:], figures[3:])) < 0.002


def test_a_team_that_a_bound_holds_has_a_chance_of_its_own():
    draws, (nodes, rows) = draws_of(12), company(team1={"ceiling": D(150_000)})
    result = common_chance(D(1_000_000), nodes, draws, rows, digits=2)
    reached = chance(draws, officers(result))
    capped = np.arange(12) % 3 == 1
    assert result.breakdown.figures[2] == 150_000
    assert np.ptp(reached[capped]) < 0.002
    assert np.ptp(reached[~capped]) < 0.002
    assert reached[capped].mean() > reached[~capped].mean() + 0.2
    assert result.common.pool.tolist()[:4] == [0, 0, 2, 0]


def test_more_than_anybody_ever_drew_is_still_shared_exactly():
    draws, (nodes, rows) = draws_of(12), company()
    result = common_chance(D(1_000_000_000), nodes, draws, rows, digits=2)
    assert sum(result.breakdown.figures[4:]) == 1_000_000_000
    assert result.share == pytest.approx(0, abs=1e-6)


def test_draws_of_nothing_are_shared_evenly():
    nodes, rows = company(people=3)
    result = common_chance(D(300), nodes, np.zeros((3, 50), np.float32), rows, digits=0)
    assert result.breakdown.figures[4:] == (100, 100, 100)


def test_bounds_that_leave_no_way_are_named_with_the_nearest_total():
    nodes, rows = company(officer0={"locked": D(600_000)}, officer4={"floor": D(500_000)})
    with pytest.raises(Infeasible) as raised:
        common_chance(D(1_000_000), nodes, draws_of(12), rows, digits=2)
    assert raised.value.conflict.nearest == 1_100_000
    assert raised.value.conflict.parts == (1, 2)


def test_a_change_limit_is_a_clip_of_last_years_figure():
    draws, (nodes, rows) = draws_of(12), company()
    last = [None] * 4 + [D(80_000)] * 12
    bounded = within_change(nodes, last, D("0.2"), 2)
    assert (bounded[4].floor, bounded[4].ceiling) == (64_000, 96_000)
    figures = officers(common_chance(D(1_000_000), bounded, draws, rows, digits=2))
    assert figures.min() >= 64_000
    assert figures.max() <= 96_000


def test_a_limit_across_teams_moves_the_others_as_little_as_it_can():
    draws, (nodes, rows) = draws_of(12), company()
    free = common_chance(D(1_000_000), nodes, draws, rows, digits=2)
    new = {4: 1.0, 8: 1.0, 12: 1.0}
    together = sum(float(free.breakdown.figures[i]) for i in new)
    limit = Limit("newcomers", new, most=together * 0.8)
    result = within_limits(D(1_000_000), nodes, OfDraws(draws), rows, [limit], digits=2)
    assert sum(result.breakdown.figures[4:]) == 1_000_000
    assert sum(float(result.breakdown.figures[i]) for i in new) <= together * 0.8
    reached = chance(draws, np.array([float(figure) for figure in result.breakdown.figures[4:]]))
    assert np.abs(reached - free.share).max() == pytest.approx(result.deviation, abs=0.003)
    assert 0.05 < result.deviation < 0.35
    spared = [i for i in range(12) if i + 4 not in new]
    assert (reached[spared] < free.share + 0.002).all()


def test_without_a_limit_that_holds_the_common_chance_stays():
    draws, (nodes, rows) = draws_of(12), company()
    free = common_chance(D(1_000_000), nodes, draws, rows, digits=2)
    limit = Limit("newcomers", {4: 1.0}, most=1_000_000)
    result = within_limits(D(1_000_000), nodes, OfDraws(draws), rows, [limit], digits=2)
    assert result.deviation == 0
    assert result.share == pytest.approx(free.share, abs=1e-6)
    differences = [abs(a - b) for a, b in zip(result.breakdown.figures, free.breakdown.figures, strict=True)]
    assert max(differences) <= D("0.05")


def test_a_total_out_of_reach_names_the_limits_and_the_nearest_that_fits():
    draws, (nodes, rows) = draws_of(12), company(officer3={"floor": D(1_000)})
    limits = [
        Limit("all", dict.fromkeys(range(4, 16), 1.0), most=900_000),
        Limit("newcomers", {4: 1.0}, most=2_000_000),
    ]
    with pytest.raises(OutOfReach) as raised:
        within_limits(D(1_000_000), nodes, OfDraws(draws), rows, limits, digits=2)
    assert raised.value.binding == ("all",)
    assert raised.value.nearest == pytest.approx(D(900_000), abs=D(1))
    within_limits(raised.value.nearest, nodes, OfDraws(draws), rows, limits, digits=2)


def test_limits_that_exclude_each_other_are_named_whatever_the_total():
    draws, (nodes, rows) = draws_of(12), company(officer0={"locked": D(50_000)})
    limits = [Limit("more", {4: 1.0}, least=80_000), Limit("other", {5: 1.0}, most=80_000)]
    with pytest.raises(OutOfReach) as raised:
        within_limits(D(1_000_000), nodes, OfDraws(draws), rows, limits, digits=2)
    assert raised.value.nearest is None
    assert raised.value.binding == ("more", "officer00")


def test_a_low_lock_costs_the_others_points_and_a_slack_floor_nothing():
    draws = draws_of(12)
    nodes, rows = company(
        officer0={"locked": D(10_000)}, officer1={"floor": D(1)}, officer2={"ceiling": D(10_000)}
    )
    told = {price.node: price for price in prices(D(1_000_000), nodes, draws, rows, digits=2)}
    assert set(told) == {4, 5, 6}
    assert told[4].kind == "lock"
    assert told[4].points > 1
    assert told[5].points == pytest.approx(0, abs=1e-6)
    assert told[6].points > 1
    free = [*nodes]
    free[4] = Node("officer00", 1)
    without = common_chance(D(1_000_000), free, draws, rows, digits=2)
    assert told[4].free == pytest.approx(without.share, abs=1e-6)


def test_over_assignment_costs_points_at_each_level():
    draws, (nodes, rows) = draws_of(12), company()
    shares = shares_at(D(1_000_000), nodes, draws, rows, [D(0), D("0.02"), D("0.1")], [1, 2, 3], digits=2)
    assert shares[0] > shares[1] > shares[2]
    raised = common_chance(D(1_100_000), nodes, draws, rows, digits=2)
    assert shares[2] == pytest.approx(raised.share, abs=1e-6)


def test_a_ramp_costs_the_others_what_full_strength_would_give_back():
    draws, (nodes, rows) = draws_of(12), company()
    full = draws[5].copy()
    draws[5] *= 0.5
    cost = price_of_draws(D(1_000_000), nodes, draws, rows, 9, full, digits=2)
    whole = draws.copy()
    whole[5] = full
    gained = common_chance(D(1_000_000), nodes, whole, rows, digits=2).share
    held = solve(D(1_000_000), nodes, Quantiles(draws), rows, digits=2).share[0]
    assert cost == pytest.approx((gained - held) * 100, abs=1e-6)
    assert cost > 1


def test_a_sum_of_targets_is_safer_than_each_unless_luck_is_common():
    alone = portfolio(draws_of(200), 0.6)
    assert alone.reached > 0.95
    assert 0.40 < alone.then < 0.48
    one = np.random.default_rng(3).gamma(6, 1 / 6, (1, 2000)) * np.linspace(1, 3, 50)[:, None]
    together = portfolio(one, 0.6)
    assert together.reached == pytest.approx(0.6, abs=0.01)
    assert together.then == pytest.approx(0.5, abs=0.01)
