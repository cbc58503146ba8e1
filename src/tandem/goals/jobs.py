"""The simulation of landings as work for the worker: every night, after an import, and on demand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import partial
from typing import Any

from tandem.authority import organization
from tandem.core import clock, jobs
from tandem.goals.actions.odds import drop_draws, make_run, runs_due
from tandem.goals.queries.known import Known, known
from tandem.goals.queries.records import read
from tandem.goals.queries.working import OF_PLAN
from tandem.science.landing.fan_out import FanOut, Work
from tandem.science.landing.unit import Drawn, Unit

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
    records = read(today, day)
    given: dict[str, Known | None] = {}
    made = 0
    for metric, period in progress.each(wanted, len(wanted), "Working out chances"):
        if metric not in given:
            given[metric] = known(metric, day, today, records)
        run = make_run(metric, period, as_of=day, today=today, at=at, given=given[metric])
        made += run is not None
    drop_draws(today)
    return {"sentence": f"{made} runs.", "runs": made}


@jobs.job(OF_PLAN)
def odds_of_plan(progress: jobs.Progress, *, metric: str, period: str) -> dict[str, Any]:
    """The run of one metric and period as of today, for a plan that somebody works on."""
    now = clock.now()
    today = clock.today(organization.current().time_zone)
    progress.begin(None, "Reading deals and people")
    given = known(metric, today, today)
    people = len(given.people) if given else 0
    whole = organization.calendar().parse(period)
    watched = partial(_watched, progress, people)
    run = make_run(metric, whole, as_of=today, today=today, at=now, given=given, watched=watched)
    drop_draws(today)
    sentence = "Chances are there." if run else "There is nobody to work out chances for."
    return {"sentence": sentence, "runs": int(run is not None)}


def _watched(progress: jobs.Progress, people: int, fan_out: FanOut) -> FanOut:
    """The same drawing, which tells for how many of the people it is done."""

    def run(work: Work, units: Iterable[Unit]) -> Iterator[Drawn]:
        progress.begin(people, "Drawing landings")
        done = 0
        for drawn in fan_out(work, units):
            done += len(drawn.people)
            progress.step(done)
            yield drawn

    return run
