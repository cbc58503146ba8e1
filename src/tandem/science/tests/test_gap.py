"""The gap to plan: five factors and what the plan asks, to the cent."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.science.gap import FACTORS, Tally, explain

D = Decimal


def tally(play, closed, won, size, periods=1, renewals=0, renewal_size=0):
    kinds = {"new": won} | ({"renewal": renewals} if renewals else {})
    amounts = {"new": D(won * size)} | ({"renewal": D(renewals * renewal_size)} if renewals else {})
    return Tally(play, closed, kinds, amounts, 300.0, periods)


USUAL = tally(400, 200, 100, 1000, periods=4)  # each: 100 in play, 50 closed, 25 won at 1,000


def parts(now, due="25000.00", usual=USUAL):
    ask, found = explain(now, usual, D(due), digits=2)
    return ask, {part.factor: part for part in found}


@pytest.mark.parametrize(
    ("now", "factor", "amount"),
    [
        (tally(120, 60, 30, 1000), "volume", 5000),
        (tally(100, 60, 30, 1000), "timing", 5000),
        (tally(100, 50, 30, 1000), "win_rate", 5000),
        (tally(100, 50, 25, 1200), "size", 5000),
    ],
)
def test_a_factor_that_alone_moved_gets_everything(now, factor, amount):
    ask, found = parts(now)
    assert ask == 0
    assert {name: float(part.amount) for name, part in found.items()} == pytest.approx(
        {name: amount if name == factor else 0 for name in FACTORS}, abs=0.01
    )


def test_what_the_plan_asks_beyond_the_usual_is_a_part_of_its_own():
    ask, found = parts(tally(100, 50, 25, 1000), due="31000.00")
    assert ask == D("-6000.00")
    assert all(part.amount == 0 for part in found.values())


def test_more_of_the_smaller_kind_is_mix_not_size():
    usual = tally(400, 200, 80, 1000, periods=4, renewals=20, renewal_size=500)
    now = tally(100, 50, 15, 1000, renewals=10, renewal_size=500)
    _, found = parts(now, usual=usual)
    assert found["mix"].amount < 0
    assert found["size"].amount == 0


amount = st.integers(1, 5000)


@given(st.integers(1, 300), st.integers(1, 300), st.integers(1, 300), amount, st.integers(0, 40), amount,
       st.integers(0, 10**7))  # fmt: skip
def test_the_parts_add_up_to_the_cent(play, closed, won, size, renewals, renewal_size, due):
    now = tally(play + closed + won + renewals, closed + won + renewals, won, size, 1, renewals, renewal_size)
    target = D(due).scaleb(-2)
    ask, found = explain(now, USUAL, target, digits=2)
    assert ask + sum(part.amount for part in found) == now.result - target


def test_small_differences_are_told_as_chance_and_large_ones_are_not():
    _, found = parts(tally(103, 52, 26, 1010))
    assert all(part.chance for part in found.values())
    _, found = parts(tally(160, 80, 62, 1000))
    assert not found["volume"].chance
    assert not found["win_rate"].chance


def test_nothing_closed_is_nothing_to_explain():
    with pytest.raises(ValueError, match="closed and won"):
        explain(Tally(10, 0, {}, {}), USUAL, D(0), digits=2)
