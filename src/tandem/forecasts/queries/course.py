"""How a period runs, week by week: booked so far, where pace would have it, and where the model sees it go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q

from tandem.forecasts.queries.beneath import of_team_ids
from tandem.forecasts.queries.choosing import Choice
from tandem.forecasts.rules import week_of
from tandem.goals.queries.pace import curve_of
from tandem.goals.queries.results import daily
from tandem.science.draws import Spread

ZERO = Decimal(0)


@dataclass(frozen=True)
class Point:
    """One day of the course. `week` counts from 0 at the beginning; what is not known is None."""

    week: float
    day: date
    booked: Decimal | None
    pace: Decimal | None
    band: Spread | None = None


@dataclass(frozen=True)
class Course:
    """Points at the end of each week, and today's between them."""

    points: Sequence[Point]
    weeks: int
    today: Point | None
    seasonal: bool

    @property
    def last(self) -> Point:
        """The period's end."""
        return self.points[-1]


def course(choice: Choice, target: Decimal | None, fan: Sequence[tuple[date, Spread]] = ()) -> Course:
    """Bookings of the choice by week, and pace toward a target; in one statement, and one for the kept curve."""
    period, today = choice.period, choice.today
    within = Q(credited_to=choice.person) if choice.person else of_team_ids(choice.ids)
    span = (period.start, min(period.end, today))
    booked = daily("bookings", [span], within)[span]
    curve = curve_of(choice.team, "bookings", period)
    _, weeks = week_of(period.start, period.end, period.end)
    bands = dict(fan)

    def point(week: float, day: date) -> Point:
        so_far = sum((amount for at, amount in booked.items() if at <= day), ZERO) if day <= today else None
        share = Decimal(curve.share(day)) if week else ZERO
        pace = None if not target else (target * share).quantize(Decimal("0.01"))
        return Point(week, day, so_far, pace, bands.get(day))

    points = [point(0, period.start - timedelta(days=1))]
    for week in range(1, weeks + 1):
        day = period.end if week == weeks else period.start + timedelta(days=7 * week - 1)
        points.append(point(week, day))
    here = None
    if period.contains(today):
        here = point(_place(period.start, period.end, weeks, today), today)
    between = sorted(set(bands) - {each.day for each in points})
    points += [point(_place(period.start, period.end, weeks, day), day) for day in between]
    points.sort(key=lambda each: each.day)
    return Course(points, weeks, here, curve.method == "seasonal")


def _place(start: date, end: date, weeks: int, day: date) -> float:
    """Where a day lies on the axis of weeks, whose last is a little longer."""
    week = ((day - start).days + 1) / 7
    if week <= weeks - 1:
        return week
    first = start + timedelta(days=7 * (weeks - 1) - 1)
    return weeks - 1 + (day - first).days / max((end - first).days, 1)
