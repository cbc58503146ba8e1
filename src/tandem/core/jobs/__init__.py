"""Long work in the background, with progress. See running.py."""

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

__all__ = ["Cancelled", "Progress", "cancel", "file_pieces", "job", "revive", "start", "sweep", "visible_job"]
