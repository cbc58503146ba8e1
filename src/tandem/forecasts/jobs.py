"""What the forecast does by itself, week by week."""

from __future__ import annotations

from datetime import datetime

from tandem.core.jobs import regularly
from tandem.forecasts.actions.asking import ask_for_calls


@regularly("forecasts.asking")
def asking(now: datetime) -> None:
    """Ask who has not handed up, once the deadline is near."""
    ask_for_calls(now)
