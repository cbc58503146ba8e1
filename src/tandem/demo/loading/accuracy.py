"""What the demonstration company called in past quarters, and how good that was.

Calls miss a part of what was still to come, so they are nearer the later they were made, and some people lean to one
side. The model is asked as of those days; the scores are made by the product itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import numpy as np

from tandem.authority import organization
from tandem.core.periods import Period
from tandem.demo.company import CURRENCY
from tandem.forecasts.actions import score_periods
from tandem.forecasts.models import Call, Forecast
from tandem.goals.actions.odds import drop_draws, make_run
from tandem.goals.models import Target
from tandem.goals.queries.known import known
from tandem.goals.queries.records import Records
from tandem.goals.queries.results import Results, results, team_paths
from tandem.people.models import Team

QUARTERS, MODELLED, MODEL_WEEKS = 8, 6, 4
# By what share of what was still to come an officer's call misses it: weeks before the end → one standard deviation.
MISSES = {8: 0.35, 4: 0.3}
LEAN, PEOPLE_DIFFER = 0.08, 0.15
LEADS_LEAN, LEADS_MISS = (
    0.03,
    0.6,
)  # of leads, who see many deals at once; their misses in parts of an officer's
AT_ONCE = 500
EVENING, LATE = time(17), time(20)  # on the same day everywhere in Europe


@dataclass(frozen=True)
class Quarter:
    """A past quarter: who carried a target in which team, and what came."""

    period: Period
    homes: dict[int, int]
    came: Results

    def moment(self, weeks: int) -> datetime:
        """The evening of the day so many weeks before the end."""
        return datetime.combine(self.period.end - timedelta(days=7 * weeks), EVENING, UTC)


def past_quarters(today: date, count: int) -> list[Quarter]:
    """The last quarters in which anybody carried a target, the oldest first."""
    now = organization.calendar().quarter_of(today)
    found = []
    for period in (now.shifted(-steps) for steps in range(count, 0, -1)):
        held = Target.objects.filter(
            plan__start_on=period.start, plan__end_on=period.end, person__isnull=False
        )
        homes = dict(held.order_by("pk").values_list("person_id", "home_id"))
        if homes:
            came = results("bookings", period.start, period.end)
            found.append(Quarter(period, homes, came))
    return found


def write_past_calls(today: date, seed: int) -> None:
    """Calls of officers and leads in the last quarters."""
    rng = np.random.default_rng([seed, 23])
    quarters = past_quarters(today, QUARTERS)
    people = sorted({person for each in quarters for person in each.homes})
    leans = dict(zip(people, rng.normal(LEAN, PEOPLE_DIFFER, len(people)), strict=True))
    teams = list(Team.objects.filter(manager__isnull=False).order_by("-path"))
    for quarter in quarters:
        period = quarter.period
        days = {"kind": period.kind, "start_on": period.start, "end_on": period.end}
        rows = [
            *(Forecast(person_id=person, home_id=home, **days) for person, home in quarter.homes.items()),
            *(Forecast(home=team, **days) for team in teams),
        ]
        Forecast.objects.bulk_create(rows, batch_size=AT_ONCE)
        Call.objects.bulk_create(_calls(quarter, rows, leans, rng), batch_size=AT_ONCE)


def _calls(
    quarter: Quarter, rows: list[Forecast], leans: dict[int, float], rng: np.random.Generator
) -> Iterator[Call]:
    paths = team_paths()
    for weeks, misses in MISSES.items():
        at = quarter.moment(weeks)
        so_far = results("bookings", quarter.period.start, at.date())
        for row in rows:
            if row.person_id:
                came = quarter.came.by_person.get(row.person_id, Decimal(0))
                least = so_far.by_person.get(row.person_id, Decimal(0))
                off, by = leans[row.person_id] + rng.normal(0, misses), row.person_id
            else:
                came = quarter.came.of_path(row.home.path, paths)
                least = so_far.of_path(row.home.path, paths)
                off, by = rng.normal(LEADS_LEAN, misses * LEADS_MISS), row.home.manager_id or 0
            told = least + max(came - least, Decimal(0)) * Decimal(str(round(1 + off, 3)))
            likely = max((told / 100).quantize(Decimal(1)) * 100, least)
            if likely:
                yield Call(
                    forecast=row, seat_id=None if row.person_id else row.home_id, likely=likely, currency=CURRENCY,
                    by_id=by, at=at,
                )  # fmt: skip


def score_past(today: date, records: Records | None) -> int:
    """What the model would have said then, and the scores of all that was said, made last evening.

    `records`: all deals; None for a company so large that asking the model about the past takes too long.
    """
    if records is not None:
        for quarter in past_quarters(today, MODELLED):
            moment = quarter.moment(MODEL_WEEKS)
            given = known("bookings", moment.date(), today, records)
            make_run("bookings", quarter.period, as_of=moment.date(), today=today, at=moment, given=given)
        drop_draws(today)
    with organization.kept():
        return score_periods(datetime.combine(today - timedelta(days=1), LATE, UTC))
