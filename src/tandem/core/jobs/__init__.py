"""Long work in the background, with progress, and what happens regularly. See running.py and regular.py."""

from tandem.core.jobs.nightly import again, nightly, start_due, start_unless_since
from tandem.core.jobs.regular import look, regularly
from tandem.core.jobs.running import (
    Cancelled,
    Progress,
    cancel,
    file_pieces,
    job,
    revive,
    start,
    sweep,
    visible_job,
)
from tandem.core.jobs.statistics import gather

__all__ = [
    "Cancelled",
    "Progress",
    "again",
    "cancel",
    "file_pieces",
    "gather",
    "job",
    "look",
    "nightly",
    "regularly",
    "revive",
    "start",
    "start_due",
    "start_unless_since",
    "sweep",
    "visible_job",
]
