"""Counting the days people work. Assumes a week from Monday to Friday. Source: own. Cost O(1) + O(holidays)."""

from collections.abc import Iterable
from datetime import date


def working_days(start: date, end: date, holidays: Iterable[date] = ()) -> int:
    """Days from Monday to Friday from `start` to `end`, both included, without `holidays`.

    A holiday at a weekend or outside the range, or named twice, takes nothing away. 0 when `end` is
    before `start`. Cost O(1) + O(holidays).
    """
    if end < start:
        return 0
    days = (end - start).days + 1
    weeks, rest = divmod(days, 7)
    first = start.weekday()
    count = weeks * 5 + sum((first + i) % 7 < 5 for i in range(rest))
    return count - sum(start <= day <= end and day.weekday() < 5 for day in set(holidays))
