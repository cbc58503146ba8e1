"""What agreements do by themselves: every night their outcomes are measured."""

from __future__ import annotations

from typing import Any

from tandem.authority import organization
from tandem.collaboration.actions import measure_outcomes
from tandem.core import clock
from tandem.core.jobs import Progress, job, nightly

MEASURE = "collaboration.measure"


@nightly
@job(MEASURE)
def measure(progress: Progress) -> dict[str, Any]:
    """Measure what came of agreements whose time is over; what is measured already stays."""
    now = clock.now()
    made = measure_outcomes(clock.today(organization.current().time_zone), now)
    return {"sentence": f"{made} outcomes.", "outcomes": made}
