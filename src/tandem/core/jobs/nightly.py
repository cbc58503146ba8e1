"""Work that is due once a day, and again when what it rests on changed.

    @nightly
    @job("deals.usual_days")
    def usual_days(progress: Progress) -> dict: …

In a package's `jobs.py`. The worker starts what is due in its first look of a day (of `clock.today`). `again` asks
for a kind once more, after an import for example; while one waits or runs, nothing is added.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from tandem.core import clock
from tandem.core.jobs.models import Job
from tandem.core.jobs.regular import regularly
from tandem.core.jobs.running import JOBS, Work, start

NIGHTLY: list[str] = []
CLOCKS_DIFFER = timedelta(hours=1)  # at most, of two machines


def nightly(function: Work) -> Work:
    """Have a registered job started once a day; in the order of registration."""
    kind = next(kind for kind, work in JOBS.items() if work is function)
    if kind not in NIGHTLY:
        NIGHTLY.append(kind)
    return function


def again(kind: str, at: datetime) -> Job:
    """Start this kind of work, unless it waits or runs already."""
    return start(kind, at=at, once=kind)


@regularly("nightly")
def look(now: datetime) -> None:
    """The worker's look at what is due today."""
    start_due(now)


def start_due(at: datetime) -> list[str]:
    """Start every nightly job that was not asked for today; returns their kinds. One statement when none is due."""
    return start_unless_since(datetime.combine(clock.today(), time.min, UTC), at)


def start_unless_since(moment: datetime, at: datetime) -> list[str]:
    """Start every nightly job that was not asked for since `moment`; returns their kinds.

    What was asked for later than now was another day's: somebody went back to a past one.
    """
    since = Job.objects.filter(kind__in=NIGHTLY, asked_at__range=(moment, at + CLOCKS_DIFFER))
    asked = set(since.values_list("kind", flat=True))
    due = [kind for kind in NIGHTLY if kind not in asked]
    for kind in due:
        again(kind, at)
    return due
