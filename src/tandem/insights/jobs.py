"""What the worker does every night, and after an import."""

from __future__ import annotations

from typing import Any

from tandem.core import clock, jobs
from tandem.insights.actions import keep_outlooks


@jobs.nightly
@jobs.job("insights.bookings")
def bookings(progress: jobs.Progress) -> dict[str, Any]:
    """Where bookings are going, by team, product and region."""
    return {"kept": keep_outlooks(today=clock.today(), at=clock.now())}
