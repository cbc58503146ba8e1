"""Limits that cross the tree: kept to the last unit, equally hard for all whom the same limits hold."""

from dataclasses import replace
from decimal import Decimal
from itertools import product

import numpy as np
import pytest

from tandem.science.breakdown import Infeasible, Node, break_down, differences
from tandem.science.targets.across import prices_of_limits
from tandem.science.targets.ladders import OfDraws, OfWeights
from tandem.science.targets.limits import Limit, OutOfReach, keeps, within_limits

D = Decimal


def draws_of(people, seed=0, count=400):
    rng = np.random.default_rng(seed)
    scale = np.exp(rng.normal(0, 0.6, people)) * 100_000
    return (rng.gamma(6, 1 / 6, (people, count)) * scale[:, None]).astype(np.float32)


def company(people, teams, over="0", team=None, officer=None):
    """An organization, teams and officers; `team` and `officer` give some of them bounds: {0: {"ceiling": D(1)}}."""
    team, officer = team or {}, officer or {}
    nodes = [Node("org", None)]
    nodes += [Node(f"team{i:02}", 0, over=D(over), **team.get(i, {})) for i in range(teams)]
    nodes += [Node(f"officer{i:02}", 1 + i % teams, **officer.get(i, {})) for i in range(people)]
    return nodes, [-1] * (1 + teams) + list(range(people))


def held_together(told, limit):
    return sum(told.breakdown.figures[leaf] for leaf in limit.parts)


@pytest.mark.parametrize("seed", range(24))
def test_limits_bounds_and_sums_are_kept_to_the_last_unit(seed):
    rng = np.random.default_rng(seed)
    people, teams, digits = int(rng.integers(4, 30)), int(rng.integers(1, 6)), int(rng.choice([0, 2]))
    over = str(rng.choice(["0", "0.02", "0.075"]))
    whole = D(int(rng.integers(20, 400))) if digits == 0 else D(int(rng.integers(10**6, 10**8))) / 100
    share = whole / people
    unit = D(1).scaleb(-digits)
    bounds = {
        int(i): {"ceiling": (share * D("1.2")).quantize(unit)}
        for i in rng.choice(people, people // 4, replace=False)
    } | {0: {"locked": (share * D("0.9")).quantize(unit)}}
    nodes, rows = company(people, teams, over, officer=bounds)
    weights = rng.gamma(4, 1, people)
    weighed = [
        replace(node, weight=float(weights[at - teams - 1])) if at > teams else node
        for at, node in enumerate(nodes)
    ]
    free = break_down(whole, weighed, digits=digits).figures
    limits = []
    for key in range(int(rng.integers(1, 4))):
        members = rng.choice(people, int(rng.integers(1, people)), replace=False) + 1 + teams
        now = sum(free[i] for i in members)
        least = (now * D("0.97")).quantize(unit) if key == 0 else None
        limits.append(
            Limit(
                f"limit{key}", dict.fromkeys(members.tolist(), 1.0), least, (now * D("0.99")).quantize(unit)
            )
        )
    ladder = OfWeights(weights, float(whole)) if seed % 2 else OfDraws(draws_of(people, seed))
    try:
        told = within_limits(
            whole, nodes, ladder, rows, limits, digits=digits, step=10 if digits == 0 else 1000
        )
    except OutOfReach as error:
        assert set(error.binding) & {limit.key for limit in limits}
        return
    assert keeps(limits, told.breakdown.figures, digits)
    for limit in limits:
        together = held_together(told, limit)
        assert (limit.least or 0) <= together <= limit.most
    assert not any(differences(nodes, told.breakdown.figures, digits=digits))
    for node, figure in zip(nodes, told.breakdown.figures, strict=True):
        assert node.floor <= figure
        assert node.ceiling is None or figure <= node.ceiling
        assert node.locked in (None, figure)
        assert figure == figure.quantize(unit)


@pytest.mark.parametrize("seed", range(12))
def test_a_way_in_whole_deals_is_found_whenever_there_is_one(seed):
    rng = np.random.default_rng(seed)
    tops = [int(top) for top in rng.integers(1, 4, 5)]
    nodes, rows = company(5, 2, officer={i: {"ceiling": D(top)} for i, top in enumerate(tops)})
    total, least, most = (int(rng.integers(low, high)) for low, high in ((3, 9), (0, 4), (2, 5)))
    limits = [
        Limit("newcomers", {3: 1.0, 4: 1.0, 6: 1.0}, D(least), D(max(least, most))),
        Limit("others", {5: 1.0, 6: 1.0}, None, D(most)),
    ]
    ways = [
        way
        for way in product(*(range(top + 1) for top in tops))
        if sum(way) == total
        and least <= way[0] + way[1] + way[3] <= max(least, most)
        and way[2] + way[3] <= most
    ]
    try:
        told = within_limits(D(total), nodes, OfWeights(np.ones(5), total), rows, limits, digits=0)
    except (OutOfReach, Infeasible):
        assert not ways
    else:
        assert tuple(int(figure) for figure in told.breakdown.figures[3:]) in ways


def test_whom_the_same_limits_hold_has_the_same_chance():
    draws, (nodes, rows) = draws_of(40, count=2000), company(40, 5, "0.02")
    new, key = range(6, 18), range(12, 30)
    ladder = OfDraws(draws)
    free = within_limits(D(4_000_000), nodes, ladder, rows, [], digits=2)
    limits = [
        Limit(
            "newcomers", dict.fromkeys(new, 1.0), most=sum(free.breakdown.figures[i] for i in new) * D("0.8")
        ),
        Limit(
            "key accounts",
            dict.fromkeys(key, 1.0),
            least=sum(free.breakdown.figures[i] for i in key) * D("1.1"),
        ),
    ]
    told = within_limits(D(4_000_000), nodes, ladder, rows, limits, digits=2)
    groups = {i: (i in new, i in key) for i in range(6, 46)}
    chances = {
        which: [told.shares[i] for i, own in groups.items() if own == which] for which in set(groups.values())
    }
    for found in chances.values():
        assert max(found) - min(found) < 0.002
    assert np.mean(chances[True, False]) > free.share + 0.1
    assert np.mean(chances[False, True]) < free.share - 0.05
    shift = {which: np.mean(found) - np.mean(chances[False, False]) for which, found in chances.items()}
    assert shift[True, True] == pytest.approx(shift[True, False] + shift[False, True], abs=0.004)
    assert told.deviation == pytest.approx(max(abs(told.shares[i] - free.share) for i in groups), abs=0.001)


def test_by_weight_whom_the_same_limits_hold_keeps_the_same_proportions():
    weights = np.random.default_rng(1).gamma(4, 1, 40)
    nodes, rows = company(40, 5)
    limit = Limit("newcomers", dict.fromkeys(range(6, 18), 1.0), most=D(900_000))
    told = within_limits(D(4_000_000), nodes, OfWeights(weights, 4e6), rows, [limit], digits=2)
    multiples = np.array([float(figure) for figure in told.breakdown.figures[6:]]) / weights
    assert held_together(told, limit) == 900_000
    assert np.ptp(multiples[:12]) / multiples[:12].mean() < 0.004
    assert np.ptp(multiples[12:]) / multiples[12:].mean() < 0.004


def test_a_limit_whose_figures_meet_leaves_exactly_that():
    nodes, rows = company(12, 3, "0.02")
    limit = Limit("newcomers", {4: 1.0, 9: 1.0, 11: 1.0}, D("123456.78"), D("123456.78"))
    told = within_limits(D(1_000_000), nodes, OfDraws(draws_of(12)), rows, [limit], digits=2, step=100_000)
    assert held_together(told, limit) == D("123456.78")
    assert not any(differences(nodes, told.breakdown.figures, digits=2))
    round_ones = [figure for figure in told.breakdown.figures[4:] if figure % 1000 == 0]
    assert len(round_ones) >= 6


def test_a_limit_on_all_officers_of_a_team_moves_the_team():
    nodes, rows = company(12, 3, "0.02")
    limit = Limit("team", dict.fromkeys((4, 7, 10, 13), 1.0), most=D(200_000))
    told = within_limits(D(1_000_000), nodes, OfDraws(draws_of(12)), rows, [limit], digits=2)
    assert D(199_999) < held_together(told, limit) <= 200_000
    assert told.breakdown.figures[1] == pytest.approx(D("196078.43"), abs=D(1))
    assert not any(differences(nodes, told.breakdown.figures, digits=2))


def test_the_nearest_figure_of_a_limit_out_of_reach_fits():
    nodes, rows = company(12, 3, officer={i: {"ceiling": D(100_000)} for i in range(3, 12)})
    ladder = OfDraws(draws_of(12))
    limit = Limit("newcomers", dict.fromkeys((4, 5, 6), 1.0), most=D(50_000))
    with pytest.raises(OutOfReach) as raised:
        within_limits(D(1_000_000), nodes, ladder, rows, [limit], digits=2)
    assert raised.value.rooms == {"newcomers": D(100_000)}
    fits = Limit("newcomers", limit.parts, most=raised.value.rooms["newcomers"])
    assert held_together(within_limits(D(1_000_000), nodes, ladder, rows, [fits], digits=2), fits) == 100_000


@pytest.mark.parametrize(("total", "digits"), [(10**13, 2), (10**11, 0), (7, 0)])
def test_very_large_and_very_small_totals_are_shared_exactly(total, digits):
    nodes, rows = company(9, 3)
    limit = Limit("some", dict.fromkeys((4, 8, 9), 1.0), most=D(total // 7))
    told = within_limits(D(total), nodes, OfWeights(np.ones(9), total), rows, [limit], digits=digits)
    assert sum(told.breakdown.figures[4:]) == total
    assert held_together(told, limit) <= total // 7


def test_what_nobody_ever_drew_is_pushed_in_proportion():
    nodes, rows = company(4, 2)
    limit = Limit("two", {3: 1.0, 4: 1.0}, least=D(900))
    ladder = OfDraws(np.tile([[50.0], [100.0], [70.0], [70.0]], 50))
    told = within_limits(D(1_000), nodes, ladder, rows, [limit], digits=0)
    assert told.breakdown.figures[4] == pytest.approx(2 * told.breakdown.figures[3], rel=D("0.01"))


def test_the_order_of_the_limits_does_not_matter():
    nodes, rows = company(12, 3)
    ladder = OfDraws(draws_of(12))
    limits = [Limit("a", {4: 1.0, 5: 1.0}, most=D(90_000)), Limit("b", {5: 1.0, 6: 1.0}, least=D(300_000))]
    one, other = (
        within_limits(D(1_000_000), nodes, ladder, rows, each, digits=2).breakdown.figures
        for each in (limits, limits[::-1])
    )
    assert max(abs(a - b) for a, b in zip(one, other, strict=True)) < 200


def test_the_price_of_a_limit_is_what_the_others_carry_for_it():
    draws, (nodes, rows) = draws_of(40, count=2000), company(40, 5)
    new = range(6, 18)
    free = within_limits(D(4_000_000), nodes, OfDraws(draws), rows, [], digits=2)
    together = sum(free.breakdown.figures[i] for i in new)
    limits = [
        Limit("less", dict.fromkeys(new, 1.0), most=together * D("0.8")),
        Limit("slack", {30: 1.0}, most=D(4_000_000)),
        Limit("everybody", dict.fromkeys(range(6, 46), 1.0), most=D(4_000_000)),
    ]
    less, slack, everybody = prices_of_limits(D(4_000_000), nodes, draws, rows, limits, digits=2)
    told = within_limits(D(4_000_000), nodes, OfDraws(draws), rows, limits, digits=2)
    others = np.mean([told.shares[i] for i in range(18, 46)])
    assert less == pytest.approx((free.share - others) * 100, abs=0.1)
    assert less > 2
    assert slack == pytest.approx(0, abs=0.01)
    assert everybody == 0
