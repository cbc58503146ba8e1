"""The chances that the demonstration company would have worked out: today, and on the last two Fridays."""

from __future__ import annotations

from datetime import date, timedelta

from tandem.authority import organization
from tandem.core import clock
from tandem.goals.actions.odds import make_run, runs_due
from tandem.goals.queries.known import known
from tandem.goals.queries.records import Records, read

FRIDAYS = 2


def work_out_chances(today: date, records: Records | None = None) -> None:
    """Runs as of past days see what those days knew, with the fit of today. `records`: all deals, when read before."""
    friday = today - timedelta(days=(today.weekday() - 4) % 7 or 7)
    days = [friday - timedelta(days=7 * back) for back in range(FRIDAYS - 1, -1, -1)]
    organization.forget()
    records = records or read(today, days[0])
    for day in (*days, today):
        given = {metric: known(metric, day, today, records) for metric, _ in runs_due(today)}
        for metric, period in runs_due(today):
            make_run(metric, period, as_of=day, today=today, at=clock.now(), given=given[metric])
