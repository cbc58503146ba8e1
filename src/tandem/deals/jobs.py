"""Work on all deals that the worker does every night."""

from __future__ import annotations

from typing import Any

from tandem.authority import organization
from tandem.core import clock, jobs
from tandem.deals.actions import measure_stages
from tandem.deals.actions.chances import fit_chances


@jobs.nightly
@jobs.job("deals.usual_days")
def usual_days(progress: jobs.Progress) -> dict[str, Any]:
    """How long deals usually stay in each stage."""
    return {"changed": measure_stages(at=clock.now())}


@jobs.nightly
@jobs.job("deals.chances")
def chances(progress: jobs.Progress) -> dict[str, Any]:
    """Learn how likely deals are to be won, and tell every open deal."""
    made = fit_chances(today=clock.today(organization.current().time_zone), at=clock.now())
    return {"sentence": f"Learned from {made.decided} decided deals."}
