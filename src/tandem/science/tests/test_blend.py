"""Weights from history, pipeline and capacity, and why."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.science.blend import Part, blend, capacity, even, explain, history, ramp

D = Decimal


@st.composite
def blends(draw):
    n = draw(st.integers(1, 10))
    value = st.one_of(st.none(), st.floats(0, 1e7, allow_subnormal=False))
    parts = [
        Part(name, draw(st.floats(0.1, 5)), tuple(draw(st.lists(value, min_size=n, max_size=n))))
        for name in draw(st.lists(st.sampled_from("abcd"), min_size=1, max_size=4, unique=True))
    ]
    return blend(parts)


@given(blends())
def test_weights_are_positive_and_one_is_average(blended):
    assert all(weight >= 0 for weight in blended.weights)
    if all(value is not None for row in blended.relative for value in row):
        assert sum(blended.weights) == pytest.approx(len(blended.weights))


@given(blends())
def test_amounts_of_all_people_add_up_and_each_is_the_mean_of_its_reasons(blended):
    whole = D("1000000.00")
    told = [explain(blended, person, whole, digits=2) for person in range(len(blended.weights))]
    assert abs(sum(each.amount for each in told) - whole) <= D("0.01") * len(told)
    for each in told:
        if not each.assumed:
            known = [reason for reason in each.reasons if reason.amount is not None]
            assert sum(reason.coefficient for reason in known) == pytest.approx(1)
            mean = sum(reason.coefficient * float(reason.amount) for reason in known)
            assert mean == pytest.approx(float(each.amount), abs=0.02)


def test_one_part_alone_is_a_proportional_split():
    told = blend([Part("history", 1, (300.0, 100.0))])
    assert [explain(told, i, D(1000), digits=2).amount for i in (0, 1)] == [750, 250]


def test_a_blend_by_hand():
    # History says 60 : 40, pipeline 20 : 80; half and half make 40 : 60.
    told = blend([Part("history", 0.5, (60.0, 40.0)), Part("pipeline", 0.5, (20.0, 80.0))])
    first = explain(told, 0, D(1000), digits=0)
    assert [(reason.name, reason.amount) for reason in first.reasons] == [("history", 600), ("pipeline", 200)]
    assert first.amount == 400 and explain(told, 1, D(1000), digits=0).amount == 600


def test_a_missing_part_gives_its_coefficient_to_the_others():
    # The newcomer has no history; capacity puts them at half of the others: 1.2, 1.2, 0.6 of the average.
    parts = [Part("history", 40, (100.0, 100.0, None)), Part("capacity", 60, (60.0, 60.0, 30.0))]
    told = blend(parts)
    assert told.weights == pytest.approx((1.12, 1.12, 0.6))
    newcomer = explain(told, 2, D(2840), digits=2)
    assert [(reason.name, reason.coefficient) for reason in newcomer.reasons] == [
        ("history", 0),
        ("capacity", 1),
    ]
    assert newcomer.reasons[0].amount is None and newcomer.amount == 600


def test_who_has_no_part_counts_as_average_and_the_explanation_says_so():
    told = blend([Part("history", 1, (300.0, 100.0, None))])
    assert told.weights == (1.5, 0.5, 1.0)
    assert explain(told, 2, D(300), digits=0).assumed and explain(told, 2, D(300), digits=0).amount == 100


def test_a_part_in_which_nobody_has_anything_is_missing_for_all():
    told = blend([Part("pipeline", 1, (0.0, 0.0)), Part("history", 1, (3.0, 1.0))])
    assert told.weights == (1.5, 0.5)
    assert blend([Part("pipeline", 1, (0.0, 0.0))]).weights == (1, 1)


def test_history_is_the_mean_of_the_periods_a_person_was_there():
    assert history([[10, 20, 30], [None, None, 30], [None, None, None]]) == (20, 30, None)


def test_newcomers_ramp_up_in_a_straight_line():
    assert [ramp(month) for month in (-1, 0, 3, 6, 60)] == [0, 0.25, 0.625, 1, 1]
    # Over a quarter from hiring the mean is the middle; hired in mid-quarter, half of the days have nothing.
    assert capacity([60, 60, 60, 60], [0, 24, None, -1.5], months=3) == pytest.approx(
        (60 * 0.4375, 60, 60, 60 * (0.25 + 0.4375) / 4)
    )
    assert even(3) == (1, 1, 1)


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [Part("a", 0, (1.0,))],
        [Part("a", -1, (1.0,)), Part("b", 2, (1.0,))],
        [Part("a", 1, (1.0,)), Part("b", 1, ())],
    ],
)
def test_what_is_no_blend_is_refused(parts):
    with pytest.raises(ValueError):
        blend(parts)
