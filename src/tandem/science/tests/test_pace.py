"""What is due by a day, and where a result stands."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.science.pace import PastPeriod, due_curve, standing

D = Decimal
START, END = date(2026, 10, 1), date(2026, 12, 31)
QUARTERS = [
    (date(year, month, 1), date(year, month + 3, 1) - timedelta(days=1) if month < 10 else date(year, 12, 31))
    for year in (2024, 2025)
    for month in (1, 4, 7, 10)
]


def past(share_of_day, quarters=QUARTERS):
    """Quarters in which 100 × weight was booked on each weekday."""
    periods = []
    for start, end in quarters:
        days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
        days = [day for day in days if day.weekday() < 5]
        periods.append(
            PastPeriod(start, end, days, [100.0 * share_of_day(i / len(days)) for i in range(len(days))])
        )
    return periods


def test_with_too_few_past_periods_the_line_is_straight_and_says_so():
    curve = due_curve(START, END, past(lambda u: u, QUARTERS[:3]))
    assert (curve.method, curve.periods, curve.working_days) == ("linear", 3, 66)
    # As drawn: Thursday 19 November is day 36 of 66.
    assert curve.done(date(2026, 11, 19)) == 36
    assert curve.share(date(2026, 11, 19)) == pytest.approx(36 / 66)


def test_with_too_few_bookings_the_line_is_straight():
    periods = [PastPeriod(start, end, [start], [100.0]) for start, end in QUARTERS]
    assert due_curve(START, END, periods).method == "linear"
    assert due_curve(START, END, periods, least_results=8).method == "seasonal"


def test_even_bookings_give_the_straight_line():
    curve = due_curve(START, END, past(lambda u: 1.0))
    assert (curve.method, curve.periods) == ("seasonal", 8)
    assert curve.shares == pytest.approx([k / 66 for k in range(67)], abs=1e-9)


def test_a_late_quarter_has_less_due_in_the_middle():
    # All in the last half, evenly: a quarter after three quarters of the days is half.
    curve = due_curve(START, END, past(lambda u: float(u >= 0.5)))
    assert curve.shares[33] == pytest.approx(0, abs=0.02)
    assert curve.shares[50] == pytest.approx(0.5, abs=0.03)


def test_periods_are_pooled_by_what_was_booked_in_them():
    early = PastPeriod(*QUARTERS[0], [QUARTERS[0][0]], [300.0])
    late = PastPeriod(*QUARTERS[1], [QUARTERS[1][1]], [100.0])
    curve = due_curve(START, END, [early, late], least=2, least_results=2)
    assert curve.share(date(2026, 11, 16)) == pytest.approx(0.75)


def test_periods_without_result_and_bookings_outside_are_left_out():
    empty = PastPeriod(*QUARTERS[0], [], [])
    outside = PastPeriod(*QUARTERS[1], [date(2020, 1, 1)], [100.0])
    taken_back = PastPeriod(*QUARTERS[2], [QUARTERS[2][0]], [-100.0])
    assert due_curve(START, END, [empty, outside, taken_back]).periods == 0


def test_holidays_take_their_day_out():
    curve = due_curve(START, END, [], holidays=[date(2026, 12, 25), date(2026, 10, 3), date(2025, 12, 25)])
    assert curve.working_days == 65
    assert curve.share(date(2026, 12, 25)) == curve.share(date(2026, 12, 24))


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(0, 366),
    st.lists(
        st.tuples(
            st.sampled_from(QUARTERS), st.lists(st.tuples(st.integers(-5, 100), st.floats(-100, 1000)))
        ),
        max_size=6,
    ),
    st.sets(st.dates(date(2020, 1, 1), date(2031, 1, 1)), max_size=5),
)
def test_what_is_due_rises_from_nothing_to_all(start, length, quarters, holidays):
    end = start + timedelta(days=length)
    periods = [
        PastPeriod(
            *quarter, [quarter[0] + timedelta(days=n) for n, _ in booked], [amount for _, amount in booked]
        )
        for quarter, booked in quarters
    ]
    curve = due_curve(start, end, periods, holidays=holidays, least=1, least_results=1)
    shares = [curve.share(start + timedelta(days=n)) for n in range(-1, length + 2)]
    assert shares[0] == 0 and shares[-2:] == [1, 1]
    assert shares == sorted(shares)


def test_a_standing_as_drawn():
    # €171,400 of €260,000, €20,600 ahead: 58 % is due.
    found = standing(D(171400), D(260000), 0.58, digits=0)
    assert (found.due, found.gap, found.left) == (150800, 20600, 88600)
    assert (found.attainment, found.pace) == (D("0.6592"), D("1.1366"))


def test_attainment_is_not_capped_and_nothing_is_divided_by_zero():
    assert standing(D(300), D(200), 1.0, digits=2).attainment == D("1.5")
    assert standing(D(300), D(200), 1.0, digits=2).left == -100
    none = standing(D(300), D(0), 0.5, digits=2)
    assert (none.attainment, none.pace, none.due, none.gap) == (None, None, 0, 300)
    assert standing(D(0), D(200), 0.0, digits=2).pace is None
