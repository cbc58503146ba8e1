"""The simulation of landings as work for the worker: every night, after an import, and on demand."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tandem.authority import organization
from tandem.core import clock, jobs
from tandem.goals.actions.odds import drop_draws, make_run, runs_due
from tandem.goals.queries.known import Known, known

KIND = "goals.odds"


@jobs.nightly
@jobs.job(KIND)
def odds(progress: jobs.Progress, *, as_of: str = "") -> dict[str, Any]:
    """Every run that is due, as of today or of an earlier day. Doing it twice finds done what is done."""
    now = clock.now()
    today = clock.today(organization.current().time_zone)
    day = date.fromisoformat(as_of) if as_of else today
    return make_runs(progress, day, today, now)


def make_runs(progress: jobs.Progress, day: date, today: date, at: datetime) -> dict[str, Any]:
    """All runs of one day, telling how far they are."""
    wanted = runs_due(day)
    given: dict[str, Known | None] = {}
    made = 0
    for metric, period in progress.each(wanted, len(wanted), "Working out chances"):
        if metric not in given:
            given[metric] = known(metric, day, today)
        run = make_run(metric, period, as_of=day, today=today, at=at, given=given[metric])
        made += run is not None
    drop_draws(today)
    return {"sentence": f"{made} runs.", "runs": made}
