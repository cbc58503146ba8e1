"""Fiscal calendars: every day lies in one month, quarter and year, and keys read back."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.periods import FiscalCalendar, working_days

CALENDARS = st.builds(FiscalCalendar, st.integers(1, 12))
KINDS = st.sampled_from(["year", "quarter", "month"])
DAYS = st.dates(date(3, 1, 1), date(9990, 12, 31))


@given(CALENDARS, KINDS, DAYS)
def test_a_day_lies_in_its_period_and_in_no_neighbour(calendar, kind, day):
    period = calendar.of(kind, day)
    assert day in period and period.contains(period.start) and period.contains(period.end)
    assert day not in period.next() and day not in period.previous()


@given(CALENDARS, KINDS, DAYS)
def test_periods_follow_each_other_without_gap(calendar, kind, day):
    period = calendar.of(kind, day)
    assert period.next().start == period.end + timedelta(days=1)
    assert period.next().previous() == period == period.shifted(5).shifted(-5)
    assert period < period.next()


@given(CALENDARS, KINDS, DAYS)
def test_a_key_reads_back(calendar, kind, day):
    period = calendar.of(kind, day)
    assert calendar.parse(period.key) == period


@given(CALENDARS, CALENDARS, KINDS, DAYS)
def test_a_period_of_another_calendar_keeps_its_days(calendar, other, kind, day):
    was = calendar.of(kind, day)
    period = other.beginning(kind, was.start)
    assert (period.start, period.end) == (was.start, was.end)
    assert period.odd == (other.of(kind, was.start).start != was.start)
    assert other.parse(period.key) == period
    assert period.next().start == period.end + timedelta(days=1) and period.next().odd == period.odd


def test_a_period_of_another_calendar_is_named_by_its_months():
    quarter = FiscalCalendar(2).beginning("quarter", date(2026, 10, 1))
    assert (quarter.label, quarter.key) == ("Oct–Dec 2026", "2026-10x3")
    assert quarter.shifted(2).label == "Apr–Jun 2027"
    assert FiscalCalendar(1).beginning("quarter", date(2026, 11, 1)).label == "Nov 2026 – Jan 2027"
    assert FiscalCalendar(1).beginning("year", date(2026, 4, 1)).label == "Apr 2026 – Mar 2027"


@given(CALENDARS, DAYS)
def test_a_year_is_its_quarters_and_its_months(calendar, day):
    year = calendar.year_of(day)
    assert [quarter.number for quarter in year.quarters()] == [1, 2, 3, 4]
    assert [month.number for month in year.months()] == list(range(1, 13))
    assert sum(month.days for month in year.months()) == year.days in (365, 366)
    assert [month for quarter in year.quarters() for month in quarter.months()] == list(year.months())
    assert all(quarter.year() == year for quarter in year.quarters())


@given(CALENDARS, KINDS, DAYS)
def test_names_turn_round_today(calendar, kind, day):
    period = calendar.of(kind, day)
    assert calendar.named(f"this-{kind}", day) == period
    assert calendar.named(f"last-{kind}", day).end < period.start
    assert calendar.named(f"next-{kind}", day) == period.next()


def test_the_calendar_year_has_plain_names():
    quarter = FiscalCalendar().quarter_of(date(2026, 11, 23))
    assert (quarter.key, quarter.label, str(quarter)) == ("2026-Q4", "Q4 2026", "Q4 2026")
    assert (quarter.start, quarter.end, quarter.days) == (date(2026, 10, 1), date(2026, 12, 31), 92)
    assert [month.label for month in quarter.months()] == ["Oct 2026", "Nov 2026", "Dec 2026"]
    assert [month.key for month in quarter.months()] == ["2026-10", "2026-11", "2026-12"]
    assert FiscalCalendar().year_of(date(2026, 1, 1)).label == "2026"
    assert FiscalCalendar().month_of(date(2024, 2, 29)).end == date(2024, 2, 29)


def test_a_fiscal_year_is_named_after_the_year_it_ends_in():
    calendar = FiscalCalendar(4)
    year = calendar.year_of(date(2026, 4, 1))
    assert (year.key, year.label, year.start, year.end) == (
        "2027", "FY2027", date(2026, 4, 1), date(2027, 3, 31),
    )  # fmt: skip
    assert calendar.year_of(date(2026, 3, 31)).key == "2026"
    assert calendar.quarter_of(date(2026, 4, 1)).label == "Q1 FY2027"
    assert calendar.quarter_of(date(2027, 3, 31)).key == "2027-Q4"
    assert calendar.parse("2026-04").number == 1
    assert FiscalCalendar(12).quarter_of(date(2027, 2, 28)).key == "2027-Q1"


@pytest.mark.parametrize(
    "key", ["", "26", "2026-Q5", "2026-Q0", "2026-13", "2026-00", "2026-1", "0000", " 2026", "2026\n"]
)
def test_other_keys_are_refused(key):
    with pytest.raises(ValueError):
        FiscalCalendar().parse(key)


@pytest.mark.parametrize("name", ["", "this", "this-week", "that-quarter", "this_quarter"])
def test_other_names_are_refused(name):
    with pytest.raises(ValueError):
        FiscalCalendar().named(name, date(2026, 1, 1))


def test_the_calendar_ends_with_the_year_9999():
    with pytest.raises(ValueError):
        FiscalCalendar().parse("9999-Q4").next()
    with pytest.raises(ValueError):
        FiscalCalendar(4).parse("0001")
    with pytest.raises(ValueError):
        FiscalCalendar(13)


@given(
    st.dates(),
    st.integers(0, 400),
    st.sets(st.dates(), max_size=5),
    st.sets(st.integers(0, 400), max_size=20),
)
def test_working_days_are_those_counted_one_by_one(start, length, far, near):
    if start.toordinal() + length > date.max.toordinal():
        return
    end = start + timedelta(days=length)
    holidays = far | {start + timedelta(days=min(n, length)) for n in near}
    days = (start + timedelta(days=n) for n in range(length + 1))
    assert working_days(start, end, holidays) == sum(
        day.weekday() < 5 and day not in holidays for day in days
    )


def test_working_days_of_a_quarter():
    assert working_days(date(2026, 10, 1), date(2026, 12, 31)) == 66
    assert working_days(date(2026, 10, 1), date(2026, 12, 31), [date(2026, 12, 25), date(2026, 12, 26)]) == 65
    assert working_days(date(2026, 10, 2), date(2026, 10, 1)) == 0
