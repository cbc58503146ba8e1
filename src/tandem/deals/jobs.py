"""Work on all deals that the worker does every night."""

from __future__ import annotations

from typing import Any

from tandem.core import clock, jobs
from tandem.deals.actions import measure_stages


@jobs.nightly
@jobs.job("deals.usual_days")
def usual_days(progress: jobs.Progress) -> dict[str, Any]:
    """How long deals usually stay in each stage."""
    return {"changed": measure_stages(at=clock.now())}
