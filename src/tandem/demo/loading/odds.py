"""The chances that the demonstration company would have worked out: today, and on the last two Fridays."""

from __future__ import annotations

from datetime import date, timedelta

from tandem.authority import organization
from tandem.core import clock
from tandem.deals.actions import fit_chances
from tandem.goals.actions.odds import make_run, runs_due
from tandem.goals.queries.known import known

FRIDAYS = 2


def work_out_chances(today: date) -> None:
    """Runs as of past days see what those days knew."""
    friday = today - timedelta(days=(today.weekday() - 4) % 7 or 7)
    days = [friday - timedelta(days=7 * back) for back in range(FRIDAYS - 1, -1, -1)]
    organization.forget()
    fit_chances(today=today, at=clock.now())
    for day in (*days, today):
        given = {metric: known(metric, day, today) for metric, _ in runs_due(today)}
        for metric, period in runs_due(today):
            make_run(metric, period, as_of=day, today=today, at=clock.now(), given=given[metric])
