"""Long work in the background, with progress, and what happens regularly. See running.py and regular.py."""

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

__all__ = [
    "Cancelled",
    "Progress",
    "cancel",
    "file_pieces",
    "job",
    "look",
    "regularly",
    "revive",
    "start",
    "sweep",
    "visible_job",
]
