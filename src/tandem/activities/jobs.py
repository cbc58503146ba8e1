"""What the worker does every night for tasks."""

from __future__ import annotations

from typing import Any

from tandem.activities.actions import announce_due
from tandem.authority import organization
from tandem.core import clock, jobs


@jobs.nightly
@jobs.job("activities.due")
def due(progress: jobs.Progress) -> dict[str, Any]:
    """Tell everybody which of their tasks fell due."""
    today = clock.today(organization.current().time_zone)
    return {"announced": announce_due(today=today, at=clock.now())}
