"""Days, months, quarters, and the working clock: how fast business moves on each day.

Stages of a deal last for a time on the working clock. It stands still at weekends, crawls between the years
and in August, and runs fast at the end of a quarter; this is where the seasons of the bookings come from.
Times are whole seconds since 1970 in UTC, days are numbered since 1970.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

EPOCH = date(1970, 1, 1)
DAY = 86_400
OPENS, WORKDAY = 7 * 3600, 9 * 3600  # business hours, in seconds after midnight UTC
NEVER = np.iinfo(np.int64).max
# How much new business starts on a working day of each month, and how fast deals move in each month of a quarter.
NEW_BUSINESS = np.array([1.02, 1.03, 1.08, 1.00, 1.00, 0.98, 0.88, 0.75, 1.08, 1.10, 1.08, 0.85])
QUARTER_SPEED = np.array([0.86, 0.96, 1.18])
AUGUST_SPEED, HOLIDAY_SPEED = 0.75, 0.2


def day_number(day: date) -> int:
    """Days since 1970."""
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """The date with that number."""
    return EPOCH + timedelta(days=int(number))


def month_start(day: date, months: int = 0) -> date:
    """First day of the month of `day`, moved by so many months."""
    place = day.year * 12 + day.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


def quarter_start(day: date, quarters: int = 0) -> date:
    """First day of the calendar quarter of `day`, moved by so many quarters."""
    return month_start(day.replace(month=(day.month - 1) // 3 * 3 + 1), 3 * quarters)


@dataclass(frozen=True)
class Clock:
    """The working clock over a span of days; `reading` has one more entry than days, in working days."""

    first: int
    speed: Floats
    reading: Floats

    @classmethod
    def over(cls, first: date, last: date) -> Clock:
        """The clock from the morning of `first` to the evening of `last`."""
        days = np.arange(day_number(first), day_number(last) + 1)
        speed = np.zeros(len(days))
        for place, number in enumerate(days):
            day = day_of(int(number))
            if day.weekday() > 4:
                continue
            pace = 1.4 * QUARTER_SPEED[(day.month - 1) % 3]
            if day.month == 8:
                pace *= AUGUST_SPEED
            if (day.month, day.day) >= (12, 24) or (day.month, day.day) <= (1, 2):
                pace *= HOLIDAY_SPEED
            speed[place] = pace
        return cls(int(days[0]), speed, np.concatenate([[0.0], np.cumsum(speed)]))

    def read(self, times: Ints) -> Floats:
        """Working days since the clock began, at each moment (seconds)."""
        day, second = np.divmod(times, DAY)
        place = np.clip(day - self.first, 0, len(self.speed) - 1)
        part = np.clip((second - OPENS) / WORKDAY, 0.0, 1.0)
        read: Floats = self.reading[place] + part * self.speed[place]
        return read

    def moment(self, readings: Floats) -> Ints:
        """The moment (seconds, whole minutes) at which the clock shows each reading; NEVER behind its end."""
        place = np.searchsorted(self.reading, readings, side="right") - 1
        inside = place < len(self.speed)
        place = np.minimum(place, len(self.speed) - 1)
        part = (readings - self.reading[place]) / np.where(self.speed[place] > 0, self.speed[place], 1.0)
        minutes = np.floor(np.clip(part, 0.0, 1.0) * (WORKDAY // 60)).astype(np.int64)
        times = (place + self.first) * DAY + OPENS + minutes * 60
        return np.where(inside, times, NEVER)


def working_days(first: date, last: date) -> Ints:
    """Numbers of the Mondays to Fridays from first to last, both included."""
    days = np.arange(day_number(first), day_number(last) + 1)
    return days[(days + 3) % 7 < 5]  # day 0 was a Thursday


def joint_keys(number: Ints, day: Ints) -> Ints:
    """One ascending number for (number, day): one search then finds what holds on that day."""
    return number * (1 << 20) + day + (1 << 19)
